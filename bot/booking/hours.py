"""Public hours as the content writes them: "Mo-Fr 08:30-16:30; Sa 09:00-12:00", wall time in Brussels.

Pure. A small subset of OpenStreetMap's notation: days (Mo Tu We Th Fr Sa Su, ranges and commas), one or more
stretches separated by commas. `ValueError` for anything else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bot.booking.calendar import is_legal_holiday

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_PART = re.compile(r"^([A-Za-z,\- ]+?)\s+([0-9:,\- ]+)$")
_STRETCH = re.compile(r"^(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})$")
ALWAYS = "Mo-Su 00:00-24:00"


@dataclass(frozen=True, slots=True)
class Stretch:
    weekdays: frozenset[int]
    starts: time
    ends: time  # 23:59 stands for the end of the day


def parse_hours(text: str) -> tuple[Stretch, ...]:
    """The stretches of a line of hours; an empty line has none."""
    found: list[Stretch] = []
    for part in filter(None, (piece.strip() for piece in text.split(";"))):
        parsed = _PART.match(part)
        if not parsed:
            raise ValueError(f"“{part}” is not like “Mo-Fr 09:00-12:00”")
        weekdays = _weekdays(parsed[1])
        for piece in parsed[2].replace(" ", "").split(","):
            stretch = _STRETCH.match(piece)
            if not stretch:
                raise ValueError(f"“{piece}” is not like “09:00-12:00”")
            starts, ends = _time(stretch[1], stretch[2]), _time(stretch[3], stretch[4])
            if starts >= ends:
                raise ValueError(f"“{piece}” ends before it starts")
            found.append(Stretch(weekdays, starts, ends))
    return tuple(found)


def is_open_at(hours: str, wall: datetime) -> bool:
    """Whether `wall` (a clock in Brussels) falls within the hours. Round-the-clock hours also hold on holidays."""
    if hours != ALWAYS and is_legal_holiday(wall.date()):
        return False
    return any(
        wall.weekday() in one.weekdays and one.starts <= wall.time() <= one.ends for one in parse_hours(hours)
    )


def next_opening(hours: str, wall: datetime) -> datetime | None:
    """The next moment at which it opens, within two weeks, on the same clock as `wall`."""
    stretches = parse_hours(hours)
    for ahead in range(15):
        day = wall.date() + timedelta(days=ahead)
        if is_legal_holiday(day):
            continue
        starts = sorted(one.starts for one in stretches if day.weekday() in one.weekdays)
        for start in starts:
            opens = datetime.combine(day, start, tzinfo=wall.tzinfo)
            if opens > wall:
                return opens
    return None


def _weekdays(text: str) -> frozenset[int]:
    days: set[int] = set()
    for piece in text.replace(" ", "").split(","):
        first, _, last = piece.partition("-")
        if first not in DAYS or (last and last not in DAYS):
            raise ValueError(f"“{piece}” is not a day: write Mo Tu We Th Fr Sa Su")
        start, end = DAYS.index(first), DAYS.index(last or first)
        days |= set(range(start, end + 1)) if start <= end else {*range(start, 7), *range(end + 1)}
    return frozenset(days)


def _time(hour: str, minute: str) -> time:
    if (int(hour), int(minute)) == (24, 0):
        return time(23, 59)
    return time(int(hour), int(minute))
