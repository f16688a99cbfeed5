"""An INSERT that may meet a row that is there already: each database has its own, with the same methods."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session


def insert_into(table: Any, dialect: str) -> sqlite.Insert:
    """`table` is a table or a mapped class; `dialect` is `sqlite` or `postgresql`."""
    return sqlite.insert(table) if dialect == "sqlite" else cast(sqlite.Insert, postgresql.insert(table))


def insert_here(session: Session, table: Any) -> sqlite.Insert:
    """`insert_into` for the database of a session."""
    return insert_into(table, session.get_bind().dialect.name)
