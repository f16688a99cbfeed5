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
EARLY_REMINDER, LATE_REMINDER = time(10), time(17)
AFTER_NO_SHOW, AFTER_VISIT = time(18), time(10)

# Who booked later than this knows it well enough: a reminder would only disturb.
EARLY_NEEDS = timedelta(days=5)
LATE_NEEDS = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A message and the window in which it may be sent."""

    kind: Kind
    opens_at: datetime
    closes_at: datetime

    def is_open(self, now: datetime) -> bool:
        return self.opens_at <= now < self.closes_at


def due_messages(status: Status, starts_at: datetime, chosen_at: datetime) -> tuple[Due, ...]:
    """The messages that an appointment of this status calls for, earliest first.

    `chosen_at` is when its time was booked, or moved last.
    """
    day = day_of(starts_at)
    match status:
        case "booked":
            ahead = starts_at - chosen_at
            found = []
            if ahead >= EARLY_NEEDS:
                found.append(_window("reminder_3days", day - timedelta(days=3), EARLY_REMINDER))
            if ahead >= LATE_NEEDS:
                found.append(_window("reminder_1day", day - timedelta(days=1), LATE_REMINDER))
            # Booked at 17:30 for the next evening: five o'clock had passed, so nothing is due.
            return tuple(due for due in found if due.opens_at > chosen_at)
        case "no_show":
            return (_window("no_show", day, AFTER_NO_SHOW),)
        case "attended":
            return (_window("after_visit", day + timedelta(days=1), AFTER_VISIT),)
        case _:
            return ()


def still_holds(kind: Kind, version: int, status: Status, version_now: int, starts_at: datetime, now: datetime) -> bool:
    """Whether a message written for `version` of an appointment is still true when it is about to be sent."""
    match kind:
        case "reminder_3days" | "reminder_1day":
            return status == "booked" and version == version_now and now < starts_at
        case "no_show":
            return status == "no_show"
        case "after_visit":
            return status == "attended"


def is_about_the_future(kind: Kind) -> bool:
    """Whether the office should phone when this message cannot be delivered. Nobody is phoned about the past."""
    return kind in ("reminder_3days", "reminder_1day")


def _window(kind: Kind, day: date, opens: time) -> Due:
    opens_at, closes_at = instant_at(day, opens), instant_at(day, QUIET_FROM)
    assert opens_at is not None and closes_at is not None  # clocks change at night only
    return Due(kind=kind, opens_at=opens_at, closes_at=closes_at)
