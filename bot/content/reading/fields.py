"""Typed access to the front matter of two twin pages, collecting what is wrong on the way.

Readers named after a type (`text`, `day`, `number` …) read *logic*: a key that must say the same in both twins. `words`
reads a key of one language. Each returns a harmless value when it noted a problem: whoever builds looks at `problems`
at the end. What a page points to is noted as a `Reference`, to be looked up when all pages are read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypeVar, cast

from bot.content.checks import structure_rules as rules
from bot.content.ids import did_you_mean, id_of, is_id
from bot.content.model import LANGS, Confidence, Freshness, Lang, Section
from bot.content.problems import Problem, Rule
from bot.content.reading.frontmatter import Items, Node, Table, Text, plain
from bot.content.reading.pages import Page
from bot.content.references import FACTS_OF_ORGANISATIONS, Reference, placeholders_in, values_in

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_DAYS = re.compile(r"(\d{1,4}) days?")

_T = TypeVar("_T", bound=str)


@dataclass(slots=True)
class Twins:
    """The two pages called `name` (as in `answers/cost.md`), their problems and references."""

    name: str
    pages: Mapping[Lang, Page]
    problems: list[Problem] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)

    @property
    def id(self) -> str:
        return id_of(self.name)

    # Notes

    def note(self, rule: Rule, lang: Lang, line: int, message: str) -> None:
        self.problems.append(rule.at(self.pages[lang].path, line, message))

    def note_key(self, rule: Rule, key: str, message: str) -> None:
        """A problem with a logic key: shown once, in the first language, since both say the same."""
        self.note(rule, LANGS[0], self.pages[LANGS[0]].line_of(key), message)

    def refer(self, kind: str, target: str, line: int, of: str = "", lang: Lang = LANGS[0]) -> None:
        self.references.append(Reference(kind, target, self.pages[lang].path, line, lang, of))

    # Keys

    def expect(self, logic: Sequence[str], words: Sequence[str] = (), optional: Sequence[str] = ()) -> None:
        """Only these keys may stand here; those not `optional` must; logic ones say the same in both twins."""
        known = (*logic, *words)
        for lang, page in self.pages.items():
            for key, line in page.table.key_lines.items():
                if key not in known:
                    message = f"{key} is not a key of this page{did_you_mean(key, known)}"
                    self.note(rules.UNKNOWN_KEY, lang, line, message)
            for key in known:
                if key not in page.table.entries and key not in optional:
                    self.note(rules.MISSING_KEY, lang, 1, f"there is no line `{key}: …`; write it")
        self._check_id()
        for key in logic:
            if key != "id":
                self._check_same(key)

    def _check_id(self) -> None:
        if not is_id(self.id):
            message = f"the file name {self.id} is not an id; use a-z, 0-9 and - only, at most 40 characters"
            self.note(rules.BAD_ID, LANGS[0], 1, message)
        for lang, page in self.pages.items():
            node = page.table.entries.get("id")
            if node is not None and plain(node) != self.id:
                message = f"id is {_shown(node)} and the file name says {self.id}; write id: {self.id}"
                self.note(rules.WRONG_ID, lang, page.line_of("id"), message)

    def _check_same(self, key: str) -> None:
        first, second = (self.pages[lang] for lang in LANGS)
        ours, theirs = first.table.entries.get(key), second.table.entries.get(key)
        if _plain_or_empty(ours) == _plain_or_empty(theirs):
            return
        where = f"{first.path}:{first.line_of(key)}"
        message = f"{key} is {_shown(theirs)}, but {where} says {_shown(ours)}; write the same in both"
        self.note(rules.LOGIC_DIFFERS, LANGS[1], _line_of_difference(second, key, ours, theirs), message)

    # Logic

    def node(self, key: str) -> Node | None:
        """None when absent or empty."""
        node = self.pages[LANGS[0]].table.entries.get(key)
        return None if node is None or plain(node) == "" else node

    def text(self, key: str) -> str:
        node = self.node(key)
        if node is None:
            return ""
        if not isinstance(node, Text):
            self.note_key(rules.BAD_VALUE, key, f"{key} is one value, not a list; write it after `{key}: `")
            return ""
        return node.value

    def texts(self, key: str) -> tuple[str, ...]:
        return tuple(text.value for text in self.text_nodes(key))

    def text_nodes(self, key: str) -> tuple[Text, ...]:
        return self.list_of_texts(self.node(key), key, LANGS[0])

    def list_of_texts(self, node: Node | None, key: str, lang: Lang) -> tuple[Text, ...]:
        if node is None or plain(node) == "":
            return ()
        if not isinstance(node, Items):
            message = f"{key} is a list; write each value on a line of its own, after `  - `"
            self.note(rules.BAD_VALUE, lang, node.line, message)
            return ()
        texts = tuple(item for item in node.items if isinstance(item, Text) and item.value)
        if len(texts) < len(node.items):
            message = f"each value of {key} is a simple text; put it between double quotes"
            self.note(rules.BAD_VALUE, lang, node.line, message)
        return texts

    def tables(self, key: str, lang: Lang) -> tuple[Table, ...]:
        node = self.pages[lang].table.entries.get(key)
        if node is None or plain(node) == "":
            return ()
        if not isinstance(node, Items) or not all(isinstance(item, Table) for item in node.items):
            self.note(rules.BAD_VALUE, lang, node.line, f"{key} is a list of `  - key: value` groups")
            return ()
        return tuple(item for item in node.items if isinstance(item, Table))

    def one_of(self, key: str, allowed: Sequence[_T]) -> _T:
        """One of a closed list; the first when it is none of them."""
        value = self.text(key)
        if value in allowed:
            return cast(_T, value)
        if self.node(key) is not None or key in self.pages[LANGS[0]].table.entries:
            message = f"{key} is {value or 'empty'}; write one of {', '.join(allowed)}{did_you_mean(value, allowed)}"
            self.note_key(rules.BAD_VALUE, key, message)
        return allowed[0]

    def yes_no(self, key: str, default: bool = False) -> bool:
        value = self.text(key)
        if value not in ("yes", "no", ""):
            self.note_key(rules.BAD_VALUE, key, f"{key} is {value}; write yes or no")
        return default if value == "" else value == "yes"

    def day(self, key: str) -> date | None:
        value = self.text(key)
        if not value:
            return None
        try:
            if not _DAY.fullmatch(value):
                raise ValueError(value)
            return date.fromisoformat(value)
        except ValueError:
            self.note_key(rules.BAD_VALUE, key, f"{key} is {value}; write a date such as 2026-03-02, or nothing")
            return None

    def days(self, key: str) -> timedelta:
        value = self.text(key)
        match = _DAYS.fullmatch(value)
        if match is None or int(match[1]) == 0:
            if key in self.pages[LANGS[0]].table.entries:
                self.note_key(rules.BAD_VALUE, key, f"{key} is {value or 'empty'}; write a length such as 180 days")
            return timedelta(days=1)
        return timedelta(days=int(match[1]))

    def number(self, key: str) -> float | None:
        value = self.text(key)
        if not value:
            return None
        if not re.fullmatch(r"-?\d+(\.\d+)?", value):
            self.note_key(rules.BAD_VALUE, key, f"{key} is {value}; write a number such as 50.8091")
            return None
        return float(value)

    def link(self, kind: str, key: str) -> str:
        """The id of another page, noted as a reference."""
        value = self.text(key)
        if value:
            self.refer(kind, value, self.pages[LANGS[0]].line_of(key))
        return value

    def freshness(self, confirm_with: str) -> Freshness:
        for source in self.text_nodes("sources"):
            if not re.match(r"https?://\S+$", source.value):
                message = f"{source.value} is not an address of a page; write it from https:// on, without spaces"
                self.note(rules.BAD_VALUE, LANGS[0], source.line, message)
        confidence: tuple[Confidence, ...] = ("low", "medium", "high")
        return Freshness(
            sources=self.texts("sources"),
            checked_on=self.day("checked_on"),
            check_every=self.days("check_every"),
            confidence=self.one_of("confidence", confidence),
            volatile=self.yes_no("volatile"),
            confirm_with=confirm_with,
        )

    # Words

    def words(self, lang: Lang, key: str, required: bool = True) -> str:
        page = self.pages[lang]
        node = page.table.entries.get(key)
        if node is None:
            return ""
        if not isinstance(node, Text):
            message = f"{key} is one text; put it between double quotes if it has a colon in it"
            self.note(rules.BAD_VALUE, lang, node.line, message)
            return ""
        if required and not node.value:
            self.note(rules.BAD_VALUE, lang, node.line, f"{key} is empty; write the text after `{key}: `")
        return node.value

    def body(self, lang: Lang, required: bool = True) -> str:
        page = self.pages[lang]
        if required and not page.body:
            self.note(rules.EMPTY_TEXT, lang, page.body_line, "there is no text below the second --- line; write it")
        self.scan(lang, page.body, page.body_line)
        return page.body

    def sections(self, lang: Lang) -> tuple[Section, ...]:
        """All sections with their text; their placeholders are noted."""
        for section in self.pages[lang].sections:
            if not section.body:
                message = f"the section {{#{section.id}}} has no text; write it, or remove the heading"
                self.note(rules.EMPTY_TEXT, lang, section.line, message)
            self.scan(lang, section.body, section.body_line)
        return tuple(Section(part.id, part.heading, part.body) for part in self.pages[lang].sections)

    def allow_sections(self, allowed: Sequence[str]) -> None:
        for lang, page in self.pages.items():
            for section in page.sections:
                if section.id not in allowed:
                    message = f"{{#{section.id}}} is not a section of this page{did_you_mean(section.id, allowed)}"
                    self.note(rules.UNKNOWN_KEY, lang, section.line, message)

    def same_sections(self, in_order: bool = True) -> None:
        """The twins have the same section ids, in the same order unless that means nothing."""
        first, second = (self.pages[lang] for lang in LANGS)
        ours, theirs = ([section.id for section in page.sections] for page in (first, second))
        for lang, mine, other, other_page in ((LANGS[0], ours, theirs, second), (LANGS[1], theirs, ours, first)):
            for section in self.pages[lang].sections:
                if section.id not in other:
                    message = f"the section {{#{section.id}}} is missing in {other_page.path}; add it there"
                    self.note(rules.PARTS_DIFFER, lang, section.line, f"{message}, or remove it here")
            if in_order and lang == LANGS[1] and sorted(mine) == sorted(other) and mine != other:
                wrong = next(index for index, here in enumerate(mine) if here != other[index])
                message = f"the section {{#{mine[wrong]}}} stands where {other_page.path} has {{#{other[wrong]}}}"
                line = second.sections[wrong].line
                self.note(rules.PARTS_DIFFER, lang, line, f"{message}; put them in the same order")

    # Placeholders

    def scan(self, lang: Lang, text: str, first_line: int) -> None:
        """Note the facts of organisations that a text shows, and placeholders that cannot be read."""
        for found in placeholders_in(text):
            line = first_line + found.offset
            if not found.name:
                message = f"{found.written} is not a placeholder; write it as {{phone:actiris}}, without spaces"
                self.note(rules.BAD_PLACEHOLDER, lang, line, message)
            elif found.target and found.name not in FACTS_OF_ORGANISATIONS:
                facts = ", ".join(FACTS_OF_ORGANISATIONS)
                hint = did_you_mean(found.name, FACTS_OF_ORGANISATIONS)
                message = f"{found.written}: {found.name} is not known; write one of {facts}{hint}"
                self.note(rules.BAD_PLACEHOLDER, lang, line, message)
            elif found.target:
                self.refer(found.name, found.target, line, lang=lang)

    def no_values(self, lang: Lang) -> None:
        """For pages that are shown as they are: `{word}` would never be filled in."""
        page = self.pages[lang]
        for text, first_line in ((page.body, page.body_line), *((part.body, part.body_line) for part in page.sections)):
            for found in placeholders_in(text):
                if found.name and not found.target:
                    message = f"{found.written} is never filled in here; write a fact such as {{phone:ID}}, or words"
                    self.note(rules.BAD_PLACEHOLDER, lang, first_line + found.offset, message)

    def same_values(self, parts: Mapping[Lang, tuple[str, int]], what: str) -> None:
        """Two texts that belong together expect the same values: `{name}` in one is not forgotten in the other."""
        found = {lang: values_in(text) for lang, (text, _) in parts.items()}
        for lang, other in (LANGS, LANGS[::-1]):
            missing = found[other] - found[lang]
            if missing:
                names = ", ".join(f"{{{name}}}" for name in sorted(missing))
                message = f"{what} has no {names}, but {self.pages[other].path}:{parts[other][1]} has; use it in both"
                self.note(rules.BAD_PLACEHOLDER, lang, parts[lang][1], message)


def _plain_or_empty(node: Node | None) -> object:
    return "" if node is None else plain(node)


def _shown(node: Node | None) -> str:
    if node is None or plain(node) == "":
        return "empty"
    if isinstance(node, Text):
        return f'"{node.value}"'
    if isinstance(node, Items):
        return f"[{', '.join(_shown(item) for item in node.items)}]"
    return "{" + ", ".join(f"{key}: {_shown(value)}" for key, value in node.entries.items()) + "}"


def _line_of_difference(page: Page, key: str, ours: Node | None, theirs: Node | None) -> int:
    """The line of the first item that differs, else that of the key."""
    if isinstance(ours, Items) and isinstance(theirs, Items):
        for here, there in zip(theirs.items, ours.items, strict=False):
            if plain(here) != plain(there):
                return here.line
    return page.line_of(key)
