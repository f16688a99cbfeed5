"""Three things that a person may tell the office beforehand, each one tap to put and one to take off.

Pure. Nobody is asked why: never about health. What the office itself says on the point is shown at that moment.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.booking.notes import NOTES, Note
from bot.content.model import Lang
from bot.conversation.effects import TellStaff
from bot.conversation.events import StaffTold
from bot.conversation.offices.cards import contact_rows
from bot.conversation.prompts import open_prompt, outdated
from bot.conversation.replies import Button, Message, Rows, Say
from bot.conversation.state import State, Turn
from bot.conversation.world import Appointment, World

VERBS = ("note_on", "note_off")


def notes_message(appointment: Appointment, *before: Say) -> Message:
    """The three notes, those that are set with the way to take them off."""
    version = f"{appointment.code}.{appointment.version}"
    rows = []
    for note in NOTES:
        is_set = note in appointment.notes
        label, verb = (f"note_off_{note}", "note_off") if is_set else (f"note_{note}", "note_on")
        rows.append((Button(Say(f"buttons.{label}"), verb, f"{version}.{note}", durable=True),))
    rows.append((Button(Say("buttons.my_appointment"), "card", version, durable=True),))
    parts = (*before, *note_lines(appointment)) if before else (Say("notes.ask"), *note_lines(appointment))
    return Message(parts, tuple(rows))


def note_lines(appointment: Appointment) -> tuple[Say, ...]:
    """What the office knows, a line each."""
    return tuple(Say(f"notes.set_{note}") for note in appointment.notes)


def tell_staff(state: State, verb: str, code: str, note: str, world: World) -> Turn:
    """A note was tapped."""
    known = next((one for one in NOTES if one == note), None)
    if known is None:
        return outdated(state, world)
    return Turn(state, effects=(TellStaff(code, known, verb == "note_on"),))


def on_staff_told(state: State, told: StaffTold, world: World) -> Turn:
    """It is noted, or taken off; with what the office says, or that nobody knows."""
    if not told.is_on:
        return _shown(state, notes_message(told.appointment, Say("notes.taken_off")))
    organisation = world.content.organisations.get(told.appointment.office)
    said = _office_says(told.note, told.appointment, world)
    parts = [Say("notes.told")]
    calls: Rows = ()
    if said:
        parts.append(Say("notes.office_says", {"text": said}))
    elif told.note != "companion" and organisation and organisation.phone:
        parts.append(Say(f"notes.{told.note}_unknown"))
        calls = contact_rows(organisation)
    message = notes_message(told.appointment, *parts)
    return _shown(state, replace(message, rows=(*calls, *message.rows)))


def _shown(state: State, message: Message) -> Turn:
    """The place is kept: who was asked something goes on from there."""
    onward = ((Button(Say("buttons.continue"), "continue", durable=True),),) if state.road else ()
    return open_prompt(state, state.prompt.about or "mine", replace(message, rows=(*message.rows, *onward)))


def _office_says(note: Note, appointment: Appointment, world: World) -> str:
    rules = world.rules(appointment.office)
    texts: Mapping[Note, Mapping[Lang, str]] = {"companion": rules.companion, "interpreter": rules.interpreter}
    said = texts.get(note, {})
    return said.get(appointment.reception_lang) or next(iter(said.values()), "")
