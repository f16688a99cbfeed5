"""The proof: every kind of person reaches two offices, or is shown."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.content.checks.coverage import (
    OTHER,
    Hole,
    TooManyClassesError,
    classes_of,
    coverage_problems,
    describe,
    find_holes,
    needless,
)
from bot.content.conditions import holds
from bot.content.model import Content, Recommendation
from tests.content.small_content import (
    COMMUNE_QUESTION,
    a_choice_question,
    a_commune,
    a_row,
    an_organisation,
    content_of,
)

ROWS = (
    a_row("own", 10, "mission-locale-of-commune", commune=("forest",), language=("fr", "unknown")),
    a_row("near", 20, "nearest-mission-locale", commune=("jette",), language=("fr", "unknown")),
    a_row("dutch", 30, "vdab", language=("nl",)),
    a_row("dutch-second", 40, "beroepenpunt", language=("nl",)),
    a_row("job", 50, "actiris", language=("fr", "unknown"), need=("job", "unknown")),
    a_row("other-need", 60, "cite", language=("fr", "unknown"), need=("training", "other")),
    a_row("otherwise", 99, "actiris"),
)


def content_with(rows: tuple[Recommendation, ...] = ROWS, **organisations: dict[str, object]) -> Content:
    defaults: dict[str, dict[str, object]] = {
        "ml-forest": {"kind": "mission-locale", "point": (50.8091, 4.3178), "languages": ("fr",)},
        "vdab": {"kind": "public-employment-service", "languages": ("nl",)},
        "beroepenpunt": {"kind": "orientation-centre"},
        "actiris": {"kind": "public-employment-service"},
        "cite": {"kind": "orientation-centre"},
    }
    found = {name: {**default, **organisations.get(name, {})} for name, default in defaults.items()}
    return content_of(
        organisations=tuple(an_organisation(name, **fields) for name, fields in found.items()),  # type: ignore[arg-type]
        communes=(
            a_commune("forest", "1190", (50.8091, 4.3178), "ml-forest"),
            a_commune("jette", "1090", (50.8778, 4.3261)),
        ),
        questions=(
            COMMUNE_QUESTION,
            a_choice_question("language", "fr", "nl"),
            a_choice_question("need", "job", "training", "other", "unknown"),
        ),
        recommendations=rows,
    )


def without(row_id: str) -> Content:
    return content_with(tuple(row for row in ROWS if row.id != row_id))


def test_complete_recommendations_have_no_hole():
    assert find_holes(content_with()) == ()
    assert coverage_problems(content_with(), Path("content")) == ()


def test_each_recommendation_is_needed():
    assert needless(content_with()) == ()


@pytest.mark.parametrize(
    ("row", "holes"),
    [
        ("own", [Hole("no second office", {"commune": ("forest",), "language": ("fr", "unknown")})]),
        ("near", [Hole("no second office", {"commune": ("jette",), "language": ("fr", "unknown")})]),
        ("dutch", [Hole("no second office", {"language": ("nl",)})]),
        ("dutch-second", [Hole("no second office", {"language": ("nl",)})]),
        ("job", [Hole("no second office", {"language": ("fr", "unknown"), "need": (OTHER, "unknown")})]),
        ("other-need", [Hole("no second office", {"language": ("fr", "unknown"), "need": (OTHER,)})]),
    ],
)
def test_deleting_a_recommendation_leaves_a_hole(row: str, holes: list[Hole]):
    assert list(find_holes(without(row))) == holes


def test_without_any_recommendation_nobody_reaches_an_office():
    assert find_holes(content_with(())) == (Hole("no office", {}),)


def test_an_empty_office_is_no_hole_while_a_neighbour_has_a_phone():
    mute: dict[str, object] = {"phone": "", "allows": "may_book"}

    assert Hole("no way in", {"commune": ("forest",), "language": ("fr", "unknown")}) in find_holes(
        content_with(**{"ml-forest": mute})
    )
    neighbour = an_organisation("ml-jette", point=(50.8778, 4.3261), commune="jette")
    content = content_with(**{"ml-forest": mute})
    content = replace(content, organisations={**content.organisations, "ml-jette": neighbour})
    assert not [hole for hole in find_holes(content) if hole.reason == "no way in"]


def test_whoever_chose_dutch_is_not_sent_first_to_an_office_that_works_in_french():
    rows = (
        a_row("everybody", 5, "ml-forest", commune=("any",)),
        a_row("all", 6, "actiris", commune=("any",)),
        ROWS[-1],
    )

    assert find_holes(content_with(rows)) == (Hole("another language", {"language": ("nl",)}),)


def test_a_condition_on_a_place_of_a_commune_is_a_class_of_its_own():
    brussels = a_commune(
        "bruxelles", "1000", (50.8466, 4.3517), postcodes=("1000", "1020"), points={"1000": (50.8466, 4.3517)}
    )
    content = content_of(
        communes=(brussels,),
        organisations=(an_organisation("a", "x"), an_organisation("b", "x")),
        recommendations=(a_row("r", 1, "a", commune=("any",)), a_row("s", 2, "b", commune=("bruxelles/1020",))),
    )

    assert find_holes(content) == (Hole("no second office", {"commune": ("bruxelles",)}),)


def test_the_classes_are_the_values_named_the_rest_and_unknown():
    content = content_with(tuple(row for row in ROWS if row.id != "other-need"))

    assert classes_of(content) == {
        "commune": ("forest", "jette", "outside", "unknown"),
        "language": ("fr", "nl", "unknown"),
        "need": ("job", OTHER, "unknown"),
    }


def test_the_proof_agrees_with_trying_every_person_one_by_one():
    content = without("near")
    choices = {question.id: [choice.id for choice in question.choices] for question in content.questions.values()}
    left_out = set()
    for commune in content.communes:
        for language in (*choices["language"], "unknown"):
            for need in choices["need"]:
                answers = {"commune": commune, "language": language, "need": need}
                shown = {
                    {"mission-locale-of-commune": content.communes[commune].mission_locale}.get(row.show, row.show)
                    for row in content.recommendations
                    if row.id != "otherwise" and holds(row.when, answers)
                }
                if len(shown - {""}) < 2:
                    left_out.add((commune, language, need))

    (hole,) = find_holes(content)
    assert left_out == {
        (commune, language, need)
        for commune in hole.people["commune"]
        for language in hole.people["language"]
        for need in choices["need"]
    }


def test_too_many_values_are_an_error_that_names_the_question():
    many = a_choice_question("age", *(f"a{number}" for number in range(60_000)))
    content = content_with((a_row("x", 1, "actiris", age=tuple(choice.id for choice in many.choices)), ROWS[-1]))
    content = replace(content, questions={**content.questions, "age": many})

    with pytest.raises(TooManyClassesError) as refused:
        find_holes(content)
    assert refused.value.question == "age"
    (problem,) = coverage_problems(content, Path("content"))
    assert (problem.path, problem.code) == ("content/fr/questions/age.md", "C203")


def test_a_hole_is_shown_as_a_person():
    content = without("near")

    assert describe(content, find_holes(content)[0]) == "somebody who lives in Jette; Language: FR or not known"
    assert [str(problem) for problem in coverage_problems(content, Path("content"))] == [
        "content/fr/recommendations/otherwise.md:1: C204 somebody who lives in Jette; Language: FR or not known: "
        "has no second office before `otherwise`"
    ]


def test_a_recommendation_that_nobody_would_miss_is_named():
    content = content_with((*ROWS[:-1], a_row("again", 70, "beroepenpunt", language=("nl",)), ROWS[-1]))

    assert [(problem.path, problem.code) for problem in coverage_problems(content, Path("content"))] == [
        ("content/fr/recommendations/dutch-second.md", "C205"),
        ("content/fr/recommendations/again.md", "C205"),
    ]


def test_every_shipped_recommendation_is_needed_and_nobody_is_left_out(shipped: Content):
    assert [describe(shipped, hole) for hole in find_holes(shipped)] == []
    assert needless(shipped) == ()
