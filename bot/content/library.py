"""The content together with its pages, so that what is wrong can be shown on its line.

`read_library` reads each file once. Rules of the families C2xx to C5xx look at a `Library`; they are pure, and say
nothing about pages that could not be read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.content.ids import id_of
from bot.content.load import Loaded, put_together
from bot.content.model import LANGS, Content, Lang
from bot.content.problems import Problem, Rule
from bot.content.reading.pages import Page
from bot.content.reading.survey import Survey, kind_of, survey_folder
from bot.content.reading.units import Unit, build_unit, read_pages


@dataclass(frozen=True, slots=True)
class Library:
    """`pages[name][lang]`, as in `pages["answers/cost.md"]["fr"]`; both twins of each name are there."""

    folder: Path
    content: Content
    pages: Mapping[str, Mapping[Lang, Page]]

    def of_kind(self, *kinds: str) -> Iterator[tuple[str, Lang, Page]]:
        """Name, language and page of all pages of some kinds, as `survey.kind_of` calls them."""
        for name, twins in self.pages.items():
            if kind_of(name) in kinds:
                for lang in LANGS:
                    yield name, lang, twins[lang]

    def at_key(self, rule: Rule, name: str, key: str, message: str, lang: Lang = LANGS[0]) -> Problem:
        """A problem with a key of the front matter; the first language stands for both where the twins agree."""
        page = self.pages[name][lang]
        return rule.at(page.path, page.line_of(key), message)

    def at_line(self, rule: Rule, name: str, lang: Lang, line: int, message: str) -> Problem:
        return rule.at(self.pages[name][lang].path, line, message)


@dataclass(frozen=True, slots=True)
class Reading:
    """A folder as it was read. `library` is None when no page at all could be built."""

    loaded: Loaded
    library: Library | None


def read_library(folder: Path) -> Reading:
    """Read `folder`, which holds `fr` and `nl`. Never raises for what is in it."""
    survey = survey_folder(folder)
    pages: dict[str, dict[Lang, Page]] = {}
    units: dict[str, Unit] = {}
    for name, files in survey.files.items():
        pages[name], found = read_pages(name, files, folder)
        units[name] = build_unit(name, files, folder, pages[name], found)
    return shelve(folder, survey, units, pages)


def shelve(
    folder: Path, survey: Survey, units: Mapping[str, Unit], pages: Mapping[str, Mapping[Lang, Page]]
) -> Reading:
    """Units and their pages as a library. Only pages that the content was built from can be looked at further."""
    loaded = put_together(folder, survey, units)
    if loaded.content is None:
        return Reading(loaded, None)
    built = {name: pages[name] for name, unit in units.items() if unit.value is not None}
    return Reading(loaded, Library(folder, loaded.content, built))


def name_of(kind: str, page_id: str) -> str:
    """`answers`, `cost` → `answers/cost.md`."""
    return f"{kind}/{page_id}.md"


def ids_of(library: Library, kind: str) -> Iterator[str]:
    return (id_of(name) for name in library.pages if kind_of(name) == kind)
