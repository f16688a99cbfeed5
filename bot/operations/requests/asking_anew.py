"""A proposed time that is none any more: staff took it back, or its day was closed. The request waits again.

Inside a transaction of the caller, the appointment locked: of a person who says yes and staff who take the time back at
the same moment, the second finds another version. The time is free again, there is a new promise, the person is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from bot.booking.calendar import day_of
from bot.content.model import Content
from bot.conversation.requests.messages import proposal_closed_message, proposal_taken_back_message
from bot.conversation.world import World
from bot.operations.appointments.booking import set_status
from bot.operations.requests.lifecycle import closures_of, promise_anew
from bot.operations.requests.news import mail_request, tell_person, update_office
from bot.store.agendas import appointment_of_office
from bot.store.appointments import as_appointment
from bot.store.groups import last_actor
from bot.store.marked import is_demo
from bot.store.requests import open_proposals, request_of
from bot.store.tables import AppointmentRow, RequestRow


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What became of it. `done`; `already`: a colleague was faster, `by` says who; `accepted`: the person said yes
    first, and it is an appointment; `changed`: it is something else by now. `told` False: to be phoned."""

    outcome: Literal["done", "already", "accepted", "changed"]
    by: str = ""
    told: bool = True


def take_back_proposal(
    session: Session, office: str, appointment_id: int, version: int, content: Content, now: datetime, actor: str
) -> TakenBack | None:
    """Propose a time no more: it is free, and the request waits for another answer. None: no such request here."""
    row = appointment_of_office(session, office, appointment_id, lock=True)
    request = request_of(session, appointment_id) if row is not None else None
    if row is None or request is None:
        return None
    if row.status != "proposed" or row.version != version or row.starts_at is None:
        return _why_not(session, row)
    before = row.starts_at
    _wait_again(session, row, request, now, actor)
    update_office(session, row, request, content, now)
    message = proposal_taken_back_message(as_appointment(row), before, _world(session, content, now))
    return TakenBack("done", told=tell_person(session, row, request, content, now, message=message))


def ask_anew_when_closed(session: Session, office: str, content: Content, now: datetime, actor: str) -> int:
    """Times that were proposed on days that are closed by now are no proposals any more: the office is asked again,
    with a new promise, and the person told. How many there were."""
    closures = closures_of(session, office)
    on_closed_days = [
        row.id
        for row, _ in open_proposals(session, office)
        if row.starts_at and any(closure.covers(day_of(row.starts_at), row.desk_id) for closure in closures)
    ]
    for appointment_id in sorted(on_closed_days):
        row = appointment_of_office(session, office, appointment_id, lock=True)
        request = request_of(session, appointment_id)
        if row is None or request is None or row.status != "proposed" or row.starts_at is None:
            continue
        before = row.starts_at
        _wait_again(session, row, request, now, actor)
        update_office(session, row, request, content, now, is_new=True)
        mail_request(session, "new", row, request, content, now)
        message = proposal_closed_message(as_appointment(row), before, _world(session, content, now))
        tell_person(session, row, request, content, now, message=message)
    return len(on_closed_days)


def _wait_again(session: Session, row: AppointmentRow, request: RequestRow, now: datetime, actor: str) -> None:
    set_status(session, row, "requested", now, actor)
    promise_anew(session, request, row.office, now)


def _why_not(session: Session, row: AppointmentRow) -> TakenBack:
    by = last_actor(session, row.id)
    if row.status == "booked":
        return TakenBack("accepted", by=by)
    is_colleague = row.status == "requested" and by.startswith(("staff:", "group:"))
    return TakenBack("already" if is_colleague else "changed", by=by)


def _world(session: Session, content: Content, now: datetime) -> World:
    return World(now=now, content=content, demo=is_demo(session))
