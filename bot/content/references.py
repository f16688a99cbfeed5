"""What a page points to: other pages by id, and placeholders in its texts.

`{phone:actiris}` shows a fact of an organisation; `{first_name}` a value that the conversation knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.content.model import Lang

FACTS_OF_ORGANISATIONS = ("phone", "address", "hours", "name", "website")

_BRACES = re.compile(r"\{([^{}\n]*)\}")
_PLACEHOLDER = re.compile(r"([a-z][a-z0-9_]*)(?::([a-z0-9-]+))?")


@dataclass(frozen=True, slots=True)
class Reference:
    """That a page names `target`. `kind` is the kind of page meant, or a fact of an organisation (`phone` …) that a
    text of `lang` shows, or `value`: then `target` must be accepted by the question `of`."""

    kind: str
    target: str
    path: str
    line: int
    lang: Lang = "fr"
    of: str = ""


@dataclass(frozen=True, slots=True)
class Placeholder:
    """`{name}` or `{name:target}`; `name` is empty when what is `written` between braces is neither."""

    written: str
    offset: int  # lines after the first of the text
    name: str = ""
    target: str = ""


def placeholders_in(text: str) -> Iterator[Placeholder]:
    """All that stands in braces, in order."""
    for offset, line in enumerate(text.split("\n")):
        for braces in _BRACES.finditer(line):
            match = _PLACEHOLDER.fullmatch(braces[1])
            yield Placeholder(braces[0], offset, match[1] if match else "", (match[2] or "") if match else "")


def values_in(text: str) -> frozenset[str]:
    """The names in `{name}`, facts of organisations left out."""
    return frozenset(found.name for found in placeholders_in(text) if found.name and not found.target)
