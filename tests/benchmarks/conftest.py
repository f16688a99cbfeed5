"""A PostgreSQL as it comes: what a commit costs in service belongs to what is measured."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import postgres_server


@pytest.fixture(scope="session")
def postgres_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a PostgreSQL server that writes to the disk as in service."""
    with postgres_server(tmp_path_factory.mktemp("postgres")) as address:
        yield address
