from __future__ import annotations

from pathlib import Path

import pytest

from bot.content.load import load
from bot.content.model import Content
from tests.content.planting import SHIPPED, Table
from tests.content.small_content import write_small_content


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_small_content(tmp_path / "content")


@pytest.fixture(scope="session")
def shipped() -> Content:
    content = load(SHIPPED).content
    assert content is not None
    return content


@pytest.fixture(scope="session")
def table(tmp_path_factory: pytest.TempPathFactory) -> Table:
    """A copy of the shipped content, in which tests plant defects."""
    return Table(tmp_path_factory.mktemp("planted") / "content")
