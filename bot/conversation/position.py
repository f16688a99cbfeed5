"""Where a conversation stands, derived from its answers, today's content and the store.

Pure. Nothing here is kept: a correction, a language switch, a return after a week and an edited questionnaire are all
this one function run again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.content.conditions import OUTSIDE
from bot.content.model import Content, Lang
from bot.content.recommend import Advice, recommend
from bot.conversation.asked import (
    AGREES,
    BENEFICIARY,
    COMMUNE,
    FIRST_NAME,
    LANGUAGE,
    OFFICE,
    OTHER_PERSON,
    RECAP,
    is_answered,
    known,
    steps_of,
    used_questions,
)
from bot.conversation.requests.wishes import AtElsewhere, AtFixedTime, AtHalfDays, AtRequest, is_done, wished
from bot.conversation.state import State
from bot.conversation.world import Appointment, Hold, World


@dataclass(frozen=True, slots=True)
class AtMenu:
    """On no road."""


@dataclass(frozen=True, slots=True)
class AtLanguage:
    """No language was chosen yet."""


@dataclass(frozen=True, slots=True)
class AtQuestion:
    question: str


@dataclass(frozen=True, slots=True)
class AtRecap:
    questions: tuple[str, ...]  # those answered on this road, in order


@dataclass(frozen=True, slots=True)
class AtOffice:
    """An office is advised. `second` is never empty unless the content has no other."""

    advice: Advice
    second: Advice | None


@dataclass(frozen=True, slots=True)
class AtOutside:
    """The person lives outside Brussels."""


@dataclass(frozen=True, slots=True)
class AtSlots:
    office: str
    lang: Lang
    moves: str = ""  # the code of the appointment being moved


@dataclass(frozen=True, slots=True)
class AtName:
    """A time is held; whose is it? `for_other`: the first name of somebody else is asked."""

    for_other: bool


@dataclass(frozen=True, slots=True)
class AtConfirm:
    hold: Hold
    first_name: str
    for_other: bool
    lang: Lang  # of the reception


@dataclass(frozen=True, slots=True)
class AtMove:
    hold: Hold
    appointment: Appointment


@dataclass(frozen=True, slots=True)
class AtExisting:
    """There is an open appointment already: keep or change it."""

    appointment: Appointment


@dataclass(frozen=True, slots=True)
class AtCancel:
    appointment: Appointment


@dataclass(frozen=True, slots=True)
class AtPrepared:
    """All that helps the counsellor was asked."""

    code: str


@dataclass(frozen=True, slots=True)
class AtClaim:
    """A code was typed: whose first name is on it?"""

    code: str


@dataclass(frozen=True, slots=True)
class AtLetter:
    """Who sent the letter?"""


@dataclass(frozen=True, slots=True)
class AtErase:
    """Erase everything: sure?"""


Position = (
    AtMenu
    | AtLanguage
    | AtQuestion
    | AtRecap
    | AtOffice
    | AtOutside
    | AtSlots
    | AtName
    | AtConfirm
    | AtMove
    | AtExisting
    | AtHalfDays
    | AtRequest
    | AtElsewhere
    | AtFixedTime
    | AtCancel
    | AtPrepared
    | AtClaim
    | AtLetter
    | AtErase
)


def position_of(state: State, world: World) -> Position:
    """Where `state` stands in `world`."""
    if state.lang is None:
        return AtLanguage()
    match state.road:
        case "book":
            return _on_book(state, world, state.lang)
        case "office":
            return _on_office(state, world, state.lang)
        case "request":
            return _on_request(state, world, state.lang)
        case "letter":
            return AtLetter()
        case "erase":
            return AtErase()
        case "claim":
            return AtMenu() if world.appointment(state.road_target) else AtClaim(state.road_target)
        case "move" | "cancel" | "prepare" | "again" | "elsewhere":
            return _on_appointment(state, world)
        case _:
            return AtMenu()


def _on_book(state: State, world: World, lang: Lang) -> Position:
    # An appointment that exists is shown before anything is asked, except to somebody who helps another person.
    for_other = state.answer(BENEFICIARY) == OTHER_PERSON
    existing = world.own_appointment
    if existing and not for_other:
        return AtExisting(existing)
    open_question = _first_open(state, world.content, "booking")
    if open_question:
        return AtQuestion(open_question)
    answers = known(state.given, world.content, lang)
    if answers.get(COMMUNE) == OUTSIDE and not state.answer(OFFICE):
        return AtOutside()
    advice, second = _advice(state, world, answers)
    if advice is None:
        return AtOutside()
    rules = world.rules(advice.organisation)
    if rules.mode != "slots":
        return AtOffice(advice, second)
    hold = world.hold
    if hold and not hold.moves and hold.slot.office == advice.organisation:
        return _with_hold(state, hold, reception_lang(hold.slot.office, answers, world), for_other=for_other)
    for question in rules.asks_before:
        if question in world.content.questions and not is_answered(state, world.content, question):
            return AtQuestion(question)
    return AtSlots(advice.organisation, reception_lang(advice.organisation, answers, world))


def _on_request(state: State, world: World, lang: Lang) -> Position:
    """Asking an office for a time, which answers with one."""
    office, for_other = state.road_target, state.answer(BENEFICIARY) == OTHER_PERSON
    existing = world.own_appointment
    if existing and not for_other:
        return AtExisting(existing)
    answers = known(state.given, world.content, lang)
    if world.rules(office).mode != "request":
        # It answers no requests any more: what it allows now is on its card.
        advice, second = _advice(state, world, answers)
        return AtOffice(advice, second) if advice else AtOutside()
    if not is_done(state, world):
        return AtHalfDays(office, wished(state, world))
    if for_other and not state.answer(AGREES):
        return AtQuestion(AGREES)
    if not state.answer(FIRST_NAME):
        return AtName(for_other)
    spoken = reception_lang(office, answers, world)
    return AtRequest(office, wished(state, world), state.answer(FIRST_NAME), for_other, spoken)


def _with_hold(state: State, hold: Hold, lang: Lang, *, for_other: bool) -> Position:
    if for_other and not state.answer(AGREES):
        return AtQuestion(AGREES)
    if not state.answer(FIRST_NAME):
        return AtName(for_other)
    return AtConfirm(hold, state.answer(FIRST_NAME), for_other, lang)


def _on_office(state: State, world: World, lang: Lang) -> Position:
    open_question = _first_open(state, world.content, "office")
    if open_question:
        return AtQuestion(open_question)
    answers = known(state.given, world.content, lang)
    if answers.get(COMMUNE) == OUTSIDE:
        return AtOutside()
    flow = world.content.flows.get("office")
    if flow and flow.recap and state.answer(RECAP) != "ok":
        return AtRecap(used_questions(state, world.content, flow))
    advice, second = _advice(state, world, answers)
    return AtOffice(advice, second) if advice else AtOutside()


def _on_appointment(state: State, world: World) -> Position:
    appointment = world.appointment(state.road_target)
    if appointment is None:
        return AtMenu()
    if state.road == "prepare":
        if not appointment.is_open:
            return AtMenu()
        flow = world.content.flows.get("prepare")
        if flow:
            for question in steps_of(flow, world.content, state.given):
                if not is_answered(state, world.content, question):
                    return AtQuestion(question)
        return AtPrepared(appointment.code)
    if not appointment.is_open:
        return AtMenu()
    if state.road == "cancel":
        return AtCancel(appointment)
    if state.road in ("again", "elsewhere"):
        return _on_asked(state, world, appointment)
    if world.hold and world.hold.moves == appointment.code:
        return AtMove(world.hold, appointment)
    if world.rules(appointment.office).mode == "request":
        return AtFixedTime(appointment)
    return AtSlots(appointment.office, appointment.reception_lang, moves=appointment.code)


def _on_asked(state: State, world: World, asked_for: Appointment) -> Position:
    """A request, or a proposal, that the person would have otherwise."""
    if asked_for.status == "booked":
        return AtExisting(asked_for)
    if state.road == "elsewhere":
        return AtElsewhere(asked_for, other_office(state, world, asked_for.office))
    if not is_done(state, world):
        return AtHalfDays(asked_for.office, wished(state, world), again=asked_for.code)
    return AtRequest(
        asked_for.office,
        wished(state, world),
        asked_for.first_name,
        asked_for.for_other,
        asked_for.reception_lang,
        again=asked_for.code,
    )


def _advice(state: State, world: World, answers: Mapping[str, str]) -> tuple[Advice | None, Advice | None]:
    """The office chosen by the person, else the first advice; and another one."""
    advised = recommend(world.content, answers)
    chosen = state.answer(OFFICE)
    if chosen in world.content.organisations:
        same = next((one for one in advised if one.organisation == chosen), None)
        first: Advice | None = same or Advice(recommendation="", organisation=chosen, distance_km=None)
    else:
        first = advised[0] if advised else None
    second = next((one for one in advised if first is None or one.organisation != first.organisation), None)
    return first, second


def reception_lang(office: str, answers: Mapping[str, str], world: World) -> Lang:
    """The language asked for; in an office chosen by name that does not speak it, the one that is spoken there."""
    wanted: Lang = "nl" if answers.get(LANGUAGE) == "nl" else "fr"
    spoken = world.rules(office).languages
    return wanted if wanted in spoken or not spoken else min(spoken)


def other_office(state: State, world: World, office: str) -> str:
    """Another office that is advised to this person, or an empty string."""
    advised = recommend(world.content, known(state.given, world.content, state.lang or "fr"))
    return next((one.organisation for one in advised if one.organisation != office), "")


def _first_open(state: State, content: Content, flow_id: str) -> str:
    flow = content.flows.get(flow_id)
    # Whoever came through the poster of an office has chosen it: nothing needs to be asked to find one.
    if flow is None or (flow_id == "booking" and state.answer(OFFICE) in content.organisations):
        return ""
    for question in steps_of(flow, content, state.given):
        if not is_answered(state, content, question):
            return question
    return ""
