"""Build organisations (`organisations/ID.md`) and communes (`communes/ID.md`) from twin pages."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.content.checks import structure_rules as rules
from bot.content.ids import did_you_mean
from bot.content.model import (
    LANGS,
    Allows,
    Commune,
    CommuneOffice,
    CommuneWords,
    Lang,
    Organisation,
    OrganisationWords,
    Status,
)
from bot.content.reading.fields import Twins
from bot.content.reading.frontmatter import Table, Text, plain
from bot.content.showing.hours import parse_hours

_REQUIRED = ("id", "kind", "languages", "allows", "status", "checked_on", "check_every", "confidence", "sources")
_OPTIONAL = (
    "commune", "postcode", "lat", "lon", "phone", "mobile", "email", "website", "phone_hours", "opening_hours",
    "to_confirm", "unknown", "serves_postcodes", "emergency", "offices",
)  # fmt: skip
_OPTIONAL_WORDS = ("street", "access")
_OFFICE_KEYS = ("commune", "street_fr", "postcode", "phone", "website")

_ALLOWS: tuple[Allows, ...] = ("none", "phone", "walk_in", "may_book")
_STATUSES: tuple[Status, ...] = ("uncertain", "active", "presumed-active", "former")
_POSTCODE = re.compile(r"[1-9]\d{3}")
_PHONE = re.compile(r"\+?[\d ./()-]{2,20}")
# Belgium, generously: catches exchanged and mistyped coordinates.
_LATITUDES = (49.4, 51.6)
_LONGITUDES = (2.5, 6.5)


def build_organisation(twins: Twins) -> Organisation:
    """An organisation, an office, or a help line."""
    twins.expect((*_REQUIRED, *_OPTIONAL), ("name", *_OPTIONAL_WORDS), optional=(*_OPTIONAL, *_OPTIONAL_WORDS))
    twins.allow_sections(("note",))
    twins.same_sections()
    words: dict[Lang, OrganisationWords] = {}
    for lang in LANGS:
        twins.no_values(lang)
        sections = {section.id: section.body for section in twins.sections(lang)}
        words[lang] = OrganisationWords(
            name=twins.words(lang, "name"),
            body=twins.body(lang),
            street=twins.words(lang, "street", required=False),
            access=twins.words(lang, "access", required=False),
            note=sections.get("note", ""),
        )
    _same_street(twins)
    return Organisation(
        id=twins.id,
        kind=twins.text("kind"),
        languages=_languages(twins),
        allows=twins.one_of("allows", _ALLOWS),
        status=twins.one_of("status", _STATUSES),
        # Who can confirm what is said about an organisation is the organisation itself.
        freshness=replace(twins.freshness(confirm_with=twins.id), volatile=False),
        words=words,
        commune=twins.link("commune", "commune"),
        postcode=_postcode(twins, twins.text("postcode"), "postcode"),
        point=_point(twins),
        phone=_phone(twins, "phone"),
        mobile=_phone(twins, "mobile"),
        email=twins.text("email"),
        website=twins.text("website"),
        phone_hours=_hours(twins, "phone_hours"),
        opening_hours=_hours(twins, "opening_hours"),
        to_confirm=twins.texts("to_confirm"),
        unknown=twins.texts("unknown"),
        serves_postcodes=tuple(_postcode(twins, code, "serves_postcodes") for code in twins.texts("serves_postcodes")),
        emergency=twins.yes_no("emergency"),
        offices=_offices(twins),
    )


def build_commune(twins: Twins) -> Commune:
    """One of the 19 communes."""
    logic = ("id", "nis", "postcodes", "shared_postcodes", "points", "mission_locale", "werkwinkel")
    twins.expect(logic, ("name", "also", "places"), optional=("shared_postcodes", "also", "places", "werkwinkel"))
    twins.allow_sections(())
    words: dict[Lang, CommuneWords] = {}
    for lang in LANGS:
        also = twins.pages[lang].table.entries.get("also")
        words[lang] = CommuneWords(
            name=twins.words(lang, "name"),
            also=tuple(text.value for text in twins.list_of_texts(also, "also", lang)),
            places=_places(twins, lang),
        )
    _same_places(twins, words)
    postcodes = tuple(_postcode(twins, code, "postcodes") for code in twins.texts("postcodes"))
    if not postcodes and "postcodes" in twins.pages[LANGS[0]].table.entries:
        twins.note_key(rules.BAD_VALUE, "postcodes", 'postcodes is empty; write them as ["1190"]')
    return Commune(
        id=twins.id,
        nis=twins.text("nis"),
        postcodes=postcodes,
        shared_postcodes=tuple(_postcode(twins, code, "shared_postcodes") for code in twins.texts("shared_postcodes")),
        points=_points(twins, postcodes),
        mission_locale=twins.link("organisation", "mission_locale"),
        werkwinkel=twins.link("organisation", "werkwinkel"),
        words=words,
    )


def _languages(twins: Twins) -> tuple[Lang, ...]:
    written = twins.texts("languages")
    for value in written:
        if value not in LANGS:
            message = f"{value} is not a working language; write [fr], [nl] or [fr, nl]"
            twins.note_key(rules.BAD_VALUE, "languages", message)
    return tuple(lang for lang in LANGS if lang in written)


def _postcode(twins: Twins, code: str, key: str) -> str:
    if code and not _POSTCODE.fullmatch(code):
        twins.note_key(rules.BAD_VALUE, key, f"{code} is not a postcode; write four digits between double quotes")
    return code


def _phone(twins: Twins, key: str) -> str:
    number = twins.text(key)
    if number and not (_PHONE.fullmatch(number) and any(character.isdigit() for character in number)):
        twins.note_key(rules.BAD_VALUE, key, f"{key} is {number}; write one number, as in 02 349 82 10")
    return number


def _hours(twins: Twins, key: str) -> str:
    text = twins.text(key)
    try:
        parse_hours(text)
    except ValueError as error:
        twins.note_key(rules.BAD_VALUE, key, f"{key}: {error}")
    return text


def _point(twins: Twins) -> tuple[float, float] | None:
    lat, lon = twins.number("lat"), twins.number("lon")
    if lat is None and lon is None:
        return None
    if lat is None or lon is None:
        key = "lat" if lat is None else "lon"
        twins.note_key(rules.MISSING_KEY, "lon" if lat is None else "lat", f"{key} is missing; write both lat and lon")
        return None
    if not _in_belgium(lat, lon):
        twins.note_key(rules.BAD_VALUE, "lat", f"lat {lat}, lon {lon} is not in Belgium; are they exchanged?")
    return lat, lon


def _in_belgium(lat: float, lon: float) -> bool:
    return _LATITUDES[0] <= lat <= _LATITUDES[1] and _LONGITUDES[0] <= lon <= _LONGITUDES[1]


def _points(twins: Twins, postcodes: tuple[str, ...]) -> dict[str, tuple[float, float]]:
    points: dict[str, tuple[float, float]] = {}
    for table in twins.tables("points", LANGS[0]):
        found = {key: node.value for key, node in table.entries.items() if isinstance(node, Text)}
        try:
            code, lat, lon = found["postcode"], float(found["lat"]), float(found["lon"])
        except (KeyError, ValueError):
            message = "a point has three keys: postcode, lat and lon, with lat and lon such as 50.8091"
            twins.note(rules.BAD_VALUE, LANGS[0], table.line, message)
            continue
        if not _in_belgium(lat, lon):
            message = f"lat {lat}, lon {lon} is not in Belgium; are they exchanged?"
            twins.note(rules.BAD_VALUE, LANGS[0], table.line, message)
        points[code] = (lat, lon)
    for code in postcodes:
        if code not in points:
            twins.note_key(rules.BAD_VALUE, "points", f"there is no point for postcode {code}; add its lat and lon")
    return points


def _places(twins: Twins, lang: Lang) -> tuple[tuple[str, str], ...]:
    places: list[tuple[str, str]] = []
    for table in twins.tables("places", lang):
        for code, node in table.entries.items():
            if isinstance(node, Text) and node.value and _POSTCODE.fullmatch(code):
                places.append((code, node.value))
            else:
                message = "a place is a postcode and a name, as in `- 1020: Laeken`"
                twins.note(rules.BAD_VALUE, lang, table.line, message)
    return tuple(places)


def _same_places(twins: Twins, words: dict[Lang, CommuneWords]) -> None:
    ours, theirs = ([code for code, _ in words[lang].places] for lang in LANGS)
    if ours != theirs:
        line = twins.pages[LANGS[1]].line_of("places")
        message = f"places are {theirs or 'missing'} here and {ours or 'missing'} in the twin; write the same postcodes"
        twins.note(rules.PARTS_DIFFER, LANGS[1], line, message)


def _same_street(twins: Twins) -> None:
    """An address is known in both languages or in none."""
    has = {lang: bool(twins.words(lang, "street", required=False)) for lang in LANGS}
    for lang in LANGS:
        if not has[lang] and any(has.values()):
            twins.note(rules.PARTS_DIFFER, lang, 1, "there is a street in the twin, but none here; write it")


def _offices(twins: Twins) -> tuple[CommuneOffice, ...]:
    offices: list[CommuneOffice] = []
    for table in twins.tables("offices", LANGS[0]):
        _check_office_keys(twins, table)
        found = {key: node.value for key, node in table.entries.items() if isinstance(node, Text)}
        if found.get("commune"):
            twins.refer("commune", found["commune"], table.entries["commune"].line)
        offices.append(
            CommuneOffice(
                commune=found.get("commune", ""),
                street=found.get("street_fr", ""),
                postcode=found.get("postcode", ""),
                phone=found.get("phone", ""),
                website=found.get("website", ""),
            )
        )
    return tuple(offices)


def _check_office_keys(twins: Twins, table: Table) -> None:
    for key, node in table.entries.items():
        if key not in _OFFICE_KEYS:
            message = f"{key} is not a key of an office{did_you_mean(key, _OFFICE_KEYS)}"
            twins.note(rules.UNKNOWN_KEY, LANGS[0], table.key_lines[key], message)
        elif not isinstance(node, Text):
            twins.note(rules.BAD_VALUE, LANGS[0], node.line, f"{key} is one value, not {plain(node)}")
    if "commune" not in table.entries:
        twins.note(rules.MISSING_KEY, LANGS[0], table.line, "this office has no line `commune: …`; write it")
