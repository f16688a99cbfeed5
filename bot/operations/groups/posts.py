"""What is said in the group of an office: a message, or a change of one that stands there."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.conversation.outgoing import Outgoing
from bot.operations.sending.outbox import queue
from bot.store.tables import OfficeGroupRow, OutboxRow
from bot.store.waiting import waiting_edit_of

POST_IS_GOOD_FOR = timedelta(days=2)


def post(
    session: Session,
    group: OfficeGroupRow,
    message: Outgoing,
    now: datetime,
    *,
    edits: int | None = None,
    dedupe_key: str | None = None,
    appointment_id: int | None = None,
) -> OutboxRow:
    """A message to the group of an office; with a `dedupe_key` at most once."""
    return queue(
        session,
        channel=group.channel,
        recipient=group.recipient,
        address=group.address,
        message=message,
        now=now,
        edits=edits,
        urgency=1,
        dedupe_key=dedupe_key,
        appointment_id=appointment_id,
        not_after=now + POST_IS_GOOD_FOR,
    )


def change_post(
    session: Session, group: OfficeGroupRow, shown: OutboxRow, message: Outgoing, now: datetime
) -> OutboxRow | None:
    """Change what stands in the group. None when it says so already, stands in another group, or a change waits.

    Twenty messages a minute to a group are all that Telegram takes: a change that nobody sent yet takes up this one.
    """
    if shown.body == message.to_json() or shown.recipient != group.recipient:
        return None
    shown.body = message.to_json()
    waiting = waiting_edit_of(session, shown.id)
    if waiting is not None:
        waiting.body = message.to_json()
        return None
    return post(session, group, message, now, edits=shown.id)
