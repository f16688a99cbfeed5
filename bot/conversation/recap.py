"""What was answered so far, shown to be confirmed or corrected. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from bot.content.conditions import NO_ADDRESS, OUTSIDE
from bot.conversation import asked
from bot.conversation.replies import Button, Choice, CommuneName, Message, Say, Value
from bot.conversation.state import State
from bot.conversation.world import World


def recap_message(questions: Iterable[str], state: State, world: World) -> Message:
    """What was understood, a line each, to be confirmed or corrected."""
    return Message(
        (Say("recap.intro"), *recap_lines(questions, state, world), Say("recap.all_right")),
        ((Button(Say("buttons.yes_right"), "answer", f"{asked.RECAP}=ok"),), (Button(Say("buttons.correct"), "fix"),)),
    )


def recap_lines(questions: Iterable[str], state: State, world: World) -> tuple[Say, ...]:
    """What was answered, a line each."""
    return tuple(
        Say("recap.line", {"question": Say(f"recap:{question}"), "answer": shown_answer(question, state, world)})
        for question in questions
    )


def fix_message(questions: Iterable[str], *, hold: bool) -> Message:
    """Which answer is to be changed? With a time held, the time is one of them."""
    rows = [(Button(Say(f"recap:{question}"), "correct", question),) for question in questions]
    if hold:
        rows.insert(0, (Button(Say("buttons.other_time"), "other_times"),))
    return Message((Say("recap.fix"),), (*rows, (Button(Say("buttons.back"), "again"),)))


def shown_answer(question_id: str, state: State, world: World) -> Value:
    """An answer as people read it."""
    value = state.answer(question_id)
    question = world.content.questions.get(question_id)
    if value == asked.SKIPPED:
        return Say("recap.skipped")
    if value == OUTSIDE:
        return Say("recap.outside")
    if value == NO_ADDRESS:
        return Say("buttons.no_address")
    if question and question.answer == "commune":
        return CommuneName(value)
    if question and question.answer == "choice":
        return Choice(question_id, value)
    return value
