"""What the pages of an office ask of the store. Every query is bound to one office: nobody sees another's."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import Session

from bot.booking.calendar import bounds_of_day
from bot.booking.status import CANCELLED
from bot.store.tables import (
    AppointmentEventRow,
    AppointmentRow,
    ConversationRow,
    DeskRow,
    OfficeRow,
    OutboxRow,
    VisitOpinionRow,
)

LEAST_OPINIONS = 5


def appointment_of_office(
    session: Session, office: str, appointment_id: int, *, lock: bool = False
) -> AppointmentRow | None:
    """One appointment, if it is this office's."""
    query = select(AppointmentRow).where(AppointmentRow.id == appointment_id, AppointmentRow.office == office)
    if lock:  # what was read before it was locked may have changed meanwhile
        query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalars(query).one_or_none()


def reached_of(session: Session, rows: Collection[AppointmentRow]) -> frozenset[int]:
    """The ids of those of these appointments whose person can be written to: in a chat that has not been lost."""
    keys = {row.chat_key for row in rows if row.chat_key}
    query = select(ConversationRow.chat_key).where(
        ConversationRow.chat_key.in_(keys), ConversationRow.unreachable_at.is_(None)
    )
    reached = set(session.scalars(query)) if keys else set()
    return frozenset(row.id for row in rows if row.chat_key in reached)


def cancelled_of_day(session: Session, office: str, day: date) -> Sequence[AppointmentRow]:
    """The appointments of a Brussels day that will not take place, earliest first."""
    start, end = bounds_of_day(day)
    query = (
        select(AppointmentRow)
        .where(AppointmentRow.office == office, AppointmentRow.status.in_(CANCELLED))
        .where(AppointmentRow.starts_at >= start, AppointmentRow.starts_at < end)
        .order_by(AppointmentRow.starts_at, AppointmentRow.id)
    )
    return session.scalars(query).all()


def how_many_expected(session: Session, office: str, now: datetime) -> int:
    """How many appointments are to come at an office."""
    query = select(func.count()).select_from(AppointmentRow)
    query = query.where(AppointmentRow.office == office, AppointmentRow.status == "booked")
    return session.scalar(query.where(AppointmentRow.starts_at >= now)) or 0


def next_start(session: Session, office: str, after: datetime) -> datetime | None:
    """When the first appointment starts that is at `after` or later."""
    query = select(func.min(AppointmentRow.starts_at)).where(
        AppointmentRow.office == office, AppointmentRow.status == "booked", AppointmentRow.starts_at >= after
    )
    return session.scalar(query)


def history_of(session: Session, appointment_id: int) -> Sequence[AppointmentEventRow]:
    """What happened to an appointment, in order."""
    query = select(AppointmentEventRow).where(AppointmentEventRow.appointment_id == appointment_id)
    return session.scalars(query.order_by(AppointmentEventRow.id)).all()


def seen_by(session: Session, actor: str, appointment_ids: Collection[int], since: datetime) -> frozenset[int]:
    """Which of these appointments `actor` has looked at since then."""
    query = select(AppointmentEventRow.appointment_id).where(
        AppointmentEventRow.appointment_id.in_(appointment_ids),
        AppointmentEventRow.actor == actor,
        AppointmentEventRow.what == "seen",
        AppointmentEventRow.at >= since,
    )
    return frozenset(session.scalars(query))


def undelivered(session: Session, office: str) -> Sequence[tuple[OutboxRow, AppointmentRow]]:
    """Messages to people about their appointments at this office that reached nobody, oldest first."""
    query = (
        select(OutboxRow, AppointmentRow)
        .join(AppointmentRow, OutboxRow.appointment_id == AppointmentRow.id)
        .where(OutboxRow.state == "check", AppointmentRow.office == office)
        .where(OutboxRow.recipient == AppointmentRow.chat_key)  # and not to the group of the office itself
        .order_by(OutboxRow.id)
    )
    return [(message, appointment) for message, appointment in session.execute(query)]


def opinions_of(session: Session, office: str) -> Mapping[date, Mapping[str, int]]:
    """How people found their visits: counts by month and opinion, the latest month first.

    A month with fewer than five answers is left out: nobody should be guessed behind a count.
    """
    rows = session.scalars(
        select(VisitOpinionRow).where(VisitOpinionRow.office == office).order_by(VisitOpinionRow.month.desc())
    )
    months: dict[date, dict[str, int]] = {}
    for row in rows:
        months.setdefault(row.month, {})[row.opinion] = row.count
    return {month: counts for month, counts in months.items() if sum(counts.values()) >= LEAST_OPINIONS}


def for_calendar(session: Session, office: str, since: datetime) -> Sequence[AppointmentRow]:
    """The appointments that a calendar of this office shows: from `since` on, and what was cancelled since then.

    One whose person asked to be forgotten has no code any more, and is left out.
    """
    cancelled_since = exists().where(
        AppointmentEventRow.appointment_id == AppointmentRow.id,
        AppointmentEventRow.what.in_(CANCELLED),
        AppointmentEventRow.at >= since,
    )
    takes_place = AppointmentRow.status.in_(("booked", "attended", "no_show"))
    query = (
        select(AppointmentRow)
        .where(AppointmentRow.office == office, AppointmentRow.starts_at >= since, AppointmentRow.code.not_like("-%"))
        .where(or_(takes_place, and_(AppointmentRow.status.in_(CANCELLED), cancelled_since)))
        .order_by(AppointmentRow.starts_at, AppointmentRow.id)
    )
    return session.scalars(query).all()


def offices_with_desks(session: Session) -> Sequence[str]:
    """The offices that take appointments, by id."""
    query = select(OfficeRow.id).join(DeskRow).where(DeskRow.active).distinct().order_by(OfficeRow.id)
    return session.scalars(query).all()
