"""A small content folder that is right in every respect, for tests to spoil, and content built in code."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from bot.content.model import (
    Choice,
    ChoiceWords,
    Commune,
    CommuneWords,
    Content,
    Freshness,
    Organisation,
    OrganisationWords,
    Phrase,
    Question,
    QuestionWords,
    Recommendation,
    Site,
)

ANSWER = """---
id: {id}
sources:
  - https://www.example.org/{id}
checked_on: 2026-03-02
check_every: 180 days
confidence: medium
volatile: no
confirm_with: actiris
next:
  - book
  - answer: cost
title: "Titre {lang}"
button: Bouton {lang}
---
Texte {lang}. Appelez le {{phone:actiris}}.

## Plus {lang} {{#more}}
Suite {lang}.
"""
ASK = """---
id: {id}
---
## Combien {{#how-much}}
- combien ça coûte {lang} {id}
- prix {id} {{keyword}}

## not {{#not}}
- combien on gagne → first-reception
"""
ORGANISATION = """---
id: {id}
kind: {kind}
languages: [fr, nl]
commune: {commune}
postcode: "1190"
lat: "50.8091"
lon: "4.3178"
phone: {phone}
phone_hours: "Mo-Fr 09:00-12:30"
allows: phone
status: active
checked_on:
check_every: 90 days
confidence: low
sources: [https://www.example.org/]
name: {id} {lang}
street: Rue {lang} 1
---
Aide {lang}.
"""
COMMUNE = """---
id: {id}
nis: "21007"
postcodes: ["{postcode}"]
shared_postcodes: []
points:
  - postcode: "{postcode}"
    lat: "50.8091"
    lon: "4.3178"
mission_locale: mission-locale-forest
werkwinkel:
name: {name}
also: [{name}]
places: []
---
"""
QUESTION_COMMUNE = """---
id: commune
answer: commune
skip: no
recap: Commune
---
Où habitez-vous ({lang}) ?

## Pourquoi {{#why}}
Pour trouver un bureau ({lang}).
"""
QUESTION_LANGUAGE = """---
id: language
answer: choice
skip: yes
choices:
  - id: fr
    label: Français
    also: [fr]
  - id: nl
    label: Nederlands
recap: Langue
---
Quelle langue ({lang}) ?
"""
FLOW = """---
id: office
steps:
  - commune
  - ask: language
    when: {{commune: any}}
recap: yes
---
"""
RECOMMENDATION = """---
id: {id}
rank: "{rank}"
{when}show: {show}
---
Parce que ({lang}).
"""
SITE = """---
id: site
human: [actiris]
actiris_confirmed: no
operator: Exemple {lang}
---
"""
PHRASES = """---
id: common
---
## Salut {{#hello}}
Bonjour {{first_name}} ({lang}).

## Jours {{#days}}
one: {{count}} jour
other: {{count}} jours
"""
WORDS = """---
id: universal
---
## Menu {{#menu}}
- menu
- accueil {{sms}}
"""


def write_small_content(folder: Path) -> Path:
    """Two answers, two organisations, two communes and what leads to them, in both languages."""
    for lang in ("fr", "nl"):
        pages = {
            "site.md": SITE.format(lang=lang),
            "phrases/common.md": PHRASES.format(lang=lang),
            "questions/commune.md": QUESTION_COMMUNE.format(lang=lang),
            "questions/language.md": QUESTION_LANGUAGE.format(lang=lang),
            "flows/office.md": FLOW.format(),
            "words/universal.md": WORDS.format(),
            "conversations/first.md": f"> Bonjour {lang}\n",
            "communes/forest.md": COMMUNE.format(id="forest", postcode="1190", name="Forest"),
            "communes/jette.md": COMMUNE.format(id="jette", postcode="1090", name="Jette"),
        }
        for answer in ("cost", "first-reception"):
            pages[f"answers/{answer}.md"] = ANSWER.format(id=answer, lang=lang)
            pages[f"answers/{answer}.ask.md"] = ASK.format(id=answer, lang=lang)
        for organisation, kind, commune, phone in (
            ("actiris", "public-employment-service", "", "0800 35 123"),
            ("mission-locale-forest", "mission-locale", "forest", "02 349 82 10"),
        ):
            pages[f"organisations/{organisation}.md"] = ORGANISATION.format(
                id=organisation, kind=kind, commune=commune, phone=phone, lang=lang
            )
        for recommendation, rank, when, show in (
            ("own", 10, "when: {commune: forest}\n", "mission-locale-of-commune"),
            ("general", 20, "when: {commune: any}\n", "actiris"),
            ("otherwise", 99, "", "actiris"),
        ):
            pages[f"recommendations/{recommendation}.md"] = RECOMMENDATION.format(
                id=recommendation, rank=rank, when=when, show=show, lang=lang
            )
        for name, text in pages.items():
            path = folder / lang / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="")
    return folder


def edit(path: Path, old: str, new: str) -> None:
    """Replace a text that must be there, as an editor would."""
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {path}"
    path.write_text(text.replace(old, new), encoding="utf-8", newline="")


def edit_both(folder: Path, name: str, old: str, new: str) -> None:
    for lang in ("fr", "nl"):
        edit(folder / lang / name, old, new)


FRESH = Freshness((), None, timedelta(days=90), "low")


def an_organisation(id: str, kind: str = "mission-locale", **changes: object) -> Organisation:
    words = {lang: OrganisationWords(name=id, body="Aide.", street="Rue 1") for lang in ("fr", "nl")}
    fields: dict[str, object] = {"languages": ("fr", "nl"), "allows": "phone", "status": "active", "phone": "02 1"}
    return Organisation(id=id, kind=kind, freshness=FRESH, **{"words": words, **fields, **changes})


def a_commune(id: str, postcode: str, point: tuple[float, float], mission_locale: str = "", **more: object) -> Commune:
    name = id.capitalize()
    words = {lang: CommuneWords(name) for lang in ("fr", "nl")}
    fields: dict[str, object] = {"postcodes": (postcode,), "points": {postcode: point}, "words": words}
    return Commune(
        id=id, nis="", shared_postcodes=(), mission_locale=mission_locale, werkwinkel="", **{**fields, **more}
    )


def a_choice_question(id: str, *choices: str) -> Question:
    return Question(
        id=id,
        answer="choice",
        choices=tuple(Choice(choice, dict.fromkeys(("fr", "nl"), ChoiceWords(choice.upper()))) for choice in choices),
        skip=True,
        words=dict.fromkeys(("fr", "nl"), QuestionWords(body=f"{id} ?", recap=id.capitalize())),
    )


COMMUNE_QUESTION = Question(
    "commune", "commune", (), False, dict.fromkeys(("fr", "nl"), QuestionWords("Où ?", "Commune"))
)


def a_row(id: str, rank: int, show: str, **when: tuple[str, ...]) -> Recommendation:
    return Recommendation(id, rank, when, show, {"fr": "Parce que.", "nl": "Omdat."})


def content_of(
    *,
    organisations: tuple[Organisation, ...] = (),
    communes: tuple[Commune, ...] = (),
    questions: tuple[Question, ...] = (COMMUNE_QUESTION,),
    recommendations: tuple[Recommendation, ...] = (),
    phrases: Mapping[str, Mapping[str, Phrase]] | None = None,
) -> Content:
    return Content(
        fingerprint="in code",
        site=Site({"fr": "", "nl": ""}, (), False),
        phrases=phrases or {"fr": {}, "nl": {}},
        questions={question.id: question for question in questions},
        flows={},
        recommendations=recommendations,
        organisations={organisation.id: organisation for organisation in organisations},
        communes={commune.id: commune for commune in communes},
        answers={},
        words={},
        conversations={},
    )
