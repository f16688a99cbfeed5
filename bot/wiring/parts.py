"""What every process needs: database, content, the index of what people mean."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path

import structlog

from bot.content.live import LiveContent
from bot.matching.corpus import Corpus, corpus_of
from bot.matching.index import Index
from bot.matching.ready import IndexKeeper
from bot.settings import Settings, SettingsError, read_settings
from bot.store.database import Database
from bot.store.keys import KeysError, keys_beside, set_keys
from bot.store.migrate import check_keys, mark, migrate

# The HTTP client writes the bot's token into every line it logs at INFO.
QUIET_LOGGERS = ("httpx", "httpcore", "telegram", "hypercorn", "uvicorn.access", "alembic")


@dataclass(frozen=True, slots=True)
class Parts:
    settings: Settings
    database: Database
    content: LiveContent
    index: IndexKeeper


def open_parts(settings: Settings, *, database_url: str | None = None) -> Parts:
    """Open the database, bring it up to date and mark it, load the content, ready the index.

    `SettingsError` for keys or a database that do not fit; `ContentError` for a broken content folder.
    """
    set_up_logging(settings.log_level)
    use_keys(settings)
    content = LiveContent(settings.content)
    database = open_database(settings, database_url)
    index = IndexKeeper(settings.var_dir)
    index.start(content.current, soon=True)
    return Parts(settings, database, content, index)


def open_index(folder: str | None) -> Index:
    """The index of a content folder, of the usual one for None; learnt now when it is not in `var/` yet."""
    settings = read_settings()
    set_up_logging(settings.log_level)
    content = LiveContent(Path(folder) if folder else settings.content)
    return IndexKeeper(settings.var_dir).start(content.current)


def open_corpus(folder: str | None) -> Corpus:
    """What the index of a content folder is learnt from."""
    settings = read_settings()
    return corpus_of(LiveContent(Path(folder) if folder else settings.content).current)


def open_database(settings: Settings, url: str | None = None) -> Database:
    """The database, migrated and marked as a demonstration or as real; its keys, set before, are those it knows."""
    address = url or settings.database
    if address.startswith("sqlite:///"):
        Path(address.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    database = Database(address)
    migrate(database)
    database.write(lambda session: mark(session, demo=settings.is_demo))
    database.write(check_keys)
    return database


def use_keys(settings: Settings) -> None:
    """Set the keys of this process; a demonstration makes its own."""
    try:
        if settings.secret_keys and settings.lookup_key:
            set_keys(settings.secret_keys, settings.lookup_key)
        else:
            set_keys(*keys_beside(settings.var_dir))
    except KeysError as error:
        raise SettingsError(str(error)) from None


def set_up_logging(level: str) -> None:
    """Plain lines on standard error; what people write is never among them."""
    logging.basicConfig(level=level, format="%(levelname)s %(name)s: %(message)s")
    for name in QUIET_LOGGERS:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelName(level)))
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.KeyValueRenderer(key_order=["level", "event"]),
        ],
        logger_factory=structlog.PrintLoggerFactory(),
    )
