"""Reading a form that was sent here, and whether it was ours to begin with."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request

from bot.language.clean import clean
from bot.web.services import services_of

# The longest form is a message of 4,096 characters, each at most twelve bytes once encoded.
MAX_FORM_BYTES = 64 * 1024
MOST_FIELDS = 20

Form = Mapping[str, str]


async def read_body(request: Request, at_most: int) -> bytes:
    """The body, or its first `at_most` + 1 bytes when it is longer."""
    parts = bytearray()
    async for chunk in request.stream():
        parts += chunk
        if len(parts) > at_most:
            break
    return bytes(parts[: at_most + 1])


async def read_form(request: Request) -> Form:
    """The fields of a form, cleaned; the last one when a name is repeated. 413 and 400 for what is no form of ours."""
    body = await read_body(request, MAX_FORM_BYTES)
    if len(body) > MAX_FORM_BYTES:
        raise HTTPException(413)
    try:
        fields = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise HTTPException(400) from None
    return {name: clean(value) for name, value in fields}


def version_of(form: Form) -> int:
    """The version of an appointment that the page showed; 0, which none has, for what is no number."""
    text = form.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def instant_of(text: str) -> datetime | None:
    """An instant as a field of ours holds it, aware; None for anything else."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return None
    offset = instant.utcoffset()
    return instant if offset is not None and abs(offset) < timedelta(hours=24) else None


def require_own_form(request: Request) -> None:
    """403 unless the browser itself says that a page of ours sent this form.

    Pages go out with `Referrer-Policy: no-referrer`, and then a browser says `Origin: null` even here: today's
    browsers say `Sec-Fetch-Site` besides, which no page can forge.
    """
    site, origin, ours = request.headers.get("sec-fetch-site"), request.headers.get("origin"), own_origin(request)
    is_foreign = site not in (None, "same-origin") or origin not in (None, "null", ours)
    if is_foreign or not (site or origin == ours):
        raise HTTPException(403)


def own_origin(request: Request) -> str:
    """Where browsers see these pages: PUBLIC_URL, else what the request says."""
    public = urlsplit(services_of(request).public_url)
    if public.netloc:
        return f"{public.scheme}://{public.netloc}"
    return f"{request.url.scheme}://{request.headers.get('host', '')}"


def address_of(request: Request) -> str:
    """Where a request comes from. Behind a proxy (PUBLIC_URL is set) that is what the nearest proxy has added last."""
    forwarded = request.headers.get("x-forwarded-for", "")
    if services_of(request).public_url and forwarded:
        return forwarded.rpartition(",")[2].strip()
    return request.client.host if request.client else ""
