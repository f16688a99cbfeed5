"""Every sentence that people say to us, with the line on which it stands: of `.ask.md` pages and lists of words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.content.ids import id_of
from bot.content.model import Lang
from bot.content.reading.build_answers import NOT
from bot.content.reading.pages import Page
from bot.content.reading.sentences import lines_of, without_marks


@dataclass(frozen=True, slots=True)
class Said:
    """`owner` is the answer or the list (`offtopic`), `section` the sub-question. `belongs_to`: of a sentence under
    `{#not}`, the other answer."""

    owner: str
    lang: Lang
    path: str
    line: int
    section: str
    text: str
    style: str
    belongs_to: str = ""


def said_on(name: str, lang: Lang, page: Page) -> Iterator[Said]:
    """The sentences of one page."""
    for section in page.sections:
        for number, line in lines_of(section):
            written, style = without_marks(line.removeprefix("- "))
            text, target = written, ""
            if section.id == NOT and name.endswith(".ask.md"):
                text, _, target = written.rpartition(" → ")
            yield Said(id_of(name), lang, page.path, number, section.id, text.strip(), style, target.strip())
