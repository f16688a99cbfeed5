"""The free times that fit the half of a day, or the hour, that was typed; else the closest, and a word on it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time

from bot.booking.offers import FIRST_OFFERS, slots_of_half
from bot.booking.slots import Slot
from bot.conversation.effects import FindSlots
from bot.conversation.replies import Reply, Say
from bot.language.dates import to_brussels

ABOUT = 60  # minutes


def narrowed(asked: FindSlots, slots: Sequence[Slot]) -> tuple[Sequence[Slot], tuple[Reply, ...]]:
    """Those of `slots` that fit what was typed. When none does: what comes closest, and the sentence that says so."""
    if asked.clock is not None:
        same = [slot for slot in slots if _minutes_from(slot, asked.clock) == 0]
        if same and not asked.around:
            return same, ()
        by_hour = sorted(slots, key=lambda slot: (_minutes_from(slot, asked.clock or time()), slot.starts_at))
        closest = sorted(by_hour[:FIRST_OFFERS], key=lambda slot: slot.starts_at)
        is_near = asked.around and any(_minutes_from(slot, asked.clock) <= ABOUT for slot in closest)
        return closest, () if is_near else (Say("booking.nothing_at_that_hour"),)
    if asked.half is not None:
        of_half = slots_of_half(slots, asked.half)
        return (of_half, ()) if of_half else (slots, (Say(f"booking.nothing_in_the_{asked.half}"),))
    return slots, ()


def _minutes_from(slot: Slot, clock: time) -> int:
    starts = to_brussels(slot.starts_at)
    return abs((starts.hour - clock.hour) * 60 + starts.minute - clock.minute)
