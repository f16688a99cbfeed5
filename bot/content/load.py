"""Read both folders: the content that could be built, and every problem found.

A pair of twins that has an error is left out; so are those that name something which does not exist. The shipped
content loads in well under two seconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.content.checks.crosscheck import crosscheck
from bot.content.model import Content
from bot.content.problems import Problem, in_order
from bot.content.reading.assemble import assemble
from bot.content.reading.survey import Survey, survey_folder
from bot.content.reading.units import Unit, read_unit


@dataclass(frozen=True, slots=True)
class Loaded:
    """`content` is None only when no page at all could be built. `problems` are in order of path and line."""

    content: Content | None
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.is_error)


def load(folder: Path) -> Loaded:
    """Read and check `folder`, which holds `fr` and `nl`. Never raises for what is in it; the same files always give
    the same result."""
    survey = survey_folder(folder)
    return put_together(folder, survey, {name: read_unit(name, files, folder) for name, files in survey.files.items()})


def put_together(folder: Path, survey: Survey, units: Mapping[str, Unit]) -> Loaded:
    """The content of these units, as far as they fit together."""
    findings = crosscheck(folder, units, existing=survey.files) if survey.files else ()
    wrong = {finding.unit for finding in findings if finding.problem.is_error}
    usable = [unit for unit in units.values() if unit.value is not None and unit.name not in wrong]
    problems = [*survey.problems, *(problem for unit in units.values() for problem in unit.problems)]
    problems += [finding.problem for finding in findings]
    return Loaded(assemble(usable) if usable else None, in_order(problems))
