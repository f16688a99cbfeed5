"""The figures of a month, as a page that prints well and as a file for a spreadsheet; small counts hidden in both."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.booking.calendar import day_of
from bot.booking.figures import HIDDEN, LEAST_SHOWN, Figures, figures_of, request_figures_of
from bot.language.dates import say_month
from bot.store.figures import appointments_of_month, requests_of_month
from bot.web.speech import Speech
from bot.web.staff.visits import Visit, for_staff

FARTHEST_MONTHS = 36
# What a spreadsheet takes for the start of a formula (OWASP, "CSV Injection").
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
CHART_WIDTH = 140


@dataclass(frozen=True, slots=True)
class Bar:
    """A line of a chart: words, the count as it is said, and its length of at most `CHART_WIDTH`."""

    label: str
    said: str
    length: int


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars with a title; `told` says them all in one sentence, for who does not see the picture."""

    id: str
    title: str
    told: str
    bars: tuple[Bar, ...]


async def figures_page(request: Request, visit: Visit) -> Response:
    """`?month=2026-11`, this month by default."""
    today = day_of(visit.now)
    month = _month(request, today)
    (figures, asked), speech = await _figures(visit, month), visit.speech
    before = (month - timedelta(days=1)).replace(day=1)
    after = (month + timedelta(days=32)).replace(day=1)
    title = say_month(month, visit.lang)
    return visit.page(
        request,
        "figures.html",
        month=f"{month:%Y-%m}",
        heading=title[:1].upper() + title[1:],
        before=f"{before:%Y-%m}",
        after=f"{after:%Y-%m}",
        figures=figures,
        numbers=_say_all(_numbers(figures), speech),
        rate=say_rate(figures, speech),
        wait=_say_wait(figures, speech),
        charts=[chart for chart in _charts(figures, speech) if chart.bars],
        requests=_say_all(asked, speech) if asked["asked"] else [],
        is_empty=figures.outcomes["booked"] == 0,
    )


async def figures_file(request: Request, visit: Visit) -> Response:
    """The same figures, a line each: month, figure, part, count."""
    month = _month(request, day_of(visit.now))
    (figures, asked), speech = await _figures(visit, month), visit.speech
    out = io.StringIO()
    # Excel in Belgium expects semicolons, and needs the mark of UTF-8 to read accents.
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    header = [speech(f"figures.column_{name}") for name in ("office", "month", "figure", "part", "count")]
    lines = [(name, "", count) for name, count in _say_all(_numbers(figures), speech)]
    lines.append((speech("figures.rate"), "", say_rate(figures, speech)))
    lines.append((speech("figures.wait"), "", _say_wait(figures, speech)))
    for chart in _charts(figures, speech):
        lines += [(chart.title, bar.label, bar.said) for bar in chart.bars]
    lines += [(name, "", count) for name, count in _say_all(asked, speech)]
    if visit.services.is_demo:
        writer.writerow([safe_cell(speech("web.demo"))])
    writer.writerow([safe_cell(cell) for cell in header])
    for line in lines:
        writer.writerow([safe_cell(cell) for cell in (speech.office(visit.office), f"{month:%Y-%m}", *line)])
    return Response(
        "\ufeff" + out.getvalue(),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="parcours-{month:%Y-%m}.csv"'},
    )


def safe_cell(text: str) -> str:
    """A cell that a spreadsheet shows and never works out."""
    return f"'{text}" if text.lstrip(" \u00a0").startswith(_FORMULA) or text.startswith(_FORMULA) else text


def _say_all(counts: Mapping[str, int], speech: Speech) -> list[tuple[str, str]]:
    """(what is counted, the count), in words."""
    return [(speech(f"figures.{name}"), say_count(count, speech)) for name, count in counts.items()]


def say_count(count: int, speech: Speech) -> str:
    """A hidden count may be 5 or more: it is hidden with another, so nothing is said of how large it is."""
    return speech("figures.hidden") if count == HIDDEN else str(count)


def say_rate(figures: Figures, speech: Speech) -> str:
    """`8 %`; why it is not shown otherwise."""
    if figures.rate is None:
        return speech(f"figures.rate_{figures.no_rate}")
    return f"{round(figures.rate * 100)}\u00a0%"


def _say_wait(figures: Figures, speech: Speech) -> str:
    if figures.wait_days is None:
        return speech("figures.not_shown")
    return speech("figures.days", count=round(figures.wait_days))


def _numbers(figures: Figures) -> Mapping[str, int]:
    return {**figures.outcomes, "late": figures.late}


def _charts(figures: Figures, speech: Speech) -> list[Chart]:
    waits = {_say_bounds(bounds, speech): count for bounds, count in figures.waits.items()}
    languages = {speech(f"agenda.in_{lang}"): count for lang, count in _largest_first(figures.languages)}
    communes = {
        speech.answer("commune", commune) if commune else speech("figures.no_commune"): count
        for commune, count in _largest_first(figures.communes)
    }
    parts = {"waits": waits, "languages": languages, "communes": communes}
    return [_chart(name, counts, speech) for name, counts in parts.items()]


def _chart(name: str, counts: Mapping[str, int], speech: Speech) -> Chart:
    largest = max([*counts.values(), LEAST_SHOWN])
    bars = tuple(
        Bar(label, say_count(count, speech), 0 if count == HIDDEN else round(CHART_WIDTH * count / largest))
        for label, count in counts.items()
    )
    told = "; ".join(f"{bar.label}, {bar.said}" for bar in bars)
    return Chart(name, speech(f"figures.{name}"), told, bars)


def _largest_first(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Hidden ones last, in the order of their names: their order would tell which is larger."""
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def _say_bounds(bounds: tuple[int, int | None], speech: Speech) -> str:
    first, last = bounds
    if last is None:
        return speech("figures.days_or_more", first=first)
    return speech("figures.days_between", first=first, last=last)


def _month(request: Request, today: date) -> date:
    """The first day of the month that was asked for, or of this one."""
    this = today.replace(day=1)
    try:
        month = date.fromisoformat(f"{request.query_params.get('month', '')}-01")
    except ValueError:
        return this
    apart = abs((month.year - this.year) * 12 + month.month - this.month)
    return month if apart <= FARTHEST_MONTHS else this


async def _figures(visit: Visit, month: date) -> tuple[Figures, Mapping[str, int]]:
    """The figures of the appointments of a month, and of the requests that were sent in it."""
    kept, asked = await visit.services.database.look(
        lambda db: (appointments_of_month(db, visit.office, month), requests_of_month(db, visit.office, month))
    )
    return figures_of(kept, visit.now), request_figures_of(asked)


def routes() -> list[Route]:
    return [
        Route("/figures", for_staff(figures_page), methods=["GET"]),
        Route("/figures.csv", for_staff(figures_file), methods=["GET"]),
    ]
