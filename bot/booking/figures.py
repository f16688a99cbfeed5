"""The figures of an office for a month, and what of them may be shown.

Pure. A figure is about the appointments whose Brussels day lies in the month; one of requests, about those that were
sent in it. A count from 1 to 4 is never shown
(`HIDDEN`): with so few, a reader who knows the neighbourhood could tell who is meant. Where a sum would give a hidden
count away, the next smallest is hidden too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Literal, TypeVar

from bot.booking.calendar import day_of
from bot.booking.status import CANCELLED, no_show_rate

LEAST_SHOWN = 5
# A person who arrives within this time of the start is on time.
ON_TIME = timedelta(minutes=5)
WAITS = ((0, 2), (3, 7), (8, 14), (15, 28), (29, None))

# In the place of a count that is not shown: from 1 to 4, or any that would give such a one away.
HIDDEN = -1

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What is counted of one appointment. `commune` is empty when it is not known (any more)."""

    status: str
    starts_at: datetime
    created_at: datetime
    arrived_at: datetime | None
    language: str
    commune: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Counts that may be shown; `HIDDEN` stands for the others, of any size.

    `rate` and `wait_days` are None when they are not shown.

    `outcomes`: booked in all, attended, no_show, cancelled_by_person, cancelled_by_staff, to_fill_in (over, and nobody
    has said what became of it) and to_come.
    """

    outcomes: Mapping[str, int]
    rate: float | None
    late: int
    wait_days: float | None
    waits: Mapping[tuple[int, int | None], int]
    languages: Mapping[str, int]
    communes: Mapping[str, int]

    @property
    def no_rate(self) -> Literal["hidden", "nobody"]:
        """Why there is no rate, when there is none: it would give a hidden count away, or nobody was expected."""
        return "hidden" if HIDDEN in (self.outcomes["attended"], self.outcomes["no_show"]) else "nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptRequest:
    """What is counted of one request. `is_in_time`: it was answered, and no promise about it passed before that."""

    is_in_time: bool
    is_accepted: bool
    is_lapsed: bool


def figures_of(kept: Iterable[Kept], now: datetime) -> Figures:
    """The figures of these appointments, small counts hidden."""
    rows = list(kept)
    statuses = Counter(row.status for row in rows)
    days = [(day_of(row.starts_at) - day_of(row.created_at)).days for row in rows]
    parts: dict[str, int] = {status: statuses[status] for status in ("attended", "no_show", *sorted(CANCELLED))}
    parts["to_fill_in"] = sum(row.status == "booked" and row.starts_at <= now for row in rows)
    parts["to_come"] = sum(row.status == "booked" and row.starts_at > now for row in rows)
    shown = _hide_outcomes(parts)
    rate = no_show_rate(statuses["attended"], statuses["no_show"])
    return Figures(
        outcomes={"booked": hide(len(rows)), **shown},
        # A rate beside one of its two counts gives the other away.
        rate=None if HIDDEN in (shown["attended"], shown["no_show"]) else rate,
        late=hide(sum(row.arrived_at is not None and row.arrived_at > row.starts_at + ON_TIME for row in rows)),
        wait_days=median(days) if len(days) >= LEAST_SHOWN else None,
        waits=hide_small({bounds: sum(_is_in(wait, bounds) for wait in days) for bounds in WAITS}),
        languages=hide_small(Counter(row.language for row in rows)),
        communes=hide_small(Counter(row.commune for row in rows)),
    )


def request_figures_of(kept: Iterable[KeptRequest]) -> dict[str, int]:
    """asked, in_time, accepted and lapsed; small counts hidden, and those from which the rest could be worked out."""
    rows = list(kept)
    in_time = sum(row.is_in_time for row in rows)
    accepted, lapsed = sum(row.is_accepted for row in rows), sum(row.is_lapsed for row in rows)
    answered = hide_small({"in_time": in_time, "rest": len(rows) - in_time})
    ended = hide_small({"accepted": accepted, "lapsed": lapsed, "rest": len(rows) - accepted - lapsed})
    return {
        "asked": hide(len(rows)),
        "in_time": answered["in_time"],
        "accepted": ended["accepted"],
        "lapsed": ended["lapsed"],
    }


def hide(count: int) -> int:
    return HIDDEN if 0 < count < LEAST_SHOWN else count


def hide_small(counts: Mapping[Key, int]) -> dict[Key, int]:
    """The parts of a whole, small ones hidden.

    When one alone is hidden, or those hidden are fewer than five people together, the whole less what is shown would
    give it away: then the smallest part that is left is hidden with them.
    """
    hidden = {key for key, count in counts.items() if hide(count) == HIDDEN}
    left = sorted((key for key, count in counts.items() if count >= LEAST_SHOWN), key=lambda key: counts[key])
    if hidden and left and (len(hidden) == 1 or sum(counts[key] for key in hidden) < LEAST_SHOWN):
        hidden.add(left[0])
    return {key: HIDDEN if key in hidden else count for key, count in counts.items()}


def _hide_outcomes(parts: Mapping[str, int]) -> dict[str, int]:
    """What became of the appointments. One hidden alone is hidden with another that few will miss: one of nobody."""
    hidden = [name for name, count in parts.items() if hide(count) == HIDDEN]
    if len(hidden) == 1:
        hidden.append(min((name for name in parts if name not in hidden), key=lambda name: parts[name]))
    return {name: HIDDEN if name in hidden else count for name, count in parts.items()}


def _is_in(days: int, bounds: tuple[int, int | None]) -> bool:
    return days >= bounds[0] and (bounds[1] is None or days <= bounds[1])
