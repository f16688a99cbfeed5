"""A code that is typed brings an appointment into the chat; a wrong one leads nowhere, kindly."""

from __future__ import annotations

import pytest

from bot.content.model import Content
from bot.conversation.effects import Claim
from bot.conversation.events import ButtonPressed, Claimed, NotClaimed, Text
from bot.conversation.step import step
from tests.conversation.sayings import NUMBER, UNKNOWN, appointment, keys, state, verbs, world

ASKED = Claim("KXPRTM", "Amina")


def typed(text: str) -> Text:
    return Text(text, UNKNOWN)


@pytest.mark.parametrize("text", ["KXPRTM", "kxp-rtm", "mon code est KXPRTM", "mijn code: KXP RTM"])
@pytest.mark.parametrize("road", ["", "book", "prepare/CFGHKM"])
def test_a_code_alone_asks_for_the_first_name(content: Content, text: str, road: str) -> None:
    turn = step(state(road=road, commune="forest"), typed(text), world(content))

    assert keys(turn) == ["claim.first_name"]
    assert (turn.state.road, turn.state.road_target) == ("claim", "KXPRTM")
    assert step(turn.state, typed("je m'appelle Amina"), world(content)).effects == (ASKED,)


def test_code_and_name_together_need_no_question(content: Content) -> None:
    assert step(state(road=""), typed("KXPRTM Amina"), world(content)).effects == (ASKED,)


def test_what_is_no_name_is_asked_again(content: Content) -> None:
    turn = step(state(road="claim/KXPRTM"), typed("12345"), world(content))

    assert keys(turn) == ["booking.name_unclear", "claim.first_name"]


def test_before_the_language_is_known_the_code_waits_for_it(content: Content) -> None:
    turn = step(state(road="", lang=None), typed("KXPRTM"), world(content))
    assert keys(turn) == ["start.hello"]

    assert keys(step(turn.state, ButtonPressed("=lang:nl"), world(content))) == ["claim.first_name"]


def test_a_code_of_ones_own_shows_the_card(content: Content) -> None:
    mine = world(content, appointments=(appointment(code="DEMOKXPRTM"),))

    turn = step(state(road=""), typed("kxprtm"), mine)

    assert turn.effects == ()
    assert "booking.card" in keys(turn)


def test_a_claimed_appointment_is_shown_as_a_card_that_stays(content: Content) -> None:
    turn = step(state(road="claim/KXPRTM"), Claimed(appointment()), world(content, appointments=(appointment(),)))

    assert keys(turn)[:2] == ["claim.done", "booking.noted"]
    assert ("cancel", "KXPRTM.1") in verbs(turn)
    assert turn.state.road == ""


def test_a_wrong_guess_is_one_sentence_whatever_was_wrong(content: Content) -> None:
    turn = step(state(road="claim/KXPRTM"), NotClaimed("unknown", ASKED), world(content))

    assert keys(turn) == ["claim.unknown"]
    assert {verb for verb, _ in verbs(turn)} == {"menu", "human"}


def test_after_too_many_guesses_a_person_can_help(content: Content) -> None:
    turn = step(state(road="claim/KXPRTM"), NotClaimed("too_many", ASKED), world(content))

    assert keys(turn)[:2] == ["claim.too_many", "human.intro"]
    assert "call" in {verb for verb, _ in verbs(turn)}


def test_who_has_one_already_may_take_it_for_somebody_else(content: Content) -> None:
    turn = step(state(road=""), NotClaimed("has_one", ASKED), world(content, appointments=(appointment(),)))
    assert keys(turn) == ["claim.has_one"]

    number = turn.state.prompt.number
    assert number == NUMBER + 1
    again = step(turn.state, ButtonPressed(f"{number}:0"), world(content, appointments=(appointment(),)))
    assert again.effects == (Claim("KXPRTM", "Amina", for_other=True),)
