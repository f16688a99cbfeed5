"""The simulator's pages: one or two phones side by side, made of plain forms.

A browser has a phone for each language, known by a cookie; [Start again] gives it another one, as if bought today.
After each form the page is loaded again, and its address names the text field, so that the cursor is there.
"""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.content.model import LANGS, Lang
from bot.content.showing.markdown import to_plain, to_telegram_html
from bot.conversation.outgoing import OutgoingButton
from bot.web.demo import require_demonstration
from bot.web.forms import Form, read_form, require_own_form
from bot.web.pages import render
from bot.web.services import WebServices, services_of
from bot.web.simulator import Bubble, Phone, Simulator
from bot.web.speech import Speech
from bot.web.staff.visits import see_other

log = logging.getLogger("parcours.web")

COOKIE = "parcours-simulator"
DAY_S = 86_400
_ID = re.compile(r"[0-9a-f]{32}")
_BUTTON_DATA = re.compile(r"[\x21-\x7e]{1,64}")
_COMMAND = re.compile(r"[a-z]{1,20}")
# Who these phones say they belong to, and what they share: all invented.
OWNERS: dict[Lang, str] = {"fr": "Amina", "nl": "Yassin"}
INVENTED_PHONE = "0470 00 00 00"
INVENTED_PLACE = (50.8103, 4.3256)


@dataclass(frozen=True, slots=True)
class Line:
    """A bubble as the page shows it; `file` is the address of a calendar file, `place` that of a map."""

    bubble: Bubble
    html: Markup
    text: str
    rows: Sequence[Sequence[OutgoingButton]]
    tel: str
    place: str
    file: str


async def phones(request: Request) -> Response:
    """`?lang=fr`, `nl` or `both`."""
    require_demonstration(request)
    shown = request.query_params.get("lang", "fr")
    langs: tuple[Lang, ...] = LANGS if shown == "both" else ("nl",) if shown == "nl" else ("fr",)
    simulator, content = _simulator(request), services_of(request).content()
    addresses = {lang: _address(request, lang) for lang in langs}
    screens = []
    for lang, address in addresses.items():
        phone = simulator.channel.phone(address)
        notice, phone.notice = phone.notice, ""
        screens.append(
            {
                "lang": lang,
                "t": Speech.of(content, lang),
                "lines": [_line(bubble, lang) for bubble in phone.bubbles],
                "pinned": _line(phone.pinned, lang) if phone.pinned else None,
                "commands": phone.commands,
                "notice": notice,
                "asks_contact": _asks(phone, "asks_contact"),
                "asks_location": _asks(phone, "asks_location"),
            }
        )
    page = render(request, "simulator.html", screens=screens, shown="both" if len(langs) == 2 else langs[0])
    for lang, address in addresses.items():
        _remember(page, lang, address)
    return page


async def say(request: Request) -> Response:
    """A tap, a text, a command or something shared on one phone."""
    require_demonstration(request)
    require_own_form(request)
    form, lang = await read_form(request), _lang(request)
    simulator, address = _simulator(request), _address(request, lang)
    try:
        for update in _updates(form, lang):
            await simulator.say(address, {**update, "name": OWNERS[lang]})
    except SQLAlchemyError as error:
        log.warning("The simulator has no answer: %s", type(error).__name__)
        simulator.channel.phone(address).notice = Speech.of(services_of(request).content(), lang)("start.sorry")
    page = _to_phone(form, lang)
    _remember(page, lang, address)
    return page


async def start_again(request: Request) -> Response:
    """A new phone."""
    require_demonstration(request)
    require_own_form(request)
    form, lang = await read_form(request), _lang(request)
    page = _to_phone(form, lang)
    _remember(page, lang, secrets.token_hex(16))
    return page


async def calendar_file(request: Request) -> Response:
    """The calendar file that was sent to this phone."""
    require_demonstration(request)
    phone = _simulator(request).channel.phone(_address(request, _lang(request)))
    bubble = phone.find(request.path_params["number"])
    if bubble is None or bubble.message.kind != "calendar":
        raise HTTPException(404)
    name = re.sub(r"[^A-Za-z0-9._-]", "", bubble.message.name) or "file.ics"
    return Response(
        bubble.message.text,
        media_type="text/calendar",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _updates(form: Form, lang: Lang) -> list[dict[str, Any]]:
    """What a form says on the phone; nothing for an empty text or a button that no page of ours has."""
    if form.get("start"):
        # The language in which the page was opened is the first tap.
        return [{"command": "start"}, {"button": f"=lang:{lang}"}]
    if _BUTTON_DATA.fullmatch(form.get("button", "")):
        return [{"button": form["button"]}]
    if _COMMAND.fullmatch(form.get("command", "")):
        return [{"command": form["command"]}]
    if form.get("contact"):
        return [{"contact": INVENTED_PHONE}]
    if form.get("location"):
        return [{"location": INVENTED_PLACE}]
    text = form.get("text", "")
    if text.startswith("/") and _COMMAND.fullmatch(text[1:].partition(" ")[0]):
        return [{"command": text[1:]}]
    return [{"text": text}] if text else []


def _line(bubble: Bubble, lang: Lang) -> Line:
    message = bubble.message
    place = ""
    if message.kind == "venue":
        place = f"https://www.openstreetmap.org/?mlat={message.latitude}&mlon={message.longitude}#map=17"
        place += f"/{message.latitude}/{message.longitude}"
    return Line(
        bubble=bubble,
        # What a person typed is no Markdown; what the assistant says has been escaped into it.
        html=Markup(to_telegram_html(message.text)) if bubble.by == "bot" and message.kind == "text" else Markup(""),
        text=message.text if bubble.by == "me" else to_plain(message.text) if message.kind == "venue" else "",
        rows=message.rows,
        tel="".join(character for character in message.phone if character in "+0123456789"),
        place=place,
        file=f"/simulator/{lang}/files/{bubble.number}" if message.kind == "calendar" else "",
    )


def _asks(phone: Phone, what: str) -> bool:
    """Whether the last thing the assistant said offers to share something."""
    last = next((bubble for bubble in reversed(phone.bubbles) if bubble.by == "bot"), None)
    return last is not None and bool(getattr(last.message, what))


def _to_phone(form: Form, lang: Lang) -> Response:
    shown = "both" if form.get("shown") == "both" else lang
    return see_other(f"/simulator?lang={shown}#text-{lang}")


def _lang(request: Request) -> Lang:
    lang = request.path_params["lang"]
    if lang not in LANGS:
        raise HTTPException(404)
    return "nl" if lang == "nl" else "fr"


def _address(request: Request, lang: Lang) -> str:
    """The id of this browser's phone; a fresh one when it has none."""
    kept = request.cookies.get(f"{COOKIE}-{lang}", "")
    return kept if _ID.fullmatch(kept) else secrets.token_hex(16)


def _remember(page: Response, lang: Lang, address: str) -> None:
    page.set_cookie(f"{COOKIE}-{lang}", address, path="/simulator", httponly=True, samesite="lax", max_age=DAY_S)


def _simulator(request: Request) -> Simulator:
    simulator = services_of(request).simulator
    assert simulator is not None
    return simulator


def routes(services: WebServices) -> list[Route]:
    """None outside a demonstration on loopback."""
    if not services.shows_demo_routes:
        return []
    return [
        Route("/simulator", phones, methods=["GET"]),
        Route("/simulator/{lang}/say", say, methods=["POST"]),
        Route("/simulator/{lang}/again", start_again, methods=["POST"]),
        Route("/simulator/{lang}/files/{number:int}", calendar_file, methods=["GET"]),
    ]
