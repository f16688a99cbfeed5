"""The one road out: every message is a row, leased before it is sent, and settled (`settling.py`) afterwards.

An attempt is counted when the row is leased and given back when it certainly failed, so that only attempts whose
outcome is unknown remain: two at most, then an appointment message is for staff to check and a chat reply is dropped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Table, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.booking.reminders import Kind, as_kind, still_holds
from bot.conversation.outgoing import Outgoing
from bot.operations.sending.settling import give_up
from bot.store.appointments import appointment_by_code, as_status
from bot.store.chats import Chat
from bot.store.tables import AppointmentRow, OutboxRow
from bot.store.waiting import has_message_to_take, has_waiting_before, messages_out_of_date, messages_to_send
from bot.store.waiting_lists import is_worth_telling

LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 2
# How the keys begin of what comes by the clock and belongs to a version of a request: too late it is dropped, and said
# anew when it is still true.
BY_CLOCK = "clock:"
# A reply in a chat is of no use an hour later: the question is asked again at the next message.
REPLY_IS_GOOD_FOR = timedelta(hours=1)

_OUTBOX = cast(Table, OutboxRow.__table__)
_ADD = insert(_OUTBOX).returning(_OUTBOX.c.id)


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
    waiting_id: int | None = None,
) -> OutboxRow:
    """Add a message to the outbox, or find the one that has this `dedupe_key`: what was said is not said again.

    A card is about the appointment on it, and good until that starts.
    """
    if dedupe_key is not None:
        already = _with_key(session, dedupe_key)
        if already is not None:
            return already
    row = OutboxRow(
        **_values_of(session, message, now, appointment_id=appointment_id, not_after=not_after),
        channel=channel,
        recipient=recipient,
        address=address,
        edits=edits,
        appointment_version=appointment_version,
        timed=timed,
        waiting_id=waiting_id,
        dedupe_key=dedupe_key,
        urgency=urgency,
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


def queue_answers(
    session: Session,
    chat: Chat,
    messages: Sequence[tuple[Outgoing, OutboxRow | None]],
    now: datetime,
    leased_to: str | None,
) -> list[Leased]:
    """Add the answers of a turn to the outbox, each with the message that it changes, and give those to send at once.

    Every update comes by here: one plain statement each, and nothing is read back that is at hand.
    """
    leased: list[Leased] = []
    for message, changed in messages:
        row = {
            **_values_of(session, message, now, leased_to=leased_to),
            "channel": chat.channel,
            "recipient": chat.key,
            "address": chat.address,
            "edits": changed.id if changed is not None else None,
            "urgency": 0,
        }
        row_id = session.connection().execute(_ADD, row).scalar_one()
        if leased_to:
            edits = changed.message_ref if changed is not None else None
            leased.append(Leased(row_id, chat.channel, chat.address, message, edits))
    return leased


def _values_of(
    session: Session,
    message: Outgoing,
    now: datetime,
    *,
    appointment_id: int | None = None,
    not_after: datetime | None = None,
    leased_to: str | None = None,
) -> dict[str, Any]:
    """The columns that follow from what is said and when."""
    if message.card and appointment_id is None:
        on_card = _appointment_on(session, message)
        if on_card is not None:
            appointment_id, not_after = on_card.id, not_after or on_card.starts_at
    return {
        "body": message.to_json(),
        "appointment_id": appointment_id,
        "prompt": message.prompt if message.kind == "text" else 0,
        "created_at": now,
        "not_before": now,
        "not_after": not_after or now + REPLY_IS_GOOD_FOR,
        "attempts": 1 if leased_to else 0,
        "lease_owner": leased_to,
        "leased_until": now + LEASE if leased_to else None,
        "state": "waiting",
    }


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
    if not has_message_to_take(session, now):
        return []
    _give_up_what_is_out_of_date(session, now, limit)
    claimed: list[Leased] = []
    while not claimed:
        rows = messages_to_send(session, now, channels, limit)
        for row in rows:
            if row.attempts >= MOST_ATTEMPTS:
                give_up(session, row)
            elif not _is_still_true(session, row, now):
                row.state = "dropped"
            else:
                claimed.append(_lease(session, row, owner, now))
        session.flush()
        if not rows:
            break
    return claimed


def _give_up_what_is_out_of_date(session: Session, now: datetime, limit: int) -> None:
    """A reminder after its hour is dropped: none is better. Other news of an appointment is for staff to tell."""
    while rows := messages_out_of_date(session, now, limit):
        for row in rows:
            if row.timed is not None or (row.dedupe_key or "").startswith(BY_CLOCK):
                row.state = "dropped"
            else:
                give_up(session, row)
        session.flush()


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
