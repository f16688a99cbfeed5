"""Open now, or when: the hours of a phone or a counter against a clock in Brussels. Pure."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from bot.booking.calendar import is_legal_holiday
from bot.content.showing.hours import is_open, parse_hours

ALWAYS = "Mo-Su 00:00-24:00"
AHEAD = 15  # days


def is_open_at(hours: str, wall: datetime) -> bool:
    """Whether `wall` falls within the hours. Only round-the-clock hours also hold on a legal holiday."""
    return is_open(hours, wall) and (hours == ALWAYS or not is_legal_holiday(wall.date()))


def next_opening(hours: str, wall: datetime) -> datetime | None:
    """The next moment at which it opens, within two weeks, on the same clock as `wall`."""
    parsed = parse_hours(hours)
    for ahead in range(AHEAD):
        day = wall.date() + timedelta(days=ahead)
        if is_legal_holiday(day):
            continue
        starts = sorted(start for one in parsed if day.weekday() in one.days for start, _ in one.times)
        for minutes in starts:
            opens = datetime.combine(day, time(*divmod(minutes, 60)), tzinfo=wall.tzinfo)
            if opens > wall:
                return opens
    return None
