"""Every C1xx rule: its defect planted in the shipped content is found on its line, a near miss is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content.checks.structure_rules import STRUCTURE_RULES
from bot.content.library import read_library
from bot.content.transcripts import parse_transcript
from tests.content.planting import SHIPPED, Defect, Edit, Table, anew, both, gone, one

ANSWER, ASKS, ACTIRIS = "answers/debts.md", "answers/debts.ask.md", "organisations/actiris.md"
FR, NL = f"fr/{ANSWER}", f"nl/{ANSWER}"
OTHERWISE = "fr/recommendations/otherwise.md"
TEXT = (SHIPPED / FR).read_text(encoding="utf-8")
TRANSCRIPT = "---\nid: planted\nnow: 2026-11-23 09:00\n---\n> /start\nBonjour !…\n"

DEFECTS = [
    Defect("C101", (Edit(NL, "", None),), FR, "---", gone(ASKS)),
    Defect(
        "C102",
        one(f"nl/{ACTIRIS}", "phone: 0800 35 123", "phone: 0800 35 321"),
        f"nl/{ACTIRIS}",
        "phone: 0800",
        both(ACTIRIS, "phone: 0800 35 123", "phone: 0800 35 321"),
    ),
    Defect("C103", both(ANSWER, "id: debts", "id: debt"), FR, "id: debt", both(ANSWER, "id: debts", 'id: "debts"')),
    Defect(
        "C104",
        both(ANSWER, "checked_on:", "chekced_on:"),
        FR,
        "chekced_on",
        both(ANSWER, "checked_on:", "# looked at in March\nchecked_on:"),
    ),
    Defect(
        "C105",
        both(ANSWER, "confirm_with: cpas-ocmw", "confirm_with: cpas-ocwm"),
        FR,
        "cpas-ocwm",
        both(ANSWER, "confirm_with: cpas-ocmw", "confirm_with: actiris"),
    ),
    Defect(
        "C106",
        one(NL, "{#more}", "{#plus}"),
        NL,
        "{#plus}",
        one(NL, "## Meer weten {#more}", "## Meer hierover {#more}"),
    ),
    Defect(
        "C107",
        anew("answers/Prix_.md", TEXT.replace("id: debts", "id: Prix_")),
        "fr/answers/Prix_.md",
        "---",
        anew("answers/prix-2.md", TEXT.replace("id: debts", "id: prix-2")),
    ),
    Defect(
        "C108",
        both(ANSWER, "check_every: ", "check_every: six months # "),
        FR,
        "six months",
        both(ANSWER, "check_every: ", "check_every: 12 days # "),
    ),
    Defect(
        "C109",
        both(ANSWER, "{#more}", "{#more}\n{phone:cite-des-metiers-bruxelles}"),
        FR,
        "{phone:cite",
        both(ANSWER, "{#more}", "{#more}\n{website:cite-des-metiers-bruxelles}"),
    ),
    Defect(
        "C110",
        both(ACTIRIS, "confidence: high\n", ""),
        f"fr/{ACTIRIS}",
        "---",
        both(ACTIRIS, "access:", "# access:"),
    ),
    Defect(
        "C111",
        (Edit(FR, None, TEXT.replace("button: ", "button: é").encode("latin-1", "replace")),),
        FR,
        "button:",
        (Edit(FR, None, TEXT.replace("button: ", "button: é").encode()),),
    ),
    Defect("C112", one(FR, "button: ", "button: a : "), FR, "button:", one(FR, "button: ", "button: a, ")),
    Defect(
        "C113",
        both("organisations/mission-locale-forest.md", "commune: forest", "commune: 1190"),
        "fr/organisations/mission-locale-forest.md",
        "commune: 1190",
        both("organisations/mission-locale-forest.md", "commune: forest", 'commune: "forest"'),
    ),
    Defect(
        "C114",
        both(ACTIRIS, "status: active", "status: active\nstatus: former"),
        f"fr/{ACTIRIS}",
        "status: former",
        both(ACTIRIS, "status: active", "status: active\n# status: former"),
    ),
    Defect(
        "C115",
        both(ACTIRIS, "status: ", "status:\t"),
        f"fr/{ACTIRIS}",
        "status:\t",
        both(ACTIRIS, "status: ", "status:  "),
    ),
    Defect(
        "C116",
        (Edit(FR, None, TEXT.replace("\n", "\r\n").encode()),),
        FR,
        "---",
        (Edit(FR, None, f"{TEXT}\n\n".encode()),),
    ),
    Defect(
        "C117",
        both(ANSWER, "{#more}", ""),
        FR,
        "## En savoir plus",
        both(ANSWER, "{#more}", "{#more}\nX.\n\n## Y {#why-2}"),
    ),
    Defect(
        "C118",
        one(f"fr/{ASKS}", "- ", "- dettes {kyword}\n- "),
        f"fr/{ASKS}",
        "{kyword}",
        one(f"fr/{ASKS}", "- ", "- une dette à moi {keyword}\n- "),
    ),
    Defect(
        "C119",
        (Edit("fr/answers/debts.md.txt", None, "x"),),
        "fr/answers/debts.md.txt",
        "x",
        (Edit("fr/answers/.debts.md.swp", None, "x"),),
    ),
    Defect(
        "C121",
        (Edit(OTHERWISE, None, '---\nid: otherwise\nrank: "999"\nshow: actiris\n---\n'),),
        OTHERWISE,
        6,
        (Edit(OTHERWISE, None, '---\nid: otherwise\nrank: "999"\nshow: actiris\n---\nOui.\n'),),
    ),
    Defect(
        "C132",
        anew("conversations/planted.md", TRANSCRIPT.replace("> /start", "! the office says no")),
        "fr/conversations/planted.md",
        "! the office",
        anew("conversations/planted.md", TRANSCRIPT.replace("> /start", "> /start\n! staff cancels")),
    ),
]


def found(table: Table, edits: tuple[Edit, ...]) -> list[tuple[str, int, str]]:
    """What reading finds, transcripts included."""
    reading, names = table.planted(edits)
    problems = list(reading.loaded.problems)
    for name in names:
        if name.startswith("conversations/") and reading.library is not None:
            for page in reading.library.pages[name].values():
                problems += parse_transcript(page.raw, page.path)[1]
    return [table.short(problem) for problem in problems]


@pytest.mark.parametrize("defect", DEFECTS, ids=str)
def test_a_planted_defect_is_found_on_its_line(table: Table, defect: Defect):
    problems = found(table, defect.edits)

    assert table.place_of(defect) in problems


@pytest.mark.parametrize("defect", DEFECTS, ids=str)
def test_a_near_miss_is_not(table: Table, defect: Defect):
    assert defect.code not in [code for _, _, code in found(table, defect.near_miss)]


def test_a_folder_without_its_halves_is_found_and_one_with_them_is_not(tmp_path: Path):
    (tmp_path / "fr").mkdir()

    assert [(problem.path, problem.code) for problem in read_library(tmp_path).loaded.problems] == [
        (str(tmp_path / "nl"), "C120")
    ]
    (tmp_path / "nl").mkdir()
    assert "C120" not in [problem.code for problem in read_library(tmp_path).loaded.problems]


def test_every_rule_of_the_family_is_planted():
    assert {rule.code for rule in STRUCTURE_RULES} == {defect.code for defect in DEFECTS} - {"C132"} | {"C120"}
