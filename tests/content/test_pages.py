"""One file read safely: whatever is in it, a page or problems that say what to write."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.problems import Problem
from bot.content.reading.frontmatter import plain
from bot.content.reading.pages import Page, read_page


def page_of(tmp_path: Path, data: bytes | str) -> tuple[Page | None, list[tuple[int, str, str]]]:
    path = tmp_path / "page.md"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    page, problems = read_page(path, tmp_path)
    return page, [(problem.line, problem.code, problem.severity) for problem in problems]


def problems_of(tmp_path: Path, data: bytes | str) -> tuple[Problem, ...]:
    path = tmp_path / "page.md"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return read_page(path, tmp_path)[1]


def test_every_scalar_stays_text(tmp_path: Path):
    page, problems = page_of(tmp_path, "---\nat: 9:30\nno: no\nzero: 0123\nday: 2026-03-02\nnull: ~\nempty:\n---\n")

    assert problems == []
    assert page is not None
    assert plain(page.table) == {
        "at": "9:30", "no": "no", "zero": "0123", "day": "2026-03-02", "null": "~", "empty": "",
    }  # fmt: skip


def test_keys_and_sections_know_their_lines(tmp_path: Path):
    page, _ = page_of(tmp_path, "---\nid: x\ntitle: y\n---\n\nTexte.\n\n## Plus {#more}\n\nSuite.\nFin.\n")

    assert page is not None
    assert page.table.key_lines == {"id": 2, "title": 3}
    assert (page.body, page.body_line) == ("Texte.", 6)
    (section,) = page.sections
    assert (section.id, section.heading, section.line) == ("more", "Plus", 8)
    assert (section.body, section.body_line) == ("Suite.\nFin.", 10)


@pytest.mark.parametrize(
    ("data", "line", "code"),
    [
        ("", 1, "C112"),
        ("id: x\n", 1, "C112"),
        ("---\nid: x\n\nTexte.\n", 5, "C112"),
        ("---\nid: x\nid: y\n---\n", 3, "C114"),
        ("---\nid:\tx\n---\n", 2, "C115"),
        ("---\nid: a\x00b\n---\n", 2, "C115"),
        ("---\nid: x\n---\nTexte\x07.\n", 4, "C115"),
        (b"---\nid: x\ntitle: caf\xe9\n---\n", 3, "C111"),
        ("---\nid: x\n---\n".encode("utf-16"), 1, "C111"),
        ("---\nid: x\ntitle: Actiris : que faire ?\n---\n", 3, "C112"),
        ('---\nid: x\ntitle: "open\n---\n', 3, "C112"),
        ("---\nid: [a, b\n---\n", 2, "C112"),
        ("---\nid: @x\n---\n", 2, "C112"),
        ("---\nid: &a x\nother: *a\n---\n", 2, "C112"),
        ("---\nid: !!int 3\n---\n", 2, "C112"),
        ("---\nid: !!python/object/apply:os.system [ls]\n---\n", 2, "C112"),
        ("---\n- a\n- b\n---\n", 2, "C112"),
        ("---\n? [a, b]\n: c\n---\n", 2, "C112"),
        ("---\nid: " + "[" * 200 + "]" * 200 + "\n---\n", 2, "C112"),
        ("---\nid: x\n---\n## Sans id\nTexte.\n", 4, "C117"),
        ("---\nid: x\n---\n## A {#a}\nx\n## B {#a}\ny\n", 6, "C117"),
        ("---\nid: x\n---\n## A {#Éa}\nx\n", 4, "C117"),
        (b"---\n" + b"x" * 300_000, 1, "C111"),
    ],
)
def test_a_page_that_cannot_be_trusted_is_a_problem_with_its_line(
    tmp_path: Path, data: bytes | str, line: int, code: str
):
    page, problems = page_of(tmp_path, data)

    assert page is None
    assert problems == [(line, code, "error")]


def test_windows_line_ends_and_a_byte_order_mark_are_understood_with_a_warning(tmp_path: Path):
    page, problems = page_of(tmp_path, b"\xef\xbb\xbf---\r\nid: x\r\n---\r\nTexte.\r\nFin.\r\n")

    assert page is not None
    assert (plain(page.table), page.body) == ({"id": "x"}, "Texte.\nFin.")
    assert problems == [(1, "C116", "warning"), (1, "C116", "warning")]


def test_accents_written_in_two_characters_become_one(tmp_path: Path):
    page, _ = page_of(tmp_path, "---\nid: x\n---\nE\u0301cole\n")

    assert page is not None
    assert page.body == "École"


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path):
    secret = tmp_path / "secret.md"
    secret.write_text("---\nid: x\n---\n")
    inside = tmp_path / "content"
    inside.mkdir()
    (inside / "page.md").symlink_to(secret)

    page, (problem,) = read_page(inside / "page.md", inside)

    assert page is None
    assert problem.code == "C111"
    assert "outside the content folder" in problem.message


def test_what_is_not_a_file_is_a_problem(tmp_path: Path):
    (tmp_path / "page.md").mkdir()
    circle = tmp_path / "circle.md"
    circle.symlink_to(circle)

    assert [read_page(tmp_path / name, tmp_path)[1][0].code for name in ("page.md", "gone.md", "circle.md")] == [
        "C111"
    ] * 3


def test_a_problem_reads_as_path_line_code_and_advice(tmp_path: Path):
    (problem,) = problems_of(tmp_path, "---\nid: x\ntitle: Actiris : que faire ?\n---\n")

    assert str(problem) == (
        f'{tmp_path}/page.md:3: C112 this value has a colon in it; put it between double quotes: key: "a : b"'
    )


@given(
    data=st.binary(max_size=300)
    | st.text(max_size=300).map(lambda text: f"---\n{text}\n---\n{text}".encode(errors="replace"))
)
def test_no_file_whatsoever_raises(tmp_path_factory: pytest.TempPathFactory, data: bytes):
    folder = tmp_path_factory.mktemp("any")
    path = folder / "page.md"
    path.write_bytes(data)

    page, problems = read_page(path, folder)

    assert page is not None or any(problem.is_error for problem in problems)
