"""Who sent the letter, in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.content.model import Content
from bot.conversation.events import ButtonPressed, Text
from bot.conversation.step import step
from bot.matching.match import Match
from tests.conversation.sayings import UNKNOWN, keys, state, world

SANCTION = replace(UNKNOWN, kind="answer", id="entitlement-and-cost", score=0.99, sure=True)


@pytest.mark.parametrize(
    ("text", "sender"),
    [
        ("ONEM", "onem"),
        ("RVA", "onem"),
        ("de l'onem", "onem"),
        ("c'est le chômage", "onem"),
        ("actiris", "actiris"),
        ("OCMW", "cpas"),
        ("le cpas de forest", "cpas"),
        ("een deurwaarder", "other"),
        ("mon syndicat", "other"),
        ("je ne sais pas", "unknown"),
        ("geen idee", "unknown"),
    ],
)
def test_the_sender_is_understood_before_anything_else_it_could_mean(content: Content, text: str, sender: str) -> None:
    asked = step(state(road=""), ButtonPressed("=letter"), world(content))
    said = replace(SANCTION, universal="skip") if sender == "unknown" else SANCTION

    assert keys(step(asked.state, Text(text, said), world(content))) == [f"letter.advice_{sender}"]


@pytest.mark.parametrize("text", ["l'onem ou actiris", "qui est l'onem ?"])
def test_two_senders_or_a_question_are_not_taken_for_one(content: Content, text: str) -> None:
    asked = step(state(road=""), ButtonPressed("=letter"), world(content))

    assert not any(
        key.startswith("letter.advice") for key in keys(step(asked.state, Text(text, UNKNOWN), world(content)))
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("j'ai reçu une lettre de l'onem", "letter.advice_onem"),
        ("brief van actiris, ik snap het niet", "letter.advice_actiris"),
        ("ik heb een brief gekregen", "letter.who"),
        ("jai recu un papier j'ai peur", "letter.who"),
    ],
)
def test_who_says_at_the_menu_that_a_letter_came_is_on_the_letter_road(content: Content, text: str, said: str) -> None:
    assert keys(step(state(road=""), Text(text, UNKNOWN), world(content)))[-1] == said


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("j'ai reçu une lettre de l'onem, que faire ?", UNKNOWN),
        ("j'ai reçu une lettre de sanction", SANCTION),
        ("je dois écrire une lettre de motivation", UNKNOWN),
    ],
)
def test_a_question_about_a_letter_is_none_that_came(content: Content, text: str, match: Match) -> None:
    said = keys(step(state(road=""), Text(text, match), world(content)))

    assert not any(one.startswith("letter.") for one in said)
