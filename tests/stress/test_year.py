"""A whole year of an office, both clock changes and Easter Monday 2027 in it, against the rules read independently."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from bot.content.model import Content
from bot.store.database import Database
from tests.stress.year import Year, wall


@pytest.mark.stress
def test_a_year_brings_exactly_the_messages_that_the_rules_name(database: Database, content: Content):
    easter_monday = date(2027, 3, 29)
    year = Year(
        database,
        content,
        first=date(2026, 9, 1),
        days=365,
        down=(wall(easter_monday, "12:00"), wall(easter_monday, "18:00")),
        a_day=1.5,
    )

    sent = year.live()

    assert sorted(sent) == year.expected()
    assert len(sent) == len(set(sent))
    print(dict(Counter(kind for _, kind, _ in sent)), f"of {len(year.lives)} appointments")
