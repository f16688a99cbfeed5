"""Erase a person: at once when they ask, by itself when the time has come.

Answers are kept thirty days after the last message, names and details of an appointment six months after its day, raw
updates and sent messages two days. What stays for counting has no code, no name and no chat.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from bot.booking.status import OPEN
from bot.operations import booking
from bot.operations.unmet import forget_unmet
from bot.store.tables import AppointmentRow, ConversationRow, HoldRow, InboxRow, OutboxRow

KEEP_ANSWERS = timedelta(days=30)
KEEP_RAW = timedelta(hours=48)
KEEP_APPOINTMENTS = timedelta(days=183)


def erase_chat(session: Session, chat_key: str, now: datetime) -> int:
    """Erase everything about a chat; its open appointments are cancelled. How many were."""
    mine = session.scalars(select(AppointmentRow).where(AppointmentRow.chat_key == chat_key)).all()
    freed = 0
    for row in mine:
        if row.status in OPEN:
            booking.set_status(session, row, "cancelled_by_person", now, booking.PERSON)
            freed += 1
        _anonymise(row)
    booking.drop_hold(session, chat_key)
    session.execute(
        update(OutboxRow)
        .where(OutboxRow.recipient == chat_key, OutboxRow.state == "waiting")
        .values(state="dropped", body=None)
    )
    session.execute(update(OutboxRow).where(OutboxRow.recipient == chat_key).values(body=None, message_ref=None))
    session.execute(
        update(InboxRow).where(InboxRow.chat_key == chat_key, InboxRow.handled_at.is_not(None)).values(body=None)
    )
    session.execute(update(ConversationRow).where(ConversationRow.chat_key == chat_key).values(state=None))
    session.expire_all()
    return freed


def forget_what_is_due(session: Session, now: datetime) -> None:
    """The retention rules, run by the worker; running it twice changes nothing more."""
    session.execute(delete(HoldRow).where(HoldRow.expires_at < now - timedelta(hours=1)))
    session.execute(delete(InboxRow).where(InboxRow.handled_at < now - KEEP_RAW))
    session.execute(
        update(OutboxRow)
        .where(OutboxRow.state != "waiting", OutboxRow.created_at < now - KEEP_RAW, OutboxRow.body.is_not(None))
        .values(body=None)
    )
    session.execute(
        update(ConversationRow)
        .where(ConversationRow.last_seen_at < now - KEEP_ANSWERS, ConversationRow.state.is_not(None))
        .values(state=None)
    )
    old = or_(AppointmentRow.starts_at < now - KEEP_APPOINTMENTS, AppointmentRow.starts_at.is_(None))
    due = select(AppointmentRow).where(
        AppointmentRow.first_name.is_not(None), old, AppointmentRow.created_at < now - KEEP_APPOINTMENTS
    )
    for row in session.scalars(due):
        _anonymise(row)
    forget_unmet(session, now)


def _anonymise(row: AppointmentRow) -> None:
    """What is left counts, and names nobody."""
    row.first_name = row.details = row.chat_key = row.beneficiary = None
    row.request_key = f"erased:{row.id}"
