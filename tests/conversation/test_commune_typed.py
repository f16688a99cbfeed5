"""A commune that is corrected after the question, in words or with [Corriger] under the times."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.content.model import Content
from bot.conversation.effects import DropHold, FindSlots
from bot.conversation.events import SlotsFound, Text
from bot.conversation.state import State
from bot.conversation.step import step
from tests.conversation.sayings import FOREST, NINE, UNKNOWN, choosing, hold, keys, state, verbs, world


@pytest.mark.parametrize(
    "text",
    [
        "Ixelles",
        "à Ixelles",
        "j'habite à Ixelles",
        "non, j'ai déménagé à Ixelles",
        "ik woon in Elsene",
        "non pardon, c'est Ixelles",
        "nee het is Elsene",
        "non, ixelles",
    ],
)
@pytest.mark.parametrize(
    "before",
    [choosing(NINE), state(road="office", commune="forest", language="fr", registered="yes", need="job", recap="ok")],
)
def test_who_lives_elsewhere_is_advised_anew(content: Content, before: State, text: str) -> None:
    turn = step(before, Text(text, UNKNOWN), world(content))

    assert turn.state.answer("commune") == "ixelles"
    assert keys(turn)[0] == "office.heard_commune"


def test_a_time_held_elsewhere_is_let_go(content: Content) -> None:
    named = state(commune="forest", first_name="Amina")

    turn = step(named, Text("j'habite à Ixelles", UNKNOWN), world(content, hold=hold(NINE)))

    assert turn.state.answer("commune") == "ixelles"
    assert turn.effects[0] == DropHold()


@pytest.mark.parametrize(
    "text", ["quel bureau à Ixelles ?", "mon cousin travaille dans un bureau à Ixelles depuis des années"]
)
def test_a_question_or_a_story_corrects_nothing(content: Content, text: str) -> None:
    assert step(choosing(NINE), Text(text, UNKNOWN), world(content)).state.answer("commune") == "forest"


def test_a_name_is_not_taken_for_a_place(content: Content) -> None:
    turn = step(state(commune="forest"), Text("Ixelles", UNKNOWN), world(content, hold=hold(NINE)))

    assert turn.state.answer("commune") == "forest"


def test_who_prefers_another_place_is_shown_its_office(content: Content) -> None:
    card = state(road="office", commune="ixelles", language="fr", registered="yes", need="job", recap="ok")

    turn = step(card, Text("je préfère Forest", UNKNOWN), world(content))

    assert (turn.state.answer("commune"), turn.state.answer("office")) == ("ixelles", FOREST)


def test_the_first_times_can_be_left_with_a_correction(content: Content) -> None:
    shown = step(state(commune="forest"), SlotsFound(FindSlots(FOREST, "fr"), (NINE,)), world(content))

    assert ("fix", "") in verbs(shown)


@pytest.mark.parametrize("text", ["schaarbeek", "1030", "Schaerbek", "j'habite à Schaerbeek", "ik woon in 1030"])
def test_a_commune_at_the_menu_asks_which_office(content: Content, text: str) -> None:
    turn = step(state(road=""), Text(text, UNKNOWN), world(content))

    assert turn.state.road == "office"
    assert turn.state.answer("commune") == "schaerbeek"
    assert keys(turn)[0] == "office.heard_commune"


def test_who_lives_outside_brussels_says_so_at_the_menu(content: Content) -> None:
    turn = step(state(road=""), Text("ik woon in Halle", UNKNOWN), world(content))

    assert turn.state.answer("commune") == "outside"
    assert keys(turn)[0] == "office.heard_outside"


@pytest.mark.parametrize("text", ["Schaerbeek ?", "Halle", "je cherche du travail à Evere et à Jette", "bonjour"])
def test_what_is_more_or_less_than_a_commune_starts_no_road(content: Content, text: str) -> None:
    assert step(state(road=""), Text(text, UNKNOWN), world(content)).state.road == ""


def test_a_postcode_of_two_communes_at_the_menu_asks_which(content: Content) -> None:
    turn = step(state(road=""), Text("1050", UNKNOWN), world(content))

    assert keys(turn) == ["office.which_commune"]
    chosen = step(turn.state, Text("1", UNKNOWN), world(content)).state
    assert (chosen.road, chosen.answer("commune")) == ("office", "ixelles")


@pytest.mark.parametrize(
    "text",
    [
        "je veux un rdv à Forest",
        "je veux un rendez-vous pour une formation, à Forest svp",
        "ik wil een afspraak in Vorst",
        "ik zou graag een afspraak maken, 1190",
    ],
)
def test_a_commune_in_a_wish_to_book_is_kept_and_said(content: Content, text: str) -> None:
    book = replace(UNKNOWN, kind="intent", id="book", score=0.9, sure=True)

    turn = step(state(road=""), Text(text, book), world(content))

    assert (turn.state.road, turn.state.answer("commune")) == ("book", "forest")
    assert keys(turn)[0] == "office.heard_commune"


@pytest.mark.parametrize("text", ["non, pas Ixelles", "nee niet in Elsene"])
def test_a_commune_that_is_denied_is_not_taken(content: Content, text: str) -> None:
    assert step(choosing(NINE), Text(text, UNKNOWN), world(content)).state.answer("commune") == "forest"


@pytest.mark.parametrize("text", ["je veux un rdv à la mission locale", "ik wil een afspraak op woensdag"])
def test_a_wish_to_book_without_a_commune_asks_for_it(content: Content, text: str) -> None:
    book = replace(UNKNOWN, kind="intent", id="book", score=0.9, sure=True)

    turn = step(state(road=""), Text(text, book), world(content))

    assert (turn.state.answer("commune"), turn.state.prompt.about) == ("", "question:commune")
