"""The shipped content on a table of its own: a defect is planted, looked for, and taken out again.

The folder is copied and read once for all tests. After an edit only the pair that was edited is read anew, and only its
pages are looked at (and what pages say of each other), so that a planted defect costs milliseconds.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.content.library import Library, Reading, shelve
from bot.content.model import Lang
from bot.content.problems import Problem
from bot.content.reading.pages import Page
from bot.content.reading.survey import survey_folder
from bot.content.reading.units import Unit, build_unit, read_pages

SHIPPED = Path(__file__).parents[2] / "content"
TODAY = date(2026, 11, 23)

Look = Callable[[Library, tuple[str, ...]], Iterable[Problem]]


@dataclass(frozen=True, slots=True)
class Edit:
    """In the file `path` (as in `fr/answers/cost.md`) the first `old` becomes `new`. `old` None: the file is written
    anew; `new` None: it is deleted."""

    path: str
    old: str | None
    new: str | bytes | None


@dataclass(frozen=True, slots=True)
class Defect:
    """A rule, an edit that breaks it, where it is found (a line, or that of the edited file on which `marker` stands
    first), and an edit that looks much the same and does not."""

    code: str
    edits: tuple[Edit, ...]
    path: str
    marker: str | int
    near_miss: tuple[Edit, ...]

    def __str__(self) -> str:
        return f"{self.code}-{self.marker}"[:40]


def one(path: str, old: str, new: str) -> tuple[Edit, ...]:
    return (Edit(path, old, new),)


def both(name: str, old: str, new: str) -> tuple[Edit, ...]:
    return Edit(f"fr/{name}", old, new), Edit(f"nl/{name}", old, new)


def anew(name: str, text: str | bytes) -> tuple[Edit, ...]:
    return Edit(f"fr/{name}", None, text), Edit(f"nl/{name}", None, text)


def gone(name: str) -> tuple[Edit, ...]:
    return Edit(f"fr/{name}", "", None), Edit(f"nl/{name}", "", None)


class Table:
    """The copy, with what is known of its pages."""

    def __init__(self, folder: Path) -> None:
        shutil.copytree(SHIPPED, folder)
        self.folder = folder
        self._edited: dict[str, list[str]] = {}
        self._units: dict[str, Unit] = {}
        self._pages: dict[str, dict[Lang, Page]] = {}
        for name, files in survey_folder(folder).files.items():
            self._units[name], self._pages[name] = self._read(name, files)

    def planted(self, edits: Iterable[Edit]) -> tuple[Reading, tuple[str, ...]]:
        """The folder after the edits, as it is read, and the names of the pages edited. It is put right again."""
        before: dict[Path, bytes | None] = {}
        try:
            for edit in edits:
                path = self.folder / edit.path
                before.setdefault(path, path.read_bytes() if path.exists() else None)
                _apply(path, edit)
            self._edited = {
                str(path.relative_to(self.folder)): path.read_text("utf-8", "replace").split("\n")
                for path in before
                if path.exists()
            }
            names = {str(path.relative_to(self.folder)).split("/", 1)[1] for path in before}
            survey = survey_folder(self.folder)
            units, pages = dict(self._units), dict(self._pages)
            for name in names:
                units.pop(name, None)
                if name in survey.files:
                    units[name], pages[name] = self._read(name, survey.files[name])
            reading = shelve(self.folder, survey, dict(sorted(units.items())), pages)
            there = tuple(sorted(name for name in names if reading.library and name in reading.library.pages))
            return reading, there
        finally:
            for path, data in before.items():
                path.unlink(missing_ok=True)
                if data is not None:
                    path.write_bytes(data)

    def found(self, look: Look, edits: Iterable[Edit]) -> list[tuple[str, int, str]]:
        """Path, line and code of what a family of rules finds after the edits."""
        reading, names = self.planted(edits)
        assert reading.library is not None
        assert [str(problem) for problem in reading.loaded.errors] == [], "the edit must not make a page unreadable"
        return [self.short(problem) for problem in look(reading.library, names)]

    def unreadable(self, edits: Iterable[Edit]) -> list[tuple[str, int, str]]:
        """The same of what is found while reading."""
        reading, _ = self.planted(edits)
        return [self.short(problem) for problem in reading.loaded.problems]

    def short(self, problem: Problem) -> tuple[str, int, str]:
        return problem.path.removeprefix(f"{self.folder}/"), problem.line, problem.code

    def place_of(self, defect: Defect) -> tuple[str, int, str]:
        """Where the defect that was planted last must be found."""
        if isinstance(defect.marker, int):
            return defect.path, defect.marker, defect.code
        lines = self._edited.get(defect.path, [])
        line = next((number for number, line in enumerate(lines, 1) if defect.marker in line), 1)
        return defect.path, line, defect.code

    def _read(self, name: str, files: Mapping[Lang, Path]) -> tuple[Unit, dict[Lang, Page]]:
        pages, problems = read_pages(name, files, self.folder)
        return build_unit(name, files, self.folder, pages, problems), pages


def _apply(path: Path, edit: Edit) -> None:
    if edit.new is None:
        path.unlink()
    elif isinstance(edit.new, bytes):
        path.write_bytes(edit.new)
    elif edit.old is None:
        path.write_text(edit.new, encoding="utf-8")
    else:
        text = path.read_text(encoding="utf-8")
        assert edit.old in text, f"{edit.old!r} is not in {path}"
        path.write_text(text.replace(edit.old, edit.new, 1), encoding="utf-8")
