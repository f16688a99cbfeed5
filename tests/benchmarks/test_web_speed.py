"""What a page of the agenda takes beside an empty page of the same framework.

    pytest -m benchmark tests/benchmarks/test_web_speed.py -s

Both are asked in turns through the whole application, so that the ratio holds when the speed of the machine wanders.
"""

from __future__ import annotations

import time
from statistics import median

import pytest
from httpx import ASGITransport, AsyncClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from tests.web import conftest as web
from tests.web.conftest import Site

pytestmark = pytest.mark.benchmark

clock, site = web.clock, web.site
ROUNDS = 150
PEOPLE = 20
PAGES = ("/agenda", "/agenda/week", "/requests", "/openings", "/figures")


async def empty(_: Request) -> Response:
    return HTMLResponse("")


async def test_a_page_takes_so_many_empty_pages(site: Site) -> None:
    for number in range(PEOPLE):
        site.book(at=f"2026-11-23T{9 + number // 4:02d}:{number % 4 * 15:02d}+01:00")
    nothing = AsyncClient(
        transport=ASGITransport(Starlette(routes=[Route("/", empty)])), base_url="http://localhost:8000"
    )
    staff = site.staff()
    took: dict[str, list[float]] = {page: [] for page in ("", *PAGES)}
    for _ in range(ROUNDS):
        for page, times in took.items():
            began = time.perf_counter()
            response = await (staff.get(page) if page else nothing.get("/"))
            times.append(1000 * (time.perf_counter() - began))
            assert response.status_code == 200
    baseline = median(took.pop(""))
    print(f"\nan empty page {baseline:.2f} ms; with {PEOPLE} people on the day:")
    for page, times in took.items():
        print(f"  {page}: median {median(times):.1f} ms, {median(times) / baseline:.0f} empty pages")
