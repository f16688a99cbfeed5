"""What waits: updates that nobody has handled, messages that nobody has sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from bot.store.tables import ConversationRow, InboxRow, OutboxRow


def chats_waiting(session: Session, limit: int) -> Sequence[str]:
    """The chats with unhandled updates, the one that has waited longest first."""
    query = (
        select(InboxRow.chat_key)
        .where(InboxRow.handled_at.is_(None))
        .group_by(InboxRow.chat_key)
        .order_by(func.min(InboxRow.id))
        .limit(limit)
    )
    return session.scalars(query).all()


def oldest_update(session: Session, chat_key: str) -> InboxRow | None:
    """The oldest unhandled update of a chat."""
    query = select(InboxRow).where(InboxRow.chat_key == chat_key, InboxRow.handled_at.is_(None))
    return session.scalars(query.order_by(InboxRow.id).limit(1)).one_or_none()


def lock_conversation(session: Session, chat_key: str) -> ConversationRow | None:
    """The row of a chat, locked; None when it does not exist or somebody else is at work on it."""
    query = select(ConversationRow).where(ConversationRow.chat_key == chat_key)
    return session.scalars(query.with_for_update(skip_locked=True)).one_or_none()


def messages_to_send(session: Session, now: datetime, channels: Sequence[str], limit: int) -> Sequence[OutboxRow]:
    """Messages that may go out now, locked: due, not leased, and first in line for their recipient."""
    earlier = aliased(OutboxRow)
    first_in_line = ~exists().where(
        earlier.recipient == OutboxRow.recipient,
        earlier.id < OutboxRow.id,
        earlier.state == "waiting",
        earlier.not_before <= now,
    )
    query = (
        select(OutboxRow)
        .where(OutboxRow.channel.in_(channels), _is_due(now))
        .where(or_(OutboxRow.leased_until.is_(None), OutboxRow.leased_until <= now), first_in_line)
        .order_by(OutboxRow.urgency, OutboxRow.id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=OutboxRow)
    )
    return session.scalars(query).all()


def has_waiting_before(session: Session, recipient: str, row_id: int, now: datetime) -> bool:
    """Whether an earlier message to this recipient has not been sent yet."""
    query = select(OutboxRow.id).where(_is_due(now), OutboxRow.recipient == recipient, OutboxRow.id < row_id)
    return session.scalar(query.limit(1)) is not None


def message_of_prompt(session: Session, recipient: str, prompt: int) -> OutboxRow | None:
    """The message that opened a prompt, if it is still kept."""
    query = select(OutboxRow).where(OutboxRow.recipient == recipient, OutboxRow.prompt == prompt)
    return session.scalars(query.order_by(OutboxRow.id.desc()).limit(1)).one_or_none()


def _is_due(now: datetime) -> ColumnElement[bool]:
    return and_(OutboxRow.state == "waiting", OutboxRow.not_before <= now)
