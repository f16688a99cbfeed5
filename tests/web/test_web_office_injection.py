"""Whatever staff and people write is text on the pages of an office, in its calendar and in its file."""

from __future__ import annotations

from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy import select

from bot.operations.offices.office_settings import ANSWERS, LONGEST_ANSWER
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


async def test_members_and_desks_are_text_on_the_page_of_the_team(site: Site) -> None:
    async def the_bot() -> str:
        return "parcours_bot"

    office = site.with_services(bot_name=the_bot, sends_mail=True)
    names = [text.strip()[:40] for text in CORPUS[:: 1 if site.database.is_sqlite else 25]]
    for number, name in enumerate(names):
        role = "manager" if number % 9 == 0 else "reception"
        site.member(role, name=name, email=f"{name}@x", email_key=f"{number:043}", removed_at=None)
    site.desk(label=SEEDS[0][:40])
    for text in SEEDS:
        for path in ("/team/invite", "/team/mail", "/team/browsers", "/team/pin"):
            typed = {"name": text, "email": text, "label": text, "pin": text, "role": text}
            # Anew each time: the browser that is registered with this label is a desk's afterwards.
            shared.assert_harmless((await submit(office.staff(), path, "/team", **typed)).text)

    page = shared.assert_harmless((await office.staff().get("/team")).text)
    refused = shared.assert_harmless((await office.staff(member=1).get("/agenda")).text)
    reception = await office.staff(member=2).get("/settings")

    assert "<script>alert(1)</script>" in page.text
    assert refused.tags
    assert reception.status_code == 403
    assert "<script>alert(1)</script>" in shared.assert_harmless(reception.text).text


async def test_who_did_what_and_hidden_names_are_text(site: Site) -> None:
    number = site.book(first_name=SEEDS[0], code="CFGXTM")
    named = site.member("manager", name="<script>alert(2)</script>")
    client = site.staff(member=named)
    await submit(client, "/agenda/code", code="xtm")
    history = shared.assert_harmless((await client.get(f"/agenda/appointments/{number}")).text)
    assert "(<script>alert(2)</script>)" in history.text
    desk = site.desk()
    for text in SEEDS:
        site.book(first_name=text)
    site.clock.pass_(minutes=15)

    page = (await desk.get("/agenda")).text

    for text in SEEDS:
        assert text not in page
    assert "<." in shared.assert_harmless(page).text
