"""What a turn says, before it has words: keys, values and buttons.

Pure. A `Say` names a text of the content (`booking.slot_taken` is a phrase, `question:commune`, `answer:ID`,
`answer:ID#more`, `reason:ID` are pages) and the values to fill in; the renderer makes it French or Dutch at the end
of the turn. A button is *one-shot* (it belongs to a prompt and carries its number) or *durable* (it works for
ever, as [Menu]).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class Say:
    """A text of the content with its values. Shown alone, it is a message without buttons."""

    key: str
    values: Mapping[str, Value] = field(default_factory=dict)
    count: int | None = None


@dataclass(frozen=True, slots=True)
class OfficeName:
    """The name of an organisation, in the language of the turn."""

    id: str


@dataclass(frozen=True, slots=True)
class CommuneName:
    """The name of a commune, or of the place in it (`bruxelles/1020`)."""

    value: str


@dataclass(frozen=True, slots=True)
class Choice:
    """The label of a choice of a question."""

    question: str
    choice: str


@dataclass(frozen=True, slots=True)
class Clock:
    """The time of day of an instant, "9h30"."""

    at: datetime


Value = str | int | datetime | date | Say | OfficeName | CommuneName | Choice | Clock


@dataclass(frozen=True, slots=True)
class Button:
    """`verb` and `target` say what a tap means. Durable buttons carry both, one-shot ones only their key."""

    label: Value
    verb: str
    target: str = ""
    durable: bool = False


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Message:
    """One message: parts, a line each, and rows of buttons. `prompt` is the number of the prompt it opens, else 0."""

    parts: tuple[Say, ...]
    rows: Rows = ()
    prompt: int = 0
    pages: bool = False  # replaces the message whose button was tapped: paging through days
    card: bool = False  # the confirmation card: kept at the top of the chat
    asks_contact: bool = False  # the channel may offer a button that shares the phone number
    asks_location: bool = False

    def at(self, prompt: int) -> Message:
        return replace(self, prompt=prompt)


@dataclass(frozen=True, slots=True)
class Freeze:
    """Take the buttons off the prompt that was answered and write the choice, by its key, under it."""

    prompt: int
    key: str


@dataclass(frozen=True, slots=True)
class ContactCard:
    """An organisation's number as a card that a phone can call. `commune` for the office of one commune."""

    organisation: str
    commune: str = ""


@dataclass(frozen=True, slots=True)
class Map:
    organisation: str


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """An `.ics` file of an appointment."""

    code: str


@dataclass(frozen=True, slots=True)
class Toast:
    """A short notice on the tap itself; not kept, best effort."""

    key: str


@dataclass(frozen=True, slots=True)
class LanguageChosen:
    """The chat's language was chosen or changed: the channel shows its commands in it."""

    lang: Literal["fr", "nl"]


Reply = Say | Message | Freeze | ContactCard | Map | CalendarFile | Toast | LanguageChosen
