"""A folder of twins becomes content; each planted defect is found, with file and line, and costs only its own pair."""

from __future__ import annotations

import time
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.content.checks.rules import RULES
from bot.content.load import load
from bot.content.model import Next, NotPhrasing, Phrase, Phrasing, Section, Step
from tests.content.conftest import SHIPPED
from tests.content.small_content import edit, edit_both


def found_in(folder: Path) -> list[tuple[str, int, str]]:
    return [(problem.path.removeprefix(f"{folder}/"), problem.line, problem.code) for problem in load(folder).problems]


def test_the_small_content_has_no_problem(folder: Path):
    assert load(folder).problems == ()


def test_an_answer_is_built_with_its_words_and_phrasings(folder: Path):
    content = load(folder).content

    assert content is not None
    answer = content.answers["cost"]
    assert answer.freshness.checked_on == date(2026, 3, 2)
    assert answer.freshness.check_every == timedelta(days=180)
    assert answer.freshness.confirm_with == "actiris"
    assert answer.next == (Next("book"), Next("answer", "cost"))
    assert answer.words["nl"].sections == (Section("more", "Plus nl", "Suite nl."),)
    assert answer.asks[:2] == (
        Phrasing("combien ça coûte fr cost", "fr", "how-much", "plain"),
        Phrasing("prix cost", "fr", "how-much", "keyword"),
    )
    assert answer.nots == tuple(NotPhrasing("combien on gagne", lang, "first-reception") for lang in ("fr", "nl"))


def test_the_other_kinds_are_built(folder: Path):
    content = load(folder).content

    assert content is not None
    assert content.site.human == ("actiris",)
    assert content.site.operator == {"fr": "Exemple fr", "nl": "Exemple nl"}
    assert content.phrases["fr"]["common.days"] == Phrase(one="{count} jour", other="{count} jours")
    assert content.phrases["nl"]["common.hello"] == Phrase("Bonjour {first_name} (nl).")
    assert content.flows["office"].steps == (Step("commune"), Step("language", {"commune": ("any",)}))
    assert content.flows["office"].recap is True
    assert [choice.id for choice in content.questions["language"].choices] == ["fr", "nl"]
    assert content.questions["commune"].words["nl"].why == "Pour trouver un bureau (nl)."
    assert [row.id for row in content.recommendations] == ["own", "general", "otherwise"]
    assert content.organisations["mission-locale-forest"].point == (50.8091, 4.3178)
    assert content.communes["jette"].points == {"1090": (50.8091, 4.3178)}
    assert [line.text for line in content.words["universal"][0].lines] == ["menu", "accueil", "menu", "accueil"]
    assert content.conversations["first"]["nl"] == "> Bonjour nl\n"


# name, what stands there, what an editor makes of it (in both twins), and where the defect is found
IN_BOTH = [
    ("answers/cost.md", "id: cost", "id: price", "fr/answers/cost.md", 2, "C103"),
    ("answers/cost.md", "checked_on:", "chekced_on:", "fr/answers/cost.md", 5, "C104"),
    ("answers/cost.md", "confidence: medium\n", "", "fr/answers/cost.md", 1, "C110"),
    ("answers/cost.md", "2026-03-02", "02/03/2026", "fr/answers/cost.md", 5, "C108"),
    ("answers/cost.md", "2026-03-02", "2026-02-30", "fr/answers/cost.md", 5, "C108"),
    ("answers/cost.md", "180 days", "six months", "fr/answers/cost.md", 6, "C108"),
    ("answers/cost.md", "confidence: medium", "confidence: sure", "fr/answers/cost.md", 7, "C108"),
    ("answers/cost.md", "volatile: no", "volatile: false", "fr/answers/cost.md", 8, "C108"),
    ("answers/cost.md", "  - book", "  - boook", "fr/answers/cost.md", 11, "C108"),
    ("answers/cost.md", "confirm_with: actiris", "confirm_with: actris", "fr/answers/cost.md", 9, "C105"),
    ("answers/cost.md", "  - answer: cost", "  - answer: costs", "fr/answers/cost.md", 12, "C105"),
    ("answers/cost.md", "{phone:actiris}", "{phone:actris}", "fr/answers/cost.md", 16, "C105"),
    ("answers/cost.md", "{phone:actiris}", "{telephone:actiris}", "fr/answers/cost.md", 16, "C109"),
    ("answers/cost.md", "{phone:actiris}", "{phone: actiris}", "fr/answers/cost.md", 16, "C109"),
    ("answers/cost.md", "{phone:actiris}", "{website:actiris}", "fr/answers/cost.md", 16, "C109"),
    ("answers/cost.md", "{phone:actiris}", "{first_name}", "fr/answers/cost.md", 16, "C109"),
    ("answers/cost.md", "sources:\n  - https://www.example.org/cost", "sources: x", "fr/answers/cost.md", 3, "C108"),
    ("answers/cost.ask.md", "- prix cost", "prix cost", "fr/answers/cost.ask.md", 6, "C118"),
    ("answers/cost.ask.md", "{keyword}", "{kyword}", "fr/answers/cost.ask.md", 6, "C118"),
    ("answers/cost.ask.md", " → first-reception", "", "fr/answers/cost.ask.md", 9, "C118"),
    ("answers/cost.ask.md", " → first-reception", " → reception", "fr/answers/cost.ask.md", 9, "C105"),
    (
        "organisations/actiris.md",
        "phone: 0800 35 123",
        "phone: see the website",
        "fr/organisations/actiris.md",
        9,
        "C108",
    ),
    ("organisations/actiris.md", "Mo-Fr 09:00-12:30", "Mo-Fr 9-12", "fr/organisations/actiris.md", 10, "C108"),
    ("organisations/actiris.md", "allows: phone", "allows: slots", "fr/organisations/actiris.md", 11, "C108"),
    ("organisations/actiris.md", 'lat: "50.8091"', 'lat: "4.8091"', "fr/organisations/actiris.md", 7, "C108"),
    ("organisations/actiris.md", "[fr, nl]", "[fr, en]", "fr/organisations/actiris.md", 4, "C108"),
    (
        "organisations/mission-locale-forest.md",
        "commune: forest",
        "commune: 1190",
        "fr/organisations/mission-locale-forest.md",
        5,
        "C113",
    ),
    ("communes/jette.md", 'postcodes: ["1090"]', 'postcodes: ["1090", "1091"]', "fr/communes/jette.md", 6, "C108"),
    ("communes/jette.md", "mission_locale: mission", "mission_locale: mision", "fr/communes/jette.md", 10, "C105"),
    ("questions/language.md", "answer: choice", "answer: date", "fr/questions/language.md", 3, "C108"),
    ("questions/language.md", "    label: Français\n", "", "fr/questions/language.md", 6, "C110"),
    ("flows/office.md", "  - commune", "  - comune", "fr/flows/office.md", 4, "C105"),
    ("flows/office.md", "{commune: any}", "{commune: 1190}", "fr/flows/office.md", 6, "C113"),
    ("flows/office.md", "  - commune\n", "", "fr/flows/office.md", 4, "C202"),
    ("recommendations/own.md", "{commune: forest}", "{language: de}", "fr/recommendations/own.md", 4, "C105"),
    (
        "recommendations/own.md",
        "mission-locale-of-commune",
        "mission-locale-of-comune",
        "fr/recommendations/own.md",
        5,
        "C105",
    ),
    ("recommendations/own.md", 'rank: "10"', 'rank: "first"', "fr/recommendations/own.md", 3, "C108"),
    ("recommendations/own.md", 'rank: "10"', 'rank: "100"', "fr/recommendations/own.md", 1, "C206"),
    (
        "recommendations/otherwise.md",
        "show:",
        "when: {commune: any}\nshow:",
        "fr/recommendations/otherwise.md",
        4,
        "C206",
    ),
    ("phrases/common.md", "one: {count} jour\n", "", "fr/phrases/common.md", 8, "C108"),
    ("site.md", "[actiris]", "[actris]", "fr/site.md", 3, "C105"),
]


@pytest.mark.parametrize(("name", "old", "new", "path", "line", "code"), IN_BOTH)
def test_a_defect_is_found_where_it_is(folder: Path, name: str, old: str, new: str, path: str, line: int, code: str):
    edit_both(folder, name, old, new)

    assert (path, line, code) in found_in(folder)


# name, what stands in the Dutch twin, what an editor makes of it there alone, and where the defect is found
IN_ONE = [
    ("answers/cost.md", "180 days", "90 days", "nl/answers/cost.md", 6, "C102"),
    ("answers/cost.md", "  - book", "  - human", "nl/answers/cost.md", 11, "C102"),
    ("answers/cost.md", "{#more}", "{#plus}", "nl/answers/cost.md", 18, "C106"),
    ("answers/cost.md", "{phone:actiris}", "0800", "fr/answers/cost.md", 16, "C109"),
    ("answers/cost.md", "Suite nl.", "", "nl/answers/cost.md", 18, "C121"),
    ("answers/cost.md", "Bouton nl", "", "nl/answers/cost.md", 14, "C108"),
    ("questions/language.md", "  - id: nl", "  - id: vl", "nl/questions/language.md", 5, "C106"),
    ("phrases/common.md", "{first_name}", "", "nl/phrases/common.md", 4, "C109"),
    ("phrases/common.md", "{#hello}", "{#hallo}", "nl/phrases/common.md", 4, "C106"),
    ("organisations/actiris.md", "street: Rue nl 1\n", "", "nl/organisations/actiris.md", 1, "C106"),
    ("words/universal.md", "{#menu}", "{#start}", "fr/words/universal.md", 4, "C106"),
    ("recommendations/own.md", "Parce que (nl).", "", "nl/recommendations/own.md", 7, "C121"),
    ("recommendations/own.md", "Parce que (nl).", "Omdat {x}.", "fr/recommendations/own.md", 7, "C109"),
]


@pytest.mark.parametrize(("name", "old", "new", "path", "line", "code"), IN_ONE)
def test_twins_that_drift_apart_are_found(folder: Path, name: str, old: str, new: str, path: str, line: int, code: str):
    edit(folder / "nl" / name, old, new)

    assert (path, line, code) in found_in(folder)


def test_a_difference_names_both_places(folder: Path):
    edit(folder / "nl/organisations/actiris.md", "0800 35 123", "0800 35 321")

    (problem,) = load(folder).problems
    assert str(problem) == (
        f'{folder}/nl/organisations/actiris.md:9: C102 phone is "0800 35 321", '
        f'but {folder}/fr/organisations/actiris.md:9 says "0800 35 123"; write the same in both'
    )


def test_a_misspelt_key_is_answered_with_the_one_that_was_meant(folder: Path):
    edit_both(folder, "answers/cost.md", "confirm_with", "confirm_whit")

    assert "confirm_whit is not a key of this page (did you mean confirm_with?)" in [
        problem.message for problem in load(folder).problems
    ]


def test_a_postcode_for_a_commune_is_answered_with_the_commune(folder: Path):
    edit_both(folder, "organisations/mission-locale-forest.md", "commune: forest", "commune: 1190")

    (problem,) = load(folder).problems
    assert problem.message == "commune 1190 is a postcode; write forest"


def test_a_missing_twin_is_found(folder: Path):
    (folder / "nl/answers/cost.ask.md").unlink()

    assert found_in(folder) == [("fr/answers/cost.ask.md", 1, "C101")]


def test_a_page_with_an_error_is_left_out_alone(folder: Path):
    edit(folder / "fr/answers/cost.md", "title:", "title: a :")

    loaded = load(folder)

    assert [problem.code for problem in loaded.problems] == ["C112"]
    assert loaded.content is not None
    assert list(loaded.content.answers) == ["first-reception"]


def test_a_help_line_of_one_language_may_stand_in_that_language_alone(folder: Path):
    for lang in ("fr", "nl"):
        path = folder / lang / "organisations/actiris.md"
        twin = folder / lang / "organisations/awel.md"
        twin.write_text(path.read_text().replace("id: actiris", "id: awel").replace("[fr, nl]", "[nl]"))
    edit(folder / "nl/answers/cost.md", "Suite nl.", "Bel {phone:awel}.")

    assert load(folder).problems == ()


def test_a_missing_folder_is_a_problem(tmp_path: Path):
    loaded = load(tmp_path / "contnt")

    assert loaded.content is None
    assert [str(problem) for problem in loaded.problems] == [
        f"{tmp_path}/contnt:1: C120 there is no such folder; give the folder that holds fr and nl"
    ]


def test_stray_files_are_named_and_hidden_ones_are_not(folder: Path):
    (folder / "fr/answers/cost.md.txt").write_text("x")
    (folder / "fr/awnsers").mkdir()
    (folder / "fr/answers/.cost.md.swp").write_bytes(b"\x00")
    (folder / "fr/answers/cost.md~").write_text("x")

    assert found_in(folder) == [("fr/answers/cost.md.txt", 1, "C119"), ("fr/awnsers", 1, "C119")]


def test_a_file_name_that_is_no_id_is_found(folder: Path):
    for lang in ("fr", "nl"):
        (folder / lang / "answers/cost.md").rename(folder / lang / "answers/Coût.md")

    assert ("fr/answers/Coût.md", 1, "C107") in found_in(folder)


def test_without_otherwise_the_list_is_not_complete(folder: Path):
    for lang in ("fr", "nl"):
        (folder / lang / "recommendations/otherwise.md").unlink()

    assert found_in(folder) == [("fr/recommendations/otherwise.md", 1, "C206")]


def test_the_fingerprint_follows_every_file_and_nothing_else(folder: Path):
    def fingerprint() -> str:
        content = load(folder).content
        assert content is not None
        return content.fingerprint

    before = fingerprint()
    assert fingerprint() == before
    edit(folder / "nl/conversations/first.md", "nl", "nl!")
    assert fingerprint() != before


def test_the_same_files_give_the_same_content(folder: Path):
    assert load(folder) == load(folder)


def test_each_rule_is_registered_under_its_own_code_with_examples():
    assert RULES["C113"].title == "Not one of the 19 communes"
    for code, rule in RULES.items():
        assert rule.code == code
        assert rule.explanation
        assert rule.wrong != rule.right


def test_the_shipped_content_loads_without_errors_and_fast():
    start = time.perf_counter()
    loaded = load(SHIPPED)
    seconds = time.perf_counter() - start

    assert [str(problem) for problem in loaded.errors] == []
    assert seconds < 2
