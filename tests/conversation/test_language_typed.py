"""Wishing for the other language in words."""

from __future__ import annotations

import pytest

from bot.content.model import Content
from bot.conversation.events import Text
from bot.conversation.replies import LanguageChosen
from bot.conversation.state import Offered
from bot.conversation.step import step
from bot.conversation.typed.language import language_named
from bot.matching.match import Match
from tests.conversation.sayings import state, world


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ("ik wil in het nederlands", "nl"),
        ("en flamand svp", "nl"),
        ("en français svp", "fr"),
        ("liever in het Frans", "fr"),
        ("je ne parle pas français", None),
        ("fr ou nl ?", None),
        ("english please", None),
        ("une autre langue", None),
    ],
)
def test_the_language_that_is_asked_for_is_the_one_that_is_named(said: str, named: str | None) -> None:
    assert language_named(said) == named


@pytest.mark.parametrize(("said", "lang"), [("ik wil in het Nederlands", "nl"), ("en français svp", "fr")])
def test_a_language_asked_for_in_the_middle_of_a_booking_comes_with_the_same_question(
    content: Content, said: str, lang: str
) -> None:
    asked = state(Offered("0", "answer", "registered=yes"), road="book", commune="forest")
    wish = Match("fr", True, False, None, "intent", "language_switch", 0.99, True)

    turn = step(asked, Text(said, wish), world(content))

    assert (turn.state.lang, turn.state.road, turn.state.answer("commune")) == (lang, "book", "forest")
    assert LanguageChosen(lang) in turn.replies
    assert turn.state.prompt.about != "language"
