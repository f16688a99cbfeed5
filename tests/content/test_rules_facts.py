"""Every C5xx rule: its defect planted in the shipped content is found on its line, a near miss is not."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from bot.content.checks.ageing import old_facts, summary
from bot.content.checks.check_facts import check_facts
from bot.content.checks.fact_rules import FACT_RULES
from bot.content.library import Library
from bot.content.problems import Problem
from tests.content.planting import SHIPPED, TODAY, Defect, Edit, Table, both

ANSWER, ACTIRIS, FOREST = "answers/debts.md", "organisations/actiris.md", "organisations/mission-locale-forest.md"
IXELLES, WERKWINKEL = "organisations/mission-locale-ixelles.md", "organisations/werkwinkel-anderlecht.md"
CPAS, AWEL, COMMUNE = "organisations/cpas-ocmw.md", "organisations/awel.md", "communes/forest.md"
OTHERWISE = "recommendations/otherwise.md"
PHONE = "phone: 02 349 82 10"
TO_CONFIRM, UNKNOWN = "to_confirm: [phone, address]", "unknown: [opening_hours, first_appointment]"
HOURS = 'opening_hours: "Mo-Fr 09:00-12:00"\n'


def found_in(code: str, name: str, old: str, wrong: str, right: str, marker: str = "") -> Defect:
    """`old` becomes `wrong` in both twins, or `right`; found where `marker` stands, usually where `wrong` begins."""
    return Defect(code, both(name, old, wrong), f"fr/{name}", marker or wrong.split("\n")[0], both(name, old, right))


def without_sources(name: str) -> tuple[Edit, ...]:
    texts = {lang: (SHIPPED / lang / name).read_text(encoding="utf-8") for lang in ("fr", "nl")}
    listed = re.compile(r"^sources:\n(?:  - .*\n)+", re.MULTILINE)
    return tuple(Edit(f"{lang}/{name}", None, listed.sub("sources: []\n", text)) for lang, text in texts.items())


DEFECTS = [
    found_in("C501", FOREST, PHONE, "phone: 02 349 82 1", "phone: +32 2 349.82.11"),
    found_in("C501", FOREST, PHONE, "phone: 01 23 45 67 89", "phone: 0476 68 07 94"),
    found_in("C501", AWEL, 'phone: "102"', 'phone: "10"', 'phone: "1020"'),
    found_in("C501", CPAS, "phone: 02 529 41 20", "phone: 02 529 41", "phone: 02 529 41 21", "phone: 02 529 41"),
    found_in("C502", FOREST, "website: https:", "website: http:", "website: https:"),
    found_in(
        "C503", ACTIRIS, "08:30-16:30", "08:30-16:30; We 18:00-19:00", "08:30-16:30; Sa 10:00-12:00", "phone_hours:"
    ),
    Defect(
        "C504", without_sources(FOREST), f"fr/{FOREST}", "sources:", both(FOREST, "sources:\n", "sources:  # two\n")
    ),
    found_in("C505", FOREST, 'postcode: "1190"', 'postcode: "1180"', 'postcode: "1190"  # Vorst'),
    found_in("C505", FOREST, 'postcode: "1190"', 'postcode: "1191"', 'postcode: "1190"  # Vorst'),
    found_in("C505", IXELLES, "commune: ixelles", "commune: forest", "commune: bruxelles", "postcode:"),
    found_in("C505", WERKWINKEL, '["1060",', '["1065",', '["1210",', "serves_postcodes"),
    found_in("C505", CPAS, 'postcode: "1070"', 'postcode: "1080"', 'postcode: "1070"  # one', "phone: 02 529 41 20"),
    found_in("C506", WERKWINKEL, "allows: none", "allows: walk_in", "allows: none  # walk_in"),
    found_in(
        "C506",
        WERKWINKEL,
        "allows: none",
        'lat: "50.8381"\nlon: "4.3124"\nallows: none',
        "allows: none  # lat, lon",
    ),
    found_in("C506", OTHERWISE, "show: actiris", "show: werkwinkel-anderlecht", "show: vdab-brussel"),
    found_in(
        "C507", FOREST, "allows:", f"{HOURS}allows:", HOURS.replace("opening", "phone") + "allows:", "opening_hours:"
    ),
    Defect(
        "C507",
        both(FOREST, "allows:", f"{HOURS}allows:"),
        f"fr/{FOREST}",
        "opening_hours:",
        (
            *both(FOREST, "allows:", f"{HOURS}allows:"),
            *both(FOREST, "checked_on:", "checked_on: 2026-11-20"),
            *both(FOREST, UNKNOWN, "unknown: []"),
        ),
    ),
    found_in("C508", ANSWER, "checked_on:", "checked_on: 2026-11-24", "checked_on: 2026-11-23"),
    found_in("C509", FOREST, PHONE, "phone: 0800/35.123", "phone: 0800 35 124"),
    found_in("C510", ANSWER, "confirm_with: cpas-ocmw", "confirm_with: trace-brussel", "confirm_with: actiris"),
    found_in("C511", WERKWINKEL, "allows: none", "allows: phone", "allows: may_book"),
    found_in("C511", "organisations/febio.md", "allows: none", "allows: walk_in", "allows: none  # walk_in"),
    found_in("C512", FOREST, UNKNOWN, "unknown: [phone]", "unknown: [mobile]"),
    found_in("C512", FOREST, UNKNOWN, "unknown: [address]", "unknown: [antenna]"),
    found_in("C513", FOREST, TO_CONFIRM, "to_confirm: [mobile]", "to_confirm: [website]"),
    found_in(
        "C514",
        COMMUNE,
        "mission_locale: mission-locale-forest",
        "mission_locale: mission-locale-ixelles",
        "mission_locale: ",
    ),
    found_in(
        "C514",
        COMMUNE,
        "werkwinkel: werkwinkel-anderlecht",
        "werkwinkel: vdab-brussel",
        "werkwinkel: werkwinkel-sint-joost",
    ),
    Defect(
        "C515",
        both("communes/jette.md", 'postcodes: ["1090"]', 'postcodes: ["1090", "1083"]')
        + both("communes/jette.md", "points:\n", 'points:\n  - postcode: "1083"\n    lat: "50.87"\n    lon: "4.31"\n'),
        "fr/communes/jette.md",
        "postcodes:",
        both("communes/jette.md", "shared_postcodes: []", 'shared_postcodes: ["1083"]'),
    ),
    found_in("C516", FOREST, "email: info@", "email: info at ", "email: bonjour@"),
    Defect(
        "C517",
        both(ANSWER, "volatile: no", "volatile: yes"),
        f"fr/{ANSWER}",
        "check_every:",
        both(ANSWER, "volatile: no", "volatile: yes") + both(ANSWER, "365 days", "90 days"),
    ),
    found_in("C518", ANSWER, "organisation: cpas-ocmw", "organisation: ootb", "organisation: trace-brussel"),
    found_in("C518", OTHERWISE, "show: actiris", "show: ootb", "show: vdab-brussel"),
    found_in("C519", FOREST, 'lat: "50.8091"', 'lat: "50.9091"', 'lat: "50.8150"'),
    found_in("C520", AWEL, "emergency: no", "emergency: yes", "emergency: no  # yes"),
    found_in("C520", "organisations/112.md", "emergency: yes", "emergency: no", "emergency: yes  # no"),
]


def look(library: Library, names: tuple[str, ...]) -> list[Problem]:
    return list(check_facts(library, TODAY, names))


@pytest.mark.parametrize("defect", DEFECTS, ids=str)
def test_a_planted_defect_is_found_on_its_line(table: Table, defect: Defect):
    problems = table.found(look, defect.edits)

    assert table.place_of(defect) in problems


@pytest.mark.parametrize("defect", DEFECTS, ids=str)
def test_a_near_miss_is_not(table: Table, defect: Defect):
    assert defect.code not in [code for _, _, code in table.found(look, defect.near_miss)]


def test_every_rule_of_the_family_is_planted():
    assert {rule.code for rule in FACT_RULES} == {defect.code for defect in DEFECTS}


def test_old_facts_are_no_problem_but_a_line(table: Table):
    reading, _ = table.planted(())
    assert reading.library is not None
    later = TODAY + timedelta(days=4000)

    assert list(check_facts(reading.library, later)) == list(check_facts(reading.library, TODAY))
    assert len(old_facts(reading.library, later)) > len(old_facts(reading.library, TODAY))
    assert "pages are old or unconfirmed" in summary(reading.library, later)


def test_facts_never_confirmed_come_first_then_the_oldest(table: Table):
    reading, _ = table.planted(both(FOREST, "checked_on:", "checked_on: 1999-01-01"))
    assert reading.library is not None
    dates = [fact.checked_on for fact in old_facts(reading.library, TODAY)]

    assert dates == sorted(dates, key=lambda day: day or date.min)
    assert dates[0] is None
    assert next(day for day in dates if day) == date(1999, 1, 1)
    named = next(fact for fact in old_facts(reading.library, TODAY) if fact.checked_on == date(1999, 1, 1))
    assert str(named).endswith(
        "organisations/mission-locale-forest.md:14: checked on 1999-01-01, overdue by 10008 days: "
        "Mission Locale de Forest"
    )


def test_a_fact_checked_today_is_not_old(table: Table):
    reading, _ = table.planted(both(FOREST, "checked_on:", f"checked_on: {TODAY}"))
    assert reading.library is not None

    assert FOREST not in [fact.name for fact in old_facts(reading.library, TODAY)]
