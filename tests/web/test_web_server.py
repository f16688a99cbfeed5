"""Start page, headers, errors, health, webhook, and the server around it all."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket

import httpx
import pytest
from sqlalchemy.exc import OperationalError

from bot.web.app import Webhook, create_app
from bot.web.server import CannotListenError, serve
from tests.web.conftest import FOREST, SAINT_GILLES, VDAB, Site, words_of

PAGES = ("/", "/sign-in", "/sign-in/x", "/nowhere", "/agenda", "/static/style.css", "/health", "/simulator")


async def test_the_start_page_of_a_demonstration_leads_to_phones_and_agendas(demo: Site) -> None:
    page = words_of(await demo.client().get("/"))

    for shown in (
        "Parcours aide les personnes sans emploi à Bruxelles.",
        "Parcours helpt mensen zonder werk in Brussel.",
        "Ceci est une démonstration",
        "Dit is een demo",
        'href="/simulator?lang=fr"',
        'href="/simulator?lang=nl"',
        f'action="/demo/agenda/{FOREST}"',
        f'action="/demo/agenda/{SAINT_GILLES}"',
        f'action="/demo/agenda/{VDAB}"',
    ):
        assert shown in page, shown


async def test_in_real_life_the_start_page_says_what_this_is_and_how_staff_sign_in(site: Site) -> None:
    page = words_of(await site.client().get("/"))

    assert "Vous travaillez dans un bureau ?" in page
    assert "Werkt u in een kantoor?" in page
    assert "/simulator" not in page
    assert "<form" not in page


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("demonstration", [False, True])
async def test_every_answer_carries_the_headers_that_keep_browsers_careful(
    site: Site, demo: Site, path: str, demonstration: bool
) -> None:
    headers = (await (demo if demonstration else site).client().get(path)).headers

    assert headers["content-security-policy"] == (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; "
        "base-uri 'none'"
    )
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == ("max-age=300" if path.startswith("/static") else "no-store")


@pytest.mark.parametrize(
    ("method", "path", "status", "said"),
    [
        ("GET", "/nowhere", 404, ("Cette page n'existe pas.", "Deze pagina bestaat niet.")),
        ("GET", "/static/../app.py", 404, ("n'existe pas", "bestaat niet")),
        ("DELETE", "/", 405, ("pas de cette façon", "Zo gaat deze pagina niet open")),
        ("GET", "/agenda/code", 405, ("pas de cette façon", "Zo gaat deze pagina niet open")),
    ],
)
async def test_a_page_that_is_not_there_says_so_in_both_languages(
    site: Site, method: str, path: str, status: int, said: tuple[str, str]
) -> None:
    response = await site.client().request(method, path)

    assert response.status_code == status
    for sentence in said:
        assert sentence in words_of(response)


async def test_a_fault_of_ours_shows_no_trace_and_logs_no_words(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    def broken() -> object:
        if not faults:
            return site.services.content()
        raise RuntimeError(faults.pop())

    faults = ["Amina wrote this"]
    with caplog.at_level(logging.ERROR):
        response = await site.with_services(content=broken).client().get("/")

    assert response.status_code == 500
    assert "pas votre faute" in response.text
    assert "ligt niet aan u" in response.text
    for hidden in ("RuntimeError", "Traceback", "Amina"):
        assert hidden not in response.text
    assert "RuntimeError at " in caplog.text
    assert "Amina" not in caplog.text


async def test_when_the_database_is_away_pages_say_so_and_health_is_503(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = site.staff()

    async def away(work: object) -> object:
        raise OperationalError("SELECT", {}, Exception("away"))

    monkeypatch.setattr(site.database, "look", away)
    page, health = await client.get("/agenda"), await client.get("/health")

    assert page.status_code == 503
    assert "Les données ne sont pas accessibles" in page.text
    assert page.headers["retry-after"] == "10"
    assert (health.status_code, health.json()) == (503, {"database": "away"})


async def test_health_says_what_it_is_told_and_no_more(site: Site) -> None:
    response = await site.with_services(health=lambda: {"worker": "ok"}).client().get("/health")

    assert (response.status_code, response.json()) == (200, {"database": "ok", "worker": "ok"})


async def test_an_update_is_handed_over_with_its_secret_and_one_byte_more_than_allowed(site: Site) -> None:
    got: list[tuple[str | None, bytes]] = []

    async def receive(secret: str | None, body: bytes) -> int:
        got.append((secret, body))
        if secret == "away":
            raise OperationalError("INSERT", {}, Exception("away"))
        return 200

    webhook = Webhook(path="/telegram/abc", secret_header="X-Secret", max_bytes=10, receive=receive)
    client = site.with_services(webhook=webhook).client()

    statuses = [
        (await client.post("/telegram/abc", content=b"{}", headers={"X-Secret": "s"})).status_code,
        (await client.post("/telegram/abc", content=b"x" * 50)).status_code,
        (await client.post("/telegram/abc", content=b"{}", headers={"X-Secret": "away"})).status_code,
        (await client.get("/telegram/abc")).status_code,
    ]

    assert statuses == [200, 200, 503, 405]
    assert got == [("s", b"{}"), (None, b"x" * 11), ("away", b"{}")]
    assert (await site.client().post("/telegram/abc")).status_code == 404


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def test_the_server_answers_until_it_is_told_to_stop_and_leaves_the_signals_alone(site: Site) -> None:
    stop, port = asyncio.Event(), _free_port()
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    serving = asyncio.create_task(serve(create_app(site.services), "127.0.0.1", port, stop))
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        for _ in range(100):
            try:
                response = await client.get("/health")
                break
            except httpx.ConnectError:
                await asyncio.sleep(0.02)
    during = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)

    stop.set()
    await asyncio.wait_for(serving, 5)

    assert response.json() == {"database": "ok"}
    assert "server" not in response.headers
    assert during == before
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


async def test_a_port_that_is_taken_is_one_sentence(site: Site) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CannotListenError, match=rf"listen at 127.0.0.1, port {port} .*set HOST and PORT"):
            await serve(create_app(site.services), "127.0.0.1", port, asyncio.Event())
