"""A wrong setting or a broken folder ends a command with one sentence, not with a traceback."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import click

P = ParamSpec("P")
R = TypeVar("R")

WRONG_USAGE = 2


def or_one_sentence(command: Callable[P, R]) -> Callable[P, R]:
    """Exit with 2 and what the error says, for the errors that whoever starts the program can mend."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except Exception as error:
            said = _sentence(error)
            if said is None:
                raise
            click.echo(said, err=True)
            raise SystemExit(WRONG_USAGE) from None

    return run


def _sentence(error: Exception) -> str | None:
    """What to tell whoever started the program; None for an error that is our own."""
    # Looked up when something went wrong: these modules are most of the program, and a command needs few of them.
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

    if isinstance(error, OperationalError):
        said = str(error.orig).partition("\n")[0]
        return f"The database does not answer as it should: {said}\nCheck DATABASE_URL, and that its server runs."
    to_mend = (
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
    return str(error) if isinstance(error, to_mend) else None
