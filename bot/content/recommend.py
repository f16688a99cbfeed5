"""Which office fits a person: the decision list of `recommendations/`, read in order.

Pure: content and answers in, advice out. `show` may name an organisation, or say how to find one from the commune; a
row whose office cannot be found so (the commune is not known, or has none) does not hold. The nearest offices are
chosen among those with a sourced way in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.content.conditions import UNKNOWN, commune_of, holds
from bot.content.model import Content
from bot.content.places.distances import nearest_within_reach, point_of
from bot.content.reading.build_questions import FROM_COMMUNE

CPAS = "cpas-ocmw"
# The question whose answer says where to look for an office.
COMMUNE = "commune"


@dataclass(frozen=True, slots=True)
class Advice:
    """`recommendation` says why. `distance_km` only where the office was chosen for being near."""

    recommendation: str
    organisation: str
    distance_km: float | None = None


def recommend(content: Content, answers: Mapping[str, str]) -> tuple[Advice, ...]:
    """The first row that holds, then the next with another office: at most two."""
    advice: list[Advice] = []
    for row in content.recommendations:
        if not holds(row.when, answers):
            continue
        found = find_office(content, row.show, answers.get(COMMUNE, UNKNOWN))
        if found is None or any(found[0] == given.organisation for given in advice):
            continue
        advice.append(Advice(row.id, *found))
        if len(advice) == 2:
            break
    return tuple(advice)


def find_office(content: Content, show: str, commune_value: str) -> tuple[str, float | None] | None:
    """The organisation that `show` means for somebody of this commune, and how far it is if that is why."""
    if show not in FROM_COMMUNE:
        return (show, None) if show in content.organisations else None
    commune = content.communes.get(commune_of(commune_value))
    if commune is None:
        return None
    if show == "mission-locale-of-commune":
        return (commune.mission_locale, None) if commune.mission_locale in content.organisations else None
    if show == "cpas-of-commune":
        cpas = content.organisations.get(CPAS)
        there = cpas is not None and any(office.commune == commune.id for office in cpas.offices)
        return (CPAS, None) if there else None
    point = point_of(content, commune_value)
    offices = nearest_within_reach(content, point) if point is not None else ()
    position = 0 if show == "nearest-mission-locale" else 1
    return offices[position] if position < len(offices) else None
