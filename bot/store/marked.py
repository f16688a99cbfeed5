"""What this database is marked for: `demo`, `real`, or not marked yet (`store.migrate.mark` does it at the start)."""

from __future__ import annotations

from typing import cast

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from bot.store.tables import MetaRow

_META = cast(Table, MetaRow.__table__)
_KIND = select(_META.c.value).where(_META.c.name == "kind")


def is_demo(session: Session) -> bool:
    """Whether this database is marked as a demonstration."""
    return _kind(session) == "demo"


def is_real(session: Session) -> bool:
    """Whether this database is marked as holding real appointments."""
    return _kind(session) == "real"


def _kind(session: Session) -> str:
    if "kind" not in session.info:
        # A mark never changes, and every booking asks twice.
        session.flush()
        kind = session.connection().scalar(_KIND)
        if kind is None:
            return ""
        session.info["kind"] = kind
    return str(session.info["kind"])
