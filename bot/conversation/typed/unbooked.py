"""Wishes about an appointment said on the way to one, when there is none yet: the way is not lost. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation import position as at
from bot.conversation.effects import DropHold, Effect, FindSlots
from bot.conversation.prompts import ask
from bot.conversation.replies import Say
from bot.conversation.state import State, Turn
from bot.conversation.world import World

ON_THE_WAY = ("book", "request")


def on_the_way(state: State, intent: str, world: World) -> Turn | None:
    """Move, cancel, late or "my appointment" while one is being made and there is no other; else None."""
    if world.open_appointments or state.road not in ON_THE_WAY:
        return None
    where = at.position_of(state, replace(world, hold=None))
    if intent == "move_booking" and isinstance(where, at.AtSlots):
        drop: tuple[Effect, ...] = (DropHold(),) if world.hold else ()
        return Turn(state, effects=(*drop, FindSlots(where.office, where.lang, by_day=True)))
    return ask(state, world, Say("booking.none_yet"))
