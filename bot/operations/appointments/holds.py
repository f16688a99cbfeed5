"""Times that are held for a chat while it makes up its mind: taken at a desk that is free, let go, made an appointment.

Of two people who want the same time the constraint on cells lets one pass; the other one is looked a desk for again.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.booking.slots import Slot
from bot.content.model import Lang
from bot.store.appointments import as_hold, hold_of_chat
from bot.store.tables import AppointmentRow, CellRow, HoldRow
from bot.store.timetables import free_slot_at, still_put_up

HOLD_FOR = timedelta(minutes=20)
# Each desk at which somebody else was faster costs one look more.
MOST_DESKS = 12


class LostError(Exception):
    """The slot is no longer free."""


def drop_hold(session: Session, chat_key: str) -> None:
    """Let go of what this chat holds; its cells go with it."""
    session.execute(delete(HoldRow).where(HoldRow.chat_key == chat_key))


def own_hold(
    session: Session, chat_key: str, slot: Slot, lang: Lang, now: datetime, moved: AppointmentRow | None
) -> HoldRow:
    """The hold of this chat on `slot`, taken afresh when it is gone; a lapsed one counts while its cells are left.

    Notice counted when it was taken: midnight does not end a hold, a closure or a pause does.
    """
    held = hold_of_chat(session, chat_key, lock=True)
    if held is not None and held.starts_at > now and held.moves == (moved.id if moved else None):
        kept = as_hold(held, "").slot
        is_this = kept.office == slot.office and kept.starts_at == slot.starts_at
        if is_this and still_put_up(session, kept, lang):
            return held
    return take_hold(session, chat_key, slot, lang, now, moved)


def take_hold(
    session: Session, chat_key: str, slot: Slot, lang: Lang | None, now: datetime, moved: AppointmentRow | None
) -> HoldRow:
    """Insert a hold and its cells. `LostError` when no desk is free at that time any more."""
    for _ in range(MOST_DESKS):
        drop_hold(session, chat_key)
        found = free_slot_at(session, slot, lang, now, chat_key)
        if found is None:
            raise LostError
        drop_lapsed(session, found, now)
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
                # One statement, lowest cell first: two people who want the same cells wait for each other in one order.
                cells = [{"desk_id": found.desk_id, "cell_no": cell, "hold_id": held.id} for cell in found.cells]
                session.execute(insert(CellRow).values(cells))
        except IntegrityError:
            continue  # somebody was faster on this desk: look again
        return held
    raise LostError


def drop_lapsed(session: Session, slot: Slot, now: datetime) -> None:
    """Let go of the lapsed holds that lie on these cells."""
    query = (
        select(HoldRow.id)
        .join(CellRow, CellRow.hold_id == HoldRow.id)
        .where(HoldRow.expires_at <= now, CellRow.desk_id == slot.desk_id, CellRow.cell_no.in_(slot.cells))
    )
    lapsed = session.scalars(query.distinct().order_by(HoldRow.id)).all()
    if lapsed:
        session.execute(delete(HoldRow).where(HoldRow.id.in_(lapsed), HoldRow.expires_at <= now))


def take_over_cells(session: Session, held: HoldRow, appointment_id: int) -> bool:
    """Hand the cells of a hold to an appointment. False when the hold has lost one of them."""
    needed = len(as_hold(held, "").slot.cells)
    take_over = update(CellRow).where(CellRow.hold_id == held.id).values(appointment_id=appointment_id, hold_id=None)
    result = session.execute(take_over, execution_options={"synchronize_session": False})
    taken: int = result.rowcount  # type: ignore[attr-defined]  # an UPDATE gives a CursorResult
    session.execute(delete(HoldRow).where(HoldRow.id == held.id), execution_options={"synchronize_session": False})
    session.expunge(held)
    return taken == needed
