"""A whole database in one file, taken while the assistant works, and read back.

A backup is a SQLite file with the tables of the schema, whichever database it was taken of, so that it can be restored
into either. Encrypted columns are copied as the tokens they are: without the keys nobody reads it. SQLite is copied by
its online backup, PostgreSQL in one read-only REPEATABLE READ transaction: both are one moment, and nobody waits. The
table `backup_info` is written last and holds a digest of every row, so that half a file is known for what it is.
`BackupError` says in one sentence what is wrong and what to do.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Engine, create_engine, inspect, text
from sqlalchemy.pool import NullPool

from bot.store.database import Database
from bot.store.migrate import alembic_config, migrate
from bot.store.rows_as_stored import copy_rows
from bot.store.tables import Base

FORMAT = "1"
INFO = "backup_info"
_SQLITE_BEGINS = b"SQLite format 3\0"
_REVISION = "SELECT version_num FROM alembic_version"
_REVISION_TABLE = "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"


class BackupError(Exception):
    """A backup cannot be taken or restored; the message is one sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a backup holds: rows by table."""

    at: datetime
    rows: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was found whole, in a copy brought to the schema of today."""

    taken_at: datetime
    database: Database


def take_backup(database: Database, file: Path, now: datetime) -> Taken:
    """Write everything into `file`, which must not exist yet and appears only when it is whole."""
    if file.exists():
        raise BackupError(f"{file} exists already: name another file, so that no backup is lost.")
    if not file.parent.is_dir():
        raise BackupError(f"There is no folder {file.parent}: make it first, or name another.")
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
        os.close(descriptor)
        part = Path(name)
        try:
            if database.is_sqlite:
                _copy_sqlite(database, part)
            else:
                _copy_postgres(database, part)
            taken = _seal(part, now)
            os.replace(part, file)
            return taken
        finally:
            for left in (part, part.with_name(f"{part.name}-journal")):
                left.unlink(missing_ok=True)
    except (OSError, sqlite3.Error) as error:
        raise BackupError(f"{file} could not be written: {error}.") from None


@contextlib.contextmanager
def opened_backup(file: Path) -> Iterator[Backup]:
    """A backup to read from, checked, in a copy that ends with the block."""
    taken_at = _verify(file)
    with tempfile.TemporaryDirectory(prefix="parcours-restore-") as folder:
        copy = Path(folder) / "backup.db"
        shutil.copyfile(file, copy)
        with contextlib.closing(sqlite3.connect(copy)) as connection:
            connection.execute(f"DROP TABLE {INFO}")
            connection.commit()
            revision = connection.execute(_REVISION).fetchone()[0]
        if not _is_known(revision):
            raise BackupError(
                f"{file} was made by a newer version of this program (schema {revision}): install that version first."
            )
        database = Database(f"sqlite:///{copy}")
        try:
            migrate(database)
            yield Backup(taken_at, database)
        finally:
            database.close()


def _copy_sqlite(database: Database, part: Path) -> None:
    path = Path(database.url.database or "")
    if not path.is_file():
        raise BackupError(f"There is no database at {path}: check DATABASE_URL, or start the assistant once.")
    source = sqlite3.connect(f"file:{quote(str(path.resolve()))}?mode=rw", uri=True, timeout=5)
    with contextlib.closing(source), contextlib.closing(sqlite3.connect(part)) as target:
        try:
            found = source.execute(_REVISION).fetchone()
        except sqlite3.OperationalError:
            found = None
        _check_revision(found[0] if found else None)
        source.backup(target)  # all pages in one step: one moment, and in WAL mode no writer waits for it
        target.execute("PRAGMA journal_mode=DELETE")


def _copy_postgres(database: Database, part: Path) -> None:
    with database.engine.connect() as connection, closing_engine(f"sqlite:///{part}") as engine:
        source = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        is_there = inspect(source).has_table("alembic_version")
        _check_revision(source.scalar(text(_REVISION)) if is_there else None)
        with engine.begin() as target:
            Base.metadata.create_all(target)
            target.execute(text(_REVISION_TABLE))
            target.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": head()})
            for table in Base.metadata.sorted_tables:
                copy_rows(source, target, table)


def _check_revision(found: str | None) -> None:
    if found is None:
        raise BackupError("This database has no tables yet: there is nothing to back up. Check DATABASE_URL.")
    if found != head():
        raise BackupError("This database has another schema than the program: run `python -m bot migrate` first.")


def _seal(part: Path, now: datetime) -> Taken:
    """Add what proves that the file is whole, and have it on the disk."""
    with contextlib.closing(sqlite3.connect(part)) as connection:
        facts = {"format": FORMAT, "taken_at": now.astimezone(UTC).isoformat(), "digest": _digest(connection)}
        rows = {
            table.name: connection.execute(f'SELECT count(*) FROM "{table.name}"').fetchone()[0]
            for table in Base.metadata.sorted_tables
        }
        connection.execute(f"CREATE TABLE {INFO} (name TEXT PRIMARY KEY, value TEXT NOT NULL)")
        connection.executemany(f"INSERT INTO {INFO} VALUES (?, ?)", facts.items())
        connection.commit()
    with part.open("rb+") as handle:
        os.fsync(handle.fileno())
    return Taken(now, rows)


def _verify(file: Path) -> datetime:
    """When this backup was taken, if it is one, and whole."""
    try:
        with file.open("rb") as handle:
            begins = handle.read(len(_SQLITE_BEGINS))
    except OSError as error:
        raise BackupError(f"{file} cannot be read: {error.strerror}.") from None
    if begins != _SQLITE_BEGINS:
        raise BackupError(f"{file} is no backup of this program: name a file that `python -m bot backup` wrote.")
    damaged = BackupError(f"{file} is damaged or only half there: take another backup.")
    try:
        uri = f"file:{quote(str(file.resolve()))}?mode=ro&immutable=1"
        with contextlib.closing(sqlite3.connect(uri, uri=True)) as connection:
            if connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                raise damaged
            if connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (INFO,)).fetchone() is None:
                raise BackupError(f"{file} is a database, not a finished backup: name a file that `backup` wrote.")
            facts = dict(connection.execute(f"SELECT name, value FROM {INFO}").fetchall())
            if facts.get("format") != FORMAT:
                raise BackupError(f"{file} was made by another version of this program: use that version.")
            if facts.get("digest") != _digest(connection):
                raise damaged
            return datetime.fromisoformat(facts["taken_at"])
    except (sqlite3.Error, KeyError, ValueError):
        raise damaged from None


def _digest(connection: sqlite3.Connection) -> str:
    """One hash over all rows of all tables but `backup_info`, as they are stored."""
    found = hashlib.sha256()
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> ? ORDER BY name"
    )
    for (table,) in connection.execute(query, (INFO,)).fetchall():
        found.update(table.encode())
        for row in connection.execute(f'SELECT * FROM "{table}" ORDER BY rowid'):
            found.update(repr(row).encode("utf-8", "surrogatepass"))
    return found.hexdigest()


def head() -> str:
    """The schema of today."""
    return ScriptDirectory.from_config(alembic_config(None)).get_current_head() or ""


def _is_known(revision: str) -> bool:
    try:
        return ScriptDirectory.from_config(alembic_config(None)).get_revision(revision) is not None
    except CommandError:
        return False


@contextlib.contextmanager
def closing_engine(url: str) -> Iterator[Engine]:
    """An engine of its own, without connections left behind."""
    engine = create_engine(url, poolclass=NullPool, hide_parameters=True)
    try:
        yield engine
    finally:
        engine.dispose()
