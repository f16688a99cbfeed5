"""One tap, one effect: the same confirmation delivered five times at once."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.content.model import Content
from bot.store.database import Database
from bot.store.tables import AppointmentRow, InboxRow
from tests.bookings import CHANNEL, about_to_confirm, count
from tests.conftest import MONDAY
from tests.stress.rig import FileChannel, pump_of, room_for_all


async def five_taps_each(database: Database, content: Content, people: int, folder: Path) -> None:
    """Everybody confirms; three deliveries carry the same number, two are sent anew as Telegram does."""
    places = database.write(room_for_all)
    buttons = [
        database.write(
            lambda session, number=number: about_to_confirm(session, f"person {number}", places[number * 5], content)
        )
        for number in range(people)
    ]
    channel = FileChannel(folder / "heard")
    pump = pump_of(database, content, channel, lambda: MONDAY)

    async def tap(number: int, delivery: int) -> None:
        update = f"{number}.{max(delivery, 2)}"
        key = await pump.note(CHANNEL, update, f"person {number}", {"button": buttons[number]})
        await pump.handle(key)

    await asyncio.gather(*(tap(number, delivery) for delivery in range(5) for number in range(people)))
    await pump.drain()
    while await pump.sender.send_waiting():
        pass

    rows = database.read(lambda session: session.scalars(select(AppointmentRow)).all())
    assert len(rows) == people
    assert {(row.starts_at, row.desk_id) for row in rows} == {
        (places[number * 5].starts_at, places[number * 5].desk_id) for number in range(people)
    }
    cards = sorted(address for address, kind, text in channel.heard() if kind == "card" and "noté" in text)
    assert cards == sorted(f"person {number}" for number in range(people))
    assert database.read(lambda session: count(session, InboxRow)) == 3 * people
    assert database.read(lambda session: count(session, InboxRow, InboxRow.handled_at.is_(None))) == 0


async def test_ten_people_whose_tap_comes_five_times_have_ten_appointments_and_ten_cards(
    database: Database, content: Content, tmp_path: Path
):
    await five_taps_each(database, content, 10, tmp_path)


@pytest.mark.stress
async def test_two_hundred_people_whose_tap_comes_five_times_have_one_appointment_and_one_card_each(
    database: Database, content: Content, tmp_path: Path
):
    await five_taps_each(database, content, 200, tmp_path)
