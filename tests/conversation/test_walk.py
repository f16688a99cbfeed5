"""Walks of people who do anything: taps, old taps, typing, another language, while content, staff and time move too.

Short by default; `PARCOURS_WALKS=long` walks thirty times as far. A failing walk is told as the list of its moves.
"""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import timedelta
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from bot.content.model import Content
from bot.content.showing.render import phrase
from bot.conversation import buttons, prompts
from bot.conversation import step as heart
from bot.conversation.state import State
from bot.matching.match import Candidate, Match
from tests.conversation import walker as edits
from tests.conversation.walker import UNKNOWN, Walker

LONG = os.environ.get("PARCOURS_WALKS") == "long"
COMMON = settings(
    deadline=None,
    derandomize=not LONG,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate, Phase.shrink) if LONG else (Phase.generate,),
)
WALKS = settings(COMMON, max_examples=900 if LONG else 20, stateful_step_count=40 if LONG else 30)
# Stops at the first walk that finds the planted defect.
PLANTED = settings(WALKS, max_examples=60)

NUMBERS = st.integers(0, 9999)
FORGED = (
    *(
        "",
        "0:0",
        "999999999:0",
        "1:999",
        "=",
        "=menu:x:y",
        "=book_at:nowhere",
        "=cancel:ABCDEF.1",
        "=call:ootb",
        "x" * 64,
    ),
    *(
        "=call:trace-brussel",
        "=map:vdab-brussel",
        "=answer:nowhere",
        "=section:appointments#nowhere",
        "=lang:de",
        "²:³",
    ),
    *("=give_phone:0470123456", "=card:ABCDEF.1", "=organisation:cpas-ocmw", "=call:cpas-ocmw", "=call:cpas-ocmw/x"),
)
ANSWER = Match("fr", True, False, None, "answer", "entitlement-and-cost", 0.99, True)
SEVERAL = replace(ANSWER, sure=False, score=0.3, alternatives=(Candidate("answer", "appointments", 0.2),))
INTENTS = (
    "book",
    "cancel_booking",
    "move_booking",
    "my_booking",
    "late",
    "language_switch",
    "delete_my_data",
    "emergency",
)
UNIVERSAL = ("menu", "back", "restart", "stop", "help", "human", "language", "my_booking", "thanks", "greet", "late",
             "yes", "no", "skip")  # fmt: skip
TYPED: tuple[tuple[str, Match], ...] = (
    ("Forest", UNKNOWN),
    ("1050", UNKNOWN),
    ("molenbek", UNKNOWN),
    ("Gand", UNKNOWN),
    ("1", UNKNOWN),
    ("²", UNKNOWN),
    ("", UNKNOWN),
    ("🙂🙂", UNKNOWN),
    ("Yassin", UNKNOWN),
    ("<b>Yassin</b>", UNKNOWN),
    ("0470 12 34 56", UNKNOWN),
    ("demain", UNKNOWN),
    ("le 8 décembre", UNKNOWN),
    ("en français", UNKNOWN),
    ("formaton", UNKNOWN),
    ("c'est payant ?", ANSWER),
    ("is dat gratis", replace(ANSWER, lang="nl")),
    ("un papier", SEVERAL),
    ("I need a job", replace(UNKNOWN, lang="other", lang_sure=True)),
    ("je veux mourir", replace(UNKNOWN, danger=True)),
    ("vous êtes nul", replace(UNKNOWN, kind="smalltalk", id="insult", sure=True)),
    *((word, replace(UNKNOWN, universal=word)) for word in UNIVERSAL),
    *((intent, replace(UNKNOWN, kind="intent", id=intent, sure=True)) for intent in INTENTS),
)
# first-name, other-first-name and agrees are left alone: the code asks them itself when a time is held.
QUESTIONS = ("commune", "near", "language", "registered", "need", "phone", "help-reading")
OFFICES = ("mission-locale-forest", "mission-locale-saint-gilles", "vdab-brussel", "actiris", "cpas-ocmw")


HAPPENINGS = st.one_of(
    st.tuples(st.just("wait"), st.sampled_from((1, 13, 24 * 4, 24 * 31))),
    st.sampled_from((("staff cancel",), ("hold lapses",), ("edits taken back",), (edits.in_another_order,))),
    st.tuples(st.just(edits.without_question), st.sampled_from(QUESTIONS)),
    st.tuples(st.just(edits.without_choice), st.sampled_from(QUESTIONS), st.integers(0, 5)),
    st.tuples(st.just(edits.without_answer), st.sampled_from(("entitlement-and-cost", "appointments"))),
    st.tuples(st.just(edits.without_organisation), st.sampled_from(OFFICES)),
)


class Walk(RuleBasedStateMachine):
    """Anything in any order; `Walker` checks every move."""

    content: ClassVar[Content]

    def __init__(self) -> None:
        super().__init__()
        self.walker = Walker(self.content)

    @initialize(lang=st.sampled_from(("fr", "nl")), road=st.sampled_from(("book", "office", "letter", "menu")))
    def begin(self, lang: str, road: str) -> None:
        self.walker.tap(f"=lang:{lang}")
        self.walker.tap(f"={road}")

    def teardown(self) -> None:
        self.walker.close()

    @rule(number=NUMBERS)
    def tap_what_is_offered(self, number: int) -> None:
        newest = self.walker.shown[-1]
        offered = [button.data for row in newest.rows for button in row]
        self.walker.tap(offered[number % len(offered)])

    @rule(numbers=st.lists(NUMBERS, min_size=1, max_size=5))
    def go_on(self, numbers: list[int]) -> None:
        for number in numbers:
            offered = self.walker.offered
            if offered:
                self.walker.tap(self.walker.data_of(offered[number % len(offered)]))

    @rule(number=NUMBERS)
    def tap_an_earlier_button(self, number: int) -> None:
        current = self.walker.state.prompt.number
        earlier = [one for one in self.walker.shown if one.prompt != current]
        data = [button.data for one in earlier for row in one.rows for button in row]
        once = [one for one in data if not one.startswith("=")]
        if once:
            self.walker.tap_outdated(once[number % len(once)])

    @rule(number=NUMBERS)
    def tap_an_earlier_durable_button(self, number: int) -> None:
        data = [button.data for one in self.walker.shown for row in one.rows for button in row]
        durable = [one for one in data if one.startswith("=")]
        self.walker.tap(durable[number % len(durable)])

    @rule(data=st.sampled_from(FORGED) | st.text(max_size=20))
    def forge_a_button(self, data: str) -> None:
        before = self.walker.state.prompt
        if before.find(data.partition(":")[2]) is None or not data.startswith(f"{before.number}:"):
            self.walker.tap_outdated(data)

    @rule(typed=st.sampled_from(TYPED))
    def type_something(self, typed: tuple[str, Match]) -> None:
        self.walker.type(*typed)

    @rule(lang=st.sampled_from(("fr", "nl")))
    def change_the_language(self, lang: str) -> None:
        before = self.walker.kept
        self.walker.tap(f"=lang:{lang}")
        after = self.walker.kept
        before_others, after_others = (
            [pair for pair in kept.answers if pair[0] != "language"] for kept in (before, after)
        )
        assert after_others in (before_others, []), f"an answer was lost or made up: {self.walker.story}"
        assert (before.rows, before.hold) == (after.rows, after.hold), f"a language acted: {self.walker.story}"

    @rule(happening=HAPPENINGS)
    def let_something_happen(self, happening: tuple) -> None:  # type: ignore[type-arg]
        what, *how = happening
        if what == "wait":
            self.walker.now += timedelta(hours=how[0])
        elif what == "staff cancel":
            self.walker.staff_cancel()
        elif what == "hold lapses":
            self.walker.hold_lapses()
        elif what == "edits taken back":
            self.walker.content = self.walker.shipped
        else:
            self.walker.content = what(self.walker.content, *how)


@pytest.fixture
def walk(content: Content) -> type[Walk]:
    Walk.content = content
    return Walk


def test_every_move_is_answered_and_nobody_is_ever_stuck(walk: type[Walk]) -> None:
    run_state_machine_as_test(walk, settings=WALKS)


# Three defects that are planted on purpose; the same machine finds each.


def test_a_lost_answer_is_found(walk: type[Walk], monkeypatch: pytest.MonkeyPatch) -> None:
    def forgetful(self: State, question: str, value: str) -> State:
        kept = tuple(pair for pair in self.answers if pair[0] == "road" != question)
        return replace(self, answers=(*kept, (question, value)), misses=0)

    monkeypatch.setattr(State, "with_answer", forgetful)

    with pytest.raises(AssertionError, match="was lost"):
        run_state_machine_as_test(walk, settings=PLANTED)


def test_an_old_tap_that_acts_is_found(walk: type[Walk], monkeypatch: pytest.MonkeyPatch) -> None:
    def believing(state: State, data: str, world):  # type: ignore[no-untyped-def]
        number, _, key = data.partition(":")
        offered = state.prompt.find(key) if number.isdigit() else None
        return buttons.press(state, offered, world) if offered else buttons.on_button(state, data, world)

    monkeypatch.setattr(heart, "on_button", believing)

    with pytest.raises(AssertionError, match="an old tap changed"):
        run_state_machine_as_test(walk, settings=PLANTED)


def test_a_dead_end_is_found(walk: type[Walk], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prompts, "_with_ways_out", lambda rows: rows)

    with pytest.raises(AssertionError, match="is not one tap away"):
        run_state_machine_as_test(walk, settings=PLANTED)


# Walks that always choose something that leads on.

LEADS_ON = ("answer", "guessed", "slot", "day", "choose_office", "profile_name", "confirm", "letter_from")
# Detours lead on too, once each.
DETOURS = ("other_communes", "other_days", "reception_lang", "none_fits", "for_other")
MOST_MOVES = 20


@settings(COMMON, max_examples=600 if LONG else 25)
@given(
    lang=st.sampled_from(("fr", "nl")),
    road=st.sampled_from(("book", "office")),
    picks=st.lists(NUMBERS, min_size=MOST_MOVES, max_size=MOST_MOVES),
)
def test_choosing_what_is_offered_leads_to_a_booking_or_to_a_stated_alternative(
    content: Content, lang: str, road: str, picks: list[int]
) -> None:
    walker = Walker(content, profile="")
    try:
        walker.tap(f"=lang:{lang}")
        messages = walker.tap(f"={road}")
        taken: set[str] = set()
        for pick in picks:
            if _has_arrived(walker, messages, content):
                return
            if walker.state.prompt.about == "question:first-name":
                messages = walker.type("Amina")
                continue
            options = [
                one for one in walker.offered if one.verb in LEADS_ON or (one.verb in DETOURS and one.verb not in taken)
            ]
            assert options, f"nothing leads on: {walker.story}"
            chosen = options[pick % len(options)]
            taken.add(chosen.verb)
            messages = walker.tap(walker.data_of(chosen))
        assert _has_arrived(walker, messages, content), f"nowhere after {MOST_MOVES} moves: {walker.story}"
    finally:
        walker.close()


def _has_arrived(walker: Walker, messages, content: Content) -> bool:  # type: ignore[no-untyped-def]
    """A booked row, a number to call, a door to walk in by, or where to go outside Brussels."""
    if any(row[1] == "booked" for row in walker.kept.rows):
        return True
    lang = walker.state.lang or "fr"
    stated = [phrase(content, lang, key) for key in ("office.walk_in", "office.outside", "office.no_way_in_at_all")]
    return any(
        any(button.data.startswith("=call:") for row in one.rows for button in row)
        or any(text in one.text for text in stated)
        for one in messages
        if one.kind == "text"
    )
