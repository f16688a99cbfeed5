"""Where somebody stands who asks an office for a time: what they wish for is kept as answers until it is sent.

Pure. Once it is sent, the truth is the row in the store. A wish that would be
over before it is answered is no wish any more.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from bot.booking.half_days import MOST_WISHES, HalfDay, after_promise, half_days_from, half_days_text
from bot.booking.promises import promise_of
from bot.content.model import Lang
from bot.conversation.state import State
from bot.conversation.world import Appointment, World

HALF_DAYS, HALF_DAYS_DONE = "half-days", "half-days-done"


@dataclass(frozen=True, slots=True)
class AtHalfDays:
    """Which half-days suit? `again`: the code of a request that is asked anew."""

    office: str
    wished: tuple[HalfDay, ...]
    again: str = ""


@dataclass(frozen=True, slots=True)
class AtRequest:
    """All that the office needs is known: send it?"""

    office: str
    wished: tuple[HalfDay, ...]
    first_name: str
    for_other: bool
    lang: Lang  # of the reception
    again: str = ""


@dataclass(frozen=True, slots=True)
class AtElsewhere:
    """Another office instead of the one that was asked: its request would be taken back."""

    appointment: Appointment
    other: str


@dataclass(frozen=True, slots=True)
class AtFixedTime:
    """The office names the times itself: another one is asked for by phone, or after cancelling."""

    appointment: Appointment


def wished(state: State, world: World) -> tuple[HalfDay, ...]:
    """The half-days chosen so far that still begin after the answer that would be promised now."""
    return after_promise(half_days_from(state.answer(HALF_DAYS)), promise_of(world.now).answer_by)


def is_done(state: State, world: World) -> bool:
    """Whether enough was chosen: the person said so, or it is as much as may be wished for."""
    chosen = wished(state, world)
    return len(chosen) >= MOST_WISHES or bool(chosen and state.answer(HALF_DAYS_DONE))


def with_wishes(state: State, half_days: Collection[HalfDay]) -> State:
    return state.with_answer(HALF_DAYS, half_days_text(half_days))


def without_wishes(state: State) -> State:
    return state.without(HALF_DAYS, HALF_DAYS_DONE)
