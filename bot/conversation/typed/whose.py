"""Whose appointment, where one chat looks after several: the one whose first name is written, else it is asked.

Pure. Also the first name of somebody who is helped, written where their agreement is asked for.
"""

from __future__ import annotations

from bot.conversation import asked
from bot.conversation import position as at
from bot.conversation.appointments.cards import my_booking
from bot.conversation.durable import on_durable
from bot.conversation.prompts import ask, open_prompt
from bot.conversation.replies import Button, Message, Say
from bot.conversation.state import State, Turn
from bot.conversation.typed.choices import first_name_typed
from bot.conversation.world import Appointment, World
from bot.language.clean import fold

ABOUT = "whose"
# What a wish means on the card of an appointment, and on that of a request.
_VERBS = {"cancel_booking": "cancel", "move_booking": "move", "late": "late", "my_booking": "card"}
_OF_REQUEST = {"move": "again", "late": "card"}
MOST_WORDS_OF_A_NAME = 2


def whose_turn(state: State, intent: str, text: str, world: World) -> Turn:
    """Do what is wanted with the appointment that is named; ask which one when none is, or show all of them."""
    mine = world.open_appointments
    verb = _VERBS.get(intent, "card")
    one = _named(text, mine)
    if one:
        return on_durable(state, _verb(verb, one), f"{one.code}.{one.version}", world)
    if len(mine) < 2 or verb == "card":
        return my_booking(state, world)
    rows = tuple((Button(_label(one), _verb(verb, one), f"{one.code}.{one.version}", durable=True),) for one in mine)
    return open_prompt(state.off_road(), ABOUT, Message((Say("booking.whose"),), rows))


def whose_typed(state: State, text: str, world: World) -> Turn | None:
    """The first name that is typed where it is asked whose appointment is meant."""
    one = _named(text, world.open_appointments) if state.prompt.about == ABOUT else None
    button = next((b for b in state.prompt.durable if one and b.target == f"{one.code}.{one.version}"), None)
    return on_durable(state, button.verb, button.target, world) if button else None


def name_before_agreement(state: State, text: str, world: World) -> Turn | None:
    """A first name written where the agreement of its bearer is asked for: noted, and the question is asked again."""
    where = at.position_of(state, world)
    if not (isinstance(where, at.AtQuestion) and where.question == asked.AGREES):
        return None
    if len(text.split()) > MOST_WORDS_OF_A_NAME or not text[:1].isupper():
        return None
    name = first_name_typed(text)
    if name is None:
        return None
    return ask(state.with_answer(asked.FIRST_NAME, name), world, Say("booking.heard_name", {"name": name}))


def _named(text: str, mine: tuple[Appointment, ...]) -> Appointment | None:
    words = f" {fold(text)} "
    named = [one for one in mine if one.first_name and f" {fold(one.first_name)} " in words]
    return named[0] if len(named) == 1 and len(mine) > 1 else None


def _verb(verb: str, appointment: Appointment) -> str:
    return verb if appointment.status == "booked" else _OF_REQUEST.get(verb, verb)


def _label(appointment: Appointment) -> Say | str:
    if appointment.starts_at is None:
        return appointment.first_name
    return Say("booking.whose_one", {"name": appointment.first_name, "moment": appointment.starts_at})
