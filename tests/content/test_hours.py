"""Hours as written once, read, said in both languages, and asked whether open."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.content.showing.hours import Hours, hours_in_words, is_open, parse_hours


@pytest.mark.parametrize(
    ("text", "french", "dutch"),
    [
        ("Mo-Fr 08:30-16:30", "du lundi au vendredi, de 8h30 à 16h30", "van maandag tot vrijdag, van 8u30 tot 16u30"),
        ("Tu,Th 09:30-12:00", "le mardi et le jeudi, de 9h30 à 12h", "op dinsdag en donderdag, van 9u30 tot 12u"),
        ("Mo-Su 00:00-24:00", "tous les jours, jour et nuit", "elke dag, dag en nacht"),
        (
            "We 09:05-12:00,13:00-16:00",
            "le mercredi, de 9h05 à 12h et de 13h à 16h",
            "op woensdag, van 9u05 tot 12u en van 13u tot 16u",
        ),
        (
            "Mo-Fr 09:00-17:00; Sa 10:00-12:00",
            "du lundi au vendredi, de 9h à 17h ; le samedi, de 10h à 12h",
            "van maandag tot vrijdag, van 9u tot 17u; op zaterdag, van 10u tot 12u",
        ),
        ("", "", ""),
    ],
)
def test_hours_are_said_in_words(text: str, french: str, dutch: str):
    assert (hours_in_words(text, "fr"), hours_in_words(text, "nl")) == (french, dutch)


def test_each_part_is_read_in_minutes():
    assert parse_hours("Mo,We-Th 09:00-12:30; Su 00:00-24:00") == (
        Hours((0, 2, 3), ((540, 750),)),
        Hours((6,), ((0, 1440),)),
    )


@pytest.mark.parametrize(
    "text",
    ["Mo-Fr", "Mo-Fr 9-12", "Lu-Ve 09:00-12:00", "Fr-Mo 09:00-12:00", "Mo 12:00-09:00", "Mo 09:00-25:00",
     "Mo 09:60-10:00", "Mo 09:00-12:00,11:00-13:00", "09:00-12:00"],
)  # fmt: skip
def test_what_cannot_be_read_says_what_to_write(text: str):
    with pytest.raises(ValueError, match=r"write|overlap"):
        parse_hours(text)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-23 09:00", True),
        ("2026-11-23 12:29", True),
        ("2026-11-23 12:30", False),
        ("2026-11-23 08:59", False),
        ("2026-11-22 10:00", False),
    ],
)
def test_it_is_open_from_the_first_minute_to_before_the_last(moment: str, expected: bool):
    assert is_open("Mo-Fr 09:00-12:30", datetime.fromisoformat(moment)) is expected
