from collections.abc import Iterator
from datetime import date, time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.typed_dates import DateRead, read_date


def lines(lang: str) -> Iterator[tuple[str, date, str]]:
    """(what was typed, today, what is expected) from the table."""
    today = date.min
    for line in Path(__file__).with_name(f"typed_dates.{lang}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("today "):
            today = date.fromisoformat(line.split()[1])
        elif line and not line.startswith("#"):
            text, _, expected = line.rpartition("|")
            yield text.strip(), today, expected.strip()


def written(read: DateRead) -> str:
    """The result in the words of the table; a part of the day is left out where the time already says it."""
    words = [" or ".join(day.isoformat() for day in read.days)] if read.days else [read.kind]
    if read.reason:
        words.append(read.reason)
    if read.at:
        words.append(f"{read.at:%H:%M}")
    if read.part and not (read.at and read.part == "afternoon"):
        words.append(read.part)
    return " ".join(words)


@pytest.mark.parametrize(("text", "today", "expected"), list(lines("fr")))
def test_a_french_date_is_read_or_refused_as_the_table_says(text: str, today: date, expected: str):
    assert written(read_date(text, "fr", today)) == expected


@pytest.mark.parametrize(("text", "today", "expected"), list(lines("nl")))
def test_a_dutch_date_is_read_or_refused_as_the_table_says(text: str, today: date, expected: str):
    assert written(read_date(text, "nl", today)) == expected


@pytest.mark.parametrize("lang", ["fr", "nl"])
def test_the_tables_hold_at_least_two_hundred_phrases_a_language(lang: str):
    assert len({text for text, _, _ in lines(lang)}) >= 200


def test_what_is_found_has_one_day_and_what_is_ambiguous_two():
    assert read_date("mardi 1er décembre 9h05", "fr", date(2026, 11, 23)) == DateRead(
        "found", (date(2026, 12, 1),), time(9, 5)
    )
    assert read_date("volgende dinsdag", "nl", date(2026, 11, 23)) == DateRead(
        "ambiguous", (date(2026, 11, 24), date(2026, 12, 1))
    )


PIECES = (
    "mardi jeudi 24 31 1er décembre février 9h 9h30 1/12 / . - : le dans 3 15 jours en huit pas ou demain prochain"
    " dinsdag morgen half om 9 over week volgende de 5de 2026-13-45 29/2 0 99999 août semaine"
)
texts = st.lists(st.sampled_from(PIECES.split()), max_size=8).map(" ".join) | st.text()


@given(texts, st.sampled_from(["fr", "nl"]), st.dates(max_value=date(9990, 1, 1)))
def test_nothing_that_can_be_typed_raises_and_no_day_lies_in_the_past(text: str, lang: str, today: date):
    read = read_date(text, lang, today)

    assert all(day >= today for day in read.days)
    assert len(read.days) == {"found": 1, "ambiguous": 2, "refused": 0, "nothing": 0}[read.kind]
