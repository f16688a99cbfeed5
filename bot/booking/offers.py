"""Which of the free slots are offered first: soonest, later this week, next week; then day by day.

Pure. "Week" is the calendar week (Monday first) of Brussels.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal, get_args

from bot.booking.calendar import day_of
from bot.booking.slots import Slot
from bot.language.dates import to_brussels

Half = Literal["morning", "afternoon"]
HALVES: tuple[Half, ...] = get_args(Half)

FIRST_OFFERS = 3
DAYS_A_PAGE = 5
NOON = 12


def first_offers(slots: Sequence[Slot]) -> tuple[Slot, ...]:
    """At most three: the soonest, one on a later day of the same week, one in the week after; filled up with others.

    `slots` earliest first. People told counsellors that a time in two days is not always possible, so the three
    lie on three different days where the calendar allows it.
    """
    if not slots:
        return ()
    chosen = [slots[0]]
    first_day = day_of(slots[0].starts_at)
    monday_after = first_day + timedelta(days=7 - first_day.weekday())
    later = [slot for slot in slots if first_day < day_of(slot.starts_at) < monday_after]
    after = [slot for slot in slots if day_of(slot.starts_at) >= monday_after]
    if later:
        days = sorted({day_of(slot.starts_at) for slot in later})
        chosen.append(slots_of_day(later, days[len(days) // 2])[0])
    if after:
        chosen.append(after[0])
    used_days = {day_of(slot.starts_at) for slot in chosen}
    for slot in [*(s for s in slots if day_of(s.starts_at) not in used_days), *slots]:
        if len(chosen) >= FIRST_OFFERS:
            break
        if slot not in chosen:
            chosen.append(slot)
    return tuple(sorted(chosen, key=lambda slot: slot.starts_at))


def days_with_slots(slots: Sequence[Slot], *, after: date | None = None) -> tuple[date, ...]:
    """The next days that have a free slot, at most a page of them; with `after`, only later days."""
    days = sorted({day_of(slot.starts_at) for slot in slots})
    return tuple(day for day in days if after is None or day > after)[:DAYS_A_PAGE]


def slots_of_day(slots: Sequence[Slot], day: date) -> tuple[Slot, ...]:
    return tuple(slot for slot in slots if day_of(slot.starts_at) == day)


def slots_of_half(slots: Sequence[Slot], half: Half) -> tuple[Slot, ...]:
    """Those before noon, or those from noon on, Brussels time."""
    return tuple(slot for slot in slots if (to_brussels(slot.starts_at).hour < NOON) == (half == "morning"))
