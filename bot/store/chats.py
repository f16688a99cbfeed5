"""The chat of a turn: its row, locked, and what waits in it.

Every update asks for this, so it is written with Core statements that are put together once: the object-relational
layer takes five times as long for the same rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, bindparam, exists, select
from sqlalchemy.orm import Session

from bot.store.tables import ConversationRow, InboxRow, OutboxRow

_CHATS, _INBOX, _OUTBOX = (cast(Table, row.__table__) for row in (ConversationRow, InboxRow, OutboxRow))
_ROW = select(_CHATS).where(_CHATS.c.chat_key == bindparam("chat"))
_LOCKED = _ROW.with_for_update(skip_locked=True)
_OLDEST = (
    select(_INBOX.c.id)
    .where(_INBOX.c.chat_key == bindparam("chat"), _INBOX.c.handled_at.is_(None))
    .order_by(_INBOX.c.id)
    .limit(1)
    .scalar_subquery()
)
_UNSENT = exists().where(_OUTBOX.c.recipient == bindparam("chat"), _OUTBOX.c.state == "waiting")
_WAITS = select(_OLDEST.label("oldest"), _UNSENT.label("has_unsent"))


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat as it was when the turn began. `has_unsent`: whether a message to it waits, be it postponed."""

    key: str
    channel: str
    address: str
    lang: str | None
    state: Mapping[str, Any] | None
    last_seen_at: datetime
    unreachable_at: datetime | None
    has_unsent: bool


def chat_of(session: Session, chat_key: str) -> Chat | None:
    """The chat, not locked; None when there is none."""
    session.flush()
    row = session.connection().execute(_ROW, {"chat": chat_key}).one_or_none()
    return _chat(row, session.connection().execute(_WAITS, {"chat": chat_key}).one().has_unsent) if row else None


def lock_chat(session: Session, chat_key: str, inbox_id: int) -> Chat | None:
    """The chat, locked to answer this update. None when somebody else is at work there, or an older update waits."""
    session.flush()
    connection = session.connection()
    row = connection.execute(_LOCKED, {"chat": chat_key}).one_or_none()
    if row is None:
        return None
    # Asked once the row is ours: PostgreSQL would answer from before somebody else's commit.
    waits = connection.execute(_WAITS, {"chat": chat_key}).one()
    return _chat(row, waits.has_unsent) if waits.oldest == inbox_id else None


def _chat(row: Any, has_unsent: bool) -> Chat:
    return Chat(
        key=row.chat_key,
        channel=row.channel,
        address=row.address,
        lang=row.lang,
        state=row.state,
        last_seen_at=row.last_seen_at,
        unreachable_at=row.unreachable_at,
        has_unsent=has_unsent,
    )
