"""Phones on a web page: a channel whose messages stay in memory, for demonstrations.

`SimulatorChannel` keeps the bubbles of each phone, as a chat shows them: edited in place, choices frozen. `Simulator`
is what the pages use: it writes what a person says into the inbox, has the turn taken, and waits for its messages.
Raw updates are `{"from": phone, "name": ...}` with one of `text`, `button`, `command`, `contact` or `location`.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from bot.conversation.events import ButtonPressed, Command, ContactShared, LocationShared, Started
from bot.conversation.outgoing import Outgoing
from bot.language.clean import clean
from bot.operations.ports import Delivery, Incoming, Rejected, Sent, Typed

NAME = "simulator"
MOST_PHONES = 200
MOST_BUBBLES = 300
# Another worker of this process may have taken the turn: its messages come a moment later.
ANSWER_WITHIN_S = 5.0
QUIET_S = 0.08

Note = Callable[[str, str, str, Mapping[str, Any]], Awaitable[str]]
Handle = Callable[[str], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message. `number` is its reference; `chosen` the choice under a frozen one; `mine` was said by the person."""

    number: int
    by: Literal["me", "bot"]
    message: Outgoing
    chosen: str = ""


@dataclass(slots=True)
class Phone:
    """What one phone shows. `revision` grows with every change; `notice` is shown once."""

    bubbles: list[Bubble] = field(default_factory=list)
    commands: tuple[tuple[str, str], ...] = ()  # (description, command)
    notice: str = ""
    revision: int = 0
    last_number: int = 0

    def add(self, by: Literal["me", "bot"], message: Outgoing) -> Bubble:
        self.last_number += 1
        bubble = Bubble(self.last_number, by, message)
        self.bubbles.append(bubble)
        del self.bubbles[:-MOST_BUBBLES]
        return bubble

    def find(self, number: int) -> Bubble | None:
        return next((bubble for bubble in self.bubbles if bubble.number == number), None)

    def put(self, bubble: Bubble) -> None:
        """Replace the bubble of the same number."""
        self.bubbles = [bubble if one.number == bubble.number else one for one in self.bubbles]

    @property
    def pinned(self) -> Bubble | None:
        """The last confirmation card: a chat keeps it at the top."""
        return next((bubble for bubble in reversed(self.bubbles) if bubble.message.card), None)


class SimulatorChannel:
    """The `Channel` of simulated phones; an address is the id of a phone."""

    name = NAME

    def __init__(self) -> None:
        self._phones: OrderedDict[str, Phone] = OrderedDict()
        self._changed = asyncio.Condition()

    def phone(self, address: str) -> Phone:
        """The phone of this id, made when it is new; the one that was silent longest is forgotten."""
        phone = self._phones.setdefault(address, Phone())
        self._phones.move_to_end(address)
        while len(self._phones) > MOST_PHONES:
            self._phones.popitem(last=False)
        return phone

    def read(self, raw: Mapping[str, Any]) -> Incoming:
        """Translate one raw update; every one is answered like a tap, so that the page knows it was taken up."""
        name, tap = str(raw.get("name", "")), str(raw.get("from", ""))
        if "button" in raw:
            return Incoming(event=ButtonPressed(str(raw["button"])), profile_name=name, tap=tap)
        if "command" in raw:
            command, _, payload = str(raw["command"]).partition(" ")
            event = Started(payload.strip()) if command == "start" else Command(command.lower())
            return Incoming(event=event, profile_name=name, tap=tap)
        if "contact" in raw:
            return Incoming(event=ContactShared(str(raw["contact"]), is_own=True), profile_name=name, tap=tap)
        if "location" in raw:
            latitude, longitude = raw["location"]
            return Incoming(event=LocationShared(float(latitude), float(longitude)), profile_name=name, tap=tap)
        return Incoming(event=Typed(clean(str(raw.get("text", "")))), profile_name=name, tap=tap)

    async def send(self, address: str, message: Outgoing, edits: str | None, *, urgent: bool = True) -> Delivery:
        """Show one message on a phone, or change the one that `edits` names."""
        phone = self.phone(address)
        shown = phone.find(int(edits)) if edits and edits.isdigit() else None
        if message.kind == "freeze":
            if shown is None:
                return Rejected("there is no message to freeze")
            phone.put(replace(shown, message=replace(shown.message, rows=()), chosen=message.name))
        elif message.kind == "commands":
            phone.commands = tuple((button.label, button.data) for row in message.rows for button in row)
        elif shown is not None:
            phone.put(replace(shown, message=message))
        else:
            shown = phone.add("bot", message)
        await self._announce(phone)
        return Sent(str(shown.number) if shown else "")

    async def answer_tap(self, tap: str, text: str) -> None:
        phone = self.phone(tap)
        if text:
            phone.notice = text
        await self._announce(phone)

    async def settle(self, phone: Phone, seen: int) -> None:
        """Wait until something came after revision `seen` and then nothing for a moment; at most a few seconds."""
        try:
            async with asyncio.timeout(ANSWER_WITHIN_S), self._changed:
                await self._changed.wait_for(lambda: phone.revision > seen)
                while True:
                    before = phone.revision
                    try:
                        async with asyncio.timeout(QUIET_S):
                            await self._changed.wait_for(lambda before=before: phone.revision > before)  # type: ignore[misc]
                    except TimeoutError:
                        return
        except TimeoutError:
            return

    async def _announce(self, phone: Phone) -> None:
        phone.revision += 1
        async with self._changed:
            self._changed.notify_all()


@dataclass(frozen=True, slots=True)
class Simulator:
    """`note` writes an update into the inbox and gives the chat's key; `handle` answers what waits there."""

    channel: SimulatorChannel
    note: Note
    handle: Handle

    async def say(self, address: str, raw_update: Mapping[str, Any]) -> None:
        """Say something on a phone and wait for the answer. Nothing is shown that could not be written down.

        Errors of the database are raised, for the page to say so.
        """
        phone = self.channel.phone(address)
        seen = phone.revision
        chat_key = await self.note(NAME, secrets.token_hex(16), address, {**raw_update, "from": address})
        said = _said(raw_update)
        if said:
            phone.add("me", Outgoing(kind="text", text=said))
        await self.handle(chat_key)
        await self.channel.settle(phone, seen)


def _said(raw_update: Mapping[str, Any]) -> str:
    """What shows as the person's own bubble: a tap on a button shows none, as in a chat."""
    if "text" in raw_update:
        return str(raw_update["text"])
    if "command" in raw_update:
        return f"/{raw_update['command']}"
    if "contact" in raw_update:
        return f"☎ {raw_update['contact']}"
    return "⌖" if "location" in raw_update else ""
