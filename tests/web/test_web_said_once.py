"""What a form has done is said on the page it leads to, once: not when that page is loaded again or shared."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from bot.store.tables import ClosureRow, DeskRow, OpeningRow
from tests.web.conftest import FOREST, Site, submit, words_of
from tests.web.test_web_requests import ask

NOTICE = '<div class="notice'


def put_up(site: Site) -> int:
    def work(db: Any) -> int:
        desk = db.scalars(select(DeskRow.id).where(DeskRow.office == FOREST)).one()
        row = OpeningRow(desk_id=desk, weekday=1, starts="09:00", ends="12:00", minutes=30)
        db.add(row)
        db.flush()
        return row.id

    return site.database.write(work)


def closed(site: Site) -> int:
    def work(db: Any) -> int:
        row = ClosureRow(office=FOREST, first_day=date(2026, 12, 1), last_day=date(2026, 12, 1))
        db.add(row)
        db.flush()
        return row.id

    return site.database.write(work)


FORMS = {
    "a role": ("/team/{member}/role", "/team", {"role": "manager"}, "C'est enregistré."),
    "a PIN": ("/team/pin", "/team", {"pin": "4826"}, "Le code PIN de l'accueil est gardé."),
    "an opening that ends": ("/openings/{opening}/end", "/openings/{opening}", {}, "La plage est terminée."),
    "a closure": ("/openings/close", "/openings/close", {"first": "2026-12-08"}, "C'est fermé."),
    "a day open again": ("/openings/closures/{closure}/reopen", "/openings", {}, "La fermeture est enlevée."),
    "an answer": ("/requests/{request}/answer", "/requests", {"answer": "phone", "version": "1"}, "Téléphonez-nous."),
    "a limit": (
        "/settings/limits",
        "/settings",
        {"notice_days": "1", "horizon_days": "28", "weekly_most": ""},
        "C'est enregistré.",
    ),
}


@pytest.mark.parametrize("name", FORMS)
async def test_it_is_said_once_and_not_when_the_page_is_loaded_again(site: Site, name: str) -> None:
    numbers = {"member": site.member(), "opening": put_up(site), "closure": closed(site), "request": ask(site)}
    site.member("manager", name="Luc")
    path, page, fields, words = FORMS[name]
    client = site.staff()

    done = await submit(client, path.format(**numbers), page.format(**numbers), **fields)
    first = words_of(await client.get(done.headers["location"]))
    again = words_of(await client.get(done.headers["location"]))

    assert done.status_code == 303
    assert words in first.partition(NOTICE)[2].partition("</div>")[0]
    assert NOTICE + '" role="status"' not in again


async def test_it_is_said_on_its_own_page_only_and_to_nobody_else(site: Site) -> None:
    number, client = site.member(), site.staff()
    done = await submit(client, f"/team/{number}/role", "/team", role="manager")

    assert "C'est enregistré." not in words_of(await site.staff().get(done.headers["location"]))
    assert NOTICE not in words_of(await client.get("/openings?said=ended"))
    assert NOTICE not in words_of(await client.get(done.headers["location"]))  # another page was looked at first


@pytest.mark.parametrize("secure", [False, True])
async def test_the_cookie_says_nothing_lasts_a_minute_and_is_guarded(site: Site, secure: bool) -> None:
    ours = site.with_services(public_url="https://bot.example.org", secure_cookies=True) if secure else site
    number = site.member()

    done = await submit(ours.staff(), f"/team/{number}/role", "/team", role="manager")

    name, *guards = done.headers["set-cookie"].split("; ")
    assert name.partition("=")[0] == ("__Host-parcours-said" if secure else "parcours-said")
    assert len(name.partition("=")[2]) == 16
    wanted = {"httponly", "samesite=lax", "path=/", "max-age=60"} | ({"secure"} if secure else set())
    assert {guard.lower() for guard in guards} == wanted
