"""The editors' preview: a page of the content on two phones, what the checker says of it, and why.

Everything is in the address, nothing is kept: `page`, `start` or `road` with prepared answers by question, `sentence`,
`why=office`, `search`, `ui` (the language of the page), `watch=1` (loads itself again). Chats are played on a store
that is thrown away. Content is looked at afresh for every request.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.content.library import Library
from bot.content.model import LANGS, Content, Lang
from bot.content.reading.survey import kind_of
from bot.language.clean import clean
from bot.language.dates import to_brussels
from bot.matching.match import match
from bot.web.demo import require_demonstration
from bot.web.pages import render
from bot.web.preview.check import (
    Remark,
    Written,
    lines_on,
    page_names,
    read_now,
    remarks_of,
    search_pages,
    written_on,
)
from bot.web.preview.page import Bubble, bubbles_of, bubbles_of_page, go_on, link, steps_to
from bot.web.preview.stage import Preview
from bot.web.preview.why import WhyAnswer, prepared_answers, selects_of, why_answer, why_office
from bot.web.services import WebServices, services_of
from bot.web.speech import Speech

WATCH_S = 3
LONGEST_SENTENCE = 1_000
# Kinds of which the lines are shown as they are written: nobody reads them on a phone.
_LISTS = ("asks", "words", "conversations")


@dataclass(frozen=True, slots=True)
class Half:
    """One phone with what belongs to it. `lines` are those of a list."""

    lang: Lang
    say: Speech
    bubbles: tuple[Bubble, ...] = ()
    written: tuple[Written, ...] = ()
    lines: tuple[tuple[str, tuple[str, ...]], ...] = ()
    remarks: tuple[Remark, ...] = ()


async def preview(request: Request) -> Response:
    """The whole page, whatever is asked for."""
    require_demonstration(request)
    services = services_of(request)
    stage = services.preview
    assert stage is not None
    query = {name: clean(value)[:LONGEST_SENTENCE] for name, value in request.query_params.items()}
    lang: Lang = "nl" if query.get("ui") == "nl" else "fr"
    content = await asyncio.to_thread(stage.refresh)
    reading = await asyncio.to_thread(read_now, stage.folder)
    say = Speech.of(content, lang)
    given = prepared_answers(content, query)
    name = _page_name(query)
    known = page_names(reading)
    halves: tuple[Half, ...] = ()
    if name in known:
        today = to_brussels(services.clock()).date()
        remarks = await asyncio.to_thread(remarks_of, reading, name, today)
        halves = tuple([await _page(stage, content, reading.library, name, one, lang, remarks[one]) for one in LANGS])
    elif query.get("start") in content.questions or query.get("road") in ("book", "office"):
        halves = tuple([await _start(stage, content, query, given, one, lang) for one in LANGS])
    search = query.get("search", "")
    return render(
        request,
        "preview.html",
        lang=lang,
        t=say,
        query=query,
        other=_address_in("nl" if lang == "fr" else "fr", query),
        watched=_address_in(lang, {**query, "watch": "" if query.get("watch") else "1"}),
        watch_s=WATCH_S if query.get("watch") else 0,
        name=name if name in known else "",
        missing=name if name and name not in known else "",
        asks=_asks_of(name) if _asks_of(name) in known else "",
        start=_start_of(content, query),
        halves=halves,
        is_held_back=bool(halves) and any(remark.is_error for half in halves for remark in half.remarks),
        search=search,
        found=search_pages(reading.library, search, lang) if search and reading.library else (),
        sentence=query.get("sentence", ""),
        because=await _because(stage, content, query, say),
        selects=selects_of(content, given, say),
        advised=why_office(content, given, say) if query.get("why") == "office" else None,
        on_phones=link(lang, road="office", **given),
        questions=[(one, say.question(one)) for one in content.questions],
        link=link,
    )


async def _page(
    stage: Preview, content: Content, library: Library | None, name: str, lang: Lang, ui: Lang,
    remarks: tuple[Remark, ...],
) -> Half:  # fmt: skip
    if library is None:
        return Half(lang, Speech.of(content, lang), remarks=remarks)
    return Half(
        lang,
        Speech.of(content, lang),
        await bubbles_of_page(stage, content, name, lang, ui),
        written_on(library, name, lang),
        lines_on(library, name, lang) if kind_of(name) in _LISTS else (),
        remarks,
    )


async def _start(
    stage: Preview, content: Content, query: Mapping[str, str], given: Mapping[str, str], lang: Lang, ui: Lang
) -> Half:
    answers = tuple(given.items())
    question = query.get("start", "")
    steps = steps_to(content, question, answers, lang) if question else go_on(query["road"], answers)
    played = await stage.play(lang, steps, 1)
    return Half(lang, Speech.of(content, lang), bubbles_of(played, ui))


async def _because(stage: Preview, content: Content, query: Mapping[str, str], say: Speech) -> WhyAnswer | None:
    """What the matcher makes of the sentence; None when there is none."""
    sentence = query.get("sentence", "")
    if not sentence:
        return None
    chat: Lang | None = "fr" if query.get("chat") == "fr" else "nl" if query.get("chat") == "nl" else None
    return why_answer(await asyncio.to_thread(match, sentence, stage.index(), chat), content, say)


def _page_name(query: Mapping[str, str]) -> str:
    """`answers/cost` → `answers/cost.md`."""
    page = query.get("page", "").strip("/ ")
    return f"{page.removesuffix('.md')}.md" if page else ""


def _asks_of(name: str) -> str:
    """The page with what people ask for an answer; empty for other pages."""
    return name.removesuffix(".md") + ".ask.md" if kind_of(name) == "answers" else ""


def _start_of(content: Content, query: Mapping[str, str]) -> str:
    return query.get("start", "") if query.get("start") in content.questions else ""


def _address_in(lang: Lang, query: Mapping[str, str]) -> str:
    """The same page in another language, or watched."""
    kept = {name: value for name, value in query.items() if name != "ui" and value}
    return link(lang, **kept)


def routes(services: WebServices) -> list[Route]:
    """None outside a demonstration on loopback."""
    if not services.shows_demo_routes or services.preview is None:
        return []
    return [Route("/preview", preview, methods=["GET"])]
