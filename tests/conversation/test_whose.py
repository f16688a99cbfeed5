"""One chat, several appointments: every question says whose it is, and a first name is enough to choose."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.content.model import Content, Lang
from bot.conversation.effects import FindSlots
from bot.conversation.events import ButtonPressed, SlotsFound, Text
from bot.conversation.render import Renderer
from bot.conversation.state import Turn
from bot.conversation.step import step
from bot.conversation.world import World
from tests.conversation.sayings import FOREST, NINE, TEN, UNKNOWN, appointment, hold, keys, state, verbs, world

CANCEL = replace(UNKNOWN, kind="intent", id="cancel_booking", score=0.99, sure=True)
MOVE = replace(CANCEL, id="move_booking")
ZINEB = appointment(code="CFGHKM", first_name="Zineb", for_other=True, starts_at=TEN.starts_at)


def two(content: Content) -> World:
    return world(content, appointments=(appointment(), ZINEB))


def shown(turn: Turn, there: World, lang: Lang = "fr") -> str:
    return "\n".join(one.text for one in Renderer(there, lang).outgoing(turn.replies))


@pytest.mark.parametrize("lang", ["fr", "nl"])
@pytest.mark.parametrize("road", ["cancel/CFGHKM", "move/CFGHKM"])
def test_before_it_is_cancelled_or_moved_the_person_is_named(content: Content, road: str, lang: Lang) -> None:
    there = replace(two(content), hold=hold(NINE, moves="CFGHKM") if road.startswith("move") else None)

    assert "Zineb" in shown(step(state(road=road, lang=lang), ButtonPressed("=continue"), there), there, lang)


def test_above_the_times_the_person_is_named_whose_appointment_is_moved(content: Content) -> None:
    there = two(content)

    turn = step(state(road="move/CFGHKM"), SlotsFound(FindSlots(FOREST, "fr"), (NINE,)), there)

    assert "Zineb" in shown(turn, there)


def test_the_name_in_the_sentence_is_enough(content: Content) -> None:
    turn = step(state(road=""), Text("annuler le rendez-vous de Zineb", CANCEL), two(content))

    assert keys(turn) == ["booking.check_cancel"]
    assert turn.state.road_target == "CFGHKM"


@pytest.mark.parametrize(("said", "verb"), [(CANCEL, "cancel"), (MOVE, "move")])
def test_without_a_name_it_is_asked_whose_and_a_name_answers(content: Content, said: object, verb: str) -> None:
    asked = step(state(road=""), Text("annuler", said), two(content))  # type: ignore[arg-type]
    assert keys(asked) == ["booking.whose"]
    assert verbs(asked)[:2] == [(verb, "KXPRTM.1"), (verb, "CFGHKM.1")]

    assert step(asked.state, Text("zineb", UNKNOWN), two(content)).state.road_target == "CFGHKM"


def test_a_question_after_the_booking_says_whom_it_is_about(content: Content) -> None:
    there = two(content)

    assert "Zineb" in shown(step(state(road="prepare/CFGHKM"), ButtonPressed("=continue"), there), there)
    assert "booking.question_about" not in keys(step(state(road="prepare/KXPRTM"), ButtonPressed("=continue"), there))


def test_the_name_written_before_the_agreement_is_kept(content: Content) -> None:
    helping = state(commune="forest", beneficiary="other")
    there = world(content, hold=hold(NINE))

    turn = step(helping, Text("Zineb", UNKNOWN), there)

    assert keys(turn) == ["booking.heard_name", "question:agrees"]
    agreed = step(turn.state, Text("oui", replace(UNKNOWN, universal="yes")), there)
    assert agreed.state.prompt.about == "confirm"
