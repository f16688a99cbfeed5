"""Yes and no in more than one word: on the danger card, and where something is to be checked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.content.model import Content
from bot.conversation.effects import Book, DropHold, FindSlots
from bot.conversation.events import Text
from bot.conversation.prompts import ask
from bot.conversation.state import State
from bot.conversation.step import step
from bot.conversation.typed.saying_yes import says_no, says_yes
from bot.conversation.world import World
from tests.conversation.sayings import FOREST, NINE, UNKNOWN, choosing, hold, keys, state, world

YES, NO = replace(UNKNOWN, universal="yes"), replace(UNKNOWN, universal="no")
HELP = replace(UNKNOWN, universal="help")


def danger_card(content: Content, before: State) -> State:
    return step(before, Text("mon mari me frappe", replace(UNKNOWN, danger=True)), world(content)).state


@pytest.mark.parametrize(
    ("text", "match"), [("oui", YES), ("oui j'ai peur", UNKNOWN), ("ja help", UNKNOWN), ("aide", HELP)]
)
def test_yes_or_a_cry_keeps_the_numbers_on_the_screen(content: Content, text: str, match: object) -> None:
    turn = step(danger_card(content, choosing(NINE)), Text(text, match), world(content))  # type: ignore[arg-type]

    assert keys(turn) == ["danger.card"]
    assert turn.effects == ()


@pytest.mark.parametrize(("text", "match"), [("non", NO), ("non ça va", UNKNOWN), ("Non, continuer", UNKNOWN)])
def test_no_goes_on_where_it_was(content: Content, text: str, match: object) -> None:
    turn = step(danger_card(content, choosing(NINE)), Text(text, match), world(content))  # type: ignore[arg-type]

    assert turn.effects == (FindSlots(FOREST, "fr"),)
    assert turn.state.misses == 0


def held(content: Content) -> World:
    return world(content, hold=hold(NINE))


def to_check(content: Content) -> State:
    return ask(state(commune="forest", first_name="Amina"), held(content)).state


@pytest.mark.parametrize("text", ["oui cest bon", "oui tout est juste", "ja klopt", "ja hoor"])
def test_yes_in_more_words_books(content: Content, text: str) -> None:
    (effect,) = step(to_check(content), Text(text, UNKNOWN), held(content)).effects

    assert isinstance(effect, Book)
    assert effect.slot == NINE


@pytest.mark.parametrize("text", ["oui mais pas à 9h", "oui le nom est faux", "ja maar later", "c'est pas bon"])
def test_a_yes_with_a_but_books_nothing(content: Content, text: str) -> None:
    turn = step(to_check(content), Text(text, UNKNOWN), held(content))

    assert not any(isinstance(effect, Book) for effect in turn.effects)
    assert not says_yes(text)


@pytest.mark.parametrize("text", ["l'heure n'est pas bonne", "het uur is verkeerd"])
def test_a_wrong_hour_is_chosen_anew(content: Content, text: str) -> None:
    turn = step(to_check(content), Text(text, UNKNOWN), held(content))

    assert turn.effects == (DropHold(), FindSlots(FOREST, "fr"))


def test_a_wrong_name_is_asked_anew(content: Content) -> None:
    assert keys(step(to_check(content), Text("ce n'est pas mon nom", UNKNOWN), held(content))) == [
        "question:first-name"
    ]


def test_no_is_no_yes() -> None:
    assert says_no("nee dat klopt niet")
    assert not says_no("non en fait je veux un autre jour")
