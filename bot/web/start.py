"""The start page, the health check, and the door for updates that Telegram brings."""

from __future__ import annotations

import asyncio

from sqlalchemy import literal, select
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.store.agendas import offices_with_desks
from bot.web.demo import shows_demonstration
from bot.web.forms import read_body
from bot.web.pages import render
from bot.web.services import WebServices, services_of

HEALTH_TIMEOUT_S = 3.0


async def start(request: Request) -> Response:
    """What this is, in a few short sentences a language; in a demonstration the ways into it."""
    services = services_of(request)
    if not shows_demonstration(request):
        return render(request, "start.html", demonstration=False, has_preview=False, offices=())
    offices = await services.database.look(offices_with_desks)
    return render(request, "start.html", demonstration=True, has_preview=services.preview is not None, offices=offices)


async def health(request: Request) -> Response:
    """200 while the database answers, else 503; states only, no secrets."""
    services = services_of(request)
    states = dict(services.health()) if services.health else {}
    try:
        async with asyncio.timeout(HEALTH_TIMEOUT_S):
            await services.database.look(lambda db: db.scalar(select(literal(1))))
    except (SQLAlchemyError, TimeoutError):
        return JSONResponse({"database": "away"} | states, status_code=503)
    return JSONResponse({"database": "ok"} | states)


async def take_update(request: Request) -> Response:
    """Hand a webhook's body over. 503 when it could not be written down: Telegram brings it again."""
    webhook = services_of(request).webhook
    assert webhook is not None
    body = await read_body(request, webhook.max_bytes)
    try:
        status = await webhook.receive(request.headers.get(webhook.secret_header), body)
    except SQLAlchemyError:
        status = 503
    return Response(status_code=status)


def routes(services: WebServices) -> list[Route]:
    shown = [Route("/", start, methods=["GET"]), Route("/health", health, methods=["GET"])]
    if services.webhook:
        shown.append(Route(services.webhook.path, take_update, methods=["POST"]))
    return shown
