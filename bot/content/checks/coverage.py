"""Prove that the recommendations leave nobody without an office, or show who is left out.

Every kind of person is tried: for each question that some `when` names, its values reduced to those named, "other", and
not known; for the commune each of the 19 (and each place with its own postcode), outside, and not known. Within one
such class all people get the same advice, so that trying one of each is a proof.

A *hole* is a class of people of one of the 19 communes who reach no office before `otherwise`, or no second one; whose
first office has no sourced way in while no Mission Locale with a phone could be named instead; or who chose a language
and would be sent first to an office that does not work in it.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bot.content.checks.flow_rules import HOLE, NEEDLESS_RECOMMENDATION, TOO_MANY_CLASSES
from bot.content.conditions import ANY, OUTSIDE, UNKNOWN, accepts, commune_of
from bot.content.model import LANGS, Content, Question
from bot.content.places.distances import nearest_mission_locales, point_of
from bot.content.problems import Problem
from bot.content.reading.build_questions import OTHERWISE
from bot.content.recommend import COMMUNE, find_office
from bot.content.ways_in import has_way_in

MAX_CLASSES = 200_000
# How many groups of people are looked for, and described, for one reason.
_MAX_GROUPS = 20
_SHOWN = 3
# "Any value that no `when` names": no id is written like this.
OTHER = "…"

Reason = Literal["no office", "no second office", "no way in", "another language"]
_REASONS: Mapping[Reason, str] = {
    "no office": "reaches no office before `otherwise`",
    "no second office": "has no second office before `otherwise`",
    "no way in": "is sent to an office that nobody knows how to reach",
    "another language": "is sent first to an office that does not work in the language chosen",
}

# One class: a value for each question, in the order of the questions.
_Class = tuple[str, ...]


class TooManyClassesError(Exception):
    """The values named multiply to more classes than can be tried. `question` has the most of them."""

    def __init__(self, question: str, classes: int) -> None:
        super().__init__(f"{classes} kinds of person, more than {MAX_CLASSES}; name fewer values of {question}")
        self.question = question


@dataclass(frozen=True, slots=True)
class Hole:
    """People left out for one reason: for each question the values that they may have. A question where the value does
    not matter is left out; `OTHER` stands for the values that no condition names."""

    reason: Reason
    people: Mapping[str, tuple[str, ...]]


def find_holes(content: Content) -> tuple[Hole, ...]:
    """All holes, people alike taken together. `TooManyClassesError` when there are too many to try."""
    proof = _Proof(content)
    holes: dict[Reason, list[_Class]] = {}
    for people, reason in proof.left_out():
        holes.setdefault(reason, []).append(people)
    return tuple(Hole(reason, group) for reason in _REASONS for group in proof.groups(holes.get(reason, [])))


def needless(content: Content) -> tuple[str, ...]:
    """The recommendations that could be deleted without a new hole: the proof would not notice their loss."""
    proof = _Proof(content)
    before = set(proof.left_out())
    return tuple(
        row.id
        for position, row in enumerate(content.recommendations)
        if row.id != OTHERWISE and set(proof.left_out(without=position)) <= before
    )


def coverage_problems(content: Content, folder: Path) -> tuple[Problem, ...]:
    """The holes, each shown as a person, and the recommendations that nobody would miss, as problems of `folder`."""
    pages = folder / LANGS[0] / "recommendations"
    path = str(pages / f"{OTHERWISE}.md")
    try:
        holes = find_holes(content)
    except TooManyClassesError as error:
        page = folder / LANGS[0] / "questions" / f"{error.question}.md"
        return (TOO_MANY_CLASSES.at(str(page), 1, str(error)),)
    problems: list[Problem] = []
    for reason, group in itertools.groupby(holes, key=lambda hole: hole.reason):
        people = [f"{describe(content, hole)}:" for hole in group]
        more = len(people) - _SHOWN
        problems += [HOLE.at(path, 1, f"{person} {_REASONS[reason]}") for person in people[:_SHOWN]]
        if more > 0:
            message = f"{more} more kinds of person, each of whom {_REASONS[reason]}; mend those above first"
            problems.append(HOLE.at(path, 1, message))
    for row in needless(content) if not holes else ():
        message = f"without {row} everybody would still get two good offices; merge it, or narrow a later one"
        problems.append(NEEDLESS_RECOMMENDATION.at(str(pages / f"{row}.md"), 1, message))
    return tuple(problems)


def describe(content: Content, hole: Hole) -> str:
    """A person: `somebody who lives in Evere or Jette; Langue: néerlandais; Inscription: not known`."""
    parts: list[str] = []
    if COMMUNE in hole.people:
        names = [_place(content, value) for value in hole.people[COMMUNE]]
        parts.append(f"somebody who lives in {_either(names)}")
    else:
        parts.append("somebody who lives in any of the communes")
    for question_id, values in hole.people.items():
        if question_id != COMMUNE:
            question = content.questions.get(question_id)
            recap = (question.words[LANGS[0]].recap if question else "") or question_id
            labels = [label for value in values for label in _labels(content, question, value)]
            parts.append(f"{recap}: {_either(labels)}")
    return "; ".join(parts)


class _Proof:
    """Rows are bits of a number: for each value of each question those that accept it. The rows that hold for a class
    are what all its values accept, so that a class costs one `&` a question."""

    def __init__(self, content: Content) -> None:
        self._content = content
        self._values = classes_of(content)
        classes = math.prod(len(values) for values in self._values.values())
        if classes > MAX_CLASSES:
            others = [question for question in self._values if question != COMMUNE]
            raise TooManyClassesError(max(others, key=lambda question: len(self._values[question])), classes)
        self._accepting = [
            {value: self._rows_accepting(question, value) for value in values}
            for question, values in self._values.items()
        ]
        asking = {question.id for question in content.questions.values() if _asks_language(question)}
        self._languages = [position for position, question in enumerate(self._values) if question in asking]
        self._offices = {
            value: [find_office(content, row.show, value) for row in content.recommendations]
            for value in self._communes()
        }

    def left_out(self, without: int | None = None) -> Iterator[tuple[_Class, Reason]]:
        """Each class in a hole, with the first reason that applies; `without`: as if that row were deleted."""
        judged: dict[tuple[str, int, frozenset[str]], Reason | None] = {}
        kept = ~(1 << without) if without is not None else -1
        for people in itertools.product(self._communes(), *list(self._values.values())[1:]):
            rows = kept
            for accepting, value in zip(self._accepting, people, strict=True):
                rows &= accepting[value]
            languages = frozenset(people[position] for position in self._languages) & set(LANGS)
            case = (people[0], rows, languages)
            if case not in judged:
                judged[case] = self._judge(*case)
            reason = judged[case]
            if reason is not None:
                yield people, reason

    def groups(self, classes: Sequence[_Class]) -> Iterator[Mapping[str, tuple[str, ...]]]:
        """The classes as boxes (some values of each question), each grown as far as all of it is a hole."""
        holes = set(classes)
        domains = [self._communes(), *list(self._values.values())[1:]]
        left = dict.fromkeys(classes)
        for _ in range(_MAX_GROUPS):
            if not left:
                return
            box: list[tuple[str, ...]] = [(value,) for value in next(iter(left))]
            for position, domain in enumerate(domains):
                for value in domain:
                    slab = [*box[:position], (value,), *box[position + 1 :]]
                    if value not in box[position] and all(people in holes for people in itertools.product(*slab)):
                        box[position] = (*box[position], value)
            for people in itertools.product(*box):
                left.pop(people, None)
            yield {
                question: tuple(value for value in domain if value in chosen)
                for question, domain, chosen in zip(self._values, domains, box, strict=True)
                if len(chosen) < len(domain)
            }

    def _communes(self) -> tuple[str, ...]:
        """Those of the Region: nobody from elsewhere is promised an office."""
        return tuple(value for value in self._values[COMMUNE] if value not in (OUTSIDE, UNKNOWN))

    def _rows_accepting(self, question: str, value: str) -> int:
        return sum(
            1 << position
            for position, row in enumerate(self._content.recommendations)
            if question not in row.when or accepts(row.when[question], value)
        )

    def _judge(self, commune: str, rows: int, languages: frozenset[str]) -> Reason | None:
        offices: list[str] = []
        for position, row in enumerate(self._content.recommendations):
            found = self._offices[commune][position]
            if rows >> position & 1 and row.id != OTHERWISE and found is not None and found[0] not in offices:
                offices.append(found[0])
        if not offices:
            return "no office"
        first = self._content.organisations[offices[0]]
        if not has_way_in(first) and not self._has_neighbour_with_phone(commune):
            return "no way in"
        if len(offices) < 2:
            return "no second office"
        return None if languages <= set(first.languages) else "another language"

    def _has_neighbour_with_phone(self, commune: str) -> bool:
        point = point_of(self._content, commune)
        return point is not None and bool(nearest_mission_locales(self._content, point, only_with_phone=True))


def classes_of(content: Content) -> Mapping[str, tuple[str, ...]]:
    """For each question that matters, the values that are tried; the commune first."""
    named: dict[str, set[str]] = {}
    for row in content.recommendations:
        for question_id, values in row.when.items():
            named.setdefault(question_id, set()).update(values)
    for question in content.questions.values():
        if _asks_language(question):
            named.setdefault(question.id, set()).update(LANGS)
    order = [*(question_id for question_id in content.questions if question_id in named), *sorted(named)]
    found = {COMMUNE: _commune_values(content)}
    for question_id in order:
        if question_id not in found:
            found[question_id] = _choice_values(content.questions.get(question_id), named[question_id])
    return found


def _commune_values(content: Content) -> tuple[str, ...]:
    values: list[str] = []
    for commune in content.communes.values():
        values.append(commune.id)
        values += [f"{commune.id}/{postcode}" for postcode in commune.postcodes[1:]]
    return (*values, OUTSIDE, UNKNOWN)


def _choice_values(question: Question | None, named: set[str]) -> tuple[str, ...]:
    known = [choice.id for choice in question.choices if choice.id != UNKNOWN] if question else sorted(named - {ANY})
    values = [value for value in known if value in named]
    if len(values) < len(known) or not known:
        values.append(OTHER)
    return (*values, UNKNOWN)


def _asks_language(question: Question | None) -> bool:
    return question is not None and {choice.id for choice in question.choices} >= set(LANGS)


def _place(content: Content, value: str) -> str:
    words = content.communes[commune_of(value)].words[LANGS[0]]
    postcode = value.partition("/")[2]
    return dict(words.places).get(postcode, f"{postcode} {words.name}".strip())


def _labels(content: Content, question: Question | None, value: str) -> list[str]:
    if value == UNKNOWN:
        return ["not known"]
    if question is None:
        return [value]
    if value == OTHER:
        named = {given for row in content.recommendations for given in row.when.get(question.id, ())}
        others = [choice for choice in question.choices if choice.id not in named and choice.id != UNKNOWN]
        return [choice.words[LANGS[0]].label for choice in others] or ["given"]
    choice = question.choice(value)
    return [choice.words[LANGS[0]].label if choice else value]


def _either(names: Sequence[str]) -> str:
    if len(names) > _SHOWN + 2:
        return f"{', '.join(names[:_SHOWN])} or {len(names) - _SHOWN} others"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
