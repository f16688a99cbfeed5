"""How long the checker takes: on the shipped content, and on ten times as much."""

from __future__ import annotations

import re
import time
from datetime import date
from pathlib import Path

import pytest

from bot.matching.check_all import check_folder

SHIPPED = Path(__file__).parents[2] / "content"
TODAY = date(2026, 11, 23)
MOST_SECONDS = 10.0


def seconds_for(folder: Path) -> float:
    start = time.perf_counter()
    report = check_folder(folder, TODAY)
    assert report.library is not None
    return time.perf_counter() - start


def ten_times(folder: Path) -> Path:
    """Every answer, organisation and list of sentences ten times over, each copy under an id of its own."""
    for page in SHIPPED.rglob("*.md"):
        text = page.read_text(encoding="utf-8")
        relative = page.relative_to(SHIPPED)
        copies = 10 if relative.parts[1] in ("answers", "organisations") else 1
        for copy in range(copies):
            target = folder / (relative if copy == 0 else relative.with_name(f"x{copy}-{relative.name}"))
            target.parent.mkdir(parents=True, exist_ok=True)
            made = text if copy == 0 else re.sub(r'^id: "?([^"\n]*)"?$', rf"id: x{copy}-\1", text, count=1, flags=re.M)
            target.write_text(made, encoding="utf-8")
    return folder


@pytest.mark.benchmark
def test_the_shipped_content_is_checked_in_ten_seconds():
    assert seconds_for(SHIPPED) < MOST_SECONDS


@pytest.mark.benchmark
def test_ten_times_as_much_takes_about_ten_times_as_long(tmp_path: Path):
    once = seconds_for(SHIPPED)

    many = seconds_for(ten_times(tmp_path / "content"))

    print(f"once {once:.1f} s, ten times {many:.1f} s")
    assert many < 15 * once + 5
