"""What the checker says of one page, in both twins, and the texts of a page with their lengths.

The folder is read again only when a file of it has changed. Everything here takes up to two seconds: call it from a
thread.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from markupsafe import Markup

from bot.content.checks.check_facts import check_facts
from bot.content.checks.check_flow import check_flow
from bot.content.checks.check_words import MOST_CHARACTERS, check_words, length_of
from bot.content.checks.coverage import coverage_problems
from bot.content.checks.rules import RULES
from bot.content.checks.shown import Part, shown_on
from bot.content.library import Library, Reading, read_library
from bot.content.model import LANGS, Lang
from bot.content.problems import Problem, in_order
from bot.content.reading.survey import Stamp, kind_of, survey_folder
from bot.content.showing.markdown import to_telegram_html
from bot.content.showing.render import fill
from bot.content.transcripts import parse_transcript
from bot.language.clean import fold
from bot.matching.check_phrasings import check_phrasings

MOST_FOUND = 60
_VALUE = re.compile(r"\{([a-z][a-z0-9_]*)\}")


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to mend on a page: `file` is its name below `fr` or `nl`, `rule` the title of the rule."""

    file: str
    line: int
    code: str
    rule: str
    message: str
    is_error: bool


@dataclass(frozen=True, slots=True)
class Written:
    """A text of a page: what it is, its id on the page, how people read it, its characters and how many it may have."""

    part: Part
    id: str
    html: Markup
    characters: int
    most: int


@dataclass(frozen=True, slots=True)
class Found:
    """A page that a search found."""

    name: str
    title: str

    @property
    def page(self) -> str:
        return self.name.removesuffix(".md")


def read_now(folder: Path) -> Reading:
    """The folder as it is at this moment."""
    return _read(folder, tuple(survey_folder(folder).stamps.items()))


@lru_cache(maxsize=2)
def _read(folder: Path, stamps: tuple[tuple[Path, Stamp], ...]) -> Reading:
    return read_library(folder)


def page_names(reading: Reading) -> frozenset[str]:
    """All pages that could be read, and those with a problem."""
    folder = reading.library.folder if reading.library else None
    readable = reading.library.pages if reading.library else ()
    wrong = (_name_of(problem, folder) for problem in reading.loaded.problems if folder)
    return frozenset([*readable, *(name for name in wrong if name)])


def remarks_of(reading: Reading, name: str, today: date) -> dict[Lang, tuple[Remark, ...]]:
    """What the checker says of the twins called `name`, and of what people ask for an answer."""
    library = reading.library
    if library is None:
        return dict.fromkeys(LANGS, ())
    asks = [name.removesuffix(".md") + ".ask.md"] if kind_of(name) == "answers" else []
    names = [name, *asks]
    problems = in_order([*reading.loaded.problems, *_problems(library, names, today, whole=not reading.loaded.errors)])
    return {
        lang: tuple(
            Remark(one, problem.line, problem.code, _title(problem), problem.message, problem.is_error)
            for problem in problems
            for one in names
            if problem.path == str(library.folder / lang / one)
        )
        for lang in LANGS
    }


def _problems(library: Library, names: list[str], today: date, *, whole: bool) -> Iterator[Problem]:
    readable = [name for name in names if name in library.pages]
    yield from check_words(library, readable)
    yield from check_facts(library, today, readable)
    if any(kind_of(name) in ("asks", "words", "questions") for name in readable):
        yield from check_phrasings(library, readable)
    if whole:
        # Where buttons lead is only looked at once every page can be read.
        yield from check_flow(library, readable)
        if any(kind_of(name) == "recommendations" for name in readable):
            yield from coverage_problems(library.content, library.folder)
    for name in readable:
        if kind_of(name) == "conversations":
            for lang in LANGS:
                page = library.pages[name][lang]
                yield from parse_transcript(page.raw, page.path)[1]


def _title(problem: Problem) -> str:
    rule = RULES.get(problem.code)
    return rule.title if rule else ""


def _name_of(problem: Problem, folder: Path | None) -> str:
    """The page that a problem is on, empty when it is on none."""
    for lang in LANGS:
        root = f"{folder}/{lang}/"
        if problem.path.startswith(root) and problem.path.endswith(".md"):
            return problem.path.removeprefix(root)
    return ""


def written_on(library: Library, name: str, lang: Lang) -> tuple[Written, ...]:
    """The texts of a page that can be read, in the order of the file; facts filled in, values left as `{name}`."""
    twins = library.pages.get(name)
    if twins is None:
        return ()
    found = []
    for shown in shown_on(name, lang, twins[lang]):
        values = {value: f"{{{value}}}" for value in _VALUE.findall(shown.text)}
        html = Markup(to_telegram_html(fill(library.content, lang, shown.text, values)))
        found.append(Written(shown.part, shown.id, html, length_of(library, shown), MOST_CHARACTERS[shown.part]))
    return tuple(found)


def lines_on(library: Library, name: str, lang: Lang) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Headings with their lines, of a page that holds what people say or a conversation."""
    twins = library.pages.get(name)
    if twins is None:
        return ()
    page = twins[lang]
    parts = [("", page.body), *((section.heading, section.body) for section in page.sections)]
    return tuple((heading, tuple(body.split("\n"))) for heading, body in parts if body or heading)


def search_pages(library: Library, wanted: str, lang: Lang) -> tuple[Found, ...]:
    """Pages whose name or text holds all these words, names first; at most `MOST_FOUND`."""
    words = fold(wanted).split()
    if not words:
        return ()
    by_name, by_text = [], []
    for name, twins in library.pages.items():
        if all(word in fold(name.replace("-", " ")) or word in name for word in words):
            by_name.append(name)
        elif any(_holds(page.raw, page.digest, words) for page in twins.values()):
            by_text.append(name)
    # An answer before what people ask for it.
    names = (*sorted(by_name, key=lambda name: name.removesuffix(".md")), *by_text)[:MOST_FOUND]
    return tuple(Found(name, _title_of(library, name, lang)) for name in names)


def _holds(raw: str, digest: str, words: list[str]) -> bool:
    folded = _folded(digest, raw)
    return all(word in folded for word in words)


@lru_cache(maxsize=2_000)
def _folded(digest: str, raw: str) -> str:
    return fold(raw)


def _title_of(library: Library, name: str, lang: Lang) -> str:
    """The first words of a page that people read."""
    first = next(shown_on(name, lang, library.pages[name][lang]), None)
    return first.text.split("\n")[0][:80] if first else ""
