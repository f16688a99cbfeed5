"""The invented team of each office of a demonstration: a manager and two who receive, so that its page is alive.

They can be given another role, or removed; who was removed is not invented again. Nobody can be reached at their
addresses: `example.org` is kept for examples (RFC 2606).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.language.clean import fold
from bot.store.marked import is_demo
from bot.store.members import email_key
from bot.store.tables import StaffMemberRow
from bot.wiring.demonstration import DESKS, REQUESTS_AT

# By office, the manager first.
TEAMS = {
    "mission-locale-forest": ("Nadia", "Samuel", "Fatou"),
    "mission-locale-saint-gilles": ("Pascale", "Mehdi", "Lina"),
    "vdab-brussel": ("Els", "Karim", "Joke"),
    REQUESTS_AT: ("Bruno", "Aïcha", "Claire"),
}
ADDED_BY = "system"


def seed_team(session: Session, now: datetime) -> None:
    """Give each office of the demonstration its team, once. `RuntimeError` on a database that is not marked as one."""
    if not is_demo(session):
        raise RuntimeError("a team is only invented in a database marked as a demonstration")
    for office in dict.fromkeys((*(desk.office for desk in DESKS), REQUESTS_AT)):
        known = select(StaffMemberRow.id).where(StaffMemberRow.office == office)
        if session.scalar(known.limit(1)) is not None:
            continue
        for number, name in enumerate(TEAMS[office]):
            email = f"{fold(name)}@example.org"
            session.add(
                StaffMemberRow(
                    office=office,
                    role="reception" if number else "manager",
                    name=name,
                    email=email,
                    email_key=email_key(email),
                    added_at=now,
                    added_by=ADDED_BY,
                )
            )
    session.flush()


def actors_of_team(session: Session, office: str) -> list[str]:
    """The actors behind what the invented team has done, for a history; in the order of their numbers."""
    members = select(StaffMemberRow.id).where(StaffMemberRow.office == office, StaffMemberRow.added_by == ADDED_BY)
    return [f"staff:m{number}" for number in session.scalars(members.order_by(StaffMemberRow.id))]
