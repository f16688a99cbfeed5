"""Databases without any table, on a PostgreSQL as it comes: a started process makes its own tables."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests.conftest import postgres_server

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgres_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a PostgreSQL server that writes to the disk as in service."""
    with postgres_server(tmp_path_factory.mktemp("postgres")) as address:
        yield address


@pytest.fixture
def empty_url_of(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], str]:
    """The address of a fresh, empty database of this kind."""

    def make(kind: str) -> str:
        if kind == "sqlite":
            return f"sqlite:///{tmp_path / 'parcours.db'}"
        head, _, query = request.getfixturevalue("postgres_address").partition("?")
        server, name = head.rsplit("/", 1)[0], f"stress_{next(_numbers)}"
        admin = create_engine(
            f"{server.replace('postgresql://', 'postgresql+psycopg://')}/postgres?{query}",
            isolation_level="AUTOCOMMIT",
        )
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        admin.dispose()
        return f"{server}/{name}?{query}"

    return make


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request: pytest.FixtureRequest, empty_url_of: Callable[[str], str]) -> str:
    return empty_url_of(request.param)
