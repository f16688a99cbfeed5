"""Days, hours and halves of days that are typed where a time is asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest

from bot.booking.slots import Slot
from bot.content.model import Content
from bot.conversation.effects import DropHold, FindSlots, HoldSlot
from bot.conversation.events import SlotsFound, Text
from bot.conversation.state import State
from bot.conversation.step import step
from tests.conversation.sayings import FOREST, NINE, TEN, UNKNOWN, choosing, hold, keys, slot, state, verbs, world

THURSDAY = date(2026, 11, 26)
OTHER_DAY = replace(UNKNOWN, kind="intent", id="move_booking", sure=True, score=0.99)
CANCEL = replace(OTHER_DAY, id="cancel_booking")
MINE = replace(OTHER_DAY, id="my_booking", universal="my_booking")
ANY = replace(UNKNOWN, universal="skip")
AT_TWO = slot("2026-11-26 14:00")


def looked(state_: State, text: str, content: Content) -> FindSlots:
    (wanted,) = step(state_, Text(text, UNKNOWN), world(content)).effects
    assert isinstance(wanted, FindSlots)
    return wanted


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("jeudi vers 10h", {"day": THURSDAY, "half": "morning", "clock": time(10), "around": True}),
        ("jeudi matin", {"day": THURSDAY, "half": "morning"}),
        ("donderdag namiddag", {"day": THURSDAY, "half": "afternoon"}),
        ("lundi 30 à 14h", {"day": date(2026, 11, 30), "half": "afternoon", "clock": time(14)}),
        ("le matin", {"half": "morning"}),
        ("après-midi", {"half": "afternoon"}),
        ("10h30", {"half": "morning", "clock": time(10, 30)}),
        ("om 9u30", {"half": "morning", "clock": time(9, 30)}),
        ("halftien", {"half": "morning", "clock": time(9, 30)}),
    ],
)
def test_what_is_said_of_the_time_is_looked_for(content: Content, text: str, more: dict[str, Any]) -> None:
    wanted = FindSlots(FOREST, "fr", **more)

    assert looked(choosing(NINE, AT_TWO), text, content) == wanted


def test_half_a_day_is_that_of_the_day_on_the_screen(content: Content) -> None:
    assert looked(choosing(NINE, TEN), "namiddag", content).day == date(2026, 11, 24)


def test_an_hour_on_the_screen_is_held(content: Content) -> None:
    assert step(choosing(NINE, TEN), Text("10h", UNKNOWN), world(content)).effects == (HoldSlot(TEN),)


@pytest.mark.parametrize("text", ["le plus tôt possible", "zo snel mogelijk", "le premier", "de eerste"])
def test_the_first_is_held(content: Content, text: str) -> None:
    assert step(choosing(NINE, TEN), Text(text, UNKNOWN), world(content)).effects == (HoldSlot(NINE),)


@pytest.mark.parametrize("text", ["n'importe", "maakt niet uit"])
def test_to_whom_any_time_suits_the_first_is_held(content: Content, text: str) -> None:
    assert step(choosing(NINE, TEN), Text(text, ANY), world(content)).effects == (HoldSlot(NINE),)


def test_the_second_is_held(content: Content) -> None:
    assert step(choosing(NINE, TEN), Text("de tweede", UNKNOWN), world(content)).effects == (HoldSlot(TEN),)


@pytest.mark.parametrize("text", ["geen enkel moment past", "aucun moment ne va"])
def test_the_words_on_a_button_are_the_button_in_either_language(content: Content, text: str) -> None:
    shown = step(choosing(), SlotsFound(FindSlots(FOREST, "fr"), (NINE, TEN)), world(content)).state

    assert keys(step(shown, Text(text, UNKNOWN), world(content))) == ["booking.none_fits"]


def test_the_words_on_a_button_with_politeness_are_the_button(content: Content) -> None:
    found = (NINE, slot("2026-11-26 09:00"), slot("2026-11-30 09:00"), slot("2026-12-01 09:00"))
    shown = step(choosing(), SlotsFound(FindSlots(FOREST, "fr"), found), world(content)).state
    kept = State.from_json(shown.to_json())

    turn = step(kept, Text("d'autres jours svp", UNKNOWN), world(content))

    assert turn.effects == (FindSlots(FOREST, "fr", by_day=True),)


def test_the_words_on_a_durable_button_are_the_button(content: Content) -> None:
    shown = step(choosing(), SlotsFound(FindSlots(FOREST, "fr"), (NINE,)), world(content)).state

    assert "human.intro" in keys(step(shown, Text("parler à une personne", UNKNOWN), world(content)))


# Before noon, the other half, the evening, the coming week

WORKS_THEN = [
    "je travaille le matin",
    "je ne peux pas le matin",
    "le matin je ne peux pas parce que je travaille",
    "pas avant midi",
    "ik werk in de voormiddag",
    "'s morgens kan ik niet",
    "niet voor de middag",
]
SUNDAY = date(2026, 11, 29)


@pytest.mark.parametrize("text", ["avant midi", "plutôt avant-midi", "voor de middag", "in de voormiddag"])
def test_before_noon_is_the_morning(content: Content, text: str) -> None:
    assert looked(choosing(NINE, AT_TWO), text, content) == FindSlots(FOREST, "fr", half="morning")


@pytest.mark.parametrize("text", ["jeudi avant midi", "donderdag voor de middag"])
def test_before_noon_of_a_day_is_its_morning(content: Content, text: str) -> None:
    assert looked(choosing(NINE, AT_TWO), text, content) == FindSlots(FOREST, "fr", day=THURSDAY, half="morning")


@pytest.mark.parametrize("text", WORKS_THEN)
def test_who_cannot_come_in_the_morning_is_shown_the_afternoon(content: Content, text: str) -> None:
    assert looked(choosing(NINE, AT_TWO), text, content) == FindSlots(FOREST, "fr", half="afternoon")


@pytest.mark.parametrize(
    "text", ["je suis occupée l'après-midi", "pas l'après-midi", "'s namiddags kan ik niet, 's morgens wel"]
)
def test_who_cannot_come_in_the_afternoon_is_shown_the_morning(content: Content, text: str) -> None:
    assert looked(choosing(NINE, AT_TWO), text, content) == FindSlots(FOREST, "fr", half="morning")


@pytest.mark.parametrize(
    "text", ["jeudi, je travaille le matin", "jeudi mais pas le matin", "donderdagvoormiddag werk ik"]
)
def test_the_other_half_is_that_of_the_day_that_is_named(content: Content, text: str) -> None:
    assert looked(choosing(NINE, AT_TWO), text, content) == FindSlots(FOREST, "fr", day=THURSDAY, half="afternoon")


@pytest.mark.parametrize(
    "text",
    [
        "le matin je travaille pas",
        "'s morgens werk ik niet",
        "non le matin",
        "nee, 's morgens",
        "pourquoi pas le matin",
    ],
)
def test_a_denial_of_something_else_leaves_the_half(content: Content, text: str) -> None:
    assert looked(choosing(NINE, AT_TWO), text, content) == FindSlots(FOREST, "fr", half="morning")


def test_a_day_that_may_be_turned_down_is_asked_for(content: Content) -> None:
    turn = step(choosing(NINE, AT_TWO), Text("pas jeudi matin", UNKNOWN), world(content))

    assert "booking.date_unclear" in keys(turn)


@pytest.mark.parametrize("text", ["je ne peux pas le soir", "'s avonds werk ik"])
def test_who_cannot_come_in_the_evening_is_shown_all(content: Content, text: str) -> None:
    assert looked(choosing(NINE, AT_TWO), text, content) == FindSlots(FOREST, "fr")


@pytest.mark.parametrize("text", ["le soir", "'s avonds"])
def test_without_a_time_in_the_evening_that_is_said_and_the_latest_are_shown(content: Content, text: str) -> None:
    asked = looked(choosing(NINE, AT_TWO), text, content)

    turn = step(choosing(), SlotsFound(asked, (NINE, AT_TWO)), world(content))

    assert keys(turn)[0] == "booking.nothing_at_that_hour"


def test_a_free_time_in_the_evening_is_shown_and_not_held(content: Content) -> None:
    asked = looked(choosing(NINE, AT_TWO), "jeudi soir", content)

    turn = step(choosing(), SlotsFound(asked, (AT_TWO, slot("2026-11-26 18:00"))), world(content))

    assert turn.effects == ()
    assert keys(turn)[0] == "booking.which_hour"


@pytest.mark.parametrize(
    "text", ["la semaine prochaine", "plutôt la semaine prochaine", "volgende week", "vanaf volgende week"]
)
def test_next_week_shows_the_days_from_monday_on(content: Content, text: str) -> None:
    asked = looked(choosing(NINE, AT_TWO), text, content)

    turn = step(choosing(), SlotsFound(asked, (NINE, AT_TWO, slot("2026-11-30 09:00"))), world(content))

    assert asked == FindSlots(FOREST, "fr", by_day=True, after=SUNDAY)
    assert [target for verb, target in verbs(turn) if verb == "day"] == [f"{FOREST}|2026-11-30"]


def test_a_week_that_is_turned_down_is_not_shown(content: Content) -> None:
    turn = step(choosing(NINE, AT_TWO), Text("pas la semaine prochaine", UNKNOWN), world(content))

    assert "booking.date_unclear" in keys(turn)


# What is found


def found(content: Content, *slots: Slot, **more: Any) -> Any:
    return step(choosing(), SlotsFound(FindSlots(FOREST, "fr", **more), slots), world(content))


def test_a_typed_hour_that_is_free_is_held(content: Content) -> None:
    assert found(content, NINE, TEN, day=date(2026, 11, 24), clock=time(10)).effects == (HoldSlot(TEN),)


def test_about_an_hour_is_never_held_by_itself(content: Content) -> None:
    turn = found(content, NINE, TEN, day=date(2026, 11, 24), clock=time(10), around=True)

    assert turn.effects == ()
    assert keys(turn) == ["booking.which_hour"]


def test_an_hour_that_is_not_free_is_said_and_the_closest_are_shown(content: Content) -> None:
    turn = found(content, NINE, TEN, day=date(2026, 11, 24), clock=time(14))

    assert keys(turn) == ["booking.nothing_at_that_hour", "booking.which_hour"]
    assert [verb for verb, _ in verbs(turn)][:2] == ["slot", "slot"]


def test_a_half_that_is_not_free_is_said(content: Content) -> None:
    turn = found(content, NINE, TEN, half="afternoon")

    assert keys(turn)[0] == "booking.nothing_in_the_afternoon"


def test_only_the_times_of_the_half_are_shown(content: Content) -> None:
    turn = found(content, NINE, AT_TWO, half="afternoon")

    assert [verb for verb, _ in verbs(turn)].count("slot") == 1
    assert keys(turn)[0] == "booking.which_time"


def test_a_day_without_times_is_not_said_to_be_taken(content: Content) -> None:
    turn = found(content, day=date(2026, 11, 28))

    assert keys(turn) == ["booking.nothing_that_day"]


# The place is kept


def test_another_day_while_a_time_is_held_shows_the_days(content: Content) -> None:
    asked = state(commune="forest", about="question:first-name")

    turn = step(asked, Text("non en fait je veux un autre jour", OTHER_DAY), world(content, hold=hold(NINE)))

    assert turn.effects == (DropHold(), FindSlots(FOREST, "fr", by_day=True))


@pytest.mark.parametrize("match", [CANCEL, MINE])
def test_there_is_no_appointment_yet_and_the_way_to_one_goes_on(content: Content, match: Any) -> None:
    turn = step(choosing(NINE), Text("mon rendez-vous", match), world(content))

    assert keys(turn) == ["booking.none_yet"]
    assert turn.effects == (FindSlots(FOREST, "fr"),)
    assert turn.state.road == "book"
