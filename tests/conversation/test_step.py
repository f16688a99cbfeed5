"""What the assistant answers to taps, and to what became of its effects."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.content.model import Content
from bot.conversation.appointments.slot_text import slot_from, slot_text
from bot.conversation.effects import Book, Cancel, DropHold, FindSlots, HoldSlot, Move, NoteDetails
from bot.conversation.events import (
    Booked,
    ButtonPressed,
    Command,
    ContactShared,
    HoldLost,
    LocationShared,
    MediaSent,
    SlotsFound,
    SlotTaken,
    Started,
)
from bot.conversation.replies import CalendarFile, ContactCard, Freeze, Say, Toast
from bot.conversation.state import Offered
from bot.conversation.step import step
from tests.conversation.sayings import (
    FOREST,
    NINE,
    NUMBER,
    TEN,
    appointment,
    at,
    buttons,
    choosing,
    hold,
    keys,
    state,
    verbs,
    world,
)


def tap(key: int, number: int = NUMBER) -> ButtonPressed:
    return ButtonPressed(f"{number}:{key}")


# Choosing a time


def test_a_time_that_is_tapped_is_held(content: Content) -> None:
    turn = step(choosing(NINE, TEN), tap(1), world(content))

    assert turn.effects == (HoldSlot(TEN),)
    assert turn.replies == (Freeze(NUMBER, "1"),)


def test_when_a_slot_is_taken_meanwhile_the_nearest_ones_are_looked_for(content: Content) -> None:
    turn = step(choosing(NINE, TEN), SlotTaken(NINE), world(content))

    assert turn.effects == (FindSlots(FOREST, "fr", near=NINE),)


def test_the_nearest_times_are_offered_with_a_word_about_what_happened(content: Content) -> None:
    turn = step(choosing(NINE), SlotsFound(FindSlots(FOREST, "fr", near=NINE), (TEN,)), world(content))

    assert keys(turn)[0] == "booking.slot_taken"
    assert ("slot", slot_text(TEN)) in verbs(turn)


def test_without_a_free_time_there_is_a_number_another_office_and_a_way_on(content: Content) -> None:
    turn = step(choosing(), SlotsFound(FindSlots(FOREST, "fr"), ()), world(content))

    assert keys(turn) == ["booking.nothing_free"]
    assert verbs(turn)[:3] == [("wait", f"{FOREST}|fr"), ("another_office", FOREST), ("call", FOREST)]


def test_when_no_time_suits_another_office_is_offered(content: Content) -> None:
    asked = state(Offered("0", "none_fits", FOREST), about="slots", commune="forest")

    turn = step(asked, tap(0), world(content))

    assert verbs(turn)[:4] == [
        ("call", FOREST),
        ("another_office", FOREST),
        ("wait", f"{FOREST}|fr|seen"),
        ("other_times", ""),
    ]


def test_an_office_chosen_by_name_receives_in_the_language_it_speaks(content: Content) -> None:
    turn = step(state(road="", lang="nl"), ButtonPressed(f"=book_at:{FOREST}"), world(content))

    assert turn.effects == (FindSlots(FOREST, "fr"),)


def test_a_slot_travels_as_text_and_nonsense_is_none() -> None:
    assert slot_from(slot_text(NINE)) == replace(NINE, starts_at=NINE.starts_at)
    assert [slot_from(text) for text in ("", "a|b|c|d|e", "x|1|99999999999999999|30|0", "x|1|1")] == [None] * 4


# Confirming

READY = {"commune": "forest", "registered": "yes", "need": "job", "phone": "0470123456", "first_name": "Amina"}


def confirming(**more: str):  # type: ignore[no-untyped-def]
    return state(Offered("0", "confirm", slot_text(NINE)), about="confirm", **{**READY, **more})


def test_confirming_books_with_all_that_was_said(content: Content) -> None:
    turn = step(confirming(), tap(0), world(content, hold=hold(NINE)))

    assert turn.effects == (
        Book(
            slot=NINE,
            first_name="Amina",
            for_other=False,
            lang="fr",
            reception_lang="fr",
            details={"commune": "forest", "registered": "yes", "need": "job", "phone": "0470123456"},
            request_key=f"202611240800.{NUMBER}",  # in UTC
        ),
    )


def test_confirming_late_asks_for_the_same_time_although_nothing_is_held(content: Content) -> None:
    turn = step(confirming(), tap(0), world(content, hold=None))

    assert [effect.slot for effect in turn.effects if isinstance(effect, Book)] == [NINE]


def test_after_a_booking_the_card_comes_first_and_every_question_may_be_passed_over(content: Content) -> None:
    booked = appointment()
    after = world(content, appointments=(booked,))

    turn = step(state(commune="forest", first_name="Amina"), Booked(booked), after)

    assert keys(turn)[0] == "booking.noted"
    assert turn.state.prompt.about == "question:registered"
    for question in ("registered", "need", "phone", "help-reading"):
        assert turn.state.prompt.about == f"question:{question}"
        skip = next(one for one in turn.state.prompt.offered if one.target == f"{question}=-")
        turn = step(turn.state, tap(int(skip.key), turn.state.prompt.number), after)
    assert keys(turn)[0] == "booking.prepared"


def test_what_was_held_and_is_lost_is_said(content: Content) -> None:
    turn = step(choosing(NINE), HoldLost(), world(content))

    assert turn.replies == (Say("booking.hold_lost"),)
    assert turn.effects == (FindSlots(FOREST, "fr"),)


# For somebody else


def test_without_agreement_nothing_is_booked_and_the_time_is_free_again(content: Content) -> None:
    asked = state(Offered("0", "answer", "agrees=no"), commune="forest", beneficiary="other")

    turn = step(asked, tap(0), world(content, hold=hold(NINE)))

    assert turn.effects == (DropHold(),)
    assert keys(turn)[0] == "booking.must_agree"
    assert turn.state.given == {"commune": "forest"}


def test_whoever_helped_a_neighbour_is_not_taken_for_that_neighbour(content: Content) -> None:
    helped = state(
        road="prepare/KXPRTM", commune="forest", beneficiary="other", agrees="yes", first_name="Yassin", need="job"
    )

    turn = step(helped, ButtonPressed("=book"), world(content, appointments=(appointment(for_other=True),)))

    assert turn.state.given == {"commune": "forest", "road": "book"}
    assert turn.effects == (FindSlots(FOREST, "fr"),)


def test_what_somebody_said_of_themselves_is_not_told_of_a_neighbour(content: Content) -> None:
    own = state(Offered("0", "for_other"), commune="forest", first_name="Amina", need="job", registered="yes")

    turn = step(own, tap(0), world(content, appointments=(appointment(),)))

    assert turn.state.given == {"road": "book", "commune": "forest", "beneficiary": "other"}


@pytest.mark.parametrize(
    ("profile", "offered"), [("Amina", ["Amina"]), ("🔥", []), ("<b>", []), ("", []), ("a" * 80, [])]
)
def test_the_name_of_the_profile_is_offered_when_it_is_a_name(
    content: Content, profile: str, offered: list[str]
) -> None:
    named = world(content, hold=hold(NINE), profile_name=profile)

    turn = step(state(commune="forest"), ButtonPressed("=continue"), named)

    assert [button.target for button in buttons(turn) if button.verb == "profile_name"] == offered


# After booking


def test_a_button_under_an_old_version_shows_what_stands_now(content: Content) -> None:
    moved = world(content, appointments=(appointment(version=2),))

    turn = step(state(road=""), ButtonPressed("=cancel:KXPRTM.1"), moved)

    assert keys(turn)[0] == "booking.changed_since"
    assert turn.effects == ()


def test_cancelling_is_asked_before_it_is_done(content: Content) -> None:
    mine = world(content, appointments=(appointment(),))

    asked = step(state(road=""), ButtonPressed("=cancel:KXPRTM.1"), mine)
    done = step(asked.state, tap(0, asked.state.prompt.number), mine)

    assert (asked.effects, keys(asked)) == ((), ["booking.check_cancel"])
    assert done.effects == (Cancel("KXPRTM", 1),)


def test_moving_late_asks_for_the_time_on_the_button(content: Content) -> None:
    asked = state(Offered("0", "confirm_move", slot_text(TEN)), road="move/KXPRTM")

    turn = step(asked, tap(0), world(content, appointments=(appointment(),)))

    assert turn.effects == (Move("KXPRTM", 1, TEN),)


def test_an_appointment_that_is_cancelled_gives_no_calendar_file(content: Content) -> None:
    gone = world(content, appointments=(appointment(status="cancelled_by_staff", version=2),))

    turn = step(state(road=""), ButtonPressed("=calendar:KXPRTM.1"), gone)

    assert not any(isinstance(reply, CalendarFile) for reply in turn.replies)
    assert keys(turn)[:2] == ["booking.changed_since", "booking.card_cancelled_by_staff"]


def test_preparing_a_cancelled_appointment_says_that_it_is_cancelled(content: Content) -> None:
    asked = state(Offered("0", "answer", "registered=yes"), road="prepare/KXPRTM", commune="forest")
    gone = world(content, appointments=(appointment(status="cancelled_by_staff", version=2),))

    turn = step(asked, tap(0), gone)

    assert keys(turn)[:2] == ["booking.changed_since", "booking.card_cancelled_by_staff"]
    assert turn.effects == ()
    assert turn.state.road == ""


def test_what_helps_the_counsellor_is_kept_with_the_appointment(content: Content) -> None:
    asked = state(Offered("0", "answer", "registered=yes"), road="prepare/KXPRTM", commune="forest")

    turn = step(asked, tap(0), world(content, appointments=(appointment(),)))

    assert turn.effects == (NoteDetails("KXPRTM", {"registered": "yes"}),)


# Old, forged and foreign buttons


@pytest.mark.parametrize("data", [f"{NUMBER - 1}:0", f"{NUMBER}:9", "", "nonsense", "=cancel:ABCDEF.1", "0:0"])
def test_an_old_or_forged_button_changes_nothing_and_asks_again(content: Content, data: str) -> None:
    asked = state(Offered("0", "answer", "language=fr"), road="office", commune="forest")

    turn = step(asked, ButtonPressed(data), world(content))

    assert turn.replies[:2] == (Toast("booking.outdated_button"), Say("booking.outdated_button"))
    assert turn.state.answers == asked.answers
    assert turn.state.prompt.about == "question:language"
    assert turn.effects == ()


def test_a_number_that_nobody_knows_is_not_sent_as_a_contact(content: Content) -> None:
    turn = step(state(road=""), ButtonPressed("=call:mission-locale-molenbeek"), world(content))

    assert not any(isinstance(reply, ContactCard) for reply in turn.replies)
    assert keys(turn)[0] == "office.name"


# Another language, another day


def test_another_language_keeps_the_time_that_is_held_and_the_office(content: Content) -> None:
    turn = step(state(commune="forest"), ButtonPressed("=lang:nl"), world(content, hold=hold(NINE)))

    assert turn.state.lang == "nl"
    assert turn.state.prompt.about == "question:first-name"
    assert turn.state.answer("language") == "fr"


def test_a_tap_after_a_night_goes_on_as_if_nothing_had_happened(content: Content) -> None:
    asked = state(Offered("0", "answer", "language=fr"), road="office", commune="forest")

    turn = step(asked, tap(0), world(content, last_seen_at=at("2026-11-22 12:00")))

    assert turn.state.prompt.about == "question:registered"


def test_after_thirty_days_only_the_language_is_known(content: Content) -> None:
    asked = state(Offered("0", "answer", "language=fr"), road="office", commune="forest")
    away = world(content, last_seen_at=at("2026-11-23 09:00") - timedelta(days=31))

    turn = step(asked, tap(0), away)

    assert (turn.state.lang, turn.state.answers, turn.state.prompt.about) == ("fr", (), "menu")


# What is sent that is no text


def test_the_poster_of_an_office_leads_to_its_times(content: Content) -> None:
    first = step(state(road="", lang=None), Started(FOREST), world(content))
    turn = step(first.state, ButtonPressed("=lang:fr"), world(content))

    assert keys(first) == ["start.hello"]
    assert turn.effects == (FindSlots(FOREST, "fr"),)


def test_starting_again_asks_for_the_language_again(content: Content) -> None:
    turn = step(state(commune="forest"), Started(), world(content))

    assert (turn.state.lang, turn.state.answers) == (None, ())


def test_a_photo_is_never_opened_but_may_be_a_letter(content: Content) -> None:
    turn = step(state(commune="forest"), MediaSent("photo"), world(content))

    assert keys(turn) == ["letter.is_it_a_letter"]
    assert verbs(turn)[:2] == [("letter", ""), ("continue", "")]


def test_of_a_position_only_the_commune_is_kept(content: Content) -> None:
    turn = step(state(road="office"), LocationShared(50.8091, 4.3178), world(content))

    assert turn.state.answers == (("road", "office"), ("commune", "forest"))


def test_a_position_that_nobody_asked_for_is_not_kept(content: Content) -> None:
    turn = step(state(road=""), LocationShared(50.8091, 4.3178), world(content))

    assert keys(turn)[0] == "start.location_unasked"
    assert turn.state.answers == ()


def test_the_number_of_somebody_else_is_not_kept(content: Content) -> None:
    asked = state(road="prepare/KXPRTM", registered="yes", need="job")

    turn = step(asked, ContactShared("0470123456", is_own=False), world(content, appointments=(appointment(),)))

    assert keys(turn)[0] == "booking.contact_of_other"
    assert turn.effects == ()


@pytest.mark.parametrize(
    ("command", "about"),
    [("menu", "menu"), ("langue", "language"), ("taal", "language"), ("effacer", "confirm_erase"), ("x", "menu")],
)
def test_a_command_is_the_button_of_the_same_meaning(content: Content, command: str, about: str) -> None:
    assert step(state(road=""), Command(command), world(content)).state.prompt.about == about
