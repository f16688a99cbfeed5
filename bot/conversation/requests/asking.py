"""Asking an office for a time, and answering what it proposes.

Pure. The person picks up to three half-days, says for whom it is, and sends it; what became of it is in the store.
"""

from __future__ import annotations

from datetime import date, timedelta

from bot.booking.calendar import day_of
from bot.booking.half_days import half_day_from
from bot.booking.promises import promise_of
from bot.conversation import asked
from bot.conversation import position as at
from bot.conversation.effects import AcceptProposal, AskAgain, Cancel, Effect, FindHalfDays, SendRequest
from bot.conversation.events import HalfDaysFound
from bot.conversation.prompts import ask, open_prompt, outdated
from bot.conversation.replies import Clock, Say
from bot.conversation.requests.messages import request_card
from bot.conversation.requests.prompts import half_days_message
from bot.conversation.requests.wishes import (
    HALF_DAYS_DONE,
    AtHalfDays,
    AtRequest,
    wished,
    with_wishes,
    without_wishes,
)
from bot.conversation.state import Offered, State, Turn
from bot.conversation.world import Appointment, World
from bot.language.typed_dates import read_date

ONE_DAY = timedelta(days=1)
# What a tap on the card of a request, or under a message about it, can mean.
CARD_VERBS = ("accept", "again", "wait", "elsewhere")


def on_request_button(state: State, offered: Offered, world: World) -> Turn:
    """A one-shot button on the way to a request."""
    where = at.position_of(state, world)
    match offered.verb:
        case "request" if offered.target in world.content.organisations:
            chosen = without_wishes(state).with_answer(asked.OFFICE, offered.target)
            return ask(chosen.on_road(f"request/{offered.target}"), world)
        case "half_day" if (picked := half_day_from(offered.target)) and isinstance(where, AtHalfDays):
            return ask(with_wishes(state, {*wished(state, world), picked}), world)
        case "half_days_done" if isinstance(where, AtHalfDays):
            return ask(state.with_answer(HALF_DAYS_DONE, "yes"), world)
        case "half_days_after" if isinstance(where, AtHalfDays):
            return Turn(state, effects=(FindHalfDays(where.office, _day(offered.target)),))
        case "half_days_anew":
            return ask(without_wishes(state), world)
        case "send_request" if isinstance(where, AtRequest):
            return Turn(state, effects=(_sent(state, where, world),))
        case "confirm_elsewhere":
            appointment = world.appointment(offered.target)
            if appointment and appointment.is_open and state.road == "elsewhere":
                return Turn(state, effects=(Cancel(appointment.code, appointment.version),))
    return outdated(state, world)


def on_card_button(state: State, verb: str, appointment: Appointment, world: World) -> Turn:
    """A tap under a request or a proposal that is still what the message said."""
    if appointment.status not in ("requested", "proposed"):
        return show_request(state, appointment, world, Say("booking.changed_since"))
    match verb:
        case "accept" if appointment.status == "proposed":
            return Turn(state, effects=(AcceptProposal(appointment.code, appointment.version),))
        case "again":
            return ask(without_wishes(state).on_road(f"again/{appointment.code}"), world)
        case "elsewhere":
            return ask(state.on_road(f"elsewhere/{appointment.code}"), world)
        case "wait":
            return show_request(state.off_road(), appointment, world, Say("requests.waits"))
        case _:
            return show_request(state, appointment, world, Say("booking.changed_since"))


def back_on_request(state: State, world: World) -> Turn:
    """One answer back: who it is for, then the half-days, then the card of the office."""
    if state.answer(HALF_DAYS_DONE) and state.road == "request" and state.answer(asked.FIRST_NAME):
        return ask(state.without(asked.FIRST_NAME, asked.BENEFICIARY, asked.AGREES), world)
    if wished(state, world):
        return ask(without_wishes(state), world)
    return ask(state.on_road("book") if state.road == "request" else state.off_road(), world)


def half_days_typed(state: State, text: str, where: AtHalfDays, world: World) -> Turn | None:
    """A day that is typed: the half-days from it on. None when it is no day at all."""
    if state.lang is None:
        return None
    read = read_date(text, state.lang, day_of(world.now))
    if read.kind == "refused":
        return ask(state, world, Say("booking.date_unclear"))
    if read.kind not in ("found", "ambiguous"):
        return None
    by = promise_of(world.now).answer_by
    # Of two days that may be meant, the earlier that can be wished for: both are further on than it.
    first = min([day for day in read.days if day > day_of(by)] or read.days)
    said = Say("booking.looking_at", {"day": first})
    if first <= day_of(by):
        # The office may need until then to answer: no such day can be wished for.
        said = Say("requests.answers_first", {"day": day_of(by), "time": Clock(by)})
    return Turn(state, (said,), (FindHalfDays(where.office, first - ONE_DAY),))


def half_days_prompt(state: State, found: HalfDaysFound, world: World) -> Turn:
    """The half-days that were looked for, less those already chosen."""
    return open_prompt(state, "half_days", half_days_message(found, wished(state, world), world))


def on_requested(state: State, appointment: Appointment, world: World) -> Turn:
    """It has gone to the office: screen 7, with the hour by which the person hears from us."""
    kept = without_wishes(state).without(asked.OFFICE, asked.RECAP).off_road()
    return show_request(kept, appointment, world)


def on_refused(state: State, office: str, world: World) -> Turn:
    """The office answers no requests any more: what it allows now."""
    said = Say("requests.refused")
    return ask(without_wishes(state).with_answer(asked.OFFICE, office).on_road("book"), world, said)


def on_taken_back(state: State, appointment: Appointment, world: World) -> Turn:
    """A request is no more; who wanted another office goes on there."""
    said = Say("requests.taken_back", {"code": appointment.code})
    if state.road != "elsewhere":
        return ask(state.off_road(), world, said)
    other = at.other_office(state, world, appointment.office)
    onward = state.with_answer(asked.OFFICE, other) if other else state.without(asked.OFFICE, asked.COMMUNE)
    return ask(onward.on_road("book"), world, said)


def show_request(state: State, appointment: Appointment, world: World, *first: Say) -> Turn:
    """The card of a request as the prompt."""
    return open_prompt(state, "mine", request_card(appointment, world), *first)


def _sent(state: State, where: AtRequest, world: World) -> Effect:
    if where.again:
        appointment = world.appointment(where.again)
        return AskAgain(where.again, appointment.version if appointment else 0, where.wished)
    answers = asked.known(state.given, world.content, state.lang or "fr")
    told = (asked.COMMUNE, *asked.prepare_questions(world.content))
    return SendRequest(
        office=where.office,
        half_days=where.wished,
        first_name=where.first_name,
        for_other=where.for_other,
        lang=state.lang or "fr",
        reception_lang=where.lang,
        details={key: answers[key] for key in told if key in answers},
        request_key=f"request.{state.prompt.number}",
        other_office=at.other_office(state, world, where.office),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
