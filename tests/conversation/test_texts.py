"""What texts must not say: what others do, what stands beside them is not so, or the same thing twice."""

from __future__ import annotations

import pytest

from bot.content.model import Content, Lang
from bot.conversation.events import Cancelled
from bot.conversation.render import Renderer
from bot.conversation.step import step
from tests.conversation.sayings import appointment, state, world


@pytest.mark.parametrize("lang", ["fr", "nl"])
def test_after_cancelling_actiris_is_assured_once(content: Content, lang: Lang) -> None:
    there = world(content)
    turn = step(state(road="", lang=lang), Cancelled(appointment(status="cancelled_by_person")), there)

    text = "\n".join(one.text for one in Renderer(there, lang).outgoing(turn.replies))

    assert text.count({"fr": "n'envoie rien", "nl": "stuur niets"}[lang]) == 1


@pytest.mark.parametrize("lang", ["fr", "nl"])
def test_no_promise_is_made_for_others_about_sanctions(content: Content, lang: Lang) -> None:
    words = content.answers["first-reception"].words[lang]

    assert "sancti" not in words.body.lower()


@pytest.mark.parametrize("lang", ["fr", "nl"])
def test_under_an_address_it_is_not_said_that_nobody_can_get_there(content: Content, lang: Lang) -> None:
    for key in ("office.no_way_in", "office.no_way_in_at_all"):
        said = content.phrases[lang][key].other
        assert {"fr": "comment joindre", "nl": "bereikt"}[lang] not in said
