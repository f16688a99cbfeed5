"""The waiting lists of offices: who wants to be told when a time is free, in order of arrival."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from bot.store.appointments import as_lang
from bot.store.tables import ConversationRow, WaitingRow
from bot.store.timetables import free_slots_of

# Every turn asks, so it is put together once.
_OF_CHAT = select(WaitingRow).where(WaitingRow.chat_key == bindparam("chat")).order_by(WaitingRow.since, WaitingRow.id)


def offices_waited_at(session: Session) -> Sequence[str]:
    """The offices that have a waiting list."""
    return session.scalars(select(WaitingRow.office).distinct().order_by(WaitingRow.office)).all()


def how_many_wait(session: Session, office: str) -> int:
    """How many people wait for a time at an office."""
    return session.scalar(select(func.count()).select_from(WaitingRow).where(WaitingRow.office == office)) or 0


def lists_of_chat(session: Session, chat_key: str) -> Sequence[WaitingRow]:
    """The lists that a chat is on, the oldest first."""
    return session.scalars(_OF_CHAT, {"chat": chat_key}).all()


def list_of_office(session: Session, office: str, now: datetime) -> Sequence[tuple[WaitingRow, ConversationRow]]:
    """Whoever waits at an office and can be reached, in order of arrival."""
    query = (
        select(WaitingRow, ConversationRow)
        .join(ConversationRow, ConversationRow.chat_key == WaitingRow.chat_key)
        .where(WaitingRow.office == office, WaitingRow.expires_at > now, ConversationRow.unreachable_at.is_(None))
        .order_by(WaitingRow.since, WaitingRow.id)
        .execution_options(populate_existing=True)
    )
    return [(row, conversation) for row, conversation in session.execute(query)]


def lists_that_end(session: Session, now: datetime, limit: int) -> Sequence[WaitingRow]:
    """Those whose time is over, locked."""
    query = select(WaitingRow).where(WaitingRow.expires_at <= now).order_by(WaitingRow.id).limit(limit)
    return session.scalars(query.with_for_update(skip_locked=True)).all()


def is_worth_telling(session: Session, waiting_id: int, now: datetime) -> bool:
    """Whether somebody still waits, and a time that their message names is still free."""
    row = session.get(WaitingRow, waiting_id, populate_existing=True)
    if row is None or row.expires_at <= now:
        return False
    free = free_slots_of(session, row.office, as_lang(row.lang), now)
    return not starts_of(row.named).isdisjoint(int(slot.starts_at.timestamp()) for slot in free)


def starts_of(kept: Sequence[int] | None) -> frozenset[int]:
    """Starts as they are kept: unix seconds."""
    return frozenset(kept or ())
