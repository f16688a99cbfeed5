"""Who asks for a page of the agenda: the session behind the cookie, checked on every request.

`__Host-parcours` over https, `parcours` on loopback, and `…-desk` for a registered desk browser, which counts while
nobody is signed in personally; HttpOnly, SameSite=Lax (Strict would lose the session of whoever arrives from a chat).
A form counts only with the token of its session, from a page of ours; what the role may do is in `access.py`.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps

from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.content.model import Content, Lang
from bot.operations.members.desk_browsers import BROWSER_LASTS, NAMES_SHOWN, browser_of, keep_browser
from bot.operations.members.signin import SEEN_EVERY, SESSION_IDLES, SESSION_LASTS, StaffSession, keep_alive, session_of
from bot.store.members import members_of_office
from bot.web.forms import Form, read_form, require_own_form
from bot.web.pages import render
from bot.web.services import WebServices, services_of
from bot.web.speech import Speech
from bot.web.staff.access import FOR_STAFF, Rule, may

SIGN_IN = "/sign-in"
NAMES = "/names"
# A page that was left open loads itself once, so that names do not stay on a screen; that is no use of the page.
LEFT_OPEN = "/agenda?idle=1"
A_MOMENT_S = 5
SAID_LASTS_S = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A signed-in request: whose agenda, in which language, when."""

    services: WebServices
    session: StaffSession
    cookie: str
    now: datetime
    content: Content

    @property
    def office(self) -> str:
        return self.session.office

    @property
    def lang(self) -> Lang:
        return self.session.lang

    @property
    def speech(self) -> Speech:
        return Speech.of(self.content, self.lang)

    @property
    def is_manager(self) -> bool:
        return self.session.role == "manager"

    @property
    def hides_names(self) -> bool:
        """Whether this is a desk that nobody has used for a quarter of an hour."""
        return self.session.names_until is not None and self.session.names_until <= self.now

    def page(self, request: Request, template: str, *, status: int = 200, **values: object) -> Response:
        """A page in the language of this browser, with its token for the forms on it."""
        shared = {
            "lang": self.lang,
            "t": self.speech,
            "csrf": self.session.csrf,
            "office": self.speech.office(self.office),
            "here": f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path,
            "is_manager": self.is_manager,
            "is_desk": self.session.browser_id is not None,
            "hides_names": self.hides_names,
        }
        page = render(request, template, status=status, **(shared | values))
        if said_cookie_name(self.services) in request.cookies:
            _drop(page, self.services, said_cookie_name(self.services))
        if not self.hides_names:
            idles = SESSION_IDLES if self.session.browser_id is None else NAMES_SHOWN
            page.headers["Refresh"] = f"{int(idles.total_seconds()) + A_MOMENT_S}; url={LEFT_OPEN}"
        return page


Page = Callable[[Request, Visit], Awaitable[Response]]
FormPage = Callable[[Request, Visit, Form], Awaitable[Response]]
Endpoint = Callable[[Request], Awaitable[Response]]


def for_staff(page: Page) -> Endpoint:
    """A page that only a signed-in browser with the right role sees; others are told how to sign in, or whom to ask."""

    @wraps(page)
    async def endpoint(request: Request) -> Response:
        visit = await _visit(request)
        if visit is None:
            return see_other(SIGN_IN)
        return await _refusal(request, visit) or await page(request, visit)

    setattr(endpoint, FOR_STAFF, True)
    return endpoint


def form_for_staff(page: FormPage) -> Endpoint:
    """What a form of a signed-in browser does: ours, with the token of its session and its role, or nothing happens."""

    @wraps(page)
    async def endpoint(request: Request) -> Response:
        require_own_form(request)
        form = await read_form(request)
        visit = await _visit(request)
        if visit is None:
            return see_other(SIGN_IN)
        if not hmac.compare_digest(form.get("csrf", "").encode(), visit.session.csrf.encode()):
            raise HTTPException(403)
        return await _refusal(request, visit) or await page(request, visit, form)

    setattr(endpoint, FOR_STAFF, True)
    return endpoint


async def _refusal(request: Request, visit: Visit) -> Response | None:
    """What is answered instead when the role does not allow it (403), or names are hidden at this desk."""
    rule: Rule = request.app.state.rules[request.scope["endpoint"]]
    if not may(visit.session.role, rule):
        members = await visit.services.database.look(lambda db: members_of_office(db, visit.office))
        managers = [one.name for one in members if one.role == "manager"]
        return visit.page(request, "forbidden.html", status=403, managers=managers)
    if visit.hides_names and not rule.while_hidden:
        return see_other(NAMES)
    return None


def see_other(path: str) -> Response:
    """After a form, a page to look at: loading it again does nothing twice."""
    return RedirectResponse(path, status_code=303)


def see_and_say(visit: Visit, path: str) -> Response:
    """The same, to a page whose address ends in what it is to say (`?said=…`): once, and not when it is loaded again.

    A cookie of a minute says that the form has just been sent; the page that shows the sentence takes it away.
    """
    response, services = see_other(path), visit.services
    _set(response, services, said_cookie_name(services), _digest(path.partition("#")[0]), SAID_LASTS_S)
    return response


def said_once(request: Request, visit: Visit) -> str:
    """What `?said=` of this page is, right after a form of ours has led here; empty at any other time."""
    expected = _digest(f"{request.url.path}?{request.url.query}")
    cookie = request.cookies.get(said_cookie_name(visit.services), "")
    if not hmac.compare_digest(cookie.encode(), expected.encode()):
        return ""
    return request.query_params.get("said", "")


def _digest(path: str) -> str:
    return hashlib.sha256(path.encode()).hexdigest()[:16]


def cookie_name(services: WebServices) -> str:
    return "__Host-parcours" if services.secure_cookies else "parcours"


def desk_cookie_name(services: WebServices) -> str:
    return f"{cookie_name(services)}-desk"


def said_cookie_name(services: WebServices) -> str:
    return f"{cookie_name(services)}-said"


def set_cookie(response: Response, services: WebServices, secret: str) -> Response:
    return _set(response, services, cookie_name(services), secret, SESSION_LASTS.total_seconds())


def set_desk_cookie(response: Response, services: WebServices, secret: str) -> Response:
    return _set(response, services, desk_cookie_name(services), secret, BROWSER_LASTS.total_seconds())


def drop_cookie(response: Response, services: WebServices) -> Response:
    return _drop(response, services, cookie_name(services))


def _drop(response: Response, services: WebServices, name: str) -> Response:
    response.delete_cookie(name, path="/", secure=services.secure_cookies, httponly=True, samesite="lax")
    return response


def _set(response: Response, services: WebServices, name: str, secret: str, lasts_s: float) -> Response:
    response.set_cookie(
        name,
        secret,
        max_age=int(lasts_s),
        path="/",
        secure=services.secure_cookies,
        httponly=True,
        samesite="lax",
    )
    return response


async def _visit(request: Request) -> Visit | None:
    services = services_of(request)
    cookie = request.cookies.get(cookie_name(services), "")
    desk_cookie = request.cookies.get(desk_cookie_name(services), "")
    if not cookie and not desk_cookie:
        return None
    now = services.clock()

    def find(db: Session) -> StaffSession | None:
        personal = session_of(db, cookie, now) if cookie else None
        return personal or (browser_of(db, desk_cookie, now) if desk_cookie else None)

    session = await services.database.look(find)
    if session is None:
        return None
    if now - session.seen_at >= SEEN_EVERY and "idle" not in request.query_params:
        browser_id = session.browser_id
        if browser_id is None:
            await services.database.run(lambda db: keep_alive(db, cookie, now))
        else:
            await services.database.run(lambda db: keep_browser(db, browser_id, now))
    return Visit(services=services, session=session, cookie=cookie, now=now, content=services.content())
