"""The legal holidays: counted here, compared with a package that knows those of all countries."""

from __future__ import annotations

from datetime import date

import holidays
import pytest

from bot.booking.calendar import Holiday, holidays_ahead, is_legal_holiday, legal_holidays


@pytest.mark.parametrize("year", range(2000, 2100))
def test_the_legal_holidays_are_those_of_the_package_without_its_sundays(year):
    easter_and_whitsun = {"Pâques", "Pentecôte"}
    known = holidays.country_holidays("BE", years=year, language="fr")
    assert set(legal_holidays(year)) == {day for day, name in known.items() if name not in easter_and_whitsun}


def test_easter_sunday_is_a_sunday_like_another():
    assert not is_legal_holiday(date(2027, 3, 28))
    assert is_legal_holiday(date(2027, 3, 29))


def test_the_coming_year_suggests_a_replacement_and_a_bridge():
    ahead = {holiday.id: holiday for holiday in holidays_ahead(date(2026, 11, 23))}
    assert list(ahead) == [
        "christmas", "new_year", "easter_monday", "labour_day", "ascension", "whit_monday", "national_day",
        "assumption", "all_saints", "armistice",
    ]  # fmt: skip
    assert ahead["labour_day"] == Holiday(date(2027, 5, 1), "labour_day", date(2027, 5, 3), is_replacement=True)
    assert ahead["ascension"] == Holiday(date(2027, 5, 6), "ascension", date(2027, 5, 7))
    assert ahead["national_day"].suggested is None
