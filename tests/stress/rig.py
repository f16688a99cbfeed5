"""A pump with a channel of our own, and an office with a place for everybody."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from sqlalchemy.orm import Session

from bot.booking.slots import Slot, free_slots
from bot.content.model import Content
from bot.conversation.events import ButtonPressed
from bot.conversation.outgoing import Outgoing
from bot.operations.ports import Delivery, Incoming, Sent, TryLater
from bot.settings import Settings
from bot.store.database import Database
from bot.store.timetables import timetable_of
from bot.wiring.parts import Parts
from bot.wiring.pump import Pump
from tests.bookings import CHANNEL, FOREST, put_up
from tests.conftest import MONDAY

Heard = tuple[str, str, str]  # address, kind, text


class FileChannel:
    """Delivers into a file, a line a message: what is in it was told, whatever is killed afterwards."""

    name = CHANNEL

    def __init__(self, path: Path) -> None:
        self.path = path
        self.away = False

    def read(self, raw: Mapping[str, Any]) -> Incoming:
        return Incoming(event=ButtonPressed(str(raw["button"])))

    async def send(self, address: str, message: Outgoing, edits: str | None, *, urgent: bool = True) -> Delivery:
        if self.away:
            return TryLater(timedelta(seconds=30))
        kind = "card" if message.card else message.kind
        line = "\t".join((address, kind, " / ".join(message.text.split("\n")))) + "\n"
        file = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.write(file, line.encode())
        os.close(file)
        return Sent("1")

    async def answer_tap(self, tap: str, text: str) -> None:
        return None

    def heard(self) -> list[Heard]:
        if not self.path.exists():
            return []
        lines = self.path.read_text(encoding="utf-8").splitlines()
        return [(address, kind, text) for address, kind, text in (line.split("\t", 2) for line in lines)]


def pump_of(database: Database, content: Content, channel: FileChannel, clock: Callable[[], datetime]) -> Pump:
    """A pump that needs no matcher: nobody types here."""
    holders = SimpleNamespace(current=content, refresh=lambda: False), SimpleNamespace(current=lambda: None)
    return Pump(Parts(Settings(), database, *holders), [channel], clock)  # type: ignore[arg-type]


def room_for_all(session: Session, desks: int = 20, horizon_days: int = 28) -> list[Slot]:
    """An office with many desks. Every place, desk by desk."""
    put_up(session, languages=("fr",) * desks, horizon_days=horizon_days)
    timetable = timetable_of(session, FOREST)
    ids = sorted({opening.desk_id for opening in timetable.openings})
    return [slot for desk in ids for slot in free_slots(timetable, (), MONDAY, desks={desk})]
