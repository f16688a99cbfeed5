"""A reception day from end to end: people and staff on the Bot API test server, the agenda in a real Chromium.

One truth, three views: what is done in one place is seen in the others, and the clock alone moves by hand.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect
from sqlalchemy import select, update

from bot.content.model import Content
from bot.operations.inbox import chat_key_of
from bot.store.database import Database
from bot.store.tables import AppointmentEventRow, ClosureRow, OfficeRow, StaffMemberRow
from bot.web.app import WebServices
from tests.bookings import FOREST
from tests.telegram.api_chats import Person
from tests.telegram.api_server import BotApiServer
from tests.telegram.assistant import Assistant, assistant_on
from tests.web import test_web_browser as pages
from tests.web.conftest import Site
from tests.web.test_web_browser import look_at, serving

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]

browser, folder = pages.browser, pages.folder


def on_tuesday(hour: int, minute: int = 0) -> datetime:
    """Tuesday 24 November 2026, Brussels wall time."""
    return datetime(2026, 11, 24, hour - 1, minute, tzinfo=UTC)


@pytest.fixture
async def assistant(
    api: BotApiServer, database: Database, content: Content, stub_match: None
) -> AsyncIterator[Assistant]:
    async with assistant_on(api, database, content) as started:
        yield started


@pytest.fixture
async def address(assistant: Assistant) -> AsyncIterator[str]:
    """Where the pages of the same office are served, with the same clock."""
    services = WebServices(
        database=assistant.database, content=lambda: assistant.content, clock=assistant.clock, is_demo=False
    )
    async with serving(Site(services, assistant.clock)) as base:  # type: ignore[arg-type]
        yield base


def employ(assistant: Assistant, person: Person, role: str) -> None:
    """Somebody who works at the office, known by their private chat."""
    row = StaffMemberRow(
        office=FOREST,
        role=role,
        name=person.title,
        channel="telegram",
        chat_key=chat_key_of("telegram", str(person.id)),
        address=str(person.id),
        added_at=assistant.now,
        added_by="staff:a-0",
    )
    assistant.database.write(lambda session: session.add(row))


async def signed_in(assistant: Assistant, member: Person, browser: Browser, address: str) -> Page:
    """The member asks the bot for the link, opens it, and taps the one button."""
    told = await assistant.write(member, "/agenda")
    token = re.search(r"/sign-in/(\S+)", told.text)
    assert token is not None, told.text
    page = await (await browser.new_context()).new_page()
    await page.goto(f"{address}/sign-in/{token[1]}")
    await page.get_by_role("button").first.click()
    await expect(page).to_have_url(re.compile("/agenda"))
    return page


async def ask_for_a_time(assistant: Assistant, person: Person) -> None:
    """From the poster of the office to a request for Thursday morning."""
    person.starts(FOREST)
    await assistant.rest()
    await assistant.tap(person, "Français")
    await assistant.tap(person, "Demander un rendez-vous")
    await assistant.tap(person, "jeudi 26 novembre, matin")
    await assistant.tap(person, "C'est tout")
    await assistant.tap(person, person.title)
    sent = await assistant.tap(person, "Oui, envoyer")
    assert "Ce n'est pas encore un rendez-vous." in sent.text


async def test_a_reception_day(
    assistant: Assistant, api: BotApiServer, browser: Browser, address: str, folder: Path
) -> None:
    amina, badr, chloe = api.person("Amina"), api.person("Badr"), api.person("Chloé")
    fatima, luc, group = api.person("Fatima"), api.person("Luc"), assistant.group
    assert group is not None
    employ(assistant, fatima, "reception")
    employ(assistant, luc, "manager")

    # Monday: two people book for Tuesday, at 9h00 and 9h30. The office then takes requests too.
    code = await assistant.book(amina)
    await assistant.book(badr)
    assistant.database.write(lambda session: session.execute(update(OfficeRow).values(mode="request")))
    await ask_for_a_time(assistant, chloe)

    # Tuesday, 7h31: the group sees its day. 8h50: Fatima asks for her link and opens the agenda.
    assistant.clock.now = on_tuesday(7, 31)
    await assistant.minute()
    day = group.last
    assert day.text.startswith("Aujourd'hui, mardi 24 novembre\n9h00 Amina")
    assistant.clock.now = on_tuesday(8, 50)
    page = await signed_in(assistant, fatima, browser, address)
    await expect(page.get_by_role("heading", name="2 rendez-vous")).to_be_visible()
    await expect(page.get_by_label("Code de la personne")).to_be_focused()
    await look_at(page, "reception-day-morning", folder)

    # 8h55: Amina is there. The cursor waits in the code box: letters, Enter.
    assistant.clock.now = on_tuesday(8, 55)
    await page.keyboard.type(code[-3:])
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status")).to_contain_text("Amina")
    await assistant.minute()
    assert "est là" in day.text

    # She is received: one tap on the page, and the group knows.
    assistant.clock.now = on_tuesday(9, 35)
    await page.get_by_role("button", name="Reçu, Amina 9h00").click()
    await assistant.minute()
    assert assistant.appointment(amina).status == "attended"
    assert f"9h00 Amina, code {code[-3:]} : venu" in day.text.replace("\u00a0", " ")
    await look_at(page, "reception-day-later", folder)

    # Chloé asked for a time: two taps, and she has one to say yes to.
    await page.get_by_role("link", name="1 personne attend votre réponse").click()
    await page.get_by_role("button", name="Proposer un moment, jeudi 26 novembre, 9h00, Chloé").click()
    await expect(page.get_by_role("status")).to_contain_text("C'est envoyé à la personne.")
    await assistant.rest()
    assert "le bureau propose un moment.\njeudi 26 novembre, 9h00" in chloe.last.text
    await assistant.tap(chloe, "Accepter")
    await page.goto(f"{address}/agenda?day=2026-11-26")
    await expect(page.get_by_role("link", name="Chloé")).to_be_visible()

    # Half an hour before closing the group is asked about Badr; somebody taps, the page knows.
    assistant.clock.now = on_tuesday(11, 30)
    await assistant.minute()
    assert group.last.labels == ["9h30 Badr: Venu", "Absent"]
    await assistant.tap(fatima, "Absent", group.last, group)
    # Two hours without a use have closed her agenda: one more link.
    page = await signed_in(assistant, fatima, browser, address)
    await expect(page.locator(".row.no_show")).to_contain_text("Badr")

    # In the evening he reads kind words, and is one tap from a new time; who did what stands in the history.
    assistant.clock.now = on_tuesday(18)
    await assistant.minute()
    assert badr.last.text.startswith("L'entretien d'aujourd'hui n'a pas eu lieu. Cela arrive.")
    assert badr.last.labels[0] == "Choisir un autre moment"
    assert actors(assistant, "arrived") == actors(assistant, "attended") == {"staff:m1"}
    assert actors(assistant, "no_show") == {"group:m1"}


def actors(assistant: Assistant, what: str) -> set[str]:
    query = select(AppointmentEventRow.actor).where(AppointmentEventRow.what == what)
    return set(assistant.database.read(lambda session: session.scalars(query).all()))


async def test_tomorrow_is_closed_by_the_manager_and_people_are_offered_new_times(
    assistant: Assistant, api: BotApiServer, browser: Browser, address: str
) -> None:
    amina, luc = api.person("Amina"), api.person("Luc")
    employ(assistant, luc, "manager")
    await assistant.book(amina)
    page = await signed_in(assistant, luc, browser, address)

    await page.get_by_role("link", name="Plages").click()
    await page.get_by_role("button", name="Fermer demain, mardi 24 novembre").click()
    await page.get_by_role("button", name="Fermer et prévenir").click()
    await assistant.rest()

    assert len(assistant.database.read(lambda session: session.scalars(select(ClosureRow)).all())) == 1
    assert "mardi 24 novembre" in amina.last.text
    assert len(amina.last.labels) >= 2
