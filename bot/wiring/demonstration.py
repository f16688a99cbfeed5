"""The invented openings of a demonstration: two Missions Locales and one Dutch-speaking office, and one Mission Locale
that answers requests instead.

Invented, and said so on every card: no Mission Locale has agreed to anything. Only written into a database that is
marked as a demonstration.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.store.marked import is_demo
from bot.store.tables import DeskRow, OfficeRow, OpeningRow

MINUTES = 30
# Answers requests, and names a time at this desk; nobody sees its openings.
REQUESTS_AT = "mission-locale-etterbeek"


@dataclass(frozen=True, slots=True)
class DemoDesk:
    """A desk of a demonstration: weekday (0 = Monday), start and end in wall time."""

    office: str
    label: str
    languages: str
    openings: tuple[tuple[int, str, str], ...]


DESKS = (
    DemoDesk(
        "mission-locale-forest",
        "Accueil",
        "fr",
        (
            (0, "09:00", "12:00"),
            (1, "09:00", "12:00"),
            (3, "09:00", "12:00"),
            (3, "13:30", "16:00"),
        ),
    ),
    DemoDesk(
        "mission-locale-saint-gilles",
        "Accueil",
        "fr",
        (
            (0, "13:30", "16:00"),
            (1, "09:00", "12:00"),
            (4, "09:00", "12:00"),
        ),
    ),
    DemoDesk(
        "vdab-brussel",
        "Onthaal",
        "nl",
        (
            (1, "09:00", "12:00"),
            (2, "13:30", "16:00"),
            (3, "09:00", "12:00"),
        ),
    ),
)


REQUEST_DESK = DemoDesk(
    REQUESTS_AT,
    "Accueil",
    "fr",
    (
        (0, "09:00", "12:00"),
        (1, "13:30", "16:00"),
        (3, "09:00", "12:00"),
        (4, "09:00", "12:00"),
    ),
)


def seed_demonstration(session: Session, now: datetime) -> None:
    """Put up the invented openings, once. `RuntimeError` on a database that is not marked as a demonstration."""
    if not is_demo(session):
        raise RuntimeError("openings are only invented in a database marked as a demonstration")
    if session.scalar(select(DeskRow.id).limit(1)) is not None:
        return
    for desk in (*DESKS, REQUEST_DESK):
        if session.get(OfficeRow, desk.office) is None:
            mode = "request" if desk is REQUEST_DESK else "slots"
            session.add(OfficeRow(id=desk.office, mode=mode, confirmed_at=now))
            session.flush()
        row = DeskRow(office=desk.office, label=desk.label, languages=desk.languages, active=True)
        session.add(row)
        session.flush()
        session.add_all(
            OpeningRow(desk_id=row.id, weekday=weekday, starts=starts, ends=ends, minutes=MINUTES)
            for weekday, starts, ends in desk.openings
        )
