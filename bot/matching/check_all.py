"""Every rule that can be looked at without learning anything, on one folder: what `python -m bot check` prints.

Rules about where questions and buttons lead need the whole content: they wait until every page can be read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.content.checks.check_facts import check_facts
from bot.content.checks.check_flow import check_flow
from bot.content.checks.check_words import check_words
from bot.content.checks.coverage import coverage_problems
from bot.content.library import Library, Reading, read_library
from bot.content.model import LANGS
from bot.content.problems import Problem, in_order
from bot.content.reading.survey import kind_of
from bot.content.transcripts import parse_transcript
from bot.matching.check_phrasings import check_phrasings


@dataclass(frozen=True, slots=True)
class Report:
    """`library` is None when no page could be read. `complete` False: some rules wait until the errors are mended."""

    problems: tuple[Problem, ...]
    library: Library | None
    complete: bool

    @property
    def errors(self) -> int:
        return sum(problem.is_error for problem in self.problems)

    @property
    def warnings(self) -> int:
        return len(self.problems) - self.errors


def check_folder(folder: Path, today: date, tell: Callable[[str], None] = lambda step: None) -> Report:
    """Look at everything in `folder`; `tell` is called before each step. Never raises for what is in the folder."""
    tell("reading")
    return check_reading(read_library(folder), today, tell)


def check_reading(reading: Reading, today: date, tell: Callable[[str], None] = lambda step: None) -> Report:
    """The same of a folder that was read."""
    loaded, library = reading.loaded, reading.library
    problems = list(loaded.problems)
    if library is None:
        return Report(in_order(problems), None, False)
    complete = not loaded.errors
    tell("words")
    problems += check_words(library)
    tell("facts")
    problems += check_facts(library, today)
    tell("what people say")
    problems += check_phrasings(library)
    problems += transcript_problems(library)
    if complete:
        tell("where questions and buttons lead")
        problems += check_flow(library)
        problems += coverage_problems(library.content, library.folder)
    return Report(in_order(problems), library, complete)


def transcript_problems(library: Library) -> Iterator[Problem]:
    """Conversations that cannot be read as one."""
    for name in library.pages:
        if kind_of(name) == "conversations":
            for lang in LANGS:
                page = library.pages[name][lang]
                yield from parse_transcript(page.raw, page.path)[1]
