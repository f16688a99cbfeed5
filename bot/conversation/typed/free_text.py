"""What people type, while a question may be waiting: the order of DESIGN.md, top to bottom.

Pure. Danger first, then words that work everywhere, an exact answer to the open question, a sure match, a near answer,
and last the ladder. Whatever happens, the place in the conversation is kept.
"""

from __future__ import annotations

from dataclasses import replace

from bot.booking.codes import claim_in
from bot.content.conditions import OUTSIDE
from bot.content.model import Lang
from bot.content.places.communes import guess_commune
from bot.conversation import asked
from bot.conversation import position as at
from bot.conversation.answering import answer_turn, choose_answer
from bot.conversation.appointments.cards import answer_for_counsellor, appointment_message, my_booking
from bot.conversation.appointments.claiming import claim_turn, on_code
from bot.conversation.appointments.waiting import wait_typed
from bot.conversation.buttons import press
from bot.conversation.durable import on_durable
from bot.conversation.effects import TellLate
from bot.conversation.endangered import DANGER, danger_turn, on_danger_answer
from bot.conversation.events import Text
from bot.conversation.offices.cards import human_message
from bot.conversation.offices.letters import letter_typed
from bot.conversation.prompts import ask, language_message, open_prompt
from bot.conversation.replies import Button, Choice, CommuneName, LanguageChosen, Message, Say, Value
from bot.conversation.requests.asking import half_days_typed
from bot.conversation.requests.wishes import AtHalfDays
from bot.conversation.state import State, Turn
from bot.conversation.typed.asked_day import day_after_asking
from bot.conversation.typed.check import check_typed, yes_or_no
from bot.conversation.typed.choices import choice_typed, first_name_typed, phone_typed
from bot.conversation.typed.commune import commune_corrected, commune_first, which_commune
from bot.conversation.typed.going_back import go_back
from bot.conversation.typed.labels import button_typed
from bot.conversation.typed.ladder import did_you_mean, miss, worth_asking
from bot.conversation.typed.language import language_chosen, switch_typed
from bot.conversation.typed.names import is_a_name_too, sort_of_name
from bot.conversation.typed.note import note_turn
from bot.conversation.typed.times import time_typed
from bot.conversation.typed.unbooked import on_the_way
from bot.conversation.typed.whose import name_before_agreement, whose_turn, whose_typed
from bot.conversation.world import World
from bot.matching.match import Match

LIKELY = 0.5  # probability
ACTS_AT_ONCE = frozenset({"late"})
FEWEST_WORDS_OF_A_QUESTION = 3


def on_text(state: State, event: Text, world: World) -> Turn:
    """Answer a typed text."""
    text, match = event.text.strip(), event.match
    if match.danger:
        lang: Lang = state.lang or ("nl" if match.lang == "nl" else "fr")
        return danger_turn(replace(state, lang=lang))
    if (claimed := claim_in(text)) is not None:
        return on_code(state, *claimed, world)
    if state.lang is None:
        return _before_language(state, event, world)
    # An exact answer comes before words that work everywhere: "français" answers the question about the language.
    chosen = _exact_choice(state, text, world)
    if chosen:
        return chosen
    if typed := button_typed(state, text, world):
        return on_durable(state, typed.verb, typed.target, world) if not typed.key else press(state, typed, world)
    if state.prompt.about == DANGER and (cried := on_danger_answer(state, text, match, world)):
        return cried
    if said := _about_the_road(state, text, world):
        return said
    if switched := switch_typed(state, text, match, world):
        return switched
    names_somebody = is_a_name_too(text) and isinstance(at.position_of(state, world), at.AtName | at.AtClaim)
    if match.universal and not names_somebody:
        turn = _on_universal(state, match.universal, world)
        if turn:
            return turn
    return (
        _exact_answer(state, text, match, world)
        or _sure_match(state, text, match, world)
        or _near_answer(state, text, world)
        or _ladder(state, text, match, world)
    )


def _about_the_road(state: State, text: str, world: World) -> Turn | None:
    """What is plain from where somebody stands, whatever else the words could mean."""
    return (
        note_turn(state, text, world)
        or wait_typed(state, text, world)
        or letter_typed(state, text, world)
        or commune_corrected(state, text, world)
        or commune_first(state, text, world)
        or whose_typed(state, text, world)
        or name_before_agreement(state, text, world)
    )


def _before_language(state: State, event: Text, world: World) -> Turn:
    """Who writes at the first screen chooses by naming a language, or by writing in one. Else it is asked again."""
    if state.prompt.about != "language":
        return ask(replace(state, misses=0), world)  # who has not seen it yet must know that this is a machine
    if (named := language_chosen(event.text)) is not None:
        return on_durable(state, "lang", named, world)
    match = event.match
    if match.lang == "other" or not match.lang_sure:
        heard = _what_is_understood(match, world) if match.lang_sure else Say("start.language_first")
        return open_prompt(replace(state, misses=0), "language", replace(language_message(), parts=(heard,)))
    turn = on_text(replace(state, lang=match.lang), event, world)
    return replace(turn, replies=(LanguageChosen(match.lang), Say("start.language_heard"), *turn.replies))


def _on_universal(state: State, word: str, world: World) -> Turn | None:
    match word:
        case "menu" | "stop":
            return ask(state.off_road(), world)
        case "back":
            return go_back(state, world)
        case "restart":
            return ask(State(lang=state.lang, prompt=state.prompt), world)
        case "help":
            return ask(state, world, Say("start.help"))
        case "human":
            return open_prompt(state, state.prompt.about or "aside", human_message(world, state.lang or "fr"))
        case "language":
            return open_prompt(state, "language", language_message())
        case "my_booking":
            return my_booking(state, world)
        case "thanks":
            return ask(state, world, Say("smalltalk.thanks"))
        case "greet":
            return ask(state, world, Say("smalltalk.greet"))
        case "late" if world.open_appointments:
            return _act(state, "late", world)
        case _:
            return None


def _exact_answer(state: State, text: str, match: Match, world: World) -> Turn | None:
    """An answer to what is asked: a number, a label, an alias, a postcode, yes or no, a name, a phone number."""
    where = at.position_of(state, world)
    if text.isdecimal() and len(text) <= 2 and not isinstance(where, at.AtName):
        offered = state.prompt.find(str(int(text) - 1))
        if offered:
            return press(state, offered, world)
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


def _exact_choice(state: State, text: str, world: World) -> Turn | None:
    where = at.position_of(state, world)
    if not isinstance(where, at.AtQuestion):
        return None
    question = world.content.questions[where.question]
    choice = choice_typed(question, text) if question.answer == "choice" else ""
    return choose_answer(state, question.id, choice, world) if choice else None


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


def _is_safe_to_try(match: Match) -> bool:
    """A likely wish to book, move or cancel leads to a question, and to nothing before it is answered."""
    return match.kind == "intent" and match.score >= LIKELY and match.id not in ACTS_AT_ONCE


def _may_mean_to_book(match: Match) -> bool:
    """ "Rdv" and no more: whoever has an appointment asks for it, whoever has none wants one."""
    return match.id == "my_booking" and not match.sure and any(one.id == "book" for one in match.alternatives)


def _sure_match(state: State, text: str, match: Match, world: World) -> Turn | None:
    if not match.id or not (match.sure or _is_safe_to_try(match)):
        return None
    if _may_mean_to_book(match) and not world.open_appointments:
        return _act(state, "book", world, text)
    if match.kind == "answer":
        other: Lang | None = None
        if match.lang_sure and match.lang in ("fr", "nl") and match.lang != state.lang:
            other = "nl" if match.lang == "nl" else "fr"
        return answer_turn(state, match.id, world, other=other)
    if match.kind == "smalltalk":
        return ask(replace(state, misses=0), world, Say(f"smalltalk.{match.id}"))
    if match.id == "language_switch" and match.lang == "other":
        return open_prompt(state, "language", language_message(), _what_is_understood(match, world))
    return _act(state, match.id, world, text) if match.kind == "intent" else None


def _what_is_understood(match: Match, world: World) -> Say:
    """That this assistant reads French and Dutch, said in the language of the message where the content has it."""
    phrase = f"unclear.other_language_{match.lang_detail.partition('-')[0]}"
    return Say(phrase if phrase in world.content.phrases.get("fr", {}) else "unclear.other_language")


def _act(state: State, intent: str, world: World, text: str = "") -> Turn | None:
    """Do what was asked for, with what is known already. `text`: the words, which may name whose it is."""
    state = replace(state, misses=0)
    mine = world.open_appointments
    match intent:
        case "greet" | "thanks" | "restart" | "human" | "menu" | "back" | "help" | "stop":
            return _on_universal(state, intent, world)
        case "language_switch":
            return open_prompt(state, "language", language_message())
        case "my_booking":
            return whose_turn(state, intent, text, world)
        case "book":
            going_on = state if state.road == "book" else asked.for_oneself(state, world.content)
            return ask(going_on.without(asked.RECAP).on_road("book"), world)
        case "delete_my_data":
            return ask(state.on_road("erase"), world)
        case "emergency":
            return danger_turn(state)
        case "cancel_booking" | "move_booking" | "late":
            if onward := on_the_way(state, intent, world):
                return onward
            if len(mine) != 1:
                return whose_turn(state, intent, text, world)
            if mine[0].status != "booked" and intent != "cancel_booking":
                return my_booking(state, world)
            if mine[0].status == "booked" and mine[0].has_started(world.now):
                return open_prompt(state, "mine", appointment_message(mine[0], world), Say("booking.started"))
            if intent == "late":
                return Turn(state, effects=(TellLate(mine[0].code, mine[0].version),))
            road = "cancel" if intent == "cancel_booking" else "move"
            return ask(state.on_road(f"{road}/{mine[0].code}"), world)
        case _:
            return None


def _near_answer(state: State, text: str, world: World) -> Turn | None:
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


def _ladder(state: State, text: str, match: Match, world: World) -> Turn:
    """Several meanings: ask which. None: say it differently, then skip or a person, then the person's card."""
    if match.lang == "other" and match.lang_sure:
        return ask(state, world, _what_is_understood(match, world))
    meant = worth_asking(match, world)
    if meant:
        return did_you_mean(state, text, meant, match, world)
    return miss(state, text, world)
