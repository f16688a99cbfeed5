"""Hold, book, move, cancel: the only writers of cells and appointments.

Each function runs inside a transaction of its caller and inside a savepoint there, and gives one outcome. The
guarantee is the schema's: a cell has one owner, a beneficiary one open appointment, a confirmation one request key.
What is checked before is only to say it kindly. Locks: conversation, then appointment, then cells in ascending order.
"""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.booking.codes import new_code
from bot.booking.slots import Slot
from bot.booking.status import OPEN
from bot.conversation import effects, events
from bot.language.clean import fold
from bot.operations.appointments.holds import LostError, drop_hold, own_hold, take_hold, take_over_cells
from bot.operations.appointments.waiting_list import leave, stop_waiting_to_move
from bot.store.appointments import (
    appointment_by_code,
    as_appointment,
    as_hold,
    as_lang,
    is_over,
    open_or_asked_for,
)
from bot.store.keys import lookup_hash
from bot.store.marked import is_demo
from bot.store.tables import AppointmentEventRow, AppointmentRow, CellRow

MOST_OPEN_A_CHAT = 5
TRIES = 3
PERSON = "person"


def hold_slot(
    session: Session, chat_key: str, slot: Slot, now: datetime, *, moves: str = ""
) -> events.Held | events.SlotTaken | events.NotPossible:
    """Keep a slot for this chat for twenty minutes; what it held before is let go."""
    moved: AppointmentRow | None = None
    if moves:
        moved = appointment_by_code(session, moves)
        if moved is None or moved.chat_key != chat_key or moved.status != "booked":
            return not_possible(moved, chat_key)
    try:
        held = take_hold(session, chat_key, slot, None, now, moved)
    except LostError:
        return events.SlotTaken(slot)
    return events.Held(as_hold(held, moves))


def book(
    session: Session, chat_key: str, wanted: effects.Book, now: datetime
) -> events.Booked | events.SlotTaken | events.AlreadyHasOne | events.TooManyOpen | events.NotPossible:
    """Turn what this chat holds into an appointment. The same confirmation delivered twice books once."""
    request_key = f"{chat_key}:{wanted.request_key}"
    beneficiary = beneficiary_of(chat_key, wanted.first_name, for_other=wanted.for_other)
    refusal = why_not(session, chat_key, request_key, beneficiary, now)
    if refusal is not None:
        if isinstance(refusal, events.TooManyOpen):
            drop_hold(session, chat_key)
        return refusal
    try:
        held = own_hold(session, chat_key, wanted.slot, wanted.reception_lang, now, None)
    except LostError:
        return events.SlotTaken(wanted.slot)
    row = AppointmentRow(
        code="",
        request_key=request_key,
        office=held.office,
        desk_id=held.desk_id,
        chat_key=chat_key,
        beneficiary=beneficiary,
        for_other=wanted.for_other,
        first_name=wanted.first_name,
        details=dict(wanted.details),
        lang=wanted.lang,
        reception_lang=wanted.reception_lang,
        status="booked",
        version=1,
        starts_at=held.starts_at,
        minutes=held.minutes,
        created_at=now,
    )
    try:
        insert_with_code(session, row)
    except IntegrityError:
        # Two confirmations of one person at the same moment: the other one's row is the appointment.
        refusal = why_not(session, chat_key, request_key, beneficiary, now)
        if refusal is None:
            raise
        return refusal
    if not take_over_cells(session, held, row.id):
        session.delete(row)
        session.flush()
        return events.SlotTaken(wanted.slot)
    # Somebody who has an appointment waits for none; a helper may still wait at other offices.
    leave(session, chat_key, row.office if row.for_other else "")
    note_event(session, row, now, PERSON, "booked")
    return events.Booked(as_appointment(row))


def move(
    session: Session, chat_key: str, wanted: effects.Move, now: datetime
) -> events.Moved | events.SlotTaken | events.NotPossible:
    """Give back the old time and take the held one, or leave the appointment as it is."""
    row = appointment_by_code(session, wanted.code, lock=True)
    if not is_changeable(row, chat_key, wanted.version, now):
        return not_possible(row, chat_key)
    assert row is not None
    try:
        with session.begin_nested():
            held = own_hold(session, chat_key, wanted.slot, as_lang(row.reception_lang), now, row)
            session.execute(delete(CellRow).where(CellRow.appointment_id == row.id))
            if not take_over_cells(session, held, row.id):
                raise LostError
    except LostError:
        # The savepoint brought back a hold that is worth nothing: the person must choose again.
        drop_hold(session, chat_key)
        return events.SlotTaken(wanted.slot)
    row.desk_id, row.starts_at, row.minutes = held.desk_id, held.starts_at, held.minutes
    row.version += 1
    row.moved_at = now
    row.confirmed_at = row.late_at = None
    session.flush()
    stop_waiting_to_move(session, chat_key, row.code)
    note_event(session, row, now, PERSON, "moved")
    return events.Moved(as_appointment(row))


def cancel(
    session: Session, chat_key: str, wanted: effects.Cancel, now: datetime
) -> events.Cancelled | events.NotPossible:
    """Cancel an appointment of this chat, or take back what was only asked for, and free its time."""
    row = appointment_by_code(session, wanted.code, lock=True)
    if not (is_changeable(row, chat_key, wanted.version, now) or is_asked_for(row, chat_key, wanted.version)):
        return not_possible(row, chat_key)
    assert row is not None
    set_status(session, row, "cancelled_by_person", now, PERSON)
    drop_hold(session, chat_key)
    stop_waiting_to_move(session, chat_key, row.code)
    return events.Cancelled(as_appointment(row))


def set_status(session: Session, row: AppointmentRow, status: str, now: datetime, actor: str) -> None:
    """Write a status, free the time of an appointment that will not take place, and note who did it."""
    if status == "booked" and row.beneficiary and _has_another(session, row):
        # A mark is taken back, and the person has booked anew meanwhile: that one is their open appointment.
        row.beneficiary = None
    if row.status == "proposed" and status != "booked":
        # What nobody said yes to is no time of this person.
        row.starts_at = row.minutes = row.desk_id = None
    row.status = status
    row.version += 1
    session.flush()
    if status in ("requested", "cancelled_by_person", "cancelled_by_staff", "declined", "lapsed"):
        session.execute(delete(CellRow).where(CellRow.appointment_id == row.id))
    note_event(session, row, now, actor, status)


def note_event(session: Session, row: AppointmentRow, now: datetime, actor: str, what: str) -> None:
    session.add(AppointmentEventRow(appointment_id=row.id, at=now, actor=actor, what=what))
    session.flush()


def beneficiary_of(chat_key: str, first_name: str, *, for_other: bool) -> str:
    """Who has one open appointment at a time: the person of the chat, or whom they look after, by first name."""
    return lookup_hash(f"{chat_key}:{fold(first_name)}") if for_other else chat_key


def not_possible(row: AppointmentRow | None, chat_key: str) -> events.NotPossible:
    """What stands now; nothing about somebody else's appointment."""
    return events.NotPossible(as_appointment(row) if row is not None and row.chat_key == chat_key else None)


def is_asked_for(row: AppointmentRow | None, chat_key: str, version: int) -> bool:
    """Whether this is, as the person saw it, a request or a proposal of theirs that is still open."""
    return (
        row is not None
        and row.chat_key == chat_key
        and row.status in ("requested", "proposed")
        and row.version == version
    )


def is_changeable(row: AppointmentRow | None, chat_key: str, version: int, now: datetime) -> bool:
    """Whether the person may still change this appointment: theirs, booked, as they saw it, and not begun."""
    return (
        row is not None
        and row.chat_key == chat_key
        and row.status == "booked"
        and row.version == version
        and row.starts_at is not None
        and row.starts_at > now
    )


def why_not(
    session: Session, chat_key: str, request_key: str, beneficiary: str, now: datetime
) -> events.Booked | events.AlreadyHasOne | events.TooManyOpen | events.NotPossible | None:
    """Why nothing is booked: it was already, by this very confirmation or by another, or there are too many."""
    known = open_or_asked_for(session, chat_key, request_key)
    for row in known:
        if row.request_key == request_key:
            # The tap comes again long after: what became of the appointment since is what counts.
            return events.Booked(as_appointment(row)) if row.status == "booked" else not_possible(row, chat_key)
    over = [row for row in known if is_over(row, now)]
    for row in over:
        # Nobody at the office has marked it: that is no reason to refuse the person a new one.
        row.beneficiary = None
    session.flush()
    still_open = [row for row in known if row not in over]
    own = next((row for row in still_open if row.beneficiary == beneficiary), None)
    if own is not None:
        return events.AlreadyHasOne(as_appointment(own))
    return events.TooManyOpen() if len(still_open) >= MOST_OPEN_A_CHAT else None


def _has_another(session: Session, row: AppointmentRow) -> bool:
    query = select(AppointmentRow.id).where(
        AppointmentRow.beneficiary == row.beneficiary, AppointmentRow.id != row.id, AppointmentRow.status.in_(OPEN)
    )
    return session.scalars(query.limit(1)).first() is not None


def insert_with_code(session: Session, row: AppointmentRow) -> None:
    """Insert a row under a code nobody has. `IntegrityError` when another constraint is in the way."""
    demo = is_demo(session)
    for attempt in range(TRIES):
        row.code = new_code(secrets.choice, demo=demo)
        try:
            with session.begin_nested():
                session.add(row)
                session.flush()
            return
        except IntegrityError as error:
            if attempt == TRIES - 1 or "code" not in str(error.orig):
                raise
