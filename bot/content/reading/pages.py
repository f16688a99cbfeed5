"""Read one file of the content safely: its front matter, its text, its sections, each with its line.

Nothing here raises for what a file holds: whatever is wrong comes back as a `Problem`. The text is NFC, its lines end
in "\\n". Lines count from 1 in the file. A file of which the front matter cannot be trusted gives no page.
"""

from __future__ import annotations

import hashlib
import itertools
import re
import stat
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from bot.content.checks import structure_rules as rules
from bot.content.problems import Problem
from bot.content.reading.frontmatter import Table, read_front_matter

# The longest page of ours is a tenth of this: what is bigger is not a page (a photo, a log, an export).
MAX_BYTES = 256 * 1024

_HEADING = re.compile(r"##(?!#)\s*(?P<heading>.*?)\s*(?:\{#(?P<id>[^{}\s]*)\})?\s*")
_SECTION_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
# C0 and C1 controls, lone surrogates cannot occur in UTF-8; \n and \t are looked at separately.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0d\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff]")


@dataclass(frozen=True, slots=True)
class PageSection:
    """`line` is that of the heading, `body_line` that of the first line of the text, which is stripped."""

    id: str
    heading: str
    body: str
    line: int
    body_line: int


@dataclass(frozen=True, slots=True)
class Page:
    """`path` as it is shown in messages; `digest` of the bytes; `raw` the whole text."""

    path: str
    digest: str
    raw: str
    table: Table
    body: str
    body_line: int
    sections: tuple[PageSection, ...]

    def line_of(self, key: str) -> int:
        return self.table.key_lines.get(key, 1)


def read_page(path: Path, root: Path, *, raw: bool = False) -> tuple[Page | None, tuple[Problem, ...]]:
    """The page in `path`, a file inside `root`. `raw`: a transcript, of which only the text is wanted."""
    shown = str(path)
    data, problem = _read_bytes(path, root, shown)
    if data is None:
        return None, (problem,) if problem else ()
    text, problems = _decode(data, shown)
    if text is None:
        return None, tuple(problems)
    digest = hashlib.sha256(data).hexdigest()
    if raw:
        return Page(shown, digest, text, Table({}, {}, 1), text.strip(), 1, ()), tuple(problems)
    return _parse(text, shown, digest, problems)


def _read_bytes(path: Path, root: Path, shown: str) -> tuple[bytes | None, Problem | None]:
    def refuse(message: str) -> tuple[None, Problem]:
        return None, rules.UNREADABLE.at(shown, 1, message)

    try:
        if not path.resolve().is_relative_to(root.resolve()):
            return refuse("this is a link to a file outside the content folder; put the file itself here")
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return refuse("this is not a text file; remove it")
        if status.st_size > MAX_BYTES:
            return refuse(f"this file is larger than {MAX_BYTES // 1024} KB; a page is a few KB of text")
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1), None
    except (OSError, RuntimeError) as error:  # RuntimeError: links that go round in a circle
        reason = getattr(error, "strerror", None) or str(error)
        return refuse(f"this file cannot be opened ({reason}); look whether it exists and may be read")


def _decode(data: bytes, shown: str) -> tuple[str | None, list[Problem]]:
    problems: list[Problem] = []
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None, [rules.UNREADABLE.at(shown, 1, "this file is saved as UTF-16; save it as UTF-8")]
    if data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
        problems.append(rules.LINE_ENDINGS.at(shown, 1, "saved with a byte-order mark; save as 'UTF-8' without BOM"))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return None, [*problems, rules.UNREADABLE.at(shown, line, "this line is not UTF-8; save the file as UTF-8")]
    if "\r" in text:
        line = text.count("\n", 0, text.index("\r")) + 1
        problems.append(rules.LINE_ENDINGS.at(shown, line, "saved with Windows line ends; save with 'LF' line ends"))
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if found := _CONTROL.search(text):
        line = text.count("\n", 0, found.start()) + 1
        message = f"there is an invisible character (U+{ord(found[0]):04X}) on this line; type the line again"
        return None, [*problems, rules.BAD_CHARACTER.at(shown, line, message)]
    return unicodedata.normalize("NFC", text), problems


def _parse(text: str, shown: str, digest: str, problems: list[Problem]) -> tuple[Page | None, tuple[Problem, ...]]:
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        message = "the first line must be ---, then lines such as `id: …`, then --- again"
        return None, (*problems, rules.BAD_FRONT_MATTER.at(shown, 1, message))
    end = next((number for number, line in enumerate(lines[1:], start=1) if line.rstrip() == "---"), None)
    if end is None:
        message = "the front matter does not end; write a line --- before the text"
        return None, (*problems, rules.BAD_FRONT_MATTER.at(shown, len(lines), message))
    for number, line in enumerate(lines[1:end], start=2):
        if "\t" in line:
            message = "there is a tab on this line; use spaces"
            return None, (*problems, rules.BAD_CHARACTER.at(shown, number, message))
    table, found = read_front_matter("\n".join(lines[1:end]), shown, first_line=2)
    problems += found
    if table is None or found:
        return None, tuple(problems)
    body = lines[end + 1 :]
    if tab := next((number for number, line in enumerate(body, start=end + 2) if "\t" in line), None):
        problems.append(rules.LINE_ENDINGS.at(shown, tab, "there is a tab on this line; use a space"))
        body = [line.replace("\t", " ") for line in body]
    intro, intro_line, sections, found = _sections(body, end + 2, shown)
    page = Page(shown, digest, text, table, intro, intro_line, tuple(sections))
    return (None if found else page), (*problems, *found)


def _sections(lines: list[str], first_line: int, shown: str) -> tuple[str, int, list[PageSection], list[Problem]]:
    problems: list[Problem] = []
    sections: list[PageSection] = []
    seen: dict[str, int] = {}
    starts = [index for index, line in enumerate(lines) if line.startswith("##") and not line.startswith("###")]
    for index, next_start in itertools.pairwise((*starts, len(lines))):
        match = _HEADING.fullmatch(lines[index])
        heading, section_id = (match["heading"], match["id"]) if match else ("", None)
        line = first_line + index
        if section_id is None:
            message = "this heading has no id; write it at the end of the line, as in `## Plus {#more}`"
            problems.append(rules.BAD_SECTION.at(shown, line, message))
        elif not _SECTION_ID.fullmatch(section_id):
            message = f"{{#{section_id}}} is not an id; use a-z, 0-9, - and _ only, at most 40 characters"
            problems.append(rules.BAD_SECTION.at(shown, line, message))
        elif section_id in seen:
            message = f"{{#{section_id}}} is already on line {seen[section_id]}; give this section another id"
            problems.append(rules.BAD_SECTION.at(shown, line, message))
        else:
            seen[section_id] = line
            body, offset = _trim(lines[index + 1 : next_start])
            sections.append(PageSection(section_id, heading, body, line, line + 1 + offset))
    intro, offset = _trim(lines[: starts[0] if starts else len(lines)])
    return intro, first_line + offset, sections, problems


def _trim(lines: list[str]) -> tuple[str, int]:
    """The text without empty lines around it, and how many were before it."""
    offset = next((index for index, line in enumerate(lines) if line.strip()), 0)
    return "\n".join(line.rstrip() for line in lines[offset:]).rstrip(), offset
