"""What was asked and answered, as today's content understands it: which questions apply, which answers still count.

Pure. Answers whose question or choice is gone are left out, so that they are asked again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.content.conditions import NO_ADDRESS, OUTSIDE, holds
from bot.content.model import Content, Flow, Lang, Question
from bot.conversation.state import State
from bot.conversation.world import World

SKIPPED = "-"
OTHER_PERSON = "other"

# The road that a question belongs to is content; these questions are known to the code because they have effects.
COMMUNE, NEAR, LANGUAGE, OFFICE, RECAP = "commune", "near", "language", "office", "recap"
FIRST_NAME, BENEFICIARY, AGREES, REGISTERED = "first-name", "beneficiary", "agrees", "registered"


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


def may_skip(question: Question, state: State) -> bool:
    """Whether a question may be passed over: all that is asked after the time is safe may."""
    return question.skip or state.road == "prepare"


def prepare_questions(content: Content) -> tuple[str, ...]:
    """What helps the counsellor prepare."""
    flow = content.flows.get("prepare")
    return tuple(step.question for step in flow.steps) if flow else ()


def for_oneself(state: State, content: Content) -> State:
    """What was said about somebody who was helped is left behind; all else stays known."""
    if state.answer(BENEFICIARY) != OTHER_PERSON:
        return state
    return state.without(FIRST_NAME, BENEFICIARY, AGREES, *prepare_questions(content))


def for_somebody(state: State, world: World) -> State:
    """For somebody else, who is to agree and to be named. What was said before an own appointment was about oneself."""
    about_oneself = prepare_questions(world.content) if world.own_appointment else ()
    return state.without(FIRST_NAME, AGREES, *about_oneself).with_answer(BENEFICIARY, OTHER_PERSON)


def used_questions(state: State, content: Content, flow: Flow) -> tuple[str, ...]:
    """The questions of a flow that were answered and still count, in the order of the flow."""
    steps = steps_of(flow, content, state.given)
    return tuple(question for question in steps if is_answered(state, content, question))


def steps_of(flow: Flow, content: Content, answers: Mapping[str, str]) -> Iterable[str]:
    """The questions of a flow that apply to this person."""
    for step in flow.steps:
        if step.question in content.questions and holds(step.when, answers):
            yield step.question


def is_answered(state: State, content: Content, question_id: str) -> bool:
    """Whether a question was answered, or passed over, in a way that today's content understands."""
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
