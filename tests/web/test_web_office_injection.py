"""Whatever staff and people write is text on the pages of an office, in its calendar and in its file."""

from __future__ import annotations

from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy import select

from bot.operations.office_settings import ANSWERS, LONGEST_ANSWER
from bot.store.tables import DeskRow, OfficeRow, OpeningRow
from tests.web import test_web_injection as shared
from tests.web.conftest import FOREST, Site, submit
from tests.web.test_web_injection import CORPUS, SEEDS

PAGES = (
    "/openings", "/openings/new", "/openings/close?first=2026-11-24", "/settings", "/book", "/figures", "/in-your-name",
)  # fmt: skip
TYPED = ("starts", "ends", "minutes", "buffer", "day", "valid_from", "weekday", "first", "seen")


@pytest.fixture(autouse=True)
def more_tags(monkeypatch: pytest.MonkeyPatch) -> None:
    """These pages have tables, pictures of their own and long forms."""
    mine = {
        "table", "caption", "tbody", "tr", "th", "td", "svg", "g", "rect", "text", "fieldset", "legend", "h3", "br",
        "article",
    }  # fmt: skip
    monkeypatch.setattr(shared, "ALLOWED_TAGS", shared.ALLOWED_TAGS | mine)


async def test_names_notes_desks_and_answers_are_text(site: Site) -> None:
    def open_up(db: Any) -> None:
        desk = db.scalars(select(DeskRow).where(DeskRow.office == FOREST)).one()
        db.add(OpeningRow(desk_id=desk.id, weekday=1, starts="09:00", ends="20:00", minutes=5))
        desk.label = '"><img src=x onerror=alert(1)>'

    site.database.write(open_up)
    client = site.staff()
    for index, text in enumerate(CORPUS[:: 1 if site.database.is_sqlite else 25]):
        at = f"2026-11-24T{9 + index // 60:02}:{index % 60:02}+01:00"
        site.book(at, first_name=text, details={"commune": text, "note": text, "phone": text})

        def answer(db: Any, text: str = text) -> None:
            row = db.get_one(OfficeRow, FOREST)
            for name in ANSWERS:
                setattr(row, name, text[:LONGEST_ANSWER])

        if index % 25 == 0:
            site.database.write(answer)
            for path in PAGES:
                shared.assert_harmless((await client.get(path)).text)

    page = shared.assert_harmless((await client.get("/openings/close?first=2026-11-24")).text)
    assert "<script>alert(1)</script>" in page.text


async def test_what_is_typed_comes_back_as_text(site: Site) -> None:
    client = site.staff()
    desk = str(site.all(select(DeskRow.id).where(DeskRow.office == FOREST))[0])
    for text in SEEDS:
        everything = dict.fromkeys(TYPED, text)
        for path in ("/openings/new", "/openings/close"):
            response = await submit(client, path, **everything | {"desk": desk if path.endswith("new") else ""})
            shared.assert_harmless(response.text)
        response = await submit(client, "/book", "/book", at=text, first_name=text, note=text, lang="fr", key="k" * 22)
        shared.assert_harmless(response.text)
        response = await submit(client, "/settings/limits", "/settings", notice_days=text, label=text)
        shared.assert_harmless(response.text)
        response = await submit(client, "/settings/desk", "/settings", label=text)
        shared.assert_harmless(response.text)


async def test_a_code_in_the_calendar_cannot_begin_another_line(site: Site) -> None:
    site.book("2026-11-24T09:30+01:00", code="A\r\nX:Y;B,C", first_name="BEGIN:VEVENT")
    page = (await submit(site.staff(), "/settings/feed", "/settings")).text
    url = page.partition('readonly value="')[2].partition('"')[0]

    text = (await site.client().get(url)).text

    events = Calendar.from_ical(text).walk("VEVENT")
    assert len(events) == 1
    assert not any(line.startswith("X:Y") for line in text.splitlines())
