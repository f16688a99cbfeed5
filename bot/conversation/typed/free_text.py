"""What people type, while a question may be waiting: the order of DESIGN.md, top to bottom.

Pure. Danger first, then words that work everywhere, an exact answer to the open question, a sure match, a near answer,
and last the ladder. Whatever happens, the place in the conversation is kept.
"""

from __future__ import annotations

from dataclasses import replace

from bot.booking.codes import claim_in
from bot.content.model import Lang
from bot.conversation import asked
from bot.conversation import position as at
from bot.conversation.answering import answer_turn
from bot.conversation.appointments.cards import appointment_message, my_booking
from bot.conversation.appointments.claiming import on_code
from bot.conversation.appointments.waiting import wait_typed
from bot.conversation.buttons import press
from bot.conversation.durable import on_durable
from bot.conversation.effects import TellLate
from bot.conversation.endangered import DANGER, danger_turn, on_danger_answer
from bot.conversation.events import Text
from bot.conversation.offices.cards import human_message
from bot.conversation.offices.letters import letter_typed
from bot.conversation.prompts import ask, language_message, open_prompt
from bot.conversation.replies import LanguageChosen, Say
from bot.conversation.state import State, Turn
from bot.conversation.typed.answers import exact_answer, exact_choice, near_answer
from bot.conversation.typed.commune import commune_corrected, commune_first, commune_said
from bot.conversation.typed.going_back import go_back
from bot.conversation.typed.labels import button_typed
from bot.conversation.typed.ladder import did_you_mean, miss, worth_asking
from bot.conversation.typed.language import language_chosen, switch_typed
from bot.conversation.typed.names import is_a_name_too
from bot.conversation.typed.note import note_turn
from bot.conversation.typed.somebody import is_for_somebody, somebody_heard, somebody_typed
from bot.conversation.typed.unbooked import on_the_way
from bot.conversation.typed.whose import name_before_agreement, whose_turn, whose_typed
from bot.conversation.world import World
from bot.matching.match import Match

LIKELY = 0.5  # probability
ACTS_AT_ONCE = frozenset({"late"})


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
    state = somebody_heard(state, text, match, world)
    # An exact answer comes before words that work everywhere: "français" answers the question about the language.
    chosen = exact_choice(state, text, world)
    if chosen:
        return chosen
    if typed := button_typed(state, text, world):
        return on_durable(state, typed.verb, typed.target, world) if not typed.key else press(state, typed, world)
    if state.prompt.about == DANGER and (cried := on_danger_answer(state, text, match, world)):
        return cried
    if said := _about_the_road(state, text, match, world):
        return said
    if switched := switch_typed(state, text, match, world):
        return switched
    names_somebody = is_a_name_too(text) and isinstance(at.position_of(state, world), at.AtName | at.AtClaim)
    if match.universal and not names_somebody:
        turn = _on_universal(state, match.universal, world)
        if turn:
            return turn
    return (
        exact_answer(state, text, match, world)
        or _sure_match(state, text, match, world)
        or near_answer(state, text, world)
        or _ladder(state, text, match, world)
    )


def _about_the_road(state: State, text: str, match: Match, world: World) -> Turn | None:
    """What is plain from where somebody stands, whatever else the words could mean."""
    return (
        note_turn(state, text, world)
        or wait_typed(state, text, world)
        or letter_typed(state, text, match, world)
        or commune_corrected(state, text, world)
        or commune_first(state, text, world)
        or whose_typed(state, text, world)
        or name_before_agreement(state, text, world)
        or somebody_typed(state, text, world)
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
            if is_for_somebody(text):
                going_on = asked.for_somebody(going_on, world)
            going_on, heard = commune_said(going_on.without(asked.RECAP), text, world)
            return ask(going_on.on_road("book"), world, *heard)
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


def _ladder(state: State, text: str, match: Match, world: World) -> Turn:
    """Several meanings: ask which. None: say it differently, then skip or a person, then the person's card."""
    if match.lang == "other" and match.lang_sure:
        return ask(state, world, _what_is_understood(match, world))
    meant = worth_asking(match, world)
    if meant:
        return did_you_mean(state, text, meant, match, world)
    return miss(state, text, world)
