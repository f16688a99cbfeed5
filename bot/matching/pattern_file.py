"""Read a file of patterns: `data/danger.txt`, `data/wishes.txt`.

A line `[name]` opens a section, `<name> = …` defines words that the lines below may use as `<name>`, `#` begins a
comment; every other line is a regular expression that must fit whole words. `ValueError` names file and line.
"""

from __future__ import annotations

import re
from importlib import resources


def read_patterns(name: str) -> dict[str, re.Pattern[str]]:
    """For each section of a file in `bot/matching/data` one expression that fits when any of its lines does."""
    definitions: dict[str, str] = {}
    sections: dict[str, list[str]] = {}
    lines: list[str] = []
    text = resources.files("bot.matching.data").joinpath(name).read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines(), start=1):
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
            try:
                re.compile(line)
            except re.error as error:
                raise ValueError(f"{name}:{number}: {error}") from error
            lines.append(line)
    return {section: re.compile(rf"(?<!\w)(?:{'|'.join(lines)})(?!\w)") for section, lines in sections.items()}
