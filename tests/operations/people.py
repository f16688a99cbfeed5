"""People who write to one assistant: the real pump and matcher, and a channel that keeps what it is given."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from sqlalchemy import select

from bot.content.model import Content
from bot.conversation.events import ButtonPressed, Command, Started
from bot.conversation.outgoing import Outgoing
from bot.conversation.state import State
from bot.language.clean import clean
from bot.matching.index import Index
from bot.operations.inbox import chat_key_of
from bot.operations.ports import Delivery, Incoming, Sent, Typed
from bot.settings import Settings
from bot.store.database import Database
from bot.store.migrate import mark
from bot.store.tables import AppointmentRow, ConversationRow
from bot.wiring.demonstration import seed_demonstration
from bot.wiring.parts import Parts
from bot.wiring.pump import Pump
from tests.conftest import MONDAY

CHANNEL = "people"


class Ears:
    """A channel: raw updates are `{"text"|"button"|"command": …}`; what is sent is kept by address."""

    name = CHANNEL

    def __init__(self) -> None:
        self.heard: dict[str, list[Outgoing]] = {}

    def read(self, raw: Mapping[str, Any]) -> Incoming:
        if "button" in raw:
            return Incoming(event=ButtonPressed(str(raw["button"])), profile_name=str(raw.get("name", "")))
        if "command" in raw:
            return Incoming(event=Started() if raw["command"] == "start" else Command(str(raw["command"])))
        return Incoming(event=Typed(clean(str(raw["text"]))))

    async def send(self, address: str, message: Outgoing, edits: str | None, *, urgent: bool = True) -> Delivery:
        self.heard.setdefault(address, []).append(message)
        return Sent(str(len(self.heard[address])))

    async def answer_tap(self, tap: str, text: str) -> None:
        return None


class Town:
    """Everybody, and the assistant. `content` may be changed while people are inside."""

    def __init__(self, database: Database, content: Content, index: Index) -> None:
        self.database = database
        self.now: datetime = MONDAY
        self.content = SimpleNamespace(current=content, refresh=lambda: False)
        self.ears = Ears()
        index_holder = SimpleNamespace(current=lambda: index)
        parts = Parts(Settings(), database, self.content, index_holder)  # type: ignore[arg-type]
        self.pump = Pump(parts, [self.ears], lambda: self.now)
        database.write(lambda session: mark(session, demo=True))
        database.write(lambda session: seed_demonstration(session, MONDAY))
        self.numbers = itertools.count(1)

    def person(self, address: str = "amina") -> Person:
        return Person(self, address)


class Person:
    def __init__(self, town: Town, address: str) -> None:
        self.town, self.address = town, address
        self.chat_key = chat_key_of(CHANNEL, address)

    async def note(self, update_id: str = "", **raw: str) -> None:
        await self.town.pump.note(CHANNEL, update_id or str(next(self.town.numbers)), self.address, raw)

    async def do(self, **raw: str) -> list[Outgoing]:
        """One update, answered: what came back."""
        before = len(self.heard)
        await self.note(**raw)
        await self.town.pump.handle(self.chat_key)
        return self.heard[before:]

    async def says(self, *texts: str) -> list[Outgoing]:
        return [message for text in texts for message in await self.do(text=text)]

    async def taps(self, *labels: str) -> list[Outgoing]:
        return [message for label in labels for message in await self.do(button=self.data(label))]

    @property
    def heard(self) -> list[Outgoing]:
        return self.town.ears.heard.setdefault(self.address, [])

    def data(self, label: str) -> str:
        """What is behind the newest button with this label."""
        buttons = [button for one in self.heard for row in one.rows for button in row]
        return next(button.data for button in reversed(buttons) if button.label == label)

    @property
    def state(self) -> State:
        def read(session: Any) -> State:
            row = session.get(ConversationRow, self.chat_key)
            return State.from_json(row.state if row else None)

        return self.town.database.read(read)

    @property
    def rows(self) -> list[tuple[str, str | None]]:
        """Status and first name of each appointment of this chat."""
        query = select(AppointmentRow).where(AppointmentRow.chat_key == self.chat_key).order_by(AppointmentRow.id)
        return self.town.database.read(lambda s: [(row.status, row.first_name) for row in s.scalars(query)])

    async def at_the_name(self) -> None:
        """A time is held, and the first name is asked."""
        await self.do(command="start")
        await self.taps("Français", "Prendre rendez-vous", "Forest", "mardi 24 novembre, 9h00")

    async def at_the_confirmation(self) -> None:
        await self.at_the_name()
        await self.says("Amina")


def said(messages: list[Outgoing]) -> str:
    """What can be read; an answered question without its buttons is nothing new."""
    return "\n".join(message.text for message in messages if message.kind == "text")
