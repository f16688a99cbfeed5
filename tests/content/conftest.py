from __future__ import annotations

from pathlib import Path

import pytest

from bot.content.load import load
from bot.content.model import Content
from tests.content.small_content import write_small_content

SHIPPED = Path(__file__).parents[2] / "content"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_small_content(tmp_path / "content")


@pytest.fixture(scope="session")
def shipped() -> Content:
    content = load(SHIPPED).content
    assert content is not None
    return content
