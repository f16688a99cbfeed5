"""Signing in and out. GET shows a button and uses nothing up: previewers of chats open every link they see."""

from __future__ import annotations

from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.content.model import Content, Lang
from bot.operations.members import desk_browsers, signin
from bot.operations.members.sign_in_links import mail_links
from bot.store.agendas import offices_with_desks
from bot.web.demo import require_demonstration
from bot.web.failures import failure_page
from bot.web.forms import Form, address_of, read_form, require_own_form
from bot.web.pages import render
from bot.web.services import WebServices, services_of
from bot.web.staff.agenda import AGENDA
from bot.web.staff.visits import SIGN_IN, Visit, cookie_name, drop_cookie, form_for_staff, see_other, set_cookie

GONE = 410
SIGNED_OUT = frozenset({"everywhere", "office"})
TOO_MANY = 429


async def how_to_sign_in(request: Request) -> Response:
    """For whoever comes without a link, or whose session has ended."""
    services = services_of(request)
    offices = await services.database.look(offices_with_desks) if services.shows_demo_routes else ()
    said = request.query_params.get("said", "")
    return render(
        request,
        "sign_in.html",
        offices=offices,
        sends_mail=services.sends_mail,
        said=f"team.signed_out_{said}" if said in SIGNED_OUT else "",
    )


async def ask_address(request: Request) -> Response:
    """Where a link should be mailed to. 404 where no mail can be sent."""
    if not services_of(request).sends_mail:
        raise HTTPException(404)
    return render(request, "sign_in_mail.html", is_sent=False)


async def mail_link(request: Request) -> Response:
    """Mail a link to a member; to everybody else the same answer and no mail. Each try costs one of ten a minute."""
    require_own_form(request)
    services = services_of(request)
    if not services.sends_mail:
        raise HTTPException(404)
    form, now, key = await read_form(request), services.clock(), f"mail {address_of(request)}"
    if services.tries.is_spent(key, now):
        return failure_page(request, TOO_MANY)
    services.tries.spend(key, now)
    email, content = form.get("email", "").strip(), services.content()
    await services.database.run(lambda db: mail_links(db, email, content, services.base_url, now))
    return render(request, "sign_in_mail.html", is_sent=True)


async def show_link(request: Request) -> Response:
    """A button for a link that holds; a clear page for one that does not."""
    services = services_of(request)
    token, now = request.path_params["token"], services.clock()
    if services.tries.is_spent(_key(request), now):
        return failure_page(request, TOO_MANY)
    office = await services.database.look(lambda db: signin.office_of_link(db, token, now))
    if office is None:
        services.tries.spend(_key(request), now)
        return failure_page(request, GONE)
    return render(request, "sign_in_link.html", office_id=office)


async def use_link(request: Request) -> Response:
    """Use the link up and let this browser in, with a session of its own."""
    require_own_form(request)
    services = services_of(request)
    token, now = request.path_params["token"], services.clock()
    form = await read_form(request)
    if services.tries.is_spent(_key(request), now):
        return failure_page(request, TOO_MANY)
    lang: Lang = "nl" if form.get("lang") == "nl" else "fr"
    old = request.cookies.get(cookie_name(services), "")

    def work(db: Session) -> str | None:
        cookie = signin.consume(db, token, now, lang)
        if cookie is not None and old:
            signin.sign_out(db, old)
        return cookie

    cookie = await services.database.run(work)
    if cookie is None:
        services.tries.spend(_key(request), now)
        return failure_page(request, GONE)
    return set_cookie(see_other(AGENDA), services, cookie)


async def open_demo_agenda(request: Request) -> Response:
    """One click, in a demonstration on this machine: its appointments do not exist."""
    require_demonstration(request)
    require_own_form(request)
    services = services_of(request)
    office, now = request.path_params["office"], services.clock()
    if office not in await services.database.look(offices_with_desks):
        raise HTTPException(404)
    form = await read_form(request)
    lang = _lang_of(services.content(), office, form)
    cookie = await services.database.run(lambda db: signin.open_session(db, office, now, lang))
    return set_cookie(see_other(AGENDA), services, cookie)


async def sign_out(request: Request, visit: Visit, form: Form) -> Response:
    """End this session. A registered desk browser stays registered and hides its names."""
    browser_id = visit.session.browser_id
    if browser_id is not None:
        await visit.services.database.run(lambda db: desk_browsers.hide_names(db, browser_id, visit.now))
        return see_other(AGENDA)
    await visit.services.database.run(lambda db: signin.sign_out(db, visit.cookie))
    return drop_cookie(see_other(SIGN_IN), visit.services)


async def sign_out_everywhere(request: Request, visit: Visit, form: Form) -> Response:
    """End all sessions of whoever is signed in here. A desk browser has only itself."""
    if visit.session.browser_id is not None:
        return await sign_out(request, visit, form)
    member = visit.session.member_id
    await visit.services.database.run(lambda db: signin.sign_out_own(db, visit.office, member))
    return drop_cookie(see_other(f"{SIGN_IN}?said=everywhere"), visit.services)


async def sign_out_office(request: Request, visit: Visit, form: Form) -> Response:
    """End all sessions of the office, the links that wait, and its registered desk browsers."""

    def work(db: Session) -> None:
        signin.sign_out_office(db, visit.office)
        desk_browsers.revoke_all(db, visit.office, visit.now)

    await visit.services.database.run(work)
    return drop_cookie(see_other(f"{SIGN_IN}?said=office"), visit.services)


def _lang_of(content: Content, office: str, form: Form) -> Lang:
    """The language that was asked for, else the one in which the office works."""
    if form.get("lang") in ("fr", "nl"):
        return "nl" if form["lang"] == "nl" else "fr"
    organisation = content.organisations.get(office)
    return organisation.languages[0] if organisation and organisation.languages else "fr"


def _key(request: Request) -> str:
    return f"sign-in {address_of(request)}"


def routes(services: WebServices) -> list[Route]:
    """The routes of sign-in; the one-click one is absent outside a demonstration on loopback."""
    shown = [
        Route("/sign-in", how_to_sign_in, methods=["GET"]),
        Route("/sign-in/by-mail", ask_address, methods=["GET"]),
        Route("/sign-in/by-mail", mail_link, methods=["POST"]),
        Route("/sign-in/{token}", show_link, methods=["GET"]),
        Route("/sign-in/{token}", use_link, methods=["POST"]),
        Route("/sign-out", form_for_staff(sign_out), methods=["POST"]),
        Route("/sign-out/everywhere", form_for_staff(sign_out_everywhere), methods=["POST"]),
        Route("/team/sign-out", form_for_staff(sign_out_office), methods=["POST"]),
    ]
    if services.shows_demo_routes:
        shown.append(Route("/demo/agenda/{office}", open_demo_agenda, methods=["POST"]))
    return shown
