"""The Telegram groups of offices: questions asked of them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.store.tables import AppointmentEventRow, OfficeGroupRow


def group_of_chat(session: Session, chat_key: str) -> OfficeGroupRow | None:
    """The office group that this chat is, linked or lost."""
    return session.scalars(select(OfficeGroupRow).where(OfficeGroupRow.recipient == chat_key)).one_or_none()


def working_groups(session: Session) -> Sequence[OfficeGroupRow]:
    """The groups that the assistant can write to."""
    query = select(OfficeGroupRow).where(OfficeGroupRow.lost_at.is_(None)).order_by(OfficeGroupRow.office)
    return session.scalars(query).all()


def last_actor(session: Session, appointment_id: int) -> str:
    """Who did the last thing to an appointment."""
    query = (
        select(AppointmentEventRow.actor)
        .where(AppointmentEventRow.appointment_id == appointment_id, AppointmentEventRow.what != "seen")
        .order_by(AppointmentEventRow.id.desc())
        .limit(1)
    )
    return session.scalar(query) or ""
