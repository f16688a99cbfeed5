"""The web side as one ASGI application: start page, agenda, sign-in, simulator, webhook, health.

Pages are plain HTML from the server; nothing needs a script. Routes are kept by subject: `start.py`, `sign_in.py`,
`agenda.py` and `marks.py`, `openings.py` and `closures.py`, `settings.py`, `team.py` and `browsers.py`, `desk.py`,
`feed.py`, `figures.py`, `in_your_name.py`, `phones.py`, `preview.py`. Who may use them is in `access.py`.
"""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles

from bot.web import (
    agenda,
    browsers,
    closures,
    desk,
    feed,
    figures,
    in_your_name,
    marks,
    office_requests,
    openings,
    phones,
    preview,
    settings,
    sign_in,
    start,
    team,
)
from bot.web.access import rules_of
from bot.web.failures import on_http_error
from bot.web.guard import Guard
from bot.web.pages import STATIC_FOLDER
from bot.web.services import Webhook, WebServices

__all__ = ["WebServices", "Webhook", "create_app"]


def create_app(services: WebServices) -> Starlette:
    """The application for these services. Routes of a demonstration are absent anywhere else."""
    routes: list[BaseRoute] = [
        *start.routes(services),
        *sign_in.routes(services),
        *agenda.routes(),
        *marks.routes(),
        *office_requests.routes(),
        *openings.routes(),
        *closures.routes(),
        *settings.routes(),
        *team.routes(),
        *browsers.routes(),
        *desk.routes(),
        *feed.routes(),
        *figures.routes(),
        *in_your_name.routes(),
        *phones.routes(services),
        *preview.routes(services),
        Mount("/static", StaticFiles(directory=STATIC_FOLDER)),
    ]
    app = Starlette(
        routes=routes,
        middleware=[Middleware(Guard, is_https=services.secure_cookies)],
        exception_handlers={HTTPException: on_http_error},
    )
    app.state.services = services
    app.state.rules = rules_of(routes)
    return app
