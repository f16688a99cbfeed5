"""Which message about an appointment is due when: two reminders, a word after a no-show, a question after a visit.

Pure: what the store says of an appointment in, windows out. A window is [opens_at, closes_at), aware UTC, computed from
Brussels calendar days (never "minus 24 hours", which is another hour when the clocks change), and lies within
08:00-20:00. A reminder's day lies before the start, so that none can come too late.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal, get_args

from bot.booking.calendar import day_of, instant_at
from bot.booking.status import Status

Kind = Literal["reminder_3days", "reminder_1day", "no_show", "after_visit"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Opinion = Literal["good", "so_so", "bad"]
OPINIONS: tuple[Opinion, ...] = get_args(Opinion)


# Nobody is written to, unasked, between eight in the evening and eight in the morning.
QUIET_FROM = time(20)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """When a kind is due: `day` counts from that of the start, `needs` is how long before the start it was chosen."""

    status: Status
    day: timedelta
    opens: time
    needs: timedelta | None = None


# Who booked later than `needs` knows it well enough: a reminder would only disturb.
TIMINGS: dict[Kind, Timing] = {
    "reminder_3days": Timing(status="booked", day=timedelta(days=-3), opens=time(10), needs=timedelta(days=5)),
    "reminder_1day": Timing(status="booked", day=timedelta(days=-1), opens=time(17), needs=timedelta(hours=24)),
    "no_show": Timing(status="no_show", day=timedelta(0), opens=time(18)),
    "after_visit": Timing(status="attended", day=timedelta(days=1), opens=time(10)),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A message and the window in which it may be sent."""

    kind: Kind
    opens_at: datetime
    closes_at: datetime

    def is_open(self, now: datetime) -> bool:
        return self.opens_at <= now < self.closes_at


def as_kind(text: str) -> Kind:
    """A kind as the store keeps it. `StopIteration` for anything else."""
    return next(kind for kind in KINDS if kind == text)


def due_messages(status: Status, starts_at: datetime, chosen_at: datetime) -> tuple[Due, ...]:
    """The messages that an appointment of this status calls for, earliest first.

    `chosen_at` is when its time was booked, or moved last.
    """
    found = []
    for kind, timing in TIMINGS.items():
        if timing.status != status or (timing.needs is not None and starts_at - chosen_at < timing.needs):
            continue
        due = _window(kind, day_of(starts_at) + timing.day)
        # Booked at 17:30 for the next evening: five o'clock had passed, so nothing is due.
        if timing.needs is None or chosen_at < due.opens_at:
            found.append(due)
    return tuple(found)


def open_now(now: datetime) -> tuple[tuple[Kind, date], ...]:
    """The kinds whose window is open at `now`, each with the Brussels day on which its appointments start."""
    today = day_of(now)
    return tuple((kind, today - timing.day) for kind, timing in TIMINGS.items() if _window(kind, today).is_open(now))


def still_holds(kind: Kind, version: int, status: Status, version_now: int, starts_at: datetime, now: datetime) -> bool:
    """Whether a message written for `version` of an appointment is still true when it is about to be sent."""
    if status != TIMINGS[kind].status:
        return False
    return not is_about_the_future(kind) or (version == version_now and now < starts_at)


def is_about_the_future(kind: Kind) -> bool:
    """Whether the office should phone when this message cannot be delivered. Nobody is phoned about the past."""
    return kind in ("reminder_3days", "reminder_1day")


def _window(kind: Kind, day: date) -> Due:
    opens_at, closes_at = instant_at(day, TIMINGS[kind].opens), instant_at(day, QUIET_FROM)
    if opens_at is None or closes_at is None:
        raise ValueError(f"{kind} has no window on {day}")  # clocks change at night only
    return Due(kind=kind, opens_at=opens_at, closes_at=closes_at)
