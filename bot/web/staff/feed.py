"""The calendar feed of an office, at a secret address: a view for Outlook and phones, without names.

Instants in UTC; the UID is stable, SEQUENCE is the version of the appointment, a cancelled one stays for thirty days.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.booking.calendar_file import Entry, calendar_file
from bot.booking.status import CANCELLED
from bot.content.model import Content, Lang
from bot.operations.offices import feeds
from bot.store.agendas import for_calendar
from bot.store.tables import AppointmentRow
from bot.web.failures import failure_page
from bot.web.forms import address_of
from bot.web.services import services_of
from bot.web.speech import Speech

TOO_MANY = 429
KEPT = timedelta(days=30)


async def feed(request: Request) -> Response:
    """404 for whatever is not an address in use, and 429 after ten of those a minute."""
    services = services_of(request)
    token, now, key = request.path_params["token"], services.clock(), f"feed {address_of(request)}"
    if services.tries.is_spent(key, now):
        return failure_page(request, TOO_MANY)

    def read(db: Session) -> tuple[str, Sequence[AppointmentRow]] | None:
        office = feeds.office_of_feed(db, token)
        return (office, for_calendar(db, office, now - KEPT)) if office is not None else None

    found = await services.database.look(read)
    if found is None:
        services.tries.spend(key, now)
        raise HTTPException(404)
    office, rows = found
    text = calendar_of(office, rows, services.content(), now, demo=services.is_demo)
    return Response(text, media_type="text/calendar; charset=utf-8")


def calendar_of(office: str, rows: Sequence[AppointmentRow], content: Content, now: datetime, *, demo: bool) -> str:
    """The appointments as an iCalendar file."""
    organisation = content.organisations.get(office)
    lang: Lang = organisation.languages[0] if organisation and organisation.languages else "fr"
    speech = Speech.of(content, lang)
    entries = [
        Entry(
            code=row.code,
            version=row.version,
            starts_at=row.starts_at,
            length=timedelta(minutes=row.minutes or 0),
            title=_title(row, speech, demo=demo),
            is_cancelled=row.status in CANCELLED,
        )
        for row in rows
        if row.starts_at is not None
    ]
    return calendar_file(entries, now, name=speech("settings.feed_name", office=speech.office(office)))


def _title(row: AppointmentRow, speech: Speech, *, demo: bool) -> str:
    title = speech(f"settings.feed_title_{row.reception_lang}", code=row.code)
    return f"{speech('web.demo')} {title}" if demo else title


def routes() -> list[Route]:
    return [Route("/feed/{token}.ics", feed, methods=["GET"])]
