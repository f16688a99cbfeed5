"""Bring a database to the newest schema, and mark what it is for.

A database is marked `demo` or `real` at its first start, so that a demonstration can never become real life: a real
start refuses a marked demonstration, a demonstration refuses a database that holds real appointments. The keys leave a
mark too: with another `LOOKUP_KEY` everybody would be a stranger, and nobody would notice.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import func, inspect, select, text
from sqlalchemy.orm import Session

from bot.store.database import Database
from bot.store.keys import KeysError, decrypt, encrypt, lookup_hash
from bot.store.tables import AppointmentRow, MetaRow

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"
_KEYS_MARK = "parcours"


class WrongDatabaseError(Exception):
    """A demonstration on a real database, or the reverse; the message says what to do."""


def migrate(database: Database, revision: str = "head") -> None:
    """Run all migrations that are missing; `WrongDatabaseError` for a database of a newer version than this one."""
    known = sorted(path.name[:4] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))
    stands_at = _revision(database)
    if stands_at is not None and stands_at not in known:
        raise WrongDatabaseError(
            f"This database was brought up to date ({stands_at}) by a newer version of Parcours than this one. "
            "Install that version again, or restore a backup from before."
        )
    if revision == "head" and stands_at == known[-1]:
        return
    # Only here: it takes ten megabytes that a process would keep for as long as it runs.
    from alembic import command

    with database.engine.connect() as connection, connection.begin():
        command.upgrade(alembic_config(connection), revision)


def alembic_config(connection: object) -> Config:
    """Alembic's settings for an open connection."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def _revision(database: Database) -> str | None:
    """The number of the last migration that was run, None for an empty database."""
    with database.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return revision


def mark(session: Session, *, demo: bool) -> None:
    """Say what this database is for; `WrongDatabaseError` when it is for the other thing."""
    kind = session.get(MetaRow, "kind")
    if kind is None:
        filled = session.scalar(select(func.count()).select_from(AppointmentRow)) or 0
        if demo and filled:
            raise WrongDatabaseError(
                "This database holds appointments and is not a demonstration. "
                "Unset PARCOURS_DEMO and set TELEGRAM_BOT_TOKEN, or name another DATABASE_URL."
            )
        session.add(MetaRow(name="kind", value="demo" if demo else "real"))
    elif kind.value == "demo" and not demo:
        raise WrongDatabaseError(
            "This database is a demonstration: its appointments do not exist. "
            "Name an empty DATABASE_URL for real life, or set PARCOURS_DEMO=1."
        )
    elif kind.value == "real" and demo:
        raise WrongDatabaseError(
            "This database is for real appointments. "
            "Set TELEGRAM_BOT_TOKEN to start it, or name another DATABASE_URL for a demonstration."
        )


def check_keys(session: Session) -> None:
    """Leave a mark made with the keys, or read the one that is there; `KeysError` when it was made with others."""
    secret, lookup = session.get(MetaRow, "secret_check"), session.get(MetaRow, "lookup_check")
    if secret is None:
        session.add(MetaRow(name="secret_check", value=encrypt(_KEYS_MARK)))
    else:
        decrypt(secret.value)
    if lookup is None:
        session.add(MetaRow(name="lookup_check", value=lookup_hash(_KEYS_MARK)))
    elif lookup.value != lookup_hash(_KEYS_MARK):
        raise KeysError("LOOKUP_KEY is not the one this database was made with: set that one, it never changes.")
