"""How somebody comes, in their own words, reaches the office; questions and papers do not."""

from __future__ import annotations

import pytest

from bot.content.model import Content
from bot.conversation.effects import TellStaff
from bot.conversation.events import Text
from bot.conversation.step import step
from bot.conversation.typed.note import note_in
from tests.conversation.sayings import TEN, UNKNOWN, appointment, hold, keys, state, verbs, world


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("je viens avec ma soeur", "companion"),
        ("Je viendrai avec quelqu'un.", "companion"),
        ("mon frère m'accompagne", "companion"),
        ("ik kom met mijn broer", "companion"),
        ("mijn dochter komt mee", "companion"),
        ("il me faut un interprète", "interpreter"),
        ("j'ai besoin d'un traducteur arabe", "interpreter"),
        ("ik heb een tolk nodig Arabisch", "interpreter"),
        ("je suis en fauteuil roulant", "step_free"),
        ("ik zit in een rolstoel", "step_free"),
        ("je ne peux pas monter les escaliers", "step_free"),
        ("je viens avec mes papiers", None),
        ("ik kom met de tram", None),
        ("est-ce qu'il y a un interprète ?", None),
        ("ma soeur cherche du travail", None),
        ("je cherche un travail de traducteur", None),
        ("ik ben tolk", None),
    ],
)
def test_only_a_plain_statement_is_a_note(text: str, note: str | None) -> None:
    assert note_in(text) == note


@pytest.mark.parametrize("road", ["", "prepare/KXPRTM", "office"])
def test_with_an_appointment_it_is_told_to_the_office(content: Content, road: str) -> None:
    there = world(content, appointments=(appointment(),))

    turn = step(state(road=road), Text("il me faut un interprète", UNKNOWN), there)

    assert turn.effects == (TellStaff("KXPRTM", "interpreter", is_on=True),)
    assert turn.state.road == road.partition("/")[0]


def test_with_two_appointments_whose_it_is_gets_asked(content: Content) -> None:
    other = appointment(code="CFGHKM", first_name="Zineb", for_other=True, starts_at=TEN.starts_at)
    there = world(content, appointments=(appointment(), other))

    turn = step(state(road=""), Text("je suis en fauteuil roulant", UNKNOWN), there)

    assert keys(turn) == ["notes.for_whom"]
    assert verbs(turn)[:2] == [("note_on", "KXPRTM.1.step_free"), ("note_on", "CFGHKM.1.step_free")]


def test_on_the_way_to_an_appointment_it_can_be_said_afterwards(content: Content) -> None:
    there = world(content, hold=hold(TEN))

    turn = step(state(commune="forest"), Text("je viens avec ma soeur", UNKNOWN), there)

    assert keys(turn)[0] == "notes.afterwards"
    assert turn.state.road == "book"
