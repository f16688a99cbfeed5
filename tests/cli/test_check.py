"""`python -m bot check`: what it prints, and what its exit status means."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli.check import check
from bot.content.checks.rules import RULES
from bot.content.checks.rules_page import rules_page
from tests.content.planting import SHIPPED
from tests.content.small_content import edit, edit_both, write_small_content

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VAR_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("PARCOURS_DEMO", "1")
    folder = write_small_content(tmp_path / "content")
    for lang in ("fr", "nl"):
        (folder / lang / "conversations/first.md").unlink()
        (folder / lang / "communes/jette.md").unlink()
    edit_both(folder, "answers/cost.md", "  - answer: cost\n", "")
    edit_both(folder, "answers/first-reception.ask.md", "→ first-reception", "→ cost")
    return folder


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(check, [str(argument) for argument in arguments])


def test_the_shipped_content_has_no_error():
    result = run(SHIPPED)

    assert result.exit_code == 0, result.stdout


def test_an_error_is_a_line_with_path_line_and_code_and_the_status_is_1(folder: Path):
    edit_both(folder, "answers/cost.md", "confirm_with: actiris", "confirm_with: actris")

    result = run(folder)

    assert result.exit_code == 1
    assert (
        f"{folder}/fr/answers/cost.md:9: C105 there is no organisation actris (did you mean actiris?); "
        "write an id of organisations/"
    ) in result.stdout.splitlines()


def test_warnings_alone_are_no_failure_and_the_summary_is_apart(folder: Path):
    edit(folder / "fr/answers/cost.md", "Texte fr.", "Ouvert à 14:30.")

    result = run(folder)

    assert result.exit_code == 0
    assert "C405" in result.stdout
    assert "Facts:" not in result.stdout
    assert "Facts: 4 of 4 pages are old or unconfirmed" in result.stderr


def test_json_says_the_same(folder: Path):
    edit_both(folder, "answers/cost.md", "confirm_with: actiris", "confirm_with: actris")

    said = json.loads(run(folder, "--json").stdout)

    assert said["errors"] >= 1
    assert said["complete"] is False
    assert {
        "path": f"{folder}/fr/answers/cost.md",
        "line": 9,
        "code": "C105",
        "severity": "error",
        "message": "there is no organisation actris (did you mean actiris?); write an id of organisations/",
    } in said["problems"]


def test_a_rule_is_explained_with_an_example():
    result = run("--explain", "c413")

    assert result.exit_code == 0
    assert "C413 (error) The phone number of an organisation, outside its page" in result.stdout
    assert "    Appelez le {phone:actiris}." in result.stdout


@pytest.mark.parametrize(
    "arguments", [("--explain", "C999"), ("nowhere",), ("--no-such-option",), ("--facts", "--to-confirm")]
)
def test_wrong_usage_has_status_2(arguments: tuple[str, ...]):
    assert run(*arguments).exit_code == 2


def test_facts_are_listed_oldest_first_and_never_fail(folder: Path):
    edit_both(folder, "organisations/actiris.md", "checked_on:", "checked_on: 2001-02-03")

    result = run(folder, "--facts")

    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0].startswith(
        f"{folder}/fr/organisations/mission-locale-forest.md:13: never confirmed, low confidence"
    )
    assert lines[1].startswith(f"{folder}/fr/organisations/actiris.md:13: checked on 2001-02-03, overdue by ")


def test_the_calls_to_make_name_whom_to_ask_what():
    pages = json.loads(run(SHIPPED, "--to-confirm", "--json").stdout)
    forest = next(page for page in pages if page.startswith("# Appeler : Mission Locale de Forest"))

    for line in (
        "- Téléphone : 02 349 82 10",
        "- [ ] téléphone : 02 349 82 10",
        "- [ ] heures d'ouverture",
        "- [ ] Quels papiers faut-il apporter au premier rendez-vous ?",
        "- [ ] Une personne en retard est-elle encore reçue ? Jusqu'à combien de minutes ?",
        "- [ ] Peut-on venir avec quelqu'un ?",
        "- [ ] Y a-t-il un interprète, ou quelqu'un qui parle d'autres langues ?",
        "- [ ] Peut-on venir sans rendez-vous ? Quels jours, à quelles heures ?",
    ):
        assert line in forest.splitlines()
    assert any(page.startswith("# Bellen: VDAB Brussel") for page in pages)
    assert not any("OOTB" in page.splitlines()[0] for page in pages)


def test_the_page_of_rules_is_up_to_date():
    page = (ROOT / "docs/rules.md").read_text(encoding="utf-8")

    assert page == rules_page(RULES.values()), "write it anew: python -m bot check --rules > docs/rules.md"


def test_there_are_at_least_forty_rules_in_five_families():
    families = {code[:2] for code in RULES}

    assert families == {"C1", "C2", "C3", "C4", "C5"}
    assert len(RULES) >= 40
    for rule in RULES.values():
        assert rule.title
        assert rule.explanation.endswith((".", "…", "`", "alone"))
