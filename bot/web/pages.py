"""From a template to a response. Everything is escaped; what is HTML already says so (`Markup`)."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.web.services import services_of
from bot.web.speech import Speech

FOLDER = Path(__file__).parent
STATIC_FOLDER = FOLDER / "static"


@lru_cache(maxsize=1)
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(request: Request, template: str, *, status: int = 200, **values: object) -> Response:
    """A page. `fr` and `nl` say a phrase in that language; a page in one language is given `lang` and `t`."""
    services = services_of(request)
    content = services.content()
    shared = {
        "fr": Speech.of(content, "fr"),
        "nl": Speech.of(content, "nl"),
        "is_demo": services.is_demo,
        "lang": "fr",
        "office": "",
    }
    html = _templates().get_template(template).render(shared | values)
    return HTMLResponse(html, status_code=status)
