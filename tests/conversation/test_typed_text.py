"""What people type: danger first, then words that work everywhere, answers, meanings, and at last the ladder."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.content.model import Content
from bot.conversation.effects import DropHold, FindSlots, KeepUnmet, TellLate
from bot.conversation.events import Text
from bot.conversation.replies import Freeze, Say
from bot.conversation.state import Offered, State
from bot.conversation.step import step
from bot.conversation.typed.choices import first_name_typed, phone_typed
from bot.matching.match import Candidate
from tests.conversation.sayings import FOREST, NINE, NUMBER, UNKNOWN, appointment, at, hold, keys, state, verbs, world

PAID = replace(UNKNOWN, lang_sure=True, kind="answer", id="entitlement-and-cost", score=0.99, sure=True)
BOOK = replace(UNKNOWN, kind="intent", id="book", sure=True)
REGISTERED = (
    Offered("0", "answer", "registered=yes"),
    Offered("1", "answer", "registered=no"),
    Offered("2", "answer", "registered=unknown"),
    Offered("3", "fix"),
)


def asked_registered() -> State:
    return state(*REGISTERED, road="office", about="question:registered", commune="forest", language="fr")


# Danger and universal words


@pytest.mark.parametrize("lang", ["fr", None])
def test_danger_comes_before_everything_and_nothing_is_counted(content: Content, lang: str | None) -> None:
    asked = replace(asked_registered(), lang=lang)

    turn = step(asked, Text("non je veux mourir", replace(UNKNOWN, danger=True, universal="no")), world(content))

    assert keys(turn) == ["danger.card"]
    assert turn.effects == ()
    assert turn.state.answers == asked.answers
    assert turn.state.misses == 0


def test_danger_is_heard_after_a_night_too(content: Content) -> None:
    away = world(content, last_seen_at=at("2026-11-22 12:00"))

    assert keys(step(asked_registered(), Text("je veux mourir", replace(UNKNOWN, danger=True)), away)) == [
        "danger.card"
    ]


def test_back_lets_the_held_time_go(content: Content) -> None:
    turn = step(
        state(commune="forest"), Text("retour", replace(UNKNOWN, universal="back")), world(content, hold=hold(NINE))
    )

    assert turn.effects == (DropHold(), FindSlots(FOREST, "fr"))


def test_back_takes_the_last_answer_back(content: Content) -> None:
    turn = step(asked_registered(), Text("retour", replace(UNKNOWN, universal="back")), world(content))

    assert turn.state.answers == (("road", "office"), ("commune", "forest"))


def test_text_after_a_night_is_answered_with_what_was_kept(content: Content) -> None:
    away = world(content, last_seen_at=at("2026-11-22 12:00"))

    turn = step(asked_registered(), Text("bonjour", replace(UNKNOWN, universal="greet")), away)

    assert keys(turn) == ["start.resume", "recap.line", "recap.line"]
    assert verbs(turn)[:2] == [("continue", ""), ("restart", "")]
    assert turn.state.answers == asked_registered().answers


# Answers


def test_no_answers_a_question_that_has_a_button_to_correct(content: Content) -> None:
    turn = step(asked_registered(), Text("nan", replace(UNKNOWN, universal="no")), world(content))

    assert turn.state.answer("registered") == "no"
    assert turn.replies[0] == Freeze(NUMBER, "1")


@pytest.mark.parametrize(("text", "value"), [("1", "yes"), ("2", "no"), ("٣", "unknown")])
def test_the_number_of_a_button_is_its_answer(content: Content, text: str, value: str) -> None:
    assert step(asked_registered(), Text(text, UNKNOWN), world(content)).state.answer("registered") == value


def test_a_superscript_is_no_number_and_is_answered_all_the_same(content: Content) -> None:
    turn = step(asked_registered(), Text("²", UNKNOWN), world(content))

    assert turn.state.answers == asked_registered().answers
    assert keys(turn)[0] == "unclear.first"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Forest", "forest"),
        ("vorst", "forest"),
        ("1190", "forest"),
        ("laken", "bruxelles/1020"),
        ("molenbek", "molenbeek-saint-jean"),
    ],
)
def test_a_commune_is_understood_by_name_postcode_or_place(content: Content, text: str, value: str) -> None:
    assert step(state(road="office"), Text(text, UNKNOWN), world(content)).state.answer("commune") == value


@pytest.mark.parametrize("text", ["1040", "1050", "woluwe"])
def test_a_commune_that_may_be_several_is_asked_back(content: Content, text: str) -> None:
    turn = step(state(road="office"), Text(text, UNKNOWN), world(content))

    assert keys(turn) == ["office.which_commune"]
    assert turn.state.answer("commune") == ""


def test_a_commune_that_is_almost_one_is_asked_and_yes_is_enough(content: Content) -> None:
    asked = step(state(road="office"), Text("j'habite a sint-jilis", UNKNOWN), world(content))
    turn = step(asked.state, Text("oui", replace(UNKNOWN, universal="yes")), world(content))

    assert keys(asked) == ["unclear.near"]
    assert turn.state.answer("commune") == "saint-gilles"


def test_an_almost_right_choice_is_asked_and_yes_is_enough(content: Content) -> None:
    needing = state(road="office", about="question:need", commune="forest", language="fr", registered="yes")
    asked = step(needing, Text("formasion", UNKNOWN), world(content))
    turn = step(asked.state, Text("oui", replace(UNKNOWN, universal="yes")), world(content))

    assert keys(asked) == ["unclear.near"]
    assert turn.state.answer("need") == "training"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Amina", "Amina"),
        ("je m'appelle amina", "Amina"),
        ("Je m’appelle Marie-Anne", "Marie-Anne"),
        ("ik heet Yassin", "Yassin"),
        ("jean paul", "Jean paul"),
        ("محمد", "محمد"),
        ("", None),
        ("🙂", None),
        ("0470", None),
        ("<b>x</b>", None),
        ("un deux trois quatre cinq", None),
        ("a" * 41, None),
    ],
)
def test_a_first_name_is_taken_without_its_opening(text: str, name: str | None) -> None:
    assert first_name_typed(text) == name


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("0470 12 34 56", "0470123456"),
        ("+32 470/12.34.56", "+32470123456"),
        ("0470", None),
        ("85.07.30-033.61 x", None),
    ],
)
def test_a_phone_number_is_taken_as_people_write_it(text: str, phone: str | None) -> None:
    assert phone_typed(text) == phone


# Meanings


def test_a_question_in_between_is_answered_and_the_open_one_asked_again(content: Content) -> None:
    turn = step(asked_registered(), Text("c'est payant ?", PAID), world(content))

    assert keys(turn)[0] == "answer:entitlement-and-cost"
    assert keys(turn)[-1] == "question:registered"
    assert turn.state.answers == asked_registered().answers


def test_an_answer_in_the_other_language_offers_to_go_on_in_it(content: Content) -> None:
    turn = step(state(road=""), Text("is dat gratis", replace(PAID, lang="nl")), world(content))

    assert ("lang", "nl") in verbs(turn)
    assert verbs(turn)[-2:] == [("menu", ""), ("human", "")]


def test_several_meanings_are_asked_back_and_nobody_is_stuck_there(content: Content) -> None:
    several = replace(PAID, lang="nl", sure=False, alternatives=(Candidate("answer", "appointments", 0.2),))

    turn = step(asked_registered(), Text("papier", several), world(content))

    assert keys(turn) == ["unclear.did_you_mean"]
    assert [verb for verb, _ in verbs(turn)] == ["meant", "meant", "missed", "lang", "menu", "human"]


def test_a_meaning_that_was_tapped_is_kept_for_the_editors(content: Content) -> None:
    asked = state(Offered("0", "meant", "appointments\nun papier"), road="")

    turn = step(asked, Text("1", UNKNOWN), world(content))

    assert keys(turn)[0] == "answer:appointments"
    assert turn.effects == (KeepUnmet("un papier", "fr", "appointments"),)


def test_after_a_meaning_was_tapped_the_times_are_shown_again(content: Content) -> None:
    choosing_a_time = state(Offered("0", "meant", "appointments\nun papier"), about="slots", commune="forest")

    turn = step(choosing_a_time, Text("1", UNKNOWN), world(content))

    assert keys(turn)[0] == "answer:appointments"
    assert turn.effects == (FindSlots(FOREST, "fr"), KeepUnmet("un papier", "fr", "appointments"))


def test_wanting_an_appointment_in_mid_help_starts_for_oneself(content: Content) -> None:
    helped = state(road="prepare/KXPRTM", commune="forest", beneficiary="other", agrees="yes", first_name="Yassin")

    turn = step(helped, Text("je veux un rdv", BOOK), world(content, appointments=(appointment(for_other=True),)))

    assert turn.state.given == {"commune": "forest", "road": "book"}


def test_being_late_is_told_for_the_one_appointment_there_is(content: Content) -> None:
    late = replace(UNKNOWN, kind="intent", id="late", sure=True)

    turn = step(state(road=""), Text("je suis en retard", late), world(content, appointments=(appointment(),)))

    assert turn.effects == (TellLate("KXPRTM", 1),)


def test_a_typed_day_is_looked_for_and_said_in_full(content: Content) -> None:
    turn = step(state(about="slots", commune="forest"), Text("mardi 8 décembre", UNKNOWN), world(content))

    assert turn.replies == (Say("booking.looking_at", {"day": at("2026-12-08").date()}),)
    assert turn.effects == (FindSlots(FOREST, "fr", day=at("2026-12-08").date()),)


# The ladder


def test_the_first_miss_says_it_differently_the_second_offers_a_way_the_third_a_person(content: Content) -> None:
    nonsense = Text("blorf", UNKNOWN)

    first = step(asked_registered(), nonsense, world(content))
    second = step(first.state, nonsense, world(content))
    third = step(second.state, nonsense, world(content))

    assert keys(first) == ["unclear.first", "retry:registered", "question:registered"]
    assert keys(second) == ["unclear.second"]
    assert verbs(second)[-2:] == [("menu", ""), ("human", "")]
    assert keys(third)[:2] == ["unclear.last", "human.intro"]
    assert third.effects == (KeepUnmet("blorf", "fr"),)
    assert third.state.answers == asked_registered().answers


def test_a_third_language_is_told_what_is_understood(content: Content) -> None:
    english = replace(UNKNOWN, lang="other", lang_sure=True)

    turn = step(asked_registered(), Text("I need a job", english), world(content))

    assert keys(turn) == ["unclear.other_language", "question:registered"]
    assert turn.state.misses == 0


def test_who_writes_english_is_told_so_in_english(content: Content) -> None:
    english = replace(UNKNOWN, lang="other", lang_sure=True, lang_detail="en")
    switch = replace(english, kind="intent", id="language_switch", score=0.9, sure=True)

    nothing = step(asked_registered(), Text("I need a job", english), world(content))
    another = step(asked_registered(), Text("do you speak English?", switch), world(content))

    assert keys(nothing)[0] == "unclear.other_language_en"
    assert keys(another)[0] == "unclear.other_language_en"
    assert another.state.prompt.about == "language"


def asked_which(content: Content, *ids: str) -> State:
    """Somebody who is asked which of these answers they mean."""
    rivals = tuple(Candidate("answer", one, 0.3) for one in ids)
    unclear = replace(UNKNOWN, kind="answer", id=ids[0], score=0.3, alternatives=rivals[1:])
    return step(state(road=""), Text("poetsen", unclear), world(content)).state


def test_yes_to_several_answers_shows_them_again(content: Content) -> None:
    turn = step(
        asked_which(content, "service-vouchers", "job-offers"),
        Text("oui", replace(UNKNOWN, universal="yes")),
        world(content),
    )

    assert keys(turn) == ["unclear.did_you_mean"]
    assert verbs(turn)[:3] == [
        ("meant", "service-vouchers\npoetsen"),
        ("meant", "job-offers\npoetsen"),
        ("missed", "poetsen"),
    ]


def test_yes_to_a_single_answer_shows_it(content: Content) -> None:
    turn = step(asked_which(content, "service-vouchers"), Text("ja", replace(UNKNOWN, universal="yes")), world(content))

    assert "answer:service-vouchers" in keys(turn)


def test_no_to_all_answers_is_something_else(content: Content) -> None:
    turn = step(
        asked_which(content, "service-vouchers", "job-offers"),
        Text("nee", replace(UNKNOWN, universal="no")),
        world(content),
    )

    assert keys(turn)[0] == "unclear.first"


# Without an appointment


def test_where_is_it_without_an_appointment_keeps_the_place(content: Content) -> None:
    asks = replace(UNKNOWN, kind="intent", id="my_booking", score=0.9, sure=True)

    turn = step(asked_registered(), Text("c'est où exactement", asks), world(content))

    assert keys(turn) == ["booking.none", "question:registered"]
    assert turn.state.answers == asked_registered().answers


@pytest.mark.parametrize("has_one", [False, True])
def test_a_bare_word_for_appointment_books_one_or_shows_the_one_there_is(content: Content, has_one: bool) -> None:
    bare = replace(UNKNOWN, kind="intent", id="my_booking", score=0.6, alternatives=(Candidate("intent", "book", 0.3),))
    here = world(content, appointments=(appointment(),) if has_one else ())

    turn = step(asked_registered(), Text("rdv", bare), here)

    assert turn.state.road == ("" if has_one else "book")
    assert (turn.state.prompt.about == "mine") is has_one


# What stands on the screen


@pytest.mark.parametrize("said", ["ok", "Oké", "d'accord"])
def test_an_ok_to_the_appointment_is_no_fact_about_the_person(content: Content, said: str) -> None:
    ok = replace(UNKNOWN, universal="yes")

    first = step(asked_registered(), Text(said, ok), world(content))
    again = step(first.state, Text("oui", ok), world(content))

    assert keys(first)[0] == "retry:registered"
    assert first.state.answers == asked_registered().answers
    assert dict(again.state.answers)["registered"] == "yes"


@pytest.mark.parametrize(("said", "stays"), [("je préfère en néerlandais", True), ("nederlands", False)])
def test_the_language_of_the_reception_is_not_that_of_the_chat(content: Content, said: str, stays: bool) -> None:
    here = state(Offered("0", "slot", "x"), Offered("1", "reception_lang", "nl"), about="slots", commune="forest")
    switch = replace(UNKNOWN, kind="intent", id="language_switch", score=0.9, sure=True)

    turn = step(here, Text(said, switch), world(content))

    assert (turn.state.lang == "fr") is stays


@pytest.mark.parametrize(
    ("said", "leaves"),
    [
        ("continuer", True), ("ça va mieux, je veux continuer mon rdv", True), ("nee het was niet echt", True),
        ("het gaat nu", True), ("je ne veux plus continuer", False), ("ça va pas", False), ("help", False),
    ],
)  # fmt: skip
def test_the_danger_card_is_left_by_who_wants_to_go_on_and_no_one_else(
    content: Content, said: str, leaves: bool
) -> None:
    card = step(asked_registered(), Text("je veux mourir", replace(UNKNOWN, danger=True)), world(content)).state

    turn = step(card, Text(said, UNKNOWN), world(content))

    assert ("danger.card" not in keys(turn)) is leaves
    assert turn.state.answers == asked_registered().answers
