"""What a person who asked is promised: by when they hear from us, how long the request stays open, and a proposal.

Pure. Counted in opening days: weekends, legal holidays and the days on which the whole office is closed are left out.
All of it falls within 08:00-20:00, when people may be written to unasked. Instants aware UTC.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.booking.calendar import SATURDAY, add_opening_days, day_of, instant_at, is_legal_holiday
from bot.booking.slots import Closure
from bot.language.dates import to_brussels

ANSWERED_WITHIN = 2  # opening days
OPEN_FOR = 3  # opening days more, once the promise has passed
PROPOSAL_FOR = 2  # opening days
KEPT_AT = time(17)
QUIET_FROM, QUIET_TO = time(20), time(8)
# A proposal for tomorrow morning, made in the evening, still leaves the person some time.
LEAST_TO_ANSWER = timedelta(hours=4)
LAST_MOMENT = timedelta(hours=1)
MISSED_IN_A_ROW = 2


@dataclass(frozen=True, slots=True)
class Promise:
    """`answer_by`: the person hears from us, whatever the office does. `open_until`: the request is closed."""

    answer_by: datetime
    open_until: datetime


def promise_of(asked_at: datetime, closures: Sequence[Closure] = ()) -> Promise:
    """The promise made to somebody who asks at `asked_at`."""
    answer_day = _opening_day_after(day_of(asked_at), ANSWERED_WITHIN, closures)
    return Promise(_at(answer_day, KEPT_AT), _at(_opening_day_after(answer_day, OPEN_FOR, closures), KEPT_AT))


def proposal_until(proposed_at: datetime, starts_at: datetime, closures: Sequence[Closure] = ()) -> datetime:
    """Until when a proposed time is kept: two opening days, yet no longer than the evening before it.

    Where that evening is too near, an hour before the start.
    """
    until = _at(_opening_day_after(day_of(proposed_at), PROPOSAL_FOR, closures), KEPT_AT)
    eve = _at(day_of(starts_at) - timedelta(days=1), KEPT_AT)
    if until <= eve:
        return until
    return eve if eve - proposed_at >= LEAST_TO_ANSWER else starts_at - LAST_MOMENT


def reminder_of_proposal(proposed_at: datetime, until: datetime) -> datetime | None:
    """When somebody who has not answered is reminded: a day before the proposal lapses, None when that is too soon."""
    at = until - timedelta(days=1)
    if is_quiet(at):
        at = _at(day_of(at), KEPT_AT)
    return at if at - proposed_at >= LEAST_TO_ANSWER and at < until else None


def is_quiet(now: datetime) -> bool:
    """Whether nobody is written to unasked at this hour."""
    clock = to_brussels(now).time()
    return not QUIET_TO <= clock < QUIET_FROM


def end_of_waking(now: datetime) -> datetime:
    """The evening after which a message of today has to wait for tomorrow."""
    return _at(day_of(now), QUIET_FROM)


def _opening_day_after(day: date, count: int, closures: Sequence[Closure]) -> date:
    return add_opening_days(day, count, lambda one: _is_opening_day(one, closures))


def _is_opening_day(day: date, closures: Sequence[Closure]) -> bool:
    if day.weekday() >= SATURDAY or is_legal_holiday(day):
        return False
    return not any(closure.desk_id is None and closure.covers(day, None) for closure in closures)


def _at(day: date, clock: time) -> datetime:
    instant = instant_at(day, clock)
    if instant is None:
        raise ValueError(f"{clock:%H:%M} is skipped on {day}")  # clocks change at night only
    return instant
