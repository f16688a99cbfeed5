"""Brussels calendar days: their bounds as instants, legal holidays, opening days.

Pure. What people agree on is wall time in Europe/Brussels; an instant is aware UTC. A day lasts 23 or 25 hours
when the clocks change. The ten Belgian legal holidays are computed by the package `holidays`.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

import holidays

from bot.language.dates import BRUSSELS, to_brussels

SATURDAY, SUNDAY = 5, 6


def day_of(instant: datetime) -> date:
    """The Brussels calendar day of an instant."""
    return to_brussels(instant).date()


@lru_cache(maxsize=2048)
def instant_at(day: date, at: time) -> datetime | None:
    """Wall time of a Brussels day as aware UTC; the first of an autumn double, None in the spring gap."""
    wall = datetime.combine(day, at, tzinfo=BRUSSELS)
    instant = wall.astimezone(UTC)
    if instant.astimezone(BRUSSELS).replace(tzinfo=None) != wall.replace(tzinfo=None):
        return None
    return instant


def bounds_of_day(day: date) -> tuple[datetime, datetime]:
    """[start, end) of a Brussels day as aware UTC."""
    start = datetime.combine(day, time(), tzinfo=BRUSSELS).astimezone(UTC)
    end = datetime.combine(day + timedelta(days=1), time(), tzinfo=BRUSSELS).astimezone(UTC)
    return start, end


@lru_cache(maxsize=16)
def legal_holidays(year: int) -> frozenset[date]:
    """The ten Belgian legal holidays of a year."""
    return frozenset(holidays.country_holidays("BE", years=year))


def is_legal_holiday(day: date) -> bool:
    return day in legal_holidays(day.year)


@dataclass(frozen=True, slots=True)
class Holiday:
    """A legal holiday. `suggested` is the working day that offices often close for it: the replacement of one that
    falls on a weekend, or the day between it and a weekend."""

    day: date
    names: Mapping[str, str]  # by language
    suggested: date | None = None
    is_replacement: bool = False


def holidays_ahead(today: date) -> tuple[Holiday, ...]:
    """The legal holidays of the coming year, earliest first, with the closures they suggest."""
    last = today + timedelta(days=365)
    years = (today.year, today.year + 1)
    named = {lang: holidays.country_holidays("BE", years=years, language=lang) for lang in ("fr", "nl")}
    # The Sundays of Easter and Whitsun are in the list beside their Mondays, which are the legal ones.
    french = named["fr"]
    ahead = sorted(day for day in french if today <= day <= last and not _is_eve_of_monday(day, french))
    return tuple(_holiday(day, {lang: days[day] for lang, days in named.items()}) for day in ahead)


def _is_eve_of_monday(day: date, days: Container[date]) -> bool:
    return day.weekday() == SUNDAY and day + timedelta(days=1) in days


def _holiday(day: date, names: Mapping[str, str]) -> Holiday:
    weekday = day.weekday()
    if weekday >= SATURDAY:
        suggested: date | None = day + timedelta(days=7 - weekday)
    else:
        # On a Tuesday the Monday before, on a Thursday the Friday after.
        suggested = {1: day - timedelta(days=1), 3: day + timedelta(days=1)}.get(weekday)
    if suggested is not None and is_legal_holiday(suggested):
        suggested = None
    return Holiday(day, names, suggested, is_replacement=weekday >= SATURDAY)


def add_opening_days(day: date, count: int, is_open: Callable[[date], bool]) -> date:
    """The `count`-th opening day after `day`; after sixty closed days in a row, plain days are counted."""
    while count > 0:
        for _ in range(60):
            day += timedelta(days=1)
            if is_open(day):
                break
        count -= 1
    return day
