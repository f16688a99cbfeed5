"""The conversation in a terminal: messages as text, buttons as numbered lines.

A line that is the number or the label of a button of the last messages taps it; `/name` is a command; anything else is
typed text. Raw updates are `{"text": ...}`, `{"button": ...}` or `{"command": ...}`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.content.showing.markdown import to_plain
from bot.conversation.events import ButtonPressed, Command, Started
from bot.conversation.outgoing import Outgoing, OutgoingButton
from bot.language.clean import clean
from bot.operations.ports import Delivery, Incoming, Sent, Typed

NAME = "terminal"


class TerminalChannel:
    """Writes messages with `write` and remembers the buttons that can be tapped."""

    name = NAME

    def __init__(self, write: Callable[[str], None], profile_name: str = "") -> None:
        self._write = write
        self._profile_name = profile_name
        self._buttons: list[OutgoingButton] = []
        self._fresh = True

    def update_for(self, line: str) -> Mapping[str, Any]:
        """The raw update that a line typed by a person stands for."""
        self._fresh = True
        said = line.strip()
        bare = said.removeprefix("[").removesuffix("]")
        if said.isdigit() and 1 <= int(said) <= len(self._buttons):
            return {"button": self._buttons[int(said) - 1].data}
        for button in self._buttons:
            if bare == button.label:
                return {"button": button.data}
        if said.startswith("/"):
            return {"command": said[1:]}
        return {"text": line}

    def read(self, raw: Mapping[str, Any]) -> Incoming:
        if "button" in raw:
            return Incoming(event=ButtonPressed(str(raw["button"])), profile_name=self._profile_name)
        if "command" in raw:
            name, _, payload = str(raw["command"]).partition(" ")
            event = Started(payload.strip()) if name == "start" else Command(name.lower())
            return Incoming(event=event, profile_name=self._profile_name)
        return Incoming(event=Typed(clean(str(raw.get("text", "")))), profile_name=self._profile_name)

    async def send(self, address: str, message: Outgoing, edits: str | None, *, urgent: bool = True) -> Delivery:
        match message.kind:
            case "text":
                self._say(message)
            case "contact":
                self._write(f"  ☎ {message.name}: {message.phone}\n")
            case "venue":
                self._write(f"  ⌖ {message.name}, {message.text}\n")
            case "calendar":
                self._write(f"  ({message.name})\n")
            case "freeze" | "commands":
                pass
        return Sent()

    async def answer_tap(self, tap: str, text: str) -> None:
        return None

    def _say(self, message: Outgoing) -> None:
        if self._fresh:
            self._buttons, self._fresh = [], False
        lines = [to_plain(message.text)]
        for row in message.rows:
            shown = []
            for button in row:
                self._buttons.append(button)
                shown.append(f"{len(self._buttons)} [{button.label}]")
            lines.append("  " + "   ".join(shown))
        self._write("\n".join(lines) + "\n")
