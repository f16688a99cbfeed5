"""Hold, book, move, cancel: the only writers of cells and appointments.

Each function runs inside a transaction of its caller and inside a savepoint there, and gives one outcome. The
guarantee is the schema's: a cell has one owner, a beneficiary one open appointment, a confirmation one request key.
What is checked before is only to say it kindly. Locks: conversation, then appointment, then cells in ascending order.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.booking.codes import new_code
from bot.booking.slots import Slot
from bot.conversation import effects, events
from bot.language.clean import fold
from bot.store.appointments import (
    appointment_by_code,
    as_appointment,
    as_hold,
    count_open,
    hold_of_chat,
    open_appointment_of,
)
from bot.store.keys import lookup_hash
from bot.store.tables import AppointmentEventRow, AppointmentRow, CellRow, HoldRow
from bot.store.timetables import free_slots_of
from bot.store.worlds import is_demo

HOLD_FOR = timedelta(minutes=20)
MOST_OPEN_A_CHAT = 5
TRIES = 3
PERSON = "person"


class LostError(Exception):
    """The slot is no longer free."""


def hold_slot(
    session: Session, chat_key: str, slot: Slot, now: datetime, *, moves: str = ""
) -> events.Held | events.SlotTaken | events.NotPossible:
    """Keep a slot for this chat for twenty minutes; what it held before is let go."""
    moved: AppointmentRow | None = None
    if moves:
        moved = appointment_by_code(session, moves)
        if moved is None or moved.chat_key != chat_key or moved.status != "booked":
            return events.NotPossible(as_appointment(moved) if moved and moved.chat_key == chat_key else None)
    try:
        held = _hold(session, chat_key, slot, now, moved)
    except LostError:
        return events.SlotTaken(slot)
    return events.Held(as_hold(held, moves))


def drop_hold(session: Session, chat_key: str) -> None:
    """Let go of what this chat holds; its cells go with it."""
    session.execute(delete(HoldRow).where(HoldRow.chat_key == chat_key))
    session.expire_all()


def book(
    session: Session, chat_key: str, wanted: effects.Book, now: datetime
) -> events.Booked | events.SlotTaken | events.AlreadyHasOne | events.TooManyOpen:
    """Turn what this chat holds into an appointment. The same confirmation delivered twice books once."""
    request_key = f"{chat_key}:{wanted.request_key}"
    again = session.scalars(select(AppointmentRow).where(AppointmentRow.request_key == request_key)).one_or_none()
    if again is not None:
        return events.Booked(as_appointment(again))
    beneficiary = lookup_hash(f"{chat_key}:{fold(wanted.first_name)}") if wanted.for_other else chat_key
    existing = open_appointment_of(session, beneficiary)
    if existing is not None:
        return events.AlreadyHasOne(as_appointment(existing))
    if count_open(session, chat_key) >= MOST_OPEN_A_CHAT:
        return events.TooManyOpen()
    try:
        held = _own_hold(session, chat_key, wanted.slot, now, None)
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
        _insert_with_code(session, row)
    except IntegrityError:
        # Two confirmations of one person at the same moment: the other one's row is the appointment.
        other = open_appointment_of(session, beneficiary)
        if other is None:
            raise
        return events.AlreadyHasOne(as_appointment(other))
    if not _take_over_cells(session, held, row.id):
        session.delete(row)
        session.flush()
        return events.SlotTaken(wanted.slot)
    note_event(session, row, now, PERSON, "booked")
    return events.Booked(as_appointment(row))


def move(
    session: Session, chat_key: str, wanted: effects.Move, now: datetime
) -> events.Moved | events.SlotTaken | events.NotPossible:
    """Give back the old time and take the held one, or leave all as it is."""
    row = appointment_by_code(session, wanted.code, lock=True)
    if not _is_changeable(row, chat_key, wanted.version, now):
        return not_possible(row, chat_key)
    assert row is not None
    try:
        with session.begin_nested():
            held = _own_hold(session, chat_key, wanted.slot, now, row)
            session.execute(delete(CellRow).where(CellRow.appointment_id == row.id))
            if not _take_over_cells(session, held, row.id):
                raise LostError
    except LostError:
        return events.SlotTaken(wanted.slot)
    row.desk_id, row.starts_at, row.minutes = held.desk_id, held.starts_at, held.minutes
    row.version += 1
    row.confirmed_at = row.late_at = None
    session.flush()
    note_event(session, row, now, PERSON, "moved")
    return events.Moved(as_appointment(row))


def cancel(
    session: Session, chat_key: str, wanted: effects.Cancel, now: datetime
) -> events.Cancelled | events.NotPossible:
    """Cancel an appointment of this chat and free its time."""
    row = appointment_by_code(session, wanted.code, lock=True)
    if not _is_changeable(row, chat_key, wanted.version, now):
        return not_possible(row, chat_key)
    assert row is not None
    set_status(session, row, "cancelled_by_person", now, PERSON)
    drop_hold(session, chat_key)
    return events.Cancelled(as_appointment(row))


def set_status(session: Session, row: AppointmentRow, status: str, now: datetime, actor: str) -> None:
    """Write a status, free the time of an appointment that will not take place, and note who did it."""
    row.status = status
    row.version += 1
    session.flush()
    if status in ("cancelled_by_person", "cancelled_by_staff", "declined", "lapsed"):
        session.execute(delete(CellRow).where(CellRow.appointment_id == row.id))
    note_event(session, row, now, actor, status)


def note_event(session: Session, row: AppointmentRow, now: datetime, actor: str, what: str) -> None:
    session.add(AppointmentEventRow(appointment_id=row.id, at=now, actor=actor, what=what))
    session.flush()


def not_possible(row: AppointmentRow | None, chat_key: str) -> events.NotPossible:
    """What stands now; nothing about somebody else's appointment."""
    return events.NotPossible(as_appointment(row) if row is not None and row.chat_key == chat_key else None)


def _is_changeable(row: AppointmentRow | None, chat_key: str, version: int, now: datetime) -> bool:
    return (
        row is not None
        and row.chat_key == chat_key
        and row.status == "booked"
        and row.version == version
        and row.starts_at is not None
        and row.starts_at > now
    )


def _own_hold(session: Session, chat_key: str, slot: Slot, now: datetime, moved: AppointmentRow | None) -> HoldRow:
    """The hold of this chat on `slot`, taken afresh when it is gone; a lapsed one counts while its cells are left."""
    held = hold_of_chat(session, chat_key)
    same = held is not None and held.office == slot.office and held.starts_at == slot.starts_at
    if held is not None and same and held.moves == (moved.id if moved else None):
        still_open = any(
            free.starts_at == slot.starts_at for free in free_slots_of(session, slot.office, None, now, chat_key)
        )
        if still_open:
            return held
    return _hold(session, chat_key, slot, now, moved)


def _hold(session: Session, chat_key: str, slot: Slot, now: datetime, moved: AppointmentRow | None) -> HoldRow:
    """Insert a hold and its cells. `LostError` when no desk is free at that time any more."""
    drop_hold(session, chat_key)
    for _ in range(TRIES):
        free = free_slots_of(session, slot.office, None, now, chat_key)
        found = next((one for one in free if one.starts_at == slot.starts_at and one.desk_id == slot.desk_id), None)
        found = found or next((one for one in free if one.starts_at == slot.starts_at), None)
        if found is None:
            raise LostError
        drop_lapsed = (
            select(HoldRow.id)
            .join(CellRow, CellRow.hold_id == HoldRow.id)
            .where(HoldRow.expires_at <= now, CellRow.desk_id == found.desk_id, CellRow.cell_no.in_(found.cells))
        )
        session.execute(delete(HoldRow).where(HoldRow.id.in_(drop_lapsed)))
        held = HoldRow(
            chat_key=chat_key,
            office=found.office,
            desk_id=found.desk_id,
            starts_at=found.starts_at,
            minutes=found.duration // timedelta(minutes=1),
            buffer_minutes=found.buffer // timedelta(minutes=1),
            expires_at=now + HOLD_FOR,
            moves=moved.id if moved else None,
        )
        try:
            with session.begin_nested():
                session.add(held)
                session.flush()
                session.execute(
                    insert(CellRow),
                    [{"desk_id": found.desk_id, "cell_no": cell, "hold_id": held.id} for cell in found.cells],
                )
        except IntegrityError:
            continue  # somebody was faster on this desk: look again
        return held
    raise LostError


def _take_over_cells(session: Session, held: HoldRow, appointment_id: int) -> bool:
    """Hand the cells of a hold to an appointment. False when the hold has lost one of them."""
    wanted = as_hold(held, "").slot.cells
    result = session.execute(
        update(CellRow).where(CellRow.hold_id == held.id).values(appointment_id=appointment_id, hold_id=None)
    )
    taken: int = result.rowcount  # type: ignore[attr-defined]  # an UPDATE gives a CursorResult
    session.delete(held)
    session.flush()
    return taken == len(wanted)


def _insert_with_code(session: Session, row: AppointmentRow) -> None:
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
