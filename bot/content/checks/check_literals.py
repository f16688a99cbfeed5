"""Find numbers and addresses of organisations in texts where a placeholder should stand. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.content.checks import word_rules as rules
from bot.content.checks.shown import Shown
from bot.content.model import Content
from bot.content.problems import Problem
from bot.content.showing.hours import parse_hours

_PLACEHOLDER = re.compile(r"\{[^{}\n]*\}")
_SEPARATORS = r"[ ./()\u00a0-]{0,2}"
# What is written like a Belgian number: 02 349 82 10, 0800/35.123, 0476 68 07 93, +32 2 349 82 10.
_ANY_NUMBER = re.compile(r"(?<![\w/+.-])(?:(?:\+|00)32[ ./]?(?:\(0\))?|0)\d{1,3}(?:[ ./-]\d{2,3}){2,4}(?![\w/])")
# 101, 112, 1813 … also count days and euros; "112 BE" is an application.
_LONGEST_SHORT_NUMBER = 4
_AMOUNT = r"(?!\s*(?:euros?|€|%|jours?|dagen?|heures?|uren|uur|mois|maanden|ans|jaar|communes|gemeenten|BE\b))"
_SHORTEST_STREET = 10
_TIME = r"(\d{1,2}[hu](?:\d\d)?|minuit|middernacht)"
_FROM_TO = re.compile(rf"(?:de|van) {_TIME} (?:à|tot) {_TIME}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Literals:
    """`phones` finds any number of `owner_of`, by its digits. `places` (streets, e-mails) and `hours` (minutes from
    midnight) with the organisation that they belong to."""

    phones: re.Pattern[str]
    owner_of: Mapping[str, str]
    places: Mapping[str, str]
    hours: Mapping[tuple[int, int], str]


def digits_of(number: str) -> str:
    """As dialled in Belgium: `+32 (0)2 349 82 10` → `023498210`."""
    digits = re.sub(r"\D", "", number)
    if re.match(r"\s*(?:\+|00)32", number):
        return "0" + digits.removeprefix("00").removeprefix("32").removeprefix("0")
    return digits


def literals_of(content: Content) -> Literals:
    """The numbers and addresses that are written in the pages of organisations."""
    owner_of: dict[str, str] = {}
    places: dict[str, str] = {}
    hours: dict[tuple[int, int], str] = {}
    for organisation in content.organisations.values():
        numbers = (organisation.phone, organisation.mobile, *(office.phone for office in organisation.offices))
        for number in numbers:
            if number:
                owner_of.setdefault(digits_of(number), organisation.id)
        streets = [words.street for words in organisation.words.values()]
        for place in (organisation.email, *streets, *(office.street for office in organisation.offices)):
            if len(place) >= _SHORTEST_STREET:
                places.setdefault(place, organisation.id)
        for part in parse_hours(f"{organisation.phone_hours};{organisation.opening_hours}"):
            for times in part.times:
                hours.setdefault(times, organisation.id)
    patterns = [_pattern(digits) for digits in sorted(owner_of, key=len, reverse=True)]
    return Literals(re.compile("|".join(patterns) or r"(?!)"), owner_of, places, hours)


def literal_problems(literals: Literals, shown: Shown) -> Iterator[Problem]:
    """Numbers and addresses written out in a text, but for those of its own page."""
    own = shown.name.removeprefix("organisations/").removesuffix(".md")
    known: set[int] = set()
    text = _PLACEHOLDER.sub(lambda found: "x" * len(found[0]), shown.text)
    for match in literals.phones.finditer(text):
        known.update(range(*match.span()))
        owner = literals.owner_of[digits_of(match[0])]
        if owner != own:
            message = f"{match[0]} is the number of {owner}; write {{phone:{owner}}}"
            yield rules.LITERAL_NUMBER.at(shown.path, shown.line_at(match.start()), message)
    for match in _ANY_NUMBER.finditer(text):
        if match.start() not in known and match.end() - 1 not in known:
            message = f"{match[0]} is the number of no organisation; write its page, and {{phone:ID}} here"
            yield rules.UNKNOWN_NUMBER.at(shown.path, shown.line_at(match.start()), message)
    for place, owner in literals.places.items():
        if owner != own and place in shown.text:
            what = "website" if "@" in place else "address"
            message = f"{place} is written in the page of {owner}; write {{{what}:{owner}}}"
            yield rules.LITERAL_ADDRESS.at(shown.path, shown.line_at(shown.text.index(place)), message)
    for match in _FROM_TO.finditer(text):
        owner = literals.hours.get((_minutes(match[1]), _minutes(match[2])), own)
        if owner != own:
            message = f'"{match[0]}" are the hours of {owner}; write {{hours:{owner}}}'
            yield rules.LITERAL_HOURS.at(shown.path, shown.line_at(match.start()), message)


def _minutes(written: str) -> int:
    """`9h30` → 570; midnight is the end of the day."""
    if not written[0].isdigit():
        return 24 * 60
    hour, _, minute = re.sub("[hu]", ":", written.lower()).partition(":")
    return int(hour) * 60 + int(minute or 0)


def _pattern(digits: str) -> str:
    if len(digits) <= _LONGEST_SHORT_NUMBER:
        return rf"(?<![\w/+.,-]){digits}(?![\w/-]|[.,]\d| \d){_AMOUNT}"
    national = _SEPARATORS.join(digits)
    if digits.startswith("0"):
        abroad = rf"(?:\+|00)32{_SEPARATORS}(?:\(0\))?{_SEPARATORS}" + _SEPARATORS.join(digits[1:])
        return rf"(?<![\w+])(?:{abroad}|{national})(?!\w)"
    return rf"(?<![\w+]){national}(?!\w)"
