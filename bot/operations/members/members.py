"""The members of an office: invited into a private chat or added by e-mail, given a role, removed.

An invitation is 192 random bits behind `t.me/BOT?start=…`; only its SHA-256 is stored. It lasts a week and is used up
by one conditional UPDATE. Who is removed loses every way in at once: sessions, links, chat and address.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from bot.operations.members.signin import hash_of_secret
from bot.operations.offices.office_mail import is_mail_address
from bot.store.members import (
    Role,
    as_role,
    email_key,
    member_of_office,
    members_of_office,
    memberships_of_chat,
    memberships_of_email,
)
from bot.store.tables import StaffInviteRow, StaffLinkRow, StaffMemberRow, StaffSessionRow

INVITE_LASTS = timedelta(days=7)
# What the payload of an invitation begins with, so that it is no poster's.
INVITE_PREFIX = "staff_"
LONGEST_NAME = 40
MOST_MEMBERS = 60

Fault = Literal["name", "email", "known", "many", "last"]


def tidy_name(text: str) -> str:
    return " ".join(text.split())


def invite_member(session: Session, office: str, name: str, role: Role, actor: str, now: datetime) -> str | Fault:
    """The payload of a fresh invitation, or what does not hold about the name or the office."""
    fault = _fault_of(session, office, name)
    return fault or _invite(session, StaffInviteRow(office=office, role=role, name=tidy_name(name), made_by=actor), now)


def invite_chat_of(session: Session, office: str, member_id: int, actor: str, now: datetime) -> str | None:
    """An invitation for the private chat of somebody who is a member already. None: not of this office."""
    member = member_of_office(session, office, member_id)
    if member is None:
        return None
    invite = StaffInviteRow(office=office, role=member.role, name=member.name, made_by=actor, member_id=member_id)
    return _invite(session, invite, now)


def cancel_invite(session: Session, office: str, invite_id: int, now: datetime) -> bool:
    """An invitation that nobody has opened is worth nothing from now on. False: there is none like that here."""
    cancelled = session.execute(
        update(StaffInviteRow)
        .where(StaffInviteRow.id == invite_id, StaffInviteRow.office == office, StaffInviteRow.used_at.is_(None))
        .values(used_at=now)
        .returning(StaffInviteRow.id)
    )
    return cancelled.scalar_one_or_none() is not None


def accept_invite(
    session: Session, token: str, channel: str, chat_key: str, address: str, now: datetime
) -> StaffMemberRow | None:
    """Use an invitation up: this private chat is a member's. None when it does not hold.

    Who is a member already stays the same one, with the name and the role of the invitation.
    """
    used = session.execute(
        update(StaffInviteRow)
        .where(StaffInviteRow.token_hash == hash_of_secret(token), StaffInviteRow.used_at.is_(None))
        .where(StaffInviteRow.expires_at > now)
        .values(used_at=now)
        .returning(StaffInviteRow.id)
    ).scalar_one_or_none()
    if used is None:
        return None
    invite = session.get_one(StaffInviteRow, used, populate_existing=True)
    member = next((row for row in memberships_of_chat(session, chat_key) if row.office == invite.office), None)
    if member is None and invite.member_id is not None:
        member = member_of_office(session, invite.office, invite.member_id, lock=True)
        if member is None:
            return None  # removed meanwhile
    if member is None:
        member = StaffMemberRow(office=invite.office, added_at=now, added_by=invite.made_by)
        session.add(member)
    if invite.member_id is None:
        member.role, member.name = invite.role, invite.name
    member.chat_key, member.channel, member.address = chat_key, channel, address
    session.flush()
    return member


def add_by_mail(
    session: Session, office: str, name: str, email: str, role: Role, actor: str, now: datetime
) -> StaffMemberRow | Fault:
    """A member who signs in with links sent to this address."""
    fault = _fault_of(session, office, name)
    if fault is not None:
        return fault
    if not is_mail_address(email):
        return "email"
    if any(row.office == office for row in memberships_of_email(session, email)):
        return "known"
    member = StaffMemberRow(
        office=office,
        role=role,
        name=tidy_name(name),
        email=email,
        email_key=email_key(email),
        added_at=now,
        added_by=actor,
    )
    session.add(member)
    session.flush()
    return member


def set_email(session: Session, office: str, member_id: int, email: str) -> Fault | Literal["ok"] | None:
    """Where this member gets links by mail; empty: nowhere any more. None: not a member of this office."""
    member = member_of_office(session, office, member_id, lock=True)
    if member is None:
        return None
    if email and not is_mail_address(email):
        return "email"
    if email and any(row.office == office and row.id != member_id for row in memberships_of_email(session, email)):
        return "known"
    member.email, member.email_key = email or None, email_key(email) if email else None
    session.flush()
    return "ok"


def set_role(session: Session, office: str, member_id: int, role: Role, by: int | None) -> Fault | Literal["ok"] | None:
    """Give a member another role, at once on all their browsers. None: not a member of this office."""
    member = member_of_office(session, office, member_id, lock=True)
    if member is None:
        return None
    if role != "manager" and _is_last_manager(session, member, by):
        return "last"
    member.role = role
    session.flush()
    return "ok"


def remove_member(
    session: Session, office: str, member_id: int, now: datetime, by: int | None
) -> Fault | Literal["ok"] | None:
    """Remove a member: sessions, links and ways to reach them go, the name stays for the history."""
    member = member_of_office(session, office, member_id, lock=True)
    if member is None:
        return None
    if _is_last_manager(session, member, by):
        return "last"
    forget_member(member, now)
    session.flush()
    session.execute(delete(StaffSessionRow).where(StaffSessionRow.member_id == member_id))
    session.execute(delete(StaffLinkRow).where(StaffLinkRow.member_id == member_id, StaffLinkRow.used_at.is_(None)))
    return "ok"


def forget_member(member: StaffMemberRow, removed_at: datetime) -> None:
    """No way to reach them is kept; the name is, as long as the history in which it is a number."""
    member.removed_at = removed_at
    member.chat_key = member.channel = member.address = member.email = member.email_key = None


def _invite(session: Session, invite: StaffInviteRow, now: datetime) -> str:
    token = INVITE_PREFIX + secrets.token_urlsafe(24)
    invite.token_hash, invite.expires_at = hash_of_secret(token), now + INVITE_LASTS
    session.add(invite)
    session.flush()
    return token


def _is_last_manager(session: Session, member: StaffMemberRow, by: int | None) -> bool:
    """Whether a member would leave the office without a manager; who runs the server (`by` None) may do that."""
    managers = [row.id for row in members_of_office(session, member.office) if as_role(row.role) == "manager"]
    return by is not None and managers == [member.id]


def _fault_of(session: Session, office: str, name: str) -> Fault | None:
    if not 0 < len(tidy_name(name)) <= LONGEST_NAME:
        return "name"
    return "many" if len(members_of_office(session, office)) >= MOST_MEMBERS else None
