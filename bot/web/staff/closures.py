"""Close days: first whom it touches, then one tap that closes and writes to them; afterwards, who has not answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.booking.calendar import day_of
from bot.booking.drafts import Fault, read_days
from bot.operations.offices.closures import Closed, close_and_tell, take_back
from bot.store.agendas import reached_of
from bot.store.closed_days import last_news
from bot.store.openings import closure_of_office, desks_of, touched_by, written_about
from bot.store.tables import AppointmentRow, ClosureRow, DeskRow, OutboxRow
from bot.web.forms import Form
from bot.web.speech import Speech
from bot.web.staff.agenda import record_looks
from bot.web.staff.agenda_view import Entry, entry_of
from bot.web.staff.openings import NOT_ACCEPTED, OPENINGS, closure_line, number_of, say_days
from bot.web.staff.visits import Visit, for_staff, form_for_staff, said_once, see_and_say, see_other

MOST_TOUCHED = 500
WAYS = ("was_told", "is_being_told", "was_phoned", "to_phone")
_WAYS = {"sent": "was_told", "waiting": "is_being_told"}


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody whom a closure touches. `way`: one of `WAYS`; `to_phone` when no message reaches them."""

    entry: Entry
    way: str


@dataclass(frozen=True, slots=True)
class _Rows:
    closure: ClosureRow
    desks: Sequence[DeskRow]
    booked: Sequence[AppointmentRow]
    written: Sequence[tuple[OutboxRow, AppointmentRow]]
    news: Mapping[int, str]


async def ask_page(request: Request, visit: Visit) -> Response:
    """The form, and with `?first=` whom these days touch."""
    fields = {name: request.query_params.get(name, "") for name in ("first", "last", "desk")}
    if not fields["first"]:
        return await _form(request, visit, fields)
    return await _look(request, visit, fields)


async def close(request: Request, visit: Visit, form: Form) -> Response:
    """Close, unless it touches somebody whom the page that was sent did not show."""
    days, desk_id = read_days(form, day_of(visit.now)), await _desk(visit, form)
    if isinstance(days, Fault):
        return await _form(request, visit, form, fault=days)
    first, last = days
    seen = [int(number) for number in form.get("seen", "").split(",")[:MOST_TOUCHED] if _is_number(number)]
    done = await visit.services.database.run(
        lambda db: close_and_tell(
            db, visit.office, first, last, desk_id, seen, visit.content, visit.now, visit.session.actor
        )
    )
    if done is None:
        raise HTTPException(404)
    if not isinstance(done, Closed):
        fields = {"first": first.isoformat(), "last": last.isoformat(), "desk": str(desk_id or "")}
        return see_other(f"{OPENINGS}/close?{urlencode(fields)}")
    if done.told or done.to_phone:
        return see_and_say(visit, f"{OPENINGS}/closures/{done.closure_id}?said=closed_told")
    return see_and_say(visit, f"{OPENINGS}?said=closed#closures")


async def closure_page(request: Request, visit: Visit) -> Response:
    """One closure: who has not answered, and what the others chose."""
    number = number_of(request)

    def read(db: Session) -> _Rows | None:
        row = closure_of_office(db, visit.office, number)
        if row is None:
            return None
        booked = touched_by(db, visit.office, row.first_day, row.last_day, row.desk_id, visit.now)
        news = last_news(db, [one.id for one in booked])
        return _Rows(row, desks_of(db, visit.office), booked, written_about(db, visit.office, number), news)

    rows = await visit.services.database.look(read)
    if rows is None:
        raise HTTPException(404)
    await record_looks(visit, [*rows.booked, *(row for _, row in rows.written if row.starts_at)])
    # A message that could not be delivered leaves its person to be phoned.
    ways = {row.id: _WAYS[message.state] for message, row in rows.written if message.state in _WAYS}
    ways |= {row.id: "was_phoned" for row in rows.booked if row.id not in ways and rows.news.get(row.id) == "phoned"}
    waiting = {row.id for row in rows.booked}
    answered = {row.id: row for _, row in rows.written if row.id not in waiting and row.starts_at}
    speech, said = visit.speech, said_once(request, visit) == "closed_told"
    shown = [Asked(entry_of(row, speech, visit.now), ways.get(row.id, "to_phone")) for row in rows.booked]
    return visit.page(
        request,
        "closure.html",
        closure=closure_line(rows.closure, rows.desks, speech),
        waiting=shown,
        answered=[entry_of(row, speech, visit.now) for row in answered.values()],
        said=speech("openings.said_closed_told", done=_how_many(shown, speech)) if said and shown else "",
    )


def _how_many(asked: Sequence[Asked], speech: Speech) -> str:
    """`2 messages en route, 1 à appeler`: how it stands, and not what was meant to happen."""
    counts = Counter(one.way for one in asked)
    return ", ".join(speech(f"openings.count_{way}", count=counts[way]) for way in WAYS if counts[way])


async def reopen(request: Request, visit: Visit, form: Form) -> Response:
    number = number_of(request)
    done = await visit.services.database.run(
        lambda db: take_back(db, visit.office, number, visit.content, visit.now, visit.session.actor)
    )
    if done is None:
        raise HTTPException(404)
    said = "reopened_phone" if done.to_phone else "reopened_told" if done.told else "reopened"
    return see_and_say(visit, f"{OPENINGS}?said={said}#closures")


async def _look(request: Request, visit: Visit, fields: Mapping[str, str]) -> Response:
    days, desk_id = read_days(fields, day_of(visit.now)), await _desk(visit, fields)
    if isinstance(days, Fault):
        return await _form(request, visit, fields, fault=days)
    touched = await visit.services.database.look(
        lambda db: touched_by(db, visit.office, days[0], days[1], desk_id, visit.now)
    )
    await record_looks(visit, touched)
    return await _form(request, visit, fields, days=days, touched=touched)


async def _form(
    request: Request,
    visit: Visit,
    fields: Mapping[str, str],
    *,
    fault: Fault | None = None,
    days: tuple[date, date] | None = None,
    touched: Sequence[AppointmentRow] = (),
) -> Response:
    desks, reached = await visit.services.database.look(
        lambda db: (desks_of(db, visit.office), reached_of(db, touched))
    )
    speech = visit.speech
    return visit.page(
        request,
        "close.html",
        status=NOT_ACCEPTED if fault else 200,
        fields={name: fields.get(name, "") for name in ("first", "last", "desk")},
        fault=fault.field if fault else "",
        fault_text=speech(f"openings.fault_{fault.why}", other="") if fault else "",
        desks=[desk for desk in desks if desk.active],
        today=day_of(visit.now).isoformat(),
        days=say_days(*days, speech) if days else "",
        touched=[entry_of(row, speech, visit.now) for row in touched],
        seen=",".join(str(row.id) for row in touched),
        with_chat=reached,
    )


async def _desk(visit: Visit, fields: Mapping[str, str]) -> int | None:
    """The desk of a closure, None for the whole office; 404 for one of another office."""
    wanted = fields.get("desk", "")
    if not wanted:
        return None
    desks = await visit.services.database.look(lambda db: desks_of(db, visit.office))
    found = next((desk.id for desk in desks if str(desk.id) == wanted), None)
    if found is None:
        raise HTTPException(404)
    return found


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def routes() -> list[Route]:
    return [
        Route("/openings/close", for_staff(ask_page), methods=["GET"]),
        Route("/openings/close", form_for_staff(close), methods=["POST"]),
        Route("/openings/closures/{id:int}", for_staff(closure_page), methods=["GET"]),
        Route("/openings/closures/{id:int}/reopen", form_for_staff(reopen), methods=["POST"]),
    ]
