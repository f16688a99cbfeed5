"""Build questions, flows and recommendations from twin pages."""

from __future__ import annotations

from typing import Literal

from bot.content.checks import structure_rules as rules
from bot.content.checks.flow_rules import NEVER_TRUE, NO_OTHERWISE
from bot.content.ids import did_you_mean, is_id
from bot.content.model import (
    LANGS,
    Choice,
    ChoiceWords,
    Flow,
    Lang,
    Question,
    QuestionWords,
    Recommendation,
    Step,
    When,
)
from bot.content.reading.fields import Twins
from bot.content.reading.frontmatter import Items, Node, Table, Text, plain

OTHERWISE = "otherwise"
# Ways to find an organisation from the commune of the person.
FROM_COMMUNE = (
    "mission-locale-of-commune", "nearest-mission-locale", "second-nearest-mission-locale", "cpas-of-commune",
)  # fmt: skip

_Accepts = Literal["choice", "commune", "name", "phone"]
_ACCEPTS: tuple[_Accepts, ...] = ("choice", "commune", "name", "phone")
_CHOICE_KEYS = ("id", "label", "also")


def build_question(twins: Twins) -> Question:
    """One question with its choices."""
    # `choices` holds logic and words together: ids are compared below, the rest differs.
    twins.expect(("id", "answer", "skip"), ("choices", "recap"), optional=("choices", "recap"))
    twins.allow_sections(("why", "retry"))
    twins.same_sections(in_order=False)
    answer = twins.one_of("answer", _ACCEPTS)
    words: dict[Lang, QuestionWords] = {}
    for lang in LANGS:
        sections = {section.id: section.body for section in twins.sections(lang)}
        words[lang] = QuestionWords(
            body=twins.body(lang),
            recap=twins.words(lang, "recap", required=False),
            why=sections.get("why", ""),
            retry=sections.get("retry", ""),
        )
    twins.same_values({lang: (words[lang].body, twins.pages[lang].body_line) for lang in LANGS}, "the question")
    choices = _choices(twins)
    if answer == "choice" and not choices:
        message = "a question with `answer: choice` needs choices, each with id and label"
        twins.note_key(rules.MISSING_KEY, "choices", message)
    return Question(twins.id, answer, choices, twins.yes_no("skip"), words)


def _choices(twins: Twins) -> tuple[Choice, ...]:
    by_lang = {lang: [_choice(twins, lang, table) for table in twins.tables("choices", lang)] for lang in LANGS}
    ids = {lang: [choice_id for choice_id, _ in by_lang[lang]] for lang in LANGS}
    if ids[LANGS[0]] != ids[LANGS[1]]:
        line = twins.pages[LANGS[1]].line_of("choices")
        message = f"the choices are {', '.join(ids[LANGS[1]]) or 'missing'}, and in the twin {', '.join(ids[LANGS[0]])}"
        twins.note(rules.PARTS_DIFFER, LANGS[1], line, f"{message}; write the same ids in the same order")
        return ()
    return tuple(
        Choice(choice_id, {lang: by_lang[lang][position][1] for lang in LANGS})
        for position, choice_id in enumerate(ids[LANGS[0]])
    )


def _choice(twins: Twins, lang: Lang, table: Table) -> tuple[str, ChoiceWords]:
    for key, line in table.key_lines.items():
        if key not in _CHOICE_KEYS:
            message = f"{key} is not a key of a choice{did_you_mean(key, _CHOICE_KEYS)}"
            twins.note(rules.UNKNOWN_KEY, lang, line, message)
    values = {key: node.value for key, node in table.entries.items() if isinstance(node, Text)}
    choice_id, label = values.get("id", ""), values.get("label", "")
    if not choice_id or not label:
        twins.note(rules.MISSING_KEY, lang, table.line, "a choice needs `id: …` and `label: …`; write both")
    elif not is_id(choice_id):
        message = f"{choice_id} is not an id; use a-z, 0-9 and - only, at most 40 characters"
        twins.note(rules.BAD_ID, lang, table.line, message)
    also = twins.list_of_texts(table.entries.get("also"), "also", lang)
    return choice_id, ChoiceWords(label, tuple(text.value for text in also))


def build_flow(twins: Twins) -> Flow:
    """Questions in order, some only under a condition on earlier ones."""
    twins.expect(("id", "steps", "recap"))
    twins.allow_sections(())
    words = {lang: twins.body(lang, required=False) for lang in LANGS}
    node = twins.node("steps")
    steps: list[Step] = []
    if isinstance(node, Items) and node.items:
        for item in node.items:
            step = _step(twins, item, asked=[step.question for step in steps])
            if step is not None:
                steps.append(step)
    elif "steps" in twins.pages[LANGS[0]].table.entries:
        twins.note_key(rules.BAD_VALUE, "steps", "steps is a list of questions, each on a line after `  - `")
    return Flow(twins.id, tuple(steps), twins.yes_no("recap"), words)


def _step(twins: Twins, item: Node, asked: list[str]) -> Step | None:
    when: When = {}
    if isinstance(item, Table):
        for key, line in item.key_lines.items():
            if key not in ("ask", "when"):
                message = f"{key} is not a key of a step; write ask or when"
                twins.note(rules.UNKNOWN_KEY, LANGS[0], line, message)
        when = _when(twins, item.entries.get("when"))
        for question in when:
            if question not in asked:
                message = f"{question} is not asked before this step; put `- {question}` earlier in the steps"
                twins.note(NEVER_TRUE, LANGS[0], item.line, message)
        question_node = item.entries.get("ask")
    else:
        question_node = item
    if not isinstance(question_node, Text) or not question_node.value:
        message = "a step is the id of a question, or `ask: ID` with `when: {question: value}` below it"
        twins.note(rules.BAD_VALUE, LANGS[0], item.line, message)
        return None
    if question_node.value in asked:
        twins.note(rules.BAD_VALUE, LANGS[0], item.line, f"{question_node.value} is asked twice; keep one of the two")
    twins.refer("question", question_node.value, question_node.line)
    return Step(question_node.value, when)


def _when(twins: Twins, node: Node | None) -> dict[str, tuple[str, ...]]:
    """The condition, each question and each value noted as a reference."""
    if node is None or plain(node) == "":
        return {}
    if not isinstance(node, Table):
        message = "when is a small table of questions and values, as in {commune: [forest, jette], registered: no}"
        twins.note(rules.BAD_VALUE, LANGS[0], node.line, message)
        return {}
    when: dict[str, tuple[str, ...]] = {}
    for question, values in node.entries.items():
        twins.refer("question", question, node.key_lines[question])
        nodes = (values,) if isinstance(values, Text) else twins.list_of_texts(values, question, LANGS[0])
        texts = [value for value in nodes if value.value]
        if not texts:
            twins.note(rules.BAD_VALUE, LANGS[0], values.line, f"{question} has no value here; write one, or `any`")
        for value in texts:
            twins.refer("value", value.value, value.line, of=question)
        when[question] = tuple(value.value for value in texts)
    return when


def build_recommendation(twins: Twins) -> Recommendation:
    """One row of the decision list."""
    twins.expect(("id", "rank", "when", "show"), optional=("when",))
    twins.allow_sections(())
    words = {lang: twins.body(lang) for lang in LANGS}
    twins.same_values({lang: (words[lang], twins.pages[lang].body_line) for lang in LANGS}, "the reason")
    rank = twins.text("rank")
    if not rank.isascii() or not rank.isdigit():
        if "rank" in twins.pages[LANGS[0]].table.entries:
            twins.note_key(rules.BAD_VALUE, "rank", f'rank is {rank or "empty"}; write a number such as "10"')
        rank = "0"
    when = _when(twins, twins.node("when"))
    if twins.id == OTHERWISE and when:
        twins.note_key(NO_OTHERWISE, "when", "otherwise is for everybody; remove its `when`")
    if twins.id != OTHERWISE and not when:
        twins.note_key(rules.MISSING_KEY, "when", "only `otherwise` has no condition; write `when:`, or {commune: any}")
    show = twins.text("show")
    if show and show not in FROM_COMMUNE:
        twins.refer("show", show, twins.pages[LANGS[0]].line_of("show"))
    elif not show and "show" in twins.pages[LANGS[0]].table.entries:
        twins.note_key(rules.BAD_VALUE, "show", "show is empty; write the id of an organisation")
    return Recommendation(twins.id, int(rank), when, show, words)
