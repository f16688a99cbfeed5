"""What waits: updates that nobody has handled, messages that nobody has sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import cast

from sqlalchemy import Table, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from bot.booking.calendar import bounds_of_day
from bot.booking.reminders import TIMINGS, Kind, is_about_the_future
from bot.store.chats import lock_chat
from bot.store.tables import AppointmentRow, ClosureRow, ConversationRow, InboxRow, OutboxRow
from bot.store.types import UtcDateTime

# Put together once: that takes as long as running it.
_UNSENT = (
    select(OutboxRow.id).where(OutboxRow.recipient == bindparam("recipient"), OutboxRow.state == "waiting").limit(1)
)
_UNSENT_BEFORE = _UNSENT.where(OutboxRow.id < bindparam("before"))
_OUTBOX = cast(Table, OutboxRow.__table__)
_UNLEASED = or_(_OUTBOX.c.leased_until.is_(None), _OUTBOX.c.leased_until <= bindparam("now"))
_TO_TAKE = select(exists().where(_OUTBOX.c.state == "waiting", _UNLEASED))
_EARLIER = aliased(OutboxRow)
_FIRST_IN_LINE = ~exists().where(
    _EARLIER.recipient == OutboxRow.recipient, _EARLIER.id < OutboxRow.id, _EARLIER.state == "waiting"
)
_TO_SEND = (
    select(OutboxRow)
    .where(OutboxRow.channel.in_(bindparam("channels", expanding=True)))
    .where(OutboxRow.state == "waiting", OutboxRow.not_before <= bindparam("now"), _UNLEASED, _FIRST_IN_LINE)
    .order_by(OutboxRow.urgency, OutboxRow.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, of=OutboxRow)
    .execution_options(populate_existing=True)
)
_OUT_OF_DATE = (
    select(OutboxRow)
    .where(OutboxRow.state == "waiting", OutboxRow.not_after <= bindparam("now"), _UNLEASED)
    .order_by(OutboxRow.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
    .execution_options(populate_existing=True)
)


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


def lock_for_turn(session: Session, chat_key: str, inbox_id: int) -> ConversationRow | None:
    """The row of a chat, as `lock_chat` locks it, for the rare turns that are no conversation."""
    if lock_chat(session, chat_key, inbox_id) is None:
        return None
    return session.get(ConversationRow, chat_key, populate_existing=True)


def has_message_to_take(session: Session, now: datetime) -> bool:
    """Whether any message waits that nobody is sending: so short a question that it can be put twice a second."""
    session.flush()
    return bool(session.connection().scalar(_TO_TAKE, {"now": now}))


def messages_to_send(session: Session, now: datetime, channels: Sequence[str], limit: int) -> Sequence[OutboxRow]:
    """Messages that may go out now, locked: due, not leased, and first in line for their recipient."""
    return session.scalars(_TO_SEND, {"now": now, "channels": list(channels), "most": limit}).all()


def messages_out_of_date(session: Session, now: datetime, limit: int) -> Sequence[OutboxRow]:
    """Waiting messages whose time has passed, locked; one that is being sent at this moment is left alone."""
    return session.scalars(_OUT_OF_DATE, {"now": now, "most": limit}).all()


def has_waiting_before(session: Session, recipient: str, row_id: int | None = None) -> bool:
    """Whether a message to this recipient, or one earlier than `row_id`, has not been sent yet, be it postponed."""
    if row_id is None:
        return session.scalar(_UNSENT, {"recipient": recipient}) is not None
    return session.scalar(_UNSENT_BEFORE, {"recipient": recipient, "before": row_id}) is not None


def appointments_to_write_about(
    session: Session, kind: Kind, day: date
) -> Sequence[tuple[AppointmentRow, ConversationRow]]:
    """Appointments of a Brussels day that call for a timed message nobody has queued yet, earliest first.

    A reminder counts for one version only. Whoever cannot be reached is left out of what is about the past.
    """
    start, end = bounds_of_day(day)
    queued = exists().where(OutboxRow.appointment_id == AppointmentRow.id, OutboxRow.timed == kind)
    query = (
        select(AppointmentRow, ConversationRow)
        .join(ConversationRow, ConversationRow.chat_key == AppointmentRow.chat_key)
        .where(AppointmentRow.status == TIMINGS[kind].status)
        .where(AppointmentRow.starts_at >= start, AppointmentRow.starts_at < end)
    )
    if is_about_the_future(kind):
        needs = TIMINGS[kind].needs or timedelta(0)
        chosen_at = func.coalesce(AppointmentRow.moved_at, AppointmentRow.created_at, type_=UtcDateTime)
        query = query.where(
            ~queued.where(OutboxRow.appointment_version == AppointmentRow.version), chosen_at <= end - needs
        )
        # Whoever has not answered yet to a closure must not be told to come all the same.
        closed = exists().where(
            ClosureRow.office == AppointmentRow.office,
            ClosureRow.first_day <= day,
            ClosureRow.last_day >= day,
            or_(ClosureRow.desk_id.is_(None), ClosureRow.desk_id == AppointmentRow.desk_id),
        )
        query = query.where(~closed)
    else:
        query = query.where(~queued, ConversationRow.unreachable_at.is_(None))
    found = session.execute(query.order_by(AppointmentRow.starts_at, AppointmentRow.id))
    return [(row, conversation) for row, conversation in found]


def message_of_prompt(session: Session, recipient: str, prompt: int) -> OutboxRow | None:
    """The message that opened a prompt, if it is still kept."""
    query = select(OutboxRow).where(OutboxRow.recipient == recipient, OutboxRow.prompt == prompt)
    return session.scalars(query.order_by(OutboxRow.id.desc()).limit(1)).one_or_none()


def waiting_edit_of(session: Session, shown: int) -> OutboxRow | None:
    """The change of an earlier message that nobody has begun to send, locked."""
    query = select(OutboxRow).where(OutboxRow.edits == shown, OutboxRow.state == "waiting")
    query = query.where(OutboxRow.lease_owner.is_(None)).with_for_update(skip_locked=True)
    return session.scalars(query.order_by(OutboxRow.id.desc()).limit(1)).one_or_none()
