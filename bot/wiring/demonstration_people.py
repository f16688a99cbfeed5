"""The invented people of a demonstration: who came, who did not, who is expected, so that a director sees it at work.

All of it is made from the office and the day alone, so that a second start adds only the days that are new. Codes begin
with DEMO, as everywhere in a demonstration. Most people have a simulated phone, the others booked at the desk.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.booking.calendar import bounds_of_day, day_of
from bot.booking.codes import new_code
from bot.booking.half_days import half_days_text
from bot.booking.promises import promise_of
from bot.booking.slots import Slot, free_slots
from bot.booking.status import HAPPENED
from bot.operations.appointments.booking import note_event
from bot.operations.inbox import chat_key_of
from bot.store.appointments import as_lang
from bot.store.marked import is_demo
from bot.store.requests import half_days_of_office
from bot.store.tables import AppointmentRow, CellRow, ConversationRow, DeskRow, RequestRow
from bot.store.timetables import timetable_of
from bot.wiring.demonstration import DESKS, REQUESTS_AT
from bot.wiring.demonstration_team import TEAMS, actors_of_team, seed_team

DAYS_BEFORE, DAYS_AHEAD = 45, 12
CHANNEL = "simulator"
# Invented, from names that are common in Brussels.
NAMES = (
    "Amina", "Bilal", "Carine", "Dries", "Elif", "Fatou", "Grace", "Hamza", "Inès", "Jonas", "Khadija", "Lucas",
    "Maria", "Nabil", "Oumar", "Petra", "Rachid", "Sofia", "Thomas", "Yasmine",
)  # fmt: skip
COMMUNES = ("forest", "forest", "saint-gilles", "anderlecht", "molenbeek-saint-jean", "bruxelles", "ixelles")
NEEDS = ("training", "job")
# What became of twenty past appointments.
OUTCOMES = ("attended",) * 15 + ("no_show",) * 3 + ("cancelled_by_person",) * 2
HAS_PHONE = 0.75
REQUESTS_A_DAY = 2
BUSY, BUSY_AHEAD = 0.6, 0.35


def seed_people(session: Session, now: datetime) -> None:
    """Fill the days around today that have nobody invented yet, and say what became of those that have passed.

    `RuntimeError` on a database that is not marked as a demonstration.
    """
    if not is_demo(session):
        raise RuntimeError("people are only invented in a database marked as a demonstration")
    seed_team(session, now)
    for office in dict.fromkeys(desk.office for desk in DESKS):
        known = set(session.scalars(select(AppointmentRow.request_key).where(AppointmentRow.office == office)))
        desks = select(DeskRow).where(DeskRow.office == office, DeskRow.active)
        languages = {desk.id: desk.languages for desk in session.scalars(desks)}
        for slot in _slots(session, office, now):
            chance = random.Random(f"{office} {slot.starts_at.isoformat()}")
            key = f"demo:{office}:{slot.starts_at.isoformat()}"
            wanted = chance.random() < (BUSY if day_of(slot.starts_at) <= day_of(now) else BUSY_AHEAD)
            if wanted and key not in known:
                lang = as_lang(languages[slot.desk_id].partition(",")[0])
                _invent(session, slot, key, lang, chance, now)
    _invent_requests(session, now)
    _settle(session, now)


def _invent_requests(session: Session, now: datetime) -> None:
    """Today's requests at the office that answers them: two people who wait to be answered."""
    for number in range(REQUESTS_A_DAY):
        key = f"demo:{REQUESTS_AT}:{day_of(now)}:{number}"
        if session.scalar(select(AppointmentRow.id).where(AppointmentRow.request_key == key)) is not None:
            continue
        chance = random.Random(key)
        half_days = half_days_of_office(session, REQUESTS_AT, now)
        if not half_days:
            return
        chat_key = _phone(session, chance, "fr", now)
        promise = promise_of(now)
        row = AppointmentRow(
            code=new_code(chance.choice, demo=True),
            request_key=key,
            office=REQUESTS_AT,
            chat_key=chat_key,
            beneficiary=chat_key,
            first_name=chance.choice(NAMES),
            details={"commune": "etterbeek", "need": chance.choice(NEEDS)},
            lang="fr",
            reception_lang="fr",
            status="requested",
            version=1,
            created_at=now,
        )
        session.add(row)
        session.flush()
        wished = chance.sample(half_days[:8], k=min(2, len(half_days)))
        asked = RequestRow(
            appointment_id=row.id,
            half_days=half_days_text(wished),
            asked_at=now,
            answer_by=promise.answer_by,
            open_until=promise.open_until,
            answer="",
        )
        session.add(asked)
        session.flush()
        note_event(session, row, now, "person", "requested")


def _phone(session: Session, chance: random.Random, lang: str, now: datetime) -> str:
    """A simulated phone. Gives its key."""
    address = f"{chance.getrandbits(128):032x}"
    chat_key = chat_key_of(CHANNEL, address)
    if session.get(ConversationRow, chat_key) is None:
        session.add(ConversationRow(chat_key=chat_key, channel=CHANNEL, address=address, lang=lang, last_seen_at=now))
        session.flush()
    return chat_key


def _slots(session: Session, office: str, now: datetime) -> Iterator[Slot]:
    """Every slot of the invented openings, from the first of these days to the last."""
    timetable = replace(timetable_of(session, office), notice_days=0)
    today = day_of(now)
    for number in range(-DAYS_BEFORE, DAYS_AHEAD):
        day = today + timedelta(days=number)
        # As the day stood in its first minute.
        since = bounds_of_day(day)[0]
        yield from free_slots(timetable, (), since, only=day)


def _invent(session: Session, slot: Slot, key: str, lang: str, chance: random.Random, now: datetime) -> None:
    has_phone = chance.random() < HAS_PHONE
    chat_key = _phone(session, chance, lang, now) if has_phone else None
    row = AppointmentRow(
        code=new_code(chance.choice, demo=True),
        request_key=key,
        office=slot.office,
        desk_id=slot.desk_id,
        chat_key=chat_key,
        beneficiary=chat_key,
        first_name=chance.choice(NAMES),
        details={"commune": chance.choice(COMMUNES), "need": chance.choice(NEEDS)},
        lang=lang,
        reception_lang=lang,
        status="booked",
        version=1,
        starts_at=slot.starts_at,
        minutes=slot.duration // timedelta(minutes=1),
        created_at=min(now, slot.starts_at) - timedelta(days=chance.randint(1, 16), minutes=chance.randint(0, 300)),
        confirmed_at=now if has_phone and chance.random() < 0.4 else None,
    )
    cells = [{"desk_id": slot.desk_id, "cell_no": cell} for cell in slot.cells]
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
            session.execute(insert(CellRow), [cell | {"appointment_id": row.id} for cell in cells])
    except IntegrityError:
        return  # somebody who tries it out has this time, or by a rare chance the code is taken
    note_event(session, row, row.created_at, "person" if has_phone else "system", "booked")


def _settle(session: Session, now: datetime) -> None:
    """Days that have passed have an outcome; today's are left for whoever tries it out."""
    start, _ = bounds_of_day(day_of(now))
    query = select(AppointmentRow).where(
        AppointmentRow.request_key.like("demo:%"), AppointmentRow.status == "booked", AppointmentRow.starts_at < start
    )
    teams = {office: actors_of_team(session, office) for office in TEAMS}
    for row in session.scalars(query):
        assert row.starts_at is not None
        chance = random.Random(f"outcome {row.request_key}")
        row.status = chance.choice(OUTCOMES)
        row.version += 1
        if row.status == "attended":
            row.arrived_at = row.starts_at + timedelta(minutes=chance.choice((-10, -5, 0, 2, 4, 8, 15)))
        by_team = teams.get(row.office, []) if row.status in HAPPENED else []
        note_event(session, row, row.starts_at, chance.choice(by_team) if by_team else "system", row.status)
    session.flush()
