"""Placeholders filled in: facts of organisations, and what people typed, shown as typed."""

from __future__ import annotations

import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.model import Content, OrganisationWords, Phrase
from bot.content.showing.markdown import to_plain
from bot.content.showing.render import Markdown, escape, fill, phrase
from tests.content.small_content import a_commune, an_organisation, content_of

PHRASES = {
    "fr": {
        "common.hello": Phrase("Bonjour {first_name}."),
        "common.days": Phrase(one="{count} jour", other="{count} jours"),
        "common.french_only": Phrase("Seulement ici."),
    },
    "nl": {
        "common.hello": Phrase("Dag {first_name}."),
        "common.days": Phrase(one="{count} dag", other="{count} dagen"),
    },
}


@pytest.fixture
def content() -> Content:
    return content_of(
        phrases=PHRASES,
        communes=(a_commune("forest", "1190", (50.8, 4.3)),),
        organisations=(
            an_organisation(
                "office",
                commune="forest",
                postcode="1190",
                phone="02 349 82 10",
                website="https://a.be/_x_/",
                phone_hours="Mo-Fr 09:00-12:30",
                words={
                    "fr": OrganisationWords("Bureau", "Aide.", street="Rue A 1"),
                    "nl": OrganisationWords("Kantoor", "Hulp.", street="A-straat 1"),
                },
            ),
            an_organisation(
                "empty", phone="", words={lang: OrganisationWords("Vide", "Rien.") for lang in ("fr", "nl")}
            ),
        ),
    )


def test_facts_of_an_organisation_are_filled_in(content: Content):
    template = "{name:office}, {address:office}, {phone:office}, {hours:office}, {website:office}"

    assert to_plain(fill(content, "nl", template, {})) == (
        "Kantoor, A-straat 1, 1190 Forest, 02 349 82 10, van maandag tot vrijdag, van 9u tot 12u30, https://a.be/_x_/"
    )


def test_what_is_not_known_shows_nothing_and_is_logged(content: Content, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.WARNING, logger="parcours.content")

    assert fill(content, "fr", "Tel. {phone:empty}{phone:nobody}{first_name}.", {}) == "Tel. ."
    assert [record.getMessage() for record in caplog.records] == [
        "nothing is known for {phone:empty} in a text in fr; nothing is shown there",
        "nothing is known for {phone:nobody} in a text in fr; nothing is shown there",
        "no value for {first_name} in a text in fr; nothing is shown there",
    ]


def test_a_persons_text_is_shown_as_typed(content: Content):
    said = phrase(content, "fr", "common.hello", first_name="*Amina* [x](http://a.be) {phone:office} <b>")

    assert to_plain(said) == "Bonjour *Amina* [x](http://a.be) {phone:office} <b>."


# Lines without white space at their ends, which Markdown does not keep, or characters that no message may have.
TYPED = st.lists(
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Zs", "Zl", "Zp", "Cf")), min_size=1, max_size=20),
    min_size=1,
    max_size=4,
).map("\n".join)


@given(TYPED)
def test_whatever_a_person_types_is_shown_as_typed(typed: str):
    assert to_plain(escape(typed)) == typed


def test_text_that_is_markdown_already_stays_so(content: Content):
    said = phrase(content, "fr", "common.hello", first_name=Markdown("**Amina**"))

    assert said == "Bonjour **Amina**."
    assert fill(content, "fr", "{inner}", {"inner": said}) == "Bonjour **Amina**."


def test_a_count_chooses_the_form_of_its_language(content: Content):
    assert [phrase(content, "fr", "common.days", count) for count in (0, 1, 2)] == ["0 jour", "1 jour", "2 jours"]
    assert [phrase(content, "nl", "common.days", count) for count in (0, 1, 2)] == ["0 dagen", "1 dag", "2 dagen"]


def test_a_phrase_missing_in_one_language_is_taken_from_the_other(content: Content, caplog: pytest.LogCaptureFixture):
    assert phrase(content, "nl", "common.french_only") == "Seulement ici."
    assert "common.french_only is missing in nl" in caplog.text


def test_a_phrase_missing_in_both_does_not_raise_and_is_not_empty(content: Content):
    assert phrase(content, "fr", "common.nowhere") == "…"
