"""What others do in a transcript: take every time, cancel, book at the desk, mark who did not come.

Each is an operation as it happens in real life; `CannotHappenError` when it is not possible where things stand.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from bot.booking.slots import Slot
from bot.content.model import Content
from bot.conversation.events import Held
from bot.operations.appointments.booking import PERSON, hold_slot, set_status
from bot.operations.appointments.desk_booking import book_at_desk
from bot.operations.appointments.staff import cancel_by_staff, mark
from bot.store.appointments import as_hold, as_lang, hold_of_chat
from bot.store.keys import lookup_hash
from bot.store.tables import AppointmentRow, CellRow, OfficeRow
from bot.store.timetables import free_slots_for_staff, free_slots_of

SOMEBODY = "Amina"
STAFF = "staff:replay"
AT_DESK, OTHERS = "desk", "others"


class CannotHappenError(Exception):
    """What a line asks for is not possible where the conversation stands; the message says why."""


def end_hold(session: Session, chat_key: str, now: datetime) -> None:
    """What this chat holds lapses."""
    held = hold_of_chat(session, chat_key)
    if held is None:
        raise CannotHappenError("this chat holds no time")
    held.expires_at = now


def cancel_somebody(session: Session, content: Content, now: datetime) -> None:
    """Staff cancel the first appointment that was made."""
    query = select(AppointmentRow).where(AppointmentRow.status == "booked").order_by(AppointmentRow.id)
    row = session.scalars(query).first()
    if row is None:
        raise CannotHappenError("there is no appointment that staff could cancel")
    cancel_by_staff(session, row.office, row.id, row.version, "staff_away", content, now, STAFF)


def take_slot(session: Session, chat_key: str, offered: Sequence[Slot], rival: str, now: datetime) -> None:
    """Somebody else takes what this chat held, or else the first time that it is offered."""
    held = hold_of_chat(session, chat_key)
    wanted = as_hold(held, "").slot if held else next(iter(offered), None)
    if wanted is None:
        raise CannotHappenError("no time is held or offered here")
    if not isinstance(hold_slot(session, lookup_hash(rival), wanted, now), Held):
        raise CannotHappenError("this chat still holds the time; write `! hold lapses` before")


def take_every_time(session: Session, offices: Collection[str], now: datetime) -> None:
    """Other people have all the times of these offices; of all that give any when none is named."""
    named = sorted(offices) or session.scalars(select(OfficeRow.id).where(OfficeRow.mode == "slots")).all()
    taken = session.scalar(select(func.count()).select_from(AppointmentRow)) or 0
    for office in named:
        while free := free_slots_of(session, office, None, now):
            for slot in free:
                taken += 1
                row = AppointmentRow(
                    code=f"Z{taken:05}",
                    request_key=f"{OTHERS}:{office}:{taken}",
                    office=office,
                    desk_id=slot.desk_id,
                    lang="fr",
                    reception_lang="fr",
                    status="booked",
                    version=1,
                    starts_at=slot.starts_at,
                    minutes=slot.duration // timedelta(minutes=1),
                    created_at=now,
                )
                session.add(row)
                session.flush()
                cells = [{"desk_id": slot.desk_id, "cell_no": cell, "appointment_id": row.id} for cell in slot.cells]
                session.execute(insert(CellRow), cells)


def somebody_cancels(session: Session, now: datetime) -> None:
    """The earliest appointment of another person is cancelled by that person."""
    query = select(AppointmentRow).where(
        AppointmentRow.request_key.startswith(f"{OTHERS}:"), AppointmentRow.status == "booked"
    )
    row = session.scalars(query.order_by(AppointmentRow.starts_at)).first()
    if row is None:
        raise CannotHappenError("nobody else has an appointment; write `! somebody else takes every time` before")
    set_status(session, row, "cancelled_by_person", now, PERSON)


def book_for_somebody(session: Session, content: Content, now: datetime) -> None:
    """The first office that gives times books its first one for Amina, who stands at the desk."""
    for office in session.scalars(select(OfficeRow).where(OfficeRow.mode == "slots").order_by(OfficeRow.id)):
        organisation = content.organisations.get(office.id)
        lang = organisation.languages[0] if organisation else as_lang("fr")
        free = free_slots_for_staff(session, office.id, lang, now)
        later = [slot for slot in free if slot.starts_at > now + timedelta(days=1)]
        if later:
            book_at_desk(session, office.id, later[0].starts_at, SOMEBODY, lang, "", AT_DESK, content, now, STAFF)
            return
    raise CannotHappenError("no office has a free time")


def code_from_desk(session: Session) -> str:
    """The code of the appointment that was made at the desk."""
    row = session.scalars(select(AppointmentRow).where(AppointmentRow.request_key.startswith(f"{AT_DESK}:"))).first()
    if row is None:
        raise CannotHappenError("no code was given; write `! staff books at the desk` before")
    return row.code


def mark_no_show(session: Session, chat_key: str, now: datetime) -> None:
    """Staff mark the appointment of this chat: nobody came."""
    query = select(AppointmentRow).where(AppointmentRow.chat_key == chat_key, AppointmentRow.status == "booked")
    row = session.scalars(query.order_by(AppointmentRow.id)).first()
    marked = mark(session, row.office, row.id, row.version, "no_show", now, STAFF) if row is not None else None
    if marked is None or marked.outcome != "done":
        raise CannotHappenError("there is no appointment whose time has come")
