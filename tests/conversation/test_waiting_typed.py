"""Who is offered times that do not suit can still be told of others: by a button, and in their own words."""

from __future__ import annotations

import pytest

from bot.content.model import Content
from bot.conversation.effects import WaitForTime
from bot.conversation.events import ButtonPressed, Text
from bot.conversation.state import Offered
from bot.conversation.step import step
from tests.conversation.sayings import (
    FOREST,
    NINE,
    NUMBER,
    UNKNOWN,
    appointment,
    choosing,
    hold,
    keys,
    state,
    verbs,
    world,
)

SEEN = WaitForTime(FOREST, "fr", seen=True)


@pytest.mark.parametrize(
    "text",
    [
        "Prévenez-moi si une place se libère",
        "vous pouvez me prévenir si quelqu'un annule ?",
        "mettez-moi sur la liste d'attente",
        "laat mij weten als er een plaats vrijkomt",
        "verwittig mij als iemand annuleert",
        "zet mij op de wachtlijst",
    ],
)
def test_asked_in_words_while_a_time_is_chosen(content: Content, text: str) -> None:
    assert step(choosing(NINE), Text(text, UNKNOWN), world(content)).effects == (SEEN,)


def test_nothing_fits_offers_to_be_told(content: Content) -> None:
    asked = state(Offered("0", "none_fits", FOREST), about="slots", commune="forest")

    shown = step(asked, ButtonPressed(f"{NUMBER}:0"), world(content))
    key = next(one.key for one in shown.state.prompt.offered if one.verb == "wait")

    assert step(shown.state, ButtonPressed(f"{NUMBER + 1}:{key}"), world(content)).effects == (SEEN,)


def test_who_is_on_the_list_already_is_not_put_on_it_again(content: Content) -> None:
    asked = state(Offered("0", "none_fits", FOREST), about="slots", commune="forest")
    waits = world(content, waits_at=(FOREST,))

    assert ("no_wait", FOREST) in verbs(step(asked, ButtonPressed(f"{NUMBER}:0"), waits))
    assert keys(step(choosing(NINE), Text("mettez-moi sur la liste d'attente", UNKNOWN), waits))[0] == "waiting.on_list"


def test_who_moves_an_appointment_has_no_list(content: Content) -> None:
    moving = state(Offered("0", "none_fits", FOREST), road="move/KXPRTM", about="slots")
    there = world(content, appointments=(appointment(),), hold=hold(NINE, moves="KXPRTM"))

    assert "wait" not in [verb for verb, _ in verbs(step(moving, ButtonPressed(f"{NUMBER}:0"), there))]
