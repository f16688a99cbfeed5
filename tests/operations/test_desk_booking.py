"""What staff book for a person is as safe as what people book themselves."""

from __future__ import annotations

import threading
from datetime import datetime

from sqlalchemy.orm import Session

from bot.operations.appointments.booking import hold_slot
from bot.operations.appointments.desk_booking import book_at_desk
from bot.store.database import Database
from bot.store.tables import AppointmentRow, CellRow, OfficeRow
from bot.store.timetables import free_slots_for_staff
from tests.bookings import DAY, FOREST, cells_of, cells_of_slot, come, count, free, put_up, shipped
from tests.conftest import MONDAY


def first_time(database: Database) -> datetime:
    return database.read(lambda db: free_slots_for_staff(db, FOREST, "fr", MONDAY))[0].starts_at


def book(session: Session, at: datetime, form: str = "a") -> AppointmentRow | None:
    return book_at_desk(session, FOREST, at, "Amina", "fr", "", form, shipped(), MONDAY, "staff:1")


def test_an_appointment_owns_its_cells_and_nobody_is_offered_its_time(database: Database):
    def story(session: Session) -> None:
        put_up(session)
        slot = free(session)[0]

        row = book(session, slot.starts_at)

        assert row is not None
        assert cells_of(session, row.id) == cells_of_slot(slot)
        assert slot not in free(session)

    database.write(story)


def test_staff_may_fill_today_a_pause_a_full_week_and_an_office_that_is_off(database: Database):
    def story(session: Session) -> None:
        put_up(session, paused_at=MONDAY, weekly_most=1)
        session.get_one(OfficeRow, FOREST).mode = "off"
        session.flush()
        assert free(session) == ()

        today, tomorrow = (
            next(slot for slot in free_slots_for_staff(session, FOREST, "fr", MONDAY) if slot.starts_at.date() == day)
            for day in (MONDAY.date(), (MONDAY + DAY).date())
        )

        assert book(session, today.starts_at, "a") is not None
        assert book(session, tomorrow.starts_at, "b") is not None

    database.write(story)


def test_what_a_person_holds_in_a_chat_is_not_given_away_and_a_lapsed_hold_is(database: Database):
    def story(session: Session) -> None:
        put_up(session)
        slot = free(session)[0]
        hold_slot(session, come(session, "bilal"), slot, MONDAY)

        assert book(session, slot.starts_at) is None
        later = MONDAY + DAY / 48
        row = book_at_desk(session, FOREST, slot.starts_at, "Amina", "fr", "", "b", shipped(), later, "staff:1")
        assert row is not None
        assert cells_of(session, row.id) == cells_of_slot(slot)

    database.write(story)


def test_two_receptionists_at_once_fill_one_place_once(database: Database):
    database.write(lambda db: put_up(db))
    at = first_time(database)
    results: list[AppointmentRow | None] = []
    threads = [
        threading.Thread(target=lambda form=form: results.append(database.write(lambda db: book(db, at, form))))
        for form in "abcdefgh"
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(result is not None for result in results) == 1
    assert database.read(lambda db: count(db, AppointmentRow)) == 1
    assert database.read(lambda db: count(db, CellRow)) == 6
