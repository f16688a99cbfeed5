"""Where a conversation stands, derived from its answers, today's content and the store.

Pure. Nothing here is kept: a correction, a language switch, a return after a week and an edited questionnaire are all
this one function run again. Answers whose question or choice is gone are left out, so that they are asked again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.content.conditions import NO_ADDRESS, OUTSIDE, holds
from bot.content.model import Content, Flow, Lang, Question
from bot.content.recommend import Advice, recommend
from bot.conversation.state import State
from bot.conversation.world import Appointment, Hold, World

SKIPPED = "-"
OTHER_PERSON = "other"

# The road that a question belongs to is content; these questions are known to the code because they have effects.
COMMUNE, NEAR, LANGUAGE, OFFICE, RECAP = "commune", "near", "language", "office", "recap"
FIRST_NAME, BENEFICIARY, AGREES = "first-name", "beneficiary", "agrees"


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
    | AtCancel
    | AtPrepared
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
        case "letter":
            return AtLetter()
        case "erase":
            return AtErase()
        case "move" | "cancel" | "prepare":
            return _on_appointment(state, world)
        case _:
            return AtMenu()


def known(answers: Mapping[str, str], content: Content, lang: Lang) -> dict[str, str]:
    """The answers that today's content still understands, as the recommendations read them.

    Who has no address is advised by the commune they are often near; the reception's language is the chat's unless
    something else was answered; a skipped question counts as unknown.
    """
    valid = {
        question_id: value
        for question_id, value in answers.items()
        if value != SKIPPED and _is_valid(content.questions.get(question_id), value, content)
    }
    if valid.get(COMMUNE) == NO_ADDRESS:
        valid.pop(COMMUNE)
        if NEAR in valid:
            valid[COMMUNE] = valid[NEAR]
    valid.pop(NEAR, None)
    valid.setdefault(LANGUAGE, lang)
    return valid


def used_questions(state: State, content: Content, flow: Flow) -> tuple[str, ...]:
    """The questions of a flow that were answered and still count, in the order of the flow."""
    steps = _steps(flow, content, state.given)
    return tuple(question for question in steps if _is_answered(state, content, question))


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
        return _with_hold(state, hold, for_other=for_other)
    for question in rules.asks_before:
        if question in world.content.questions and not _is_answered(state, world.content, question):
            return AtQuestion(question)
    return AtSlots(advice.organisation, _reception_lang(answers))


def _with_hold(state: State, hold: Hold, *, for_other: bool) -> Position:
    if for_other and not state.answer(AGREES):
        return AtQuestion(AGREES)
    if not state.answer(FIRST_NAME):
        return AtName(for_other)
    return AtConfirm(hold, state.answer(FIRST_NAME), for_other)


def _on_office(state: State, world: World, lang: Lang) -> Position:
    open_question = _first_open(state, world.content, "office")
    if open_question:
        return AtQuestion(open_question)
    answers = known(state.given, world.content, lang)
    if answers.get(COMMUNE) == OUTSIDE:
        return AtOutside()
    flow = world.content.flows["office"]
    if flow.recap and state.answer(RECAP) != "ok":
        return AtRecap(used_questions(state, world.content, flow))
    advice, second = _advice(state, world, answers)
    return AtOffice(advice, second) if advice else AtOutside()


def _on_appointment(state: State, world: World) -> Position:
    appointment = world.appointment(state.road_target)
    if appointment is None:
        return AtMenu()
    if state.road == "prepare":
        flow = world.content.flows.get("prepare")
        if flow and appointment.is_open:
            for question in _steps(flow, world.content, state.given):
                if not _is_answered(state, world.content, question):
                    return AtQuestion(question)
        return AtPrepared(appointment.code)
    if not appointment.is_open:
        return AtMenu()
    if state.road == "cancel":
        return AtCancel(appointment)
    if world.hold and world.hold.moves == appointment.code:
        return AtMove(world.hold, appointment)
    return AtSlots(appointment.office, appointment.reception_lang, moves=appointment.code)


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


def _reception_lang(answers: Mapping[str, str]) -> Lang:
    return "nl" if answers.get(LANGUAGE) == "nl" else "fr"


def _first_open(state: State, content: Content, flow_id: str) -> str:
    flow = content.flows.get(flow_id)
    # Whoever came through the poster of an office has chosen it: nothing needs to be asked to find one.
    if flow is None or (flow_id == "booking" and state.answer(OFFICE) in content.organisations):
        return ""
    for question in _steps(flow, content, state.given):
        if not _is_answered(state, content, question):
            return question
    return ""


def _steps(flow: Flow, content: Content, answers: Mapping[str, str]) -> Iterable[str]:
    """The questions of a flow that apply to this person."""
    for step in flow.steps:
        if step.question in content.questions and holds(step.when, answers):
            yield step.question


def _is_answered(state: State, content: Content, question_id: str) -> bool:
    value = state.answer(question_id)
    return bool(value) and (value == SKIPPED or _is_valid(content.questions.get(question_id), value, content))


def _is_valid(question: Question | None, value: str, content: Content) -> bool:
    if question is None:
        return False
    if question.answer == "choice":
        return question.choice(value) is not None
    if question.answer == "commune":
        special = value == OUTSIDE or (value == NO_ADDRESS and question.id == COMMUNE)
        commune_id, _, postcode = value.partition("/")
        commune = content.communes.get(commune_id)
        return special or (commune is not None and (not postcode or postcode in commune.postcodes))
    return True
