"""A problem found in the content, and the rule that it breaks.

A rule has a stable code, so that it can be explained and looked up: C1xx structure, C2xx flow, C3xx matching,
C4xx words, C5xx facts. An *error* keeps a page from going live; a *warning* does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend. `line` counts from 1; `message` says what to write, in plain words."""

    path: str
    line: int
    code: str
    severity: Severity
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.code} {self.message}"

    @property
    def is_error(self) -> bool:
        return self.severity == "error"


@dataclass(frozen=True, slots=True)
class Rule:
    """What is checked: `explanation` for an editor, then an example that breaks it and one that keeps it."""

    code: str
    severity: Severity
    title: str
    explanation: str
    wrong: str
    right: str

    def at(self, path: str, line: int, message: str) -> Problem:
        return Problem(path, line, self.code, self.severity, message)


def in_order(problems: list[Problem]) -> tuple[Problem, ...]:
    """By file, line and code, each once."""
    return tuple(sorted(set(problems), key=lambda problem: (problem.path, problem.line, problem.code, problem.message)))
