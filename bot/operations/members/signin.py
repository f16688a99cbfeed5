"""Sign-in of staff: one-time links, and the browsers that came in with one.

Secrets are 256 random bits, as 43 URL-safe characters; only their SHA-256 is stored. A link lasts ten minutes and is
used up by one conditional UPDATE, so that of two browsers one gets in. A session ends eight hours after sign-in, after
an hour without a page, or when its member is removed. A link made by whoever runs the server names no member and signs
in as manager: that is how the first member of an office comes to be.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from bot.content.model import Lang
from bot.store.appointments import as_lang
from bot.store.members import Role, actor_of_member, as_role, member_of_office
from bot.store.tables import StaffLinkRow, StaffSessionRow

LINK_LASTS = timedelta(minutes=10)
SESSION_LASTS = timedelta(hours=8)
SESSION_IDLES = timedelta(hours=1)
# "Seen" is written at most this often: every page would otherwise be a write.
SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffSession:
    """A signed-in browser. `actor` is who the history names: a member, a desk browser, or who runs the server.

    `browser_id` and `names_until` only for a registered desk browser (`bot.operations.members.desk_browsers`).
    """

    office: str
    lang: Lang
    csrf: str
    actor: str
    seen_at: datetime
    role: Role
    member_id: int | None = None
    browser_id: int | None = None
    names_until: datetime | None = None


def make_link(session: Session, office: str, now: datetime, member_id: int | None = None) -> str:
    """A fresh secret that signs one browser in to the agenda of `office`, as this member or, without, as manager."""
    _forget_old(session, now)
    token = secrets.token_urlsafe(32)
    session.add(
        StaffLinkRow(
            token_hash=hash_of_secret(token),
            office=office,
            made_at=now,
            expires_at=now + LINK_LASTS,
            member_id=member_id,
        )
    )
    session.flush()
    return token


def links_under_way(session: Session, member_id: int, now: datetime) -> int:
    """How many links of this member still wait to be used."""
    query = select(func.count()).where(
        StaffLinkRow.member_id == member_id, StaffLinkRow.used_at.is_(None), StaffLinkRow.expires_at > now
    )
    return session.scalar(query) or 0


def office_of_link(session: Session, token: str, now: datetime) -> str | None:
    """The office that this link would sign in to; None when it is unknown, used or late. Uses nothing up."""
    row = session.get(StaffLinkRow, hash_of_secret(token))
    return row.office if row is not None and row.used_at is None and row.expires_at > now else None


def consume(session: Session, token: str, now: datetime, lang: Lang = "fr") -> str | None:
    """Use a link up. The secret of the new session for the browser's cookie, or None when the link does not hold."""
    result = session.execute(
        update(StaffLinkRow)
        .where(
            StaffLinkRow.token_hash == hash_of_secret(token),
            StaffLinkRow.used_at.is_(None),
            StaffLinkRow.expires_at > now,
        )
        .values(used_at=now)
        .execution_options(synchronize_session=False)
    )
    if result.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE gives a CursorResult
        return None
    link = session.get_one(StaffLinkRow, hash_of_secret(token))
    if link.member_id is not None and member_of_office(session, link.office, link.member_id) is None:
        return None
    return open_session(session, link.office, now, lang, link.member_id)


def open_session(session: Session, office: str, now: datetime, lang: Lang, member_id: int | None = None) -> str:
    """A new session, whatever the browser was before. Gives the secret for its cookie."""
    _forget_old(session, now)
    cookie = secrets.token_urlsafe(32)
    session.add(
        StaffSessionRow(
            token_hash=hash_of_secret(cookie),
            office=office,
            csrf=secrets.token_urlsafe(32),
            lang=lang,
            made_at=now,
            seen_at=now,
            expires_at=now + SESSION_LASTS,
            member_id=member_id,
        )
    )
    session.flush()
    return cookie


def session_of(session: Session, cookie: str, now: datetime) -> StaffSession | None:
    """The session that a cookie stands for; None when it is unknown or has ended. Only reads."""
    row = session.get(StaffSessionRow, hash_of_secret(cookie))
    if row is None or row.expires_at <= now or row.seen_at + SESSION_IDLES <= now:
        return None
    member = member_of_office(session, row.office, row.member_id) if row.member_id is not None else None
    if member is None and row.member_id is not None:
        return None
    return StaffSession(
        office=row.office,
        lang=as_lang(row.lang),
        csrf=row.csrf,
        actor=actor_of_member(member.id) if member else f"staff:a-{row.token_hash[:8]}",
        seen_at=row.seen_at,
        role=as_role(member.role) if member else "manager",
        member_id=row.member_id,
    )


def keep_alive(session: Session, cookie: str, now: datetime) -> None:
    """The browser has just asked for a page: the hour begins again."""
    session.execute(
        update(StaffSessionRow).where(StaffSessionRow.token_hash == hash_of_secret(cookie)).values(seen_at=now)
    )


def choose_language(session: Session, cookie: str, lang: Lang) -> None:
    """The language of the pages of this browser."""
    session.execute(
        update(StaffSessionRow).where(StaffSessionRow.token_hash == hash_of_secret(cookie)).values(lang=lang)
    )


def sign_out(session: Session, cookie: str) -> None:
    """End this browser's session; its cookie is worth nothing from now on."""
    session.execute(delete(StaffSessionRow).where(StaffSessionRow.token_hash == hash_of_secret(cookie)))


def sign_out_own(session: Session, office: str, member_id: int | None) -> None:
    """End all sessions of one member, and the links that wait; `None`: those of whoever runs the server."""
    session.execute(
        delete(StaffSessionRow).where(StaffSessionRow.office == office, StaffSessionRow.member_id == member_id)
    )
    session.execute(
        delete(StaffLinkRow).where(
            StaffLinkRow.office == office, StaffLinkRow.member_id == member_id, StaffLinkRow.used_at.is_(None)
        )
    )


def sign_out_office(session: Session, office: str) -> None:
    """End all sessions of an office, and the links that nobody has used yet."""
    session.execute(delete(StaffSessionRow).where(StaffSessionRow.office == office))
    session.execute(delete(StaffLinkRow).where(StaffLinkRow.office == office, StaffLinkRow.used_at.is_(None)))


def _forget_old(session: Session, now: datetime) -> None:
    """What has ended is deleted when something new begins."""
    session.execute(delete(StaffLinkRow).where(StaffLinkRow.expires_at < now - LINK_LASTS))
    session.execute(delete(StaffSessionRow).where(StaffSessionRow.expires_at <= now))


def hash_of_secret(secret: str) -> str:
    """What is stored of a secret that was given out."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
