"""The content that is served, kept up with the files while the program runs.

A pair of twins that became broken, or lost one of the two, stays at its last good version alone; so does a page that
others still name, when it was deleted. All other edits go live. Each thing held back is told once in the log
`parcours.content`, with path, line and what to write, and told again only if it was mended in between.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from pathlib import Path

from bot.content.checks.crosscheck import Finding, crosscheck
from bot.content.model import Content, Lang
from bot.content.problems import Problem, in_order
from bot.content.reading.assemble import assemble
from bot.content.reading.survey import Stamp, Survey, survey_folder
from bot.content.reading.units import Unit, read_unit

_LOG = logging.getLogger("parcours.content")

# The files of a pair with their stamps: as long as these are equal, the pair is not read again.
_Signature = tuple[tuple[Lang, Path, Stamp], ...]


class ContentError(Exception):
    """The folder cannot be served: it has errors and no earlier good version is known."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class LiveContent:
    """`current` is always whole and checked. `refresh` may be called from any thread, every couple of seconds."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._read: dict[str, tuple[_Signature, Unit]] = {}
        self._told: set[str] = set()
        survey = survey_folder(folder)
        self._stamps = survey.stamps
        units = self._read_all(survey)
        findings = crosscheck(folder, units, existing=survey.files) if survey.files else ()
        problems = [*survey.problems, *(problem for unit in units.values() for problem in unit.problems)]
        problems += [finding.problem for finding in findings]
        errors = tuple(problem for problem in in_order(problems) if problem.is_error)
        if errors or not units:
            raise ContentError(errors)
        self._good: dict[str, Unit] = units
        self._current = assemble(units.values())

    @property
    def current(self) -> Content:
        return self._current

    def refresh(self) -> bool:
        """Look at the files; True when `current` is another content than before."""
        with self._lock:
            survey = survey_folder(self._folder)
            if not survey.files or any(problem.is_error for problem in survey.problems):
                # The folder is away or half there (a disk, a checkout under way): nothing was meant to be deleted.
                self._tell([str(problem) for problem in survey.problems])
                return False
            if survey.stamps == self._stamps:
                return False
            self._stamps = survey.stamps
            units = self._read_all(survey)
            good, held = self._choose(units)
            self._tell(held)
            content = assemble(good.values())
            changed = content.fingerprint != self._current.fingerprint
            self._good = good
            if changed:
                self._current = content
            return changed

    def _read_all(self, survey: Survey) -> dict[str, Unit]:
        for name, files in survey.files.items():
            signature = tuple((lang, path, survey.stamps[path]) for lang, path in sorted(files.items()))
            known = self._read.get(name)
            if known is None or known[0] != signature:
                self._read[name] = (signature, read_unit(name, files, self._folder))
        self._read = {name: self._read[name] for name in survey.files}
        return {name: unit for name, (_, unit) in self._read.items()}

    def _choose(self, units: Mapping[str, Unit]) -> tuple[dict[str, Unit], list[str]]:
        """Of each pair the new or the last good version, so that all fits together; and what to tell about it."""
        chosen: dict[str, Unit] = {}
        told: list[str] = []
        for name, unit in units.items():
            if unit.value is not None:
                chosen[name] = unit
                continue
            told += [str(problem) for problem in unit.problems if problem.is_error][:1]
            if name in self._good:
                chosen[name] = self._good[name]
        # Each round takes at least one pair back to its last good version, or leaves a new one out: it ends, at the
        # latest with what is served now, which fits together.
        while findings := self._errors(chosen):
            told.append(str(findings[0].problem))
            self._take_back(findings[0], chosen)
        return chosen, list(dict.fromkeys(told))

    def _errors(self, chosen: Mapping[str, Unit]) -> list[Finding]:
        findings = crosscheck(self._folder, chosen, existing=chosen)
        return [finding for finding in findings if finding.problem.is_error]

    def _take_back(self, finding: Finding, chosen: dict[str, Unit]) -> None:
        """Undo the edit that made this finding: of the page itself if it was edited, else of what it names."""
        for name in (finding.unit, finding.target):
            good, now = self._good.get(name), chosen.get(name)
            if good is not now:
                if good is None:
                    del chosen[name]
                else:
                    chosen[name] = good
                return
        # Neither of the two was edited, so a third page was: serve what fits together.
        chosen.clear()
        chosen.update(self._good)

    def _tell(self, sentences: list[str]) -> None:
        for sentence in sentences:
            if sentence not in self._told:
                _LOG.warning("%s (the last good version stays in use)", sentence)
        for mended in self._told - set(sentences):
            _LOG.info("mended: %s", mended)
        self._told = set(sentences)
