"""Write an update down before anything else happens to it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import Executable, Table, bindparam, null, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.selectable import TypedReturnsRows

from bot.store.keys import lookup_hash
from bot.store.tables import ConversationRow, InboxRow
from bot.store.upserts import insert_into

# Telegram re-sends what is not acknowledged; an update that fails three times is laid aside, so that the chat goes on.
MOST_FAILURES = 3

# Three statements of every update, put together once: that takes longer than running them.
_INBOX, _CHATS = cast(Table, InboxRow.__table__), cast(Table, ConversationRow.__table__)
_BLANK = update(_INBOX).where(_INBOX.c.id == bindparam("row")).values(handled_at=bindparam("at"), body=null())


@cache
def _inserts(dialect: str) -> tuple[TypedReturnsRows[int], Executable]:
    """Into the inbox and into the chats, unless the row is there."""
    into_inbox = insert_into(_INBOX, dialect).on_conflict_do_nothing(index_elements=["channel", "update_id"])
    into_chats = insert_into(_CHATS, dialect).on_conflict_do_nothing(index_elements=["chat_key"])
    return into_inbox.returning(_INBOX.c.id), into_chats


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
    connection = session.connection()
    into_inbox, into_chats = _inserts(connection.dialect.name)
    update_row = {"channel": channel, "update_id": update_id, "chat_key": chat_key, "body": dict(body)}
    inbox_id = connection.execute(into_inbox, {**update_row, "received_at": now, "failures": 0}).scalar_one_or_none()
    chat = {"chat_key": chat_key, "channel": channel, "address": address, "last_seen_at": now}
    connection.execute(into_chats, chat)
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
    session.connection().execute(_BLANK, {"row": inbox_id, "at": now})
