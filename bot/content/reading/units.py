"""Read and build one pair of twins: a *unit*, the smallest thing that goes live or is held back alone."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.content.checks import structure_rules as rules
from bot.content.model import (
    LANGS,
    Answer,
    Commune,
    Flow,
    Lang,
    Organisation,
    Question,
    Recommendation,
    Site,
)
from bot.content.problems import Problem
from bot.content.reading.build_answers import Asks, build_answer, build_asks
from bot.content.reading.build_organisations import build_commune, build_organisation
from bot.content.reading.build_questions import build_flow, build_question, build_recommendation
from bot.content.reading.build_texts import (
    Conversation,
    Phrases,
    Words,
    build_conversation,
    build_phrases,
    build_site,
    build_words,
)
from bot.content.reading.fields import Twins
from bot.content.reading.pages import Page, read_page
from bot.content.reading.survey import kind_of
from bot.content.references import Reference

Built = (
    Site | Phrases | Question | Flow | Recommendation | Organisation | Commune | Answer | Asks | Words | Conversation
)

_BUILDERS: Mapping[str, Callable[[Twins], Built]] = {
    "answers": build_answer,
    "asks": build_asks,
    "communes": build_commune,
    "conversations": build_conversation,
    "flows": build_flow,
    "organisations": build_organisation,
    "phrases": build_phrases,
    "questions": build_question,
    "recommendations": build_recommendation,
    "site": build_site,
    "words": build_words,
}


@dataclass(frozen=True, slots=True)
class Unit:
    """`value` is None when the pair has an error. `path` is shown for what concerns the pair as a whole."""

    name: str
    path: str
    digest: str
    value: Built | None
    problems: tuple[Problem, ...]
    references: tuple[Reference, ...] = ()


def read_unit(name: str, files: Mapping[Lang, Path], root: Path) -> Unit:
    """Read the twins called `name` and build what they say together."""
    pages, problems = read_pages(name, files, root)
    return build_unit(name, files, root, pages, problems)


def read_pages(name: str, files: Mapping[Lang, Path], root: Path) -> tuple[dict[Lang, Page], list[Problem]]:
    """The twins called `name`, those that can be read."""
    pages: dict[Lang, Page] = {}
    problems: list[Problem] = []
    for lang in LANGS:
        if lang in files:
            page, found = read_page(files[lang], root, raw=kind_of(name) == "conversations")
            problems += found
            if page is not None:
                pages[lang] = page
    return pages, problems


def build_unit(
    name: str, files: Mapping[Lang, Path], root: Path, pages: Mapping[Lang, Page], found: Sequence[Problem]
) -> Unit:
    """What the twins say together; `found` are the problems of reading them."""
    problems = list(found)
    other = next(iter(files.values()))
    for lang in LANGS:
        if lang not in files:
            message = f"its twin {root / lang / name} is missing; write it, or delete this page"
            problems.append(rules.TWIN_MISSING.at(str(other), 1, message))
    digests = [pages[lang].digest if lang in pages else "-" for lang in LANGS]
    digest = hashlib.sha256(" ".join(digests).encode()).hexdigest()
    if len(pages) < len(LANGS):
        return Unit(name, str(other), digest, None, tuple(problems))
    twins = Twins(name, pages, problems)
    value = _BUILDERS[kind_of(name)](twins)
    if any(problem.is_error for problem in problems):
        return Unit(name, str(other), digest, None, tuple(problems), tuple(twins.references))
    return Unit(name, str(other), digest, value, tuple(problems), tuple(twins.references))
