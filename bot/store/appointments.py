"""Appointments: questions asked of them, and how a row becomes what the conversation sees."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from bot.booking.calendar import bounds_of_day
from bot.booking.slots import Slot
from bot.booking.status import CANCELLED, OPEN, STATUSES, Status
from bot.content.model import Lang
from bot.conversation.world import Appointment, Hold
from bot.store.tables import AppointmentRow, HoldRow

# A person sees what became of an appointment for a month after it.
SHOWN_AFTERWARDS = timedelta(days=30)


def appointment_by_code(session: Session, code: str, *, lock: bool = False) -> AppointmentRow | None:
    query = select(AppointmentRow).where(AppointmentRow.code == code)
    return session.scalars(query.with_for_update() if lock else query).one_or_none()


def appointments_of_chat(session: Session, chat_key: str, now: datetime) -> Sequence[AppointmentRow]:
    """Those of this chat that are open or ended less than a month ago, earliest first."""
    recent = or_(AppointmentRow.status.in_(OPEN), AppointmentRow.starts_at >= now - SHOWN_AFTERWARDS)
    query = select(AppointmentRow).where(AppointmentRow.chat_key == chat_key, recent)
    return session.scalars(query.order_by(AppointmentRow.starts_at, AppointmentRow.id)).all()


def open_appointment_of(session: Session, beneficiary: str) -> AppointmentRow | None:
    query = select(AppointmentRow).where(AppointmentRow.beneficiary == beneficiary, AppointmentRow.status.in_(OPEN))
    return session.scalars(query).one_or_none()


def count_open(session: Session, chat_key: str) -> int:
    """How many open appointments this chat has, its own and those of others."""
    query = select(func.count()).where(AppointmentRow.chat_key == chat_key, AppointmentRow.status.in_(OPEN))
    return session.scalar(query) or 0


def agenda_of_day(session: Session, office: str, day: date) -> Sequence[AppointmentRow]:
    """One office's Brussels day, earliest first, cancelled appointments left out."""
    return agenda_between(session, office, *bounds_of_day(day))


def agenda_between(session: Session, office: str, start: datetime, end: datetime) -> Sequence[AppointmentRow]:
    """The appointments of an office that start in [start, end), cancelled ones left out."""
    query = (
        select(AppointmentRow)
        .where(AppointmentRow.office == office, AppointmentRow.status.not_in(CANCELLED))
        .where(AppointmentRow.starts_at >= start, AppointmentRow.starts_at < end)
        .order_by(AppointmentRow.starts_at, AppointmentRow.id)
    )
    return session.scalars(query).all()


def hold_of_chat(session: Session, chat_key: str) -> HoldRow | None:
    return session.scalars(select(HoldRow).where(HoldRow.chat_key == chat_key)).one_or_none()


def as_appointment(row: AppointmentRow) -> Appointment:
    return Appointment(
        code=row.code,
        office=row.office,
        status=as_status(row.status),
        version=row.version,
        starts_at=row.starts_at,
        duration=timedelta(minutes=row.minutes) if row.minutes else None,
        first_name=row.first_name or "",
        for_other=row.for_other,
        reception_lang=as_lang(row.reception_lang),
        is_confirmed=row.confirmed_at is not None,
    )


def as_hold(row: HoldRow, moves_code: str) -> Hold:
    slot = Slot(
        office=row.office,
        desk_id=row.desk_id,
        starts_at=row.starts_at,
        duration=timedelta(minutes=row.minutes),
        buffer=timedelta(minutes=row.buffer_minutes),
    )
    return Hold(slot=slot, expires_at=row.expires_at, moves=moves_code)


def as_status(text: str) -> Status:
    return next(status for status in STATUSES if status == text)


def as_lang(text: str) -> Lang:
    return "nl" if text == "nl" else "fr"
