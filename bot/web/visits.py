"""Who asks for a page of the agenda: the session behind the cookie, checked on every request.

`__Host-parcours` over https, `parcours` on loopback; HttpOnly, SameSite=Lax (Strict would lose the session of whoever
arrives from a chat). A form counts only with the token of its session, from a page of ours.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.content.model import Content, Lang
from bot.operations.signin import SEEN_EVERY, SESSION_LASTS, StaffSession, keep_alive, session_of
from bot.web.forms import Form, read_form, require_own_form
from bot.web.pages import render
from bot.web.services import WebServices, services_of
from bot.web.speech import Speech

SIGN_IN = "/sign-in"


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

    def page(self, request: Request, template: str, *, status: int = 200, **values: object) -> Response:
        """A page in the language of this browser, with its token for the forms on it."""
        shared = {
            "lang": self.lang,
            "t": self.speech,
            "csrf": self.session.csrf,
            "office": self.speech.office(self.office),
            "here": f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path,
        }
        return render(request, template, status=status, **(shared | values))


Page = Callable[[Request, Visit], Awaitable[Response]]
FormPage = Callable[[Request, Visit, Form], Awaitable[Response]]
Endpoint = Callable[[Request], Awaitable[Response]]


def for_staff(page: Page) -> Endpoint:
    """A page that only a signed-in browser sees; others are told how to sign in."""

    @wraps(page)
    async def endpoint(request: Request) -> Response:
        visit = await _visit(request)
        return await page(request, visit) if visit else see_other(SIGN_IN)

    return endpoint


def form_for_staff(page: FormPage) -> Endpoint:
    """What a form of a signed-in browser does: ours, with the token of its session, or nothing happens."""

    @wraps(page)
    async def endpoint(request: Request) -> Response:
        require_own_form(request)
        form = await read_form(request)
        visit = await _visit(request)
        if visit is None:
            return see_other(SIGN_IN)
        if not hmac.compare_digest(form.get("csrf", "").encode(), visit.session.csrf.encode()):
            raise HTTPException(403)
        return await page(request, visit, form)

    return endpoint


def see_other(path: str) -> Response:
    """After a form, a page to look at: loading it again does nothing twice."""
    return RedirectResponse(path, status_code=303)


def cookie_name(services: WebServices) -> str:
    return "__Host-parcours" if services.secure_cookies else "parcours"


def set_cookie(response: Response, services: WebServices, secret: str) -> Response:
    response.set_cookie(
        cookie_name(services),
        secret,
        max_age=int(SESSION_LASTS.total_seconds()),
        path="/",
        secure=services.secure_cookies,
        httponly=True,
        samesite="lax",
    )
    return response


def drop_cookie(response: Response, services: WebServices) -> Response:
    response.delete_cookie(
        cookie_name(services), path="/", secure=services.secure_cookies, httponly=True, samesite="lax"
    )
    return response


async def _visit(request: Request) -> Visit | None:
    services = services_of(request)
    cookie = request.cookies.get(cookie_name(services), "")
    if not cookie:
        return None
    now = services.clock()
    session = await services.database.look(lambda db: session_of(db, cookie, now))
    if session is None:
        return None
    if now - session.seen_at >= SEEN_EVERY:
        await services.database.run(lambda db: keep_alive(db, cookie, now))
    return Visit(services=services, session=session, cookie=cookie, now=now, content=services.content())
