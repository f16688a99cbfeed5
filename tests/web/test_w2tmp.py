import pytest
from tests.web.test_web_focus_browser import address, browser, page, busy_monday, pytestmark
from tests.web.test_web_focus_browser import PATHS


async def test_w2(page, address, site):
    busy_monday(site)
    await page.set_viewport_size({"width": 390, "height": 844})
    await page.get_by_role("button", name="Nederlands").click()
    for path in PATHS:
        await page.goto(f"{address}{path}")
        await page.evaluate("document.documentElement.style.fontSize = '200%'")
        w = await page.evaluate("document.documentElement.scrollWidth")
        print(path, w)
        if w > 390:
            print(
                await page.evaluate(
                    "[...document.querySelectorAll('body *')].filter(e=>e.getBoundingClientRect().right>390 && !e.closest('.quiet,.skip')).map(e=>e.tagName+'.'+e.className+' '+Math.round(e.getBoundingClientRect().right)+' '+e.textContent.slice(0,40).trim()).slice(0,12).join('\\n')"
                )
            )
        if path in ("/agenda", "/openings", "/figures", "/in-your-name"):
            await page.screenshot(path="/tmp/w2_%s.png" % path.strip("/").replace("/", "_"), full_page=True)
