"""The Telegram groups of offices: questions asked of them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from bot.store.mailboxes import mailbox_of_office
from bot.store.marked import is_real
from bot.store.tables import AppointmentEventRow, OfficeGroupRow, OfficeRow

# Whether an office would see a booking, outside a demonstration: it has a working staff channel. Whatever it has put
# up, nothing is booked or asked for where nobody would know of it.
HEARS = or_(
    exists().where(OfficeGroupRow.office == OfficeRow.id, OfficeGroupRow.lost_at.is_(None)),
    OfficeRow.email_accepted_at.is_not(None),
)


def group_of_chat(session: Session, chat_key: str) -> OfficeGroupRow | None:
    """The office group that this chat is, linked or lost."""
    return session.scalars(select(OfficeGroupRow).where(OfficeGroupRow.recipient == chat_key)).one_or_none()


def working_groups(session: Session) -> Sequence[OfficeGroupRow]:
    """The groups that the assistant can write to."""
    query = select(OfficeGroupRow).where(OfficeGroupRow.lost_at.is_(None)).order_by(OfficeGroupRow.office)
    return session.scalars(query).all()


def group_of_office(session: Session, office: str, *, lock: bool = False) -> OfficeGroupRow | None:
    """The group of an office while the assistant can write to it."""
    query = select(OfficeGroupRow).where(OfficeGroupRow.office == office, OfficeGroupRow.lost_at.is_(None))
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalars(query).one_or_none()


def is_heard(session: Session, office: str) -> bool:
    """Whether `office` has a working staff channel, as `HEARS` says it; in a demonstration all have."""
    return (
        not is_real(session)
        or group_of_office(session, office) is not None
        or mailbox_of_office(session, office, working=True) is not None
    )


def is_cut_off(session: Session, office: str) -> bool:
    """Whether an office has put something up, and nothing is booked because nobody there would know of it."""
    row = session.get(OfficeRow, office)
    return row is not None and row.mode != "off" and not is_heard(session, office)


def last_actor(session: Session, appointment_id: int) -> str:
    """Who did the last thing to an appointment."""
    query = (
        select(AppointmentEventRow.actor)
        .where(AppointmentEventRow.appointment_id == appointment_id, AppointmentEventRow.what != "seen")
        .order_by(AppointmentEventRow.id.desc())
        .limit(1)
    )
    return session.scalar(query) or ""
