"""`retour` / `terug`: one screen back, never further.

Pure. What stands beside the road (a card, a page to show) is left for the question behind it; within the choice of a
time it goes hours, days, first offers; then one answer is taken back, and a held time is let go.
"""

from __future__ import annotations

from dataclasses import replace

from bot.conversation import asked
from bot.conversation import position as at
from bot.conversation.appointments.cards import appointment_message
from bot.conversation.appointments.slots import find_again, other_days
from bot.conversation.buttons import press
from bot.conversation.effects import DropHold
from bot.conversation.prompts import ask, open_prompt
from bot.conversation.requests.asking import back_on_request
from bot.conversation.state import State, Turn
from bot.conversation.world import World

# Only the first offers of times have one of these.
_ON_FIRST_OFFERS = {"reception_lang", "keep"}


def go_back(state: State, world: World) -> Turn:
    """One screen back."""
    return _from_screen(state, world) or _one_answer_back(state, world)


def _from_screen(state: State, world: World) -> Turn | None:
    """What the open prompt itself comes from; None when it is the question of its position."""
    prompt = state.prompt
    if any(one.verb == "continue" for one in prompt.durable):
        return ask(state, world)
    if prompt.about == "letter_advice":
        return ask(state.on_road("letter"), world)
    back = next((one for one in prompt.offered if one.label == "buttons.back"), None)
    if back:
        return press(state, back, world)
    where = at.position_of(state, replace(world, hold=None))
    if not isinstance(where, at.AtSlots):
        return None
    if prompt.about == "none_fits":
        return find_again(state, world)
    verbs = {one.verb for one in prompt.offered}
    if prompt.about != "slots" or verbs & _ON_FIRST_OFFERS or not verbs & {"slot", "day"}:
        return None
    if "slot" in verbs or any(one.verb == "day" and one.target.count("|") == 2 for one in prompt.offered):
        return other_days(state, f"{where.office}|", world)
    return find_again(state, world)


def _one_answer_back(state: State, world: World) -> Turn:
    """The last answer is asked again; a held time is let go."""
    if state.road in ("request", "again"):
        return back_on_request(state, world)
    if state.road in ("cancel", "move", "elsewhere") and (mine := world.appointment(state.road_target)):
        shown = open_prompt(state.off_road(), "mine", appointment_message(mine, world))
        return replace(shown, effects=(DropHold(),)) if world.hold else shown
    if state.road == "book" and world.hold:
        turn = ask(state.without(asked.FIRST_NAME, asked.BENEFICIARY, asked.AGREES), replace(world, hold=None))
        return replace(turn, effects=(DropHold(), *turn.effects))
    if state.answer(asked.RECAP):
        return ask(state.without(asked.RECAP), world)
    flow = world.content.flows.get({"office": "office", "book": "booking", "prepare": "prepare"}.get(state.road, ""))
    used = asked.used_questions(state, world.content, flow) if flow else ()
    return ask(state.without(used[-1]) if used else state.off_road(), world)
