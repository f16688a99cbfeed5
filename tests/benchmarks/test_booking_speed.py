"""What booking costs, as ratios to a bare insert in the same database and run; and what finding slots costs."""

from __future__ import annotations

import itertools
import statistics
import time
from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from bot.booking.slots import free_slots
from bot.conversation import events
from bot.operations.appointments.booking import book, hold_slot
from bot.store.database import Database
from bot.store.migrate import mark
from bot.store.tables import AppointmentRow
from bot.store.timetables import free_slots_of, taken_cells, timetable_of
from tests.bookings import DAY, EVERY_DAY, booked, come, free, put_up, wants
from tests.conftest import MONDAY
from tests.stress.rig import room_for_all

TIMES = 120
AFTERNOONS = tuple((weekday, "13:00", "16:00") for weekday in range(5))


def median_ms(work: Callable[[], object], times: int = TIMES, clock: Callable[[], float] = time.perf_counter) -> float:
    taken = []
    for _ in range(times):
        begun = clock()
        work()
        taken.append(clock() - begun)
    return statistics.median(taken) * 1000


@pytest.mark.benchmark
def test_a_booking_costs_at_most_five_bare_inserts(database: Database):
    database.write(lambda session: mark(session, demo=True))
    places = iter(database.write(lambda session: room_for_all(session, desks=6)))
    numbers = itertools.count()

    def bare() -> None:
        number = next(numbers)
        row = AppointmentRow(
            code=f"B{number}",
            request_key=f"bare {number}",
            office="elsewhere",
            first_name="Amina",
            details={"need": "job"},
            lang="fr",
            reception_lang="fr",
            status="attended",
            created_at=MONDAY,
        )
        database.write(lambda session: session.add(row))

    holding, booking = [], []

    def whole() -> None:
        slot, who = next(places), f"person {next(numbers)}"
        key = database.write(lambda session: come(session, who))
        begun = time.perf_counter()
        held = database.write(lambda session: hold_slot(session, key, slot, MONDAY))
        between = time.perf_counter()
        outcome = database.write(lambda session: book(session, key, wants(slot), MONDAY))
        holding.append(between - begun)
        booking.append(time.perf_counter() - between)
        assert (type(held), type(outcome)) == (events.Held, events.Booked)

    for _ in range(10):  # warm up both
        bare()
        whole()
    holding.clear()
    booking.clear()
    bare_ms = []
    for _ in range(TIMES):  # turn by turn, so that both feel the same machine
        bare_ms.append(median_ms(bare, 1))
        whole()
    base = statistics.median(bare_ms)
    hold_ms, book_ms = (statistics.median(taken) * 1000 for taken in (holding, booking))
    print(
        f"{database.url.get_backend_name()}: bare {base:.2f} ms, hold {hold_ms:.2f} ms ({hold_ms / base:.1f} x), "
        f"book {book_ms:.2f} ms ({book_ms / base:.1f} x)"
    )
    assert book_ms <= 5 * base


@pytest.mark.benchmark
def test_the_slots_of_six_desks_over_sixty_days_are_found_at_once(database: Database):
    def fill(session: Session) -> None:
        put_up(
            session,
            languages=("fr", "fr", "fr", "nl", "fr,nl", "fr,nl"),
            openings=EVERY_DAY + AFTERNOONS,
            horizon_days=60,
        )
        slots = free(session)
        for number, slot in enumerate(slots[: len(slots) // 2]):
            booked(session, f"person {number}", slot)

    database.write(fill)
    office = "mission-locale-forest"
    timetable = database.read(lambda session: timetable_of(session, office))
    # The best of forty: the others shared the machine with something else.
    with_query = min(
        median_ms(lambda: database.read(lambda session: free_slots_of(session, office, None, MONDAY)), 1)
        for _ in range(40)
    )
    # What is computed waits for nothing: processor time, so that other work on the machine does not count.
    taken = database.read(lambda session: taken_cells(session, range(1, 100), MONDAY, MONDAY + 61 * DAY, MONDAY))
    computed = median_ms(lambda: free_slots(timetable, taken, MONDAY), 40, time.process_time)
    print(f"{database.url.get_backend_name()}: computed {computed:.1f} ms, with its query {with_query:.1f} ms")

    assert computed <= 10
    assert with_query <= 30
