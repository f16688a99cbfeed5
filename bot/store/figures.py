"""What the figures of an office are counted from: its appointments of a month, without names."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.booking.calendar import bounds_of_day
from bot.booking.figures import Kept
from bot.booking.status import CANCELLED, HAPPENED
from bot.store.tables import AppointmentRow

COUNTED = ("booked", *sorted(HAPPENED), *sorted(CANCELLED))


def appointments_of_month(session: Session, office: str, month: date) -> list[Kept]:
    """The appointments whose Brussels day lies in the month that begins with `month`."""
    last = (month + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    query = select(AppointmentRow).where(
        AppointmentRow.office == office,
        AppointmentRow.status.in_(COUNTED),
        AppointmentRow.starts_at >= bounds_of_day(month)[0],
        AppointmentRow.starts_at < bounds_of_day(last)[1],
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
