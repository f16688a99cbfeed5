"""What the assistant answers to somebody who asks an office for a time, and to what the office proposes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.booking.half_days import HalfDay
from bot.content.model import LANGS, Content
from bot.conversation import effects, events
from bot.conversation import position as at_
from bot.conversation.render import Renderer
from bot.conversation.replies import Message, Say
from bot.conversation.requests.messages import (
    answer_message,
    lapsed_message,
    no_answer_message,
    proposal_closed_message,
    proposal_message,
    proposal_reminder,
    request_card,
)
from bot.conversation.requests.prompts import fixed_time_message
from bot.conversation.requests.wishes import AtHalfDays, AtRequest
from bot.conversation.state import Offered, State
from bot.conversation.step import step
from bot.conversation.world import Appointment, OfficeRules, Request, World
from tests.conversation.sayings import FOREST, NUMBER, UNKNOWN, appointment, at, keys, state, verbs, world

THURSDAY = HalfDay(date(2026, 11, 26), is_afternoon=False)
FRIDAY = HalfDay(date(2026, 11, 27), is_afternoon=True)
NEXT_MONDAY = HalfDay(date(2026, 11, 30), is_afternoon=False)
NEXT_TUESDAY = HalfDay(date(2026, 12, 1), is_afternoon=True)


def asking(content: Content, *mine: Appointment, **more: Any) -> World:
    """Forest answers requests."""
    offices = {FOREST: OfficeRules(mode="request", languages=frozenset({"fr"}))}
    return world(content, offices=offices, appointments=mine, **more)


def on_request(*offered: Offered, about: str = "half_days", **answers: str) -> State:
    given = {"commune": "forest", "office": FOREST, **answers}
    return state(*offered, road=f"request/{FOREST}", about=about, **given)


def tap(key: int = 0) -> events.ButtonPressed:
    return events.ButtonPressed(f"{NUMBER}:{key}")


def request(status: str = "requested", **more: Any) -> Appointment:
    kept = Request(
        half_days=(THURSDAY,),
        answer_by=at("2026-11-25 17:00"),
        open_until=at("2026-11-30 17:00"),
        other_office="actiris",
    )
    starts_at = at("2026-11-26 09:00") if status == "proposed" else None
    if status == "proposed":
        kept = replace(kept, answer="proposed", proposal_until=at("2026-11-25 17:00"))
    return appointment(status=status, starts_at=starts_at, duration=None, request=more.pop("kept", kept), **more)


def test_the_card_of_an_office_that_answers_requests_asks_for_one(content: Content) -> None:
    turn = step(state(road="", commune="forest"), events.ButtonPressed("=book"), asking(content))

    assert verbs(turn)[0] == ("request", FOREST)
    assert "office.answers_requests" in keys(turn)


def test_the_half_days_are_looked_for_and_shown_with_a_way_to_more(content: Content) -> None:
    card = state(Offered("0", "request", FOREST), about="office", commune="forest")

    turn = step(card, tap(), asking(content))
    found = events.HalfDaysFound(effects.FindHalfDays(FOREST), (THURSDAY, FRIDAY, NEXT_MONDAY))
    shown = step(turn.state, found, asking(content))

    assert turn.effects == (effects.FindHalfDays(FOREST),)
    assert verbs(shown)[:3] == [("half_day", str(one)) for one in (THURSDAY, FRIDAY, NEXT_MONDAY)]


def test_what_was_chosen_stands_above_and_is_not_offered_again(content: Content) -> None:
    picking = on_request(Offered("0", "half_day", str(FRIDAY)), half_days=str(THURSDAY))

    turn = step(picking, tap(), asking(content))
    found = events.HalfDaysFound(effects.FindHalfDays(FOREST), (THURSDAY, FRIDAY, NEXT_MONDAY))
    shown = step(turn.state, found, asking(content))

    assert turn.state.answer("half-days") == f"{THURSDAY},{FRIDAY}"
    assert keys(shown) == ["requests.noted", "requests.line", "requests.line", "requests.another_one"]
    assert verbs(shown)[:2] == [("half_days_done", ""), ("half_day", str(NEXT_MONDAY))]


def test_after_three_it_is_enough(content: Content) -> None:
    picking = on_request(Offered("0", "half_day", str(NEXT_MONDAY)), half_days=f"{THURSDAY},{FRIDAY}")

    turn = step(picking, tap(), asking(content))

    assert isinstance(at_.position_of(turn.state, asking(content)), at_.AtName)


def test_what_would_be_over_before_it_is_answered_is_asked_again(content: Content) -> None:
    stale = on_request(half_days=f"{THURSDAY},{NEXT_MONDAY}", half_days_done="yes", first_name="Amina")

    where = at_.position_of(stale, asking(content, now="2026-11-25 09:00"))
    gone = at_.position_of(stale, asking(content, now="2026-11-26 09:00"))

    assert isinstance(where, AtRequest)
    assert where.wished == (NEXT_MONDAY,)
    assert gone == AtHalfDays(FOREST, ())


def test_sending_says_all_that_is_known(content: Content) -> None:
    ready = on_request(
        Offered("0", "send_request"), half_days=str(THURSDAY), half_days_done="yes", first_name="Amina", need="job"
    )

    turn = step(ready, tap(), asking(content))

    assert turn.effects == (
        effects.SendRequest(
            office=FOREST,
            half_days=(THURSDAY,),
            first_name="Amina",
            for_other=False,
            lang="fr",
            reception_lang="fr",
            details={"commune": "forest", "need": "job"},
            request_key=f"request.{NUMBER}",
            other_office="actiris",
        ),
    )


def test_for_somebody_else_their_agreement_is_asked_first(content: Content) -> None:
    helping = on_request(half_days=str(THURSDAY), half_days_done="yes", beneficiary="other")

    assert at_.position_of(helping, asking(content)) == at_.AtQuestion("agrees")


def test_once_it_is_sent_the_promise_is_said_to_the_hour(content: Content) -> None:
    mine = request()

    turn = step(on_request(half_days=str(THURSDAY)), events.Requested(mine), asking(content, mine))

    assert keys(turn)[0] == "booking.card_requested"
    promise = next(
        part
        for one in turn.replies
        if isinstance(one, Message)
        for part in one.parts
        if part.key == "requests.answer_by"
    )
    assert promise.values["day"] == date(2026, 11, 25)
    assert turn.state.road == ""
    assert turn.state.answer("half-days") == ""


def test_an_office_that_answers_no_more_shows_what_it_allows(content: Content) -> None:
    turn = step(on_request(half_days=str(THURSDAY)), events.RequestRefused(FOREST), world(content, offices={}))

    assert keys(turn)[:2] == ["requests.refused", "office.name"]
    assert verbs(turn)[0] == ("call", FOREST)


def test_a_request_is_shown_instead_of_a_second_one(content: Content) -> None:
    turn = step(state(road="", commune="forest"), events.ButtonPressed("=book"), asking(content, request()))

    assert keys(turn) == ["booking.already_requested"]
    assert verbs(turn)[:4] == [("keep", ""), ("again", "KXPRTM.1"), ("elsewhere", "KXPRTM.1"), ("cancel", "KXPRTM.1")]


def test_yes_takes_the_proposed_time(content: Content) -> None:
    turn = step(state(road=""), events.ButtonPressed("=accept:KXPRTM.1"), asking(content, request("proposed")))

    assert turn.effects == (effects.AcceptProposal("KXPRTM", 1),)


@pytest.mark.parametrize("version", ["0", "2", "x", ""])
@pytest.mark.parametrize("verb", ["accept", "again", "wait", "elsewhere"])
def test_a_button_of_another_version_shows_what_stands(content: Content, verb: str, version: str) -> None:
    turn = step(state(road=""), events.ButtonPressed(f"={verb}:KXPRTM.{version}"), asking(content, request("proposed")))

    assert turn.effects == ()
    assert "booking.changed_since" in keys(turn) or "booking.outdated_button" in keys(turn)


@pytest.mark.parametrize("verb", ["accept", "again", "wait", "elsewhere"])
def test_these_buttons_do_nothing_to_an_appointment(content: Content, verb: str) -> None:
    turn = step(state(road=""), events.ButtonPressed(f"={verb}:KXPRTM.1"), asking(content, appointment()))

    assert turn.effects == ()
    assert keys(turn)[0] == "booking.changed_since"


def test_another_moment_asks_for_half_days_and_keeps_the_proposal_until_it_is_sent(content: Content) -> None:
    proposed = request("proposed")
    there = asking(content, proposed)

    turn = step(state(road="", half_days=str(THURSDAY)), events.ButtonPressed("=again:KXPRTM.1"), there)
    ready = replace(
        turn.state.with_answer("half-days", str(NEXT_TUESDAY)).with_answer("half-days-done", "yes"),
        prompt=replace(turn.state.prompt, number=NUMBER, offered=(Offered("0", "send_request"),)),
    )
    sent = step(ready, tap(), there)

    assert turn.effects == (effects.FindHalfDays(FOREST),)
    assert sent.effects == (effects.AskAgain("KXPRTM", 1, (NEXT_TUESDAY,)),)


def test_another_office_is_a_question_first_and_then_takes_the_request_back(content: Content) -> None:
    there = asking(content, request())

    asked = step(state(road="", commune="forest"), events.ButtonPressed("=elsewhere:KXPRTM.1"), there)
    sure = step(replace(asked.state, prompt=replace(asked.state.prompt, number=NUMBER)), tap(), there)
    gone = step(sure.state, events.Cancelled(request("cancelled_by_person")), asking(content))

    assert verbs(asked)[:2] == [("confirm_elsewhere", "KXPRTM"), ("keep", "")]
    assert sure.effects == (effects.Cancel("KXPRTM", 1),)
    assert keys(gone)[:2] == ["requests.taken_back", "office.name"]
    assert gone.state.answer("office") == "actiris"


def test_the_menu_says_request_until_something_is_booked(content: Content) -> None:
    def label(*mine: Appointment) -> Any:
        turn = step(state(road=""), events.ButtonPressed("=menu"), asking(content, *mine))
        return next(
            button.label
            for one in turn.replies
            if isinstance(one, Message)
            for row in one.rows
            for button in row
            if button.verb == "mine"
        )

    assert label(request()) == Say("buttons.my_request")
    assert label(request("proposed")) == Say("buttons.my_request")
    assert label(request(), appointment(code="XXXXXX")) == Say("buttons.my_appointment")


def test_another_time_at_an_office_that_names_them_is_by_phone_or_by_asking_again(content: Content) -> None:
    turn = step(state(road=""), events.ButtonPressed("=move:KXPRTM.1"), asking(content, appointment()))

    assert keys(turn)[0] == "requests.fixed_time"
    assert verbs(turn)[:3] == [("call", FOREST), ("cancel", "KXPRTM.1"), ("keep", "")]


# Every message about a request


def every_message(content: Content, demo: bool) -> list[tuple[str, Message]]:
    there = asking(content, demo=demo)
    kept = request().request
    assert kept is not None
    answered = [
        (answer, answer_message(request("declined", kept=replace(kept, answer=answer)), there))
        for answer in ("walk_in", "phone", "followed", "other_office")
    ]
    return [
        ("requested", request_card(request(), there)),
        ("missed", request_card(request(), replace(there, now=at("2026-11-26 09:00")))),
        ("no answer", no_answer_message(request(), there)),
        ("lapsed", lapsed_message(request("lapsed"), there)),
        ("proposed", proposal_message(request("proposed"), there)),
        ("reminder", proposal_reminder(request("proposed"), there)),
        ("proposal closed", proposal_closed_message(request(), at("2026-11-26 09:00"), there)),
        ("proposal lapsed", lapsed_message(request("lapsed", kept=replace(kept, answer="proposed")), there)),
        ("fixed", fixed_time_message(appointment(), there)),
        ("taken back", request_card(request("cancelled_by_person"), there)),
        *answered,
    ]


@pytest.mark.parametrize("lang", LANGS)
def test_each_has_words_two_ways_out_and_its_warning_in_a_demonstration(content: Content, lang: Any) -> None:
    for name, message in every_message(content, demo=True):
        rendered = next(Renderer(asking(content, demo=True), lang).outgoing([message]))
        warning = {"fr": "**DÉMONSTRATION", "nl": "**DEMO"}[lang]
        # What is shown as a prompt gets [Menu] and a person besides; what is sent unasked gets a person.
        assert sum(len(row) for row in rendered.rows) + 1 >= 2, name
        assert name == "fixed" or rendered.text.startswith(warning), name
        assert "{" not in rendered.text, (name, rendered.text)
        assert "None" not in rendered.text, name
        assert all(button.label for row in rendered.rows for button in row), name
        assert all(len(button.data.encode()) <= 64 for row in rendered.rows for button in row), name


@pytest.mark.parametrize("lang", LANGS)
def test_none_is_longer_than_a_small_screen_without_its_card(content: Content, lang: Any) -> None:
    long = {
        name: len(text)
        for name, message in every_message(content, demo=False)
        if len(text := next(Renderer(asking(content), lang).outgoing([message])).text) > 420
    }
    assert long == {}


@pytest.mark.parametrize(
    ("text", "after", "said"),
    [
        ("le 8 décembre", date(2026, 12, 7), "booking.looking_at"),
        ("jeudi", date(2026, 11, 25), "booking.looking_at"),
        # Said on a Monday; this one is too near for an answer.
        ("lundi matin", date(2026, 11, 29), "booking.looking_at"),
        ("le 31 février", None, "booking.date_unclear"),
    ],
)
def test_a_day_that_is_typed_is_looked_for(content: Content, text: str, after: date | None, said: str) -> None:
    turn = step(on_request(), events.Text(text, UNKNOWN), asking(content))

    assert keys(turn)[0] == said
    assert turn.effects == (effects.FindHalfDays(FOREST, after),)


def test_back_goes_from_the_name_to_the_half_days_and_then_to_the_card(content: Content) -> None:
    back = events.Text("retour", replace(UNKNOWN, universal="back"))
    named = on_request(half_days=str(THURSDAY), half_days_done="yes", first_name="Amina")

    to_name = step(named, back, asking(content))
    to_days = step(to_name.state, back, asking(content))
    to_card = step(to_days.state, back, asking(content))

    assert to_name.state.prompt.about == "question:first-name"
    assert to_days.effects == (effects.FindHalfDays(FOREST),)
    assert verbs(to_card)[0] == ("request", FOREST)


# A day that is typed


@pytest.mark.parametrize("where", ["", "book"])
@pytest.mark.parametrize("text", ["mardi", "vendredi 4 décembre", "demain matin", "le 26 à 9h"])
def test_to_a_typed_day_who_has_asked_reads_by_when_the_office_answers_and_how_to_change_it(
    content: Content, where: str, text: str
) -> None:
    asked_for = state(road=where, commune="forest", about="mine")

    turn = step(asked_for, events.Text(text, UNKNOWN), asking(content, request()))

    assert keys(turn) == ["requests.office_chooses", "requests.answer_by", "requests.change_wish"]
    assert turn.effects == ()
    assert verbs(turn)[:3] == [("again", "KXPRTM.1"), ("elsewhere", "KXPRTM.1"), ("cancel", "KXPRTM.1")]


@pytest.mark.parametrize(
    ("lang", "text", "said"),
    [
        (
            "fr", "mardi",
            "Votre demande attend une réponse : Mission Locale de Forest\nLe bureau choisit l'heure.\n"
            "Vous aurez un message ici au plus tard mercredi 25 novembre à 17h00. Même si le bureau ne répond pas.\n"
            'D\'autres jours vous vont mieux ? Touchez "Changer les moments".',
        ),
        (
            "nl", "dinsdag",
            "Uw vraag wacht op een antwoord: Mission Locale Forest\nHet kantoor kiest het uur.\n"
            "U krijgt hier een bericht, ten laatste woensdag 25 november om 17u00. Ook als het kantoor niet antwoordt."
            '\nPassen andere dagen beter? Tik op "De momenten veranderen".',
        ),
    ],
)  # fmt: skip
def test_it_is_said_in_their_language_and_names_the_button(content: Content, lang: str, text: str, said: str) -> None:
    there = asking(content, request())
    turn = step(state(road="", lang=lang), events.Text(text, UNKNOWN), there)

    shown = next(Renderer(there, lang).outgoing(turn.replies))

    assert shown.text.replace("\u00a0", " ") == said
    assert shown.rows[0][0].label in said


def test_after_the_promise_it_is_said_how_long_the_request_stays_open(content: Content) -> None:
    late = asking(content, request(), now="2026-11-26 09:00")

    turn = step(state(road=""), events.Text("vendredi", UNKNOWN), late)

    assert keys(turn) == ["requests.office_chooses", "requests.open_until", "requests.change_wish"]


def test_of_two_requests_both_are_shown_and_what_is_no_day_is_answered_as_before(content: Content) -> None:
    two = asking(content, request(), request(code="ZZZRTM", for_other=True))
    assert "booking.card_requested" in keys(step(state(road=""), events.Text("mardi", UNKNOWN), two))

    for text, there in (("blabla", asking(content, request())), ("mardi", asking(content)), ("mardi", world(content))):
        assert keys(step(state(road=""), events.Text(text, UNKNOWN), there))[0] == "unclear.first"


@pytest.mark.parametrize(("text", "looks"), [("mardi", False), ("mercredi 25 novembre", False), ("jeudi", True)])
@pytest.mark.parametrize("again", [False, True])
def test_a_day_before_the_promised_answer_is_not_said_to_be_looked_at(
    content: Content, again: bool, text: str, looks: bool
) -> None:
    choosing = state(road="again/KXPRTM", about="half_days") if again else on_request()
    there = asking(content, *((request(),) if again else ()))

    turn = step(choosing, events.Text(text, UNKNOWN), there)

    assert keys(turn) == ["booking.looking_at" if looks else "requests.answers_first"]
    assert isinstance(turn.effects[0], effects.FindHalfDays)
