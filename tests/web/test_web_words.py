"""What staff read: one word for one notion in both languages, and short sentences."""

from __future__ import annotations

import re

from bot.content.model import LANGS, Content
from tests.web.conftest import VDAB, Site, words_of

READ_BY_STAFF = frozenset(
    {"web", "settings", "figures", "in-your-name", "team", "desk", "agenda", "openings", "office-requests"}
)
_SENTENCE_ENDS = re.compile(r"(?<=[.?!])\s+|\n")
_WORD = re.compile(r"\S*\w\S*")
NOT_YOUR_FAULT = {"fr": "Ce n'est pas votre faute.", "nl": "Het ligt niet aan u."}


async def test_dutch_staff_read_requests_and_not_questions(site: Site) -> None:
    site.book(office=VDAB, details={"need": "training"}, first_name="Jonas")
    staff = site.staff(VDAB, lang="nl")

    page, day = words_of(await staff.get("/requests")), words_of(await staff.get("/agenda"))

    assert "<h1>Aanvragen</h1>" in page
    assert ">Vragen<" not in page
    assert "Gezochte hulp" in day


def test_the_same_french_sentence_is_the_same_dutch_one(content: Content) -> None:
    said = {
        key: tuple(NOT_YOUR_FAULT[lang] in str(phrases[key]) for lang, phrases in content.phrases.items())
        for key in content.phrases["fr"]
    }

    assert [key for key, (french, dutch) in said.items() if french != dutch] == []
    assert said["staff.closed_day"] == (True, True)


def test_a_sentence_for_staff_has_fifteen_words_at_most(content: Content) -> None:
    long = [
        (lang, key, sentence)
        for lang in LANGS
        for key, said in content.phrases[lang].items()
        if key.partition(".")[0] in READ_BY_STAFF
        for sentence in _SENTENCE_ENDS.split(said.other)
        if len(_WORD.findall(sentence)) > 15
    ]

    assert long == []
