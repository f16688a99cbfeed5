"""Every C2xx rule: its defect planted in the shipped content is found on its line, a near miss is not."""

from __future__ import annotations

import pytest

from bot.content.checks.check_flow import check_flow, longest_path
from bot.content.checks.coverage import coverage_problems
from bot.content.checks.flow_rules import FLOW_RULES
from bot.content.library import Library
from bot.content.model import Flow, Step
from bot.content.problems import Problem
from tests.content.planting import SHIPPED, Defect, Edit, Table, anew, both, gone

FLOW, PREPARE = "flows/office.md", "flows/prepare.md"
DEBTS, HOUSING = "answers/debts.md", "answers/housing.md"
NEW_QUESTION = (SHIPPED / "fr/questions/help-reading.md").read_text(encoding="utf-8").replace("help-reading", "planted")
VALUES = [f"a{number}" for number in range(200)]
BIG = "\n".join(
    (
        "---\nid: planted\nanswer: choice\nskip: yes\nchoices:",
        *(f"  - id: {value}\n    label: {value}" for value in VALUES),
        "recap: Age\n---\nQuel ?\n\n## W {#why}\nX.\n\n## R {#retry}\nX.\n",
    )
)
ROW = '---\nid: planted\nrank: "65"\nwhen:\n  {when}\nshow: vdab-brussel\n---\nParce que.\n'
ONE_CHOICE = (
    "---\nid: help-reading\nanswer: choice\nskip: yes\nchoices:\n  - id: yes\n    label: Oui\nrecap: Aide\n---\n"
    "Une aide ?\n\n## Pourquoi {#why}\nX.\n\n## Encore {#retry}\nX.\n"
)
OTHERWISE = "fr/recommendations/otherwise.md"
# Both answers that have a button to `complaint` lead elsewhere.
LEADS_TO_COMPLAINT = tuple(
    Edit(f"{lang}/answers/{path.name}", "  - answer: complaint", "  - human")
    for lang in ("fr", "nl")
    for path in sorted((SHIPPED / "fr/answers").glob("*.md"))
    if "  - answer: complaint\n" in path.read_text(encoding="utf-8")
)
# So that the answer is among the pages looked at.
TOUCHED = both("answers/complaint.md", "check_every:", "# asked\ncheck_every:")
DEBTS_NEXT = "  - organisation: cpas-ocmw\n  - answer: cpas-income\n  - answer: housing\n"
HOUSING_NEXT = "  - organisation: samusocial\n  - organisation: cpas-ocmw\n  - organisation: allo-aide-sociale\n"

DEFECTS = [
    Defect(
        "C201",
        anew("questions/planted.md", NEW_QUESTION),
        "fr/questions/planted.md",
        "---",
        anew("questions/planted.md", NEW_QUESTION)
        + both(PREPARE, "  - help-reading\n", "  - help-reading\n  - planted\n"),
    ),
    Defect(
        "C202",
        both(FLOW, "  - commune\n", ""),
        f"fr/{FLOW}",
        "  - ask: near",
        both(PREPARE, "  - registered\n  - need\n", "  - need\n  - registered\n"),
    ),
    Defect(
        "C203",
        anew("questions/planted.md", BIG)
        + both(PREPARE, "  - phone\n", "  - phone\n  - planted\n")
        + anew("recommendations/planted.md", ROW.format(when=f"planted: [{', '.join(VALUES)}]")),
        "fr/questions/planted.md",
        "---",
        anew("questions/planted.md", BIG)
        + both(PREPARE, "  - phone\n", "  - phone\n  - planted\n")
        + anew("recommendations/planted.md", ROW.format(when="planted: [a1, a2]")),
    ),
    Defect(
        "C204",
        gone("recommendations/vdab-dutch.md"),
        OTHERWISE,
        "---",
        both("recommendations/vdab-dutch.md", 'rank: "30"', 'rank: "31"'),
    ),
    Defect(
        "C205",
        anew("recommendations/planted.md", ROW.format(when="commune: forest")),
        "fr/recommendations/planted.md",
        "---",
        both("recommendations/vdab-dutch.md", 'rank: "30"', 'rank: "31"'),
    ),
    Defect(
        "C206",
        both("recommendations/vdab-dutch.md", 'rank: "30"', 'rank: "1000"'),
        "fr/recommendations/vdab-dutch.md",
        "---",
        both("recommendations/vdab-dutch.md", 'rank: "30"', 'rank: "31"'),
    ),
    Defect(
        "C207",
        both(FLOW, "  - need\n", "  - need\n  - phone\n"),
        f"fr/{FLOW}",
        "steps:",
        both(FLOW, "  - need\n", "  - need\n  - ask: phone\n    when: {commune: forest}\n"),
    ),
    Defect(
        "C208",
        both(DEBTS, DEBTS_NEXT, "  - answer: housing\n") + both(HOUSING, HOUSING_NEXT, "  - answer: debts\n"),
        f"fr/{DEBTS}",
        "next:",
        both(DEBTS, DEBTS_NEXT, "  - answer: housing\n")
        + both(HOUSING, HOUSING_NEXT, "  - answer: debts\n  - human\n"),
    ),
    Defect(
        "C209",
        gone("answers/complaint.ask.md") + LEADS_TO_COMPLAINT + TOUCHED,
        "fr/answers/complaint.md",
        "---",
        LEADS_TO_COMPLAINT + TOUCHED,
    ),
    Defect(
        "C210",
        both(DEBTS, "answer: housing", "answer: debts"),
        f"fr/{DEBTS}",
        "next:",
        both(DEBTS, "answer: housing", "answer: complaint"),
    ),
    Defect(
        "C210",
        both(DEBTS, "answer: housing", "answer: cpas-income"),
        f"fr/{DEBTS}",
        "next:",
        both(DEBTS, "answer: housing", "organisation: actiris"),
    ),
    Defect(
        "C211",
        anew("questions/help-reading.md", ONE_CHOICE),
        "fr/questions/help-reading.md",
        "choices:",
        anew("questions/help-reading.md", ONE_CHOICE.replace("recap", "  - id: no\n    label: Non\nrecap")),
    ),
    Defect(
        "C212",
        both("recommendations/vdab-dutch.md", 'rank: "30"', 'rank: "40"'),
        "fr/recommendations/vdab-dutch.md",
        "rank:",
        both("recommendations/vdab-dutch.md", 'rank: "30"', 'rank: "35"'),
    ),
    Defect(
        "C213",
        anew("questions/help-reading.md", ONE_CHOICE.replace("recap", "  - id: yes\n    label: Non\nrecap")),
        "fr/questions/help-reading.md",
        "choices:",
        anew("questions/help-reading.md", ONE_CHOICE.replace("recap", "  - id: no\n    label: Non\nrecap")),
    ),
]


def look(library: Library, names: tuple[str, ...]) -> list[Problem]:
    return [*check_flow(library, names), *coverage_problems(library.content, library.folder)]


def found(table: Table, edits: tuple[Edit, ...]) -> list[tuple[str, int, str]]:
    """What reading finds, and what the whole says: C201, C202 and C206 are noticed while pages are read."""
    reading, names = table.planted(edits)
    assert reading.library is not None
    problems = [*reading.loaded.problems, *look(reading.library, names)]
    return [table.short(problem) for problem in problems]


@pytest.mark.parametrize("defect", DEFECTS, ids=str)
def test_a_planted_defect_is_found_on_its_line(table: Table, defect: Defect):
    problems = found(table, defect.edits)

    assert table.place_of(defect) in problems


@pytest.mark.parametrize("defect", DEFECTS, ids=str)
def test_a_near_miss_is_not(table: Table, defect: Defect):
    assert defect.code not in [code for _, _, code in found(table, defect.near_miss)]


def test_every_rule_of_the_family_is_planted():
    assert {rule.code for rule in FLOW_RULES} == {defect.code for defect in DEFECTS}


@pytest.mark.parametrize("name", sorted(path.name for path in (SHIPPED / "fr/recommendations").glob("*.md")))
def test_deleting_any_recommendation_is_found(table: Table, name: str):
    codes = [code for _, _, code in found(table, gone(f"recommendations/{name}"))]

    assert codes.count("C206" if name == "otherwise.md" else "C204") >= 1


def test_the_longest_path_counts_only_questions_of_one_person():
    flow = Flow(
        "f",
        (
            Step("a"),
            Step("b", {"a": ("x",)}),
            Step("c", {"a": ("y",)}),
            Step("d", {"a": ("any",)}),
            Step("e", {"b": ("any",)}),
        ),
        False,
        {},
    )

    assert longest_path(flow) == 4  # a, b, d, e; c asks another person
