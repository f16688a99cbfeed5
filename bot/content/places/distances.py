"""Where communes and offices are, and how far apart.

Points are WGS84 degrees (latitude, longitude); distances km as the crow flies: for saying which office is near, never
for a route.
"""

from __future__ import annotations

import math

from bot.content.conditions import commune_of
from bot.content.model import Content, Organisation
from bot.content.ways_in import can_be_phoned, has_way_in

Point = tuple[float, float]

# Mean radius of the Earth (IUGG).
_EARTH_KM = 6371.0088
MISSION_LOCALE = "mission-locale"


def distance_km(first: Point, second: Point) -> float:
    """Great-circle distance (haversine)."""
    lat1, lon1, lat2, lon2 = (math.radians(degrees) for degrees in (*first, *second))
    chord = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * _EARTH_KM * math.asin(math.sqrt(chord))


def point_of(content: Content, commune_value: str) -> Point | None:
    """The point of a commune, or of the postcode in `bruxelles/1020`; None for anything else."""
    commune = content.communes.get(commune_of(commune_value))
    if commune is None or not commune.points:
        return None
    postcode = commune_value.partition("/")[2]
    if postcode in commune.points:
        return commune.points[postcode]
    return next(iter(commune.points.values()))


def point_of_office(content: Content, organisation: Organisation) -> Point | None:
    """Its own point, else that of its postcode or commune."""
    if organisation.point is not None:
        return organisation.point
    return point_of(content, f"{organisation.commune}/{organisation.postcode}")


def nearest_mission_locales(
    content: Content, point: Point, only_with_phone: bool = False
) -> tuple[tuple[str, float], ...]:
    """All Missions Locales as (id, km), nearest first; those that closed are left out."""
    found: list[tuple[float, str]] = []
    for organisation in content.organisations.values():
        if organisation.kind != MISSION_LOCALE or organisation.status == "former":
            continue
        if only_with_phone and not can_be_phoned(organisation):
            continue
        office = point_of_office(content, organisation)
        if office is not None:
            found.append((distance_km(point, office), organisation.id))
    return tuple((organisation_id, km) for km, organisation_id in sorted(found))


def nearest_within_reach(content: Content, point: Point) -> tuple[tuple[str, float], ...]:
    """The nearest Missions Locales that a person can be sent to: those with a sourced way in."""
    offices = nearest_mission_locales(content, point)
    return tuple((found, km) for found, km in offices if has_way_in(content.organisations[found]))
