"""Write an update down before anything else happens to it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from bot.store.keys import lookup_hash
from bot.store.tables import ConversationRow, InboxRow

# Telegram re-sends what is not acknowledged; an update that fails three times is laid aside, so that the chat goes on.
MOST_FAILURES = 3


def chat_key_of(channel: str, address: str) -> str:
    """The key of a chat: what can be looked up without knowing who it is."""
    return lookup_hash(f"{channel}:{address}")


def note_update(
    session: Session, channel: str, update_id: str, address: str, body: Mapping[str, Any], now: datetime
) -> str:
    """Write a raw update down, once; a second delivery of the same id changes nothing. Gives the chat's key."""
    return write_down(session, channel, update_id, address, body, now)[0]


def write_down(
    session: Session, channel: str, update_id: str, address: str, body: Mapping[str, Any], now: datetime
) -> tuple[str, int | None]:
    """`note_update`, with the number of the update in the inbox; None for a second delivery."""
    chat_key = chat_key_of(channel, address)
    insert = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgres_insert
    inbox_id = session.execute(
        insert(InboxRow)
        .values(channel=channel, update_id=update_id, chat_key=chat_key, body=dict(body), received_at=now, failures=0)
        .on_conflict_do_nothing(index_elements=["channel", "update_id"])
        .returning(InboxRow.id)
    ).scalar_one_or_none()
    session.execute(
        insert(ConversationRow)
        .values(chat_key=chat_key, channel=channel, address=address, last_seen_at=now)
        .on_conflict_do_nothing(index_elements=["chat_key"])
    )
    return chat_key, inbox_id


def note_failure(session: Session, inbox_id: int, now: datetime) -> bool:
    """Count a failed turn. True when the update is laid aside for good."""
    failures = session.scalar(select(InboxRow.failures).where(InboxRow.id == inbox_id)) or 0
    done = failures + 1 >= MOST_FAILURES
    values: dict[str, Any] = {"failures": failures + 1}
    if done:
        values |= {"handled_at": now, "body": None}
    session.execute(update(InboxRow).where(InboxRow.id == inbox_id).values(**values))
    return done


def lay_aside(session: Session, inbox_id: int, now: datetime) -> None:
    """Mark an update as handled that holds nothing for the conversation, or is damaged."""
    session.execute(update(InboxRow).where(InboxRow.id == inbox_id).values(handled_at=now, body=None))
