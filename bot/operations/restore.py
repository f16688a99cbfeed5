"""Put a backup back: all or nothing, in one transaction, without bringing back what must not come back.

Whoever was erased after the backup stays erased, and a member of an office who was removed or lost a role stays so: the
database that is replaced knows it. What let somebody in, links, invitations and browsers, is not restored, since it may
have been taken away since. Open questions get new numbers, so
that a button sent after the backup cannot fit another question.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from bot.conversation.state import State
from bot.operations.erasure import KEEP_ERASURES, erase_chat
from bot.operations.inbox import chat_key_of
from bot.operations.members.members import forget_member
from bot.store.backup import Backup, BackupError
from bot.store.keys import KeysError
from bot.store.marked import is_demo, is_real
from bot.store.rows_as_stored import empty_all, fill_all, is_empty
from bot.store.tables import (
    AppointmentRow,
    ConversationRow,
    DeskBrowserRow,
    ErasedRow,
    GroupInviteRow,
    InboxRow,
    OfficeRow,
    OutboxRow,
    StaffInviteRow,
    StaffLinkRow,
    StaffMemberRow,
    StaffSessionRow,
)

# More questions than anybody was asked between a backup and its return.
SKIPPED_NUMBERS = 1000


@dataclass(frozen=True, slots=True)
class Restored:
    """How many appointments there are again, and how many chats were erased again."""

    appointments: int
    erased_again: int
    knows_erasures: bool  # False: nothing was replaced, so nobody knows who was erased since


def restore(session: Session, backup: Backup, now: datetime, *, may_replace: bool = False) -> Restored:
    """Fill this database with a backup. `BackupError` when it does not belong here, `KeysError` for other keys."""
    _refuse_what_does_not_fit(session, backup, now, may_replace)
    replaced = not is_empty(session)
    known = backup.database.read(_erasures)
    later = {chat: at for chat, at in _erasures(session).items() if known.get(chat) != at}
    members = _members(session)
    session.expunge_all()
    empty_all(session)
    with backup.database.readers.connect() as source:
        fill_all(session, source)
    for chat_key, at in later.items():
        _erase_again(session, chat_key, at, now)
    for lets_in in (StaffLinkRow, StaffSessionRow, GroupInviteRow, StaffInviteRow):
        session.execute(delete(lets_in))
    # A desk keeps its label for the history.
    session.execute(update(DeskBrowserRow).where(DeskBrowserRow.expires_at > now).values(expires_at=now))
    _restrict_again(session, members)
    _renumber_questions(session, now)
    kept = session.scalars(select(AppointmentRow.id)).all()
    return Restored(len(kept), len(later), replaced)


def _refuse_what_does_not_fit(session: Session, backup: Backup, now: datetime, may_replace: bool) -> None:
    if now - backup.taken_at > KEEP_ERASURES:
        days = KEEP_ERASURES // timedelta(days=1)
        raise BackupError(f"This backup is older than {days} days: nobody knows any more who was erased since.")
    backup_is_demo = backup.database.read(is_demo)
    if (is_demo(session) and not backup_is_demo) or (is_real(session) and backup_is_demo):
        held, is_for = ("a demonstration", "real appointments") if backup_is_demo else ("real", "a demonstration")
        raise BackupError(
            f"This backup is {held} and the database is for {is_for}: name another DATABASE_URL or another file."
        )
    if not may_replace and not is_empty(session):
        raise BackupError("This database is not empty: add --replace to have all of it replaced, or name another one.")
    backup.database.read(_check_keys)


def _check_keys(session: Session) -> None:
    """Whether the keys of this process are those of the backup: read some rows, and find a chat by its address."""
    try:
        for table in (AppointmentRow, OfficeRow, OutboxRow):
            session.scalars(select(table).limit(1)).first()
        for newest in (False, True):
            order = ConversationRow.last_seen_at.desc() if newest else ConversationRow.last_seen_at
            row = session.scalars(select(ConversationRow).order_by(order).limit(1)).one_or_none()
            if row is not None and row.address and chat_key_of(row.channel, row.address) != row.chat_key:
                raise BackupError("LOOKUP_KEY is not the one this backup was made with: set that one.")
    except KeysError:
        raise BackupError("SECRET_KEYS does not open this backup: add the key it was made with.") from None


def _erasures(session: Session) -> dict[str, datetime]:
    return {row.chat_key: row.at for row in session.scalars(select(ErasedRow))}


def _erase_again(session: Session, chat_key: str, at: datetime, now: datetime) -> None:
    """Erase a chat as it was erased at `at`, with what still waited for an answer and what its offices were told."""
    theirs = session.scalars(select(AppointmentRow.id).where(AppointmentRow.chat_key == chat_key)).all()
    erase_chat(session, chat_key, now)
    waits = update(InboxRow).where(InboxRow.chat_key == chat_key)
    session.execute(waits.where(InboxRow.handled_at.is_(None)).values(handled_at=now))
    session.execute(waits.values(body=None))
    about = update(OutboxRow).where(OutboxRow.appointment_id.in_(theirs))
    session.execute(about.where(OutboxRow.state.in_(("waiting", "check"))).values(state="dropped"))
    session.execute(about.values(body=None))
    session.execute(update(ErasedRow).where(ErasedRow.chat_key == chat_key).values(at=at))


def _members(session: Session) -> dict[int, tuple[str, datetime | None]]:
    return {row.id: (row.role, row.removed_at) for row in session.scalars(select(StaffMemberRow))}


def _restrict_again(session: Session, members: dict[int, tuple[str, datetime | None]]) -> None:
    """Members as they were in the database that was replaced: their role of today, or removed."""
    for row in session.scalars(select(StaffMemberRow).where(StaffMemberRow.id.in_(members))):
        role, removed_at = members[row.id]
        row.role = role
        if removed_at is not None:
            forget_member(row, removed_at)
    session.flush()


def _renumber_questions(session: Session, now: datetime) -> None:
    for row in session.scalars(select(ConversationRow)):
        state = State.from_json(row.state)
        if row.state is not None and state.prompt.number:
            number = max(state.prompt.number, int(now.timestamp()) // 10) + SKIPPED_NUMBERS
            row.state = replace(state, prompt=replace(state.prompt, number=number)).to_json()
    session.flush()
