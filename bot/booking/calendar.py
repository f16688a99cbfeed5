"""Brussels calendar days: their bounds as instants, legal holidays, opening days.

Pure. What people agree on is wall time in Europe/Brussels; an instant is aware UTC. A day lasts 23 or 25 hours
when the clocks change. The ten legal holidays are those of the royal decree of 18 April 1974, counted from `dateutil`'s
Easter: the package `holidays` keeps the calendars of all countries in memory, eleven megabytes for ten days. The tests
compare the two.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from dateutil.easter import easter

from bot.language.dates import BRUSSELS, to_brussels

SATURDAY = 5

FIXED_HOLIDAYS = {
    "new_year": (1, 1),
    "labour_day": (5, 1),
    "national_day": (7, 21),
    "assumption": (8, 15),
    "all_saints": (11, 1),
    "armistice": (11, 11),
    "christmas": (12, 25),
}
DAYS_AFTER_EASTER = {"easter_monday": 1, "ascension": 39, "whit_monday": 50}


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
def legal_holidays(year: int) -> Mapping[date, str]:
    """The legal holidays of a year, with their ids."""
    sunday = easter(year)
    moving = {sunday + timedelta(days=after): id for id, after in DAYS_AFTER_EASTER.items()}
    return moving | {date(year, month, day): id for id, (month, day) in FIXED_HOLIDAYS.items()}


def is_legal_holiday(day: date) -> bool:
    return day in legal_holidays(day.year)


@dataclass(frozen=True, slots=True)
class Holiday:
    """A legal holiday. `suggested` is the working day that offices often close for it: the replacement of one that
    falls on a weekend, or the day between it and a weekend."""

    day: date
    id: str
    suggested: date | None = None
    is_replacement: bool = False


def holidays_ahead(today: date) -> tuple[Holiday, ...]:
    """The legal holidays of the coming year, earliest first, with the closures they suggest."""
    last = today + timedelta(days=365)
    days = {**legal_holidays(today.year), **legal_holidays(today.year + 1)}
    return tuple(_holiday(day, days[day]) for day in sorted(days) if today <= day <= last)


def _holiday(day: date, id: str) -> Holiday:
    weekday = day.weekday()
    if weekday >= SATURDAY:
        suggested: date | None = day + timedelta(days=7 - weekday)
    else:
        # On a Tuesday the Monday before, on a Thursday the Friday after.
        suggested = {1: day - timedelta(days=1), 3: day + timedelta(days=1)}.get(weekday)
    if suggested is not None and is_legal_holiday(suggested):
        suggested = None
    return Holiday(day, id, suggested, is_replacement=weekday >= SATURDAY)


def add_opening_days(day: date, count: int, is_open: Callable[[date], bool]) -> date:
    """The `count`-th opening day after `day`; after sixty closed days in a row, plain days are counted."""
    while count > 0:
        for _ in range(60):
            day += timedelta(days=1)
            if is_open(day):
                break
        count -= 1
    return day
