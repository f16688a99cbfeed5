"""Half a day, another office, the waiting list: what is offered when the first three times do not fit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.booking.slots import Slot
from bot.content.model import Content
from bot.conversation.appointments.slot_text import slot_text
from bot.conversation.effects import FindOffices, FindSlots, HoldSlot, StopWaiting, WaitForTime
from bot.conversation.events import (
    ButtonPressed,
    Command,
    OfficesFound,
    SlotsFound,
    Text,
    Waits,
    WaitsNoMore,
    WaitsTooOften,
)
from bot.conversation.replies import OfficeName, Say
from bot.conversation.state import Offered
from bot.conversation.step import step
from bot.conversation.world import OfficeRules, World
from tests.conversation.sayings import (
    FOREST,
    NINE,
    NUMBER,
    TEN,
    UNKNOWN,
    appointment,
    at,
    buttons,
    choosing,
    keys,
    slot,
    state,
    verbs,
    world,
)

SAINT_GILLES, IXELLES, VDAB = "mission-locale-saint-gilles", "mission-locale-ixelles", "vdab-brussel"
TUESDAY = date(2026, 11, 24)
START = int(NINE.starts_at.timestamp())


def morning(count: int) -> tuple[Slot, ...]:
    return tuple(replace(NINE, starts_at=NINE.starts_at + number * timedelta(minutes=15)) for number in range(count))


TWO = slot("2026-11-24 14:00")


def open_everywhere(content: Content, **more: object) -> World:
    french, dutch = frozenset({"fr"}), frozenset({"nl"})
    offices = {
        FOREST: OfficeRules(mode="slots", languages=french),  # type: ignore[arg-type]
        IXELLES: OfficeRules(mode="slots", languages=french),  # type: ignore[arg-type]
        SAINT_GILLES: OfficeRules(mode="slots", languages=french),  # type: ignore[arg-type]
        VDAB: OfficeRules(mode="slots", languages=dutch),  # type: ignore[arg-type]
        "mission-locale-anderlecht": OfficeRules(mode="phone", languages=french),  # type: ignore[arg-type]
    }
    return world(content, offices=offices, **more)


def test_a_day_with_many_times_asks_for_the_half_first(content: Content) -> None:
    found = SlotsFound(FindSlots(FOREST, "fr", day=TUESDAY), (*morning(8), TWO))

    turn = step(choosing(NINE), found, world(content))

    assert keys(turn) == ["booking.which_half"]
    assert verbs(turn)[:2] == [("day", f"{FOREST}|2026-11-24|morning"), ("day", f"{FOREST}|2026-11-24|afternoon")]


def test_a_long_morning_alone_is_not_asked_for_its_half(content: Content) -> None:
    turn = step(choosing(NINE), SlotsFound(FindSlots(FOREST, "fr", day=TUESDAY), morning(9)), world(content))

    assert keys(turn) == ["booking.which_hour"]
    assert [target for verb, target in verbs(turn) if verb == "slot"] == [slot_text(one) for one in morning(9)]


def test_the_half_that_was_chosen_shows_its_times_only(content: Content) -> None:
    asked = state(Offered("0", "day", f"{FOREST}|2026-11-24|afternoon"), about="slots", commune="forest")
    wanted = FindSlots(FOREST, "fr", day=TUESDAY, half="afternoon")

    assert step(asked, ButtonPressed(f"{NUMBER}:0"), world(content)).effects == (wanted,)
    turn = step(asked, SlotsFound(wanted, (*morning(8), TWO)), world(content))

    assert [target for verb, target in verbs(turn) if verb == "slot"] == [slot_text(TWO)]


@pytest.mark.parametrize("text", ["Après-midi", "apres-midi", "namiddag"])
def test_the_half_of_a_day_may_be_typed(content: Content, text: str) -> None:
    found = SlotsFound(FindSlots(FOREST, "fr", day=TUESDAY), (*morning(8), TWO))
    halves = step(choosing(NINE), found, world(content)).state

    turn = step(halves, Text(text, UNKNOWN), world(content))

    assert turn.effects == (FindSlots(FOREST, "fr", day=TUESDAY, half="afternoon"),)


def test_the_buttons_of_the_list_fit_into_what_telegram_carries_back(content: Content) -> None:
    for office in content.organisations:
        data = f"=take:{office}.fr.9999999999"
        assert len(data.encode()) <= 64
        assert step(state(road=""), ButtonPressed(data), world(content)).effects == () or office == FOREST


def test_another_office_is_looked_for_nearest_first_where_the_language_is_spoken(content: Content) -> None:
    asked = state(Offered("0", "another_office", FOREST), about="slots", commune="forest")

    turn = step(asked, ButtonPressed(f"{NUMBER}:0"), open_everywhere(content))

    assert turn.effects == (FindOffices((SAINT_GILLES, IXELLES), "fr", FOREST),)


def test_the_offices_that_have_times_are_shown_with_their_soonest(content: Content) -> None:
    other = replace(NINE, office=SAINT_GILLES)
    asked = FindOffices((SAINT_GILLES, IXELLES), "fr", FOREST)

    turn = step(choosing(NINE), OfficesFound(asked, (other,)), open_everywhere(content))

    assert keys(turn) == ["booking.offices_free", "booking.office_from", "booking.reception_fr"]
    assert verbs(turn)[0] == ("choose_office", SAINT_GILLES)
    assert ("other_times", "") in verbs(turn)


def test_without_another_office_there_are_still_two_ways_out(content: Content) -> None:
    turn = step(choosing(NINE), OfficesFound(FindOffices((), "fr", FOREST), ()), world(content))

    assert keys(turn) == ["booking.no_other_office_fr"]
    assert {"call", "office", "other_times", "menu", "human"} <= {verb for verb, _ in verbs(turn)}


def test_whoever_moves_an_appointment_is_not_sent_to_another_office(content: Content) -> None:
    moving = state(road="move/KXPRTM", about="slots")
    mine = world(content, appointments=(appointment(),))

    for found in (
        SlotsFound(FindSlots(FOREST, "fr", by_day=True), (NINE, TEN)),
        SlotsFound(FindSlots(FOREST, "fr"), ()),
    ):
        shown = {verb for verb, _ in verbs(step(moving, found, mine))}
        assert shown.isdisjoint({"another_office"})


def test_nothing_free_offers_the_list_and_putting_oneself_down_is_answered(content: Content) -> None:
    turn = step(choosing(), SlotsFound(FindSlots(FOREST, "fr"), ()), world(content))
    assert verbs(turn)[0] == ("wait", f"{FOREST}|fr")

    tapped = step(turn.state, ButtonPressed(f"{turn.state.prompt.number}:0"), world(content))
    assert tapped.effects == (WaitForTime(FOREST, "fr"),)

    told = step(tapped.state, Waits(FOREST), world(content, waits_at=(FOREST,)))
    assert keys(told) == ["waiting.noted", "waiting.how"]
    assert told.state.road == ""
    assert ("no_wait", FOREST) in verbs(told)


def test_an_office_that_was_paused_meanwhile_has_no_list(content: Content) -> None:
    closed = world(content, offices={FOREST: OfficeRules(mode="phone", paused=True)})

    turn = step(choosing(), SlotsFound(FindSlots(FOREST, "fr"), ()), closed)

    assert "wait" not in {verb for verb, _ in verbs(turn)}


def test_what_the_office_says_of_coming_without_appointment_is_shown_when_nothing_is_free(content: Content) -> None:
    rules = OfficeRules(mode="slots", languages=frozenset({"fr"}), walk_in={"fr": "le mardi matin"})

    turn = step(choosing(), SlotsFound(FindSlots(FOREST, "fr"), ()), world(content, offices={FOREST: rules}))

    assert keys(turn) == ["booking.nothing_free", "office.walk_in_says"]


def test_a_tap_on_the_time_one_was_told_of_holds_it_at_whatever_desk(content: Content) -> None:
    idle = state(road="", first_name="Amina")

    turn = step(idle, ButtonPressed(f"=take:{FOREST}.fr.{START}"), world(content, waits_at=(FOREST,)))
    assert turn.effects == (FindSlots(FOREST, "fr", at=NINE.starts_at),)

    other_desk = replace(NINE, desk_id=9)
    held = step(turn.state, SlotsFound(turn.effects[0], (other_desk, TEN)), world(content))  # type: ignore[arg-type]
    assert held.effects == (HoldSlot(other_desk),)


def test_the_time_one_was_told_of_is_gone_others_are_shown_or_the_place_is_kept(content: Content) -> None:
    asked = FindSlots(FOREST, "fr", at=NINE.starts_at)
    waiting = world(content, waits_at=(FOREST,))

    near = step(choosing(), SlotsFound(asked, (TEN,)), waiting)
    assert keys(near)[0] == "booking.slot_taken"
    assert ("slot", slot_text(TEN)) in verbs(near)

    gone = step(choosing(), SlotsFound(asked, ()), waiting)
    assert keys(gone) == ["booking.slot_gone", "booking.nothing_free", "waiting.on_list"]
    assert ("no_wait", FOREST) in verbs(gone)
    assert "wait" not in {verb for verb, _ in verbs(gone)}


def test_whoever_has_an_appointment_by_now_is_shown_it_instead(content: Content) -> None:
    mine = world(content, appointments=(appointment(),), waits_at=(SAINT_GILLES,))

    turn = step(state(road=""), ButtonPressed(f"=take:{SAINT_GILLES}.fr.{START}"), mine)

    assert turn.effects == ()
    assert keys(turn) == ["booking.already"]


def test_a_forged_button_of_the_list_changes_nothing(content: Content) -> None:
    for data in (f"=take:{FOREST}.xx.1", "=take:nowhere.fr.1", f"=take:{FOREST}.fr.99999999999999999", "=free:x"):
        turn = step(state(road=""), ButtonPressed(data), world(content))
        assert all(isinstance(effect, FindSlots) for effect in turn.effects), data


def test_leaving_the_list_is_one_tap_from_the_message_and_from_my_appointment(content: Content) -> None:
    turn = step(state(road=""), ButtonPressed(f"=no_wait:{FOREST}"), world(content, waits_at=(FOREST,)))
    assert turn.effects == (StopWaiting(FOREST),)
    assert keys(step(turn.state, WaitsNoMore(FOREST), world(content)))[0] == "waiting.ended"

    mine = step(state(road=""), Command("rdv"), world(content, waits_at=(FOREST,)))
    assert "waiting.at" in keys(mine)
    assert ("no_wait", FOREST) in verbs(mine)


def test_a_fourth_list_is_refused_with_the_way_off_the_others(content: Content) -> None:
    turn = step(choosing(), WaitsTooOften(), world(content, waits_at=(FOREST, SAINT_GILLES, IXELLES)))

    assert keys(turn)[:4] == ["waiting.too_many", "waiting.at", "waiting.at", "waiting.at"]
    assert [target for verb, target in verbs(turn) if verb == "no_wait"] == [FOREST, SAINT_GILLES, IXELLES]


def test_a_label_names_the_office_in_the_language_of_the_chat(content: Content) -> None:
    asked = FindOffices((SAINT_GILLES,), "fr", FOREST)

    turn = step(choosing(), OfficesFound(asked, (replace(NINE, office=SAINT_GILLES),)), open_everywhere(content))

    assert buttons(turn)[0].label == OfficeName(SAINT_GILLES)
    assert isinstance(buttons(turn)[-1].label, Say)
    assert at("2026-11-24 09:00") == NINE.starts_at
