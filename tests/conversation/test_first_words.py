"""Whoever writes at the first screen, instead of touching a language, is never asked the same thing for ever."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.content.model import Content
from bot.conversation.events import Text
from bot.conversation.replies import LanguageChosen
from bot.conversation.state import State
from bot.conversation.step import step
from bot.matching.match import Match
from tests.conversation.sayings import UNKNOWN, keys, state, world

FRENCH = replace(UNKNOWN, lang_sure=True)
DUTCH = replace(FRENCH, lang="nl")
OTHER = replace(FRENCH, lang="other", lang_detail="en")
WANTS_TO_BOOK = replace(FRENCH, kind="intent", id="book", score=0.99, sure=True)


def first_screen() -> State:
    return state(road="", lang=None, about="language")


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("fr", "fr"),
        ("Français", "fr"),
        ("en francais svp", "fr"),
        ("1", "fr"),
        ("nl", "nl"),
        ("Nederlands", "nl"),
        ("vlaams graag", "nl"),
        ("2", "nl"),
    ],
)
def test_a_language_can_be_written(content: Content, text: str, lang: str) -> None:
    turn = step(first_screen(), Text(text, UNKNOWN), world(content))

    assert turn.state.lang == lang
    assert LanguageChosen(lang) in turn.replies  # type: ignore[arg-type]
    assert keys(turn) == ["start.menu"]


def test_a_wish_in_french_is_answered_in_french_and_the_other_language_offered(content: Content) -> None:
    turn = step(first_screen(), Text("je veux un rdv", WANTS_TO_BOOK), world(content))

    assert turn.state.lang == "fr"
    assert turn.replies[0] == LanguageChosen("fr")
    assert keys(turn) == ["start.language_heard", "question:commune"]
    assert step(turn.state, Text("nederlands", switch()), world(content)).state.lang == "nl"


def switch() -> Match:
    return replace(UNKNOWN, kind="intent", id="language_switch", score=0.99, sure=True)


def test_a_greeting_in_dutch_leads_to_the_dutch_menu(content: Content) -> None:
    greeting = replace(DUTCH, universal="greet", kind="intent", id="greet", score=1.0, sure=True)

    turn = step(first_screen(), Text("goeiedag", greeting), world(content))

    assert turn.state.lang == "nl"
    assert keys(turn) == ["start.language_heard", "smalltalk.greet", "start.menu"]


@pytest.mark.parametrize("text", ["1030", "help", "ok"])
def test_what_says_no_language_is_told_what_to_write(content: Content, text: str) -> None:
    turn = step(first_screen(), Text(text, UNKNOWN), world(content))

    assert turn.state.lang is None
    assert keys(turn) == ["start.language_first"]
    assert step(turn.state, Text("nl", UNKNOWN), world(content)).state.lang == "nl"


def test_who_writes_another_language_is_told_so_in_it(content: Content) -> None:
    turn = step(first_screen(), Text("i need a job", OTHER), world(content))

    assert turn.state.lang is None
    assert keys(turn) == ["unclear.other_language_en"]


def test_who_has_not_seen_the_first_screen_sees_it_first(content: Content) -> None:
    turn = step(State(), Text("je veux un rdv", WANTS_TO_BOOK), world(content))

    assert turn.state.lang is None
    assert keys(turn) == ["start.hello"]
