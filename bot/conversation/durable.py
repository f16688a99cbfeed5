"""Durable buttons: they work for ever, from any message, and show what stands now when things have changed. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation import asked
from bot.conversation.answering import answer_turn
from bot.conversation.appointments.cards import appointment_message, my_booking, phone_given
from bot.conversation.appointments.slots import find_again
from bot.conversation.appointments.staff_notes import VERBS as NOTE_VERBS
from bot.conversation.appointments.staff_notes import notes_message, tell_staff
from bot.conversation.appointments.waiting import VERBS as WAITING_VERBS
from bot.conversation.appointments.waiting import on_waiting_button
from bot.conversation.effects import GiveOpinion, TellComing, TellLate
from bot.conversation.endangered import danger_turn
from bot.conversation.offices.cards import (
    counter_message,
    followed_message,
    human_message,
    number_of,
    organisation_message,
)
from bot.conversation.privacy import privacy_message
from bot.conversation.prompts import ask, language_message, open_prompt, outdated, share_turn
from bot.conversation.replies import (
    Button,
    CalendarFile,
    ContactCard,
    LanguageChosen,
    Map,
    Message,
    Reply,
    Say,
)
from bot.conversation.requests.asking import CARD_VERBS, on_card_button
from bot.conversation.state import State, Turn
from bot.conversation.world import World

APPOINTMENT_VERBS = (
    "card", "move", "cancel", "late", "coming", "calendar", "prepare", "visit", "notes", *NOTE_VERBS, *CARD_VERBS,
)  # fmt: skip


def on_durable(state: State, verb: str, target: str, world: World) -> Turn:
    content = world.content
    if verb == "lang" and target in ("fr", "nl"):
        return _switch(state, target, world)
    if state.lang is None and verb != "continue":
        return ask(state, world)
    lang = state.lang or "fr"
    match verb:
        case "menu":
            return ask(state.off_road(), world)
        case "book" | "office" | "letter":
            fresh = asked.for_oneself(state, content).without(asked.RECAP, asked.OFFICE)
            return ask(fresh.on_road(verb), world)
        case "continue" | "help":
            return ask(state, world, *((Say("start.help"),) if verb == "help" else ()))
        case "restart":
            return ask(State(lang=state.lang, prompt=state.prompt), world)
        case "human":
            return ask_after(state, human_message(world, lang))
        case "language":
            return open_prompt(state, "language", language_message())
        case "erase":
            return ask(state.on_road("erase"), world)
        case "danger":
            return danger_turn(state)
        case "mine":
            return my_booking(state, world)
        case "answer" | "section" if target.partition("#")[0] in content.answers:
            return answer_turn(state, target, world)
        case "share_location" | "share_phone":
            return share_turn(state, verb, world)
        case "give_phone":
            return phone_given(state, target, world)
        case "privacy":
            return ask_after(state, privacy_message(world, lang))
    if verb in WAITING_VERBS:
        return on_waiting_button(state, verb, target, world)
    organisation_id, _, commune = target.partition("/")
    organisation = content.organisations.get(organisation_id)
    if organisation:
        match verb:
            case "organisation":
                return ask_after(state, organisation_message(organisation, state, world))
            case "call":
                if not number_of(organisation, commune):
                    return ask_after(state, organisation_message(organisation, state, world))
                return Turn(state, (ContactCard(organisation.id, commune),))
            case "map":
                return Turn(state, (Map(organisation.id),))
            case "followed":
                return ask_after(state, followed_message(organisation, world))
            case "show":
                return ask_after(state, counter_message(organisation, state))
            case "book_at":
                return ask(state.with_answer(asked.OFFICE, organisation.id).on_road("book"), world)
    return _on_appointment_button(state, verb, target, world)


def _on_appointment_button(state: State, verb: str, target: str, world: World) -> Turn:
    """A button under an appointment; `target` is CODE.VERSION. An old version shows what stands now."""
    code, _, version = target.partition(".")
    version, _, note = version.partition(".")
    appointment = world.appointment(code)
    if verb not in APPOINTMENT_VERBS or appointment is None:
        return outdated(state, world)
    if verb == "visit":
        # The question of the day after: `version` carries the answer, which is only counted.
        thanks = ask(state, world, Say("staff.visit_thanks"))
        return replace(thanks, effects=(*thanks.effects, GiveOpinion(code, version)))
    if verb == "calendar" and appointment.starts_at and appointment.is_open:
        return Turn(state, (CalendarFile(code),))
    if verb == "card":
        return ask_after(state, appointment_message(appointment, world))
    if appointment.status == "booked" and appointment.has_started(world.now):
        return ask_after(state, appointment_message(appointment, world), Say("booking.started"))
    if verb == "accept" and appointment.status == "requested":
        return ask_after(state, appointment_message(appointment, world), Say("requests.not_proposed_any_more"))
    if not appointment.is_open or str(appointment.version) != version or appointment.has_started(world.now):
        return ask_after(state, appointment_message(appointment, world), Say("booking.changed_since"))
    if verb in CARD_VERBS or (appointment.status != "booked" and verb != "cancel"):
        return on_card_button(state, verb, appointment, world)
    match verb:
        case "notes":
            return ask_after(state, notes_message(appointment))
        case "note_on" | "note_off":
            return tell_staff(state, verb, code, note, world)
        case "move":
            return find_again(state.on_road(f"move/{code}"), world, drop=world.hold is not None)
        case "cancel":
            return ask(state.on_road(f"cancel/{code}"), world)
        case "late":
            return Turn(state, effects=(TellLate(code, appointment.version),))
        case "coming":
            return Turn(state, effects=(TellComing(code, appointment.version),))
        case _:
            return ask(state.on_road(f"prepare/{code}"), world)


def _switch(state: State, lang: str, world: World) -> Turn:
    """Another language, the same place: who was offered an office is received there as before."""
    if state.road in ("book", "request") and state.lang and (state.answer(asked.COMMUNE) or state.answer(asked.OFFICE)):
        answers = asked.known(state.given, world.content, state.lang)
        state = state.with_answer(asked.LANGUAGE, answers[asked.LANGUAGE])
    chosen: State = replace(state, lang="nl" if lang == "nl" else "fr", misses=0)
    return ask(chosen, world, LanguageChosen("nl" if lang == "nl" else "fr"))


def ask_after(state: State, message: Message, *first: Reply) -> Turn:
    """Show a message and keep the place: [Continuer] comes back to the question."""
    return open_prompt(state, state.prompt.about or "aside", _with_continue(message), *first)


def _with_continue(message: Message) -> Message:
    if any(button.verb == "continue" for row in message.rows for button in row):
        return message
    return replace(message, rows=(*message.rows, (Button(Say("buttons.continue"), "continue", durable=True),)))
