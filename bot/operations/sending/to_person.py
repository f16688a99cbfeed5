"""A message that the assistant begins itself, to the chat of one person."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.booking.reminders import Kind
from bot.conversation.outgoing import Outgoing
from bot.operations.sending.outbox import queue
from bot.store.tables import ConversationRow, OutboxRow


def queue_to_person(
    session: Session,
    conversation: ConversationRow,
    message: Outgoing,
    now: datetime,
    *,
    not_after: datetime,
    dedupe_key: str | None = None,
    appointment_id: int | None = None,
    appointment_version: int | None = None,
    timed: Kind | None = None,
    waiting_id: int | None = None,
) -> OutboxRow:
    """Behind answers to who is writing right now; with a `dedupe_key` at most once."""
    return queue(
        session,
        channel=conversation.channel,
        recipient=conversation.chat_key,
        address=conversation.address,
        message=message,
        now=now,
        dedupe_key=dedupe_key,
        urgency=1,
        not_after=not_after,
        appointment_id=appointment_id,
        appointment_version=appointment_version,
        timed=timed,
        waiting_id=waiting_id,
    )


def is_left_to_staff(conversation: ConversationRow, message: OutboxRow) -> bool:
    """Whether a person cannot be reached in this chat: the message is then nobody's to send, and theirs to look at."""
    if conversation.unreachable_at is None:
        return False
    message.state = "check"
    return True
