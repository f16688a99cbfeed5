"""Every text that a person reads, with what it is and where it stands. What people say to us is not here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from bot.content.ids import id_of
from bot.content.model import Lang
from bot.content.reading.frontmatter import Items, Table, Text
from bot.content.reading.pages import Page, PageSection
from bot.content.reading.survey import kind_of

# `first`: what is read first of an answer, an organisation, a recommendation. `label`: on a button.
Part = Literal["title", "name", "label", "first", "question", "section", "note", "phrase", "line"]

# Phrases that are the labels of buttons.
_BUTTONS = "phrases/buttons.md"


@dataclass(frozen=True, slots=True)
class Shown:
    """`line` is where the text begins in the file; `id` the section, choice or key that it belongs to."""

    name: str
    lang: Lang
    path: str
    part: Part
    id: str
    text: str
    line: int

    def line_at(self, position: int) -> int:
        """The line of the file on which the character at `position` stands."""
        return self.line + self.text.count("\n", 0, position)


def shown_on(name: str, lang: Lang, page: Page) -> Iterator[Shown]:
    """The texts of one page, in the order of the file."""

    def key(key: str, part: Part) -> Iterator[Shown]:
        node = page.table.entries.get(key)
        if isinstance(node, Text) and node.value:
            yield Shown(name, lang, page.path, part, key, node.value, node.line)

    def body(part: Part) -> Iterator[Shown]:
        if page.body:
            yield Shown(name, lang, page.path, part, "", page.body, page.body_line)

    def section(part: Part, found: PageSection) -> Shown:
        return Shown(name, lang, page.path, part, found.id, found.body, found.body_line)

    match kind_of(name):
        case "answers":
            yield from key("title", "title")
            yield from key("button", "label")
            yield from body("first")
            for found in page.sections:
                yield Shown(name, lang, page.path, "label", found.id, found.heading, found.line)
                yield section("section", found)
        case "organisations":
            yield from key("name", "name")
            yield from key("access", "line")
            yield from body("first")
            yield from (section("note", found) for found in page.sections)
        case "questions":
            yield from _choice_labels(name, lang, page)
            yield from key("recap", "line")
            yield from body("question")
            yield from (section("note", found) for found in page.sections)
        case "recommendations" | "flows":
            yield from body("first")
        case "phrases":
            for found in page.sections:
                yield section("label" if name == _BUTTONS else "phrase", found)
        case "communes":
            yield from key("name", "name")
        case "site":
            yield from key("operator", "line")


def _choice_labels(name: str, lang: Lang, page: Page) -> Iterator[Shown]:
    choices = page.table.entries.get("choices")
    for choice in choices.items if isinstance(choices, Items) else ():
        if isinstance(choice, Table):
            label, choice_id = choice.entries.get("label"), choice.entries.get("id")
            if isinstance(label, Text) and isinstance(choice_id, Text):
                yield Shown(name, lang, page.path, "label", choice_id.value, label.value, label.line)


def key_of_phrase(shown: Shown) -> str:
    """`phrases/booking.md`, `card` → `booking.card`; empty for what is no phrase."""
    return f"{id_of(shown.name)}.{shown.id}" if kind_of(shown.name) == "phrases" else ""
