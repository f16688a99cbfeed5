"""`retour` goes one screen back: from hours to days, from a page beside the road to the question behind it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.content.model import Content
from bot.conversation.effects import DropHold, FindSlots
from bot.conversation.events import ButtonPressed, SlotsFound, Text
from bot.conversation.state import State
from bot.conversation.step import step
from tests.conversation.sayings import FOREST, NINE, TEN, UNKNOWN, appointment, hold, keys, state, world

BACK = Text("retour", replace(UNKNOWN, universal="back"))
FIRST, DAYS = FindSlots(FOREST, "fr"), FindSlots(FOREST, "fr", by_day=True)


def shown(content: Content, asked: FindSlots) -> State:
    """Somebody to whom these times or days are shown."""
    turn = step(state(commune="forest"), SlotsFound(asked, (NINE, TEN)), world(content))
    assert turn.state.prompt.about == "slots"
    return turn.state


def test_from_the_hours_of_a_day_to_the_days(content: Content) -> None:
    hours = shown(content, FindSlots(FOREST, "fr", day=NINE.starts_at.date()))

    assert step(hours, BACK, world(content)).effects == (DAYS,)


def test_from_the_days_to_the_first_offers(content: Content) -> None:
    assert step(shown(content, DAYS), BACK, world(content)).effects == (FIRST,)


def test_from_the_first_offers_to_the_last_answer(content: Content) -> None:
    turn = step(shown(content, FIRST), BACK, world(content))

    assert turn.state.prompt.about == "question:commune"


@pytest.mark.parametrize("page", [f"=show:{FOREST}", "=human", f"=followed:{FOREST}", "=privacy"])
def test_from_a_page_beside_the_road_to_what_was_asked(content: Content, page: str) -> None:
    card = step(
        state(road="office", commune="uccle", language="fr", recap="ok"), ButtonPressed("=continue"), world(content)
    )
    beside = step(card.state, ButtonPressed(page), world(content))

    turn = step(beside.state, BACK, world(content))

    assert keys(turn) == keys(card)
    assert turn.state.answers == card.state.answers


def test_from_what_to_do_with_a_letter_to_who_sent_it(content: Content) -> None:
    asked = step(state(road=""), ButtonPressed("=letter"), world(content))
    advice = step(asked.state, Text("ONEM", UNKNOWN), world(content))

    assert keys(step(advice.state, BACK, world(content))) == ["letter.who"]


@pytest.mark.parametrize("road", ["cancel/KXPRTM", "move/KXPRTM"])
def test_from_changing_an_appointment_to_its_card(content: Content, road: str) -> None:
    held = hold(TEN, moves="KXPRTM") if road.startswith("move") else None
    there = world(content, appointments=(appointment(),), hold=held)
    asked = step(state(road=road), ButtonPressed("=continue"), there)

    turn = step(asked.state, BACK, there)

    assert "booking.card" in keys(turn)
    assert turn.effects == ((DropHold(),) if held else ())


def test_while_preparing_to_the_question_before(content: Content) -> None:
    there = world(content, appointments=(appointment(),))

    turn = step(state(road="prepare/KXPRTM", registered="yes", about="question:need"), BACK, there)

    assert turn.state.prompt.about == "question:registered"
