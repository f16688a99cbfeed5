"""Book for a person who is at the desk or on the phone, and the slip they take home."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.booking.calendar import day_of
from bot.booking.notes import notes_in
from bot.booking.slots import Slot
from bot.content.model import LANGS, Lang
from bot.content.showing.render import address_of
from bot.conversation.typed.choices import phone_typed
from bot.language.dates import say_day, say_full_day, say_time, to_brussels
from bot.operations.appointments.desk_booking import book_at_desk
from bot.store.agendas import appointment_of_office
from bot.store.openings import desks_of
from bot.store.tables import DeskRow, OfficeRow
from bot.store.timetables import free_slots_for_staff
from bot.web.forms import Form, instant_of
from bot.web.speech import Speech
from bot.web.staff.agenda import appointment_id, record_looks, wanted_day
from bot.web.staff.banners import pause_of
from bot.web.staff.openings import NOT_ACCEPTED
from bot.web.staff.visits import Visit, for_staff, form_for_staff, see_other

BOOK = "/book"
DAYS_SHOWN = 3
LONGEST_NAME = 40
LONGEST_NOTE = 200
LONGEST_PHONE = 24
_KEY = re.compile(r"[A-Za-z0-9_-]{16,32}")


@dataclass(frozen=True, slots=True)
class Moments:
    """The free times of a day: (value of the field, time in words)."""

    title: str
    times: tuple[tuple[str, str], ...]


async def book_page(request: Request, visit: Visit) -> Response:
    """The first free times, or from `?day=` on; then first name, language, phone, note."""
    return await _form(request, visit, {"key": secrets.token_urlsafe(16)})


async def book(request: Request, visit: Visit, form: Form) -> Response:
    name, note = " ".join(form.get("first_name", "").split()), " ".join(form.get("note", "").split())
    lang: Lang | None = "nl" if form.get("lang") == "nl" else "fr" if form.get("lang") == "fr" else None
    starts_at, key = instant_of(form.get("at", "")), form.get("key", "")
    if not _KEY.fullmatch(key) or lang is None:
        raise HTTPException(400)
    if starts_at is None:
        return await _form(request, visit, form, "at", "moment")
    if not name or len(name) > LONGEST_NAME:
        return await _form(request, visit, form, "first_name", "name")
    phone = phone_typed(form.get("phone", ""))
    if phone is None and form.get("phone", "").strip():
        return await _form(request, visit, form, "phone", "phone")
    if len(note) > LONGEST_NOTE:
        return await _form(request, visit, form, "note", "note")
    row = await visit.services.database.run(
        lambda db: book_at_desk(
            db,
            visit.office,
            starts_at,
            name,
            lang,
            note,
            key,
            visit.content,
            visit.now,
            visit.session.actor,
            phone=phone or "",
        )
    )
    if row is None:
        return await _form(request, visit, form, "at", "taken")
    return see_other(f"{BOOK}/{row.id}")


async def slip(request: Request, visit: Visit) -> Response:
    """What the person takes home: when, where, and the code that is enough at the desk or on the phone."""
    number = appointment_id(request)
    row = await visit.services.database.look(lambda db: appointment_of_office(db, visit.office, number))
    if row is None or row.starts_at is None or row.status != "booked":
        raise HTTPException(404)
    await record_looks(visit, [row])
    lang: Lang = "nl" if row.lang == "nl" else "fr"
    local, speech = to_brussels(row.starts_at), Speech.of(visit.content, lang)
    organisation = visit.content.organisations.get(visit.office)
    day = say_full_day(local.date(), lang)
    return visit.page(
        request,
        "slip.html",
        row_id=row.id,
        name=row.first_name or "",
        code=row.code,
        slip_lang=lang,
        s=speech,
        day=day[:1].upper() + day[1:],
        time=say_time(local.time(), lang),
        instant=local.isoformat(),
        place=address_of(visit.content, organisation, lang) if organisation else "",
        phone=organisation.phone or organisation.mobile if organisation else "",
        notes=[speech(f"notes.staff_{note}") for note in notes_in(row.details)],
        at_office=speech.office(visit.office),
    )


async def _form(request: Request, visit: Visit, fields: Mapping[str, str], fault: str = "", why: str = "") -> Response:
    today = day_of(visit.now)
    since = wanted_day(request, today)
    desks, free, office = await visit.services.database.look(
        lambda db: (
            desks_of(db, visit.office),
            free_slots_for_staff(db, visit.office, None, visit.now),
            db.get(OfficeRow, visit.office),
        )
    )
    days = sorted({day_of(slot.starts_at) for slot in free})
    shown = [day for day in days if day >= since][:DAYS_SHOWN]
    later = next((day for day in days if shown and day > shown[-1]), None)
    spoken = _spoken(desks)
    return visit.page(
        request,
        "book.html",
        status=NOT_ACCEPTED if fault else 200,
        fields={name: fields.get(name, "") for name in ("at", "first_name", "lang", "phone", "note", "key")},
        fault=fault,
        fault_text=visit.speech(f"desk.fault_{why}") if why else "",
        paused=pause_of(office, visit.speech),
        days=[_moments(day, free, visit.lang) for day in shown],
        since=since.isoformat(),
        later=later.isoformat() if later else "",
        is_later=since > today,
        languages=[lang for lang in LANGS if lang in spoken] or list(LANGS),
        most_name=LONGEST_NAME,
        most_phone=LONGEST_PHONE,
        most_note=LONGEST_NOTE,
    )


def _moments(day: date, free: Sequence[Slot], lang: Lang) -> Moments:
    times = [to_brussels(slot.starts_at) for slot in free if day_of(slot.starts_at) == day]
    return Moments(say_day(day, lang), tuple((at.isoformat(), say_time(at.time(), lang)) for at in times))


def _spoken(desks: Sequence[DeskRow]) -> frozenset[str]:
    return frozenset(lang for desk in desks if desk.active for lang in desk.languages.split(","))


def routes() -> list[Route]:
    return [
        Route("/book", for_staff(book_page), methods=["GET"]),
        Route("/book", form_for_staff(book), methods=["POST"]),
        Route("/book/{id:int}", for_staff(slip), methods=["GET"]),
    ]
