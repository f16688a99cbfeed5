"""What the figures of an office are counted from: its appointments and requests of a month, without names."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.booking.calendar import bounds_of_day
from bot.booking.figures import Kept, KeptRequest
from bot.booking.status import CANCELLED, HAPPENED
from bot.store.tables import AppointmentRow, RequestRow

COUNTED = ("booked", *sorted(HAPPENED), *sorted(CANCELLED))


def appointments_of_month(session: Session, office: str, month: date) -> list[Kept]:
    """The appointments whose Brussels day lies in the month that begins with `month`."""
    start, end = _bounds_of_month(month)
    query = select(AppointmentRow).where(
        AppointmentRow.office == office,
        AppointmentRow.status.in_(COUNTED),
        AppointmentRow.starts_at >= start,
        AppointmentRow.starts_at < end,
    )
    return [
        Kept(
            status=row.status,
            starts_at=row.starts_at,
            created_at=row.created_at,
            arrived_at=row.arrived_at,
            language=row.reception_lang,
            commune=str((row.details or {}).get("commune", "")).partition("/")[0],
        )
        for row in session.scalars(query.order_by(AppointmentRow.id))
        if row.starts_at is not None
    ]


def requests_of_month(session: Session, office: str, month: date) -> list[KeptRequest]:
    """The requests that people sent in the month that begins with `month`."""
    start, end = _bounds_of_month(month)
    query = (
        select(AppointmentRow.status, AppointmentRow.starts_at, RequestRow.answered_at, RequestRow.missed_at)
        .join(RequestRow, RequestRow.appointment_id == AppointmentRow.id)
        .where(AppointmentRow.office == office, AppointmentRow.created_at >= start, AppointmentRow.created_at < end)
    )
    return [
        KeptRequest(
            # One that was taken back, or asked anew, waits for another answer.
            is_in_time=answered_at is not None and missed_at is None and status != "requested",
            # A time that nobody said yes to is taken off the appointment.
            is_accepted=starts_at is not None and status in COUNTED,
            is_lapsed=status == "lapsed",
        )
        for status, starts_at, answered_at, missed_at in session.execute(query)
    ]


def _bounds_of_month(month: date) -> tuple[datetime, datetime]:
    last = (month + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return bounds_of_day(month)[0], bounds_of_day(last)[1]
