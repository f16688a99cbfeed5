"""Hold, book, move, cancel, with every outcome, on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from types import ModuleType

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.booking.slots import Slot
from bot.conversation import effects, events
from bot.operations.appointments import booking
from bot.operations.appointments import holds as holding
from bot.operations.appointments.booking import book, cancel, hold_slot, move, set_status
from bot.operations.appointments.holds import drop_hold
from bot.operations.effects import carry_out
from bot.store.appointments import appointment_by_code, appointments_of_chat
from bot.store.database import Database
from bot.store.tables import (
    AppointmentEventRow,
    AppointmentRow,
    CellRow,
    ClosureRow,
    DeskRow,
    HoldRow,
    OfficeRow,
    OpeningRow,
)
from tests.bookings import (
    DAY,
    FOREST,
    HOUR,
    MINUTE,
    booked,
    cells_of,
    cells_of_slot,
    come,
    count,
    free,
    hold_and_book,
    holds,
    put_up,
    wants,
)
from tests.conftest import MONDAY

# The Tuesday after MONDAY, nine in Brussels: the first slot after one opening day of notice.
TUESDAY_9 = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


def first_slot(session: Session) -> Slot:
    return free(session)[0]


def moment(code: str, session: Session) -> datetime | None:
    row = appointment_by_code(session, code)
    return row.starts_at if row else None


def blind_once(monkeypatch: pytest.MonkeyPatch, module: ModuleType, look: str, seen: object) -> None:
    """The first look sees what was true before somebody else committed; the next ones see the truth."""
    truth = getattr(module, look)
    first = iter([seen])
    monkeypatch.setattr(module, look, lambda *arguments: next(first) if first.__length_hint__() else truth(*arguments))


# Hold


def test_a_held_slot_is_free_for_its_holder_and_for_nobody_else(database: Database):
    def story(session: Session) -> None:
        put_up(session)
        slot = first_slot(session)
        amina, bilal = come(session, "amina"), come(session, "bilal")

        outcome = hold_slot(session, amina, slot, MONDAY)

        assert isinstance(outcome, events.Held)
        assert (outcome.hold.slot, outcome.hold.expires_at) == (slot, MONDAY + 20 * MINUTE)
        assert slot in free(session, chat_key=amina)
        assert slot not in free(session, chat_key=bilal)
        assert hold_slot(session, bilal, slot, MONDAY) == events.SlotTaken(slot)

    database.write(story)


def test_the_next_hold_of_a_person_drops_the_one_before(database: Database):
    def story(session: Session) -> None:
        put_up(session)
        first, second, *_ = free(session)
        amina, bilal = come(session, "amina"), come(session, "bilal")
        hold_slot(session, amina, first, MONDAY)

        hold_slot(session, amina, second, MONDAY)

        assert [hold.starts_at for hold in holds(session)] == [second.starts_at]
        assert isinstance(hold_slot(session, bilal, first, MONDAY), events.Held)

    database.write(story)


def test_a_hold_gives_way_to_others_after_twenty_minutes(database: Database):
    def story(session: Session) -> None:
        put_up(session)
        slot = first_slot(session)
        amina, bilal = come(session, "amina"), come(session, "bilal")
        hold_slot(session, amina, slot, MONDAY)

        assert hold_slot(session, bilal, slot, MONDAY + 19 * MINUTE) == events.SlotTaken(slot)
        assert isinstance(hold_slot(session, bilal, slot, MONDAY + 20 * MINUTE), events.Held)
        assert [hold.chat_key for hold in holds(session)] == [bilal]

    database.write(story)


def test_a_dropped_hold_frees_its_cells(database: Database):
    def story(session: Session) -> None:
        put_up(session)
        amina = come(session, "amina")
        hold_slot(session, amina, first_slot(session), MONDAY)

        drop_hold(session, amina)

        assert (count(session, HoldRow), count(session, CellRow)) == (0, 0)

    database.write(story)


def test_when_a_desk_was_taken_another_desk_at_that_time_is_given(database: Database):
    def story(session: Session) -> None:
        left, right = put_up(session, languages=("fr", "fr"))
        slot = first_slot(session)
        assert slot.desk_id == left

        hold_slot(session, come(session, "amina"), slot, MONDAY)
        second = hold_slot(session, come(session, "bilal"), slot, MONDAY)
        third = hold_slot(session, come(session, "chloe"), slot, MONDAY)

        assert isinstance(second, events.Held)
        assert second.hold.slot.desk_id == right
        assert third == events.SlotTaken(slot)

    database.write(story)


def test_nobody_is_given_a_desk_where_they_are_not_understood(database: Database):
    def story(session: Session) -> None:
        french, _dutch = put_up(session, languages=("fr", "nl"))
        slot = first_slot(session)
        assert slot.desk_id == french
        hold_slot(session, come(session, "amina"), slot, MONDAY)

        assert hold_slot(session, come(session, "bilal"), slot, MONDAY) == events.SlotTaken(slot)

    database.write(story)


def test_a_less_busy_desk_of_another_language_does_not_hide_the_wanted_one(database: Database):
    def story(session: Session) -> None:
        french, _dutch = put_up(session, languages=("fr", "nl"))
        at_nine, at_half_past, *_ = free(session)
        booked(session, "amina", at_nine)  # the French desk is the busier one from here on
        wanted = Slot(office=FOREST, desk_id=french, starts_at=at_half_past.starts_at, duration=at_half_past.duration)

        outcome = hold_slot(session, come(session, "bilal"), wanted, MONDAY)

        assert isinstance(outcome, events.Held)
        assert outcome.hold.slot.desk_id == french

    database.write(story)


def test_a_time_that_nobody_put_up_cannot_be_held(database: Database):
    def story(session: Session) -> None:
        (desk,) = put_up(session)
        amina = come(session, "amina")
        for wanted in (
            datetime(2026, 11, 24, 3, 0, tzinfo=UTC),  # at night
            datetime(2026, 11, 28, 8, 0, tzinfo=UTC),  # on a Saturday
            MONDAY - DAY,  # past
            TUESDAY_9 + 5 * MINUTE,  # beside the grid
            datetime(2027, 6, 1, 7, 0, tzinfo=UTC),  # beyond the horizon
        ):
            slot = Slot(office=FOREST, desk_id=desk, starts_at=wanted, duration=timedelta(minutes=30))
            assert hold_slot(session, amina, slot, MONDAY) == events.SlotTaken(slot), wanted
        nowhere = Slot(office="nowhere", desk_id=desk, starts_at=TUESDAY_9, duration=timedelta(minutes=30))
        assert hold_slot(session, amina, nowhere, MONDAY) == events.SlotTaken(nowhere)
        assert count(session, CellRow) == 0

    database.write(story)


@pytest.mark.parametrize("change", [{"paused_at": MONDAY}, {"mode": "off"}, {"mode": "request"}])
def test_an_office_that_stopped_bookings_gives_no_time_any_more(database: Database, change: dict[str, object]):
    def story(session: Session) -> None:
        put_up(session)
        slot = first_slot(session)
        session.execute(update(OfficeRow).values(**change))
        session.expire_all()

        assert free(session) == ()
        assert hold_slot(session, come(session, "amina"), slot, MONDAY) == events.SlotTaken(slot)

    database.write(story)


# Book


def test_a_held_slot_becomes_an_appointment_that_owns_its_cells(database: Database):
    def story(session: Session) -> None:
        put_up(session)
        slot = first_slot(session)

        row = booked(session, "amina", slot, details={"need": "job"})

        assert (row.status, row.version, row.starts_at, row.minutes) == ("booked", 1, TUESDAY_9, 30)
        assert (row.first_name, row.details, row.office) == ("Amina", {"need": "job"}, FOREST)
        assert cells_of(session, row.id) == cells_of_slot(slot)
        assert count(session, HoldRow) == 0
        assert [event.what for event in session.scalars(select(AppointmentEventRow))] == ["booked"]

    database.write(story)


def test_the_same_confirmation_delivered_twice_books_once(database: Database):
    def story(session: Session) -> None:
        put_up(session)
        slot = first_slot(session)
        amina = come(session, "amina")

        first = hold_and_book(session, amina, slot)
        again = book(session, amina, wants(slot), MONDAY + MINUTE)

        assert isinstance(first, events.Booked)
        assert again == first
        assert count(session, AppointmentRow) == 1

    database.write(story)


def test_a_confirmation_that_comes_again_after_a_cancellation_shows_what_became_of_it(database: Database):
    def story(session: Session) -> None:
        put_up(session)
        slot = first_slot(session)
        amina = come(session, "amina")
        row = booked(session, "amina", slot)
        cancel(session, amina, effects.Cancel(row.code, 1), MONDAY)

        again = book(session, amina, wants(slot), MONDAY + MINUTE)

        assert isinstance(again, events.NotPossible)
        assert again.appointment is not None
        assert again.appointment.status == "cancelled_by_person"
        assert count(session, AppointmentRow) == 1

    database.write(story)


def test_a_person_has_one_open_appointment(database: Database):
    def story(session: Session) -> None:
        put_up(session)
        first, second, *_ = free(session)
        row = booked(session, "amina", first)

        outcome = hold_and_book(session, come(session, "amina"), second, request="2")

        assert isinstance(outcome, events.AlreadyHasOne)
        assert outcome.appointment.code == row.code

    database.write(story)


def test_the_schema_itself_refuses_a_second_open_appointment_of_one_person(database: Database):
    def story(session: Session) -> None:
        put_up(session)
        row = booked(session, "amina", first_slot(session))
        values = {
            column.name: getattr(row, column.name)
            for column in AppointmentRow.__table__.columns
            if column.name not in ("id", "code", "request_key")
        }
        for status in ("requested", "proposed", "booked"):
            another = insert(AppointmentRow).values(**{**values, "status": status}, code=status, request_key=status)
            with pytest.raises(IntegrityError), session.begin_nested():
                session.execute(another)
        session.add(AppointmentRow(**{**values, "status": "attended"}, code="OTHER", request_key="other"))
        session.flush()

    database.write(story)


def test_the_schema_itself_refuses_a_cell_with_two_owners(database: Database):
    def story(session: Session) -> None:
        put_up(session)
        first, second, *_ = free(session)
        row, other = booked(session, "amina", first), booked(session, "bilal", second)
        desk_id, cell = min(cells_of(session, row.id))

        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(insert(CellRow).values(desk_id=desk_id, cell_no=cell, appointment_id=other.id))
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(insert(CellRow).values(desk_id=desk_id, cell_no=1))

    database.write(story)


def test_a_helper_books_for_others_five_at_most(database: Database):
    def story(session: Session) -> None:
        put_up(session)
        slots = free(session)
        helper = come(session, "helper")
        for number, name in enumerate(["Amina", "Bilal", "Chloé", "Driss", "Eva"]):
            outcome = hold_and_book(session, helper, slots[number], name=name, for_other=True, request=name)
            assert isinstance(outcome, events.Booked), name

        sixth = hold_and_book(session, helper, slots[5], name="Farid", for_other=True, request="6")

        assert sixth == events.TooManyOpen()
        assert count(session, AppointmentRow) == 5
        # What was kept for the sixth is free for others at once.
        assert isinstance(hold_slot(session, come(session, "gita"), slots[5], MONDAY), events.Held)

    database.write(story)


def test_the_same_beneficiary_spelt_otherwise_is_the_same_person(database: Database):
    def story(session: Session) -> None:
        put_up(session)
        first, second, *_ = free(session)
        helper = come(session, "helper")
        hold_and_book(session, helper, first, name="Chloé", for_other=True)

        outcome = hold_and_book(session, helper, second, name="CHLOE", for_other=True, request="2")

        assert isinstance(outcome, events.AlreadyHasOne)

    database.write(story)


def test_confirming_late_books_while_the_cells_are_left(database: Database):
    def story(session: Session) -> None:
        put_up(session)
        slot = first_slot(session)
        amina = come(session, "amina")
        hold_slot(session, amina, slot, MONDAY)

        outcome = book(session, amina, wants(slot), MONDAY + 3 * HOUR)

        assert isinstance(outcome, events.Booked)
        assert outcome.appointment.starts_at == slot.starts_at

    database.write(story)


def test_confirming_late_is_refused_when_somebody_took_the_time_meanwhile(database: Database):
    def story(session: Session) -> None:
        put_up(session)
        slot = first_slot(session)
        amina = come(session, "amina")
        hold_slot(session, amina, slot, MONDAY)
        booked(session, "bilal", slot, MONDAY + 30 * MINUTE)

        outcome = book(session, amina, wants(slot), MONDAY + HOUR)

        assert outcome == events.SlotTaken(slot)
        assert count(session, AppointmentRow) == 1

    database.write(story)


def test_confirming_without_any_hold_books_what_is_free(database: Database):
    def story(session: Session) -> None:
        put_up(session)
        slot = first_slot(session)

        assert isinstance(book(session, come(session, "amina"), wants(slot), MONDAY), events.Booked)

    database.write(story)


def test_midnight_does_not_take_a_hold_away(database: Database):
    """Notice is counted in days: at midnight tomorrow's times would be out of reach of somebody who is confirming."""

    def story(session: Session) -> None:
        put_up(session)
        just_before = datetime(2026, 11, 23, 22, 55, tzinfo=UTC)  # 23:55 in Brussels
        slot = free(session, just_before)[0]
        assert slot.starts_at == TUESDAY_9
        amina = come(session, "amina")
        hold_slot(session, amina, slot, just_before)

        assert isinstance(book(session, amina, wants(slot), just_before + 10 * MINUTE), events.Booked)

    database.write(story)


def test_a_closure_put_up_meanwhile_is_not_booked_over(database: Database):
    def story(session: Session) -> None:
        put_up(session)
        slot = first_slot(session)
        amina = come(session, "amina")
        hold_slot(session, amina, slot, MONDAY)
        session.add(ClosureRow(office=FOREST, first_day=date(2026, 11, 24), last_day=date(2026, 11, 24)))
        session.flush()

        assert book(session, amina, wants(slot), MONDAY) == events.SlotTaken(slot)
        assert count(session, CellRow) == 0

    database.write(story)


def test_when_the_held_desk_was_closed_the_other_desk_takes_over(database: Database):
    def story(session: Session) -> None:
        left, right = put_up(session, languages=("fr", "fr"))
        slot = first_slot(session)
        amina = come(session, "amina")
        hold_slot(session, amina, slot, MONDAY)
        session.execute(update(DeskRow).where(DeskRow.id == left).values(active=False))

        outcome = book(session, amina, wants(slot), MONDAY)

        assert isinstance(outcome, events.Booked)
        assert session.scalars(select(AppointmentRow.desk_id)).one() == right

    database.write(story)


def test_a_slot_that_became_longer_is_booked_as_long_as_it_is_now(database: Database):
    def story(session: Session) -> None:
        put_up(session)
        slot = first_slot(session)
        amina = come(session, "amina")
        hold_slot(session, amina, slot, MONDAY)
        session.execute(update(OpeningRow).values(minutes=60))

        book(session, amina, wants(slot), MONDAY)

        row = session.scalars(select(AppointmentRow)).one()
        assert row.minutes == 60
        assert len(cells_of(session, row.id)) == 12

    database.write(story)


def test_an_appointment_that_nobody_marked_does_not_bar_the_way_to_a_new_one(database: Database):
    def story(session: Session) -> None:
        put_up(session)
        old = booked(session, "amina", first_slot(session))
        week_later = MONDAY + 7 * DAY
        amina = come(session, "amina")

        assert appointments_of_chat(session, amina, week_later) == []
        outcome = hold_and_book(session, amina, free(session, week_later)[0], week_later)

        assert isinstance(outcome, events.Booked)
        assert old.status == "booked"  # still for the office to say

    database.write(story)


def test_an_appointment_of_today_still_counts_after_its_hour(database: Database):
    def story(session: Session) -> None:
        put_up(session)
        booked(session, "amina", first_slot(session))
        afternoon = TUESDAY_9 + 6 * HOUR
        amina = come(session, "amina")

        assert [row.starts_at for row in appointments_of_chat(session, amina, afternoon)] == [TUESDAY_9]
        outcome = hold_and_book(session, amina, free(session, afternoon)[0], afternoon, request="2")
        assert isinstance(outcome, events.AlreadyHasOne)

    database.write(story)


def test_a_mark_taken_back_does_not_collide_with_a_newer_appointment(database: Database):
    def story(session: Session) -> None:
        put_up(session)
        old = booked(session, "amina", first_slot(session))
        later = TUESDAY_9 + HOUR
        set_status(session, old, "no_show", later, "staff:1")
        new = booked(session, "amina", free(session, later)[0], later, request="2")

        set_status(session, old, "booked", later + MINUTE, "staff:1")

        assert (old.status, new.status) == ("booked", "booked")
        assert (old.beneficiary, new.beneficiary) == (None, new.chat_key)

    database.write(story)


def test_two_confirmations_at_the_same_moment_find_one_appointment(database: Database, monkeypatch: pytest.MonkeyPatch):
    """What the kind look beforehand misses, the constraint catches; the transaction goes on."""

    def story(session: Session) -> None:
        put_up(session)
        first, second, *_ = free(session)
        amina = come(session, "amina")
        row = booked(session, "amina", first)
        hold_slot(session, amina, second, MONDAY)
        blind_once(monkeypatch, booking, "why_not", None)

        outcome = carry_out(session, amina, wants(second, request="2"), MONDAY)

        assert isinstance(outcome, events.AlreadyHasOne)
        assert outcome.appointment.code == row.code
        # The transaction is alive: what comes after the broken constraint is written.
        assert isinstance(carry_out(session, amina, effects.DropHold(), MONDAY), events.Noted)
        assert isinstance(carry_out(session, come(session, "bilal"), wants(second), MONDAY), events.Booked)

    database.write(story)
    assert database.read(lambda session: count(session, AppointmentRow)) == 2


def test_a_cell_taken_at_the_same_moment_leads_to_the_next_desk(database: Database, monkeypatch: pytest.MonkeyPatch):
    def story(session: Session) -> None:
        _left, right = put_up(session, languages=("fr", "fr"))
        slot = first_slot(session)
        booked(session, "amina", slot)
        blind_once(monkeypatch, holding, "free_slot_at", slot)

        outcome = carry_out(session, come(session, "bilal"), effects.HoldSlot(slot), MONDAY)

        assert isinstance(outcome, events.Held)
        assert outcome.hold.slot.desk_id == right

    database.write(story)


def test_a_code_that_exists_is_not_given_again(database: Database, monkeypatch: pytest.MonkeyPatch):
    def story(session: Session) -> None:
        put_up(session)
        first, second, *_ = free(session)
        codes = iter(["CCCCCC", "CCCCCC", "FFFFFF"])
        monkeypatch.setattr(booking, "new_code", lambda choose, *, demo: next(codes))

        assert [booked(session, "amina", first).code, booked(session, "bilal", second).code] == ["CCCCCC", "FFFFFF"]

    database.write(story)


# Move


def test_a_move_frees_the_old_time_and_takes_the_new(database: Database):
    def story(session: Session) -> None:
        put_up(session)
        first, second, *_ = free(session)
        row = booked(session, "amina", first)
        amina = come(session, "amina")
        row.confirmed_at = MONDAY
        later = MONDAY + HOUR
        hold_slot(session, amina, second, later, moves=row.code)

        outcome = move(session, amina, effects.Move(row.code, 1, second), later)

        assert isinstance(outcome, events.Moved)
        assert (row.starts_at, row.version, row.moved_at) == (second.starts_at, 2, later)
        assert (row.status, row.confirmed_at) == ("booked", None)
        assert cells_of(session, row.id) == cells_of_slot(second)
        assert count(session, HoldRow) == 0
        assert first in free(session)

    database.write(story)


def test_a_move_to_a_time_that_is_gone_leaves_the_appointment_where_it_was(database: Database):
    def story(session: Session) -> None:
        put_up(session)
        first, second, *_ = free(session)
        row = booked(session, "amina", first)
        amina = come(session, "amina")
        hold_slot(session, amina, second, MONDAY, moves=row.code)
        booked(session, "bilal", second, MONDAY + 25 * MINUTE)

        outcome = move(session, amina, effects.Move(row.code, 1, second), MONDAY + 30 * MINUTE)

        assert outcome == events.SlotTaken(second)
        assert (row.starts_at, row.version) == (first.starts_at, 1)
        assert cells_of(session, row.id) == cells_of_slot(first)

    database.write(story)


def test_a_move_over_a_fresh_closure_leaves_all_and_drops_the_worthless_hold(database: Database):
    def story(session: Session) -> None:
        put_up(session)
        first, *_, other_day = free(session)[:7]
        assert first.starts_at.date() != other_day.starts_at.date()
        row = booked(session, "amina", first)
        amina = come(session, "amina")
        hold_slot(session, amina, other_day, MONDAY, moves=row.code)
        day = other_day.starts_at.date()
        session.add(ClosureRow(office=FOREST, first_day=day, last_day=day))
        session.flush()

        outcome = move(session, amina, effects.Move(row.code, 1, other_day), MONDAY)

        assert outcome == events.SlotTaken(other_day)
        assert cells_of(session, row.id) == cells_of_slot(first)
        assert count(session, HoldRow) == 0

    database.write(story)


def test_a_move_does_not_use_a_hold_that_was_meant_for_something_else(database: Database):
    def story(session: Session) -> None:
        put_up(session)
        first, second, third, *_ = free(session)
        row = booked(session, "amina", first)
        amina = come(session, "amina")
        hold_slot(session, amina, third, MONDAY)  # for a neighbour

        outcome = move(session, amina, effects.Move(row.code, 1, second), MONDAY)

        assert isinstance(outcome, events.Moved)
        assert cells_of(session, row.id) == cells_of_slot(second)
        assert third in free(session)

    database.write(story)


@pytest.mark.parametrize("what", ["version", "cancelled", "past", "stranger", "unknown"])
def test_a_change_that_is_not_possible_says_what_stands_now(database: Database, what: str):
    def story(session: Session) -> None:
        put_up(session)
        first, second, *_ = free(session)
        row = booked(session, "amina", first)
        who, code, version, now = come(session, "amina"), row.code, 1, MONDAY
        match what:
            case "version":
                version = 7
            case "cancelled":
                set_status(session, row, "cancelled_by_staff", MONDAY, "staff:1")
                version = 2
            case "past":
                now = TUESDAY_9
            case "stranger":
                who = come(session, "bilal")
            case "unknown":
                code = "ZZZZZZ"
        before = (row.status, row.version, row.starts_at)

        moved = move(session, who, effects.Move(code, version, second), now)
        cancelled = cancel(session, who, effects.Cancel(code, version), now)

        assert isinstance(moved, events.NotPossible)
        assert isinstance(cancelled, events.NotPossible)
        # Of somebody else's appointment nothing is said at all.
        shown = None if what in ("stranger", "unknown") else row.code
        assert (moved.appointment.code if moved.appointment else None) == shown
        assert (row.status, row.version, row.starts_at) == before

    database.write(story)


def test_holding_a_time_to_move_somebody_elses_appointment_is_refused(database: Database):
    def story(session: Session) -> None:
        put_up(session)
        first, second, *_ = free(session)
        row = booked(session, "amina", first)

        outcome = hold_slot(session, come(session, "bilal"), second, MONDAY, moves=row.code)

        assert outcome == events.NotPossible(None)
        assert count(session, HoldRow) == 0

    database.write(story)


# Cancel, late, coming


def test_a_cancelled_time_is_free_at_once_and_the_person_may_book_again(database: Database):
    def story(session: Session) -> None:
        put_up(session)
        slot = first_slot(session)
        row = booked(session, "amina", slot)
        amina = come(session, "amina")

        outcome = cancel(session, amina, effects.Cancel(row.code, 1), MONDAY)

        assert isinstance(outcome, events.Cancelled)
        assert (row.status, row.version) == ("cancelled_by_person", 2)
        assert cells_of(session, row.id) == set()
        assert slot in free(session)
        assert isinstance(hold_and_book(session, amina, slot, request="2"), events.Booked)

    database.write(story)


def test_cancelling_twice_has_one_effect(database: Database):
    def story(session: Session) -> None:
        put_up(session)
        row = booked(session, "amina", first_slot(session))
        amina = come(session, "amina")
        cancel(session, amina, effects.Cancel(row.code, 1), MONDAY)

        again = cancel(session, amina, effects.Cancel(row.code, 1), MONDAY)

        assert isinstance(again, events.NotPossible)
        assert [
            event.what for event in session.scalars(select(AppointmentEventRow).order_by(AppointmentEventRow.id))
        ] == [
            "booked",
            "cancelled_by_person",
        ]

    database.write(story)


def test_coming_and_late_are_noted_for_the_version_that_was_shown(database: Database):
    def story(session: Session) -> None:
        put_up(session)
        row = booked(session, "amina", first_slot(session))
        amina = come(session, "amina")

        assert isinstance(carry_out(session, amina, effects.TellComing(row.code, 1), MONDAY), events.ComingTold)
        assert isinstance(carry_out(session, amina, effects.TellLate(row.code, 1), MONDAY + MINUTE), events.LateTold)
        assert (row.confirmed_at, row.late_at) == (MONDAY, MONDAY + MINUTE)
        assert isinstance(carry_out(session, amina, effects.TellComing(row.code, 2), MONDAY), events.NotPossible)
        stranger = come(session, "bilal")
        assert carry_out(session, stranger, effects.TellLate(row.code, 1), MONDAY) == events.NotPossible(None)

    database.write(story)


def test_details_are_added_to_ones_own_appointment_only(database: Database):
    def story(session: Session) -> None:
        put_up(session)
        row = booked(session, "amina", first_slot(session), details={"need": "job"})

        carry_out(session, come(session, "amina"), effects.NoteDetails(row.code, {"phone": "0470"}), MONDAY)
        carry_out(session, come(session, "bilal"), effects.NoteDetails(row.code, {"phone": "0999"}), MONDAY)

        assert row.details == {"need": "job", "phone": "0470"}

    database.write(story)


def test_slots_are_found_by_day_and_near_a_lost_one(database: Database):
    def story(session: Session) -> None:
        put_up(session)
        first, second, third, fourth, *_ = free(session)
        amina = come(session, "amina")
        booked(session, "bilal", second)

        near = carry_out(session, amina, effects.FindSlots(FOREST, "fr", near=second), MONDAY)
        of_day = carry_out(session, amina, effects.FindSlots(FOREST, "fr", day=date(2026, 11, 25)), MONDAY)
        dutch = carry_out(session, amina, effects.FindSlots(FOREST, "nl"), MONDAY)

        assert isinstance(near, events.SlotsFound)
        assert near.slots == (first, third, fourth)
        assert isinstance(of_day, events.SlotsFound)
        assert [f"{slot.starts_at:%d %H:%M}" for slot in of_day.slots] == [
            "25 08:00", "25 08:30", "25 09:00", "25 09:30", "25 10:00", "25 10:30",
        ]  # fmt: skip
        assert isinstance(dutch, events.SlotsFound)
        assert dutch.slots == ()

    database.write(story)
