"""`backup FILE` and `restore FILE`: everything kept, in one file, and back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click
from sqlalchemy.exc import OperationalError

from bot.cli.errors import or_one_sentence
from bot.operations.restore import restore as put_back
from bot.settings import read_settings
from bot.store.backup import BackupError, opened_backup, take_backup
from bot.store.database import Database, is_in_use
from bot.wiring.parts import open_database, set_up_logging, use_keys


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@or_one_sentence
def backup(file: Path) -> None:
    """Write everything kept into FILE, a new one, while the assistant works. Exit status: 0 written, 2 not."""
    settings = read_settings()
    set_up_logging(settings.log_level)
    database = Database(settings.database)
    try:
        taken = take_backup(database, file, datetime.now(UTC))
    finally:
        database.close()
    click.echo(f"{file}: {taken.rows['appointment']} appointments, {taken.rows['conversation']} chats.")
    click.echo(
        "Keep it and the keys (SECRET_KEYS, LOOKUP_KEY) in two places: without them it cannot be read.", err=True
    )


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Also when the database is not empty: all of it is replaced.")
@or_one_sentence
def restore(file: Path, replace: bool) -> None:
    """Fill the database with the backup FILE. Stop the assistant first. Exit status: 0 done, 2 nothing changed."""
    settings = read_settings()
    set_up_logging(settings.log_level)
    use_keys(settings)
    with opened_backup(file) as found:
        database = open_database(settings)
        try:
            done = database.write(lambda session: put_back(session, found, datetime.now(UTC), may_replace=replace))
        except OperationalError as error:
            if is_in_use(error):
                raise BackupError("The database is in use: stop the assistant, then restore.") from None
            raise
        finally:
            database.close()
        click.echo(f"Restored as it was on {found.taken_at:%Y-%m-%d %H:%M} UTC: {done.appointments} appointments.")
    if done.knows_erasures:
        click.echo(f"{done.erased_again} people erased since then were erased again.")
    else:
        click.echo("The database was empty, so who was erased since then is not known: erase them by hand.")
    click.echo("Everybody of the offices signs in again.", err=True)
