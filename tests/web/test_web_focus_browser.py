"""Where the cursor is after something did not hold, and whether pages fit at twice the size of text. In Chromium."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, expect

from bot.operations.members import desk_browsers
from bot.store.tables import OfficeRow
from tests.web.conftest import FOREST, Site
from tests.web.test_web_browser import browser, busy_monday, enter, serving

PATHS = (
    "/", "/sign-in", "/agenda", "/agenda/week", "/agenda/appointments/1", "/requests", "/book", "/openings",
    "/openings/close", "/openings/new?kind=week", "/figures", "/settings", "/team", "/in-your-name", "/nowhere",
)  # fmt: skip

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]
__all__ = ["browser"]


@pytest.fixture
async def address(demo: Site) -> AsyncIterator[str]:
    async with serving(demo) as base:
        yield base


@pytest.fixture
async def page(browser: Browser, address: str) -> Page:
    page = await browser.new_page()
    await enter(page, address)
    return page


async def test_after_a_wrong_setting_the_cursor_is_in_the_first_field_that_does_not_hold(
    page: Page, address: str, site: Site
) -> None:
    site.database.write(lambda db: setattr(db.get_one(OfficeRow, FOREST), "mode", "off"))
    await page.goto(f"{address}/settings")

    await page.get_by_role("button", name="Ouvrir les rendez-vous").click()

    await expect(page.locator("#papers_fr")).to_be_focused()
    await page.locator("#horizon_days").fill("400")
    await page.locator("#limits").get_by_role("button").click()
    await expect(page.locator("#horizon_days")).to_be_focused()
    await page.locator("#label-new").fill("Guichet")
    await page.locator("#desks").get_by_role("button", name="Ajouter").click()
    await expect(page.locator("#label-new")).to_be_focused()


async def test_after_a_wrong_pin_the_cursor_is_in_its_field(page: Page, address: str, site: Site) -> None:
    await page.goto(f"{address}/team")
    await page.locator("#new-pin").fill("1234")

    await page.get_by_role("button", name="Garder ce code PIN").click()

    await expect(page.locator("#new-pin")).to_be_focused()
    site.database.write(lambda db: desk_browsers.set_pin(db, FOREST, desk_browsers.hash_pin("4826"), site.clock.now))
    await page.goto(f"{address}/team")
    await page.locator("#browser-label").fill("Guichet")
    await page.get_by_role("button", name="Enregistrer cet ordinateur").click()
    site.clock.pass_(minutes=16)
    await page.goto(f"{address}/agenda")
    await page.locator("#pin").fill("9999")
    await page.get_by_role("button", name="Montrer les noms").click()
    await expect(page.locator("#pin-fault")).to_be_visible()
    await expect(page.locator("#pin")).to_be_focused()


@pytest.mark.parametrize("language", ["Français", "Nederlands"])
async def test_pages_fit_a_phone_at_twice_the_size_of_text(page: Page, address: str, site: Site, language: str) -> None:
    busy_monday(site)
    if language == "Nederlands":
        await page.get_by_role("button", name=language).click()
    await page.set_viewport_size({"width": 390, "height": 844})
    widths = {}

    for path in PATHS:
        await page.goto(f"{address}{path}")
        await page.evaluate("document.documentElement.style.fontSize = '200%'")
        widths[path] = await page.evaluate("document.documentElement.scrollWidth")

    assert {path: width for path, width in widths.items() if width > 390} == {}
    await page.goto(f"{address}/agenda")
    await page.evaluate("document.documentElement.style.fontSize = '200%'")
    box = await page.locator("#code").bounding_box()
    assert box is not None
    assert box["width"] > 250  # six letters fit into it
