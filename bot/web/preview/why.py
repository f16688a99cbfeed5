"""Why this answer, why this office: the matcher and the decision list, told step by step. Pure.

Words are phrases of `preview.md`; scores are shares from 0 to 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bot.content.conditions import ANY, NO_ADDRESS, OUTSIDE, SKIPPED, UNKNOWN, accepts
from bot.content.model import Content, Question, Recommendation
from bot.content.recommend import COMMUNE, find_office, recommend
from bot.conversation import asked
from bot.matching.match import Kind, Match
from bot.web.speech import Speech

# Under these a score is called likely, possible, unlikely.
_STEPS = ((0.9, "preview.score_certain"), (0.6, "preview.score_likely"), (0.3, "preview.score_possible"))


@dataclass(frozen=True, slots=True)
class Meaning:
    """A thing that a sentence may mean; `page` is empty for what has none."""

    label: str
    page: str
    percent: int
    words: str


@dataclass(frozen=True, slots=True)
class WhyAnswer:
    """`verdict` in a sentence; `ranked` the first and the runners-up; `spoke` the phrasings nearest to the sentence."""

    language: str
    corrected: str
    verdict: str
    ranked: tuple[Meaning, ...]
    spoke: tuple[str, ...]


def why_answer(found: Match, content: Content, say: Speech) -> WhyAnswer:
    """What the matcher made of a sentence."""
    first = _meaning(found.kind, found.id, found.score, content, say) if found.kind != "none" else None
    others = tuple(_meaning(one.kind, one.id, one.score, content, say) for one in found.alternatives)
    language = say(f"preview.lang_{found.lang}", code=found.lang_detail or "?")
    return WhyAnswer(
        language=language if found.lang_sure else say("preview.lang_unsure", language=language),
        corrected=found.corrected,
        verdict=_verdict(found, say),
        ranked=(first, *others) if first else others,
        spoke=found.spoke,
    )


def _verdict(found: Match, say: Speech) -> str:
    if found.danger:
        return say("preview.is_danger")
    if found.universal is not None:
        return say("preview.is_universal", section=found.universal)
    if found.kind == "none":
        return say("preview.is_nothing")
    return say("preview.is_sure" if found.sure else "preview.is_unsure")


def _meaning(kind: Kind, target: str, score: float, content: Content, say: Speech) -> Meaning:
    words = next((key for least, key in _STEPS if score >= least), "preview.score_unlikely")
    percent = round(100 * score)
    if kind == "answer" and target in content.answers:
        return Meaning(content.answers[target].words[say.lang].title, f"answers/{target}", percent, say(words))
    label = say("preview.means_smalltalk" if kind == "smalltalk" else "preview.means_intent", id=target)
    return Meaning(label, "", percent, say(words))


# Offices

Outcome = Literal["chosen", "second", "same", "nowhere", "not"]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the decision list, in order; `reasons` say why it does not hold."""

    page: str
    rank: int
    outcome: Outcome
    office: str  # its name, for a row that names or finds one
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WhyOffice:
    """`offices`: (id, name) of the one or two that are advised. `rows` up to the row of the last one."""

    offices: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]
    left: int  # rows behind, which were not looked at


@dataclass(frozen=True, slots=True)
class Select:
    """A select box of a prepared answer: (value, label) in order; the first is nothing said."""

    id: str
    label: str
    options: tuple[tuple[str, str], ...]
    chosen: str


def selects_of(content: Content, given: Mapping[str, str], say: Speech) -> tuple[Select, ...]:
    """The questions that decide which office fits, as select boxes."""
    flow = content.flows.get("office")
    questions = [content.questions[step.question] for step in flow.steps if step.question in content.questions] \
        if flow else []  # fmt: skip
    return tuple(
        Select(one.id, say.question(one.id), _options(content, one, say), given.get(one.id, "")) for one in questions
    )


def _options(content: Content, question: Question, say: Speech) -> tuple[tuple[str, str], ...]:
    options = [("", say("preview.not_said"))]
    if question.answer == "commune":
        options += [(one.id, one.words[say.lang].name) for one in content.communes.values()]
        options.append((OUTSIDE, say("preview.outside")))
        if question.id == COMMUNE:
            options.append((NO_ADDRESS, say("preview.no_address")))
    else:
        options += [(one.id, one.words[say.lang].label) for one in question.choices]
    return tuple(options)


def prepared_answers(content: Content, query: Mapping[str, str]) -> dict[str, str]:
    """Of a query the answers that today's content understands, by question."""
    return {
        question: value
        for question, value in query.items()
        if question in content.questions and value and value != SKIPPED and _counts(content, question, value)
    }


def _counts(content: Content, question: str, value: str) -> bool:
    """As the conversation reads it: what it would not understand it asks again."""
    if content.questions[question].answer == "choice":
        return content.questions[question].choice(value) is not None
    if content.questions[question].answer == "commune":
        return value in (OUTSIDE, NO_ADDRESS) or value.partition("/")[0] in content.communes
    return len(value) <= 40


def why_office(content: Content, given: Mapping[str, str], say: Speech) -> WhyOffice:
    """Which rows of the decision list were looked at for these answers, and what came of each."""
    # As in a chat: without an answer, somebody is received in the language they chat in.
    answers = asked.known(given, content, say.lang)
    if answers.get(COMMUNE) == OUTSIDE:
        return WhyOffice((), (), len(content.recommendations))
    advice = recommend(content, answers)
    by_row = {one.recommendation: place for place, one in enumerate(advice)}
    rows: list[Row] = []
    for row in content.recommendations:
        rows.append(_row(row, answers, by_row, content, say))
        if len(advice) == len([one for one in rows if one.outcome in ("chosen", "second")]) == 2:
            break
    offices = tuple((one.organisation, say.office(one.organisation)) for one in advice)
    return WhyOffice(offices, tuple(rows), len(content.recommendations) - len(rows))


def _row(
    row: Recommendation, answers: Mapping[str, str], by_row: Mapping[str, int], content: Content, say: Speech
) -> Row:
    page = f"recommendations/{row.id}"
    reasons = tuple(
        say(
            "preview.does_not_hold",
            question=say.question(question),
            wanted=", ".join(_value(question, value, say) for value in values),
            given=_value(question, answers.get(question, UNKNOWN), say),
        )
        for question, values in row.when.items()
        if not accepts(values, answers.get(question, UNKNOWN))
    )
    if reasons:
        return Row(page, row.rank, "not", "", reasons)
    found = find_office(content, row.show, answers.get(COMMUNE, UNKNOWN))
    if found is None:
        return Row(page, row.rank, "nowhere", "")
    office = say.office(found[0])
    if row.id in by_row:
        return Row(page, row.rank, "second" if by_row[row.id] else "chosen", office)
    return Row(page, row.rank, "same", office)


def _value(question: str, value: str, say: Speech) -> str:
    """A value in words, the special ones too."""
    special = {ANY: "any", UNKNOWN: "unknown", OUTSIDE: "outside", NO_ADDRESS: "no_address"}
    return say(f"preview.{special[value]}") if value in special else say.answer(question, value)
