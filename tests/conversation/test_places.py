"""Where to go: the card says it, or says by which number the place can be asked for."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest

from bot.content.model import Content, Lang
from bot.conversation.appointments.cards import appointment_message
from bot.conversation.render import Renderer
from bot.conversation.replies import Map, Say
from tests.conversation.sayings import appointment, world

VDAB = "vdab-brussel"


@pytest.mark.parametrize("lang", ["fr", "nl"])
def test_the_card_of_an_office_without_a_sure_address_gives_its_number(content: Content, lang: Lang) -> None:
    there = world(content)
    card = appointment_message(appointment(office=VDAB, reception_lang="nl"), there)

    (shown,) = Renderer(there, lang).outgoing((card,))

    assert "0800 30 700" in shown.text
    verbs = [(button.verb, button.target) for row in card.rows for button in row]
    assert ("call", VDAB) in verbs
    assert ("map", VDAB) not in verbs


@pytest.mark.parametrize("lang", ["fr", "nl"])
def test_the_map_of_an_office_without_an_address_is_its_number_and_no_warning(
    content: Content, lang: Lang, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        (shown,) = Renderer(world(content), lang).outgoing((Map(VDAB),))

    assert "0800 30 700" in shown.text
    assert not caplog.records


def test_without_address_and_number_the_card_says_so(content: Content) -> None:
    unreachable = replace(content.organisations[VDAB], phone="")
    there = world(replace(content, organisations={**content.organisations, VDAB: unreachable}))

    assert Say("booking.place_unknown") in appointment_message(appointment(office=VDAB), there).parts
