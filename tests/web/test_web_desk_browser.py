"""A registered browser of a desk: ninety days, names that hide after a quarter of an hour, a PIN that shows them."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from httpx import AsyncClient, Response
from sqlalchemy import select

from bot.operations.members import desk_browsers
from bot.store.tables import AppointmentEventRow, DeskBrowserRow, DeskPinRow, StaffSessionRow
from bot.web.staff.access import RULES
from tests.web.conftest import FOREST, SAINT_GILLES, Site, submit, words_of

PIN = "4826"


async def browser_at(site: Site, **fields: str) -> tuple[AsyncClient, Response]:
    """What a manager does at the desk: choose a PIN, then register this browser."""
    client = site.staff(member=site.member("manager", name="Luc"))
    await submit(client, "/team/pin", "/team", pin=PIN)
    return client, await submit(client, "/team/browsers", "/team", **{"label": "Guichet de gauche"} | fields)


async def hidden(site: Site) -> AsyncClient:
    """A desk that nobody has used for a quarter of an hour."""
    client = site.desk()
    assert (await client.get("/agenda")).status_code == 200
    site.clock.pass_(minutes=15)
    return client


async def test_a_manager_registers_the_browser_and_is_signed_out_of_it(site: Site) -> None:
    site.book()
    client, registered = await browser_at(site)

    assert (registered.status_code, registered.headers["location"]) == (303, "/agenda?said=registered")
    assert site.all(select(StaffSessionRow)) == []
    page = words_of(await client.get("/agenda?said=registered"))
    assert "Cet ordinateur est enregistré." in page
    assert "Amina" in page
    assert (await client.get("/settings")).status_code == 403
    site.clock.pass_(days=89)
    assert (await client.get("/agenda")).status_code == 200
    site.clock.pass_(days=1)
    assert (await client.get("/agenda")).headers["location"] == "/sign-in"


async def test_only_the_hash_of_its_cookie_is_stored_and_the_cookie_is_guarded(site: Site) -> None:
    public = site.with_services(public_url="https://bot.example.org", secure_cookies=True)
    _, registered = await browser_at(public)

    cookies = {value.partition("=")[0]: value for value in registered.headers.get_list("set-cookie")}
    name, *guards = cookies["__Host-parcours-desk"].split("; ")
    assert {guard.lower() for guard in guards} == {"httponly", "secure", "samesite=lax", "path=/", "max-age=7776000"}
    assert "max-age=0" in cookies["__Host-parcours"].lower()
    secret = name.partition("=")[2]
    assert len(secret) == 43
    kept = site.all(select(DeskBrowserRow.token_hash))
    assert len(kept) == 1
    assert secret not in kept[0]


async def test_without_a_pin_or_a_label_nothing_is_registered(site: Site) -> None:
    client = site.staff()
    refused = await submit(client, "/team/browsers", "/team", label="Guichet")
    assert refused.status_code == 422
    assert "Choisissez d'abord le code PIN de l'accueil." in words_of(refused)
    await submit(client, "/team/pin", "/team", pin=PIN)
    assert (await submit(client, "/team/browsers", "/team", label=" ")).status_code == 422
    assert site.all(select(DeskBrowserRow)) == []


async def test_after_fifteen_minutes_a_page_shows_initials_no_notes_and_nothing_to_tap(site: Site) -> None:
    number = site.book(details={"phone": "0470 12 34 56"}, code="CFGXTM")
    client = await hidden(site)

    for path in ("/agenda", "/agenda/week"):
        page = words_of(await client.get(path))
        assert "Amina" not in page
        assert "A." in page
        assert "0470" not in page
        assert f"/agenda/appointments/{number}" not in page
        assert "Les noms sont cachés" in page


async def test_a_page_in_between_keeps_the_names_and_one_that_loads_itself_does_not(site: Site) -> None:
    site.book()
    client = site.desk()
    for _ in range(3):
        site.clock.pass_(minutes=14)
        page = await client.get("/agenda")
        assert "Amina" in page.text
    assert page.headers["refresh"] == "905; url=/agenda?idle=1"
    site.clock.pass_(minutes=14)
    assert "Amina" in (await client.get("/agenda?idle=1")).text
    site.clock.pass_(minutes=1)
    left_open = await client.get("/agenda?idle=1")
    assert "Amina" not in left_open.text
    assert "refresh" not in left_open.headers


async def test_while_names_are_hidden_a_code_still_says_that_somebody_is_here(site: Site) -> None:
    number = site.book(code="CFGXTM")
    client = await hidden(site)

    response = await submit(client, "/agenda/code", code="xtm")
    page = words_of(await client.get(response.headers["location"]))

    assert site.appointment(number).arrived_at == site.clock.now
    assert "A., 9h30 : venu." in page
    assert "Amina" not in page


async def test_while_names_are_hidden_every_other_page_and_form_asks_for_the_pin(site: Site) -> None:
    number = site.book()
    client = await hidden(site)
    csrf = site.all(select(DeskBrowserRow.csrf))[0]
    for name in (name for name, rule in RULES.items() if rule.role == "reception" and not rule.while_hidden):
        method, path = name.replace("{id:int}", str(number)).split(" ")
        if method == "GET":
            response = await client.get(path)
        else:
            response = await client.post(path, data={"csrf": csrf, "mark": "attended", "version": "1"})
        assert response.headers.get("location") == "/names", name
    assert site.happened(number) == []
    assert "Code PIN de l'accueil" in words_of(await client.get("/names"))


async def test_what_is_not_shown_is_not_recorded_as_seen(site: Site) -> None:
    client = await hidden(site)
    number = site.book()
    await client.get("/agenda")
    assert site.looks(number) == []

    await submit(client, "/names", pin=PIN)
    await client.get("/agenda")

    assert [look.actor for look in site.looks(number)] == ["staff:b1"]


async def test_the_pin_shows_the_names_again_and_a_button_hides_them(site: Site) -> None:
    site.book()
    client = await hidden(site)
    wrong = await submit(client, "/names", pin="4827")
    assert wrong.status_code == 422
    assert "Ce n'est pas le bon code PIN." in words_of(wrong)
    assert "Amina" not in (await client.get("/agenda")).text

    right = await submit(client, "/names", pin=PIN)

    assert (right.status_code, right.headers["location"]) == (303, "/agenda")
    assert "Amina" in (await client.get("/agenda")).text
    await submit(client, "/sign-out")
    assert "Amina" not in (await client.get("/agenda")).text


async def test_ten_thousand_pins_are_ten(site: Site) -> None:
    """Each of all four-digit PINs once, the right one late; the clock goes on, so that no pause of a minute helps."""
    client = await hidden(site)
    csrf = site.all(select(DeskBrowserRow.csrf))[0]
    statuses = []
    for guess in range(10_000 if site.database.is_sqlite else 300):
        site.clock.pass_(seconds=7)
        statuses.append((await client.post("/names", data={"csrf": csrf, "pin": f"{guess:04d}"})).status_code)

    assert statuses[:10] == [422] * 10
    assert set(statuses[10:]) == {429}
    blocked = await client.post("/names", data={"csrf": csrf, "pin": PIN})
    assert "Un responsable doit choisir un nouveau code PIN" in words_of(blocked)
    await submit(site.staff(), "/team/pin", "/team", pin="3951")
    site.clock.pass_(minutes=1)
    assert (await submit(client, "/names", pin="3951")).status_code == 303


async def test_ten_wrong_pins_at_once_are_a_pause_of_a_minute_for_one_browser(site: Site) -> None:
    client, other = await hidden(site), site.desk(label="Guichet 2")
    csrf = site.all(select(DeskBrowserRow.csrf))[0]
    answers = await asyncio.gather(*(client.post("/names", data={"csrf": csrf, "pin": "0001"}) for _ in range(30)))

    assert {answer.status_code for answer in answers} <= {422, 429}
    assert sum(answer.status_code == 422 for answer in answers) <= 10
    assert (await client.post("/names", data={"csrf": csrf, "pin": PIN})).status_code == 429
    assert (await submit(other, "/names", pin=PIN)).status_code == 303


@pytest.mark.parametrize("pin", ["", "123", "1234567", "12a4", "٤٨٢٦", "1111", "1234", "987654", "0000"])
async def test_a_pin_that_anybody_would_try_is_refused(site: Site, pin: str) -> None:
    refused = await submit(site.staff(), "/team/pin", "/team", pin=pin)

    assert refused.status_code == 422
    assert site.all(select(DeskPinRow)) == []


def test_a_pin_is_stored_salted_and_slow() -> None:
    first, second = desk_browsers.hash_pin(PIN), desk_browsers.hash_pin(PIN)

    assert first != second
    assert PIN not in first
    assert [desk_browsers.is_pin(PIN, kept) for kept in (first, second)] == [True, True]
    assert not desk_browsers.is_pin("4827", first)
    assert desk_browsers._COST["n"] * desk_browsers._COST["r"] * 128 >= 16 * 2**20


async def test_a_manager_sees_the_browsers_and_takes_one_away_and_never_anothers(site: Site) -> None:
    desk, other = site.desk(label="Guichet 1"), site.desk(SAINT_GILLES, label="Ailleurs")
    manager = site.staff(member=site.member("manager"))
    page = words_of(await manager.get("/team"))
    assert "Guichet 1" in page
    assert "vu lundi 23 novembre, 9h02" in page
    assert "Ailleurs" not in page
    assert (await submit(manager, "/team/browsers/2/revoke", "/team")).status_code == 404

    await submit(manager, "/team/browsers/1/revoke", "/team")

    assert [(await one.get("/agenda")).status_code for one in (desk, other)] == [303, 200]
    assert "Guichet 1" not in (await manager.get("/team")).text


async def test_whoever_signs_in_at_the_desk_is_themselves_until_they_leave(site: Site) -> None:
    number = site.book(code="CFGXTM")
    client, luc = site.desk(), site.member("manager", name="Luc")
    await client.post(f"/sign-in/{site.link(member=luc)}")

    assert (await client.get("/team")).status_code == 200
    await submit(client, "/agenda/code", code="xtm")
    await submit(client, "/sign-out")
    assert (await client.get("/team")).status_code == 403
    await submit(client, f"/agenda/appointments/{number}/mark", mark="attended", version="1")

    actors = site.all(select(AppointmentEventRow.actor).where(AppointmentEventRow.what.in_(("arrived", "attended"))))
    assert actors == [f"staff:m{luc}", "staff:b1"]
    page = words_of(await client.get(f"/agenda/appointments/{number}"))
    assert "(Luc)" in page
    assert "(Guichet)" in page


async def test_a_desk_chooses_its_language(site: Site) -> None:
    client = site.desk()
    await submit(client, "/agenda/language", lang="nl")

    assert '<html lang="nl">' in (await client.get("/agenda")).text


async def test_a_cookie_of_a_desk_that_was_made_up_is_nobody(site: Site) -> None:
    site.desk()
    client: Any = site.client()
    client.cookies.set("parcours-desk", site.all(select(DeskBrowserRow.token_hash))[0])

    assert (await client.get("/agenda")).headers["location"] == "/sign-in"
    assert FOREST not in (await client.get("/sign-in")).text
