"""Appointments: questions asked of them, and how a row becomes what the conversation sees."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session, object_session

from bot.booking.calendar import bounds_of_day, day_of
from bot.booking.half_days import half_days_from
from bot.booking.notes import notes_in
from bot.booking.slots import Slot
from bot.booking.status import ANSWERS, CANCELLED, OPEN, STATUSES, Status
from bot.content.model import Lang
from bot.conversation.world import Appointment, Hold, Request
from bot.store.tables import AppointmentRow, ClosureRow, HoldRow, RequestRow
from bot.store.types import UtcDateTime

# A person sees what became of an appointment for a month after it.
SHOWN_AFTERWARDS = timedelta(days=30)

# Every turn asks for them, so the statements are put together once.
_OPEN = AppointmentRow.status.in_(OPEN)
# A request that came to nothing never had a time.
_ended = func.coalesce(AppointmentRow.starts_at, AppointmentRow.created_at, type_=UtcDateTime)
_OF_CHAT = (
    select(AppointmentRow)
    .where(AppointmentRow.chat_key == bindparam("chat"))
    .where(
        or_(
            and_(_OPEN, or_(AppointmentRow.starts_at.is_(None), AppointmentRow.starts_at >= bindparam("today"))),
            and_(~_OPEN, _ended >= bindparam("recent")),
        )
    )
    .order_by(AppointmentRow.starts_at.is_(None), AppointmentRow.starts_at, AppointmentRow.id)
)
_CLOSED = select(
    exists()
    .where(ClosureRow.office == bindparam("office"))
    .where(ClosureRow.first_day <= bindparam("day"), ClosureRow.last_day >= bindparam("day"))
    .where(or_(ClosureRow.desk_id.is_(None), ClosureRow.desk_id == bindparam("desk")))
)
_HELD = select(HoldRow).where(HoldRow.chat_key == bindparam("chat"))


def appointment_by_code(session: Session, code: str, *, lock: bool = False) -> AppointmentRow | None:
    query = select(AppointmentRow).where(AppointmentRow.code == code)
    if lock:  # what was read before it was locked may have changed meanwhile
        query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalars(query).one_or_none()


def appointments_of_chat(session: Session, chat_key: str, now: datetime) -> Sequence[AppointmentRow]:
    """Those of this chat that are open or ended less than a month ago, earliest first.

    One that nobody marked is left out once its day is over: it must not stand in the way of a new one.
    """
    today, _ = bounds_of_day(day_of(now))
    return session.scalars(_OF_CHAT, {"chat": chat_key, "today": today, "recent": now - SHOWN_AFTERWARDS}).all()


def open_or_asked_for(session: Session, chat_key: str, request_key: str) -> Sequence[AppointmentRow]:
    """The open appointments of a chat, its own and those of others, and the one that `request_key` made."""
    mine = and_(AppointmentRow.chat_key == chat_key, AppointmentRow.status.in_(OPEN))
    query = select(AppointmentRow).where(or_(mine, AppointmentRow.request_key == request_key))
    return session.scalars(query.order_by(AppointmentRow.id).execution_options(populate_existing=True)).all()


def is_over(row: AppointmentRow, now: datetime) -> bool:
    """Whether the Brussels day of an appointment has passed, whatever its status says."""
    return row.starts_at is not None and day_of(row.starts_at) < day_of(now)


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


def hold_of_chat(session: Session, chat_key: str, *, lock: bool = False) -> HoldRow | None:
    return session.scalars(_HELD.with_for_update() if lock else _HELD, {"chat": chat_key}).one_or_none()


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
        notes=notes_in(row.details),
        request=_request_of(row),
        on_closed_day=_is_on_closed_day(row),
    )


def _is_on_closed_day(row: AppointmentRow) -> bool:
    """Whether the office, or the desk of this appointment, is closed on its Brussels day."""
    session = object_session(row)
    if session is None or row.starts_at is None or row.status != "booked":
        return False
    return bool(session.scalar(_CLOSED, {"office": row.office, "desk": row.desk_id, "day": day_of(row.starts_at)}))


def _request_of(row: AppointmentRow) -> Request | None:
    """What was asked for, while nothing is booked; what was booked is an appointment like any other."""
    session = object_session(row)
    if session is None or (row.starts_at is not None and row.status != "proposed"):
        return None
    kept = session.get(RequestRow, row.id)
    if kept is None:
        return None
    return Request(
        half_days=half_days_from(kept.half_days),
        answer_by=kept.answer_by,
        open_until=kept.open_until,
        answer=next((answer for answer in ANSWERS if answer == kept.answer), None),
        proposal_until=kept.proposal_until,
        other_office=kept.other_office,
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
