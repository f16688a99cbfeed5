"""kill -9 at random moments: nothing confirmed is lost, nobody is left untold, nothing is said more than twice."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from bot.content.model import Content
from bot.operations.sending.outbox import LEASE
from bot.store.database import Database
from bot.store.keys import set_keys
from bot.store.tables import AppointmentRow, CellRow, HoldRow, InboxRow, OutboxRow
from tests.bookings import booked, cells_of, count, free, put_up
from tests.stress.crowd import LOOKUP, SECRET
from tests.stress.killing import A_LIFE, run, write_places
from tests.stress.rig import FileChannel, pump_of, room_for_all


@pytest.fixture(autouse=True)
def _shared_keys() -> None:
    set_keys([SECRET], LOOKUP)


def sound(database: Database) -> bool:
    if not database.is_sqlite:
        return True
    return database.read(lambda session: session.scalar(text("PRAGMA integrity_check"))) == "ok"


async def killed_while_confirming(database: Database, url: str, content: Content, folder: Path, kills: int) -> str:
    """Kill, let one last process finish, and look. A line of figures."""
    places = database.write(room_for_all)
    assert len(places) >= kills * A_LIFE
    write_places(folder, places)
    run("confirm", url, folder, kills)
    channel = FileChannel(folder / "heard")
    end = datetime.fromisoformat((folder / "ended").read_text().strip())
    pump = pump_of(database, content, channel, lambda: end)
    await pump.drain()
    for _ in range(3):
        end += LEASE
        while await pump.sender.send_waiting():
            pass

    rows = database.read(lambda session: session.scalars(select(AppointmentRow)).all())
    addresses = {row.chat_key: row for row in rows}
    cards = Counter(
        text.split("Code : ")[1].split(" ")[0].strip("* ") for _, kind, text in channel.heard() if kind == "card"
    )
    codes = {row.code for row in rows}
    for_staff = database.read(
        lambda session: set(
            session.scalars(
                select(AppointmentRow.code)
                .join(OutboxRow, OutboxRow.appointment_id == AppointmentRow.id)
                .where(OutboxRow.state == "check")
            )
        )
    )
    asked = (folder / "asked").read_text().splitlines()
    lost, untold = set(cards) - codes, codes - set(cards) - for_staff
    assert lost == set()
    assert untold == set()
    assert max(cards.values()) <= 2
    assert len(addresses) == len(rows)
    assert database.read(lambda session: count(session, InboxRow, InboxRow.handled_at.is_(None))) == 0
    assert len(rows) >= len(set(asked))  # whatever was written down was answered
    assert database.read(lambda session: count(session, CellRow, CellRow.appointment_id.is_not(None))) == 6 * len(rows)
    assert sound(database)
    twice = sum(1 for copies in cards.values() if copies == 2)
    return f"{kills} kills: {len(rows)} booked, 0 lost, 0 untold, {twice} told twice, {len(for_staff)} for staff"


def moved_under_kills(database: Database, url: str, folder: Path, kills: int, at_once: int) -> Counter[str]:
    """Everybody moves to the last free times while processes are killed. What the moves came to."""

    def fill(session: Session) -> None:
        put_up(session, languages=("fr", "fr"), openings=((1, "08:00", "13:00"),), horizon_days=2)
        slots = free(session)
        # One free time for each process: a killed one keeps hers until her hold has lapsed.
        for number in range(2 * len(slots) - at_once):
            booked(session, f"person {number}", free(session)[0])

    database.write(fill)
    people = database.read(lambda session: count(session, AppointmentRow))
    run("move", url, folder, kills, at_once)

    def look(session: Session) -> None:
        rows = session.scalars(select(AppointmentRow)).all()
        assert [row.status for row in rows] == ["booked"] * people
        assert len({(row.desk_id, row.starts_at) for row in rows}) == people
        for row in rows:
            assert row.starts_at is not None
            first = int(row.starts_at.timestamp()) // 300
            assert cells_of(session, row.id) == {(row.desk_id, first + cell) for cell in range(6)}
        held = count(session, CellRow, CellRow.appointment_id.is_not(None))
        assert held == 6 * people
        assert count(session, CellRow) == held + 6 * count(session, HoldRow)

    database.read(look)
    assert sound(database)
    return Counter((folder / "moves").read_text().splitlines())


async def test_after_eight_kills_nobody_is_lost_or_left_untold(
    database: Database, database_url: str, content: Content, tmp_path: Path
):
    await killed_while_confirming(database, database_url, content, tmp_path, 8)


def test_moves_under_kills_leave_as_many_cells_as_people(database: Database, database_url: str, tmp_path: Path):
    moves = moved_under_kills(database, database_url, tmp_path, 4, 1 if database.is_sqlite else 2)

    assert moves["Moved"] > 0
    assert set(moves) <= {"Moved", "SlotTaken", "NotPossible"}


@pytest.mark.stress
async def test_two_hundred_kills_lose_nothing(database: Database, database_url: str, content: Content, tmp_path: Path):
    print(
        database.url.get_backend_name(), await killed_while_confirming(database, database_url, content, tmp_path, 200)
    )


@pytest.mark.stress
def test_five_hundred_moves_race_for_the_last_time(database: Database, database_url: str, tmp_path: Path):
    moves = moved_under_kills(database, database_url, tmp_path, 100, 1 if database.is_sqlite else 4)

    print(database.url.get_backend_name(), dict(moves))
    assert sum(moves.values()) >= 500
    assert set(moves) <= {"Moved", "SlotTaken", "NotPossible"}
    assert moves["Moved"] > 0
