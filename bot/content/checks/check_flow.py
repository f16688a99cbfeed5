"""Look where questions and buttons lead. Pure.

Whether everybody is given an office is proved in `coverage`; what a flow names is looked up in `crosscheck`.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Collection, Iterator, Mapping

from bot.content.checks import flow_rules as rules
from bot.content.conditions import ANY, UNKNOWN, accepts
from bot.content.ids import id_of
from bot.content.library import Library, name_of
from bot.content.model import LANGS, Answer, Flow
from bot.content.problems import Problem
from bot.content.reading.survey import kind_of

MAX_QUESTIONS = 5
# "Any value that no condition names": no id is written like this.
_OTHER = "…"


def check_flow(library: Library, names: Collection[str] | None = None) -> Iterator[Problem]:
    """The problems of all pages, or of those named, with where they lead."""
    reached = _reached_by_button(library.content.answers)
    for name in library.pages if names is None else names:
        match kind_of(name):
            case "flows":
                yield from _flow_problems(library, name)
            case "questions":
                yield from _choice_problems(library, name)
            case "answers":
                yield from _answer_problems(library, name, reached)
    yield from _circles(library)
    yield from _same_ranks(library)


def longest_path(flow: Flow) -> int:
    """The most questions that one person can be asked. A condition accepts what it names; other answers count once."""
    named: dict[str, set[str]] = {}
    for step in flow.steps:
        for question, values in step.when.items():
            named.setdefault(question, {_OTHER, UNKNOWN}).update(value for value in values if value != ANY)
    longest = 0
    for values in itertools.product(*named.values()):
        answers = dict(zip(named, values, strict=True))
        asked: set[str] = set()
        for step in flow.steps:
            if all(question in asked and accepts(wanted, answers[question]) for question, wanted in step.when.items()):
                asked.add(step.question)
        longest = max(longest, len(asked))
    return longest


def _flow_problems(library: Library, name: str) -> Iterator[Problem]:
    flow = library.content.flows.get(id_of(name))
    longest = longest_path(flow) if flow is not None else 0
    if longest > MAX_QUESTIONS:
        message = f"one person can be asked {longest} questions; ask at most {MAX_QUESTIONS}, the rest in another flow"
        yield library.at_key(rules.TOO_MANY_QUESTIONS, name, "steps", message)


def _choice_problems(library: Library, name: str) -> Iterator[Problem]:
    question = library.content.questions.get(id_of(name))
    if question is None or question.answer != "choice":
        return
    if len(question.choices) < 2:
        message = "there is one choice only; add another, or do not ask"
        yield library.at_key(rules.ONE_CHOICE, name, "choices", message)
    for choice_id, times in Counter(choice.id for choice in question.choices).items():
        if times > 1:
            message = f"the id {choice_id} is there {times} times; give each choice its own, in both languages"
            yield library.at_key(rules.CHOICE_TWICE, name, "choices", message)


def _answer_problems(library: Library, name: str, reached: Collection[str]) -> Iterator[Problem]:
    answer = library.content.answers.get(id_of(name))
    if answer is None:
        return
    silent = [lang for lang in LANGS if all(ask.lang != lang for ask in answer.asks)]
    if silent and answer.id not in reached:
        message = f"nobody can ask for it in {' or '.join(silent)}; write sentences in answers/{answer.id}.ask.md"
        yield library.at_line(rules.NOTHING_LEADS_HERE, name, LANGS[0], 1, message)
    places = [(button.verb, button.target) for button in answer.next]
    for verb, target in dict.fromkeys(places):
        if (verb, target) == ("answer", answer.id):
            message = f"the button `answer: {answer.id}` leads back here; name another answer"
            yield library.at_key(rules.BUTTON_TO_ITSELF, name, "next", message)
        elif places.count((verb, target)) > 1:
            message = f"two buttons lead to {target or verb}; keep one"
            yield library.at_key(rules.BUTTON_TO_ITSELF, name, "next", message)


def _reached_by_button(answers: Mapping[str, Answer]) -> set[str]:
    return {
        button.target
        for answer in answers.values()
        for button in answer.next
        if button.verb == "answer" and button.target != answer.id
    }


def _circles(library: Library) -> Iterator[Problem]:
    """Answers from which no path of buttons leads to somebody."""
    answers = library.content.answers
    free = {answer.id for answer in answers.values() if any(button.verb != "answer" for button in answer.next)}
    grown = True
    while grown:
        more = {
            answer.id
            for answer in answers.values()
            if answer.id not in free and any(button.target in free for button in answer.next)
        }
        free |= more
        grown = bool(more)
    for answer in answers.values():
        if answer.id not in free:
            targets = " and ".join(button.target for button in answer.next)
            message = f"its buttons lead to {targets}, and on from there to nobody; add `human` or `book` here"
            yield library.at_key(rules.NO_WAY_OUT, name_of("answers", answer.id), "next", message)


def _same_ranks(library: Library) -> Iterator[Problem]:
    first: dict[int, str] = {}
    for row in library.content.recommendations:
        if row.rank in first:
            message = f'rank "{row.rank}" is also that of {first[row.rank]}; write another one'
            yield library.at_key(rules.SAME_RANK, name_of("recommendations", row.id), "rank", message)
        first.setdefault(row.rank, row.id)
