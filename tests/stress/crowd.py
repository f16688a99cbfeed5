"""Many people who want the same few times, in threads of this process or in processes of their own.

Run as a module it is one such process: `python -m tests.stress.crowd URL FIRST COUNT`; it prints what each
person was told, as JSON.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.conversation import events
from bot.operations.appointments.booking import book, hold_slot
from bot.store.database import Database
from bot.store.keys import set_keys
from bot.store.tables import AppointmentRow, CellRow, HoldRow
from tests.bookings import come, free, put_up, wants
from tests.conftest import MONDAY

ROOT = Path(__file__).resolve().parent.parent.parent
SECRET, LOOKUP = "3LRFLHjuUOLCYiSGqTqiLlMOfJRzjPyAHTrqD8JVNqw=", "a-lookup-key-for-tests-only"
PLACES, DESKS = 50, 5


def open_for_fifty(session: Session) -> None:
    """Ten times of a morning at five desks."""
    desks = put_up(session, languages=("fr",) * DESKS, openings=((1, "08:00", "13:00"),), horizon_days=2)
    assert len(free(session)) * len(desks) == PLACES


def attempt(database: Database, who: str) -> str:
    """One person, who takes the soonest time that is shown until one is theirs or none is left.

    Looking, holding and confirming are a transaction each, as in three turns.
    """
    while shown := database.read(lambda session: free(session, MONDAY)):
        held = database.write(lambda session, slot=shown[0]: hold_slot(session, come(session, who), slot, MONDAY))
        if isinstance(held, events.Held):
            mine = held.hold.slot
            outcome = database.write(lambda session, mine=mine: book(session, come(session, who), wants(mine), MONDAY))
            if isinstance(outcome, events.Booked):
                return "Booked"
    return "SlotTaken"


def crowd(database: Database, first: int, number: int, threads: int) -> Counter[str]:
    """`number` people at once. What they were told."""

    def one(person: int) -> str:
        try:
            return attempt(database, f"person {person}")
        except Exception as error:
            return f"error {type(error).__name__}"

    with ThreadPoolExecutor(threads) as pool:
        return Counter(pool.map(one, range(first, first + number)))


def crowd_in_processes(url: str, number: int, processes: int) -> Counter[str]:
    share = number // processes
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.stress.crowd", url, str(first * share), str(share)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        for first in range(processes)
    ]
    told: Counter[str] = Counter()
    for process in running:
        output, _ = process.communicate()
        assert process.returncode == 0, output
        told.update(json.loads(output))
    return told


@dataclass(frozen=True, slots=True)
class Sold:
    """What the database says afterwards."""

    appointments: int
    places: int  # different (desk, time) among them
    cells: int
    holds: int


def sold(session: Session) -> Sold:
    rows = session.execute(select(AppointmentRow.desk_id, AppointmentRow.starts_at)).all()
    cells = session.scalar(select(func.count()).select_from(CellRow).where(CellRow.appointment_id.is_not(None))) or 0
    return Sold(len(rows), len(set(rows)), cells, session.scalar(select(func.count()).select_from(HoldRow)) or 0)


def main(url: str, first: str, number: str) -> None:
    set_keys([SECRET], LOOKUP)
    database = Database(url)
    print(json.dumps(crowd(database, int(first), int(number), 10)))
    database.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
