"""New pages with everything that must be filled in, as twins. Pure.

What is left empty is an error of the checker, so that a page goes live only when it is whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from bot.content.library import name_of
from bot.content.model import LANGS, Lang

NewKind = Literal["answer", "question", "organisation", "recommendation"]

_ANSWER_LOGIC = """---
id: {id}
sources:                 # the pages that say so, each on a line after `  - `, from https:// on
checked_on:              # the day somebody last checked this, as 2026-03-02; empty = unconfirmed
check_every: 365 days    # 90 days for rules that change
confidence: low          # low, medium or high
volatile: no             # yes for amounts, dates and rules that change
confirm_with: actiris    # the organisation that can confirm
next:                    # one to three buttons: book, office, human, letter, answer: ID, organisation: ID
  - human
"""
_ORGANISATION_LOGIC = """---
id: {id}
kind:                    # as in the other pages: mission-locale, werkwinkel, help-line …
languages: [{lang}]          # in which it works: fr, nl or both
allows: none             # at most what may be offered: none, phone, walk_in or may_book
status: presumed-active  # active, presumed-active, uncertain or former
checked_on:              # the day somebody last checked this with them; empty = unconfirmed
check_every: 180 days
confidence: low          # low, medium or high
sources:                 # the pages that say so, each on a line after `  - `, from https:// on
to_confirm: []
unknown: [phone, address, opening_hours]
"""
_QUESTION_LOGIC = """---
id: {id}
answer: choice           # choice, commune, name or phone
skip: yes                # may it be passed over?
"""
_RECOMMENDATION_LOGIC = """---
id: {id}
rank:                    # a number between double quotes: small ones come first
when:                    # such as {{commune: [forest, jette], language: fr}}
show:                    # the organisation
---
"""
_WORDS: Mapping[Lang, Mapping[NewKind, str]] = {
    "fr": {
        "answer": "title:                   # la question, 60 caractères au plus\n"
        "button:                  # 28 caractères au plus\n---\n\n## En savoir plus {#more}\n\n",
        "organisation": "name:                    # 40 caractères au plus\n---\n\n",
        "question": "choices:\n  - id: one\n    label:               # 28 caractères au plus\n  - id: two\n    label:\n"
        "recap:                   # un ou deux mots\n---\n\n## Pourquoi cette question ? {#why}\n\n"
        "## Si la réponse est mal comprise {#retry}\n\n",
        "recommendation": "",
    },
    "nl": {
        "answer": "title:                   # de vraag, hoogstens 60 tekens\n"
        "button:                  # hoogstens 28 tekens\n---\n\n## Meer weten {#more}\n\n",
        "organisation": "name:                    # hoogstens 40 tekens\n---\n\n",
        "question": "choices:\n  - id: one\n    label:               # hoogstens 28 tekens\n  - id: two\n    label:\n"
        "recap:                   # een of twee woorden\n---\n\n## Waarom deze vraag? {#why}\n\n"
        "## Als het antwoord niet duidelijk is {#retry}\n\n",
        "recommendation": "",
    },
}
_LOGIC: Mapping[NewKind, str] = {
    "answer": _ANSWER_LOGIC,
    "organisation": _ORGANISATION_LOGIC,
    "question": _QUESTION_LOGIC,
    "recommendation": _RECOMMENDATION_LOGIC,
}
_FOLDERS: Mapping[NewKind, str] = {
    "answer": "answers",
    "organisation": "organisations",
    "question": "questions",
    "recommendation": "recommendations",
}
# The sub-questions that every answer has, to begin with.
_SUB_QUESTIONS: tuple[tuple[str, Mapping[Lang, str]], ...] = (
    ("what", {"fr": "Qu'est-ce que c'est", "nl": "Wat is het"}),
    ("who", {"fr": "Pour qui", "nl": "Voor wie"}),
    ("where", {"fr": "Où", "nl": "Waar"}),
    ("when", {"fr": "Quand", "nl": "Wanneer"}),
    ("how-much", {"fr": "Combien", "nl": "Hoeveel"}),
    ("what-if", {"fr": "Et si", "nl": "En als"}),
    ("about-me", {"fr": "Et moi qui", "nl": "En ik die"}),
    ("is-it-true", {"fr": "Est-ce vrai", "nl": "Klopt het"}),
)


def new_pages(kind: NewKind, page_id: str) -> Mapping[str, Mapping[Lang, str]]:
    """The texts of the twins to write, by name."""
    texts = {lang: _LOGIC[kind].format(id=page_id, lang="fr") + _WORDS[lang][kind] for lang in LANGS}
    pages: dict[str, Mapping[Lang, str]] = {name_of(_FOLDERS[kind], page_id): texts}
    if kind == "answer":
        pages[name_of("answers", f"{page_id}.ask")] = {lang: _asks(page_id, lang) for lang in LANGS}
    return pages


def _asks(page_id: str, lang: Lang) -> str:
    """Sub-questions, each to be filled with sentences after `- `."""
    sections = "\n".join(f"## {words[lang]} {{#{section_id}}}\n" for section_id, words in _SUB_QUESTIONS)
    return f"---\nid: {page_id}\n---\n{sections}\n## not {{#not}}\n"
