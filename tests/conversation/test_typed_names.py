"""Where a first name is asked: odd names are names, commands and sentences are not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.content.model import Content
from bot.conversation.effects import Claim
from bot.conversation.events import Text
from bot.conversation.prompts import ask
from bot.conversation.state import State
from bot.conversation.step import step
from bot.conversation.world import World
from bot.matching.match import Match
from tests.conversation.sayings import NINE, UNKNOWN, hold, keys, state, world

ERASE = replace(UNKNOWN, kind="intent", id="delete_my_data", sure=True, score=0.99)
CANCEL = replace(ERASE, id="cancel_booking")
FRENCH = replace(ERASE, id="language_switch", universal="language")


def held(content: Content) -> World:
    return world(content, hold=hold(NINE))


def asked_name(content: Content, **answers: str) -> State:
    return ask(state(commune="forest", **answers), held(content)).state


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("Frans", FRENCH),
        ("ik heet Frans", replace(FRENCH, universal=None)),
        ("Rose", UNKNOWN),
        ("Mars", UNKNOWN),
        ("Mat", UNKNOWN),
        ("Abdul Rahman Ali", UNKNOWN),
        ("محمد", UNKNOWN),
    ],
)
def test_an_odd_name_is_taken(content: Content, text: str, match: Match) -> None:
    turn = step(asked_name(content), Text(text, match), held(content))

    assert turn.state.answer("first-name") == text.removeprefix("ik heet ")


@pytest.mark.parametrize(
    "text", ["Jeudi", "Rendez-vous", "Corriger", "Andere dag", "Volgende week", "Где записаться", "je suis perdu ici"]
)
def test_what_is_no_name_is_asked_again_kindly(content: Content, text: str) -> None:
    turn = step(asked_name(content), Text(text, UNKNOWN), held(content))

    assert keys(turn) == ["booking.name_unclear", "question:first-name"]
    assert turn.state.answer("first-name") == ""


def test_a_single_word_that_is_written_again_is_a_name(content: Content) -> None:
    first = step(asked_name(content), Text("Jeudi", UNKNOWN), held(content))

    assert step(first.state, Text("Jeudi", UNKNOWN), held(content)).state.answer("first-name") == "Jeudi"


@pytest.mark.parametrize("text", ["c'est pour mon voisin", "Pour ma mère", "het is voor mijn zus", "mijn man"])
def test_somebody_else_is_no_name_but_for_somebody_else(content: Content, text: str) -> None:
    turn = step(asked_name(content), Text(text, UNKNOWN), held(content))

    assert turn.state.answer("beneficiary") == "other"
    assert turn.state.answer("first-name") == ""


def test_erase_at_a_name_asks_whether_to_erase(content: Content) -> None:
    assert "privacy.check_erase" in keys(step(asked_name(content), Text("effacer", ERASE), held(content)))


def test_erase_at_a_code_asks_whether_to_erase_and_claims_nothing(content: Content) -> None:
    turn = step(state(road="claim/KXPRTM"), Text("wissen", ERASE), world(content))

    assert keys(turn) == ["privacy.check_erase"]
    assert turn.effects == ()


def test_a_name_at_a_code_is_tried(content: Content) -> None:
    turn = step(state(road="claim/KXPRTM", lang="nl"), Text("Frans", FRENCH), world(content))

    assert turn.effects == (Claim("KXPRTM", "Frans"),)


def test_cancel_at_a_name_says_that_nothing_is_sure_yet_and_keeps_the_place(content: Content) -> None:
    turn = step(asked_name(content), Text("Annuler", CANCEL), held(content))

    assert keys(turn) == ["booking.none_yet", "question:first-name"]


def test_a_question_that_is_half_understood_at_a_name_is_asked_back(content: Content) -> None:
    asks = replace(UNKNOWN, kind="answer", id="first-reception", score=0.6)

    turn = step(asked_name(content), Text("mag mijn zus meekomen", asks), held(content))

    assert keys(turn) == ["unclear.did_you_mean"]
    assert turn.state.answers == asked_name(content).answers
