"""The question before an office takes nothing any more: a pause, or no appointments at all."""

from __future__ import annotations

from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.store.agendas import how_many_expected
from bot.store.requests import open_proposals, open_requests
from bot.web.staff.visits import Visit, for_staff

# What would be done, and the form of the settings that does it.
WAYS = {"pause": "/settings/pause", "off": "/settings/mode"}


async def stop_page(request: Request, visit: Visit) -> Response:
    """What `?what=pause` or `?what=off` means for those who are expected and those who have asked; yes, or back."""
    what = request.query_params.get("what", "")
    if what not in WAYS:
        raise HTTPException(404)

    def count(db: Session) -> tuple[int, int]:
        waiting = [*open_requests(db, visit.office), *open_proposals(db, visit.office)]
        return how_many_expected(db, visit.office, visit.now), len(waiting)

    expected, asked = await visit.services.database.look(count)
    return visit.page(request, "stop.html", what=what, action=WAYS[what], expected=expected, asked=asked)


def routes() -> list[Route]:
    return [Route("/settings/stop", for_staff(stop_page), methods=["GET"])]
