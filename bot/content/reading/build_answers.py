"""Build answers and what people ask (`answers/ID.md`, `answers/ID.ask.md`) from twin pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.content.checks import structure_rules as rules
from bot.content.model import LANGS, Answer, AnswerWords, Lang, Next, NotPhrasing, Phrasing
from bot.content.reading.fields import Twins
from bot.content.reading.frontmatter import Items, Node, Table, Text
from bot.content.reading.pages import PageSection
from bot.content.reading.sentences import lines_of, phrasings_of

_LOGIC = ("id", "sources", "checked_on", "check_every", "confidence", "volatile", "confirm_with", "next")
_MAX_BUTTONS = 3
# The section of an `.ask.md` whose sentences belong to another answer.
NOT = "not"

_Verb = Literal["book", "office", "human", "letter", "answer", "organisation"]
_ALONE: tuple[_Verb, ...] = ("book", "office", "human", "letter")
_WITH_TARGET: tuple[_Verb, ...] = ("answer", "organisation")


@dataclass(frozen=True, slots=True)
class Asks:
    """What people say when they want one answer, and what only looks like it."""

    id: str
    asks: tuple[Phrasing, ...]
    nots: tuple[NotPhrasing, ...]


def build_answer(twins: Twins) -> Answer:
    """The answer without its phrasings, which are a page of their own."""
    twins.expect(_LOGIC, ("title", "button"))
    words: dict[Lang, AnswerWords] = {}
    for lang in LANGS:
        twins.no_values(lang)
        words[lang] = AnswerWords(
            title=twins.words(lang, "title"),
            button=twins.words(lang, "button"),
            body=twins.body(lang),
            sections=twins.sections(lang),
        )
    twins.same_sections()
    return Answer(
        id=twins.id,
        freshness=twins.freshness(confirm_with=twins.link("organisation", "confirm_with")),
        next=_buttons(twins),
        words=words,
    )


def _buttons(twins: Twins) -> tuple[Next, ...]:
    node = twins.node("next")
    if not isinstance(node, Items) or not 1 <= len(node.items) <= _MAX_BUTTONS:
        if "next" in twins.pages[LANGS[0]].table.entries:
            message = f"next is a list of one to {_MAX_BUTTONS} buttons, each on a line after `  - `"
            twins.note_key(rules.BAD_VALUE, "next", message)
        return ()
    buttons = (_button(twins, item) for item in node.items)
    return tuple(button for button in buttons if button is not None)


def _button(twins: Twins, item: Node) -> Next | None:
    if isinstance(item, Text):
        for verb in _ALONE:
            if item.value == verb:
                return Next(verb)
    elif isinstance(item, Table) and len(item.entries) == 1:
        ((written, target),) = item.entries.items()
        for verb in _WITH_TARGET:
            if written == verb and isinstance(target, Text) and target.value:
                twins.refer(verb, target.value, target.line)
                return Next(verb, target.value)
    verbs = (*_ALONE, *(f"{verb}: ID" for verb in _WITH_TARGET))
    twins.note(rules.BAD_VALUE, LANGS[0], item.line, f"this button is not known; write one of {', '.join(verbs)}")
    return None


def build_asks(twins: Twins) -> Asks:
    """Sentences by sub-question; those under `{#not}` name the answer that they belong to."""
    twins.expect(("id",))
    twins.same_sections()
    asks: list[Phrasing] = []
    nots: list[NotPhrasing] = []
    for lang in LANGS:
        page = twins.pages[lang]
        if page.body:
            message = "a sentence stands below a heading; write `## Heading {#id}` before this line"
            twins.note(rules.BAD_LINE, lang, page.body_line, message)
        for section in page.sections:
            if section.id == NOT:
                nots += _nots(twins, lang, section)
                continue
            found = list(phrasings_of(twins, lang, section, dash_needed=True))
            if not found:
                message = f"the section {{#{section.id}}} has no sentence; write one, or remove the heading"
                twins.note(rules.EMPTY_TEXT, lang, section.line, message)
            asks += found
    twins.refer("answer", twins.id, 1)
    return Asks(twins.id, tuple(asks), tuple(nots))


def _nots(twins: Twins, lang: Lang, section: PageSection) -> list[NotPhrasing]:
    nots: list[NotPhrasing] = []
    for number, line in lines_of(section):
        sentence, arrow, target = line.removeprefix("- ").rpartition(" → ")
        if not arrow or not sentence.strip() or not target.strip():
            message = "write the sentence, an arrow and the answer it belongs to: `- sentence → answer-id`"
            twins.note(rules.BAD_LINE, lang, number, message)
            continue
        nots.append(NotPhrasing(sentence.strip(), lang, target.strip()))
        twins.refer("answer", target.strip(), number, lang=lang)
    return nots
