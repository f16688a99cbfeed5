"""One-time links: shown by GET, used up by one POST, once, within ten minutes."""

from __future__ import annotations

import asyncio
import hashlib

import pytest
from sqlalchemy import select

from bot.store.tables import StaffLinkRow, StaffSessionRow
from tests.web.conftest import FOREST, SAINT_GILLES, VDAB, Site, submit

USED_UP = "Ce lien ne marche plus"


async def test_a_link_opens_the_agenda_of_its_office(site: Site) -> None:
    client, token = site.client(), site.link(VDAB)

    shown = await client.get(f"/sign-in/{token}")
    entered = await client.post(f"/sign-in/{token}", data={"lang": "nl"})
    agenda = await client.get("/agenda")

    assert "VDAB Brussel" in shown.text
    assert (entered.status_code, entered.headers["location"]) == (303, "/agenda")
    assert "VDAB Brussel" in agenda.text
    assert '<html lang="nl">' in agenda.text


async def test_a_previewer_that_opens_the_link_uses_nothing_up(site: Site) -> None:
    token = site.link()
    for method in ("GET", "HEAD", "GET"):
        await site.client().request(method, f"/sign-in/{token}")

    assert site.all(select(StaffLinkRow))[0].used_at is None
    assert (await site.client().post(f"/sign-in/{token}")).status_code == 303


async def test_a_link_used_twice_lets_nobody_in_the_second_time(site: Site) -> None:
    token = site.link()
    await site.client().post(f"/sign-in/{token}")

    again = site.client()
    response = await again.post(f"/sign-in/{token}")

    assert response.status_code == 410
    assert USED_UP in response.text
    assert "set-cookie" not in response.headers
    assert len(site.all(select(StaffSessionRow))) == 1
    assert (await again.get(f"/sign-in/{token}")).status_code == 410


async def test_two_browsers_at_once_get_one_session_between_them(site: Site) -> None:
    token = site.link()

    responses = await asyncio.gather(*(site.client().post(f"/sign-in/{token}") for _ in range(8)))

    assert sorted(response.status_code for response in responses) == [303] + [410] * 7
    assert len(site.all(select(StaffSessionRow))) == 1


@pytest.mark.parametrize(("minutes", "status"), [(9.9, 303), (10, 410), (60, 410)])
async def test_a_link_holds_for_ten_minutes(site: Site, minutes: float, status: int) -> None:
    token = site.link()
    site.clock.pass_(minutes=minutes)

    assert (await site.client().post(f"/sign-in/{token}")).status_code == status


async def test_only_hashes_are_stored(site: Site) -> None:
    client, token = site.client(), site.link()
    await client.post(f"/sign-in/{token}")

    assert site.all(select(StaffLinkRow.token_hash)) == [hashlib.sha256(token.encode()).hexdigest()]
    kept = site.all(select(StaffSessionRow.token_hash))
    assert kept == [hashlib.sha256(client.cookies["parcours"].encode()).hexdigest()]


async def test_over_https_the_cookie_has_all_its_guards(site: Site) -> None:
    public = site.with_services(public_url="https://bot.example.org", secure_cookies=True)

    response = await public.client().post(f"/sign-in/{public.link()}")

    name, *guards = response.headers["set-cookie"].split("; ")
    assert name.startswith("__Host-parcours=")
    assert {guard.lower() for guard in guards} == {
        "httponly", "secure", "samesite=lax", "path=/", "max-age=28800"
    }  # fmt: skip
    assert response.headers["strict-transport-security"].startswith("max-age=31536000")


async def test_on_loopback_the_cookie_goes_without_https(site: Site) -> None:
    response = await site.client().post(f"/sign-in/{site.link()}")

    assert response.headers["set-cookie"].startswith("parcours=")
    assert "Secure" not in response.headers["set-cookie"]
    assert "strict-transport-security" not in response.headers


async def test_signing_in_again_gives_a_new_session_and_ends_the_old_one(site: Site) -> None:
    client = site.client()
    await client.post(f"/sign-in/{site.link(FOREST)}")
    old = client.cookies["parcours"]

    await client.post(f"/sign-in/{site.link(SAINT_GILLES)}")

    assert client.cookies["parcours"] != old
    stale = site.client()
    stale.cookies.set("parcours", old)
    assert (await stale.get("/agenda")).status_code == 303


async def test_a_cookie_that_was_planted_is_never_taken_over(site: Site) -> None:
    client = site.client()
    client.cookies.set("parcours", "planted", domain="localhost.local", path="/")

    await client.post(f"/sign-in/{site.link()}")

    assert "planted" not in {cookie.value for cookie in client.cookies.jar if cookie.domain != "localhost.local"}
    planted = site.client()
    planted.cookies.set("parcours", "planted")
    assert (await planted.get("/agenda")).headers["location"] == "/sign-in"


async def test_signing_out_ends_this_browser_alone(site: Site) -> None:
    here, there = site.staff(), site.staff()
    kept = here.cookies["parcours"]

    await submit(here, "/sign-out")

    copy = site.client()
    copy.cookies.set("parcours", kept)
    assert (await copy.get("/agenda")).status_code == 303
    assert (await there.get("/agenda")).status_code == 200


async def test_signing_out_everywhere_ends_the_office_and_its_links_and_no_other(site: Site) -> None:
    here, there, other = site.staff(), site.staff(), site.staff(SAINT_GILLES)
    link, other_link = site.link(FOREST), site.link(SAINT_GILLES)

    await submit(here, "/sign-out", everywhere="1")

    assert (await there.get("/agenda")).status_code == 303
    assert (await other.get("/agenda")).status_code == 200
    assert (await site.client().post(f"/sign-in/{link}")).status_code == 410
    assert (await site.client().post(f"/sign-in/{other_link}")).status_code == 303


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_after_ten_guesses_a_minute_from_one_address_even_a_good_link_waits(site: Site, method: str) -> None:
    token, client = site.link(), site.client()
    statuses = [(await client.request(method, f"/sign-in/guess{n}")).status_code for n in range(40)]

    assert statuses == [410] * 10 + [429] * 30
    assert (await client.post(f"/sign-in/{token}")).status_code == 429
    site.address = "203.0.113.10"
    assert (await site.client().post(f"/sign-in/{token}")).status_code == 303


async def test_ten_thousand_guesses_let_nobody_in(site: Site) -> None:
    client = site.client()
    site.link()
    seen = set()
    for number in range(10_000 if site.database.is_sqlite else 500):
        seen.add((await client.post(f"/sign-in/{number:043d}")).status_code)

    assert seen == {410, 429}
    assert site.all(select(StaffSessionRow)) == []


async def test_behind_a_proxy_the_address_that_the_proxy_saw_is_counted(site: Site) -> None:
    public = site.with_services(public_url="https://bot.example.org")
    client = public.client()
    for number in range(10):
        # What stands before the last comma comes from the guesser.
        forged = {"x-forwarded-for": f"10.0.0.{number}, 198.51.100.7"}
        assert (await client.get("/sign-in/guess", headers=forged)).status_code == 410

    blocked = await client.get("/sign-in/guess", headers={"x-forwarded-for": "10.9.9.9, 198.51.100.7"})
    other = await client.get("/sign-in/guess", headers={"x-forwarded-for": "198.51.100.8"})

    assert (blocked.status_code, other.status_code) == (429, 410)


async def test_without_a_link_a_page_says_in_both_languages_how_to_get_one(site: Site) -> None:
    page = (await site.client().get("/sign-in")).text

    assert "Pour entrer, il faut un lien." in page
    assert "U hebt een link nodig." in page
    assert "/demo/" not in page
