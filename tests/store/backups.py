"""Builders for backups: a database as a first start leaves it, and what is in one, table by table."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select, text

from bot.operations.restore import Restored, restore
from bot.store.backup import head, opened_backup, take_backup
from bot.store.database import Database
from bot.store.migrate import mark
from bot.store.rows_as_stored import AS_STORED
from tests.conftest import MONDAY

Rows = dict[str, list[tuple[object, ...]]]


def started(database: Database, *, demo: bool = False) -> Database:
    """The database as migrations and a first start leave it."""

    def start(session) -> None:
        session.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
        session.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": head()})
        mark(session, demo=demo)

    database.write(start)
    return database


def stored(database: Database) -> Rows:
    """Every row of every table, tokens as they are."""

    def read(session) -> Rows:
        return {
            name: [tuple(row) for row in session.execute(select(table).order_by(*table.primary_key.columns))]
            for name, table in AS_STORED.items()
        }

    return database.read(read)


def back_up(database: Database, folder: Path, name: str = "backup") -> Path:
    file = folder / name
    take_backup(database, file, MONDAY)
    return file


def put_back(database: Database, file: Path, *, may_replace: bool = False, now=MONDAY) -> Restored:
    with opened_backup(file) as backup:
        return database.write(lambda session: restore(session, backup, now, may_replace=may_replace))
