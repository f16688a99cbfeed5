"""Until it starts an appointment is changed from its card, by command and by words; afterwards the answer is kind."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.content.model import Content
from bot.conversation.effects import FindSlots, TellLate, TellStaff
from bot.conversation.events import ButtonPressed, Command, NotPossible, StaffTold, Text
from bot.conversation.step import step
from bot.conversation.world import OfficeRules
from bot.matching.match import Match
from tests.conversation.sayings import FOREST, appointment, at, keys, state, verbs, world

BEFORE, AFTER = "2026-11-24 08:59", "2026-11-24 09:01"


def wish(intent: str) -> Text:
    return Text("…", Match("fr", True, False, None, "intent", intent, 0.99, True))


@pytest.mark.parametrize("verb", ["move", "cancel", "late", "notes"])
def test_the_card_changes_it_until_the_start_and_not_after(content: Content, verb: str) -> None:
    tap = ButtonPressed(f"={verb}:KXPRTM.1")

    before = step(state(road=""), tap, world(content, BEFORE, appointments=(appointment(),)))
    after = step(state(road=""), tap, world(content, AFTER, appointments=(appointment(),)))

    assert "booking.started" not in keys(before)
    assert keys(after)[0] == "booking.started"
    assert after.effects == ()
    assert {"move", "cancel", "late", "notes"}.isdisjoint(verb for verb, _ in verbs(after))
    assert ("call", FOREST) in verbs(after)


@pytest.mark.parametrize("intent", ["move_booking", "cancel_booking", "late"])
def test_words_change_it_until_the_start_and_not_after(content: Content, intent: str) -> None:
    before = step(state(road=""), wish(intent), world(content, BEFORE, appointments=(appointment(),)))
    after = step(state(road=""), wish(intent), world(content, AFTER, appointments=(appointment(),)))

    done = {
        "move_booking": before.effects == (FindSlots(FOREST, "fr"),),
        "cancel_booking": keys(before) == ["booking.check_cancel"],
        "late": before.effects == (TellLate("KXPRTM", 1),),
    }
    assert done[intent]
    assert keys(after)[0] == "booking.started"


@pytest.mark.parametrize("command", ["rdv", "afspraak"])
def test_the_command_shows_the_card_with_what_can_still_be_done(content: Content, command: str) -> None:
    before = step(state(road=""), Command(command), world(content, BEFORE, appointments=(appointment(),)))
    after = step(state(road=""), Command(command), world(content, AFTER, appointments=(appointment(),)))

    assert [verb for verb, _ in verbs(before)][:4] == ["move", "cancel", "late", "notes"]
    assert keys(after)[-1] == "booking.if_started"


def test_a_change_that_came_in_at_the_very_start_is_answered_kindly(content: Content) -> None:
    turn = step(state(road="cancel/KXPRTM"), NotPossible(appointment()), world(content, AFTER))

    assert keys(turn)[0] == "booking.started"


@pytest.mark.parametrize("intent", ["late", "cancel_booking", "my_booking"])
def test_the_next_morning_what_concerns_the_appointment_is_heard_before_anything_else(
    content: Content, intent: str
) -> None:
    preparing = state(road="prepare/KXPRTM")
    next_morning = world(content, BEFORE, appointments=(appointment(),), last_seen_at=at(BEFORE) - timedelta(hours=20))

    assert "start.resume" not in keys(step(preparing, wish(intent), next_morning))
    assert "start.resume" in keys(step(preparing, wish("book"), next_morning))


def test_a_note_is_put_and_taken_off_and_what_the_office_says_is_shown(content: Content) -> None:
    rules = OfficeRules(mode="slots", companion={"fr": "Une seule personne peut venir avec vous."})
    told = world(content, appointments=(appointment(),), offices={FOREST: rules})

    turn = step(state(road=""), ButtonPressed("=note_on:KXPRTM.1.companion"), told)
    assert turn.effects == (TellStaff("KXPRTM", "companion", True),)

    noted = appointment(notes=("companion",))
    said = step(turn.state, StaffTold(noted, "companion", True), told)
    assert keys(said) == ["notes.told", "notes.office_says", "notes.set_companion"]
    assert ("note_off", "KXPRTM.1.companion") in verbs(said)

    off = step(said.state, ButtonPressed("=note_off:KXPRTM.1.companion"), world(content, appointments=(noted,)))
    assert off.effects == (TellStaff("KXPRTM", "companion", False),)
    assert keys(step(off.state, StaffTold(appointment(), "companion", False), told)) == ["notes.taken_off"]


@pytest.mark.parametrize("note", ["interpreter", "step_free"])
def test_what_the_office_did_not_say_is_said_to_be_unknown_with_its_number(content: Content, note: str) -> None:
    set_ = appointment(notes=(note,))

    turn = step(state(road=""), StaffTold(set_, note, True), world(content, appointments=(set_,)))  # type: ignore[arg-type]

    assert keys(turn) == ["notes.told", f"notes.{note}_unknown", f"notes.set_{note}"]
    assert verbs(turn)[0] == ("call", FOREST)


def test_a_forged_note_does_nothing_and_an_old_version_shows_what_stands(content: Content) -> None:
    mine = world(content, appointments=(appointment(version=2),))

    forged = step(state(road=""), ButtonPressed("=note_on:KXPRTM.2.illness"), mine)
    assert forged.effects == ()
    assert "booking.outdated_button" in keys(forged)
    old = step(state(road=""), ButtonPressed("=note_on:KXPRTM.1.companion"), mine)
    assert old.effects == ()
    assert keys(old)[0] == "booking.changed_since"


def test_the_place_among_the_questions_is_kept_when_a_note_is_put(content: Content) -> None:
    preparing = state(road="prepare/KXPRTM", about="question:registered")

    turn = step(preparing, StaffTold(appointment(notes=("companion",)), "companion", True), world(content))

    assert turn.state.prompt.about == "question:registered"
    assert ("continue", "") in verbs(turn)
