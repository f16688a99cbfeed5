"""Read the lines of lists of sentences: what people say, one a line, with an optional style at the end."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.content.checks import structure_rules as rules
from bot.content.ids import did_you_mean
from bot.content.model import Lang, Phrasing
from bot.content.reading.fields import Twins
from bot.content.reading.pages import PageSection

STYLES = (
    "plain", "keyword", "sms", "phonetic", "no_accents", "low_literacy", "brussels_mix", "dialect", "long_story",
    "typo",
)  # fmt: skip
_STYLE_MARKS = re.compile(r"(?:\s*\{[a-z_]+\})+$")
_MARK = re.compile(r"\{([a-z_]+)\}")


def lines_of(section: PageSection) -> Iterator[tuple[int, str]]:
    """Each line that is not empty, with its number in the file."""
    for offset, line in enumerate(section.body.split("\n")):
        if line.strip():
            yield section.body_line + offset, line.strip()


def phrasings_of(twins: Twins, lang: Lang, section: PageSection, dash_needed: bool) -> Iterator[Phrasing]:
    """The sentences of one section. In lists of words the dash may be left out, below a sub-question it may not."""
    for number, line in lines_of(section):
        if dash_needed and not line.startswith("- "):
            twins.note(rules.BAD_LINE, lang, number, "begin this line with `- `, or remove it")
            continue
        text, style = without_marks(line.removeprefix("- "))
        if style not in STYLES:
            message = f"{{{style}}} is not a style; write one of {', '.join(STYLES)}{did_you_mean(style, STYLES)}"
            twins.note(rules.BAD_LINE, lang, number, message)
        if not text.strip():
            twins.note(rules.BAD_LINE, lang, number, "there is no sentence on this line; write it, or remove the line")
            continue
        yield Phrasing(text.strip(), lang, section.id, style)


def without_marks(text: str) -> tuple[str, str]:
    """A sentence without the styles at its end, and the first of them; `plain` when there is none."""
    marks = _STYLE_MARKS.search(text)
    if marks is None:
        return text, "plain"
    return text[: marks.start()], _MARK.findall(marks[0])[0]
