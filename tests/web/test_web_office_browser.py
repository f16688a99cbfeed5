"""The pages of an office besides its agenda, in a real Chromium: both languages and widths, axe, keyboard, paper."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, expect
from sqlalchemy import select

from bot.operations.offices.office_settings import ANSWERS, LONGEST_ANSWER
from bot.store.migrate import mark
from bot.store.tables import AppointmentRow, ClosureRow, DeskRow, OfficeRow, OpeningRow
from bot.wiring.demonstration import DESKS, MINUTES
from bot.wiring.demonstration_people import seed_people
from tests.web import test_web_browser as shared
from tests.web.conftest import FOREST, Site
from tests.web.test_web_browser import enter, in_both_languages, look_at

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]

browser, address, talk, folder = shared.browser, shared.address, shared.talk, shared.folder


@pytest.fixture(autouse=True)
def invented(site: Site) -> None:
    """The openings and people of a demonstration."""

    def work(db: Any) -> None:
        mark(db, demo=True)
        for desk in DESKS:
            number = db.scalars(select(DeskRow.id).where(DeskRow.office == desk.office)).one()
            db.add_all(
                OpeningRow(desk_id=number, weekday=weekday, starts=starts, ends=ends, minutes=MINUTES)
                for weekday, starts, ends in desk.openings
            )
        db.flush()
        seed_people(db, site.clock.now)

    site.database.write(work)


async def test_openings(browser: Browser, address: str, site: Site, folder: Path) -> None:
    page = await browser.new_page()
    await enter(page, address)
    await page.goto(f"{address}/openings")
    await in_both_languages(page, "openings", folder)

    await page.get_by_role("link", name="Ajouter chaque semaine, Accueil").click()
    await in_both_languages(page, "opening-new", folder)
    await page.get_by_label("Jour de la semaine").select_option("mardi")
    await page.get_by_label("Début").fill("11h00")
    await page.get_by_label("Fin").fill("13:00")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Ce guichet reçoit déjà à ce moment : mardi, de 9h00 à 12h00.")).to_be_visible()
    await expect(page.get_by_label("Début")).to_be_focused()
    await expect(page.get_by_label("Fin")).to_have_value("13:00")
    await look_at(page, "opening-refused", folder)
    await page.get_by_label("Début").fill("12h00")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status")).to_contain_text("La plage est ajoutée.")
    await page.get_by_role("link", name="Changer, mardi, de 12h00 à 13h00").click()
    await in_both_languages(page, "opening-change", folder)


async def test_tomorrow_is_closed_in_three_taps_from_today(
    browser: Browser, address: str, site: Site, folder: Path
) -> None:
    page = await browser.new_page()
    await enter(page, address)

    await page.get_by_role("link", name="Plages").click()
    await page.get_by_role("button", name="Fermer demain, mardi 24 novembre").click()
    await in_both_languages(page, "close", folder)
    await page.get_by_role("button", name="Fermer et prévenir").click()

    await expect(page.get_by_role("status")).to_contain_text("C'est fermé.")
    await in_both_languages(page, "closure", folder)
    assert len(site.all(select(ClosureRow))) == 1
    await page.goto(f"{address}/openings/close")
    await in_both_languages(page, "close-which", folder)


async def test_settings(browser: Browser, address: str, site: Site, folder: Path) -> None:
    site.database.write(lambda db: setattr(db.get_one(OfficeRow, FOREST), "mode", "off"))
    page = await browser.new_page()
    await enter(page, address)
    await page.goto(f"{address}/settings")
    await in_both_languages(page, "settings", folder)
    await page.get_by_role("button", name="Ouvrir les rendez-vous").click()
    await look_at(page, "settings-refused", folder)
    await page.goto(f"{address}/settings")
    await page.get_by_role("link", name="Mettre en pause").click()
    await in_both_languages(page, "settings-stop", folder)
    await page.get_by_role("button", name="Oui, mettre en pause").click()
    await in_both_languages(page, "settings-paused", folder)
    await page.get_by_role("button", name="Créer l'adresse").click()
    await look_at(page, "settings-feed", folder)


async def test_a_person_is_booked_with_the_keyboard_and_the_slip_printed(
    browser: Browser, address: str, site: Site, folder: Path
) -> None:
    page = await browser.new_page()
    await enter(page, address)
    await page.get_by_role("link", name="Inscrire").click()
    await in_both_languages(page, "book", folder)

    await page.get_by_role("radio").first.check()
    await page.get_by_label("Prénom").fill("Oluwaseun")
    await page.keyboard.press("Enter")

    await expect(page.get_by_role("heading", name="Rendez-vous pour Oluwaseun")).to_be_visible()
    row = site.all(select(AppointmentRow).order_by(AppointmentRow.id.desc()))[0]
    await expect(page.get_by_text(row.code)).to_be_visible()
    await in_both_languages(page, "slip", folder)
    await page.emulate_media(media="print")
    await page.screenshot(path=folder / "slip-print.png", full_page=True)
    await expect(page.get_by_role("navigation")).to_be_hidden()


async def test_figures(browser: Browser, address: str, site: Site, folder: Path) -> None:
    page = await browser.new_page()
    await enter(page, address)
    await page.get_by_role("link", name="Chiffres").click()
    await in_both_languages(page, "figures", folder)
    await page.goto(f"{address}/figures?month=2026-10")
    await look_at(page, "figures-october", folder)
    await page.emulate_media(media="print")
    await page.screenshot(path=folder / "figures-print.png", full_page=True)
    await page.emulate_media(media="screen")
    await page.goto(f"{address}/figures?month=2025-10")
    await look_at(page, "figures-empty", folder)


def write_longest(row: OfficeRow, mode: str) -> None:
    row.mode = mode
    for name in ANSWERS:
        setattr(row, name, ("mot " * LONGEST_ANSWER)[:LONGEST_ANSWER])


async def test_what_is_said_in_your_name(browser: Browser, address: str, site: Site, folder: Path) -> None:
    page = await browser.new_page()
    await enter(page, address)
    await page.goto(f"{address}/in-your-name")
    await in_both_languages(page, "in-your-name", folder)
    await page.emulate_media(media="print")
    await page.screenshot(path=folder / "in-your-name-print.png", full_page=True)
    await expect(page.get_by_text("Démonstration : ces rendez-vous n'existent pas.").last).to_be_visible()
    for mode in ("slots", "request"):
        site.database.write(lambda db, mode=mode: write_longest(db.get_one(OfficeRow, FOREST), mode))
        await page.reload()
        paper = await page.pdf(path=folder / f"in-your-name-{mode}.pdf", prefer_css_page_size=True)
        # A sheet a language.
        assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 2, mode
    await page.emulate_media(media="screen")
    await page.goto(f"{address}/agenda")
    await in_both_languages(page, "demo-day", folder)
