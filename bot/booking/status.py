"""The life of an appointment: its statuses and the moves between them.

Pure. `requested -> proposed -> booked -> attended | no_show | cancelled_by_person | cancelled_by_staff`, and the
ways out. A move to another time is no status: the row stays and its version grows. Staff may correct what
they marked within seven days.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal, get_args

Status = Literal[
    "requested",
    "proposed",
    "booked",
    "attended",
    "no_show",
    "cancelled_by_person",
    "cancelled_by_staff",
    "declined",
    "lapsed",
]
STATUSES: tuple[Status, ...] = get_args(Status)

# What an office says to a request.
Answer = Literal["proposed", "walk_in", "phone", "followed", "other_office"]
ANSWERS: tuple[Answer, ...] = get_args(Answer)

OPEN: frozenset[Status] = frozenset({"requested", "proposed", "booked"})
CANCELLED: frozenset[Status] = frozenset({"cancelled_by_person", "cancelled_by_staff"})
HAPPENED: frozenset[Status] = frozenset({"attended", "no_show"})

CORRECTION_PERIOD = timedelta(days=7)

_NEXT: dict[Status, frozenset[Status]] = {
    "requested": frozenset({"proposed", "booked", "cancelled_by_person", "declined", "lapsed"}),
    "proposed": frozenset({"booked", "requested", "cancelled_by_person", "declined", "lapsed"}),
    "booked": frozenset({"attended", "no_show", "cancelled_by_person", "cancelled_by_staff"}),
    "attended": frozenset({"no_show", "booked"}),
    "no_show": frozenset({"attended", "booked"}),
    "cancelled_by_person": frozenset(),
    "cancelled_by_staff": frozenset(),
    "declined": frozenset(),
    "lapsed": frozenset(),
}


def may_become(now_is: Status, wanted: Status) -> bool:
    """Whether the rule book allows this move."""
    return wanted in _NEXT[now_is]


def may_be_corrected(starts_at: datetime, now: datetime) -> bool:
    """Whether staff may still change attended / no-show of an appointment that started at `starts_at`."""
    return now <= starts_at + CORRECTION_PERIOD


def no_show_rate(attended: int, no_show: int) -> float | None:
    """no_show / (attended + no_show): the one definition, here and on every screen. None when nobody was expected."""
    expected = attended + no_show
    return no_show / expected if expected else None
