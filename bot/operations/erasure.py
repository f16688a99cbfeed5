"""Erase a person: at once when they ask, by itself when the time has come.

Answers are kept thirty days after the last message, names and details of an appointment six months after its day, raw
updates and sent messages two days, what was done to an appointment, and who of the staff did it, twelve months. What
stays for counting has no code, no name and no chat.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, exists, or_, select, update
from sqlalchemy.orm import Session

from bot.booking.status import OPEN
from bot.operations.appointments import booking
from bot.operations.appointments.holds import drop_hold
from bot.operations.appointments.waiting_list import leave
from bot.operations.unmet import forget_unmet
from bot.store.tables import (
    AppointmentEventRow,
    AppointmentRow,
    ConversationRow,
    DeskBrowserRow,
    ErasedRow,
    GroupPersonRow,
    HoldRow,
    InboxRow,
    OutboxRow,
    StaffInviteRow,
    StaffMemberRow,
    WaitingRow,
)

KEEP_ANSWERS = timedelta(days=30)
KEEP_RAW = timedelta(hours=48)
KEEP_APPOINTMENTS = timedelta(days=183)
KEEP_EVENTS = timedelta(days=365)
# That a chat was erased is known as long as a backup may be restored that still has it.
KEEP_ERASURES = timedelta(days=365)


def erase_chat(session: Session, chat_key: str, now: datetime) -> tuple[str, ...]:
    """Erase everything about a chat; its appointments to come are cancelled. The codes of these, for their offices.

    Its key and address are left until the answer to this wish was sent; `forget_what_is_due` takes them away.
    """
    mine = select(AppointmentRow).where(AppointmentRow.chat_key == chat_key).order_by(AppointmentRow.id)
    freed: list[str] = []
    for row in session.scalars(mine.with_for_update().execution_options(populate_existing=True)):
        # One whose time has passed stays what it is: staff may still say whether the person came.
        if row.status in OPEN and (row.starts_at is None or row.starts_at > now):
            booking.set_status(session, row, "cancelled_by_person", now, booking.PERSON)
            freed.append(row.code)
        _anonymise(row)
    session.flush()
    drop_hold(session, chat_key)
    leave(session, chat_key)
    sent_to_it = update(OutboxRow).where(OutboxRow.recipient == chat_key)
    session.execute(sent_to_it.where(OutboxRow.state.in_(("waiting", "check"))).values(state="dropped"))
    session.execute(sent_to_it.values(body=None, message_ref=None))
    session.execute(
        update(InboxRow).where(InboxRow.chat_key == chat_key, InboxRow.handled_at.is_not(None)).values(body=None)
    )
    session.execute(update(ConversationRow).where(ConversationRow.chat_key == chat_key).values(state=None))
    session.merge(ErasedRow(chat_key=chat_key, at=now))
    session.flush()
    return tuple(freed)


def forget_what_is_due(session: Session, now: datetime) -> None:
    """The retention rules, run by the worker; running it twice changes nothing more."""
    session.execute(delete(HoldRow).where(HoldRow.expires_at < now - timedelta(hours=1)))
    session.execute(delete(InboxRow).where(InboxRow.handled_at < now - KEEP_RAW))
    _forget_messages(session, now)
    _forget_appointments(session, now)
    session.execute(
        update(ConversationRow)
        .where(ConversationRow.last_seen_at < now - KEEP_ANSWERS, ConversationRow.state.is_not(None))
        .values(state=None)
    )
    _forget_chats(session, now)
    session.execute(delete(ErasedRow).where(ErasedRow.at < now - KEEP_ERASURES))
    _forget_staff(session, now)
    forget_unmet(session, now)


def _forget_messages(session: Session, now: datetime) -> None:
    """What was said goes after two days; that it was said, as long as the appointment it was about."""
    settled = (OutboxRow.state.in_(("sent", "dropped")), OutboxRow.created_at < now - KEEP_RAW)
    told_once = or_(OutboxRow.dedupe_key.is_not(None), OutboxRow.appointment_id.is_not(None))
    session.execute(delete(OutboxRow).where(*settled, ~told_once))
    session.execute(
        update(OutboxRow).where(*settled, OutboxRow.body.is_not(None)).values(body=None, address="", message_ref=None)
    )
    session.execute(
        delete(OutboxRow).where(OutboxRow.state != "waiting", OutboxRow.created_at < now - KEEP_APPOINTMENTS)
    )


def _forget_appointments(session: Session, now: datetime) -> None:
    old = or_(AppointmentRow.starts_at < now - KEEP_APPOINTMENTS, AppointmentRow.starts_at.is_(None))
    due = select(AppointmentRow).where(
        AppointmentRow.first_name.is_not(None), old, AppointmentRow.created_at < now - KEEP_APPOINTMENTS
    )
    for row in session.scalars(due):
        _anonymise(row)
    # An office knows by its code which time became free again; after that day nobody needs it.
    nameless = select(AppointmentRow).where(AppointmentRow.first_name.is_(None), AppointmentRow.code.not_like("-%"))
    for row in session.scalars(
        nameless.where(or_(AppointmentRow.starts_at < now - KEEP_RAW, AppointmentRow.starts_at.is_(None)))
    ):
        row.code = f"-{row.id}"
    session.flush()
    session.execute(delete(AppointmentEventRow).where(AppointmentEventRow.at < now - KEEP_EVENTS))


def _forget_staff(session: Session, now: datetime) -> None:
    """The names behind the numbers of a history go when the history does."""
    session.execute(delete(StaffMemberRow).where(StaffMemberRow.removed_at < now - KEEP_EVENTS))
    session.execute(delete(DeskBrowserRow).where(DeskBrowserRow.expires_at < now - KEEP_EVENTS))
    session.execute(delete(GroupPersonRow).where(GroupPersonRow.seen_at < now - KEEP_EVENTS))
    session.execute(delete(StaffInviteRow).where(StaffInviteRow.expires_at < now))


def _forget_chats(session: Session, now: datetime) -> None:
    """A chat that has no answers, no appointment and nothing under way is nobody any more."""
    chat = ConversationRow.chat_key
    session.execute(
        delete(ConversationRow)
        .where(ConversationRow.state.is_(None), ConversationRow.last_seen_at < now - KEEP_RAW)
        .where(
            ~exists().where(AppointmentRow.chat_key == chat),
            ~exists().where(WaitingRow.chat_key == chat),
            ~exists().where(InboxRow.chat_key == chat, InboxRow.handled_at.is_(None)),
            ~exists().where(OutboxRow.recipient == chat, OutboxRow.state.in_(("waiting", "check"))),
        )
        .execution_options(synchronize_session=False)
    )


def _anonymise(row: AppointmentRow) -> None:
    """What is left counts, and names nobody."""
    row.first_name = row.details = row.chat_key = row.beneficiary = None
    row.request_key = f"erased:{row.id}"
