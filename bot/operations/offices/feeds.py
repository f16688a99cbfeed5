"""The secret address of an office's calendar feed: made, replaced, withdrawn. Only its SHA-256 is stored."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.store.tables import OfficeFeedRow


def make_feed(session: Session, office: str, now: datetime) -> str:
    """A fresh secret; the address that the office had before is worth nothing from now on."""
    token = secrets.token_urlsafe(32)
    session.merge(OfficeFeedRow(office=office, token_hash=_hash(token), made_at=now))
    session.flush()
    return token


def stop_feed(session: Session, office: str) -> None:
    """Withdraw the address."""
    session.execute(delete(OfficeFeedRow).where(OfficeFeedRow.office == office))


def office_of_feed(session: Session, token: str) -> str | None:
    """The office whose feed this secret opens."""
    return session.scalar(select(OfficeFeedRow.office).where(OfficeFeedRow.token_hash == _hash(token)))


def has_feed(session: Session, office: str) -> bool:
    return session.get(OfficeFeedRow, office) is not None


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
