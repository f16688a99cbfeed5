"""The pages around signing in, in a real Chromium: links, members, a desk that hides its names. Axe finds nothing."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect
from sqlalchemy import select

from bot.operations.members.members import invite_member
from bot.store.tables import DeskBrowserRow, StaffMemberRow
from tests.web.conftest import FOREST, Site
from tests.web.test_web_browser import browser, busy_monday, folder, in_both_languages, look_at, serving

LINK = re.compile(r"^https://t\.me/parcours_bot\?start=staff_[A-Za-z0-9_-]{32}$")

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]
__all__ = ["browser", "folder"]


async def the_bot() -> str:
    return "parcours_bot"


@pytest.fixture
async def address(site: Site) -> AsyncIterator[str]:
    """Real life, with a bot and a mail server."""
    async with serving(site.with_services(bot_name=the_bot, sends_mail=True)) as base:
        yield base


async def sign_in(page: Page, address: str, site: Site, member: int | None) -> None:
    await page.goto(f"{address}/sign-in/{site.link(FOREST, member)}")
    await page.get_by_role("button", name="Entrer").click()
    await page.wait_for_url("**/agenda")


async def test_signing_in_without_a_link(browser: Browser, address: str, folder: Path) -> None:
    page = await browser.new_page()
    await page.goto(f"{address}/sign-in")
    await look_at(page, "team-sign-in", folder)
    await page.get_by_role("link", name="Recevoir le lien par e-mail").click()
    await look_at(page, "team-sign-in-mail", folder)

    await page.get_by_label("Votre adresse e-mail").fill("fatima@example.org")
    await page.keyboard.press("Enter")

    await expect(page.get_by_text("un lien vient de partir")).to_be_visible()
    await look_at(page, "team-sign-in-mailed", folder)


async def test_a_manager_brings_the_team_in(browser: Browser, address: str, site: Site, folder: Path) -> None:
    luc = site.member("manager", name="Luc Vandenberghe", chat_key=None, email="luc@example.org")
    site.member(name="Fatima")
    site.desk(label="Guichet de gauche")
    site.database.write(lambda db: invite_member(db, FOREST, "Nora", "reception", "staff:m1", site.clock.now))
    page = await browser.new_page()
    await sign_in(page, address, site, luc)
    await page.get_by_role("link", name="Équipe").click()
    await in_both_languages(page, "team", folder)

    await page.locator("summary").nth(1).focus()
    await page.keyboard.press("Enter")
    await look_at(page, "team-change", folder)
    await page.get_by_role("button", name="Donner le rôle de responsable").click()
    await expect(page.get_by_role("status")).to_have_text("C'est enregistré.")
    assert site.all(select(StaffMemberRow.role).order_by(StaffMemberRow.id)) == ["manager", "manager"]

    await page.get_by_label("Nom que lisent les collègues").first.fill("Samira")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("textbox", name="Invitation de Samira")).to_have_value(LINK)
    await look_at(page, "team-invitation", folder)
    await page.get_by_label("Nouveau code PIN").fill("1234")
    await page.get_by_role("button", name="Garder ce code PIN").click()
    await expect(page.get_by_text("Ce code est trop facile à deviner.")).to_be_visible()
    await look_at(page, "team-refused", folder)


async def test_what_reception_may_not_do_is_said_in_plain_words(
    browser: Browser, address: str, site: Site, folder: Path
) -> None:
    site.member("manager", name="Luc Vandenberghe")
    page = await browser.new_page()
    await sign_in(page, address, site, site.member(name="Fatima"))
    await expect(page.get_by_role("link", name="Réglages")).to_have_count(0)
    await page.goto(f"{address}/openings")
    await in_both_languages(page, "team-openings-reception", folder)
    await page.goto(f"{address}/settings")
    await expect(page.get_by_text("Demandez à : Luc Vandenberghe")).to_be_visible()
    await in_both_languages(page, "team-forbidden", folder)


async def test_a_desk_hides_its_names_and_shows_them_for_the_pin(
    browser: Browser, address: str, site: Site, folder: Path
) -> None:
    numbers = busy_monday(site)
    page = await browser.new_page()
    await sign_in(page, address, site, site.member("manager", name="Luc"))
    await page.goto(f"{address}/team")
    await page.get_by_label("Nouveau code PIN").fill("4826")
    await page.keyboard.press("Enter")
    await page.get_by_label("Nom de cet ordinateur").fill("Guichet de gauche")
    await page.get_by_role("button", name="Enregistrer cet ordinateur").click()
    await expect(page.get_by_role("status")).to_contain_text("Cet ordinateur est enregistré.")
    await expect(page.get_by_role("link", name="Amina", exact=True)).to_be_visible()
    await in_both_languages(page, "team-desk", folder)

    site.clock.pass_(minutes=15)
    await page.goto(f"{address}/agenda")
    await expect(page.get_by_text("Amina")).to_have_count(0)
    await in_both_languages(page, "team-desk-hidden", folder)
    await page.goto(f"{address}/agenda/week")
    await look_at(page, "team-desk-hidden-week", folder)
    await page.goto(f"{address}/agenda")
    await page.keyboard.type("xtm")  # the cursor is in the code box
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status")).to_contain_text("A., 9h00 : venu.")
    assert site.appointment(numbers[1]).arrived_at == site.clock.now

    await page.get_by_label("Code PIN de l'accueil").fill("1111")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert")).to_contain_text("Ce n'est pas le bon code PIN.")
    await in_both_languages(page, "team-desk-wrong-pin", folder)
    await page.get_by_label("Code PIN de l'accueil").fill("4826")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("link", name="Amina", exact=True)).to_be_visible()
    assert site.all(select(DeskBrowserRow.wrong_pins)) == [0]
