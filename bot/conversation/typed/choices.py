"""Typed answers to a waiting question: a choice, a first name, a phone number. Precision first.

Pure. What is not clearly an answer is none: the rest of the ladder follows.
"""

from __future__ import annotations

import re

from rapidfuzz import fuzz

from bot.content.model import Question
from bot.language.clean import fold

NEAR_ENOUGH = 80.0
LONGEST_NAME = 40

_NAME_OPENINGS = (
    "je m'appelle",
    "je mappelle",
    "moi c'est",
    "mon prénom est",
    "mon prenom est",
    "mon nom est",
    "je suis",
    "ik heet",
    "mijn naam is",
    "mijn voornaam is",
    "ik ben",
    "c'est",
    "het is",
)
_PHONE = re.compile(r"^(?:\+|00)?\d{8,14}$")


def choice_typed(question: Question, text: str, *, near: bool = False) -> str:
    """The choice whose label or alias, in either language, is typed; with `near`, the one that almost is."""
    said = fold(text)
    best, best_score = "", 0.0
    for choice in question.choices:
        for words in choice.words.values():
            for name in (words.label, *words.also):
                if fold(name) == said:
                    return choice.id
                if near and len(said) > 3:
                    score = fuzz.ratio(said, fold(name))
                    if score > best_score:
                        best, best_score = choice.id, score
    return best if near and best_score >= NEAR_ENOUGH else ""


def first_name_typed(text: str) -> str | None:
    """The first name in what was typed, without an opening such as "je m'appelle"; None when it is not a name."""
    name = " ".join(text.split())
    lowered = name.lower().replace("’", "'")
    for opening in _NAME_OPENINGS:
        if lowered.startswith(f"{opening} "):
            name = name[len(opening) :].strip()
            break
    name = name.strip(" .,!?:;")
    if not name or len(name) > LONGEST_NAME or len(name.split()) > 4:
        return None
    if not any(character.isalpha() for character in name):
        return None
    if any(character.isdigit() or character in "<>{}[]()@#/\\_*=|" for character in name):
        return None
    return name[0].upper() + name[1:]


def phone_typed(text: str) -> str | None:
    """A phone number as people write it, kept as typed but for spaces, dots and slashes."""
    tidy = re.sub(r"[\s./()\-]", "", text)
    return tidy if _PHONE.match(tidy) else None
