"""A small content, and the index that is learnt from it: a few answers and wishes, real words of danger."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import lru_cache
from pathlib import Path

import pytest

from bot.content.load import load
from bot.content.model import (
    Answer,
    AnswerWords,
    Content,
    Freshness,
    NotPhrasing,
    Phrasing,
    Site,
    WordSection,
)
from bot.matching.corpus import Corpus, corpus_of
from bot.matching.index import Index
from bot.matching.ready import IndexKeeper

SHIPPED = Path(__file__).parents[2] / "content"

ASKED = {
    "entitlement-and-cost": (
        "Est-ce gratuit ?",
        "Is het gratis?",
        [
            "combien ça coûte",
            "est-ce que je dois payer quelque chose",
            "c'est payant votre aide ?",
            "le prix de l'aide",
        ],
        ["hoeveel kost dat", "moet ik iets betalen", "is uw hulp betalend?", "de prijs van de hulp"],
    ),
    "service-vouchers": (
        "Travailler avec des titres-services",
        "Werken met dienstencheques",
        [
            "faire le ménage en titres-services",
            "nettoyer chez des clients",
            "agence de titres-services",
            "aide-ménagère",
        ],
        ["poetsen met dienstencheques", "schoonmaken bij klanten", "dienstenchequebedrijf", "huishoudhulp worden"],
    ),
    "dutch-classes": (
        "Cours de néerlandais",
        "Nederlands leren",
        ["apprendre le néerlandais", "cours de néerlandais du soir", "où suivre un cours de nl", "test de néerlandais"],
        ["Nederlandse les volgen", "Nederlands leren in de avond", "waar kan ik nl leren", "test Nederlands"],
    ),
}
WISHES = {
    "book": (
        ["je veux un rdv", "prendre un rendez-vous", "fixez-moi une date"],
        ["ik wil een afspraak", "afspraak maken"],
    ),
    "late": (["je serai en retard", "j'arrive dans dix minutes"], ["ik kom te laat", "mijn tram heeft vertraging"]),
    "emergency": (["appelez une ambulance"], ["bel de politie"]),
    "language_switch": (
        ["english please", "do you speak english", "can we write english", "je préfère en néerlandais"],
        ["I don't speak dutch", "can you speak english", "in het Frans aub"],
    ),
}
OFF_TOPIC = (
    ["quel temps fait-il", "qui a gagné le match", "recette de gaufres", "raconte une histoire"],
    ["wat voor weer is het", "wie heeft de match gewonnen", "recept voor wafels", "vertel een verhaal"],
)


def lines(section: str, fr: list[str], nl: list[str]) -> tuple[Phrasing, ...]:
    return tuple(Phrasing(text, "fr", section) for text in fr) + tuple(Phrasing(text, "nl", section) for text in nl)


@lru_cache
def shipped_content() -> Content:
    shipped = load(SHIPPED).content
    assert shipped is not None
    return shipped


def small_content(extra: Mapping[str, str] | None = None) -> Content:
    """The content above; `extra` adds a French phrasing to an answer."""
    fresh = Freshness((), None, timedelta(days=365), "high")
    answers = {}
    for answer_id, (title_fr, title_nl, fr, nl) in ASKED.items():
        added = [extra[answer_id]] if extra and answer_id in extra else []
        answers[answer_id] = Answer(
            answer_id,
            fresh,
            (),
            {"fr": AnswerWords(title_fr, title_fr, ""), "nl": AnswerWords(title_nl, title_nl, "")},
            tuple(
                Phrasing(ask.text, ask.lang, f"s{number % 3}") for number, ask in enumerate(lines("s", fr + added, nl))
            ),
            (NotPhrasing("le cours de néerlandais est gratuit ?", "fr", "dutch-classes"),)
            if answer_id == "entitlement-and-cost"
            else (),
        )
    shipped = shipped_content()
    return Content(
        fingerprint="test",
        site=Site({}, (), False),
        phrases={},
        questions={},
        flows={},
        recommendations=(),
        organisations={},
        communes={},
        answers=answers,
        words={
            "intents": tuple(WordSection(wish, lines(wish, *said)) for wish, said in WISHES.items()),
            "offtopic": (WordSection("offtopic", lines("offtopic", *OFF_TOPIC)),),
            "smalltalk": (WordSection("robot", lines("robot", ["tu es un robot ?"], ["ben jij een robot?"])),),
            "synonyms": (
                WordSection(
                    "synonyms", lines("synonyms", ["rdv = rendez-vous", "jé = j'ai", "c = c'est"], ["rdv = afspraak"])
                ),
            ),
            "universal": shipped.words["universal"],
            "danger": shipped.words["danger"],
        },
        conversations={},
    )


@pytest.fixture(scope="session")
def small_corpus() -> Corpus:
    return corpus_of(small_content())


@pytest.fixture(scope="session")
def small_index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    return IndexKeeper(tmp_path_factory.mktemp("var")).start(small_content())
