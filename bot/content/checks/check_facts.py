"""Look at the facts: of organisations and communes, and at what answers say of their own.

Pure; `today` is a Brussels day. That facts are old is no problem of a page: see `ageing`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date, timedelta

from bot.content.checks import fact_rules as rules
from bot.content.checks.check_literals import digits_of
from bot.content.ids import id_of
from bot.content.library import Library, name_of
from bot.content.model import LANGS, Freshness, Organisation
from bot.content.places.distances import MISSION_LOCALE, distance_km
from bot.content.problems import Problem, Rule
from bot.content.reading.survey import kind_of
from bot.content.showing.hours import parse_hours
from bot.content.ways_in import has_address, has_phone

# 9 digits on a landline (02, 03, 04, 09 with seven more; other zones with six), 10 for a mobile; 070, 078, 0800, 0900;
# services of three, four or six digits.
_BELGIAN = re.compile(r"0[2349]\d{7}|0[15678]\d{7}|04[5-9]\d{7}|0(?:800|90\d)\d{5}|0(?:70|78)\d{6}|1\d{2,3}|116\d{3}")
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@.]{2,}")
_EMERGENCY = frozenset({"100", "101", "112"})
_WERKWINKEL = "werkwinkel"
_OFTEN = timedelta(days=90)
# Half the width of the largest commune, with some room.
_MAX_KM = 4.0


def check_facts(library: Library, today: date, names: Collection[str] | None = None) -> Iterator[Problem]:
    """The problems of all pages, or of those named, with their facts."""
    for name in library.pages if names is None else names:
        content, page_id = library.content, id_of(name)
        match kind_of(name):
            case "organisations" if page_id in content.organisations:
                organisation = content.organisations[page_id]
                yield from _freshness_problems(library, name, organisation.freshness, today)
                yield from _organisation_problems(library, name, organisation)
            case "answers" if page_id in content.answers:
                freshness = content.answers[page_id].freshness
                yield from _freshness_problems(library, name, freshness, today)
                yield from _answer_problems(library, name, freshness)
            case "recommendations":
                yield from _recommendation_problems(library, name)
            case "communes" if page_id in content.communes:
                yield from _commune_problems(library, name)
    yield from _shared_numbers(library)
    yield from _shared_postcodes(library)


def _freshness_problems(library: Library, name: str, freshness: Freshness, today: date) -> Iterator[Problem]:
    if freshness.checked_on is not None and freshness.checked_on > today:
        message = f"{freshness.checked_on} is in the future (today is {today}); write the day somebody checked it"
        yield library.at_key(rules.IN_THE_FUTURE, name, "checked_on", message)
    if not freshness.sources:
        message = "there is no source; write the address of the page that says so, on a line after `  - `"
        yield library.at_key(rules.NO_SOURCE, name, "sources", message)
    if freshness.volatile and freshness.check_every > _OFTEN:
        message = f"{freshness.check_every.days} days is too long for rules that change; write 90 days"
        yield library.at_key(rules.SELDOM_CHECKED, name, "check_every", message)


def _organisation_problems(library: Library, name: str, organisation: Organisation) -> Iterator[Problem]:
    def at(rule: Rule, key: str, message: str) -> Problem:
        return library.at_key(rule, name, key, message)

    for key, number in (("phone", organisation.phone), ("mobile", organisation.mobile)):
        if number and not _BELGIAN.fullmatch(digits_of(number)):
            yield at(rules.NOT_BELGIAN, key, f"{number} is not a Belgian number; write it as in 02 349 82 10")
    for office in organisation.offices:
        if office.phone and not _BELGIAN.fullmatch(digits_of(office.phone)):
            line = _line_with(library, name, office.phone)
            message = f"{office.phone} is not a Belgian number; write it as in 02 349 82 10"
            yield library.at_line(rules.NOT_BELGIAN, name, LANGS[0], line, message)
    if organisation.website and not organisation.website.startswith("https://"):
        message = f"{organisation.website} does not begin with https://; copy the address from the browser"
        yield at(rules.NOT_HTTPS, "website", message)
    if organisation.email and not _EMAIL.fullmatch(organisation.email):
        yield at(rules.NOT_AN_EMAIL, "email", f"{organisation.email} is not an e-mail address; write it as a@b.be")
    for key, hours in (("phone_hours", organisation.phone_hours), ("opening_hours", organisation.opening_hours)):
        days = [day for part in parse_hours(hours) for day in part.days]
        if len(days) > len(set(days)):
            message = f"a day stands in two parts of {hours}; write each day once, with all its times"
            yield at(rules.HOURS_OVERLAP, key, message)
    yield from _postcode_problems(library, name, organisation)
    yield from _offer_problems(library, name, organisation)
    numbers = {digits_of(organisation.phone), digits_of(organisation.mobile)} - {""}
    if organisation.emergency is not bool(numbers & _EMERGENCY):
        right = "no" if organisation.emergency else "yes"
        yield at(rules.MIXED_EMERGENCY, "emergency", f"only 100, 101 and 112 are emergency services; write {right}")
    if organisation.point is not None and organisation.postcode:
        centre = _points(library).get(organisation.postcode)
        if centre is not None and distance_km(centre, organisation.point) > _MAX_KM:
            km = round(distance_km(centre, organisation.point))
            yield at(rules.FAR_AWAY, "lat", f"this point is {km} km from {organisation.postcode}; look it up again")


def _postcode_problems(library: Library, name: str, organisation: Organisation) -> Iterator[Problem]:
    key = {"postcode": organisation.postcode} if organisation.postcode else {}
    for code in (*key.values(), *organisation.serves_postcodes):
        if code not in _codes(library):
            where = "postcode" if code == organisation.postcode else "serves_postcodes"
            message = f"{code} is no postcode of the 19 communes; write one that is"
            yield library.at_key(rules.WRONG_POSTCODE, name, where, message)
    places = [(organisation.commune, organisation.postcode, "")]
    places += [(office.commune, office.postcode, office.phone or office.street) for office in organisation.offices]
    for commune_id, code, beside in places:
        commune = library.content.communes.get(commune_id)
        if commune is None or not code or code in (*commune.postcodes, *commune.shared_postcodes):
            continue
        message = f"{code} is not in {commune_id}; write {' or '.join((*commune.postcodes, *commune.shared_postcodes))}"
        if beside:
            yield library.at_line(rules.WRONG_POSTCODE, name, LANGS[0], _line_with(library, name, beside), message)
        elif code in _codes(library):
            yield library.at_key(rules.WRONG_POSTCODE, name, "postcode", message)


def _offer_problems(library: Library, name: str, organisation: Organisation) -> Iterator[Problem]:
    def at(rule: Rule, key: str, message: str) -> Problem:
        return library.at_key(rule, name, key, message)

    if organisation.status == "uncertain":
        if organisation.allows == "walk_in":
            message = "nobody knows whether it is open; write allows: phone, or none"
            yield at(rules.UNCERTAIN_OFFICE, "allows", message)
        if organisation.point is not None:
            message = "nobody knows whether it is open; remove lat and lon, so that nobody is sent there"
            yield at(rules.UNCERTAIN_OFFICE, "lat", message)
    unsure = {*organisation.to_confirm, *organisation.unknown}
    confirmed = organisation.freshness.checked_on is not None and "opening_hours" not in unsure
    if organisation.kind == MISSION_LOCALE and organisation.opening_hours and not confirmed:
        message = "nobody has confirmed these hours; ask the office and write checked_on, or remove the line"
        yield at(rules.HOURS_NOT_CONFIRMED, "opening_hours", message)
    if organisation.allows == "phone" and not has_phone(organisation):
        yield at(rules.NOTHING_TO_OFFER, "allows", "there is no phone; write one with its source, or allows: none")
    if organisation.allows == "walk_in" and not has_address(organisation):
        yield at(rules.NOTHING_TO_OFFER, "allows", "there is no street; write it with its source, or allows: none")
    given = {key for key, node in library.pages[name][LANGS[0]].table.entries.items() if library_has(node)}
    given |= {"address"} if "street" in given else set()
    for key in organisation.unknown:
        if key in given:
            message = f"{key} is given on this page; take it out of unknown, or into to_confirm"
            yield at(rules.KNOWN_AND_UNKNOWN, "unknown", message)
    for key in organisation.to_confirm:
        if key not in given and key in ("phone", "mobile", "email", "website", "address", "postcode", "opening_hours"):
            message = f"there is no {key} on this page to be confirmed; move it to unknown"
            yield at(rules.NOTHING_TO_CONFIRM, "to_confirm", message)


def library_has(node: object) -> bool:
    """Whether a key has a value."""
    return bool(getattr(node, "value", None) or getattr(node, "items", None))


def _answer_problems(library: Library, name: str, freshness: Freshness) -> Iterator[Problem]:
    organisations = library.content.organisations
    asked = organisations.get(freshness.confirm_with)
    if asked is not None and not has_phone(asked) and not asked.offices:
        message = f"{asked.id} has no phone number; write an organisation that can be called, such as actiris"
        yield library.at_key(rules.NOBODY_TO_ASK, name, "confirm_with", message)
    for button in library.content.answers[id_of(name)].next:
        target = organisations.get(button.target) if button.verb == "organisation" else None
        if target is not None and target.status == "former":
            message = f"{target.id} no longer exists; name the organisation that does its work today"
            yield library.at_line(rules.FORMER_OFFICE, name, LANGS[0], _line_with(library, name, target.id), message)


def _recommendation_problems(library: Library, name: str) -> Iterator[Problem]:
    row = next((row for row in library.content.recommendations if row.id == id_of(name)), None)
    shown = library.content.organisations.get(row.show) if row is not None else None
    if shown is not None and shown.status == "former":
        message = f"{shown.id} no longer exists; name the organisation that does its work today"
        yield library.at_key(rules.FORMER_OFFICE, name, "show", message)
    if shown is not None and shown.status == "uncertain":
        message = f"nobody knows whether {shown.id} is still open; show another one"
        yield library.at_key(rules.UNCERTAIN_OFFICE, name, "show", message)


def _commune_problems(library: Library, name: str) -> Iterator[Problem]:
    commune = library.content.communes[id_of(name)]
    for key, office_id, kind in (
        ("mission_locale", commune.mission_locale, MISSION_LOCALE),
        ("werkwinkel", commune.werkwinkel, _WERKWINKEL),
    ):
        office = library.content.organisations.get(office_id)
        if office is None:
            continue
        if office.kind != kind:
            message = f"{office_id} is of kind {office.kind}; write one of kind {kind}, or nothing"
            yield library.at_key(rules.WRONG_OFFICE_OF_COMMUNE, name, key, message)
        elif kind == MISSION_LOCALE and office.commune != commune.id:
            message = f"{office_id} is in {office.commune}; write that of {commune.id}, or nothing"
            yield library.at_key(rules.WRONG_OFFICE_OF_COMMUNE, name, key, message)


def _shared_numbers(library: Library) -> Iterator[Problem]:
    owners: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for organisation in library.content.organisations.values():
        for key, number in (("phone", organisation.phone), ("mobile", organisation.mobile)):
            if number:
                owners[digits_of(number)].append((organisation.id, key))
    for places in owners.values():
        for organisation_id, key in places[1:]:
            message = f"this is also the number of {places[0][0]}; look which of the two is right"
            yield library.at_key(rules.SHARED_NUMBER, name_of("organisations", organisation_id), key, message)


def _shared_postcodes(library: Library) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for commune in library.content.communes.values():
        for code in commune.postcodes:
            if code in first:
                message = f"{code} is also in {first[code]}; write it in shared_postcodes of the commune it is less of"
                yield library.at_key(rules.POSTCODE_TWICE, name_of("communes", commune.id), "postcodes", message)
            first.setdefault(code, commune.id)


def _codes(library: Library) -> set[str]:
    return {code for commune in library.content.communes.values() for code in commune.postcodes}


def _points(library: Library) -> dict[str, tuple[float, float]]:
    return {code: point for commune in library.content.communes.values() for code, point in commune.points.items()}


def _line_with(library: Library, name: str, text: str) -> int:
    """The line of the file on which `text` stands, in the first language."""
    lines = library.pages[name][LANGS[0]].raw.split("\n")
    return next((number for number, line in enumerate(lines, 1) if text in line), 1)
