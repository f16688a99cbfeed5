"""Book for a person who stands at the desk or is on the phone: an appointment without a chat.

The guarantee is the same as in a chat: the cells have one owner, and the key of the form makes one appointment however
often it is sent. The person may take it into a chat later, with the code (`claims`).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.booking.slots import Slot
from bot.content.model import Content, Lang
from bot.operations.appointments.booking import insert_with_code, note_event
from bot.operations.appointments.holds import MOST_DESKS, drop_lapsed
from bot.operations.offices.office_mail import mail_office
from bot.store.tables import AppointmentRow, CellRow
from bot.store.timetables import free_slots_for_staff

BOOKED_AT_DESK = "booked_at_desk"


def book_at_desk(
    session: Session,
    office: str,
    starts_at: datetime,
    first_name: str,
    lang: Lang,
    note: str,
    form_key: str,
    content: Content,
    now: datetime,
    actor: str,
    *,
    phone: str = "",
) -> AppointmentRow | None:
    """An appointment at `starts_at`, at a desk where `lang` is spoken. None when no such time is free any more.

    `phone` is kept beside the note, so that somebody without a chat can be told when the day is closed.
    The mailbox of the office hears of it, so that it stands in the calendar there; the group shows it on its day.
    """
    request_key = f"desk:{office}:{form_key}"
    already = session.scalars(select(AppointmentRow).where(AppointmentRow.request_key == request_key)).one_or_none()
    if already is not None:
        return already
    for _ in range(MOST_DESKS):
        free = free_slots_for_staff(session, office, lang, now, day=None)
        slot = next((one for one in free if one.starts_at == starts_at), None)
        if slot is None:
            return None
        drop_lapsed(session, slot, now)
        row = AppointmentRow(
            code="",
            request_key=request_key,
            office=office,
            desk_id=slot.desk_id,
            first_name=first_name,
            details={name: value for name, value in (("phone", phone), ("note", note)) if value},
            lang=lang,
            reception_lang=lang,
            status="booked",
            version=1,
            starts_at=slot.starts_at,
            minutes=slot.duration // timedelta(minutes=1),
            created_at=now,
        )
        try:
            with session.begin_nested():
                insert_with_code(session, row)
                _take_cells(session, slot, row.id)
        except IntegrityError:
            continue  # somebody was faster at this desk: look again
        note_event(session, row, now, actor, BOOKED_AT_DESK)
        mail_office(session, "booked_at_desk", row.code, content, now)
        return row
    return None


def _take_cells(session: Session, slot: Slot, appointment_id: int) -> None:
    cells = [{"desk_id": slot.desk_id, "cell_no": cell, "appointment_id": appointment_id} for cell in slot.cells]
    session.execute(insert(CellRow), cells)
