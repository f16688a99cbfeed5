"""One-time links: shown by GET, used up by one POST, once, within ten minutes."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.content.showing.markdown import to_plain
from bot.operations.members.members import remove_member, set_role
from bot.store.members import email_key
from bot.store.tables import StaffLinkRow, StaffSessionRow
from tests.web.conftest import FOREST, SAINT_GILLES, VDAB, Site, submit, words_of

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


async def test_signing_out_everywhere_ends_ones_own_sessions_and_nobody_elses(site: Site) -> None:
    fatima, luc = site.member(), site.member("manager", name="Luc")
    here, phone, colleague = site.staff(member=fatima), site.staff(member=fatima), site.staff(member=luc)
    link, other_link = site.link(member=fatima), site.link(member=luc)

    await submit(here, "/sign-out/everywhere")

    assert [(await one.get("/agenda")).status_code for one in (here, phone, colleague)] == [303, 303, 200]
    assert (await site.client().post(f"/sign-in/{link}")).status_code == 410
    assert (await site.client().post(f"/sign-in/{other_link}")).status_code == 303


async def test_a_manager_signs_the_whole_office_out_with_its_desks_and_links_and_no_other_office(site: Site) -> None:
    here, there, other = site.staff(member=site.member("manager")), site.staff(), site.staff(SAINT_GILLES)
    link, other_link = site.link(FOREST), site.link(SAINT_GILLES)
    desk, other_desk = site.desk(), site.desk(SAINT_GILLES)

    await submit(here, "/team/sign-out", "/team")

    assert (await there.get("/agenda")).status_code == 303
    assert [(await one.get("/agenda")).status_code for one in (desk, other_desk)] == [303, 200]
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

    assert "Écrivez /agenda en privé à notre assistant sur Telegram." in page
    assert "Schrijf /agenda in privé aan onze assistent op Telegram." in page
    assert "/demo/" not in page


async def test_a_link_signs_in_as_its_member_with_the_role_of_today(site: Site) -> None:
    fatima = site.member()
    client = site.client()
    await client.post(f"/sign-in/{site.link(member=fatima)}")

    assert (await client.get("/settings")).status_code == 403
    site.database.write(lambda db: set_role(db, FOREST, fatima, "manager", None))
    assert (await client.get("/settings")).status_code == 200


async def test_a_link_made_on_the_server_signs_in_as_manager(site: Site) -> None:
    client = site.client()
    await client.post(f"/sign-in/{site.link()}")

    assert (await client.get("/team")).status_code == 200


async def test_whoever_is_removed_is_out_at_once_and_their_link_is_worth_nothing(site: Site) -> None:
    fatima = site.member()
    client, link = site.staff(member=fatima), site.link(member=fatima)

    site.database.write(lambda db: remove_member(db, FOREST, fatima, site.clock.now, None))

    assert (await client.get("/agenda")).headers["location"] == "/sign-in"
    assert (await site.client().post(f"/sign-in/{link}")).status_code == 410
    assert site.all(select(StaffSessionRow)) == []


async def asked_by_mail(site: Site, email: str) -> str:
    response = await site.client().post("/sign-in/by-mail", data={"email": email})
    assert response.status_code == 200
    return response.text


async def test_by_mail_the_answer_is_always_the_same_and_only_a_member_gets_a_link(site: Site) -> None:
    mailing = site.with_services(sends_mail=True, base_url="https://bot.example.org")
    key = {"email": "Fatima@Example.org", "email_key": email_key("fatima@example.org")}
    site.member(**key)
    site.member("manager", SAINT_GILLES, **key)
    gone = site.member(name="Luc", email="luc@example.org", email_key=email_key("luc@example.org"))
    site.database.write(lambda db: remove_member(db, FOREST, gone, site.clock.now, None))

    answers = [
        await asked_by_mail(mailing, email)
        for email in ("eve@example.org", "luc@example.org", "", "a\nb", "x" * 999, "fatima@EXAMPLE.org")
    ]

    assert len(set(answers)) == 1
    assert "un lien vient de partir" in answers[0]
    (mail,) = site.outbox()
    assert (mail.channel, mail.address) == ("mail", "Fatima@Example.org")
    assert mail.not_after == site.clock.now + timedelta(minutes=10)
    links = re.findall(r"https://bot\.example\.org/sign-in/(\S+)", to_plain(mail.body["text"]))
    assert len(links) == 2
    entered = [await site.client().post(f"/sign-in/{link}") for link in links]
    assert [response.status_code for response in entered] == [303, 303]
    assert {row.office for row in site.all(select(StaffSessionRow))} == {FOREST, SAINT_GILLES}


async def test_by_mail_nobody_can_fill_a_mailbox_and_an_address_waits_after_ten_tries(site: Site) -> None:
    mailing = site.with_services(sends_mail=True)
    site.member(email="fatima@example.org", email_key=email_key("fatima@example.org"))
    client = mailing.client()

    statuses = [
        (await client.post("/sign-in/by-mail", data={"email": "fatima@example.org"})).status_code for _ in range(30)
    ]

    assert statuses == [200] * 10 + [429] * 20
    assert len(site.outbox()) == 3


async def test_without_a_mail_server_there_is_no_page_for_an_address(site: Site) -> None:
    assert (await site.client().get("/sign-in/by-mail")).status_code == 404
    assert "/sign-in/by-mail" not in (await site.client().get("/sign-in")).text
    mailing = site.with_services(sends_mail=True)
    assert "/sign-in/by-mail" in (await mailing.client().get("/sign-in")).text


@pytest.mark.parametrize("what", ["sign-in", "code"])
async def test_ten_thousand_guesses_in_ten_thousand_seconds_are_mostly_not_heard(site: Site, what: str) -> None:
    """A clock that goes a second a guess: ten at once and then ten a minute are tried, the others wait."""
    site.link()
    number = site.book(code="ZZZXTM")
    client, csrf = (site.client(), "") if what == "sign-in" else (site.staff(), "")
    if what == "code":
        csrf = site.all(select(StaffSessionRow.csrf))[0]
    statuses: Counter[int] = Counter()
    for guess in range(10_000 if site.database.is_sqlite else 300):
        site.clock.pass_(seconds=0.36)  # an hour in all: longer, and the session would have ended
        path = f"/sign-in/{guess:043d}" if what == "sign-in" else "/agenda/code"
        sent = await client.post(path, data={"csrf": csrf, "code": f"C{guess:05d}"})
        statuses[sent.status_code] += 1

    tried = statuses.pop(410 if what == "sign-in" else 303)
    assert set(statuses) == {429}
    assert tried <= 10 + (600 if site.database.is_sqlite else 18)
    assert site.appointment(number).arrived_at is None
    assert len(site.all(select(StaffSessionRow))) == (what == "code")


async def test_signing_everybody_out_says_that_it_is_done(site: Site) -> None:
    for path, words in (
        ("/team/sign-out", "C'est fait : tout le bureau est sorti, partout."),
        ("/sign-out/everywhere", "C'est fait : vous êtes sorti partout."),
    ):
        client = site.staff()

        page = words_of(await client.get((await submit(client, path)).headers["location"]))

        assert words in page
        assert "Klaar: " in page
    assert "C'est fait" not in words_of(await site.client().get("/sign-in?said=x"))


async def test_staff_come_back_to_their_agenda_from_a_page_of_what_went_wrong(site: Site) -> None:
    staff, desk, stranger = site.staff(), site.desk(), site.client()

    for client in (staff, desk):
        missing = await client.get("/agenda/appointments/999")
        assert missing.status_code == 404
        assert '<a href="/agenda">Retour à l\'agenda</a>' in words_of(missing)
    for _ in range(11):
        tried = await submit(staff, "/agenda/code", code="ZZZZZZ")
    assert tried.status_code == 429
    assert '<a href="/agenda">Terug naar de agenda</a>' in words_of(tried)
    assert 'href="/agenda"' not in (await stranger.get("/nowhere")).text
