"""Half-days: what people say of when they can come, and what an office can propose in them.

Pure. A half-day is a Brussels day and its morning or afternoon, divided at noon. An office that answers requests may
have put up nothing: then its week is that of counters in Brussels, a start each whole hour.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from bot.booking.calendar import SATURDAY, day_of, instant_at
from bot.booking.offers import Half
from bot.booking.slots import Opening, Slot, Timetable
from bot.language.dates import to_brussels

MIDNIGHT, NOON = time(0), time(12)
MOST_WISHES = 3
MOST_PROPOSED = 6
# A start each whole hour: half an hour of talk, half an hour for whatever comes between.
USUAL = ((time(9), time(12)), (time(13), time(17)))
USUAL_LENGTH = timedelta(minutes=30)


@dataclass(frozen=True, slots=True, order=True)
class HalfDay:
    day: date
    is_afternoon: bool

    def __str__(self) -> str:
        """As it is kept: 2026-11-26.am"""
        return f"{self.day.isoformat()}.{'pm' if self.is_afternoon else 'am'}"

    @property
    def begins_at(self) -> datetime:
        """Its first moment, aware UTC."""
        begins = instant_at(self.day, NOON if self.is_afternoon else MIDNIGHT)
        assert begins is not None  # in Brussels the clocks change between two and three at night
        return begins

    @property
    def half(self) -> Half:
        return "afternoon" if self.is_afternoon else "morning"


def half_day_from(text: str) -> HalfDay | None:
    """The half-day that `str` wrote, or None."""
    day, _, part = text.partition(".")
    try:
        found = date.fromisoformat(day)
    except ValueError:
        return None
    return HalfDay(found, part == "pm") if part in ("am", "pm") else None


def half_days_from(text: str) -> tuple[HalfDay, ...]:
    """The half-days of a list with commas, in the order of the calendar; what cannot be read is left out."""
    return tuple(sorted({found for one in text.split(",") if (found := half_day_from(one))}))


def half_days_text(half_days: Collection[HalfDay]) -> str:
    """The list that `half_days_from` reads."""
    return ",".join(str(one) for one in sorted(half_days))


def half_day_of(instant: datetime) -> HalfDay:
    local = to_brussels(instant)
    return HalfDay(local.date(), local.time() >= NOON)


def for_requests(timetable: Timetable, desks: Collection[int]) -> Timetable:
    """What may be wished for and proposed at `desks`: the openings put up there, else the usual week of a counter."""
    put_up = tuple(one for one in timetable.openings if one.desk_id in desks)
    if not put_up:
        put_up = tuple(
            Opening(desk_id=desk, weekday=weekday, starts=starts, ends=ends, length=USUAL_LENGTH, buffer=USUAL_LENGTH)
            for desk in sorted(desks)
            for weekday in range(SATURDAY)
            for starts, ends in USUAL
        )
    return replace(timetable, openings=put_up)


def half_days_ahead(timetable: Timetable, now: datetime) -> tuple[HalfDay, ...]:
    """The half-days within notice and horizon in which some desk receives, earliest first."""
    found: set[HalfDay] = set()
    day, last = timetable.first_day(now), timetable.last_day(now)
    while day <= last:
        for opening in timetable.openings_on(day):
            if opening.starts < NOON:
                found.add(HalfDay(day, is_afternoon=False))
            if opening.ends > NOON:
                found.add(HalfDay(day, is_afternoon=True))
        day += timedelta(days=1)
    return tuple(sorted(found))


def after_promise(half_days: Collection[HalfDay], answer_by: datetime) -> tuple[HalfDay, ...]:
    """Those that begin after the hour by which the person is answered: the others would be over, or nearly so."""
    return tuple(sorted(one for one in half_days if one.begins_at > answer_by))


def to_propose(
    free: Sequence[Slot], wished: Collection[HalfDay], now: datetime, at_most: int = MOST_PROPOSED
) -> tuple[Slot, ...]:
    """Up to six times in the half-days wished for, shared out evenly; when none is free there, the soonest others.

    Never today: the person must have time to read it and to say yes.
    """
    later = [slot for slot in free if day_of(slot.starts_at) > day_of(now)]
    lists = [[slot for slot in later if half_day_of(slot.starts_at) == one] for one in sorted(wished)]
    lists = [one for one in lists if one] or [later]
    chosen: list[Slot] = []
    for place in range(at_most):
        for one in lists:
            if place < len(one) and len(chosen) < at_most:
                chosen.append(one[place])
    return tuple(sorted(chosen, key=lambda slot: slot.starts_at))
