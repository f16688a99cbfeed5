"""What the forms of the agenda do. Each ends in a page to look at, with one sentence on what became of it."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.content.model import Lang
from bot.operations.appointments import staff
from bot.operations.appointments.staff import Mark, Marked
from bot.operations.members import desk_browsers, signin
from bot.web.failures import failure_page
from bot.web.forms import Form, address_of, version_of
from bot.web.staff.agenda import AGENDA, appointment_id
from bot.web.staff.visits import Visit, form_for_staff, see_other

TOO_MANY = 429
PAGES = (AGENDA, "/requests", "/openings", "/settings", "/book", "/figures", "/team", "/names", "/in-your-name")
_MARKS: dict[str, Mark] = {"arrived": "arrived", "attended": "attended", "no_show": "no_show", "undo": "undo"}


async def type_code(request: Request, visit: Visit, form: Form) -> Response:
    """Code and Enter: this person is here. Ten wrong codes a minute, then a pause."""
    services, key = visit.services, f"code {address_of(request)}"
    if services.tries.is_spent(key, visit.now):
        return failure_page(request, TOO_MANY)
    found = await services.database.run(
        lambda db: staff.arrive_by_code(db, visit.office, form.get("code", ""), visit.now, visit.session.actor)
    )
    # No fragment: the browser puts the cursor back into the code box, ready for the next person.
    if found.marked:
        return see_other(_agenda(said="arrived", about=found.marked.id))
    if found.other_day:
        return see_other(_agenda(said="other_day", about=found.other_day.id))
    if found.several:
        return see_other(_agenda(said="several"))
    if found.named and not visit.hides_names:
        return see_other(_agenda(said="named", among=",".join(str(row.id) for row in found.named)))
    services.tries.spend(key, visit.now)
    return see_other(_agenda(said="unknown_code"))


async def mark(request: Request, visit: Visit, form: Form) -> Response:
    """One tap: arrived, attended, no-show, or the last of these taken back."""
    number, wanted = appointment_id(request), _MARKS.get(form.get("mark", ""))
    if wanted is None:
        raise HTTPException(400)
    version = version_of(form)
    marked = await visit.services.database.run(
        lambda db: staff.mark(db, visit.office, number, version, wanted, visit.now, visit.session.actor)
    )
    return _back(number, form, marked, wanted)


async def cancel(request: Request, visit: Visit, form: Form) -> Response:
    """Cancel, and tell the person."""
    number, version, reason = appointment_id(request), version_of(form), form.get("reason", "")
    marked = await visit.services.database.run(
        lambda db: staff.cancel_by_staff(
            db, visit.office, number, version, reason, visit.content, visit.now, visit.session.actor
        )
    )
    return _back(number, form, marked, "cancelled" if marked is None or marked.told else "cancelled_phone")


async def phoned(request: Request, visit: Visit, form: Form) -> Response:
    """Somebody has phoned the person whom a message did not reach."""
    number = appointment_id(request)
    known = await visit.services.database.run(
        lambda db: staff.settle_undelivered(db, visit.office, number, visit.now, visit.session.actor)
    )
    if not known:
        raise HTTPException(404)
    return see_other(_agenda(said="phoned"))


async def phoned_about_day(request: Request, visit: Visit, form: Form) -> Response:
    """Somebody has phoned a person of a closed day whom no message could be written to."""
    number = appointment_id(request)
    known = await visit.services.database.run(
        lambda db: staff.settle_phoned(db, visit.office, number, visit.now, visit.session.actor)
    )
    if not known:
        raise HTTPException(404)
    return see_other(_agenda(said="phoned"))


async def choose_language(request: Request, visit: Visit, form: Form) -> Response:
    """The same page in the other language."""
    lang: Lang = "nl" if form.get("lang") == "nl" else "fr"
    browser_id = visit.session.browser_id
    if browser_id is None:
        await visit.services.database.run(lambda db: signin.choose_language(db, visit.cookie, lang))
    else:
        await visit.services.database.run(lambda db: desk_browsers.choose_browser_language(db, browser_id, lang))
    here = form.get("here", "")
    # Only back to a page of ours: an address from outside must not be gone to.
    path = here.partition("?")[0]
    return see_other(here if any(path == page or path.startswith(f"{page}/") for page in PAGES) else AGENDA)


def _back(number: int, form: Form, marked: Marked | None, done: str) -> Response:
    """To the page that the form was on, at the row it was about."""
    if marked is None:
        raise HTTPException(404)
    said = done if marked.outcome == "done" else marked.outcome
    if form.get("from") == "appointment":
        return see_other(f"{AGENDA}/appointments/{number}?{urlencode({'said': said})}")
    return see_other(f"{_agenda(day=form.get('day', ''), said=said, about=number)}#a{number}")


def _agenda(**values: object) -> str:
    kept = {name: value for name, value in values.items() if value}
    return f"{AGENDA}?{urlencode(kept)}" if kept else AGENDA


def routes() -> list[Route]:
    return [
        Route("/agenda/code", form_for_staff(type_code), methods=["POST"]),
        Route("/agenda/appointments/{id:int}/mark", form_for_staff(mark), methods=["POST"]),
        Route("/agenda/appointments/{id:int}/cancel", form_for_staff(cancel), methods=["POST"]),
        Route("/agenda/appointments/{id:int}/phoned", form_for_staff(phoned_about_day), methods=["POST"]),
        Route("/agenda/undelivered/{id:int}", form_for_staff(phoned), methods=["POST"]),
        Route("/agenda/language", form_for_staff(choose_language), methods=["POST"]),
    ]
