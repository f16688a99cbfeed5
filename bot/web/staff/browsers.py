"""The registered browsers of the desks: registered, revoked, and names shown again with the PIN."""

from __future__ import annotations

import asyncio

from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.operations.members import desk_browsers, signin
from bot.web.failures import failure_page
from bot.web.forms import Form
from bot.web.staff.agenda import AGENDA
from bot.web.staff.openings import NOT_ACCEPTED, number_of
from bot.web.staff.team import TEAM, team_page
from bot.web.staff.visits import Visit, drop_cookie, for_staff, form_for_staff, see_and_say, see_other, set_desk_cookie

TOO_MANY = 429


async def set_pin(request: Request, visit: Visit, form: Form) -> Response:
    """The PIN that everybody at the desks of this office types."""
    pin = form.get("pin", "").strip()
    why = desk_browsers.why_no_pin(pin)
    if why:
        return await team_page(request, visit, faults={"pin": why})
    pin_hash = await asyncio.to_thread(desk_browsers.hash_pin, pin)
    await visit.services.database.run(lambda db: desk_browsers.set_pin(db, visit.office, pin_hash, visit.now))
    return see_and_say(visit, f"{TEAM}?said=pin#browsers")


async def register(request: Request, visit: Visit, form: Form) -> Response:
    """This browser is the desk's from now on; the manager who registered it is signed out here."""

    def work(db: Session) -> tuple[str, None] | tuple[None, desk_browsers.Fault]:
        label, actor = form.get("label", ""), visit.session.actor
        made = desk_browsers.register(db, visit.office, label, visit.lang, actor, visit.now)
        if made[0] is not None:
            signin.sign_out(db, visit.cookie)
        return made

    cookie, why = await visit.services.database.run(work)
    if cookie is None:
        fault = "browsers" if why == "many" else str(why)
        return await team_page(request, visit, faults={"browser": fault}, fields=form)
    response = drop_cookie(see_other(f"{AGENDA}?said=registered"), visit.services)
    return set_desk_cookie(response, visit.services, cookie)


async def revoke(request: Request, visit: Visit, form: Form) -> Response:
    number = number_of(request)
    if not await visit.services.database.run(lambda db: desk_browsers.revoke(db, visit.office, number, visit.now)):
        raise HTTPException(404)
    return see_and_say(visit, f"{TEAM}?said=revoked#browsers")


async def names_page(request: Request, visit: Visit) -> Response:
    """Where the PIN is asked for; for who sees names anyway, the agenda."""
    if not visit.hides_names:
        return see_other(AGENDA)
    return visit.page(request, "names.html", fault="")


async def show_names(request: Request, visit: Visit, form: Form) -> Response:
    """Names again, for the right PIN; after ten wrong ones a minute a pause, after ten in a row no more tries."""
    browser_id, services = visit.session.browser_id, visit.services
    if browser_id is None:
        return see_other(AGENDA)
    key = f"pin {browser_id}"
    if services.tries.is_spent(key, visit.now):
        return failure_page(request, TOO_MANY)
    kept = await services.database.run(lambda db: desk_browsers.take_try(db, browser_id))
    if kept is None:
        services.tries.spend(key, visit.now)
        return visit.page(request, "names.html", status=TOO_MANY, fault=visit.speech("team.blocked_pin"))
    if not await asyncio.to_thread(desk_browsers.is_pin, form.get("pin", "").strip(), kept):
        services.tries.spend(key, visit.now)
        return visit.page(request, "names.html", status=NOT_ACCEPTED, fault=visit.speech("team.wrong_pin"))
    await services.database.run(lambda db: desk_browsers.show_names(db, browser_id, visit.now))
    return see_other(AGENDA)


def routes() -> list[Route]:
    return [
        Route("/team/pin", form_for_staff(set_pin), methods=["POST"]),
        Route("/team/browsers", form_for_staff(register), methods=["POST"]),
        Route("/team/browsers/{id:int}/revoke", form_for_staff(revoke), methods=["POST"]),
        Route("/names", for_staff(names_page), methods=["GET"]),
        Route("/names", form_for_staff(show_names), methods=["POST"]),
    ]
