"""Who is offered times that do not suit can still be told of others: by a button, and in their own words."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.content.model import Content
from bot.conversation.effects import DropHold, FindSlots, HoldSlot, WaitForTime
from bot.conversation.events import ButtonPressed, SlotsFound, Text, Waits
from bot.conversation.state import Offered
from bot.conversation.step import step
from tests.conversation.sayings import (
    FOREST,
    NINE,
    NUMBER,
    UNKNOWN,
    appointment,
    choosing,
    keys,
    state,
    verbs,
    world,
)

DAYS = timedelta(days=30)
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


MOVING = WaitForTime(FOREST, "fr", seen=True, moves="KXPRTM")


@pytest.mark.parametrize("how", ["button", "words"])
def test_who_moves_an_appointment_can_wait_for_another_time_and_keeps_it(content: Content, how: str) -> None:
    moving = state(Offered("0", "none_fits", FOREST), road="move/KXPRTM", about="slots")
    there = world(content, appointments=(appointment(),))
    shown = step(moving, ButtonPressed(f"{NUMBER}:0"), there)
    assert [verb for verb, _ in verbs(shown)] == ["call", "keep", "wait", "other_times", "menu", "human"]

    key = next(one.key for one in shown.state.prompt.offered if one.verb == "wait")
    button = ButtonPressed(f"{shown.state.prompt.number}:{key}")
    turn = step(shown.state, button if how == "button" else Text("Prévenez-moi si une place se libère", UNKNOWN), there)

    assert turn.effects == (DropHold(), MOVING)
    told = step(turn.state, Waits(FOREST, "KXPRTM"), world(content, appointments=(appointment(),), waits_at=(FOREST,)))
    assert keys(told) == ["waiting.noted", "waiting.keeps", "waiting.how"]
    assert verbs(told)[:2] == [("mine", ""), ("no_wait", FOREST)]
    assert told.state.road == ""


def test_of_a_day_that_is_closed_it_is_not_said_that_the_appointment_is_kept(content: Content) -> None:
    closed = replace(appointment(), on_closed_day=True)
    told = step(state(), Waits(FOREST, "KXPRTM"), world(content, appointments=(closed,)))

    assert keys(told) == ["waiting.noted", "waiting.how"]


def test_a_time_that_is_told_of_is_looked_for_to_move_the_appointment(content: Content) -> None:
    there = world(content, appointments=(appointment(),))
    start = int(NINE.starts_at.timestamp())

    turn = step(state(), ButtonPressed(f"=move_to:KXPRTM.{start}"), there)
    assert turn.effects == (FindSlots(FOREST, "fr", at=NINE.starts_at),)
    held = step(turn.state, SlotsFound(turn.effects[0], (NINE,)), there)
    assert held.effects == (HoldSlot(NINE, "KXPRTM"),)
    taken = step(turn.state, SlotsFound(turn.effects[0], ()), there)
    assert "wait" in [verb for verb, _ in verbs(taken)]


@pytest.mark.parametrize("change", [{"status": "cancelled_by_staff"}, {"starts_at": NINE.starts_at - DAYS}])
def test_an_appointment_that_cannot_be_moved_any_more_is_not(content: Content, change: dict[str, object]) -> None:
    there = world(content, appointments=(replace(appointment(), **change),))

    turn = step(state(), ButtonPressed(f"=move_to:KXPRTM.{int(NINE.starts_at.timestamp())}"), there)

    assert turn.effects == ()
    assert keys(turn)[0] == "booking.changed_since"
    assert step(state(), ButtonPressed("=move_to:KXPRTM.soon"), there).effects == ()
