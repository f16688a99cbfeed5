"""What offices have put up for booking, and which of it is taken. One query each for an office's whole horizon."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any, cast

from sqlalchemy import Table, func, or_, select
from sqlalchemy.orm import Session

from bot.booking.calendar import bounds_of_day, day_of
from bot.booking.cells import cell_at
from bot.booking.slots import Closure, Opening, Slot, Timetable, free_slots, is_put_up
from bot.content.model import LANGS, Content, Lang
from bot.conversation.world import OfficeRules, fallback_mode
from bot.store.groups import HEARS, is_heard
from bot.store.marked import is_real
from bot.store.tables import (
    AppointmentRow,
    CellRow,
    ClosureRow,
    DeskRow,
    HoldRow,
    OfficeRow,
    OpeningRow,
)

# What every turn asks is put together once, and is one statement without the object-relational layer.
_OFFICE, _DESK = (cast(Table, row.__table__) for row in (OfficeRow, DeskRow))
_SPOKEN = select(func.aggregate_strings(_DESK.c.languages, ",")).where(_DESK.c.office == _OFFICE.c.id, _DESK.c.active)
_RULES = select(
    *(column for column in _OFFICE.c if column.name != "email"),  # which is encrypted, and of no interest here
    _SPOKEN.scalar_subquery().label("spoken"),
    HEARS.label("heard"),
)


def timetable_of(session: Session, office_id: str) -> Timetable:
    """Everything that `office_id` has put up; an empty timetable for an office that has no row."""
    office = session.get(OfficeRow, office_id)
    return _put_up(session, office)[0] if office is not None else Timetable(office=office_id, openings=())


def taken_cells(
    session: Session, desks: Collection[int], since: datetime, until: datetime, now: datetime, chat_key: str = ""
) -> set[tuple[int, int]]:
    """(desk, cell) owned between two instants by appointments and living holds, those of `chat_key` left out."""
    query = (
        select(CellRow.desk_id, CellRow.cell_no)
        .outerjoin(HoldRow, CellRow.hold_id == HoldRow.id)
        .where(CellRow.desk_id.in_(desks), CellRow.cell_no >= cell_at(since), CellRow.cell_no <= cell_at(until))
        .where(or_(CellRow.hold_id.is_(None), HoldRow.expires_at > now))
    )
    if chat_key:
        query = query.where(or_(CellRow.hold_id.is_(None), HoldRow.chat_key != chat_key))
    return {(desk_id, cell_no) for desk_id, cell_no in session.execute(query)}


def free_slots_of(
    session: Session,
    office_id: str,
    lang: Lang | None,
    now: datetime,
    chat_key: str = "",
    *,
    day: date | None = None,
) -> tuple[Slot, ...]:
    """The free slots of an office where `lang` is spoken (None: any), within its notice and horizon.

    What `chat_key` holds itself counts as free. `day` limits the search to one Brussels day.
    """
    office = session.get(OfficeRow, office_id)
    if office is None or not takes_bookings(session, office):
        return ()
    timetable, spoken = _put_up(session, office)
    desks = {desk_id for desk_id, languages in spoken.items() if lang is None or lang in languages}
    if not desks:
        return ()
    bounds = bounds_of_day(day) if day else (now, now + timedelta(days=timetable.horizon_days + 1))
    free = free_slots(timetable, taken_cells(session, desks, *bounds, now, chat_key), now, desks=desks, only=day)
    full = _full_weeks(session, office, now, chat_key)
    return tuple(slot for slot in free if _week_of(slot.starts_at) not in full) if full else free


def free_slots_for_staff(
    session: Session,
    office_id: str,
    lang: Lang | None,
    now: datetime,
    *,
    day: date | None = None,
    horizon_days: int | None = None,
) -> tuple[Slot, ...]:
    """What staff may fill for a person in front of them: also today, in a pause, and in a week that is full.

    `horizon_days`: look this far instead of as far as the office lets people look.
    """
    office = session.get(OfficeRow, office_id)
    if office is None:
        return ()
    timetable, spoken = _put_up(session, office)
    if horizon_days is not None:
        timetable = replace(timetable, horizon_days=horizon_days)
    desks = {desk_id for desk_id, languages in spoken.items() if lang is None or lang in languages}
    if not desks:
        return ()
    bounds = bounds_of_day(day) if day else (now, now + timedelta(days=timetable.horizon_days + 1))
    taken = taken_cells(session, desks, *bounds, now)
    return free_slots(replace(timetable, notice_days=0), taken, now, desks=desks, only=day)


def free_slot_at(session: Session, wanted: Slot, lang: Lang | None, now: datetime, chat_key: str) -> Slot | None:
    """`wanted` while it is free; else the same time at another desk where the person is understood; None when lost.

    Without `lang`, another desk must speak all that the wanted one speaks: what the person chose is not known here.
    """
    office = session.get(OfficeRow, wanted.office)
    if office is None or not takes_bookings(session, office):
        return None
    timetable, spoken = _put_up(session, office)
    needed = frozenset({lang}) if lang is not None else spoken.get(wanted.desk_id, frozenset(LANGS))
    desks = {desk_id for desk_id, languages in spoken.items() if needed <= languages}
    if not desks:
        return None
    day = day_of(wanted.starts_at)
    if _week_of(wanted.starts_at) in _full_weeks(session, office, now, chat_key):
        return None
    taken = taken_cells(session, desks, *bounds_of_day(day), now, chat_key)
    for choice in ({wanted.desk_id} & desks, desks):
        for slot in free_slots(timetable, taken, now, desks=choice, only=day):
            if slot.starts_at == wanted.starts_at:
                return slot
    return None


def still_put_up(session: Session, slot: Slot, lang: Lang | None) -> bool:
    """Whether the office still gives exactly this slot, taken or not, at a desk where `lang` is spoken."""
    office = session.get(OfficeRow, slot.office)
    if office is None or not takes_bookings(session, office):
        return False
    timetable, spoken = _put_up(session, office, desk_id=slot.desk_id)
    return (lang is None or lang in spoken.get(slot.desk_id, frozenset())) and is_put_up(timetable, slot)


def office_rules(session: Session, content: Content) -> Mapping[str, OfficeRules]:
    """What each office that has a row allows at this moment."""
    everybody = not is_real(session)
    rules: dict[str, OfficeRules] = {}
    session.flush()
    for row in session.connection().execute(_RULES):
        organisation = content.organisations.get(row.id)
        if organisation is None:
            continue
        is_open = row.mode != "off" and row.paused_at is None and (everybody or row.heard)
        spoken = (row.spoken or "").split(",")
        may_book = organisation.allows == "may_book" and is_open
        fallback = fallback_mode(organisation.allows, organisation.phone)
        rules[row.id] = OfficeRules(
            mode=("slots" if row.mode == "slots" else "request") if may_book else fallback,
            asks_before=tuple(filter(None, row.asks_before.split(","))),
            papers=_in_languages(row.papers_fr, row.papers_nl),
            customs=_customs(row),
            companion=_in_languages(row.companion_fr, row.companion_nl),
            interpreter=_in_languages(row.interpreter_fr, row.interpreter_nl),
            walk_in=_in_languages(row.walk_in_fr, row.walk_in_nl),
            languages=frozenset(lang for lang in LANGS if lang in spoken),
            paused=row.paused_at is not None,
        )
    return rules


def _in_languages(french: str, dutch: str) -> dict[Lang, str]:
    texts: dict[Lang, str] = {"fr": french, "nl": dutch}
    return {lang: text for lang, text in texts.items() if text}


def _customs(row: Any) -> dict[Lang, tuple[str, ...]]:
    """What the office says of coming late, with somebody, and of an interpreter."""
    texts: dict[Lang, tuple[str, ...]] = {
        "fr": (row.lateness_fr, row.companion_fr, row.interpreter_fr),
        "nl": (row.lateness_nl, row.companion_nl, row.interpreter_nl),
    }
    return {lang: said for lang, all_of_them in texts.items() if (said := tuple(filter(None, all_of_them)))}


def _full_weeks(session: Session, office: OfficeRow, now: datetime, chat_key: str) -> frozenset[date]:
    """The Mondays of the weeks in which the chat may fill no more; what `chat_key` has itself does not count.

    Living holds of others count: they are about to become appointments. What staff book themselves counts too.
    """
    if office.weekly_most is None:
        return frozenset()
    this_week = bounds_of_day(_week_of(now))[0]
    booked = select(AppointmentRow.starts_at).where(
        AppointmentRow.office == office.id,
        AppointmentRow.status.in_(("booked", "attended", "no_show")),
        AppointmentRow.starts_at >= this_week,
    )
    held = select(HoldRow.starts_at).where(HoldRow.office == office.id, HoldRow.expires_at > now)
    if chat_key:
        booked = booked.where(or_(AppointmentRow.chat_key.is_(None), AppointmentRow.chat_key != chat_key))
        held = held.where(HoldRow.chat_key != chat_key)
    counts = Counter(_week_of(at) for query in (booked, held) for at in session.scalars(query) if at is not None)
    return frozenset(week for week, count in counts.items() if count >= office.weekly_most)


def _week_of(instant: datetime) -> date:
    """The Monday of the Brussels week of an instant."""
    day = day_of(instant)
    return day - timedelta(days=day.weekday())


def takes_bookings(session: Session, office: OfficeRow) -> bool:
    """Whether people may book in the chat at this moment: not in a pause, and only while the office hears of it."""
    return office.mode == "slots" and office.paused_at is None and is_heard(session, office.id)


def _put_up(
    session: Session, office: OfficeRow, *, desk_id: int | None = None
) -> tuple[Timetable, dict[int, frozenset[str]]]:
    """The timetable of an office, or of one desk of it, and the languages of each active desk that has openings."""
    query = (
        select(
            DeskRow.languages,
            OpeningRow.desk_id,
            OpeningRow.weekday,
            OpeningRow.day,
            OpeningRow.starts,
            OpeningRow.ends,
            OpeningRow.minutes,
            OpeningRow.buffer_minutes,
            OpeningRow.valid_from,
            OpeningRow.valid_to,
        )
        .join(OpeningRow, OpeningRow.desk_id == DeskRow.id)
        .where(DeskRow.office == office.id, DeskRow.active)
        .order_by(OpeningRow.id)
    )
    rows = session.execute(query if desk_id is None else query.where(DeskRow.id == desk_id)).all()
    closures = session.execute(
        select(ClosureRow.first_day, ClosureRow.last_day, ClosureRow.desk_id).where(ClosureRow.office == office.id)
    )
    timetable = Timetable(
        office=office.id,
        openings=tuple(
            Opening(
                desk_id=row.desk_id,
                weekday=row.weekday,
                day=row.day,
                starts=time.fromisoformat(row.starts),
                ends=time.fromisoformat(row.ends),
                valid_from=row.valid_from,
                valid_to=row.valid_to,
                length=timedelta(minutes=row.minutes),
                buffer=timedelta(minutes=row.buffer_minutes),
            )
            for row in rows
        ),
        closures=tuple(Closure(first_day=first, last_day=last, desk_id=desk_id) for first, last, desk_id in closures),
        notice_days=office.notice_days,
        horizon_days=office.horizon_days,
        opens_on_holidays=office.opens_on_holidays,
    )
    return timetable, {row.desk_id: frozenset(row.languages.split(",")) for row in rows}
