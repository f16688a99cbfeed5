"""The agenda of the office that signed in: a day, a week, one appointment. Pages that only show.

What shows a name is recorded: who looked, when, at which appointment. While names are hidden at a desk, a page shows
initials and times, no notes and no taps; the code box goes on.
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

from bot.booking.calendar import bounds_of_day, day_of
from bot.booking.status import CANCELLED
from bot.language.dates import say_day
from bot.operations.appointments.staff import REASONS, note_looks
from bot.store.agendas import (
    appointment_of_office,
    cancelled_of_day,
    history_of,
    next_start,
    reached_of,
    seen_by,
    undelivered,
)
from bot.store.appointments import agenda_between, agenda_of_day
from bot.store.closed_days import closures_between, to_phone_about_days
from bot.store.groups import is_cut_off
from bot.store.members import names_of_actors
from bot.store.openings import desks_of
from bot.store.requests import open_requests
from bot.store.tables import AppointmentEventRow, AppointmentRow, ClosureRow, DeskRow, OfficeRow
from bot.web.staff.agenda_view import (
    Entry,
    count_came,
    day_title,
    entry_of,
    history,
    unreached_of,
    week_of,
    without_name,
)
from bot.web.staff.banners import pause_of, shut_on
from bot.web.staff.visits import Visit, for_staff

AGENDA = "/agenda"
# How far the pages go, before and after today.
REACH = timedelta(days=730)
# PostgreSQL's integer: a bigger number is nobody's appointment.
LARGEST_ID = 2**31 - 1
SAID = frozenset(
    {
        "arrived", "attended", "no_show", "undo", "cancelled", "cancelled_phone", "already", "changed", "refused",
        "unknown_code", "other_day", "several", "phoned", "registered",
        "named",
    }
)  # fmt: skip
# What a mark is said to have done, by the states in which that is still so: a page may be loaded again long after.
STILL_SO = {
    "arrived": frozenset({"arrived"}),
    "attended": frozenset({"attended"}),
    "no_show": frozenset({"no_show"}),
    "undo": frozenset({"booked", "arrived"}),
    "cancelled": CANCELLED,
    "cancelled_phone": CANCELLED,
}
NAMES_NOBODY = frozenset({"unknown_code", "several", "phoned", "registered", "named"})
WARNINGS = frozenset({"cancelled_phone", "changed", "refused", "unknown_code", "other_day", "several"})


@dataclass(frozen=True, slots=True)
class Notice:
    """What became of the last tap, and the appointment it was about."""

    text: str
    is_warning: bool
    about: Entry | None


@dataclass(frozen=True, slots=True)
class _DayRows:
    expected: Sequence[AppointmentRow]
    cancelled: Sequence[AppointmentRow]
    to_phone: Sequence[tuple[str, str, AppointmentRow]]
    next_day: date | None
    about: AppointmentRow | None
    is_cut_off: bool
    asked: int
    reached: frozenset[int]
    closures: Sequence[ClosureRow]
    desks: Sequence[DeskRow]
    settings: OfficeRow | None


async def day_page(request: Request, visit: Visit) -> Response:
    """One day, today by default, with the code box ready to type in."""
    today = day_of(visit.now)
    day = wanted_day(request, today)
    about = _number(request.query_params.get("about", ""))

    def read(db: Session) -> _DayRows:
        expected = agenda_of_day(db, visit.office, day)
        following = None if expected else next_start(db, visit.office, max(visit.now, bounds_of_day(day)[1]))
        return _DayRows(
            expected,
            cancelled_of_day(db, visit.office, day),
            _to_phone(db, visit),
            day_of(following) if following else None,
            appointment_of_office(db, visit.office, about) if about else None,
            is_cut_off(db, visit.office),
            len(open_requests(db, visit.office)),
            reached_of(db, expected),
            closures_between(db, visit.office, day, day),
            desks_of(db, visit.office),
            db.get(OfficeRow, visit.office),
        )

    rows = await visit.services.database.look(read)
    await record_looks(visit, [*rows.expected, *rows.cancelled, *(row for *_, row in rows.to_phone)])
    entries = [_entry(visit, row) for row in rows.expected]
    return visit.page(
        request,
        "day.html",
        day=day.isoformat(),
        title=day_title(day, visit.speech),
        is_cut_off=rows.is_cut_off,
        asked=rows.asked,
        is_today=day == today,
        before=(day - timedelta(days=1)).isoformat(),
        after=(day + timedelta(days=1)).isoformat(),
        entries=entries,
        came=count_came(entries),
        cancelled=[_entry(visit, row) for row in rows.cancelled],
        shut=shut_on(day, rows.closures, rows.desks, visit.speech),
        paused=pause_of(rows.settings, visit.speech),
        to_phone=[unreached_of(done, row, visit.speech, news) for done, news, row in rows.to_phone],
        next_day=rows.next_day.isoformat() if rows.next_day else "",
        next_title=say_day(rows.next_day, visit.lang) if rows.next_day else "",
        notice=_notice(request, visit, rows.about),
        among=_among(request, visit, entries),
        reasons=REASONS,
        reached=rows.reached,
    )


async def week_page(request: Request, visit: Visit) -> Response:
    """The week of a day, this one by default."""
    day = wanted_day(request, day_of(visit.now))
    monday = day - timedelta(days=day.weekday())
    start, end = bounds_of_day(monday)[0], bounds_of_day(monday + timedelta(days=6))[1]
    days = [monday + timedelta(days=number) for number in range(7)]
    rows, closures, desks = await visit.services.database.look(
        lambda db: (
            agenda_between(db, visit.office, start, end),
            closures_between(db, visit.office, days[0], days[-1]),
            desks_of(db, visit.office),
        )
    )
    shut = {one: shut_on(one, closures, desks, visit.speech) for one in days}
    await record_looks(visit, rows)
    return visit.page(
        request,
        "week.html",
        day=day.isoformat(),
        title=visit.speech("agenda.week_of", day=say_day(monday, visit.lang)),
        before=(monday - timedelta(days=7)).isoformat(),
        after=(monday + timedelta(days=7)).isoformat(),
        days=week_of(day, [_entry(visit, row) for row in rows], visit.speech, visit.now, shut),
    )


async def appointment_page(request: Request, visit: Visit) -> Response:
    """One appointment with all that is known of it, and its history."""
    number = appointment_id(request)

    def read(
        db: Session,
    ) -> tuple[AppointmentRow, Sequence[AppointmentEventRow], Mapping[str, str], frozenset[int]] | None:
        row = appointment_of_office(db, visit.office, number)
        if row is None or row.starts_at is None:
            return None
        events = history_of(db, number)
        return row, events, names_of_actors(db, visit.office, {event.actor for event in events}), reached_of(db, [row])

    found = await visit.services.database.look(read)
    if found is None:
        raise HTTPException(404)
    row, events, names, reached = found
    await record_looks(visit, [row])
    return visit.page(
        request,
        "appointment.html",
        entry=entry_of(row, visit.speech, visit.now),
        events=history(events, visit.speech, names),
        notice=_notice(request, visit, row),
        reasons=REASONS,
        reached=reached,
    )


async def record_looks(visit: Visit, rows: Sequence[AppointmentRow]) -> None:
    """Write down who has looked at whom today; most pages show nobody new and write nothing."""
    if visit.hides_names:
        return
    actor, ids, today = visit.session.actor, [row.id for row in rows], bounds_of_day(day_of(visit.now))[0]
    known = await visit.services.database.look(lambda db: seen_by(db, actor, ids, today))
    fresh = [row for row in rows if row.id not in known]
    if fresh:
        await visit.services.database.run(lambda db: note_looks(db, fresh, visit.now, actor))


def wanted_day(request: Request, today: date) -> date:
    """`?day=2026-11-23`, or today when it says nothing of the kind."""
    try:
        day = date.fromisoformat(request.query_params.get("day", ""))
    except ValueError:
        return today
    return day if abs(day - today) <= REACH else today


def appointment_id(request: Request) -> int:
    number: int = request.path_params["id"]
    if number > LARGEST_ID:
        raise HTTPException(404)
    return number


def _to_phone(db: Session, visit: Visit) -> Sequence[tuple[str, str, AppointmentRow]]:
    """Who has to be phoned: (where a form says that it was done, what they do not know yet, the appointment)."""
    unsent = [(f"{AGENDA}/undelivered/{message.id}", "", row) for message, row in undelivered(db, visit.office)]
    about_days = to_phone_about_days(db, visit.office, visit.now)
    return [*unsent, *((f"{AGENDA}/appointments/{row.id}/phoned", news, row) for news, row in about_days)]


def _entry(visit: Visit, row: AppointmentRow) -> Entry:
    entry = entry_of(row, visit.speech, visit.now)
    return without_name(entry) if visit.hides_names else entry


def _among(request: Request, visit: Visit, entries: Sequence[Entry]) -> Sequence[Entry]:
    """Those of the day who have the first name that was typed; nobody while names are hidden."""
    if request.query_params.get("said") != "named" or visit.hides_names:
        return ()
    numbers = {_number(text) for text in request.query_params.get("among", "").split(",")}
    return [entry for entry in entries if entry.id in numbers]


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _notice(request: Request, visit: Visit, row: AppointmentRow | None) -> Notice | None:
    """What the last form led to, from the address of the page: one of our own sentences, about our own people."""
    said = request.query_params.get("said", "")
    if said not in SAID:
        return None
    if said in NAMES_NOBODY:
        return Notice(visit.speech(f"agenda.said_{said}"), said in WARNINGS, None)
    if row is None or row.starts_at is None:
        return None
    entry = _entry(visit, row)
    if entry.state not in STILL_SO.get(said, {entry.state}):
        return None
    text = visit.speech(f"agenda.said_{said}", name=entry.name, time=entry.time, moment=entry.moment)
    return Notice(text, said in WARNINGS, entry)


def routes() -> list[Route]:
    return [
        Route("/agenda", for_staff(day_page), methods=["GET"]),
        Route("/agenda/week", for_staff(week_page), methods=["GET"]),
        Route("/agenda/appointments/{id:int}", for_staff(appointment_page), methods=["GET"]),
    ]
