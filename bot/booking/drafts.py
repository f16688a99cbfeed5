"""What staff type about their openings, read or refused with the field at fault.

Pure. A draft becomes an `Opening`, or a `Fault` that names the field and the reason: nothing half-read goes on. Times
are Brussels wall time as people write them (`9h00`, `9:00`, `9u`, `0900`); days are ISO, as a browser sends them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Literal

from bot.booking.calendar import instant_at, is_legal_holiday
from bot.booking.cells import CELL
from bot.booking.slots import EARLIEST, LATEST, Opening

Why = Literal[
    "time", "gap", "five_minutes", "hours", "order", "length", "buffer", "no_slot", "weekday", "day", "past",
    "days_order", "overlap",
]  # fmt: skip

LONGEST = timedelta(hours=4)
FARTHEST = timedelta(days=800)
_TIME = re.compile(r"(\d{1,2})(?:\s*[h:u.]\s*(\d{2})?)?|(\d{2})(\d{2})")


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a form was refused. `other` is the opening that is in the way, for `overlap`."""

    field: str
    why: Why
    other: Opening | None = None


class FaultError(Exception):
    """Carries the fault out of the reading of one field."""

    def __init__(self, field: str, why: Why) -> None:
        super().__init__(f"{field}: {why}")
        self.fault = Fault(field, why)


def read_time(text: str) -> time | None:
    """`9h00`, `9:00`, `9.00`, `9u`, `9` or `0900` as a time of day; None for anything else, such as 25:99."""
    found = _TIME.fullmatch(text.strip().lower())
    if found is None:
        return None
    hour, minute = (found[1], found[2] or "0") if found[1] else (found[3], found[4])
    return time(int(hour), int(minute)) if int(hour) < 24 and int(minute) < 60 else None


def read_day(text: str) -> date | None:
    """An ISO day; None for anything else."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def read_opening(fields: Mapping[str, str], desk_id: int, today: date, *, weekly: bool) -> Opening | Fault:
    """An opening from the fields of a form: `weekday`, `valid_from` and `valid_to`, or `day`; `starts`, `ends`,
    `minutes`, `buffer`."""
    try:
        day = None if weekly else _future_day(fields, "day", today)
        weekday = _weekday(fields) if weekly else None
        starts, ends = _clock(fields, "starts", day), _clock(fields, "ends", day)
        if starts >= ends:
            raise FaultError("ends", "order")
        length = _minutes(fields, "minutes", "length", CELL)
        buffer = _minutes(fields, "buffer", "buffer", timedelta(0))
        if timedelta(hours=ends.hour - starts.hour, minutes=ends.minute - starts.minute) < length:
            raise FaultError("minutes", "no_slot")
        first, last = (_some_day(fields, name) if weekly else None for name in ("valid_from", "valid_to"))
        if first and last and first > last:
            raise FaultError("valid_to", "days_order")
    except FaultError as error:
        return error.fault
    return Opening(
        desk_id=desk_id,
        weekday=weekday,
        day=day,
        starts=starts,
        ends=ends,
        length=length,
        buffer=buffer,
        valid_from=first,
        valid_to=last,
    )


def read_days(fields: Mapping[str, str], today: date) -> tuple[date, date] | Fault:
    """The first and the last day of a closure; the last is the first when it is left empty."""
    try:
        first = _future_day(fields, "first", today)
        last = _future_day(fields, "last", today) if fields.get("last", "").strip() else first
        if first > last:
            raise FaultError("last", "days_order")
    except FaultError as error:
        return error.fault
    return first, last


def in_the_way(draft: Opening, others: Iterable[Opening], *, opens_on_holidays: bool) -> Opening | None:
    """The first of `others` that would receive at the same desk at the same time."""
    for other in others:
        if other.desk_id != draft.desk_id or draft.starts >= other.ends or other.starts >= draft.ends:
            continue
        if _share_a_day(draft, other, opens_on_holidays=opens_on_holidays):
            return other
    return None


def _share_a_day(one: Opening, other: Opening, *, opens_on_holidays: bool) -> bool:
    if one.day is not None and other.day is not None:
        return one.day == other.day
    if one.day is None and other.day is None:
        return one.weekday == other.weekday and _validities_meet(one, other)
    day, weekly = (one.day, other) if one.day is not None else (other.day, one)
    assert day is not None
    # On a legal holiday the weekly opening does not take place, and an extra one stands alone.
    return weekly.holds_on(day) and (opens_on_holidays or not is_legal_holiday(day))


def _validities_meet(one: Opening, other: Opening) -> bool:
    """Whether two weekly openings of one weekday have one such day in common."""
    first = max(one.valid_from or date.min, other.valid_from or date.min)
    last = min(one.valid_to or date.max, other.valid_to or date.max)
    if first > last:
        return False
    assert one.weekday is not None
    return last - first >= timedelta(days=(one.weekday - first.weekday()) % 7)


def _weekday(fields: Mapping[str, str]) -> int:
    text = fields.get("weekday", "")
    if text not in {"0", "1", "2", "3", "4", "5", "6"}:
        raise FaultError("weekday", "weekday")
    return int(text)


def _clock(fields: Mapping[str, str], field: str, day: date | None) -> time:
    clock = read_time(fields.get(field, ""))
    if clock is None:
        raise FaultError(field, "time")
    if day is not None and instant_at(day, clock) is None:
        raise FaultError(field, "gap")
    if clock.minute % 5:
        raise FaultError(field, "five_minutes")
    if not EARLIEST <= clock <= LATEST:
        raise FaultError(field, "hours")
    return clock


def _minutes(fields: Mapping[str, str], field: str, why: Why, least: timedelta) -> timedelta:
    text = fields.get(field, "").strip() or ("0" if not least else "")
    if not (text.isascii() and text.isdigit() and len(text) < 4):
        raise FaultError(field, why)
    length = timedelta(minutes=int(text))
    if not least <= length <= LONGEST or length % CELL:
        raise FaultError(field, why)
    return length


def _some_day(fields: Mapping[str, str], field: str) -> date | None:
    if not fields.get(field, "").strip():
        return None
    day = read_day(fields[field])
    if day is None:
        raise FaultError(field, "day")
    return day


def _future_day(fields: Mapping[str, str], field: str, today: date) -> date:
    day = read_day(fields.get(field, ""))
    if day is None or day - today > FARTHEST:
        raise FaultError(field, "day")
    if day < today:
        raise FaultError(field, "past")
    return day
