"""What this database is marked for: `demo`, `real`, or not marked yet (`store.migrate.mark` does it at the start)."""

from __future__ import annotations

from sqlalchemy.orm import Session

from bot.store.tables import MetaRow


def is_demo(session: Session) -> bool:
    """Whether this database is marked as a demonstration."""
    return _kind(session) == "demo"


def is_real(session: Session) -> bool:
    """Whether this database is marked as holding real appointments."""
    return _kind(session) == "real"


def _kind(session: Session) -> str:
    row = session.get(MetaRow, "kind")
    if row is None:
        return ""
    # A session forgets what nobody holds: kept, since every booking asks twice and a mark never changes.
    session.info["kind"] = row
    return row.value
