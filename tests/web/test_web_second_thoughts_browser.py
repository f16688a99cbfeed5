"""A proposal taken back, the question before a pause, and what is said once, in a real Chromium."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, expect
from sqlalchemy import select

from bot.store.migrate import mark
from bot.store.tables import AppointmentRow, DeskRow, OfficeRow, OpeningRow
from bot.wiring.demonstration_team import seed_team
from tests.web import test_web_browser as shared
from tests.web.conftest import FOREST, Site
from tests.web.test_web_browser import enter, in_both_languages, look_at
from tests.web.test_web_figures import send
from tests.web.test_web_requests import ask

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]

browser, address, talk, folder = shared.browser, shared.address, shared.talk, shared.folder


@pytest.fixture(autouse=True)
def answering(site: Site) -> list[int]:
    """An office of a demonstration that answers requests, and three people who have asked."""

    def work(db: Any) -> None:
        mark(db, demo=True)
        db.get_one(OfficeRow, FOREST).mode = "request"
        desk = db.scalars(select(DeskRow).where(DeskRow.office == FOREST)).one()
        for weekday in range(5):
            db.add(OpeningRow(desk_id=desk.id, weekday=weekday, starts="09:00", ends="12:00", minutes=30))
        seed_team(db, site.clock.now)

    site.database.write(work)
    return [ask(site, first_name=name) for name in ("Amina", "Bilal-Mohammed", "Chloé")]


async def test_a_proposal_is_taken_back_and_said_so_once(
    browser: Browser, address: str, site: Site, folder: Path, answering: list[int]
) -> None:
    page = await browser.new_page()
    await enter(page, address)
    for name in ("Amina", "Bilal-Mohammed"):
        await page.goto(f"{address}/requests")
        await (
            page.get_by_role("button", name=f"Proposer un moment, mardi 24 novembre, 9h30, {name}")
            .or_(page.get_by_role("button", name=f"Proposer un moment, mardi 24 novembre, 10h00, {name}"))
            .first.click()
        )
    await page.goto(f"{address}/requests")
    await in_both_languages(page, "requests-proposed", folder)
    await page.get_by_text("Retirer cette proposition…").first.click()
    await look_at(page, "requests-take-back", folder)
    await page.goto(f"{address}/agenda/appointments/{answering[1]}")
    await page.get_by_text("Retirer cette proposition…").click()
    await in_both_languages(page, "appointment-proposed", folder)
    await page.get_by_text("Retirer cette proposition…").click()
    await page.get_by_role("button", name="Retirer cette proposition").click()

    said = page.get_by_text("Proposition retirée. La personne est prévenue. Sa demande attend votre réponse.")
    await expect(said).to_be_visible()
    await look_at(page, "requests-taken-back", folder)
    await page.reload()
    await expect(said).to_be_hidden()
    assert site.appointment(answering[1]).status == "requested"


async def test_the_question_before_a_pause_has_a_way_back(
    browser: Browser, address: str, site: Site, folder: Path
) -> None:
    site.book("2026-11-24T09:30+01:00")
    page = await browser.new_page()
    await enter(page, address)
    await page.goto(f"{address}/settings")
    await look_at(page, "settings-open", folder)
    await page.get_by_role("link", name="Fermer les rendez-vous").click()
    await in_both_languages(page, "stop-off", folder)
    await page.get_by_role("link", name="Non, ne rien changer").click()
    await expect(page.get_by_role("heading", name="Réglages du bureau")).to_be_visible()
    await page.get_by_role("link", name="Mettre en pause").click()
    await in_both_languages(page, "stop-pause", folder)
    await page.keyboard.press("Tab")
    await page.get_by_role("button", name="Oui, mettre en pause").click()
    await expect(page.get_by_role("button", name="Reprendre")).to_be_visible()
    said = page.get_by_text("En pause. Plus aucun nouveau rendez-vous n'est pris.")
    await expect(said).to_be_visible()
    await page.reload()
    await expect(said).to_be_hidden()


async def test_the_team_of_a_demonstration_and_its_notice_once(
    browser: Browser, address: str, site: Site, folder: Path
) -> None:
    page = await browser.new_page()
    await enter(page, address)
    await page.goto(f"{address}/team")
    await in_both_languages(page, "team-invented", folder)
    await page.get_by_label("Changer, Samuel").click()
    await page.get_by_role("button", name="Donner le rôle de responsable").and_(page.locator(":visible")).first.click()
    said = page.get_by_text("C'est enregistré.")
    await expect(said).to_be_visible()
    await look_at(page, "team-said", folder)
    await page.reload()
    await expect(said).to_be_hidden()


async def test_a_phone_at_the_desk_and_the_closed_day(browser: Browser, address: str, site: Site, folder: Path) -> None:
    page = await browser.new_page()
    await enter(page, address)
    await page.goto(f"{address}/book")
    await page.get_by_role("radio").first.check()
    await page.get_by_label("Prénom").fill("Samira")
    await page.get_by_label("Téléphone").fill("0470 12")
    await page.get_by_role("button", name="Prendre ce rendez-vous").click()
    await expect(page.get_by_label("Téléphone")).to_be_focused()
    await in_both_languages(page, "book-phone", folder)
    await page.goto(f"{address}/book")
    await page.get_by_role("radio").first.check()
    await page.get_by_label("Prénom").fill("Samira")
    await page.get_by_label("Téléphone").fill("0470 12 34 56")
    await page.get_by_role("button", name="Prendre ce rendez-vous").click()
    await expect(page.get_by_role("heading", name="Rendez-vous pour Samira")).to_be_visible()
    await expect(page.get_by_text("0470")).to_have_count(0)
    row = site.all(select(AppointmentRow).order_by(AppointmentRow.id.desc()))[0]
    await page.goto(f"{address}/agenda/appointments/{row.id}")
    await expect(page.get_by_role("link", name="0470123456")).to_be_visible()
    await look_at(page, "appointment-phone", folder)


async def test_the_figures_of_requests(browser: Browser, address: str, site: Site, folder: Path) -> None:
    send(site, 12, "booked", answered=1, starts=5)
    send(site, 6, "lapsed", missed=2)
    send(site, 2, "declined", answered=1)
    page = await browser.new_page()
    await enter(page, address)
    await page.goto(f"{address}/figures?month=2026-11")
    await in_both_languages(page, "figures-requests", folder)
