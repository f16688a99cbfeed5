"""The members of an office: questions asked of them, and how they are named in a history.

The actor of an event is `staff:m12` for a member (`group:m12` for a tap in the group), `staff:b3` for a registered
desk browser, `group:t5` for somebody of the group who is no member, `staff:a-…` for whoever runs the server: numbers,
never names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.store.keys import lookup_hash
from bot.store.tables import DeskBrowserRow, GroupPersonRow, StaffInviteRow, StaffMemberRow

Role = Literal["reception", "manager"]


def as_role(text: str) -> Role:
    """The role of a row or a form; whatever is not `manager` is `reception`, which may do less."""
    return "manager" if text == "manager" else "reception"


def actor_of_member(member_id: int) -> str:
    return f"staff:m{member_id}"


def actor_of_browser(browser_id: int) -> str:
    return f"staff:b{browser_id}"


def email_key(email: str) -> str:
    """The key under which a member's address is found again; capitals do not count."""
    return lookup_hash(f"member:{email.lower()}")


def members_of_office(session: Session, office: str) -> Sequence[StaffMemberRow]:
    """Who works there today, in the order they came."""
    query = select(StaffMemberRow).where(StaffMemberRow.office == office, StaffMemberRow.removed_at.is_(None))
    return session.scalars(query.order_by(StaffMemberRow.id)).all()


def member_of_office(session: Session, office: str, member_id: int, *, lock: bool = False) -> StaffMemberRow | None:
    """One member, if they work at this office today."""
    query = select(StaffMemberRow).where(
        StaffMemberRow.id == member_id, StaffMemberRow.office == office, StaffMemberRow.removed_at.is_(None)
    )
    return session.scalars(query.with_for_update() if lock else query).one_or_none()


def memberships_of_chat(session: Session, chat_key: str) -> Sequence[StaffMemberRow]:
    """Where the person of this private chat works: one row for each office."""
    query = select(StaffMemberRow).where(StaffMemberRow.chat_key == chat_key, StaffMemberRow.removed_at.is_(None))
    return session.scalars(query.order_by(StaffMemberRow.office)).all()


def memberships_of_email(session: Session, email: str) -> Sequence[StaffMemberRow]:
    """Where the person of this e-mail address works."""
    query = select(StaffMemberRow).where(
        StaffMemberRow.email_key == email_key(email), StaffMemberRow.removed_at.is_(None)
    )
    return session.scalars(query.order_by(StaffMemberRow.office)).all()


def waiting_invites(session: Session, office: str, now: datetime) -> Sequence[StaffInviteRow]:
    """The invitations that nobody has opened yet and that still hold."""
    query = select(StaffInviteRow).where(
        StaffInviteRow.office == office, StaffInviteRow.used_at.is_(None), StaffInviteRow.expires_at > now
    )
    return session.scalars(query.order_by(StaffInviteRow.id)).all()


def browsers_of_office(session: Session, office: str, now: datetime) -> Sequence[DeskBrowserRow]:
    """The registered browsers of the desks, in the order they came."""
    query = select(DeskBrowserRow).where(DeskBrowserRow.office == office, DeskBrowserRow.expires_at > now)
    return session.scalars(query.order_by(DeskBrowserRow.id)).all()


def names_of_actors(session: Session, office: str, actors: Iterable[str]) -> Mapping[str, str]:
    """The names that colleagues read for these actors; who is no member or browser of the office is left out."""
    actors = tuple(actors)
    members, browsers = _numbers(actors, "staff:m", "group:m"), _numbers(actors, "staff:b")
    tappers = _numbers(actors, "group:t")
    names: dict[str, str] = {}
    if members:
        known = select(StaffMemberRow).where(StaffMemberRow.office == office, StaffMemberRow.id.in_(members))
        for member in session.scalars(known):
            names |= {f"staff:m{member.id}": member.name, f"group:m{member.id}": member.name}
    if browsers:
        registered = select(DeskBrowserRow).where(DeskBrowserRow.office == office, DeskBrowserRow.id.in_(browsers))
        names |= {actor_of_browser(browser.id): browser.label for browser in session.scalars(registered)}
    if tappers:
        tapped = select(GroupPersonRow).where(GroupPersonRow.office == office, GroupPersonRow.id.in_(tappers))
        names |= {f"group:t{person.id}": person.name for person in session.scalars(tapped)}
    return {actor: names[actor] for actor in actors if actor in names}


def name_in_group(session: Session, office: str, actor: str) -> str:
    """Who of the group did it, as colleagues know them; empty when it was somebody else."""
    return names_of_actors(session, office, (actor,)).get(actor, "") if actor.startswith("group:") else ""


def _numbers(actors: Iterable[str], *prefixes: str) -> frozenset[int]:
    found = (actor.removeprefix(prefix) for actor in actors for prefix in prefixes if actor.startswith(prefix))
    return frozenset(int(number) for number in found if number.isascii() and number.isdigit())
