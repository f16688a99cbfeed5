"""The pages in a real Chromium: keyboard, cursor, screenshots at phone and desk width, and axe without a violation.

Screenshots go to the folder that the summary names (PARCOURS_SCREENSHOTS, or pytest's own). Without a Chromium
these tests are skipped loudly; with PARCOURS_REQUIRE_BROWSER=1, as in `.ci/run`, they fail instead.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import socket
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, async_playwright, expect

from bot.content.model import Content, Lang
from bot.content.showing.render import phrase
from bot.conversation.outgoing import Outgoing, OutgoingButton
from bot.operations.appointments.booking import note_event
from bot.operations.sending.outbox import queue
from bot.store.tables import AppointmentRow
from bot.web.app import create_app
from bot.web.server import serve
from tests.web.conftest import FOREST, VDAB, Site
from tests.web.test_web_simulator import Talk, talking_site

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]

REQUIRED = "1" in (os.environ.get("PARCOURS_REQUIRE_BROWSER"), os.environ.get("PARCOURS_REQUIRE_ALL"))
WIDTHS = {"phone": 390, "desk": 1280}
ARGUMENTS = ("--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking")
AXE_OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    # With two languages at once, each half has its own headings.
    "rules": {"region": {"enabled": True}},
}


def _chromium() -> str:
    found = next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), ""
    )
    if not found:
        reason = "NO CHROMIUM: no page was looked at in a browser. Install chromium to run these tests."
        if REQUIRED:
            pytest.fail(reason)
        pytest.skip(reason)
    return found


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=_chromium(), args=list(ARGUMENTS))
        yield started
        await started.close()


@pytest.fixture
def talk() -> Talk:
    return Talk()


@contextlib.asynccontextmanager
async def serving(site: Site) -> AsyncIterator[str]:
    """The address of a site that listens on this machine."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    stop = asyncio.Event()
    served = asyncio.create_task(serve(create_app(site.services), "127.0.0.1", port, stop))
    await asyncio.sleep(0.1)
    yield f"http://localhost:{port}"
    stop.set()
    await served


@pytest.fixture
async def address(site: Site, talk: Talk) -> AsyncIterator[str]:
    """A demonstration that listens on this machine."""
    async with serving(talking_site(site, talk)) as base:
        yield base


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    kept = os.environ.get("PARCOURS_SCREENSHOTS")
    return Path(kept) if kept else tmp_path_factory.mktemp("screenshots")


async def look_at(page: Page, name: str, folder: Path) -> None:
    """Photograph a page at both widths, check that nothing sticks out, and let axe look for barriers."""
    for width_name, width in WIDTHS.items():
        await page.set_viewport_size({"width": width, "height": 844 if width < 500 else 900})
        await page.screenshot(path=folder / f"{name}-{width_name}.png", full_page=True)
        wide = await page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{name} is {wide} px wide on a screen of {width}"
        results = await Axe().run(page, options=AXE_OPTIONS)
        assert results.violations_count == 0, f"{name}, {width_name}: {results.generate_report()}"


async def in_both_languages(page: Page, name: str, folder: Path) -> None:
    await look_at(page, f"{name}-fr", folder)
    await page.get_by_role("button", name="Nederlands").click()
    await look_at(page, f"{name}-nl", folder)
    await page.get_by_role("button", name="Français").click()


async def enter(page: Page, address: str, office: str = FOREST) -> None:
    """One click on the start page."""
    await page.goto(address)
    await page.locator(f'form[action="/demo/agenda/{office}"]').first.get_by_role("button").click()
    await page.wait_for_url("**/agenda")


def busy_monday(site: Site) -> list[int]:
    """A reception day with everything that can be on it."""

    def undelivered(db: Any) -> None:
        row = queue(
            db, channel="telegram", recipient=missed.chat_key, address="1", message=Outgoing(kind="text", text="x"),
            now=site.clock.now, appointment_id=numbers[6],
        )  # fmt: skip
        row.state = "check"

    noted = {
        "commune": "forest",
        "registered": "no",
        "need": "training",
        "phone": "0470 12 34 56",
        "help-reading": "yes",
    }
    at = "2026-11-23T{}+01:00"
    numbers = [
        site.book(at.format("08:30"), first_name="Mehdi", status="attended", code="DEMOKHRTZC"),
        site.book(at.format("09:00"), first_name="Amina", details=noted, late_at=site.clock.now, code="DEMOCFGXTM"),
        site.book(at.format("09:00"), first_name="Jean-Baptiste Emmanuel", code="DEMOHKMPSR", lang="nl",
                  for_other=True, confirmed_at=site.clock.now),
        site.book(at.format("09:30"), first_name="Oluwaseun", code="DEMOXTZFGH", arrived_at=site.clock.now),
        site.book(at.format("08:30"), first_name="Yassin", status="no_show", code="DEMOPPRRSS"),
        site.book(at.format("10:00"), first_name="Maria", status="cancelled_by_person", code="DEMOZZTTXX"),
        site.book("2026-11-26T13:30+01:00", first_name="Bintou", details=noted, code="DEMOGGHHKK"),
        site.book("2026-11-24T11:00+01:00", first_name="Ahmed", code="DEMOMMPPRR"),
    ]  # fmt: skip
    missed = site.appointment(numbers[6])
    site.database.write(undelivered)
    for what, actor in (("booked", "person"), ("coming", "person"), ("late", "person"), ("seen", "staff:0")):
        site.database.write(
            lambda db, what=what, actor=actor: note_event(
                db, db.get(AppointmentRow, numbers[1]), site.clock.now, actor, what
            )
        )
    return numbers


async def test_the_start_page_and_the_pages_of_what_went_wrong(browser: Browser, address: str, folder: Path) -> None:
    page = await browser.new_page()
    for name, path in (("start", "/"), ("sign-in", "/sign-in"), ("not-found", "/nowhere"), ("used-link", "/sign-in/x")):
        await page.goto(address + path)
        await look_at(page, name, folder)


async def test_a_link_is_a_button_and_the_button_opens_the_agenda(
    browser: Browser, address: str, site: Site, folder: Path
) -> None:
    page = await browser.new_page()
    await page.goto(f"{address}/sign-in/{site.link(VDAB)}")
    await look_at(page, "sign-in-link", folder)

    await page.get_by_role("button", name="Binnengaan").click()

    await expect(page.get_by_text("VDAB Brussel")).to_be_visible()
    await page.goto(f"{address}/sign-in/{site.link(VDAB)}")
    await page.get_by_role("button", name="Entrer").click()
    await expect(page.get_by_role("heading", name="Lundi 23 novembre 2026")).to_be_visible()


async def test_a_morning_at_the_desk(browser: Browser, address: str, site: Site, folder: Path) -> None:
    """The cursor is in the code box; letters and Enter; one tap; undo; cancel."""
    numbers = busy_monday(site)
    page = await browser.new_page()
    await enter(page, address)
    await in_both_languages(page, "day", folder)

    await expect(page.locator("#code")).to_be_focused()
    await page.keyboard.type("xtm")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status")).to_have_text("Amina, 9h00 : venu. Défaire", use_inner_text=True)
    await expect(page.locator("#code")).to_be_focused()
    assert site.appointment(numbers[1]).arrived_at == site.clock.now
    await look_at(page, "day-after-code", folder)

    await page.get_by_role("button", name="Reçu, Amina 9h00").click()
    assert site.appointment(numbers[1]).status == "attended"
    await page.get_by_role("status").get_by_role("button", name="Défaire").click()
    assert site.appointment(numbers[1]).status == "booked"

    await page.goto(f"{address}/agenda?day=2026-11-24")
    await page.get_by_text("Annuler…").click()
    await page.get_by_label("Pourquoi ?").select_option(label="Bureau fermé")
    await look_at(page, "day-cancel", folder)
    await page.get_by_role("button", name="Annuler et prévenir").click()
    await expect(page.get_by_role("status")).to_contain_text("annulé. La personne reçoit un message.")
    assert site.appointment(numbers[7]).status == "cancelled_by_staff"


async def test_week_and_appointment(browser: Browser, address: str, site: Site, folder: Path) -> None:
    numbers = busy_monday(site)
    page = await browser.new_page()
    await enter(page, address)
    await page.goto(f"{address}/agenda/week")
    await in_both_languages(page, "week", folder)
    await page.goto(f"{address}/agenda/appointments/{numbers[1]}")
    await in_both_languages(page, "appointment", folder)
    await page.goto(f"{address}/agenda?day=2026-12-05")
    await look_at(page, "day-empty", folder)


async def test_a_day_on_paper_shows_the_notes_and_no_buttons(
    browser: Browser, address: str, site: Site, folder: Path
) -> None:
    busy_monday(site)
    page = await browser.new_page()
    await enter(page, address)
    await page.emulate_media(media="print")
    await page.screenshot(path=folder / "day-print.png", full_page=True)

    await expect(page.get_by_role("button", name="Reçu, Amina 9h00")).to_be_hidden()
    await expect(page.get_by_text("0470 12 34 56").first).to_be_visible()


SAID = ("bonjour", "menu", "une question un peu longue, pour voir comment elle se range", "oui")


def screens_of(content: Content, lang: Lang, site: Site) -> list[list[Outgoing]]:
    """What the assistant says on the way to an appointment, turn by turn."""
    names = [content.communes[one].words[lang].name for one in ("anderlecht", "bruxelles", "etterbeek", "forest")]
    ways_out = (OutgoingButton("Menu", "=menu"), OutgoingButton(phrase(content, lang, "buttons.human"), "=human"))
    card = {
        "fr": "C'est noté, Amina.\n**Mardi 1er décembre, 9h30**\nMission Locale de Forest\nCode : **DEMOKXPRTM**",
        "nl": "Genoteerd, Yassin.\n**Dinsdag 1 december, 9u30**\nVDAB Brussel\nCode: **DEMOKXPRTM**",
    }[lang]
    return [
        [
            Outgoing(
                kind="text",
                text=phrase(content, lang, "start.hello"),
                rows=((OutgoingButton("Français", "=lang:fr"), OutgoingButton("Nederlands", "=lang:nl")),),
            )
        ],
        [
            Outgoing(
                kind="text",
                text=phrase(content, lang, "start.menu"),
                rows=tuple((OutgoingButton(phrase(content, lang, f"buttons.{key}"), f"={key}"),)
                           for key in ("book", "which_office", "letter", "human")),
            ),
            Outgoing(kind="commands", rows=((OutgoingButton("Menu", "menu"),), (OutgoingButton("RDV", "rdv"),))),
        ],
        [
            Outgoing(
                kind="text",
                text=content.questions["commune"].words[lang].body,
                rows=(tuple(OutgoingButton(name, f"3:{name}") for name in names[:2]),
                      tuple(OutgoingButton(name, f"3:{name}") for name in names[2:]), ways_out),
                asks_location=True,
            )
        ],
        [
            Outgoing(
                kind="text",
                text=card,
                card=True,
                rows=((OutgoingButton(phrase(content, lang, "buttons.other_time"), "=move"),), ways_out),
            ),
            Outgoing(kind="contact", name="Mission Locale de Forest", phone="02 349 82 10"),
            Outgoing(kind="calendar", name="DEMOKXPRTM.ics", text="BEGIN:VCALENDAR"),
        ],
    ]  # fmt: skip


async def test_the_newest_message_is_in_sight_and_the_cursor_in_the_text_field(
    browser: Browser, address: str, site: Site, talk: Talk, content: Content, folder: Path
) -> None:
    page = await browser.new_page(viewport={"width": 390, "height": 844})
    for lang in ("fr", "nl"):
        turns = screens_of(content, "nl" if lang == "nl" else "fr", site)
        await page.set_viewport_size({"width": 390, "height": 844})
        await page.goto(f"{address}/simulator?lang={lang}")
        await look_at(page, f"phone-{lang}-new", folder)
        for index, said in enumerate(SAID):
            talk.answers = turns[index]
            await page.keyboard.type(said)
            await page.keyboard.press("Enter")
            await expect(page.locator(".bubble.me")).to_have_count(index + 1)
            await expect(page.locator(f"#text-{lang}")).to_be_focused()
            await expect(page.locator(".bubble").last).to_be_in_viewport()
        await look_at(page, f"phone-{lang}", folder)
    await page.goto(f"{address}/simulator?lang=both")
    await look_at(page, "phone-both", folder)


async def test_pages_need_no_script(browser: Browser, address: str, site: Site) -> None:
    site.book(at=(site.clock.now + timedelta(minutes=30)).isoformat(), code="DEMOCFGXTM")
    context = await browser.new_context(java_script_enabled=False)
    page = await context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))

    await enter(page, address)
    await page.locator("#code").fill("xtm")
    await page.locator("#code").press("Enter")

    await expect(page.get_by_role("status")).to_contain_text("venu")
    assert complaints == []
    await context.close()
