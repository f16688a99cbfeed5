"""Who tapped in an office's group: a member's number, or a number of the group with the name kept encrypted beside it.

Histories hold numbers only; the name is for colleagues, who are told who was faster.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.operations.inbox import chat_key_of
from bot.store.members import memberships_of_chat
from bot.store.tables import GroupPersonRow

NOBODY = "?"


def note_tap(session: Session, office: str, channel: str, person: str, name: str, now: datetime) -> str:
    """How the history names this person of the group: `m12`, `t5`, or `?` when the channel does not say who it was.

    The caller has locked the group's conversation, so that nobody is noted twice.
    """
    if not person:
        return NOBODY
    key = chat_key_of(channel, person)
    member = next((row for row in memberships_of_chat(session, key) if row.office == office), None)
    if member is not None:
        return f"m{member.id}"
    query = select(GroupPersonRow).where(GroupPersonRow.office == office, GroupPersonRow.person_key == key)
    row = session.scalars(query).one_or_none()
    if row is None:
        row = GroupPersonRow(office=office, person_key=key)
        session.add(row)
    row.name, row.seen_at = name, now
    session.flush()
    return f"t{row.id}"
