"""The heart: `step(state, event, world) -> Turn`. Pure; every event is answered, whatever the state.

It only sends each event to the module that owns its subject. The position is derived (`position.py`), what is asked
comes from `prompts.py`, free text from `free_text.py`, buttons from `buttons.py`, what became of effects from
`outcomes.py`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.booking.codes import claim_in
from bot.content.places.communes import commune_at
from bot.conversation import events
from bot.conversation.asked import COMMUNE, NEAR, OFFICE, used_questions
from bot.conversation.buttons import on_button
from bot.conversation.outcomes import on_outcome
from bot.conversation.position import AtQuestion, position_of
from bot.conversation.prompts import ask, open_prompt
from bot.conversation.recap import recap_lines
from bot.conversation.replies import Button, Message, Say
from bot.conversation.state import State, Turn
from bot.conversation.typed.commune import heard_commune
from bot.conversation.typed.free_text import on_text
from bot.conversation.world import World

# Silence under twelve hours goes on as if nothing had happened; after thirty days the answers are forgotten.
RESUME_AFTER = timedelta(hours=12)
FORGET_AFTER = timedelta(days=30)
ABOUT_APPOINTMENT = ("late", "cancel_booking", "move_booking", "my_booking")


def step(state: State, event: events.Event, world: World) -> Turn:
    """Answer one event."""
    if isinstance(event, events.PersonEvent):
        return _on_person(state, event, world)
    return on_outcome(state, event, world)


def _on_person(state: State, event: events.PersonEvent, world: World) -> Turn:
    silence = world.now - world.last_seen_at if world.last_seen_at else timedelta(0)
    if silence > FORGET_AFTER:
        state = State(lang=state.lang, prompt=replace(state.prompt, about="", offered=()))
    match event:
        case events.Started(payload):
            return _on_start(state, payload, world)
        case events.Text():
            if RESUME_AFTER < silence <= FORGET_AFTER and state.road and not _cannot_wait(event):
                return _resume(state, world)
            return on_text(state, event, world)
        case events.Command(name):
            return _on_command(state, name, world)
        case events.ButtonPressed(data):
            return on_button(state, data, world)
        case events.LocationShared():
            return _on_location(state, event, world)
        case events.ContactShared():
            return _on_contact(state, event, world)
        case events.MediaSent(_, caption):
            if caption and (caption.match.danger or caption.match.sure):
                return _on_person(state, caption, world)
            return _on_media(state, world)
        case events.Left():
            return Turn(state)


def _cannot_wait(event: events.Text) -> bool:
    """Danger, the code of an appointment, and what somebody has to say about theirs come before "On reprend ?"."""
    match = event.match
    about_appointment = match.kind == "intent" and match.id in ABOUT_APPOINTMENT and match.sure
    return bool(match.danger or about_appointment or match.universal == "late" or claim_in(event.text))


def _on_start(state: State, payload: str, world: World) -> Turn:
    """A fresh start; what a poster's link carries fills the office."""
    fresh = State(lang=state.lang, prompt=state.prompt)
    if payload in world.content.organisations:
        fresh = fresh.with_answer(OFFICE, payload).on_road("book")
        commune = world.content.organisations[payload].commune
        if commune:
            fresh = fresh.with_answer(COMMUNE, commune)
    if state.lang is None:
        return ask(fresh, world)
    # Whoever starts again chooses the language again: the phone may be in other hands.
    return ask(replace(fresh, lang=None), world)


def _on_command(state: State, name: str, world: World) -> Turn:
    """A command is the button of the same meaning."""
    meaning = {
        "menu": "=menu",
        "stop": "=menu",
        "help": "=help",
        "aide": "=help",
        "hulp": "=help",
        "langue": "=language",
        "taal": "=language",
        "rdv": "=mine",
        "afspraak": "=mine",
        "personne": "=human",
        "mens": "=human",
        "effacer": "=erase",
        "wissen": "=erase",
        "privacy": "=privacy",
        "settings": "=language",
    }.get(name)
    if meaning is None:
        return ask(state, world, Say("start.unknown_command"))
    return on_button(state, meaning, world)


def _on_location(state: State, event: events.LocationShared, world: World) -> Turn:
    commune = commune_at(world.content, event.latitude, event.longitude)
    where = position_of(state, world)
    if not (isinstance(where, AtQuestion) and where.question in (COMMUNE, NEAR)):
        return ask(state, world, Say("start.location_unasked"))
    return ask(state.with_answer(where.question, commune), world, heard_commune(commune))


def _on_contact(state: State, event: events.ContactShared, world: World) -> Turn:
    where = position_of(state, world)
    if not (isinstance(where, AtQuestion) and where.question == "phone"):
        return ask(state, world, Say("start.contact_unasked"))
    if not event.is_own:
        return ask(state, world, Say("booking.contact_of_other"))
    return on_button(state, f"=give_phone:{event.phone}", world)


def _on_media(state: State, world: World) -> Turn:
    """A photo is never downloaded: is it a letter?"""
    if state.lang is None:
        return ask(state, world)
    message = Message(
        (Say("letter.is_it_a_letter"),),
        (
            (Button(Say("buttons.yes_letter"), "letter", durable=True),),
            (Button(Say("buttons.no_continue"), "continue", durable=True),),
        ),
    )
    return open_prompt(state, "media", message)


def _resume(state: State, world: World) -> Turn:
    """Back after half a day or more: "On reprend ?" before anything else."""
    flow = world.content.flows.get({"office": "office", "prepare": "prepare"}.get(state.road, "booking"))
    answered = used_questions(state, world.content, flow) if flow else ()
    return open_prompt(
        state,
        "resume",
        Message(
            (Say("start.resume"), *recap_lines(answered, state, world)),
            (
                (Button(Say("buttons.continue"), "continue", durable=True),),
                (Button(Say("buttons.restart"), "restart", durable=True),),
            ),
        ),
    )
