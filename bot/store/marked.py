"""What this database is marked for: `demo`, `real`, or not marked yet (`store.migrate.mark` does it at the start)."""

from __future__ import annotations

from typing import cast

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from bot.store.tables import MetaRow

_META = cast(Table, MetaRow.__table__)
KIND = select(_META.c.value).where(_META.c.name == "kind")


def is_demo(session: Session) -> bool:
    """Whether this database is marked as a demonstration."""
    return _kind(session) == "demo"


def is_real(session: Session) -> bool:
    """Whether this database is marked as holding real appointments."""
    return _kind(session) == "real"


def note_kind(session: Session, kind: str | None) -> None:
    """Keep what `KIND` said, asked together with something else: a mark never changes."""
    if kind is not None:
        session.info["kind"] = kind


def _kind(session: Session) -> str:
    if "kind" not in session.info:
        session.flush()
        note_kind(session, session.connection().scalar(KIND))
    return str(session.info.get("kind", ""))
