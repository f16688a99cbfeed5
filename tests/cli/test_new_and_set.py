"""`new` writes twins that say what is missing; `set` changes one fact in both, or nothing."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli.new import new
from bot.cli.set import set_fact
from bot.content.editing.edit_fact import edit_fact
from bot.content.library import read_library
from bot.language.dates import BRUSSELS
from tests.content.small_content import edit_both, write_small_content

FOREST = "organisations/mission-locale-forest.md"
DAY = date(2026, 11, 23)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = write_small_content(tmp_path / "content")
    edit_both(folder, FOREST, "sources:", "to_confirm: [phone, address]\nunknown: [email]\nsources:")
    return folder


def write_new(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(new, [*arguments, "--content", str(folder)])


def write_fact(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(set_fact, [*arguments, "--content", str(folder)])


def texts(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text() for path in sorted(folder.rglob("*.md"))}


@pytest.mark.parametrize(
    ("kind", "name", "codes"),
    [
        ("answer", "answers/bus.md", {"C108", "C121"}),
        ("question", "questions/bus.md", {"C110", "C121"}),
        ("organisation", "organisations/bus.md", {"C108", "C121"}),
        ("recommendation", "recommendations/bus.md", {"C108", "C110", "C121"}),
    ],
)
def test_a_new_page_has_a_twin_and_the_checker_says_what_to_fill_in(
    folder: Path, kind: str, name: str, codes: set[str]
):
    result = write_new(folder, kind, "bus")

    assert result.exit_code == 0
    problems = [problem for problem in read_library(folder).loaded.problems if "bus" in problem.path]
    assert {problem.code for problem in problems} == codes
    assert (folder / "fr" / name).exists()
    assert (folder / "nl" / name).exists()


def test_a_new_answer_that_is_filled_in_has_no_error(folder: Path):
    write_new(folder, "answer", "bus")
    for lang in ("fr", "nl"):
        page, asks = folder / lang / "answers/bus.md", folder / lang / "answers/bus.ask.md"
        text = page.read_text()
        text = text.replace("title:  ", "title: T ").replace("button:  ", "button: B ")
        text = text.replace("---\n\n## ", "---\nOui.\n\n## ").replace("{#more}\n", "{#more}\nEncore.\n")
        page.write_text(text)
        lines = asks.read_text().split("\n")
        filled = [
            f"{line}\n- {line[3:]}" if line.startswith("## ") and "{#not}" not in line else line for line in lines
        ]
        asks.write_text("\n".join(filled))

    assert [problem for problem in read_library(folder).loaded.problems if "bus" in problem.path] == []


def test_a_new_page_never_overwrites_one(folder: Path):
    before = texts(folder)

    assert write_new(folder, "answer", "cost").exit_code == 2
    assert write_new(folder, "answer", "Coût").exit_code == 2
    assert texts(folder) == before


def test_a_number_is_changed_in_both_twins_with_day_and_source_and_nothing_else(folder: Path):
    before = texts(folder)

    result = write_fact(
        folder, "mission-locale-forest", "phone", "02 349 82 11", "--source", "appel avec l'accueil, ligne #2"
    )

    assert result.exit_code == 0, result.output
    today = datetime.now(BRUSSELS).date()
    for lang in ("fr", "nl"):
        name = f"{lang}/{FOREST}"
        assert texts(folder)[name] == (
            before[name]
            .replace("phone: 02 349 82 10", f"phone: 02 349 82 11  # {today}: appel avec l'accueil, ligne #2")
            .replace("checked_on:", f"checked_on: {today}")
            .replace("to_confirm: [phone, address]", "to_confirm: [address]")
        )
    assert {name for name, text in texts(folder).items() if text != before[name]} == {f"fr/{FOREST}", f"nl/{FOREST}"}
    content = read_library(folder).loaded.content
    assert content is not None
    assert content.organisations["mission-locale-forest"].phone == "02 349 82 11"
    assert content.organisations["mission-locale-forest"].freshness.checked_on == today


def test_the_address_of_a_page_becomes_a_source(folder: Path):
    result = write_fact(
        folder, "mission-locale-forest", "email", "info@example.org", "--source", "https://example.org/c"
    )

    assert result.exit_code == 0
    content = read_library(folder).loaded.content
    assert content is not None
    forest = content.organisations["mission-locale-forest"]
    assert forest.email == "info@example.org"
    assert "https://example.org/c" in forest.freshness.sources
    assert forest.unknown == ()


def test_a_street_is_written_in_each_language(folder: Path):
    arguments = ("mission-locale-forest", "street", "Rue Neuve 1")

    assert write_fact(folder, *arguments, "--source", "x").exit_code == 2
    assert write_fact(folder, *arguments, "--nl", "Nieuwstraat 1", "--source", "x").exit_code == 0
    assert "\nstreet: Rue Neuve 1  # " in texts(folder)[f"fr/{FOREST}"]
    assert "\nstreet: Nieuwstraat 1  # " in texts(folder)[f"nl/{FOREST}"]


@pytest.mark.parametrize(
    ("fact", "value", "sentence"),
    [
        ("phone", "02 349 82 1", "C501 02 349 82 1 is not a Belgian number; write it as in 02 349 82 10"),
        ("phone", "see the website", "C108 phone is see the website; write one number, as in 02 349 82 10"),
        ("phone_hours", "Mo-Fr 9-12", "C108 phone_hours: 9-12 is not a time; write it as 09:00-12:30"),
        ("opening_hours", "Mo-Fr 09:00-12:00; We 11:00-13:00", "C503 a day stands in two parts of"),
        ("email", "info at example.org", "C516 info at example.org is not an e-mail address; write it as a@b.be"),
        ("postcode", "1180", "C505 1180 is no postcode of the 19 communes; write one that is"),
    ],
)
def test_a_bad_value_is_refused_with_the_sentence_of_its_rule(folder: Path, fact: str, value: str, sentence: str):
    before = texts(folder)

    result = write_fact(folder, "mission-locale-forest", fact, value, "--source", "x")

    assert result.exit_code == 1
    assert sentence in result.stderr
    assert str(folder / "fr" / FOREST) in result.stderr
    assert texts(folder) == before


def test_a_fact_that_texts_still_show_is_not_taken_away(folder: Path):
    before = texts(folder)

    result = write_fact(folder, "actiris", "phone", "", "--source", "no longer answered")

    assert result.exit_code == 1
    assert "C109 {phone:actiris}: no phone is known" in result.stderr
    assert texts(folder) == before


def test_an_organisation_that_does_not_exist_is_answered_with_the_one_meant(folder: Path):
    result = write_fact(folder, "mission-locale-forrest", "phone", "02 349 82 11", "--source", "x")

    assert result.exit_code == 2
    assert "did you mean mission-locale-forest?" in result.stderr


PAGE = """---
id: x
phone: "112"
allows: phone
checked_on: 2020-01-01
sources:
  - https://a.be
  - https://b.be
to_confirm:
  - website
  - phone
name: X
---
Texte: phone: 1
"""


def test_a_key_that_was_not_there_comes_where_it_belongs():
    assert edit_fact(PAGE, "website", "https://x.be/#a", "https://c.be", DAY) == (
        PAGE.replace('"112"\n', '"112"\nwebsite: "https://x.be/#a"\n')
        .replace("2020-01-01", "2026-11-23")
        .replace("sources:\n", "sources:\n  - https://c.be\n")
        .replace("  - website\n", "")
    )


def test_a_short_number_stays_a_text_and_line_ends_stay_as_they_are():
    windows = PAGE.replace("\n", "\r\n")

    edited = edit_fact(windows, "phone", "113", "call", DAY)

    assert 'phone: "113"  # 2026-11-23: call\r\n' in edited
    assert edited.count("\n") == edited.count("\r\n") == windows.count("\r\n") - 1
    assert edited.endswith("Texte: phone: 1\r\n")


def test_a_fact_is_taken_away_with_its_line():
    assert "phone:" not in edit_fact(PAGE, "phone", None, "https://c.be", DAY).split("---")[1]
