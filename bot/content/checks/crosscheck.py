"""Look up what the pages point to, when all of them are read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from bot.content.checks import structure_rules as rules
from bot.content.checks.flow_rules import NEVER_ASKED, NO_OTHERWISE
from bot.content.conditions import ANY, NO_ADDRESS, OUTSIDE, UNKNOWN
from bot.content.ids import did_you_mean, id_of
from bot.content.model import LANGS, Commune, Flow, Lang, Organisation, Question, Recommendation
from bot.content.problems import Problem, Rule
from bot.content.reading.build_questions import FROM_COMMUNE, OTHERWISE
from bot.content.reading.survey import SITE, kind_of
from bot.content.reading.units import Unit
from bot.content.references import FACTS_OF_ORGANISATIONS, Reference
from bot.content.ways_in import has_phone

_T = TypeVar("_T")

# Asked once a time is held, whatever the flow: whose it is, and whether that person agrees.
ASKED_WITH_A_TIME = frozenset({"first-name", "other-first-name", "agrees"})

_FOLDERS = {
    "answer": "answers", "organisation": "organisations", "commune": "communes", "question": "questions",
    "show": "organisations", **dict.fromkeys(FACTS_OF_ORGANISATIONS, "organisations"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem of `unit` that has to do with `target`, another unit (or itself), by name."""

    unit: str
    target: str
    problem: Problem


def crosscheck(folder: Path, units: Mapping[str, Unit], existing: Collection[str]) -> tuple[Finding, ...]:
    """What does not fit together. `existing`: the names that count as there, so that a page which is itself broken is
    not reported once more by each page that names it."""
    check = _Check(folder / LANGS[0], units, existing)
    findings: list[Finding] = []
    for unit in units.values():
        for reference in unit.references:
            findings += check.reference(unit.name, reference)
        findings += check.placeholders(unit)
    findings += check.last_recommendation()
    findings += check.unasked_questions()
    findings += check.questions_of_a_booking()
    if SITE not in existing:
        message = "there is no site.md; it says who is responsible (operator) and whom people can call (human)"
        findings.append(Finding(SITE, SITE, rules.NO_SUCH_PAGE.at(str(folder / LANGS[0] / SITE), 1, message)))
    return tuple(findings)


class _Check:
    def __init__(self, folder: Path, units: Mapping[str, Unit], existing: Collection[str]) -> None:
        self._folder = folder
        self._units = units
        self._existing = set(existing)
        self._ids: dict[str, set[str]] = {}
        for name in existing:
            self._ids.setdefault(kind_of(name), set()).add(id_of(name))
        self._organisations = _values(units, Organisation)
        self._questions = _values(units, Question)
        self._communes = _values(units, Commune)
        self._commune_of = {code: commune for commune in self._communes.values() for code in commune.postcodes}

    def reference(self, unit: str, reference: Reference) -> Iterator[Finding]:
        if reference.kind == "value":
            yield from self._value(unit, reference)
            return
        folder = _FOLDERS[reference.kind]
        target = f"{folder}/{reference.target}.md"
        known = self._ids.get(folder, set())
        if reference.target not in known:
            if reference.kind == "commune":
                yield self._not_a_commune(unit, target, reference)
                return
            what = folder.removesuffix("s")
            candidates = known | set(FROM_COMMUNE) if reference.kind == "show" else known
            hint = did_you_mean(reference.target, candidates)
            message = f"there is no {what} {reference.target}{hint}; write an id of {folder}/"
            yield self._finding(unit, target, reference, rules.NO_SUCH_PAGE, message)
        elif reference.kind in FACTS_OF_ORGANISATIONS and reference.target in self._organisations:
            organisation = self._organisations[reference.target]
            if not has_fact(organisation, reference.kind, reference.lang):
                placeholder = f"{{{reference.kind}:{reference.target}}}"
                advice = (
                    "it has an office in each commune: write `the CPAS of your commune`"
                    if organisation.offices
                    else "say whom to ask instead, or add it there"
                )
                message = f"{placeholder}: no {reference.kind} is known in {target}; {advice}"
                yield self._finding(unit, target, reference, rules.BAD_PLACEHOLDER, message)

    def _value(self, unit: str, reference: Reference) -> Iterator[Finding]:
        """A value in a condition, which its question must be able to have."""
        question = self._questions.get(reference.of)
        value = reference.target
        if question is None or value in (ANY, UNKNOWN):
            return
        target = f"questions/{question.id}.md"
        if question.answer == "commune":
            commune, _, postcode = value.partition("/")
            if value in (OUTSIDE, NO_ADDRESS) or (commune in self._ids.get("communes", set()) and not postcode):
                return
            if postcode and commune in self._communes and postcode in self._communes[commune].postcodes:
                return
            yield self._not_a_commune(unit, f"communes/{commune}.md", reference)
        elif question.answer == "choice":
            choices = [choice.id for choice in question.choices]
            if value not in choices:
                hint = did_you_mean(value, choices)
                message = f"{value} is not a choice of {question.id}{hint}; write {', '.join(choices)}, any or unknown"
                yield self._finding(unit, target, reference, rules.NO_SUCH_PAGE, message)
        else:
            message = f"{value}: a {question.answer} cannot be compared; write any or unknown"
            yield self._finding(unit, target, reference, rules.BAD_VALUE, message)

    def _not_a_commune(self, unit: str, target: str, reference: Reference) -> Finding:
        written = reference.target
        if written in self._commune_of:
            message = f"commune {written} is a postcode; write {self._commune_of[written].id}"
        else:
            names = {name: commune.id for commune in self._communes.values() for name in _names_of(commune)}
            named = next((commune_id for name, commune_id in names.items() if name.lower() == written.lower()), None)
            hint = f" (did you mean {named}?)" if named else did_you_mean(written, self._ids.get("communes", set()))
            message = f"{written} is not a commune{hint}; write an id of communes/"
        return self._finding(unit, target, reference, rules.NOT_A_COMMUNE, message)

    @staticmethod
    def _finding(unit: str, target: str, reference: Reference, rule: Rule, message: str) -> Finding:
        return Finding(unit, target, rule.at(reference.path, reference.line, message))

    def placeholders(self, unit: Unit) -> Iterator[Finding]:
        """The twins show the same facts; what works in one language only may stand in that one alone."""
        uses: dict[Lang, dict[tuple[str, str], Reference]] = {lang: {} for lang in LANGS}
        for reference in unit.references:
            if reference.kind in FACTS_OF_ORGANISATIONS:
                uses[reference.lang].setdefault((reference.kind, reference.target), reference)
        for lang, other in (LANGS, LANGS[::-1]):
            for (kind, target), reference in uses[lang].items():
                organisation = self._organisations.get(target)
                if (kind, target) in uses[other] or organisation is None or other not in organisation.languages:
                    continue
                message = f"{{{kind}:{target}}} stands here, but not in the twin; use it in both"
                yield self._finding(unit.name, f"organisations/{target}.md", reference, rules.BAD_PLACEHOLDER, message)

    def last_recommendation(self) -> Iterator[Finding]:
        rows = _values(self._units, Recommendation)
        name = f"recommendations/{OTHERWISE}.md"
        if not rows and not self._ids.get("recommendations"):
            return
        if name not in self._existing:
            message = "there is no recommendation `otherwise`; write this page, without `when`"
            yield Finding(name, name, NO_OTHERWISE.at(str(self._folder / name), 1, message))
        elif OTHERWISE in rows:
            later = [row for row in rows.values() if row.id != OTHERWISE and row.rank >= rows[OTHERWISE].rank]
            for row in later:
                message = f'rank is "{row.rank}", not before otherwise ("{rows[OTHERWISE].rank}"); write a smaller one'
                later_name = f"recommendations/{row.id}.md"
                yield Finding(later_name, name, NO_OTHERWISE.at(self._units[later_name].path, 1, message))

    def unasked_questions(self) -> Iterator[Finding]:
        flows = _values(self._units, Flow)
        asked = {step.question for flow in flows.values() for step in flow.steps}
        for unit in self._units.values():
            if flows and isinstance(unit.value, Question) and unit.value.id not in asked | ASKED_WITH_A_TIME:
                message = f"no flow asks {unit.value.id}; add it to the steps of one, or delete it"
                yield Finding(unit.name, unit.name, NEVER_ASKED.at(unit.path, 1, message))

    def questions_of_a_booking(self) -> Iterator[Finding]:
        """A booking cannot end without these pages, although no flow names them."""
        booking = self._units.get("flows/booking.md")
        for question in sorted(ASKED_WITH_A_TIME - self._ids.get("questions", set())):
            if booking is not None:
                message = f"a booking asks {question} once a time is held; write questions/{question}.md"
                problem = rules.NO_SUCH_PAGE.at(booking.path, 1, message)
                yield Finding(booking.name, f"questions/{question}.md", problem)


def has_fact(organisation: Organisation, kind: str, lang: Lang) -> bool:
    """Whether `{kind:ID}` has something to show."""
    if kind == "phone":
        return has_phone(organisation)
    if kind == "address":
        return bool(organisation.words[lang].street)
    if kind == "hours":
        return bool(organisation.phone_hours or organisation.opening_hours)
    return bool(organisation.website) if kind == "website" else True


def _values(units: Mapping[str, Unit], wanted: type[_T]) -> dict[str, _T]:
    return {id_of(unit.name): unit.value for unit in units.values() if isinstance(unit.value, wanted)}


def _names_of(commune: Commune) -> Iterable[str]:
    for words in commune.words.values():
        yield words.name
        yield from words.also
