"""The advice: the first row that holds, then the next with another office."""

from __future__ import annotations

import pytest

from bot.content.conditions import holds
from bot.content.model import CommuneOffice, Content, OrganisationWords
from bot.content.places.distances import distance_km, nearest_mission_locales, point_of
from bot.content.recommend import Advice, recommend
from bot.content.ways_in import has_way_in
from tests.content.small_content import a_commune, a_row, an_organisation, content_of

NO_STREET = dict.fromkeys(("fr", "nl"), OrganisationWords("x", "Aide."))
FOREST, JETTE, LAEKEN, CENTRE = (50.8091, 4.3178), (50.8778, 4.3261), (50.8834, 4.3487), (50.8466, 4.3517)


def brussels(*rows: object, **changes: object) -> Content:
    return content_of(
        organisations=(
            an_organisation("ml-forest", point=FOREST, commune="forest"),
            an_organisation("ml-centre", point=None, commune="bruxelles", postcode="1000"),
            an_organisation("ml-mute", point=JETTE, phone="", allows="may_book"),
            an_organisation("actiris", "public-employment-service"),
            an_organisation("cpas-ocmw", "cpas", phone="", offices=(CommuneOffice("forest", "Rue", "1190", "02 3"),)),
        ),
        communes=(
            a_commune("forest", "1190", FOREST, "ml-forest"),
            a_commune("jette", "1090", JETTE),
            a_commune(
                "bruxelles",
                "1000",
                CENTRE,
                "ml-centre",
                postcodes=("1000", "1020"),
                points={"1000": CENTRE, "1020": LAEKEN},
            ),
        ),
        recommendations=rows,  # type: ignore[arg-type]
    )


OTHERWISE = a_row("otherwise", 99, "actiris")


def test_the_first_row_that_holds_is_the_advice_and_the_next_with_another_office_the_second():
    content = brussels(
        a_row("own", 10, "mission-locale-of-commune", commune=("any",)),
        a_row("same-again", 20, "ml-forest", commune=("forest",)),
        a_row("everybody", 30, "actiris", commune=("any",)),
        OTHERWISE,
    )

    assert recommend(content, {"commune": "forest"}) == (Advice("own", "ml-forest"), Advice("everybody", "actiris"))


def test_a_commune_without_a_mission_locale_gets_the_nearest_with_its_distance():
    content = brussels(
        a_row("own", 10, "mission-locale-of-commune", commune=("any",)),
        a_row("near", 20, "nearest-mission-locale", commune=("any",)),
        a_row("near-2", 30, "second-nearest-mission-locale", commune=("any",)),
        OTHERWISE,
    )

    first, second = recommend(content, {"commune": "jette"})

    # The mute one stands in Jette itself, but there is no way to reach it.
    assert (first.recommendation, first.organisation) == ("near", "ml-centre")
    assert first.distance_km == pytest.approx(distance_km(JETTE, CENTRE))
    assert (second.recommendation, second.organisation) == ("near-2", "ml-forest")
    assert second.distance_km == pytest.approx(7.66, abs=0.01)


def test_the_welfare_office_is_that_of_the_commune():
    content = brussels(a_row("money", 10, "cpas-of-commune", need=("money",)), OTHERWISE)

    assert recommend(content, {"commune": "forest", "need": "money"})[0] == Advice("money", "cpas-ocmw")
    assert recommend(content, {"commune": "jette", "need": "money"}) == (Advice("otherwise", "actiris"),)


def test_somebody_of_whom_nothing_is_known_gets_what_holds_for_unknown():
    content = brussels(a_row("own", 10, "mission-locale-of-commune", commune=("any",)), OTHERWISE)

    for answers in ({}, {"commune": ""}, {"commune": "-"}, {"commune": "unknown"}, {"commune": "outside"}):
        assert recommend(content, answers) == (Advice("otherwise", "actiris"),)


@pytest.mark.parametrize(
    ("values", "answer", "expected"),
    [
        (("forest",), "forest", True),
        (("forest",), "jette", False),
        (("bruxelles",), "bruxelles/1020", True),
        (("bruxelles/1020",), "bruxelles/1020", True),
        (("bruxelles/1020",), "bruxelles", False),
        (("any",), "forest", True),
        (("any",), "outside", True),
        (("any",), "unknown", False),
        (("any", "unknown"), "", True),
        (("any",), "-", False),
        (("unknown",), "unknown", True),
        (("unknown",), "forest", False),
    ],
)
def test_a_condition_holds_for_its_values_alone(values: tuple[str, ...], answer: str, expected: bool):
    assert holds({"commune": values}, {"commune": answer}) is expected


def test_all_questions_of_a_condition_must_hold():
    when = {"commune": ("forest",), "registered": ("no", "unknown")}

    assert holds(when, {"commune": "forest"}) is True
    assert holds(when, {"commune": "forest", "registered": "yes"}) is False
    assert holds({}, {}) is True


def test_the_nearest_are_sorted_by_great_circle_and_may_be_limited_to_those_with_a_phone():
    content = brussels()

    assert [found for found, _ in nearest_mission_locales(content, JETTE)] == ["ml-mute", "ml-centre", "ml-forest"]
    assert [found for found, _ in nearest_mission_locales(content, JETTE, only_with_phone=True)] == [
        "ml-centre",
        "ml-forest",
    ]
    # Brussels to Antwerp, cathedral to cathedral: 41 km.
    assert distance_km((50.8478, 4.3603), (51.2203, 4.4015)) == pytest.approx(41.5, abs=0.3)


def test_the_point_of_a_place_is_that_of_its_postcode():
    content = brussels()

    assert [point_of(content, value) for value in ("bruxelles", "bruxelles/1020", "bruxelles/9999")] == [
        CENTRE,
        LAEKEN,
        CENTRE,
    ]
    assert [point_of(content, value) for value in ("outside", "unknown", "")] == [None, None, None]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"allows": "phone"}, True),
        ({"allows": "phone", "phone": ""}, False),
        ({"allows": "phone", "phone": "", "mobile": "0470 1"}, True),
        ({"allows": "may_book"}, True),
        ({"allows": "may_book", "phone": ""}, False),
        ({"allows": "walk_in", "phone": ""}, True),
        ({"allows": "walk_in", "phone": "", "words": NO_STREET}, False),
        ({"allows": "none"}, False),
        ({"status": "former"}, False),
    ],
)
def test_a_way_in_is_a_number_or_a_door_that_may_be_offered(changes: dict[str, object], expected: bool):
    assert has_way_in(an_organisation("x", **changes)) is expected
