"""What offices are asked for: the requests that wait, the proposals that wait, and the times that could be proposed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import Session

from bot.booking.half_days import HalfDay, after_promise, for_requests, half_days_ahead, half_days_from, to_propose
from bot.booking.promises import promise_of
from bot.booking.slots import Slot, Timetable, free_slots
from bot.store.tables import AppointmentRow, ConversationRow, DeskRow, OfficeRow, OutboxRow, RequestRow
from bot.store.timetables import taken_cells, timetable_of

# Stands for the desk that is put up when an office that has none names its first time.
NO_DESK_YET = 0

Asked = tuple[AppointmentRow, RequestRow]


def open_requests(session: Session, office: str) -> Sequence[Asked]:
    """The requests that this office has not answered, the one promised first on top."""
    return _of_office(session, office, "requested")


def open_proposals(session: Session, office: str) -> Sequence[Asked]:
    """The times that this office has proposed and nobody has said yes or no to, the first to lapse on top."""
    return sorted(
        _of_office(session, office, "proposed"), key=lambda asked: asked[1].proposal_until or asked[1].asked_at
    )


def request_of(session: Session, appointment_id: int) -> RequestRow | None:
    return session.get(RequestRow, appointment_id)


def half_days_of_office(session: Session, office: str, now: datetime) -> tuple[HalfDay, ...]:
    """The half-days that may be wished for, within notice and horizon, holidays and closures left out.

    Each begins after the hour by which somebody who asks now is promised an answer.
    """
    timetable, desks = _timetable(session, office)
    ahead = half_days_ahead(for_requests(timetable, desks), now)
    return after_promise(ahead, promise_of(now, timetable.closures).answer_by)


def times_to_propose(session: Session, row: AppointmentRow, request: RequestRow, now: datetime) -> tuple[Slot, ...]:
    """Up to six free times in the half-days that were wished for, else the soonest free ones."""
    return to_propose(free_times(session, row, now), half_days_from(request.half_days), now)


def free_times(session: Session, row: AppointmentRow, now: datetime) -> tuple[Slot, ...]:
    """Every time that the office could propose to this person, also today and in a pause.

    From its openings, at desks where the language is spoken; without openings from the usual week of a counter, and
    without a desk at all at `NO_DESK_YET`.
    """
    timetable, desks = _timetable(session, row.office, row.reception_lang)
    timetable = replace(for_requests(timetable, desks), notice_days=0)
    bounds = (now, now + timedelta(days=timetable.horizon_days + 1))
    return free_slots(timetable, taken_cells(session, desks, *bounds, now), now, desks=desks)


def requests_due(session: Session, now: datetime, limit: int) -> Sequence[Asked]:
    """The requests whose promised hour has passed and of which nothing was said yet, or that are to be closed; locked.

    What was given up in the evening (`dropped`) is said again; what waits, was sent or is for staff to phone is not.
    """
    said = exists().where(
        OutboxRow.appointment_id == AppointmentRow.id,
        OutboxRow.appointment_version == AppointmentRow.version,
        OutboxRow.state != "dropped",
    )
    query = _locked("requested", limit).where(RequestRow.answer_by <= now, or_(RequestRow.open_until <= now, ~said))
    # Somebody who has no chat any more cannot be told: such a request is only closed.
    has_chat = exists().where(ConversationRow.chat_key == AppointmentRow.chat_key)
    query = query.where(or_(RequestRow.open_until <= now, has_chat)).order_by(RequestRow.answer_by, AppointmentRow.id)
    return [(row, request) for row, request in session.execute(query)]


def proposals_due(session: Session, now: datetime, until: datetime, limit: int) -> Sequence[Asked]:
    """The proposals that have lapsed, and those that do before `until` of which nobody was reminded; locked."""
    query = _locked("proposed", limit).where(RequestRow.proposal_until <= until)
    query = query.where(or_(RequestRow.proposal_until <= now, RequestRow.reminded_at.is_(None)))
    found = session.execute(query.order_by(RequestRow.proposal_until, AppointmentRow.id))
    return [(row, request) for row, request in found]


def missed_in_a_row(session: Session, office: OfficeRow) -> int:
    """How many promises this office has let pass since it last answered, or said what it allows."""
    of_office = select(RequestRow.appointment_id).join(AppointmentRow).where(AppointmentRow.office == office.id)
    answered = session.scalar(select(func.max(RequestRow.answered_at)).where(RequestRow.appointment_id.in_(of_office)))
    since = max((at for at in (answered, office.confirmed_at) if at is not None), default=None)
    missed = select(func.count()).select_from(RequestRow).where(RequestRow.appointment_id.in_(of_office))
    missed = missed.where(RequestRow.missed_at.is_not(None))
    return session.scalar(missed if since is None else missed.where(RequestRow.missed_at > since)) or 0


def offices_that_answer(session: Session) -> Sequence[str]:
    """The offices that have said that they answer requests."""
    return session.scalars(select(OfficeRow.id).where(OfficeRow.mode == "request").order_by(OfficeRow.id)).all()


def _locked(status: str, limit: int) -> Select[AppointmentRow, RequestRow]:
    """Requests in this state; what somebody else is at work on is left to them."""
    return (
        select(AppointmentRow, RequestRow)
        .join(RequestRow, RequestRow.appointment_id == AppointmentRow.id)
        .where(AppointmentRow.status == status)
        .limit(limit)
        .with_for_update(skip_locked=True, of=AppointmentRow)
        .execution_options(populate_existing=True)
    )


def _of_office(session: Session, office: str, status: str) -> Sequence[Asked]:
    query = (
        select(AppointmentRow, RequestRow)
        .join(RequestRow, RequestRow.appointment_id == AppointmentRow.id)
        .where(AppointmentRow.office == office, AppointmentRow.status == status)
        .order_by(RequestRow.answer_by, AppointmentRow.id)
    )
    return [(row, request) for row, request in session.execute(query)]


def _timetable(session: Session, office: str, lang: str | None = None) -> tuple[Timetable, frozenset[int]]:
    """What an office has put up, and its desks where `lang` is spoken: all of them when it is spoken at none."""
    query = select(DeskRow.id, DeskRow.languages).where(DeskRow.office == office, DeskRow.active)
    spoken = {desk: languages.split(",") for desk, languages in session.execute(query)}
    desks = frozenset(desk for desk, languages in spoken.items() if lang is None or lang in languages)
    return timetable_of(session, office), desks or frozenset(spoken) or frozenset({NO_DESK_YET})
