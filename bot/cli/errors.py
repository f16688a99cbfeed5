"""A wrong setting or a broken folder ends a command with one sentence, not with a traceback."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import click
from sqlalchemy.exc import OperationalError

from bot.channels.telegram.polling import PollingStalledError
from bot.channels.telegram.request import StartRefusedError
from bot.content.live import ContentError
from bot.matching.ready import IndexBuildError
from bot.settings import SettingsError
from bot.store.backup import BackupError
from bot.store.keys import KeysError
from bot.store.migrate import WrongDatabaseError
from bot.web.server import CannotListenError

P = ParamSpec("P")
R = TypeVar("R")

WRONG_USAGE = 2
TO_MEND = (
    SettingsError,
    KeysError,
    WrongDatabaseError,
    BackupError,
    ContentError,
    IndexBuildError,
    StartRefusedError,
    PollingStalledError,
    CannotListenError,
)


def or_one_sentence(command: Callable[P, R]) -> Callable[P, R]:
    """Exit with 2 and what the error says, for the errors that whoever starts the program can mend."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except TO_MEND as error:
            click.echo(str(error), err=True)
        except OperationalError as error:
            said = str(error.orig).partition("\n")[0]
            click.echo(f"The database does not answer as it should: {said}", err=True)
            click.echo("Check DATABASE_URL, and that its server runs.", err=True)
        raise SystemExit(WRONG_USAGE)

    return run
