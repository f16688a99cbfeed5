"""What an office has put up, as its own pages show it: desks, openings, closures, and whom a closure touches.

Every query is bound to one office: nobody sees or changes another's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from bot.booking.calendar import bounds_of_day, day_of
from bot.booking.slots import Opening
from bot.store.tables import AppointmentRow, ClosureRow, DeskRow, OfficeRow, OpeningRow, OutboxRow
from bot.store.timetables import free_slots_for_staff, free_slots_of, takes_bookings

SUPPLY_DAYS = 14
AVERAGE_WEEKS = 4

# How the keys of messages begin that a closure has caused.
CLOSURE = "closure"


def desks_of(session: Session, office: str) -> Sequence[DeskRow]:
    """The desks of an office, those in use first."""
    query = select(DeskRow).where(DeskRow.office == office)
    return session.scalars(query.order_by(DeskRow.active.desc(), DeskRow.id)).all()


def openings_of(session: Session, office: str, today: date) -> Sequence[OpeningRow]:
    """The openings of an office that are not over: the weekly ones as a week runs, then those of one day."""
    query = (
        select(OpeningRow)
        .join(DeskRow, OpeningRow.desk_id == DeskRow.id)
        .where(DeskRow.office == office)
        .where(or_(OpeningRow.valid_to.is_(None), OpeningRow.valid_to >= today))
        .where(or_(OpeningRow.day.is_(None), OpeningRow.day >= today))
    )
    rows = session.scalars(query).all()
    return sorted(rows, key=lambda row: (row.day or date.min, row.weekday or 0, row.starts, row.id))


def opening_of_office(session: Session, office: str, opening_id: int) -> OpeningRow | None:
    query = select(OpeningRow).join(DeskRow).where(OpeningRow.id == opening_id, DeskRow.office == office)
    return session.scalars(query).one_or_none()


def as_opening(row: OpeningRow) -> Opening:
    return Opening(
        desk_id=row.desk_id,
        weekday=row.weekday,
        day=row.day,
        starts=time.fromisoformat(row.starts),
        ends=time.fromisoformat(row.ends),
        length=timedelta(minutes=row.minutes),
        buffer=timedelta(minutes=row.buffer_minutes),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )


def closures_of(session: Session, office: str, today: date) -> Sequence[ClosureRow]:
    """The closures of an office that are not over, earliest first."""
    query = select(ClosureRow).where(ClosureRow.office == office, ClosureRow.last_day >= today)
    return session.scalars(query.order_by(ClosureRow.first_day, ClosureRow.id)).all()


def closure_of_office(session: Session, office: str, closure_id: int) -> ClosureRow | None:
    return session.scalars(
        select(ClosureRow).where(ClosureRow.id == closure_id, ClosureRow.office == office)
    ).one_or_none()


def touched_by(
    session: Session, office: str, first: date, last: date, desk_id: int | None, now: datetime, *, lock: bool = False
) -> Sequence[AppointmentRow]:
    """The booked appointments to come that lie on these Brussels days, at this desk or (None) anywhere."""
    start, end = bounds_of_day(first)[0], bounds_of_day(last)[1]
    query = (
        select(AppointmentRow)
        .where(AppointmentRow.office == office, AppointmentRow.status == "booked")
        .where(AppointmentRow.starts_at >= max(start, now), AppointmentRow.starts_at < end)
        .order_by(AppointmentRow.starts_at, AppointmentRow.id)
    )
    if desk_id is not None:
        query = query.where(AppointmentRow.desk_id == desk_id)
    return session.scalars(query.with_for_update() if lock else query).all()


def key_of_closure_message(closure_id: int, appointment_id: int, version: int) -> str:
    return f"{CLOSURE}:{closure_id}:{appointment_id}:{version}"


def is_closure_message(message: OutboxRow) -> bool:
    """Whether a message to a person says that a day is closed."""
    return (message.dedupe_key or "").startswith(f"{CLOSURE}:")


def written_about(session: Session, office: str, closure_id: int) -> Sequence[tuple[OutboxRow, AppointmentRow]]:
    """The messages that were written because of a closure, each with its appointment as it is today."""
    query = (
        select(OutboxRow, AppointmentRow)
        .join(AppointmentRow, OutboxRow.appointment_id == AppointmentRow.id)
        .where(AppointmentRow.office == office, OutboxRow.dedupe_key.like(f"{CLOSURE}:{closure_id}:%"))
        .order_by(AppointmentRow.starts_at, AppointmentRow.id)
    )
    return [(message, row) for message, row in session.execute(query)]


@dataclass(frozen=True, slots=True)
class LowSupply:
    """Fewer moments are free in the coming fourteen days than an average week takes. `hidden`: how many more are put
    up, but kept from people by the notice, the horizon or the weekly maximum."""

    free: int
    average: int
    hidden: int

    @property
    def is_by_limits(self) -> bool:
        """Whether there would be enough without the limits."""
        return self.free + self.hidden >= self.average


def supply(session: Session, office: str, now: datetime) -> LowSupply | None:
    """What to warn of, if anything. None in a pause, and where nobody may book anyway: more openings would not help."""
    row = session.get(OfficeRow, office)
    if row is None or not takes_bookings(session, row):
        return None
    made = session.scalar(
        select(func.count())
        .select_from(AppointmentRow)
        .where(AppointmentRow.office == office)
        .where(AppointmentRow.created_at >= now - timedelta(weeks=AVERAGE_WEEKS), AppointmentRow.created_at <= now)
    )
    average = round((made or 0) / AVERAGE_WEEKS)
    until = day_of(now) + timedelta(days=SUPPLY_DAYS)
    free = sum(day_of(slot.starts_at) <= until for slot in free_slots_of(session, office, None, now))
    if free >= average:
        return None
    put_up = free_slots_for_staff(session, office, None, now, horizon_days=SUPPLY_DAYS)
    return LowSupply(free, average, max(0, len(put_up) - free))
