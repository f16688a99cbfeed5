"""Read a file of patterns: `data/danger.txt`, `data/wishes.txt`, `data/concepts.txt`.

A line `[name]` opens a section, `<name> = …` defines words that the lines below may use as `<name>`, `#` begins a
comment; every other line is a regular expression that must fit whole words. `ValueError` says
which one is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from importlib import resources

# Letters, what may follow them, and groups of such; nothing that looks beyond the word.
_OF_A_WORD = re.compile(r"(?:[a-z0-9]|\\[wd]|[*+?|\[\])]|\((?:\?:)?)+")


def read_patterns(name: str) -> dict[str, re.Pattern[str]]:
    """For each section of a file in `bot/matching/data` one expression that fits when any of its lines does."""
    return {section: _any_of(lines, name) for section, lines in _read_sections(name).items()}


def read_split_patterns(name: str) -> tuple[dict[str, re.Pattern[str]], dict[str, re.Pattern[str]]]:
    """The same in two: what fits one word (use `fullmatch`), and what needs the text around it (use `search`)."""
    of_a_word: dict[str, re.Pattern[str]] = {}
    of_a_text: dict[str, re.Pattern[str]] = {}
    for section, lines in _read_sections(name).items():
        choices = [choice for line in lines for choice in _choices_of(line)]
        for patterns, chosen in (
            (of_a_word, [choice for choice in choices if _OF_A_WORD.fullmatch(choice)]),
            (of_a_text, [choice for choice in choices if not _OF_A_WORD.fullmatch(choice)]),
        ):
            if chosen:
                patterns[section] = _any_of(chosen, name)
    return of_a_word, of_a_text


def _any_of(lines: Sequence[str], name: str) -> re.Pattern[str]:
    try:
        return re.compile(rf"(?<!\w)(?:{'|'.join(lines)})(?!\w)")
    except re.error:
        for line in lines:  # one by one takes as long again, so only to find which
            try:
                re.compile(line)
            except re.error as error:
                raise ValueError(f"{name}: {line}: {error}") from error
        raise


def _choices_of(expression: str) -> Iterator[str]:
    """What stands between the bars of an expression that are in no brackets."""
    depth = start = 0
    for place, letter in enumerate(expression):
        depth += (letter in "([") - (letter in ")]")
        if letter == "|" and depth == 0:
            yield expression[start:place]
            start = place + 1
    yield expression[start:]


def _read_sections(name: str) -> dict[str, list[str]]:
    """The lines of each section, what they stand for put in."""
    definitions: dict[str, str] = {}
    sections: dict[str, list[str]] = {}
    lines: list[str] = []
    text = resources.files("bot.matching.data").joinpath(name).read_text(encoding="utf-8")
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        definition = re.fullmatch(r"(<[a-z-]+>) = (.+)", line)
        if definition is not None:
            definitions[definition[1]] = f"(?:{definition[2]})"
        elif re.fullmatch(r"\[[a-z_]+\]", line):
            lines = sections.setdefault(line[1:-1], [])
        else:
            for short, words in definitions.items():
                line = line.replace(short, words)
            lines.append(line)
    return sections
