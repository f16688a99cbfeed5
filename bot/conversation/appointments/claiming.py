"""An appointment that staff made is taken into the chat: its code, then the first name on it.

Pure. Whether they fit together is the store's to say (`operations.claims`), and guesses are limited there. What is
answered never tells which of the two was wrong.
"""

from __future__ import annotations

from bot.booking.codes import stored_codes
from bot.conversation.appointments.cards import appointment_message
from bot.conversation.effects import Claim
from bot.conversation.events import Claimed, NotClaimed
from bot.conversation.offices.cards import human_message
from bot.conversation.prompts import ask, open_prompt
from bot.conversation.replies import Button, Message, Say
from bot.conversation.state import State, Turn
from bot.conversation.typed.choices import first_name_typed
from bot.conversation.world import Appointment, World


def on_code(state: State, code: str, name: str, world: World) -> Turn:
    """A code was typed, alone or with a first name beside it."""
    if state.lang is None:
        return ask(state.on_road(f"claim/{code}"), world)
    if mine := _own(code, world):
        return open_prompt(state, "mine", appointment_message(mine, world))
    if not name:
        return ask(state.on_road(f"claim/{code}"), world)
    return claim_turn(state, code, name, world)


def claim_turn(state: State, code: str, name: str, world: World) -> Turn:
    """The first name for a code; what is no name is asked again."""
    first_name = first_name_typed(name)
    if first_name is None:
        return ask(state, world, Say("booking.name_unclear"))
    return Turn(state, effects=(Claim(code, first_name),))


def claim_for_other(state: State, target: str) -> Turn:
    """It is for somebody else. `target` is CODE|NAME."""
    code, _, name = target.partition("|")
    return Turn(state, effects=(Claim(code, name, for_other=True),))


def on_claimed(state: State, event: Claimed, world: World) -> Turn:
    card = appointment_message(event.appointment, world, fresh=True)
    return open_prompt(state.off_road(), "mine", card, Say("claim.done"))


def on_not_claimed(state: State, event: NotClaimed, world: World) -> Turn:
    """One kind sentence, which gives nothing away, and who can help."""
    free = state.off_road()
    match event.why:
        case "has_one":
            rows = [(Button(Say("buttons.my_appointment"), "mine", durable=True),)]
            if not event.asked.for_other:
                target = f"{event.asked.code}|{event.asked.first_name}"
                rows.insert(0, (Button(Say("buttons.for_other"), "claim_other", target),))
            return open_prompt(free, "claim", Message((Say("claim.has_one"),), tuple(rows)))
        case "full":
            return ask(free, world, Say("booking.too_many"))
        case "too_many":
            return open_prompt(free, "claim", human_message(world, state.lang or "fr"), Say("claim.too_many"))
        case "unknown":
            return open_prompt(free, "claim", Message((Say("claim.unknown"),)))


def _own(code: str, world: World) -> Appointment | None:
    return next((mine for one in stored_codes(code) if (mine := world.appointment(one))), None)
