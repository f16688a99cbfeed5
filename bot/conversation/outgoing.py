"""A message ready for a channel: words in one language, buttons with their data, nothing left to decide.

It is what a row of the outbox holds, as JSON. `text` is Markdown; each channel renders it its own way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal

Kind = Literal["text", "freeze", "contact", "venue", "calendar", "commands"]


@dataclass(frozen=True, slots=True)
class OutgoingButton:
    """`data` comes back with a tap; one that begins with https:// is an address that the channel opens."""

    label: str
    data: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """`kind` says which fields count.

    `text`: text, rows, and the flags; without rows, `name` is the label of the button that shares what is asked for.
    `freeze`: the buttons of an earlier message go and `name`, the choice, is written
    under its `text`. `contact`: name and phone. `venue`: name, address in `text`, latitude and longitude. `calendar`:
    a file of `name` that holds `text`, and by mail the words `caption`. `commands`: those of the chat; a button's label
    describes, its data names one. `subject` is that of a mail.
    """

    kind: Kind
    text: str = ""
    rows: tuple[tuple[OutgoingButton, ...], ...] = ()
    prompt: int = 0
    pages: bool = False
    card: bool = False
    asks_contact: bool = False
    asks_location: bool = False
    name: str = ""
    phone: str = ""
    latitude: float | None = None
    longitude: float | None = None
    subject: str = ""
    caption: str = ""

    def to_json(self) -> dict[str, Any]:
        # By hand: `asdict` takes ten times as long, for every message.
        kept = {name: value for name in _PLAIN if (value := getattr(self, name))}
        if self.rows:
            kept["rows"] = [[{"label": one.label, "data": one.data} for one in row] for row in self.rows]
        return kept

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Outgoing:
        rows = tuple(tuple(OutgoingButton(**button) for button in row) for row in kept.get("rows", ()))
        return cls(**{**kept, "rows": rows})


_PLAIN = tuple(field.name for field in fields(Outgoing) if field.name != "rows")
