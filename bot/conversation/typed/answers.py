"""What is typed as an answer to the question that waits: exactly, or nearly so that it is asked back.

Pure. A number, a label, an alias, a postcode, yes or no, a first name, a phone number, a time.
"""

from __future__ import annotations

from dataclasses import replace

from bot.content.conditions import OUTSIDE
from bot.content.places.communes import guess_commune
from bot.conversation import asked
from bot.conversation import position as at
from bot.conversation.answering import choose_answer
from bot.conversation.appointments.cards import answer_for_counsellor
from bot.conversation.appointments.claiming import claim_turn
from bot.conversation.buttons import press
from bot.conversation.prompts import ask, open_prompt
from bot.conversation.replies import Button, Choice, CommuneName, Message, Say, Value
from bot.conversation.requests.asking import half_days_typed
from bot.conversation.requests.wishes import AtHalfDays
from bot.conversation.state import State, Turn
from bot.conversation.typed.asked_day import day_after_asking
from bot.conversation.typed.check import check_typed, only_heard, yes_or_no
from bot.conversation.typed.choices import choice_typed, first_name_typed, phone_typed
from bot.conversation.typed.commune import which_commune
from bot.conversation.typed.ladder import worth_asking
from bot.conversation.typed.names import sort_of_name
from bot.conversation.typed.times import time_typed
from bot.conversation.world import World
from bot.matching.match import Match

FEWEST_WORDS_OF_A_QUESTION = 3


def exact_choice(state: State, text: str, world: World) -> Turn | None:
    where = at.position_of(state, world)
    if not isinstance(where, at.AtQuestion):
        return None
    question = world.content.questions[where.question]
    choice = choice_typed(question, text) if question.answer == "choice" else ""
    return choose_answer(state, question.id, choice, world) if choice else None


def exact_answer(state: State, text: str, match: Match, world: World) -> Turn | None:
    """An answer to what is asked: a number, a label, an alias, a postcode, yes or no, a name, a phone number."""
    where = at.position_of(state, world)
    if text.isdecimal() and len(text) <= 2 and not isinstance(where, at.AtName):
        offered = state.prompt.find(str(int(text) - 1))
        if offered:
            return press(state, offered, world)
    if only_heard(state, text, where):
        return ask(replace(state, misses=1), world, Say(f"retry:{asked.REGISTERED}"))
    if match.universal in ("yes", "no") or (match.universal == "skip" and not isinstance(where, at.AtSlots)):
        return yes_or_no(state, match.universal, world)
    if checked := check_typed(state, text, where, world):
        return checked
    if isinstance(where, at.AtName | at.AtClaim):
        return _name(state, text, match, where, world)
    if isinstance(where, AtHalfDays):
        return half_days_typed(state, text, where, world)
    if isinstance(where, at.AtSlots):
        return time_typed(state, text, match, where, world)
    if isinstance(where, at.AtMenu | at.AtExisting):
        return day_after_asking(state, text, match, world)
    if not isinstance(where, at.AtQuestion):
        return None
    question = world.content.questions[where.question]
    if question.answer == "commune":
        return _commune(state, question.id, text, match, world)
    if question.answer == "phone":
        phone = phone_typed(text)
        return answer_for_counsellor(state, question.id, phone, world) if phone else None
    return None


def _commune(state: State, question_id: str, text: str, match: Match, world: World) -> Turn | None:
    guess = guess_commune(world.content, text)
    if guess.kind == "sure" and not (match.sure and match.kind == "answer" and len(text.split()) > 4):
        return choose_answer(state, question_id, guess.values[0], world)
    if guess.kind == "outside" and not match.sure:
        return choose_answer(state, question_id, OUTSIDE, world)
    if guess.kind == "ask" and not match.sure:
        if len(guess.values) == 1:
            return _is_it(state, question_id, guess.values[0], CommuneName(guess.values[0]))
        return which_commune(state, question_id, guess.values)
    return None


def _name(state: State, text: str, match: Match, where: at.AtName | at.AtClaim, world: World) -> Turn | None:
    """A first name, for a time or for a code; None when it is a wish of its own."""
    for_other = isinstance(where, at.AtName) and where.for_other
    asked_before = state.misses > 0
    sort = sort_of_name(text, match, world.content, for_other=for_other, asked_before=asked_before)
    if sort == "wish":
        return None
    helped = next((one for one in state.prompt.offered if one.verb == "for_other"), None)
    if sort == "for_other" and helped:
        return press(state, helped, world)
    name = first_name_typed(text) if sort == "name" else None
    if name is None:
        if sort == "unclear" and len(text.split()) >= FEWEST_WORDS_OF_A_QUESTION and worth_asking(match, world):
            return None
        unclear = replace(state, misses=state.misses + 1)
        return None if asked_before and match.sure else ask(unclear, world, Say("booking.name_unclear"))
    if isinstance(where, at.AtClaim):
        return claim_turn(state, where.code, name, world)
    return ask(state.with_answer(asked.FIRST_NAME, name), world)


def near_answer(state: State, text: str, world: World) -> Turn | None:
    """Almost an answer to the open question: ask back instead of guessing."""
    where = at.position_of(state, world)
    if isinstance(where, at.AtQuestion):
        question = world.content.questions[where.question]
        near = choice_typed(question, text, near=True) if question.answer == "choice" else None
        if near:
            return _is_it(state, question.id, near, Choice(question.id, near))
    return None


def _is_it(state: State, question_id: str, value: str, shown: Value) -> Turn:
    """Did you mean this answer? Yes and no can be tapped or typed."""
    rows = (
        (Button(Say("buttons.yes"), "guessed", f"{question_id}={value}"),),
        (Button(Say("buttons.no"), "again"),),
    )
    return open_prompt(state, f"question:{question_id}", Message((Say("unclear.near", {"guess": shown}),), rows))
