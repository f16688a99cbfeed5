"""Requests: a person asks an office for a time, its staff answer in one tap, the person says yes, no, or another one.

Each function runs inside a transaction of its caller and gives one outcome. The page of the office and its group call
the same `answer_request`, so that of two people who answer at once one has an effect and the other is told who was
first. Locks: conversation, then appointment, then cells; staff never lock a conversation. A time that is proposed has
its cells, owned by the appointment, from that moment on: nobody else gets it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.booking.half_days import MOST_WISHES, half_days_text
from bot.booking.promises import LAST_MOMENT, promise_of, proposal_until
from bot.booking.slots import Closure, Slot
from bot.booking.status import ANSWERS, Answer
from bot.content.model import Content
from bot.conversation import effects, events
from bot.operations.appointments.booking import (
    PERSON,
    beneficiary_of,
    insert_with_code,
    is_asked_for,
    not_possible,
    note_event,
    set_status,
    why_not,
)
from bot.operations.appointments.holds import MOST_DESKS, drop_hold, drop_lapsed
from bot.operations.requests.news import tell_person, update_office
from bot.store.agendas import appointment_of_office
from bot.store.appointments import appointment_by_code, as_appointment
from bot.store.groups import is_heard, last_actor
from bot.store.requests import NO_DESK_YET, free_times, request_of
from bot.store.tables import AppointmentRow, CellRow, DeskRow, OfficeRow, RequestRow
from bot.store.timetables import timetable_of

Outcome = Literal["done", "already", "changed", "taken", "refused"]
FIRST_DESK = "1"


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of an answer. `done`; `already`: this very answer was given before; `changed`: the request is not
    what the page showed (answered otherwise, taken back, lapsed); `taken`: the time is not free any more; `refused`:
    no such answer, or a time too near to be answered.

    `by`: who did the last thing to it, as `group:Name` or `staff:…`, when it was not this tap. `told` False: the person
    cannot be reached here and should be phoned.
    """

    outcome: Outcome
    by: str = ""
    told: bool = True


class _TakenError(Exception):
    """The time is not free any more."""


def send_request(
    session: Session, chat_key: str, wanted: effects.SendRequest, now: datetime
) -> events.Requested | events.RequestRefused | events.AlreadyHasOne | events.TooManyOpen | events.NotPossible:
    """Ask an office for a time. The same tap delivered twice asks once."""
    request_key = f"{chat_key}:{wanted.request_key}"
    beneficiary = beneficiary_of(chat_key, wanted.first_name, for_other=wanted.for_other)
    refusal = _why_not(session, chat_key, request_key, beneficiary, now)
    if refusal is not None:
        return refusal
    if not _answers_requests(session, wanted.office) or not wanted.half_days:
        return events.RequestRefused(wanted.office)
    row = AppointmentRow(
        code="",
        request_key=request_key,
        office=wanted.office,
        chat_key=chat_key,
        beneficiary=beneficiary,
        for_other=wanted.for_other,
        first_name=wanted.first_name,
        details=dict(wanted.details),
        lang=wanted.lang,
        reception_lang=wanted.reception_lang,
        status="requested",
        version=1,
        created_at=now,
    )
    try:
        insert_with_code(session, row)
    except IntegrityError:
        # Two taps of one person at the same moment: the other one's row is the request.
        refusal = _why_not(session, chat_key, request_key, beneficiary, now)
        if refusal is None:
            raise
        return refusal
    promise = promise_of(now, closures_of(session, wanted.office))
    session.add(
        RequestRow(
            appointment_id=row.id,
            half_days=half_days_text(wanted.half_days[:MOST_WISHES]),
            asked_at=now,
            answer_by=promise.answer_by,
            open_until=promise.open_until,
            answer="",
            other_office=wanted.other_office,
        )
    )
    session.flush()
    drop_hold(session, chat_key)
    note_event(session, row, now, PERSON, "requested")
    return events.Requested(as_appointment(row))


def ask_again(
    session: Session, chat_key: str, wanted: effects.AskAgain, now: datetime
) -> events.Requested | events.NotPossible:
    """Other half-days, before or after a proposal: the proposed time is free again, and there is a new promise."""
    row = appointment_by_code(session, wanted.code, lock=True)
    if not is_asked_for(row, chat_key, wanted.version) or not wanted.half_days:
        return not_possible(row, chat_key)
    assert row is not None
    request = request_of(session, row.id)
    assert request is not None
    set_status(session, row, "requested", now, PERSON)
    request.half_days = half_days_text(wanted.half_days[:MOST_WISHES])
    promise_anew(session, request, row.office, now)
    return events.Requested(as_appointment(row))


def accept_proposal(
    session: Session, chat_key: str, wanted: effects.AcceptProposal, now: datetime
) -> events.Booked | events.NotPossible:
    """Take the time that was proposed: from now on an appointment like any other."""
    row = appointment_by_code(session, wanted.code, lock=True)
    if row is None or row.status != "proposed" or not is_asked_for(row, chat_key, wanted.version):
        return not_possible(row, chat_key)
    request = request_of(session, row.id)
    if request is None or request.proposal_until is None or request.proposal_until <= now:
        return not_possible(row, chat_key)
    # Reminders count from now: this is when the time was chosen.
    row.moved_at = now
    set_status(session, row, "booked", now, PERSON)
    drop_hold(session, chat_key)
    return events.Booked(as_appointment(row))


def answer_request(
    session: Session,
    office: str,
    appointment_id: int,
    version: int,
    answer: Answer,
    content: Content,
    now: datetime,
    actor: str,
    *,
    starts_at: datetime | None = None,
    other_office: str = "",
) -> Answered | None:
    """Answer a request and tell the person in their language. None: there is no such request at this office.

    `version` is that of the page or message the tap came from. `starts_at` is the proposed time, one of
    `store.requests.free_times`; needed with `proposed` only. `other_office` names, with `other_office`, the one that
    fits better; without it the person is shown the one they were advised besides.
    """
    row = appointment_of_office(session, office, appointment_id, lock=True)
    request = request_of(session, appointment_id) if row is not None else None
    if row is None or request is None:
        return None
    if row.version != version or row.status != "requested":
        same = request.answer == answer and row.status in ("proposed", "declined")
        return Answered("already" if same else "changed", by=last_actor(session, row.id))
    if answer not in ANSWERS:
        return Answered("refused")
    if answer == "proposed":
        if starts_at is None or starts_at - LAST_MOMENT <= now:
            return Answered("refused")
        try:
            with session.begin_nested():
                _take_time(session, row, starts_at, now)
        except _TakenError:
            return Answered("taken")
        request.proposal_until = proposal_until(now, starts_at, closures_of(session, office))
    request.answer, request.answered_at, request.reminded_at = answer, now, None
    if other_office in content.organisations and other_office != office:
        request.other_office = other_office
    set_status(session, row, "proposed" if answer == "proposed" else "declined", now, actor)
    note_event(session, row, now, actor, f"answer:{answer}")
    update_office(session, row, request, content, now)
    return Answered("done", told=tell_person(session, row, request, content, now))


def promise_anew(session: Session, request: RequestRow, office: str, now: datetime) -> None:
    """What is promised to somebody who asks now: nothing of an earlier round is left."""
    promise = promise_of(now, closures_of(session, office))
    request.asked_at, request.answer_by, request.open_until = now, promise.answer_by, promise.open_until
    request.answer, request.proposal_until = "", None
    session.flush()


def _why_not(
    session: Session, chat_key: str, request_key: str, beneficiary: str, now: datetime
) -> events.Requested | events.AlreadyHasOne | events.TooManyOpen | events.NotPossible | None:
    refusal = why_not(session, chat_key, request_key, beneficiary, now)
    if isinstance(refusal, events.Booked):
        return events.AlreadyHasOne(refusal.appointment)
    if isinstance(refusal, events.NotPossible) and refusal.appointment and refusal.appointment.status == "requested":
        return events.Requested(refusal.appointment)
    return refusal


def _answers_requests(session: Session, office: str) -> bool:
    row = session.get(OfficeRow, office)
    return row is not None and row.mode == "request" and row.paused_at is None and is_heard(session, office)


def closures_of(session: Session, office: str) -> tuple[Closure, ...]:
    return timetable_of(session, office).closures


def _take_time(session: Session, row: AppointmentRow, starts_at: datetime, now: datetime) -> None:
    """Make the cells of a time the appointment's own. `_TakenError` when no desk is free then any more."""
    for _ in range(MOST_DESKS):
        slot = next((one for one in free_times(session, row, now) if one.starts_at == starts_at), None)
        if slot is None:
            raise _TakenError
        try:
            with session.begin_nested():
                desk_id = slot.desk_id if slot.desk_id != NO_DESK_YET else _first_desk(session, row)
                drop_lapsed(session, slot, now)
                cells = [{"desk_id": desk_id, "cell_no": cell, "appointment_id": row.id} for cell in slot.cells]
                session.execute(insert(CellRow), cells)
        except IntegrityError:
            continue  # somebody was faster at this desk: look again
        row.desk_id, row.starts_at = desk_id, slot.starts_at
        row.minutes = _minutes(slot)
        return
    raise _TakenError


def _first_desk(session: Session, row: AppointmentRow) -> int:
    """An office that only answers requests may have no desk: its first proposal makes one."""
    desk = DeskRow(office=row.office, label=FIRST_DESK, languages=row.reception_lang, active=True)
    session.add(desk)
    session.flush()
    return desk.id


def _minutes(slot: Slot) -> int:
    return slot.duration // timedelta(minutes=1)
