"""The one road out: every message is a row, leased before it is sent, and settled by what became of it.

An attempt is counted when the row is leased and given back when it certainly failed, so that only attempts whose
outcome is unknown remain: two at most, then an appointment message is for staff to check and a chat reply is dropped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.conversation.outgoing import Outgoing
from bot.operations.ports import Delivery, MovedTo, OutcomeUnknown, Rejected, Sent, TryLater, Unreachable
from bot.store.tables import ConversationRow, OutboxRow
from bot.store.waiting import has_waiting_before, messages_to_send

LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 2
# A reply in a chat is of no use an hour later: the question is asked again at the next message.
REPLY_IS_GOOD_FOR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Leased:
    """A message that this process, and no other, may send now."""

    id: int
    channel: str
    address: str
    message: Outgoing
    edits: str | None


def queue(
    session: Session,
    *,
    channel: str,
    recipient: str,
    address: str,
    message: Outgoing,
    now: datetime,
    edits: int | None = None,
    appointment_id: int | None = None,
    dedupe_key: str | None = None,
    urgency: int = 0,
    not_after: datetime | None = None,
) -> OutboxRow:
    """Add a message to the outbox."""
    row = OutboxRow(
        channel=channel,
        recipient=recipient,
        address=address,
        body=message.to_json(),
        edits=edits,
        appointment_id=appointment_id,
        dedupe_key=dedupe_key,
        prompt=message.prompt if message.kind == "text" else 0,
        urgency=urgency,
        created_at=now,
        not_before=now,
        not_after=not_after or now + REPLY_IS_GOOD_FOR,
        attempts=0,
        state="waiting",
    )
    session.add(row)
    session.flush()
    return row


def lease_own(session: Session, rows: Sequence[OutboxRow], owner: str, now: datetime) -> list[Leased]:
    """Lease the rows a turn just wrote to the process that wrote them, unless an older message must go first."""
    if not rows or has_waiting_before(session, rows[0].recipient, rows[0].id, now):
        return []
    return [_lease(session, row, owner, now) for row in rows]


def claim(session: Session, owner: str, now: datetime, channels: Sequence[str], limit: int = 20) -> list[Leased]:
    """Lease messages of these channels that nobody sent; what is out of date, or was tried too often, is given up."""
    claimed: list[Leased] = []
    for row in messages_to_send(session, now, channels, limit):
        if row.not_after is not None and row.not_after <= now:
            row.state = "dropped"
        elif row.attempts >= MOST_ATTEMPTS:
            row.state = "check" if row.appointment_id else "dropped"
        else:
            claimed.append(_lease(session, row, owner, now))
    session.flush()
    return claimed


def settle(session: Session, row_id: int, owner: str, delivery: Delivery, now: datetime) -> None:
    """Write down what became of an attempt. Nothing, when the lease went to somebody else meanwhile."""
    row = session.get(OutboxRow, row_id, with_for_update=True)
    if row is None or row.lease_owner != owner or row.state != "waiting":
        return
    match delivery:
        case Sent(message_ref):
            row.state, row.sent_at, row.message_ref = "sent", now, message_ref
        case TryLater(after):
            row.attempts -= 1
            row.not_before = now + after
            row.lease_owner = row.leased_until = None
        case OutcomeUnknown():
            # The lease simply ends: a second attempt, then nobody tries again.
            row.leased_until = now
        case Unreachable():
            row.state = "check" if row.appointment_id else "dropped"
            session.execute(
                update(ConversationRow).where(ConversationRow.chat_key == row.recipient).values(unreachable_at=now)
            )
        case Rejected():
            row.state = "check" if row.appointment_id else "dropped"
        case MovedTo(address):
            row.attempts -= 1
            row.lease_owner = row.leased_until = None
            session.execute(
                update(OutboxRow)
                .where(OutboxRow.recipient == row.recipient, OutboxRow.state == "waiting")
                .values(address=address)
            )
            session.execute(
                update(ConversationRow).where(ConversationRow.chat_key == row.recipient).values(address=address)
            )


def give_back(session: Session, row_ids: Sequence[int], owner: str) -> None:
    """Return leased messages that were not tried: they wait behind the one that failed."""
    session.execute(
        update(OutboxRow)
        .where(OutboxRow.id.in_(row_ids), OutboxRow.lease_owner == owner, OutboxRow.state == "waiting")
        .values(lease_owner=None, leased_until=None, attempts=OutboxRow.attempts - 1)
    )


def _lease(session: Session, row: OutboxRow, owner: str, now: datetime) -> Leased:
    row.lease_owner, row.leased_until = owner, now + LEASE
    row.attempts += 1
    edited = session.get(OutboxRow, row.edits) if row.edits else None
    session.flush()
    return Leased(
        id=row.id,
        channel=row.channel,
        address=row.address,
        message=Outgoing.from_json(row.body or {"kind": "text"}),
        edits=edited.message_ref if edited else None,
    )
