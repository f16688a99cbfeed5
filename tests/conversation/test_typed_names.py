"""Where a first name is asked: odd names are names, commands and sentences are not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.content.model import Content
from bot.conversation.effects import Claim, FindSlots
from bot.conversation.events import Text
from bot.conversation.prompts import ask
from bot.conversation.state import State
from bot.conversation.step import step
from bot.conversation.world import World
from bot.matching.match import Match
from tests.conversation.sayings import FOREST, NINE, TEN, UNKNOWN, appointment, choosing, hold, keys, state, world

ERASE = replace(UNKNOWN, kind="intent", id="delete_my_data", sure=True, score=0.99)
CANCEL = replace(ERASE, id="cancel_booking")
BOOK = replace(ERASE, id="book")
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


@pytest.mark.parametrize("text", ["pour mon chômage", "c'est pour une formation", "voor mijn werk", "mon cv"])
def test_what_is_no_person_is_nobody_else(content: Content, text: str) -> None:
    turn = step(asked_name(content), Text(text, UNKNOWN), held(content))

    assert keys(turn) == ["booking.name_unclear", "question:first-name"]
    assert turn.state.answer("beneficiary") == ""


FOR_SOMEBODY = [
    "je veux un rendez-vous pour ma mère",
    "rdv pour mon petit frère svp",
    "un rendez-vous pour la voisine",
    "prendre rendez-vous pour quelqu'un d'autre",
    "ik wil een afspraak voor mijn moeder",
    "kan ik een afspraak maken voor m'n schoonzus?",
    "een afspraak voor iemand anders",
    "een afspraak voor een vriendin, niet voor mij",
]


@pytest.mark.parametrize("text", FOR_SOMEBODY)
def test_a_wish_to_book_for_somebody_is_remembered_until_their_agreement_is_asked(content: Content, text: str) -> None:
    wished = step(state(road="", commune="forest", first_name="Karim"), Text(text, BOOK), world(content))

    assert wished.state.road == "book"
    assert wished.state.answer("beneficiary") == "other"
    assert wished.state.answer("first-name") == ""
    assert keys(ask(wished.state, held(content))) == ["question:agrees"]


@pytest.mark.parametrize("text", ["rdv pour mon fils", "Afspraak voor mijn zoon"])
def test_an_appointment_for_somebody_in_few_words_at_the_menu_is_a_wish_to_book(content: Content, text: str) -> None:
    turn = step(state(road=""), Text(text, UNKNOWN), world(content))

    assert keys(turn) == ["question:commune"]
    assert turn.state.answer("beneficiary") == "other"


def test_an_appointment_for_somebody_in_few_words_may_be_the_one_that_exists(content: Content) -> None:
    theirs = appointment(for_other=True)

    turn = step(state(road=""), Text("afspraak voor mijn zoon", UNKNOWN), world(content, appointments=(theirs,)))

    assert turn.state.road == ""


@pytest.mark.parametrize(
    "text",
    [
        "un rendez-vous pour mon chômage",
        "je veux un rendez-vous pour une formation",
        "rendez-vous pour mon cv",
        "un rendez-vous pour une femme enceinte",
        "un rendez-vous, pas pour ma mère",
        "un rendez-vous, je cherche une crèche pour mon fils",
        "een afspraak voor mijn werk",
        "een afspraak, ik zorg voor mijn moeder",
        "een afspraak met mijn zus",
        "een afspraak voor mijn manier van werken",
    ],
)
def test_a_wish_to_book_for_no_person_is_for_oneself(content: Content, text: str) -> None:
    turn = step(state(road="", commune="forest"), Text(text, BOOK), world(content))

    assert turn.state.road == "book"
    assert turn.state.answer("beneficiary") == ""


def test_a_wish_for_somebody_after_another_leaves_the_first_behind(content: Content) -> None:
    helped = state(road="", commune="forest", beneficiary="other", first_name="Karim", agrees="yes", registered="yes")

    turn = step(helped, Text("nog een afspraak voor mijn zus", BOOK), world(content))

    assert dict(turn.state.answers) == {"road": "book", "commune": "forest", "beneficiary": "other"}


def test_who_has_an_appointment_books_for_somebody_without_being_stopped(content: Content) -> None:
    turn = step(state(road=""), Text(FOR_SOMEBODY[0], BOOK), world(content, appointments=(appointment(),)))

    assert keys(turn) == ["question:commune"]


def test_a_commune_in_the_same_words_does_not_hide_for_whom_it_is(content: Content) -> None:
    turn = step(state(), Text("rdv pour mon voisin à Forest", UNKNOWN), world(content))

    assert turn.state.answer("commune") == "forest"
    assert turn.state.answer("beneficiary") == "other"


@pytest.mark.parametrize("text", ["c'est pour ma mère", "Pour mon fils, pas pour moi", "het is voor mijn zus"])
def test_for_somebody_while_times_are_offered_keeps_the_commune_and_offers_them_again(
    content: Content, text: str
) -> None:
    turn = step(choosing(NINE, TEN), Text(text, UNKNOWN), world(content))

    assert turn.state.answer("commune") == "forest"
    assert turn.state.answer("beneficiary") == "other"
    assert turn.effects == (FindSlots(FOREST, "fr"),)


@pytest.mark.parametrize("text", ["c'est pour ma mère", "nee, het is voor mijn zus", "voor iemand anders"])
def test_for_somebody_at_the_check_asks_for_their_agreement_and_keeps_the_time(content: Content, text: str) -> None:
    turn = step(asked_name(content, first_name="Karim"), Text(text, UNKNOWN), held(content))

    assert keys(turn) == ["question:agrees"]
    assert turn.effects == ()
    assert turn.state.answer("commune") == "forest"
    assert turn.state.answer("first-name") == ""


def test_for_somebody_said_again_at_their_check_changes_nothing(content: Content) -> None:
    helped = asked_name(content, beneficiary="other", agrees="yes", first_name="Fatima")

    turn = step(helped, Text("het is voor mijn zus", UNKNOWN), held(content))

    assert turn.state.answers == helped.answers
    assert keys(turn)[-1] != "unclear.first"
    assert "booking.all_right_other" in keys(turn)


def test_somebody_in_another_question_on_the_way_is_not_who_it_is_for(content: Content) -> None:
    asks = replace(UNKNOWN, kind="intent", id="cancel_booking", sure=True, score=0.99)

    turn = step(choosing(NINE), Text("annuler le rendez-vous pour ma mère", asks), world(content))

    assert turn.state.answer("beneficiary") == ""


@pytest.mark.parametrize("text", ["Non en fait c'est pour moi", "nee toch voor mij", "pour moi"])
def test_for_somebody_is_taken_back_in_words_and_the_time_stays(content: Content, text: str) -> None:
    helping = ask(state(commune="forest", beneficiary="other"), held(content)).state

    turn = step(helping, Text(text, UNKNOWN), held(content))

    assert turn.state.answer("beneficiary") == ""
    assert turn.state.answer("commune") == "forest"
    assert keys(turn) == keys(ask(state(commune="forest"), held(content)))
