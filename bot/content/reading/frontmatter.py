"""Front matter as nested text with line numbers: `Text`, `Items`, `Table`, nothing else.

YAML's events are read one by one, never constructed: `9:30` stays "9:30", `no` stays "no". A repeated key, an anchor, a
tag, or anything nested deeper than a page needs is a problem, and reading stops there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from bot.content.checks import structure_rules as rules
from bot.content.problems import Problem

# libyaml is about ten times faster; the pure parser gives the same events where it is missing.
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

# steps › a step › when › values: four levels below the page.
_MAX_DEPTH = 6


@dataclass(frozen=True, slots=True)
class Text:
    value: str
    line: int


@dataclass(frozen=True, slots=True)
class Items:
    items: tuple[Node, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Table:
    """Keys in the order written, with the line of each."""

    entries: dict[str, Node]
    key_lines: dict[str, int]
    line: int


Node = Text | Items | Table
Plain = str | list["Plain"] | dict[str, "Plain"]


def plain(node: Node) -> Plain:
    """Without line numbers, for comparing."""
    if isinstance(node, Text):
        return node.value
    if isinstance(node, Items):
        return [plain(item) for item in node.items]
    return {key: plain(value) for key, value in node.entries.items()}


class _RefusedError(Exception):
    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def read_front_matter(text: str, path: str, first_line: int) -> tuple[Table | None, list[Problem]]:
    """The lines between the two `---`; `first_line` is the file's line on which `text` begins."""
    problems: list[Problem] = []
    reader = _Reader(text, path, first_line, problems)
    try:
        node = reader.document()
    except _RefusedError as refusal:
        return None, [*problems, refusal.problem]
    except yaml.YAMLError as error:
        return None, [*problems, _explain(error, path, first_line)]
    if node is None:
        return Table({}, {}, first_line), problems
    if not isinstance(node, Table):
        message = "there must be lines such as `id: …` between the two --- lines"
        return None, [*problems, rules.BAD_FRONT_MATTER.at(path, first_line, message)]
    return node, problems


class _Reader:
    def __init__(self, text: str, path: str, first_line: int, problems: list[Problem]) -> None:
        self._events: Iterator[yaml.Event] = yaml.parse(text, Loader=_LOADER)
        self._path = path
        self._first_line = first_line
        self._problems = problems

    def document(self) -> Node | None:
        node = None
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                if node is not None:
                    self._refuse(event, "there is a second document; use --- only on line 1 and before the text")
                first = self._next()
                if not isinstance(first, yaml.DocumentEndEvent):
                    node = self._node(first, 0)
        return node

    def _next(self) -> yaml.Event:
        return next(self._events)

    def _line(self, event: yaml.Event) -> int:
        return self._first_line + (event.start_mark.line if event.start_mark is not None else 0)

    def _refuse(self, event: yaml.Event, message: str) -> None:
        raise _RefusedError(rules.BAD_FRONT_MATTER.at(self._path, self._line(event), message))

    def _node(self, event: yaml.Event, depth: int) -> Node:
        line = self._line(event)
        if depth > _MAX_DEPTH:
            self._refuse(event, "lists are nested too deeply; check the spaces and brackets at this line")
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            self._refuse(event, "a value cannot begin with & or *; put it between double quotes")
        tag = getattr(event, "tag", None)
        if tag is not None and tag != "!":
            self._refuse(event, "a value cannot begin with !; put it between double quotes")
        if isinstance(event, yaml.ScalarEvent):
            return Text(str(event.value).strip(), line)
        if isinstance(event, yaml.SequenceStartEvent):
            items: list[Node] = []
            while not isinstance(event := self._next(), yaml.SequenceEndEvent):
                items.append(self._node(event, depth + 1))
            return Items(tuple(items), line)
        return self._table(line, depth)

    def _table(self, line: int, depth: int) -> Table:
        entries: dict[str, Node] = {}
        lines: dict[str, int] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            key = self._node(event, depth + 1)
            if not isinstance(key, Text):
                self._refuse(event, "a key is one word followed by a colon, as in `id: …`")
                continue
            if key.value in entries:
                message = f"{key.value} is already on line {lines[key.value]}; keep one of the two"
                self._problems.append(rules.REPEATED_KEY.at(self._path, key.line, message))
            lines.setdefault(key.value, key.line)
            entries[key.value] = self._node(self._next(), depth + 1)
        return Table(entries, lines, line)


# What the YAML parser says, and what an editor should do about it.
_EXPLANATIONS = (
    ("mapping values are not allowed", 'this value has a colon in it; put it between double quotes: key: "a : b"'),
    ("cannot start any token", "this value begins with a special character (@ ` % …); put it between double quotes"),
    ("quoted scalar", "a closing quote is missing"),
    ("unexpected end of stream", "a closing quote is missing"),
    ("',' or ']'", "a closing bracket ] or a comma is missing in this list"),
    ("',' or '}'", "a closing brace } or a comma is missing here"),
    ("could not find expected ':'", "there must be a colon and a space after the key, as in `key: value`"),
    ("block mapping", "this line does not begin below the others; check the spaces at its start, and the quotes"),
    ("block collection", "this line does not begin below the others; check the spaces at its start, and the quotes"),
    ("alphabetic or numeric", "a value cannot begin with & or *; put it between double quotes"),
    ("block scalar", "a value cannot begin with | or > here; put it between double quotes"),
)


def _explain(error: yaml.YAMLError, path: str, first_line: int) -> Problem:
    said = " ".join(str(part) for part in (getattr(error, "context", ""), getattr(error, "problem", "")) if part)
    # What is never closed is noticed at the end of the text, but to be mended where it was opened.
    unclosed = "flow" in said or "quoted" in said
    marks = [getattr(error, name, None) for name in ("problem_mark", "context_mark")]
    mark = next((mark for mark in (reversed(marks) if unclosed else marks) if mark is not None), None)
    line = first_line + (int(mark.line) if mark is not None else 0)
    advice = next((advice for words, advice in _EXPLANATIONS if words in said), "")
    message = advice or "this line cannot be read; write `key: value`, with double quotes around the value if unsure"
    return rules.BAD_FRONT_MATTER.at(path, line, message)
