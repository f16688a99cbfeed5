"""Change one fact of an organisation in the text of its page, and leave everything else as it stands. Pure.

A value of None takes the line away. Where a source is no address of a page, it is kept as a comment beside the fact.
"""

from __future__ import annotations

import json
import re
from datetime import date

FACTS = ("commune", "postcode", "phone", "mobile", "email", "website", "phone_hours", "opening_hours")
WORDS = ("street", "access")
# The order in which the keys stand in a page; a new one is put behind the last of those before it.
_ORDER = (
    "id", "kind", "languages", "commune", "postcode", "lat", "lon", "phone", "mobile", "email", "website",
    "phone_hours", "opening_hours", "allows", "status", "checked_on", "check_every", "confidence", "sources",
    "to_confirm", "unknown", "serves_postcodes", "emergency", "offices", "name", "street", "access",
)  # fmt: skip
_PLAIN = re.compile(r"[A-Za-zÀ-ÿ+(0-9][^\"'#:\[\]{}]*(?::[^\s#\"'\[\]{}][^\"'#\[\]{}]*)*")
_NUMBER = re.compile(r"[\d.:-]+")


def edit_fact(text: str, key: str, value: str | None, source: str, today: date) -> str:
    """The page with the new fact, its source and `checked_on`. Line ends stay as they are."""
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = text.replace("\r\n", "\n").split("\n")
    is_address = re.match(r"https?://\S+$", source) is not None
    comment = "" if is_address else f"  # {today}: {source}"
    lines = _set_line(lines, key, None if value is None else f"{key}: {_quoted(value)}{comment}")
    lines = _set_line(lines, "checked_on", f"checked_on: {today}")
    if is_address:
        lines = _with_source(lines, source)
    for listed in ("to_confirm", "unknown"):
        lines = _without_item(lines, listed, "address" if key == "street" else key)
    return newline.join(lines)


def _quoted(value: str) -> str:
    """As YAML reads it back: between double quotes unless it is plain."""
    if _PLAIN.fullmatch(value) and not _NUMBER.fullmatch(value) and value.strip() == value:
        return value
    return json.dumps(value, ensure_ascii=False)


def _end(lines: list[str]) -> int:
    """The line of the second `---`."""
    return next(number for number, line in enumerate(lines[1:], 1) if line.rstrip() == "---")


def _line_of(lines: list[str], key: str) -> int | None:
    return next((number for number in range(1, _end(lines)) if lines[number].startswith(f"{key}:")), None)


def _set_line(lines: list[str], key: str, line: str | None) -> list[str]:
    place = _line_of(lines, key)
    if place is not None:
        return [*lines[:place], *([] if line is None else [line]), *lines[place + 1 :]]
    if line is None:
        return lines
    before = [found for earlier in _ORDER[: _ORDER.index(key)] if (found := _line_of(lines, earlier)) is not None]
    place = max(before, default=0) + 1
    while place < _end(lines) and lines[place].startswith((" ", "-", "#")):
        place += 1  # the items of a list belong to their key
    return [*lines[:place], line, *lines[place:]]


def _with_source(lines: list[str], source: str) -> list[str]:
    place = _line_of(lines, "sources")
    if place is None or any(source == line.strip().removeprefix("- ").strip('"') for line in lines):
        return lines
    item = f"  - {source}"
    inline = re.fullmatch(r"sources:\s*\[(.*)\]\s*(#.*)?", lines[place])
    if inline is None:
        return [*lines[: place + 1], item, *lines[place + 1 :]]
    kept = [f"  - {one.strip()}" for one in inline[1].split(",") if one.strip()]
    return [*lines[:place], "sources:", item, *kept, *lines[place + 1 :]]


def _without_item(lines: list[str], key: str, item: str) -> list[str]:
    place = _line_of(lines, key)
    if place is None:
        return lines
    inline = re.fullmatch(rf"({key}:\s*)\[(.*)\](.*)", lines[place])
    if inline is not None:
        kept = [one.strip() for one in inline[2].split(",") if one.strip() not in ("", item)]
        return [*lines[:place], f"{inline[1]}[{', '.join(kept)}]{inline[3]}", *lines[place + 1 :]]
    items = range(place + 1, next(n for n in range(place + 1, len(lines)) if not lines[n].startswith((" ", "-"))))
    return [line for number, line in enumerate(lines) if number not in items or line.strip() != f"- {item}"]
