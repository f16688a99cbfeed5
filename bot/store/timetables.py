"""What offices have put up for booking, and which of it is taken. One query each for an office's whole horizon."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, time, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.booking.cells import cell_at
from bot.booking.slots import Closure, Opening, Slot, Timetable, free_slots
from bot.content.model import LANGS, Content, Lang
from bot.conversation.world import OfficeRules, fallback_mode
from bot.store.tables import CellRow, ClosureRow, DeskRow, HoldRow, OfficeRow, OpeningRow


def timetable_of(session: Session, office_id: str) -> Timetable:
    """Everything that `office_id` has put up; an empty timetable for an office that has no row."""
    office = session.get(OfficeRow, office_id)
    if office is None:
        return Timetable(office=office_id, openings=())
    openings = session.scalars(
        select(OpeningRow).join(DeskRow).where(DeskRow.office == office_id, DeskRow.active).order_by(OpeningRow.id)
    )
    closures = session.scalars(select(ClosureRow).where(ClosureRow.office == office_id))
    return Timetable(
        office=office_id,
        openings=tuple(_opening(row) for row in openings),
        closures=tuple(
            Closure(first_day=row.first_day, last_day=row.last_day, desk_id=row.desk_id) for row in closures
        ),
        notice_days=office.notice_days,
        horizon_days=office.horizon_days,
        opens_on_holidays=office.opens_on_holidays,
    )


def desks_speaking(session: Session, office_id: str, lang: Lang) -> frozenset[int]:
    """The active desks of an office where `lang` is spoken."""
    desks = session.execute(select(DeskRow.id, DeskRow.languages).where(DeskRow.office == office_id, DeskRow.active))
    return frozenset(desk_id for desk_id, languages in desks if lang in languages.split(","))


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
    session: Session, office_id: str, lang: Lang | None, now: datetime, chat_key: str = ""
) -> tuple[Slot, ...]:
    """The free slots of an office where `lang` is spoken (None: any), within its notice and horizon."""
    office = session.get(OfficeRow, office_id)
    if office is None or office.mode != "slots" or office.paused_at is not None:
        return ()
    timetable = timetable_of(session, office_id)
    desks = {opening.desk_id for opening in timetable.openings}
    if lang is not None:
        desks &= desks_speaking(session, office_id, lang)
    if not desks:
        return ()
    until = now + timedelta(days=timetable.horizon_days + 1)
    return free_slots(timetable, taken_cells(session, desks, now, until, now, chat_key), now, desks=desks)


def office_rules(session: Session, content: Content) -> Mapping[str, OfficeRules]:
    """What each office that has a row allows at this moment."""
    spoken: dict[str, set[Lang]] = {}
    for office_id, languages in session.execute(select(DeskRow.office, DeskRow.languages).where(DeskRow.active)):
        spoken.setdefault(office_id, set()).update(lang for lang in LANGS if lang in languages.split(","))
    rules: dict[str, OfficeRules] = {}
    for row in session.scalars(select(OfficeRow)):
        organisation = content.organisations.get(row.id)
        if organisation is None:
            continue
        may_book = organisation.allows == "may_book" and row.mode != "off" and row.paused_at is None
        fallback = fallback_mode(organisation.allows, organisation.phone)
        rules[row.id] = OfficeRules(
            mode=("slots" if row.mode == "slots" else "request") if may_book else fallback,
            asks_before=tuple(filter(None, row.asks_before.split(","))),
            papers=_papers(row),
            languages=frozenset(spoken.get(row.id, set())),
            paused=row.paused_at is not None,
        )
    return rules


def _papers(row: OfficeRow) -> dict[Lang, str]:
    papers: dict[Lang, str] = {"fr": row.papers_fr, "nl": row.papers_nl}
    return {lang: text for lang, text in papers.items() if text}


def _opening(row: OpeningRow) -> Opening:
    return Opening(
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
