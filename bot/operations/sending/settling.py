"""What became of an attempt to send, written into the outbox: arrived, to be tried again, given up, gone elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.orm import Session, defer

from bot.booking.reminders import as_kind, is_about_the_future
from bot.operations.inbox import chat_key_of
from bot.operations.ports import Delivery, MovedTo, OutcomeUnknown, Rejected, Sent, TryLater, Unreachable
from bot.store.mailboxes import MAIL, note_mailbox
from bot.store.tables import ConversationRow, OfficeGroupRow, OutboxRow

# What nearly every message comes to: a chat's answer arrived. Mail and changes of earlier messages have more to say.
_OUTBOX = cast(Table, OutboxRow.__table__)
_ARRIVED = (
    update(_OUTBOX)
    .where(_OUTBOX.c.id == bindparam("row"), _OUTBOX.c.lease_owner == bindparam("owner"))
    .where(_OUTBOX.c.state == "waiting", _OUTBOX.c.edits.is_(None), _OUTBOX.c.channel != MAIL)
    .values(state="sent", sent_at=bindparam("at"), message_ref=bindparam("ref"))
)


def settle(session: Session, row_id: int, owner: str, delivery: Delivery, now: datetime) -> None:
    """Write down what became of an attempt. Nothing, when the lease went to somebody else meanwhile."""
    if isinstance(delivery, Sent):
        session.flush()
        arrived = {"row": row_id, "owner": owner, "at": now, "ref": delivery.message_ref}
        if session.connection().execute(_ARRIVED, arrived).rowcount:
            return
    # What was said, and to whom, is of no interest here: opening it takes longer than the rest.
    unopened = (defer(OutboxRow.body), defer(OutboxRow.address))
    row = session.get(OutboxRow, row_id, with_for_update=True, populate_existing=True, options=unopened)
    if row is None or row.lease_owner != owner or row.state != "waiting":
        return
    match delivery:
        case Sent(message_ref):
            row.state, row.sent_at, row.message_ref = "sent", now, message_ref
            if row.channel == MAIL:
                note_mailbox(session, row.recipient, row.address, now)
            edited = session.get(OutboxRow, row.edits) if row.edits and message_ref else None
            if edited is not None and edited.message_ref != message_ref:
                # It could not be changed any more and was said anew: from now on that one is changed.
                edited.message_ref = message_ref
        case TryLater(after):
            # Never beyond its end: it would block what comes after it for nothing.
            row.not_before = min(now + after, row.not_after) if row.not_after else now + after
            _take_back(row)
        case OutcomeUnknown():
            # The lease simply ends: a second attempt, then nobody tries again.
            row.leased_until = now
        case Unreachable():
            _note_unreachable(session, row.recipient, now)
        case Rejected():
            give_up(session, row)
        case MovedTo(address) if address == row.address:
            give_up(session, row)  # a chat that moved to where it is would be tried for ever
        case MovedTo(address):
            _take_back(row)
            follow(session, row.channel, row.recipient, address)


def free_leases(session: Session, now: datetime) -> None:
    """End all leases. Only for a process that is alone: whoever held them has died, and the attempts stay counted."""
    held = update(OutboxRow).where(OutboxRow.state == "waiting", OutboxRow.leased_until > now)
    session.execute(held.values(leased_until=now))


def give_back(session: Session, row_ids: Sequence[int], owner: str) -> None:
    """Return leased messages that were not tried: they wait behind the one that failed."""
    session.execute(
        update(OutboxRow)
        .where(OutboxRow.id.in_(row_ids), OutboxRow.lease_owner == owner, OutboxRow.state == "waiting")
        .values(lease_owner=None, leased_until=None, attempts=OutboxRow.attempts - 1)
    )


def follow(session: Session, channel: str, recipient: str, address: str) -> None:
    """A chat has a new address, so a new key: what waits follows it in order, and an office keeps its group."""
    moved = {"recipient": chat_key_of(channel, address), "address": address}
    session.flush()
    waiting = update(OutboxRow).where(OutboxRow.recipient == recipient, OutboxRow.state == "waiting")
    session.execute(waiting.values(**moved))
    # What was shown in the old chat cannot be changed any more, so the day is shown anew.
    group = update(OfficeGroupRow).where(OfficeGroupRow.recipient == recipient)
    session.execute(group.values(**moved, today=None, today_message=None))


def _take_back(row: OutboxRow) -> None:
    """An attempt that certainly did not arrive does not count."""
    row.attempts -= 1
    row.lease_owner = row.leased_until = None


def give_up(session: Session, row: OutboxRow) -> None:
    """Nobody will try again: staff look after what is about an appointment to come, the rest is dropped.

    A mailbox that a message did not reach is no working channel until it accepts one again.
    """
    if row.channel == MAIL:
        note_mailbox(session, row.recipient, row.address, None)
    for_staff = row.appointment_id is not None and (row.timed is None or is_about_the_future(as_kind(row.timed)))
    row.state = "check" if for_staff else "dropped"


def _note_unreachable(session: Session, recipient: str, now: datetime) -> None:
    """Nothing reaches this chat any more: what waits for it is given up as well, without trying."""
    query = select(OutboxRow).where(OutboxRow.recipient == recipient, OutboxRow.state == "waiting")
    for row in session.scalars(query.order_by(OutboxRow.id).with_for_update()):
        give_up(session, row)
    session.execute(update(ConversationRow).where(ConversationRow.chat_key == recipient).values(unreachable_at=now))
    lost = update(OfficeGroupRow).where(OfficeGroupRow.recipient == recipient, OfficeGroupRow.lost_at.is_(None))
    session.execute(lost.values(lost_at=now))
