"""The openings of an office: what is put up at each desk, changed or ended by one form each.

What does not hold gives the same page again, with what was typed and one sentence at the field.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.booking.calendar import day_of, holidays_ahead
from bot.booking.drafts import Fault, read_opening
from bot.booking.slots import Opening
from bot.language.dates import say_day, say_full_day, say_time, say_weekday
from bot.operations.offices import openings
from bot.store.openings import LowSupply, as_opening, closures_of, desks_of, opening_of_office, openings_of, supply
from bot.store.tables import ClosureRow, DeskRow, OfficeRow, OpeningRow
from bot.store.waiting_lists import how_many_wait
from bot.web.forms import Form
from bot.web.speech import Speech
from bot.web.staff.agenda import LARGEST_ID
from bot.web.staff.banners import pause_of
from bot.web.staff.visits import Visit, for_staff, form_for_staff, said_once, see_and_say

OPENINGS = "/openings"
NOT_ACCEPTED = 422
SAID = frozenset({"put_up", "changed", "ended", "closed", "closed_told", "reopened", "reopened_told", "reopened_phone"})
WEEKDAYS = range(7)
FIELDS = ("desk", "weekday", "day", "starts", "ends", "minutes", "buffer", "valid_from", "valid_to")


@dataclass(frozen=True, slots=True)
class Line:
    """An opening or a closure in words. `id` is that of its row."""

    id: int
    text: str
    aside: str = ""


@dataclass(frozen=True, slots=True)
class DeskLines:
    id: int
    label: str
    languages: str
    weekly: tuple[Line, ...]
    extra: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A legal holiday in words, and the day (ISO) that might be closed because of it."""

    text: str
    day: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class _Rows:
    desks: Sequence[DeskRow]
    openings: Sequence[OpeningRow]
    closures: Sequence[ClosureRow]
    supply: LowSupply | None
    office: OfficeRow | None
    waiting: int


async def overview(request: Request, visit: Visit) -> Response:
    """Everything that is put up and closed from today on."""
    today = day_of(visit.now)

    def read(db: Session) -> _Rows:
        return _Rows(
            desks_of(db, visit.office),
            openings_of(db, visit.office, today),
            closures_of(db, visit.office, today),
            supply(db, visit.office, visit.now),
            db.get(OfficeRow, visit.office),
            how_many_wait(db, visit.office),
        )

    rows = await visit.services.database.look(read)
    said = said_once(request, visit)
    tomorrow = today + timedelta(days=1)
    return visit.page(
        request,
        "openings.html",
        desks=[_desk_lines(desk, rows.openings, visit.speech, today) for desk in rows.desks if desk.active],
        closures=[closure_line(row, rows.desks, visit.speech) for row in rows.closures],
        holidays=_suggestions(rows, visit.speech, today),
        tomorrow=tomorrow.isoformat(),
        tomorrow_title=say_day(tomorrow, visit.lang),
        is_closed_tomorrow=any(
            row.first_day <= tomorrow <= row.last_day and row.desk_id is None for row in rows.closures
        ),
        paused=pause_of(rows.office, visit.speech),
        supply=rows.supply,
        limits=rows.office,
        waiting=rows.waiting,
        said=visit.speech(f"openings.said_{said}") if said in SAID else "",
    )


async def new_page(request: Request, visit: Visit) -> Response:
    """An empty form: `?kind=week` or `day`, `?desk=` the desk it was asked from."""
    kind = "day" if request.query_params.get("kind") == "day" else "week"
    desk = request.query_params.get("desk", "")
    return await _form(request, visit, {"kind": kind, "desk": desk, "minutes": "30", "buffer": "0"})


async def put_up(request: Request, visit: Visit, form: Form) -> Response:
    desk_id, draft = await _draft(visit, form)
    if isinstance(draft, Fault):
        return await _form(request, visit, form, draft)
    today = day_of(visit.now)
    done = await visit.services.database.run(lambda db: openings.put_up(db, visit.office, draft, today))
    if isinstance(done, Fault):
        return await _form(request, visit, form, done)
    return see_and_say(visit, f"{OPENINGS}?said=put_up#desk-{desk_id}")


async def change_page(request: Request, visit: Visit) -> Response:
    number = number_of(request)
    row = await visit.services.database.look(lambda db: opening_of_office(db, visit.office, number))
    if row is None:
        raise HTTPException(404)
    return await _form(request, visit, _fields_of(as_opening(row)), number=number)


async def change(request: Request, visit: Visit, form: Form) -> Response:
    number, today = number_of(request), day_of(visit.now)
    if await visit.services.database.look(lambda db: opening_of_office(db, visit.office, number)) is None:
        raise HTTPException(404)
    desk_id, draft = await _draft(visit, form)
    if not isinstance(draft, Fault):
        opening = draft
        done = await visit.services.database.run(lambda db: openings.change(db, visit.office, number, opening, today))
        if done is None:
            raise HTTPException(404)
        if not isinstance(done, Fault):
            return see_and_say(visit, f"{OPENINGS}?said=changed#desk-{desk_id}")
        draft = done
    return await _form(request, visit, form, draft, number)


async def end(request: Request, visit: Visit, form: Form) -> Response:
    number, today = number_of(request), day_of(visit.now)
    if not await visit.services.database.run(lambda db: openings.end(db, visit.office, number, today)):
        raise HTTPException(404)
    return see_and_say(visit, f"{OPENINGS}?said=ended")


async def _draft(visit: Visit, form: Form) -> tuple[int, Opening | Fault]:
    """The desk and what the fields say; 404 for a desk of another office."""
    desks = await visit.services.database.look(lambda db: desks_of(db, visit.office))
    desk_id = next((desk.id for desk in desks if desk.active and str(desk.id) == form.get("desk", "")), None)
    if desk_id is None:
        raise HTTPException(404)
    return desk_id, read_opening(form, desk_id, day_of(visit.now), weekly=form.get("kind") != "day")


async def _form(
    request: Request, visit: Visit, fields: Mapping[str, str], fault: Fault | None = None, number: int | None = None
) -> Response:
    desks = await visit.services.database.look(lambda db: desks_of(db, visit.office))
    if not any(desk.active for desk in desks):
        raise HTTPException(404)
    speech = visit.speech
    other = say_opening(fault.other, speech) if fault and fault.other else ""
    return visit.page(
        request,
        "opening.html",
        status=NOT_ACCEPTED if fault else 200,
        is_weekly=fields.get("kind") != "day",
        number=number,
        fields={name: fields.get(name, "") for name in FIELDS},
        fault=fault.field if fault else "",
        fault_text=speech(f"openings.fault_{fault.why}", other=other) if fault else "",
        desks=[desk for desk in desks if desk.active],
        weekdays=[(str(one), say_weekday(one, visit.lang)) for one in WEEKDAYS],
        today=day_of(visit.now).isoformat(),
    )


def say_opening(opening: Opening, speech: Speech) -> str:
    """`lundi, de 9h00 à 12h00`, or `mardi 1er décembre, de 9h00 à 12h00`."""
    if opening.day is not None:
        day = say_full_day(opening.day, speech.lang)
    else:
        day = say_weekday(opening.weekday or 0, speech.lang)
    return speech(
        "openings.rule", day=day, starts=say_time(opening.starts, speech.lang), ends=say_time(opening.ends, speech.lang)
    )


def say_days(first: date, last: date, speech: Speech) -> str:
    said = say_full_day(first, speech.lang)
    if first == last:
        return said
    return speech("openings.from_to", first=said, last=say_full_day(last, speech.lang))


def closure_line(row: ClosureRow, desks: Sequence[DeskRow], speech: Speech) -> Line:
    text = say_days(row.first_day, row.last_day, speech)
    whole = speech("openings.whole_office")
    return Line(row.id, text, next((desk.label for desk in desks if desk.id == row.desk_id), whole))


def number_of(request: Request) -> int:
    number: int = request.path_params["id"]
    if number > LARGEST_ID:
        raise HTTPException(404)
    return number


def languages_of(desk: DeskRow, speech: Speech) -> str:
    return ", ".join(speech(f"openings.lang_{lang}") for lang in desk.languages.split(","))


def _desk_lines(desk: DeskRow, rows: Sequence[OpeningRow], speech: Speech, today: date) -> DeskLines:
    mine = [(row.id, as_opening(row)) for row in rows if row.desk_id == desk.id]
    return DeskLines(
        desk.id,
        desk.label,
        languages_of(desk, speech),
        tuple(_line(number, one, speech, today) for number, one in mine if one.day is None),
        tuple(_line(number, one, speech, today) for number, one in mine if one.day is not None),
    )


def _line(number: int, opening: Opening, speech: Speech, today: date) -> Line:
    minutes, buffer = opening.length // timedelta(minutes=1), opening.buffer // timedelta(minutes=1)
    asides = [speech("openings.each", minutes=minutes)]
    if buffer:
        asides.append(speech("openings.with_buffer", minutes=buffer))
    if opening.valid_from and opening.valid_from > today:
        asides.append(speech("openings.since", day=say_full_day(opening.valid_from, speech.lang)))
    if opening.valid_to:
        asides.append(speech("openings.until", day=say_full_day(opening.valid_to, speech.lang)))
    return Line(number, say_opening(opening, speech), ", ".join(asides))


def _fields_of(opening: Opening) -> dict[str, str]:
    return {
        "kind": "week" if opening.day is None else "day",
        "desk": str(opening.desk_id),
        "weekday": str(opening.weekday),
        "day": opening.day.isoformat() if opening.day else "",
        "starts": f"{opening.starts:%H:%M}",
        "ends": f"{opening.ends:%H:%M}",
        "minutes": str(opening.length // timedelta(minutes=1)),
        "buffer": str(opening.buffer // timedelta(minutes=1)),
        "valid_from": opening.valid_from.isoformat() if opening.valid_from else "",
        "valid_to": opening.valid_to.isoformat() if opening.valid_to else "",
    }


def _suggestions(rows: _Rows, speech: Speech, today: date) -> list[Suggestion]:
    """The holidays of a year; beside some, a day that is not closed yet and on which the office would receive."""
    weekdays = {row.weekday for row in rows.openings}
    opens_on_holidays = rows.office is not None and rows.office.opens_on_holidays
    found = []
    for holiday in holidays_ahead(today):
        name = speech(f"openings.{holiday.id}")
        text = speech("openings.holiday", day=say_full_day(holiday.day, speech.lang), name=name)
        day = holiday.suggested
        is_closed = day is None or any(
            row.first_day <= day <= row.last_day and row.desk_id is None for row in rows.closures
        )
        if day is None or is_closed or day <= today or day.weekday() not in weekdays or opens_on_holidays:
            found.append(Suggestion(text))
            continue
        why = "replacement" if holiday.is_replacement else "bridge"
        found.append(Suggestion(text, day.isoformat(), speech(f"openings.{why}", day=say_day(day, speech.lang))))
    return found


def routes() -> list[Route]:
    return [
        Route("/openings", for_staff(overview), methods=["GET"]),
        Route("/openings/new", for_staff(new_page), methods=["GET"]),
        Route("/openings/new", form_for_staff(put_up), methods=["POST"]),
        Route("/openings/{id:int}", for_staff(change_page), methods=["GET"]),
        Route("/openings/{id:int}", form_for_staff(change), methods=["POST"]),
        Route("/openings/{id:int}/end", form_for_staff(end), methods=["POST"]),
    ]
