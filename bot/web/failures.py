"""Pages for what went wrong, in both languages: nobody who meets one has chosen a language for sure."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bot.web.pages import render
from bot.web.services import services_of
from bot.web.staff.visits import cookie_name, desk_cookie_name

# The phrase that explains a status; for all others, that this is not possible here.
_EXPLAINED = {
    400: "web.bad_request",
    403: "web.not_from_here",
    404: "web.not_found",
    405: "web.wrong_way",
    410: "web.link_used",
    413: "web.too_long",
    429: "web.too_many_tries",
    500: "web.our_fault",
    503: "web.try_later",
}
RETRY_AFTER_S = {429: "60", 503: "10"}


def failure_page(request: Request, status: int) -> Response:
    """A page that says what happened and what to do now, with this status."""
    services = services_of(request)
    # Whoever works at a desk goes back to their day, not to the start page.
    is_staff = any(name in request.cookies for name in (cookie_name(services), desk_cookie_name(services)))
    explained = _EXPLAINED.get(status, "web.bad_request")
    page = render(request, "failure.html", status=status, explained=explained, is_staff=is_staff)
    if status in RETRY_AFTER_S:
        page.headers["Retry-After"] = RETRY_AFTER_S[status]
    return page


async def on_http_error(request: Request, error: Exception) -> Response:
    """Starlette's own refusals (404, 405) and ours, as a page."""
    assert isinstance(error, HTTPException)
    page = failure_page(request, error.status_code)
    page.headers.update(error.headers or {})
    return page
