"""The one road out: every message is a row, leased before it is sent, and settled by what became of it.

An attempt is counted when the row is leased and given back when it certainly failed, so that only attempts whose
outcome is unknown remain: two at most, then an appointment message is for staff to check and a chat reply is dropped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, defer

from bot.booking.reminders import Kind, as_kind, is_about_the_future, still_holds
from bot.conversation.outgoing import Outgoing
from bot.operations.inbox import chat_key_of
from bot.operations.ports import Delivery, MovedTo, OutcomeUnknown, Rejected, Sent, TryLater, Unreachable
from bot.store.appointments import appointment_by_code, as_status
from bot.store.mailboxes import MAIL, note_mailbox
from bot.store.tables import AppointmentRow, ConversationRow, OfficeGroupRow, OutboxRow
from bot.store.waiting import has_waiting_before, messages_out_of_date, messages_to_send
from bot.store.waiting_lists import is_worth_telling

LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 2
# How the keys begin of what comes by the clock and belongs to a version of a request: too late it is dropped, and said
# anew when it is still true.
BY_CLOCK = "clock:"
# A reply in a chat is of no use an hour later: the question is asked again at the next message.
REPLY_IS_GOOD_FOR = timedelta(hours=1)

# What nearly every message comes to: a chat's answer arrived. Mail and changes of earlier messages have more to say.
_OUTBOX = cast(Table, OutboxRow.__table__)
_ARRIVED = (
    update(_OUTBOX)
    .where(_OUTBOX.c.id == bindparam("row"), _OUTBOX.c.lease_owner == bindparam("owner"))
    .where(_OUTBOX.c.state == "waiting", _OUTBOX.c.edits.is_(None), _OUTBOX.c.channel != MAIL)
    .values(state="sent", sent_at=bindparam("at"), message_ref=bindparam("ref"))
)


@dataclass(frozen=True, slots=True)
class Leased:
    """A message that this process, and no other, may send now."""

    id: int
    channel: str
    address: str
    message: Outgoing
    edits: str | None
    urgent: bool = True


@dataclass(frozen=True, slots=True)
class TurnResult:
    """What must happen after the commit of a turn: messages to send, and the notice on the tap."""

    to_send: Sequence[Leased] = ()
    toast: str = ""


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
    timed: Kind | None = None,
    appointment_version: int | None = None,
    leased_to: str | None = None,
    waiting_id: int | None = None,
) -> OutboxRow:
    """Add a message to the outbox, or find the one that has this `dedupe_key`: what was said is not said again.

    `leased_to`: who will send it at once; nothing earlier may be waiting for this recipient. A card is about the
    appointment on it, and good until that starts.
    """
    if dedupe_key is not None:
        already = _with_key(session, dedupe_key)
        if already is not None:
            return already
    if message.card and appointment_id is None:
        on_card = _appointment_on(session, message)
        if on_card is not None:
            appointment_id, not_after = on_card.id, not_after or on_card.starts_at
    row = OutboxRow(
        channel=channel,
        recipient=recipient,
        address=address,
        body=message.to_json(),
        edits=edits,
        appointment_id=appointment_id,
        appointment_version=appointment_version,
        timed=timed,
        waiting_id=waiting_id,
        dedupe_key=dedupe_key,
        prompt=message.prompt if message.kind == "text" else 0,
        urgency=urgency,
        created_at=now,
        not_before=now,
        not_after=not_after or now + REPLY_IS_GOOD_FOR,
        attempts=1 if leased_to else 0,
        lease_owner=leased_to,
        leased_until=now + LEASE if leased_to else None,
        state="waiting",
    )
    if dedupe_key is None:
        session.add(row)
        session.flush()
        return row
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError:
        # Another process had the same thought at the same moment.
        already = _with_key(session, dedupe_key)
        if already is None:
            raise
        return already
    return row


def lease_own(session: Session, rows: Sequence[OutboxRow], owner: str, now: datetime) -> list[Leased]:
    """Lease the rows a turn just wrote to the process that wrote them, unless an older message must go first."""
    if rows and all(row.lease_owner == owner for row in rows):
        return [_as_leased(session, row) for row in rows]
    if not rows or has_waiting_before(session, rows[0].recipient, rows[0].id):
        return []
    return [_lease(session, row, owner, now) for row in rows if row.state == "waiting" and row.lease_owner is None]


def claim(session: Session, owner: str, now: datetime, channels: Sequence[str], limit: int = 20) -> list[Leased]:
    """Lease messages of these channels that nobody sent; what is out of date, or was tried too often, is given up.

    A timed message is read again beside its appointment, so that nobody is reminded of what was moved or cancelled;
    word of a free time goes out while that time is free.
    """
    _give_up_what_is_out_of_date(session, now, limit)
    claimed: list[Leased] = []
    while not claimed:
        rows = messages_to_send(session, now, channels, limit)
        for row in rows:
            if row.attempts >= MOST_ATTEMPTS:
                _give_up(session, row)
            elif not _is_still_true(session, row, now):
                row.state = "dropped"
            else:
                claimed.append(_lease(session, row, owner, now))
        session.flush()
        if not rows:
            break
    return claimed


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
            _give_up(session, row)
        case MovedTo(address) if address == row.address:
            _give_up(session, row)  # a chat that moved to where it is would be tried for ever
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


def _take_back(row: OutboxRow) -> None:
    """An attempt that certainly did not arrive does not count."""
    row.attempts -= 1
    row.lease_owner = row.leased_until = None


def _give_up(session: Session, row: OutboxRow) -> None:
    """Nobody will try again: staff look after what is about an appointment to come, the rest is dropped.

    A mailbox that a message did not reach is no working channel until it accepts one again.
    """
    if row.channel == MAIL:
        note_mailbox(session, row.recipient, row.address, None)
    for_staff = row.appointment_id is not None and (row.timed is None or is_about_the_future(as_kind(row.timed)))
    row.state = "check" if for_staff else "dropped"


def _give_up_what_is_out_of_date(session: Session, now: datetime, limit: int) -> None:
    """A reminder after its hour is dropped: none is better. Other news of an appointment is for staff to tell."""
    while rows := messages_out_of_date(session, now, limit):
        for row in rows:
            if row.timed is not None or (row.dedupe_key or "").startswith(BY_CLOCK):
                row.state = "dropped"
            else:
                _give_up(session, row)
        session.flush()


def follow(session: Session, channel: str, recipient: str, address: str) -> None:
    """A chat has a new address, so a new key: what waits follows it in order, and an office keeps its group."""
    moved = {"recipient": chat_key_of(channel, address), "address": address}
    session.flush()
    waiting = update(OutboxRow).where(OutboxRow.recipient == recipient, OutboxRow.state == "waiting")
    session.execute(waiting.values(**moved))
    # What was shown in the old chat cannot be changed any more, so the day is shown anew.
    group = update(OfficeGroupRow).where(OfficeGroupRow.recipient == recipient)
    session.execute(group.values(**moved, today=None, today_message=None))


def _note_unreachable(session: Session, recipient: str, now: datetime) -> None:
    """Nothing reaches this chat any more: what waits for it is given up as well, without trying."""
    query = select(OutboxRow).where(OutboxRow.recipient == recipient, OutboxRow.state == "waiting")
    for row in session.scalars(query.order_by(OutboxRow.id).with_for_update()):
        _give_up(session, row)
    session.execute(update(ConversationRow).where(ConversationRow.chat_key == recipient).values(unreachable_at=now))
    lost = update(OfficeGroupRow).where(OfficeGroupRow.recipient == recipient, OfficeGroupRow.lost_at.is_(None))
    session.execute(lost.values(lost_at=now))


def _still_holds(session: Session, row: OutboxRow, now: datetime) -> bool:
    appointment = (
        session.get(AppointmentRow, row.appointment_id, populate_existing=True) if row.appointment_id else None
    )
    return (
        appointment is not None
        and appointment.starts_at is not None
        and still_holds(
            as_kind(row.timed or ""),
            row.appointment_version or 0,
            as_status(appointment.status),
            appointment.version,
            appointment.starts_at,
            now,
        )
    )


def _is_still_true(session: Session, row: OutboxRow, now: datetime) -> bool:
    """Whether what was written some time ago may still be said."""
    if row.timed is not None:
        return _still_holds(session, row, now)
    if row.waiting_id is not None:
        return is_worth_telling(session, row.waiting_id, now)
    return row.appointment_version is None or _is_of_version(session, row)


def _is_of_version(session: Session, row: OutboxRow) -> bool:
    """Whether nothing has become of a request since this was written about it."""
    appointment = session.get(AppointmentRow, row.appointment_id, populate_existing=True)
    return appointment is not None and appointment.version == row.appointment_version


def _with_key(session: Session, dedupe_key: str) -> OutboxRow | None:
    return session.scalars(select(OutboxRow).where(OutboxRow.dedupe_key == dedupe_key)).one_or_none()


def _appointment_on(session: Session, message: Outgoing) -> AppointmentRow | None:
    """The appointment of a card, which its own buttons name as CODE.VERSION."""
    for row in message.rows:
        for button in row:
            verb, _, target = button.data.partition(":")
            if verb == "=cancel":
                return appointment_by_code(session, target.partition(".")[0])
    return None


def _lease(session: Session, row: OutboxRow, owner: str, now: datetime) -> Leased:
    row.lease_owner, row.leased_until = owner, now + LEASE
    row.attempts += 1
    session.flush()
    return _as_leased(session, row)


def _as_leased(session: Session, row: OutboxRow) -> Leased:
    edited = session.get(OutboxRow, row.edits) if row.edits else None
    return Leased(
        id=row.id,
        channel=row.channel,
        address=row.address,
        message=Outgoing.from_json(row.body or {"kind": "text"}),
        edits=edited.message_ref if edited else None,
        urgent=row.urgency == 0,
    )
