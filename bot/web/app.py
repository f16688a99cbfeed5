"""The web side as one ASGI application: start page, agenda, sign-in, simulator, webhook, health.

Pages are plain HTML from the server; nothing needs a script. Routes are kept by subject, those of an office
in `staff/`; who may use them is in `staff/access.py`.
"""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles

from bot.web import phones, start
from bot.web.failures import on_http_error
from bot.web.guard import Guard
from bot.web.pages import STATIC_FOLDER
from bot.web.preview.pages import routes as preview_routes
from bot.web.services import Webhook, WebServices
from bot.web.staff import (
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
    settings,
    sign_in,
    stopping,
    team,
)
from bot.web.staff.access import rules_of

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
        *stopping.routes(),
        *team.routes(),
        *browsers.routes(),
        *desk.routes(),
        *feed.routes(),
        *figures.routes(),
        *in_your_name.routes(),
        *phones.routes(services),
        *preview_routes(services),
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
