"""Put up and take back the time of an office: desks, openings, closures. The only writer of these three.

One function, one transaction of the caller. The office's row is locked first, so that of two people who put up the same
stretch at once the second is told of the first. Appointments are never touched here: their time is theirs.
"""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.booking.drafts import Fault, in_the_way
from bot.booking.slots import Opening
from bot.content.model import LANGS
from bot.store.openings import as_opening, closure_of_office, desks_of, opening_of_office, openings_of
from bot.store.tables import ClosureRow, DeskRow, OfficeRow, OpeningRow

LONGEST_LABEL = 60
MOST_DESKS = 12


def lock_office(session: Session, office: str) -> OfficeRow:
    """The row of an office, locked; made when it does not exist yet, and then the office allows nothing."""
    row = session.scalars(select(OfficeRow).where(OfficeRow.id == office).with_for_update()).one_or_none()
    if row is None:
        row = OfficeRow(id=office, mode="off")
        session.add(row)
        session.flush()
    return row


def put_up(session: Session, office: str, draft: Opening, today: date) -> OpeningRow | Fault | None:
    """Add an opening. A `Fault` names the opening that is in the way; None: the desk is not this office's."""
    fault = _fault(session, office, draft, today)
    if fault is not None or not _is_desk(session, office, draft.desk_id):
        return fault
    row = OpeningRow(desk_id=draft.desk_id)
    _write(row, draft)
    session.add(row)
    session.flush()
    return row


def change(session: Session, office: str, opening_id: int, draft: Opening, today: date) -> OpeningRow | Fault | None:
    """Change an opening in place. None: there is none of this office."""
    fault = _fault(session, office, draft, today, besides=opening_id)
    row = opening_of_office(session, office, opening_id)
    if row is None or not _is_desk(session, office, draft.desk_id):
        return None
    if fault is not None:
        return fault
    _write(row, draft)
    session.flush()
    return row


def end(session: Session, office: str, opening_id: int, today: date) -> bool:
    """Put an opening up no more from today on. What was put up before stays known. False: not of this office."""
    lock_office(session, office)
    row = opening_of_office(session, office, opening_id)
    if row is None:
        return False
    yesterday = today - timedelta(days=1)
    if row.weekday is None or row.valid_from is None or row.valid_from > yesterday:
        session.delete(row)
    else:
        row.valid_to = yesterday
    session.flush()
    return True


def close(session: Session, office: str, first: date, last: date, desk_id: int | None) -> ClosureRow | None:
    """Receive nobody on these days. The same closure twice is one. None: the desk is not this office's."""
    lock_office(session, office)
    if desk_id is not None and not _is_desk(session, office, desk_id):
        return None
    same = select(ClosureRow).where(
        ClosureRow.office == office,
        ClosureRow.first_day == first,
        ClosureRow.last_day == last,
        ClosureRow.desk_id.is_(None) if desk_id is None else ClosureRow.desk_id == desk_id,
    )
    row = session.scalars(same).first()
    if row is None:
        row = ClosureRow(office=office, desk_id=desk_id, first_day=first, last_day=last)
        session.add(row)
        session.flush()
    return row


def reopen(session: Session, office: str, closure_id: int) -> bool:
    """Take a closure back. False: not of this office."""
    lock_office(session, office)
    row = closure_of_office(session, office, closure_id)
    if row is None:
        return False
    session.delete(row)
    session.flush()
    return True


def set_desk(
    session: Session, office: str, desk_id: int | None, label: str, languages: tuple[str, ...], *, active: bool = True
) -> str:
    """Add a desk (`desk_id` None) or change one. Gives why not: `label`, `languages`, `many`, `unknown`, or nothing."""
    lock_office(session, office)
    desks = desks_of(session, office)
    spoken = ",".join(lang for lang in LANGS if lang in languages)
    name = " ".join(label.split())
    if not name or len(name) > LONGEST_LABEL or any(desk.label == name and desk.id != desk_id for desk in desks):
        return "label"
    if not spoken:
        return "languages"
    if desk_id is None:
        if len(desks) >= MOST_DESKS:
            return "many"
        session.add(DeskRow(office=office, label=name, languages=spoken, active=True))
    else:
        desk = next((one for one in desks if one.id == desk_id), None)
        if desk is None:
            return "unknown"
        desk.label, desk.languages, desk.active = name, spoken, active
    session.flush()
    return ""


def _fault(session: Session, office: str, draft: Opening, today: date, besides: int | None = None) -> Fault | None:
    """What is in the way of an opening: another one at the same desk."""
    row = lock_office(session, office)
    others = [as_opening(one) for one in openings_of(session, office, today) if one.id != besides]
    other = in_the_way(draft, others, opens_on_holidays=row.opens_on_holidays)
    return Fault("starts", "overlap", other) if other else None


def _is_desk(session: Session, office: str, desk_id: int) -> bool:
    return any(desk.id == desk_id for desk in desks_of(session, office))


def _write(row: OpeningRow, draft: Opening) -> None:
    row.desk_id, row.weekday, row.day = draft.desk_id, draft.weekday, draft.day
    row.starts, row.ends = f"{draft.starts:%H:%M}", f"{draft.ends:%H:%M}"
    row.minutes = draft.length // timedelta(minutes=1)
    row.buffer_minutes = draft.buffer // timedelta(minutes=1)
    row.valid_from, row.valid_to = draft.valid_from, draft.valid_to
