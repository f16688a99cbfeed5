"""A conversation written down by an editor: what a person does, and what the assistant must say to it.

Front matter `id`, `now` (Brussels wall time), optional `title`, `profile` (the first name in the chat's profile) and
`openings` (an office and what it has put up; without this key those of the demonstration). Then a line each:

    > text, > [Label], > /start   what the person types, taps, commands
    ! staff cancels               what happens outside: see `ACTS`; also `! 13 hours later`
    > {code} Amina                types the code of the appointment that `! staff books at the desk` made
    [Label] [Label]               buttons that must be there, in this order; others may stand between
    = requested OFFICE - Amina    a request that has no time yet
    = booked OFFICE 2026-11-24 09:00 Amina   the appointments of this chat in the store, all of them; `= nothing`
    anything else                 what the assistant says, in order; `…` stands for any words, alone for any lines

Pure. Nothing here raises for what a file holds: whatever is wrong comes back as a `Problem` with its line.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import PurePath
from typing import Literal, get_args

from bot.content.problems import Problem, Rule
from bot.content.reading.frontmatter import Items, Plain, Table, Text, plain, read_front_matter
from bot.content.showing.hours import Hours, parse_hours

BAD_TRANSCRIPT = Rule(
    "C132", "error", "A transcript that cannot be read",
    "Lines begin with > (the person), ! (what happens outside), [ (buttons) or = (the appointment that is left); all "
    "other lines are what the assistant says.",
    "! the office says no",
    "! staff cancels",
)  # fmt: skip

ANYTHING = "…"
NOTHING = "nothing"
Act = Literal[
    "staff cancels",
    "staff books at the desk",
    "staff marks no-show",
    "staff proposes a time",
    "staff says come without appointment",
    "staff says phone us",
    "staff says followed here already",
    "staff says another office",
    "somebody else takes the slot",
    "somebody else takes every time",
    "somebody else cancels",
    "hold lapses",
]
ACTS: tuple[Act, ...] = get_args(Act)

_KEYS = ("id", "title", "now", "profile", "openings")
_LATER = re.compile(r"(\d{1,3}) (minute|hour|day)s? later")
_LABEL = re.compile(r"\[([^\[\]]+)\]")
_MOMENT = "%Y-%m-%d %H:%M"
_ROW = re.compile(r"([a-z_]+) (\S+) (\d{4}-\d\d-\d\d \d\d:\d\d|-) (\S.*)")
NO_TIME = "-"


@dataclass(frozen=True, slots=True)
class Typed:
    text: str

    def __str__(self) -> str:
        return f"> {self.text}"


@dataclass(frozen=True, slots=True)
class Tapped:
    label: str

    def __str__(self) -> str:
        return f"> [{self.label}]"


@dataclass(frozen=True, slots=True)
class Commanded:
    """A command without its slash, with what follows it: `start`, `start mission-locale-forest`."""

    text: str

    def __str__(self) -> str:
        return f"> /{self.text}"


@dataclass(frozen=True, slots=True)
class Happened:
    act: Act

    def __str__(self) -> str:
        return f"! {self.act}"


@dataclass(frozen=True, slots=True)
class TimePassed:
    by: timedelta

    def __str__(self) -> str:
        return f"! {self.by} later"


Deed = Typed | Tapped | Commanded | Happened | TimePassed


@dataclass(frozen=True, slots=True)
class Says:
    """A line of the assistant; `…` in it stands for any words, a line that is only `…` for any lines."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Shows:
    """Buttons under what was said before."""

    line: int
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """An appointment as the store holds it; `starts_at` is Brussels wall time, without a zone, None for no time yet."""

    status: str
    office: str
    starts_at: datetime | None
    first_name: str

    def __str__(self) -> str:
        moment = f"{self.starts_at:{_MOMENT}}" if self.starts_at else NO_TIME
        return f"{self.status} {self.office} {moment} {self.first_name}"


@dataclass(frozen=True, slots=True)
class Move:
    """Something that is done, and what must follow. `rows` None: nothing is said about the store here."""

    line: int
    deed: Deed
    expected: tuple[Says | Shows, ...] = ()
    rows: tuple[Row, ...] | None = None


@dataclass(frozen=True, slots=True)
class OpenOffice:
    """What an office has put up: `hours` each week. `asks`: questions it wants answered before a time is shown."""

    office: str
    hours: tuple[Hours, ...]
    asks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Transcript:
    """`openings` None: those of the demonstration."""

    id: str
    path: str
    now: datetime  # Brussels wall time, without a zone
    moves: tuple[Move, ...]
    title: str = ""
    profile: str = ""
    openings: tuple[OpenOffice, ...] | None = None


def parse_transcript(text: str, path: str) -> tuple[Transcript | None, tuple[Problem, ...]]:
    """The transcript in `text`, or what is wrong with it. `path` is shown in messages, and names the id."""
    return _Parser(text, path).parse()


@dataclass(slots=True)
class _Draft:
    """A move while its lines are still being read."""

    line: int
    deed: Deed
    expected: list[Says | Shows] = field(default_factory=list)
    rows: list[Row] | None = None

    def done(self) -> Move:
        return Move(self.line, self.deed, tuple(self.expected), None if self.rows is None else tuple(self.rows))


class _Parser:
    def __init__(self, text: str, path: str) -> None:
        self._lines = text.split("\n")
        self._path = path
        self._problems: list[Problem] = []
        self._drafts: list[_Draft] = []

    def parse(self) -> tuple[Transcript | None, tuple[Problem, ...]]:
        end = next((number for number, line in enumerate(self._lines[1:], 1) if line.rstrip() == "---"), 0)
        if self._lines[0].rstrip() != "---" or not end:
            self._note(1, "the first line must be ---, then `id: …` and `now: …`, then --- again")
            return None, tuple(self._problems)
        table, found = read_front_matter("\n".join(self._lines[1:end]), self._path, first_line=2)
        self._problems += found
        for number, line in enumerate(self._lines[end + 1 :], end + 2):
            if line.strip():
                self._line(number, line.strip())
        if table is None:
            return None, tuple(self._problems)
        transcript = self._with_front_matter(table)
        if not self._drafts:
            self._note(len(self._lines), "nobody says anything here; write what the person does, as in `> /start`")
        return (None if self._problems else transcript), tuple(self._problems)

    def _note(self, line: int, message: str) -> None:
        self._problems.append(BAD_TRANSCRIPT.at(self._path, line, message))

    def _with_front_matter(self, table: Table) -> Transcript | None:
        values: dict[str, Plain] = {key: plain(node) for key, node in table.entries.items()}
        for key in values:
            if key not in _KEYS:
                self._note(table.key_lines[key], f"{key} is not a key of a transcript; write {', '.join(_KEYS)}")
        if (name := PurePath(self._path).stem) != values.get("id"):
            self._note(table.key_lines.get("id", 1), f"the id must be the file name; write id: {name}")
        now = _moment(str(values.get("now", "")))
        if now is None:
            self._note(table.key_lines.get("now", 1), "write the moment as now: 2026-11-23 09:00")
            return None
        openings = self._openings(table) if "openings" in table.entries else None
        profile, title = (str(values.get(key, "")) for key in ("profile", "title"))
        return Transcript(name, self._path, now, tuple(one.done() for one in self._drafts), title, profile, openings)

    def _openings(self, table: Table) -> tuple[OpenOffice, ...]:
        node = table.entries["openings"]
        opened: list[OpenOffice] = []
        for item in node.items if isinstance(node, Items) else ():
            pairs = item.entries.items() if isinstance(item, Table) else ()
            for office, how in pairs:
                hours, _, asks = how.value.partition(" asks ") if isinstance(how, Text) else ("", "", "")
                try:
                    opened.append(OpenOffice(office, parse_hours(hours), tuple(asks.replace(",", " ").split())))
                except ValueError as error:
                    self._note(how.line, str(error))
        if not opened and not (isinstance(node, Text) and node.value == NOTHING):
            example = "- mission-locale-forest: Tu 09:00-12:00"
            self._note(table.key_lines["openings"], f"write `openings: {NOTHING}`, or a line each as `{example}`")
        return tuple(opened)

    # Lines

    def _line(self, number: int, line: str) -> None:
        if line.startswith(">"):
            self._drafts.append(_Draft(number, _deed_of(line[1:].strip())))
        elif line.startswith("!"):
            self._happening(number, line[1:].strip())
        elif not self._drafts:
            self._note(number, "the person must do something first, as in `> /start`")
        elif line.startswith("="):
            self._row(number, line[1:].strip())
        elif line.startswith("["):
            self._buttons(number, line)
        else:
            self._drafts[-1].expected.append(Says(number, line))

    def _happening(self, number: int, what: str) -> None:
        if later := _LATER.fullmatch(what):
            unit: Callable[[int], timedelta] = {
                "minute": lambda count: timedelta(minutes=count),
                "hour": lambda count: timedelta(hours=count),
                "day": lambda count: timedelta(days=count),
            }[later[2]]
            self._drafts.append(_Draft(number, TimePassed(unit(int(later[1])))))
            return
        act = next((act for act in ACTS if act == what), None)
        if act is None:
            self._note(number, f"`! {what}` cannot happen; write ! {', ! '.join(ACTS)}, or ! 13 hours later")
        else:
            self._drafts.append(_Draft(number, Happened(act)))

    def _row(self, number: int, what: str) -> None:
        draft = self._drafts[-1]
        draft.rows = draft.rows or []
        if what == NOTHING:
            return
        found = _ROW.fullmatch(what)
        moment = _moment(found[3]) if found else None
        if found is None or (moment is None and found[3] != NO_TIME):
            example = "= booked mission-locale-forest 2026-11-24 09:00 Amina"
            self._note(number, f"write the row as `{example}`, or `= {NOTHING}`")
        else:
            draft.rows.append(Row(found[1], found[2], moment, found[4]))

    def _buttons(self, number: int, line: str) -> None:
        labels = tuple(label.strip() for label in _LABEL.findall(line))
        if not labels or _LABEL.sub("", line).replace(ANYTHING, "").strip():
            self._note(number, "write buttons as [Label] [Label], and nothing else on the line")
        self._drafts[-1].expected.append(Shows(number, labels))


def _moment(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, _MOMENT)
    except ValueError:
        return None


def _deed_of(text: str) -> Deed:
    if label := _LABEL.fullmatch(text):
        return Tapped(label[1].strip())
    return Commanded(text[1:]) if text.startswith("/") else Typed(text)
