"""Builders for requests: an office that answers them, people who ask, what is answered."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.booking.half_days import HalfDay
from bot.content.model import Content
from bot.conversation import effects, events
from bot.conversation.world import Appointment
from bot.operations.requests.lifecycle import Answered, answer_request, send_request
from bot.operations.requests.news import news_of_request
from bot.store.appointments import appointment_by_code
from bot.store.requests import request_of, times_to_propose
from bot.store.tables import AppointmentRow, DeskRow, OfficeRow, RequestRow
from tests.bookings import come
from tests.conftest import MONDAY

ETTERBEEK = "mission-locale-etterbeek"
THURSDAY_MORNING = HalfDay(date(2026, 11, 26), is_afternoon=False)
FRIDAY_AFTERNOON = HalfDay(date(2026, 11, 27), is_afternoon=True)


def answers_requests(session: Session, *, office: str = ETTERBEEK, desks: int = 1, **fields: Any) -> None:
    """An office in request mode that has put up no openings."""
    session.add(OfficeRow(id=office, mode="request", confirmed_at=MONDAY, **fields))
    session.flush()
    for number in range(desks):
        session.add(DeskRow(office=office, label=f"Guichet {number + 1}", languages="fr", active=True))
    session.flush()


def wish(name: str = "Amina", *, office: str = ETTERBEEK, request: str = "1", **more: Any) -> effects.SendRequest:
    values: dict[str, Any] = {
        "office": office,
        "half_days": (THURSDAY_MORNING, FRIDAY_AFTERNOON),
        "first_name": name,
        "for_other": False,
        "lang": "fr",
        "reception_lang": "fr",
        "details": {"commune": "etterbeek"},
        "request_key": request,
        "other_office": "actiris",
        **more,
    }
    return effects.SendRequest(**values)


def requested(
    session: Session, who: str, content: Content, now: datetime = MONDAY, *, lang: str = "fr", **more: Any
) -> AppointmentRow:
    """The row of a person who has just asked; the office was told."""
    wanted = wish(**{"name": who.title(), **more})
    outcome = send_request(session, come(session, who, now, lang), wanted, now)
    assert isinstance(outcome, events.Requested), outcome
    news_of_request(session, outcome.appointment.code, content, now, is_new=True)
    return row_of(session, outcome.appointment)


def row_of(session: Session, appointment: Appointment) -> AppointmentRow:
    row = appointment_by_code(session, appointment.code)
    assert row is not None
    return row


def kept(session: Session, row: AppointmentRow) -> RequestRow:
    request = request_of(session, row.id)
    assert request is not None
    return request


def answer(
    session: Session, row: AppointmentRow, what: Any, content: Content, now: datetime = MONDAY, **more: Any
) -> Answered | None:
    """An answer of the office to what stands now; a proposal is the first of the times that are shown."""
    if what == "proposed" and "starts_at" not in more:
        more["starts_at"] = times_to_propose(session, row, kept(session, row), now)[0].starts_at
    actor = more.pop("actor", "staff:1")
    version = more.pop("version", row.version)
    return answer_request(session, row.office, row.id, version, what, content, now, actor, **more)
