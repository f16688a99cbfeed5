"""Closed days and whom they touch: what the agenda of one office says of them, and who has to be phoned.

Who was told what is read from the history of an appointment. Every query is bound to one office.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.store.tables import AppointmentEventRow, AppointmentRow, ClosureRow

# What happened to an appointment of a closed day; the last of these says where it stands.
NEWS = ("closed", "closed_phone", "reopened", "reopened_phone", "phoned", "moved")
TO_PHONE = ("closed_phone", "reopened_phone")


def closures_between(session: Session, office: str, first: date, last: date) -> Sequence[ClosureRow]:
    """The closures of an office that touch these days, the whole office before a desk."""
    query = select(ClosureRow).where(
        ClosureRow.office == office, ClosureRow.first_day <= last, ClosureRow.last_day >= first
    )
    rows = session.scalars(query.order_by(ClosureRow.first_day, ClosureRow.id)).all()
    return sorted(rows, key=lambda row: row.desk_id is not None)


def last_news(session: Session, ids: Collection[int]) -> Mapping[int, str]:
    """The last of `NEWS` for each of these appointments that has any."""
    if not ids:
        return {}
    query = select(AppointmentEventRow.appointment_id, AppointmentEventRow.what).where(
        AppointmentEventRow.appointment_id.in_(ids), AppointmentEventRow.what.in_(NEWS)
    )
    rows = session.execute(query.order_by(AppointmentEventRow.id))
    return {row.appointment_id: row.what for row in rows}


def to_phone_about_days(session: Session, office: str, now: datetime) -> Sequence[tuple[str, AppointmentRow]]:
    """(`closed_phone` or `reopened_phone`, appointment) of those to come whose person nobody has told yet."""
    asked = select(AppointmentEventRow.appointment_id).where(AppointmentEventRow.what.in_(TO_PHONE))
    query = (
        select(AppointmentRow)
        .where(AppointmentRow.office == office, AppointmentRow.status == "booked")
        .where(AppointmentRow.starts_at >= now, AppointmentRow.id.in_(asked))
        .order_by(AppointmentRow.starts_at, AppointmentRow.id)
    )
    rows = session.scalars(query).all()
    news = last_news(session, [row.id for row in rows])
    return [(news[row.id], row) for row in rows if news.get(row.id) in TO_PHONE]
