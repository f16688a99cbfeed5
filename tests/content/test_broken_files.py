"""Two hundred broken files: each is reported where it is, none stops the checker, and what is served stays as it was.

Twenty ways to break a file, tried on ten kinds of page; then ways that are understood all the same.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from bot.content.live import LiveContent
from bot.matching.check_all import check_folder
from tests.content.small_content import edit, edit_both

TODAY = date(2026, 11, 23)
PAGES = (
    "answers/cost.md",
    "answers/cost.ask.md",
    "organisations/actiris.md",
    "communes/jette.md",
    "questions/language.md",
    "flows/office.md",
    "recommendations/own.md",
    "phrases/common.md",
    "words/universal.md",
    "site.md",
)


def replace_with(make: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    def break_it(path: Path) -> None:
        path.write_bytes(make(path.read_bytes()))

    return break_it


def add_key(line: str) -> Callable[[Path], None]:
    """A line more at the end of the front matter, after the words, so that no list is cut in two."""
    return replace_with(lambda data: b"---\n" + line.encode() + b"\n" + data.removeprefix(b"---\n"))


def link_elsewhere(path: Path) -> None:
    content = next(parent for parent in path.parents if parent.name == "content")
    outside = content.parent / "outside.md"
    outside.write_bytes(path.read_bytes())
    path.unlink()
    path.symlink_to(outside)


def link_to_itself(path: Path) -> None:
    path.unlink()
    path.symlink_to(path)


def make_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def vanish(path: Path) -> None:
    path.unlink()


BREAKAGES: dict[str, Callable[[Path], None]] = {
    "empty": replace_with(lambda data: b""),
    "half saved, in the front matter": replace_with(lambda data: data[: data.index(b"\n", 5) + 3]),
    "half saved, in a letter": replace_with(lambda data: data + "é".encode()[:1]),
    "without front matter": replace_with(lambda data: data.split(b"---\n", 2)[-1] or b"x"),
    "front matter that does not end": replace_with(lambda data: b"---\n" + data[4:].replace(b"---\n", b"\n", 1)),
    "an open quote": add_key('planted: "a'),
    "an open bracket": add_key("planted: [a, b"),
    "a colon in a value": add_key("planted: a : b"),
    "an unknown key": add_key("planted: a"),
    "a key twice": add_key("id: again"),
    "an anchor": add_key("planted: &a [b]"),
    "a list without end": add_key("planted: " + "[" * 400),
    "a second document": add_key("--- a"),
    "Windows-1252": replace_with(lambda data: data + b"\ncaf\xe9\n"),
    "UTF-16": replace_with(lambda data: data.decode().encode("utf-16")),
    "NUL": replace_with(lambda data: data + b"a\x00b\n"),
    "a tab in the front matter": add_key("planted:\ta"),
    "1 MB": replace_with(lambda data: data + b"a line of nothing\n" * 60_000),
    "a link out of the folder": link_elsewhere,
    "a link to itself": link_to_itself,
    "a folder": make_folder,
    "no twin": vanish,
}
UNDERSTOOD: dict[str, Callable[[Path], None]] = {
    "a byte-order mark": replace_with(lambda data: b"\xef\xbb\xbf" + data),
    "Windows line ends": replace_with(lambda data: data.replace(b"\n", b"\r\n")),
    "a tab at the end": replace_with(lambda data: data if data.endswith(b"---\n") else data.rstrip(b"\n") + b"\t\n"),
}


def restore(path: Path, data: bytes) -> None:
    if path.is_dir() and not path.is_symlink():
        path.rmdir()
    path.unlink(missing_ok=True)
    path.write_bytes(data)


@pytest.mark.parametrize("breakage", BREAKAGES)
def test_a_broken_file_is_reported_and_its_last_good_version_served(
    folder: Path, breakage: str, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.WARNING, logger="parcours.content")
    live = LiveContent(folder)
    before = live.current
    for name in PAGES:
        path = folder / "nl" / name
        data = path.read_bytes()
        caplog.clear()
        BREAKAGES[breakage](path)

        problems = [problem for problem in check_folder(folder, TODAY).problems if problem.is_error]
        twins = {str(folder / lang / name) for lang in ("fr", "nl")}
        found = [problem for problem in problems if problem.path in twins]
        assert found, f"{breakage} in {name} was not found"
        assert all(1 <= problem.line <= data.count(b"\n") + 60_002 for problem in found)
        assert all(problem.message and problem.code.startswith("C1") for problem in found)

        live.refresh()
        assert live.current == before, f"{breakage} in {name} changed what is served"
        told = [record.getMessage() for record in caplog.records]
        assert any(twin in line for line in told for twin in twins), f"{breakage} in {name} was not told"
        assert all("the last good version stays in use" in line for line in told)
        restore(path, data)
        live.refresh()


@pytest.mark.parametrize("oddity", UNDERSTOOD)
def test_an_odd_file_is_reported_and_understood(folder: Path, oddity: str):
    for name in PAGES:
        path = folder / "nl" / name
        data = path.read_bytes()
        UNDERSTOOD[oddity](path)

        problems = [problem for problem in check_folder(folder, TODAY).problems if problem.path == str(path)]
        if path.read_bytes() != data:
            assert "C116" in [problem.code for problem in problems]
        assert not [problem for problem in problems if problem.is_error]
        restore(path, data)


def test_two_hundred_files_were_broken():
    assert len(BREAKAGES) * len(PAGES) >= 200


# Defects of what pages say, not of how they are saved
MEANINGS = [
    ("answers/cost.md", "  - book\n  - answer: cost\n", "  - answer: costs\n", "C105"),
    ("answers/cost.md", "check_every: 180 days", "check_every: soon", "C108"),
    ("answers/cost.md", "checked_on: 2026-03-02", "checked_on: 2026-02-30", "C108"),
    ("flows/office.md", "  - commune", "  - comune", "C105"),
    ("recommendations/own.md", "{commune: forest}", "{commune: 1190}", "C113"),
]


@pytest.mark.parametrize(("name", "old", "new", "code"), MEANINGS)
def test_what_cannot_be_meant_is_reported_and_held(folder: Path, name: str, old: str, new: str, code: str):
    live = LiveContent(folder)
    before = live.current
    edit_both(folder, name, old, new)

    found = [problem for problem in check_folder(folder, TODAY).problems if problem.code == code]

    assert found
    assert found[0].path == str(folder / "fr" / name)
    assert found[0].line > 1
    live.refresh()
    assert live.current == before


def test_answers_that_only_lead_to_each_other_are_reported(folder: Path):
    edit_both(folder, "answers/cost.md", "  - book\n  - answer: cost\n", "  - answer: first-reception\n")
    edit_both(folder, "answers/first-reception.md", "  - book\n  - answer: cost\n", "  - answer: cost\n")

    found = [(problem.path, problem.line) for problem in check_folder(folder, TODAY).problems if problem.code == "C208"]

    assert found == [
        (str(folder / "fr/answers/cost.md"), 10),
        (str(folder / "fr/answers/first-reception.md"), 10),
    ]


def test_a_file_that_may_not_be_read_is_reported(folder: Path, monkeypatch: pytest.MonkeyPatch):
    path = folder / "fr/answers/cost.md"
    opened = Path.open

    def refuse(self: Path, *args: str) -> object:
        if self == path:
            raise PermissionError(13, "Permission denied", str(self))
        return opened(self, *args)

    # Taking the right to read away would not stop a test that runs as root.
    monkeypatch.setattr(Path, "open", refuse)

    assert ("C111", str(path)) in [(problem.code, problem.path) for problem in check_folder(folder, TODAY).problems]


def test_rules_about_the_whole_wait_for_pages_that_can_be_read(folder: Path):
    assert check_folder(folder, TODAY).complete is True
    edit(folder / "fr/organisations/actiris.md", "name:", "name: a :")

    report = check_folder(folder, TODAY)

    assert report.complete is False
    assert "C204" not in [problem.code for problem in report.problems]
