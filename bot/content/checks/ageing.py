"""Which facts are old or were never confirmed. Never an error: a check that goes red with the calendar is switched off.

Pure; `today` is a Brussels day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.content.ids import id_of
from bot.content.library import Library
from bot.content.model import LANGS, Freshness
from bot.content.reading.survey import kind_of


@dataclass(frozen=True, slots=True)
class OldFact:
    """A page whose facts must be looked at. `checked_on` None: nobody ever confirmed them. `overdue_days` counts from
    the day on which they should have been checked again; 0 when they are doubtful for another reason."""

    path: str
    line: int
    name: str
    checked_on: date | None
    overdue_days: int
    low: bool
    confirm_with: str
    title: str

    def __str__(self) -> str:
        if self.checked_on is None:
            state = "never confirmed"
        elif self.overdue_days:
            state = f"checked on {self.checked_on}, overdue by {self.overdue_days} days"
        else:
            state = f"checked on {self.checked_on}"
        doubt = ", low confidence" if self.low else ""
        ask = f"; ask {self.confirm_with}" if self.confirm_with else ""
        return f"{self.path}:{self.line}: {state}{doubt}: {self.title}{ask}"


def old_facts(library: Library, today: date) -> tuple[OldFact, ...]:
    """Oldest first; those never confirmed before all others."""
    found = [fact for fact in _all(library, today) if fact is not None]
    return tuple(sorted(found, key=lambda fact: (fact.checked_on or date.min, fact.name)))


def summary(library: Library, today: date) -> str:
    """One line for the end of a report."""
    old = old_facts(library, today)
    pages = len(library.content.answers) + len(library.content.organisations)
    if not old:
        return f"Facts: all {pages} pages were checked in time."
    never = sum(fact.checked_on is None for fact in old)
    return (
        f"Facts: {len(old)} of {pages} pages are old or unconfirmed, {never} of them never confirmed. "
        "List: check --facts; phone calls to make: check --to-confirm."
    )


def _all(library: Library, today: date) -> Iterator[OldFact | None]:
    content = library.content
    for name in library.pages:
        page_id = id_of(name)
        if kind_of(name) == "answers" and page_id in content.answers:
            answer = content.answers[page_id]
            yield _judge(library, name, answer.freshness, answer.words[LANGS[0]].title, today)
        elif kind_of(name) == "organisations" and page_id in content.organisations:
            organisation = content.organisations[page_id]
            if organisation.status != "former":
                yield _judge(library, name, organisation.freshness, organisation.words[LANGS[0]].name, today)


def _judge(library: Library, name: str, freshness: Freshness, title: str, today: date) -> OldFact | None:
    if not freshness.is_unconfirmed(today):
        return None
    page = library.pages[name][LANGS[0]]
    overdue = 0
    if freshness.checked_on is not None:
        overdue = max(0, (today - freshness.checked_on - freshness.check_every).days)
    ask = "" if freshness.confirm_with == id_of(name) else freshness.confirm_with
    low = freshness.confidence == "low"
    return OldFact(page.path, page.line_of("checked_on"), name, freshness.checked_on, overdue, low, ask, title)
