"""Every route for everybody: nobody, another office, the right office, and a session that has ended."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from starlette.routing import Mount, Route

from bot.store.tables import ClosureRow, DeskRow, OpeningRow, OutboxRow
from bot.web.app import create_app
from tests.web.conftest import FOREST, SAINT_GILLES, Site, submit

NOBODY, OTHER, RIGHT = 0, 1, 2
TO_SIGN_IN = 303  # with /sign-in as the address

# method and path of each route → what nobody, another office and the right office get.
# A route that is missing here makes `test_no_route_was_forgotten` fail.
EXPECTED = {
    ("GET", "/"): (200, 200, 200),
    ("GET", "/health"): (200, 200, 200),
    ("GET", "/sign-in"): (200, 200, 200),
    ("GET", "/sign-in/{token}"): (410, 410, 410),
    ("POST", "/sign-in/{token}"): (410, 410, 410),
    ("POST", "/sign-out"): (TO_SIGN_IN, TO_SIGN_IN, TO_SIGN_IN),
    ("GET", "/agenda"): (TO_SIGN_IN, 200, 200),
    ("GET", "/agenda/week"): (TO_SIGN_IN, 200, 200),
    ("GET", "/agenda/appointments/{id:int}"): (TO_SIGN_IN, 404, 200),
    ("POST", "/agenda/code"): (TO_SIGN_IN, 303, 303),
    ("POST", "/agenda/appointments/{id:int}/mark"): (TO_SIGN_IN, 404, 303),
    ("POST", "/agenda/appointments/{id:int}/cancel"): (TO_SIGN_IN, 404, 303),
    ("POST", "/agenda/undelivered/{id:int}"): (TO_SIGN_IN, 404, 303),
    ("POST", "/agenda/language"): (TO_SIGN_IN, 303, 303),
    ("GET", "/openings"): (TO_SIGN_IN, 200, 200),
    ("GET", "/openings/new"): (TO_SIGN_IN, 200, 200),
    ("POST", "/openings/new"): (TO_SIGN_IN, 404, 303),
    ("GET", "/openings/{id:int}"): (TO_SIGN_IN, 404, 200),
    ("POST", "/openings/{id:int}"): (TO_SIGN_IN, 404, 303),
    ("POST", "/openings/{id:int}/end"): (TO_SIGN_IN, 404, 303),
    ("GET", "/openings/close"): (TO_SIGN_IN, 200, 200),
    ("POST", "/openings/close"): (TO_SIGN_IN, 404, 303),
    ("GET", "/openings/closures/{id:int}"): (TO_SIGN_IN, 404, 200),
    ("POST", "/openings/closures/{id:int}/reopen"): (TO_SIGN_IN, 404, 303),
    ("GET", "/settings"): (TO_SIGN_IN, 200, 200),
    ("POST", "/settings/pause"): (TO_SIGN_IN, 303, 303),
    ("POST", "/settings/resume"): (TO_SIGN_IN, 303, 303),
    ("POST", "/settings/answers"): (TO_SIGN_IN, 422, 422),
    ("POST", "/settings/mode"): (TO_SIGN_IN, 303, 303),
    ("POST", "/settings/limits"): (TO_SIGN_IN, 303, 303),
    ("POST", "/settings/desk"): (TO_SIGN_IN, 422, 303),
    ("POST", "/settings/mailbox"): (TO_SIGN_IN, 404, 404),  # without SMTP_URL
    ("POST", "/settings/feed"): (TO_SIGN_IN, 200, 200),
    ("POST", "/settings/feed/stop"): (TO_SIGN_IN, 303, 303),
    ("GET", "/feed/{token}.ics"): (404, 404, 404),
    ("GET", "/book"): (TO_SIGN_IN, 200, 200),
    ("POST", "/book"): (TO_SIGN_IN, 422, 422),
    ("GET", "/book/{id:int}"): (TO_SIGN_IN, 404, 200),
    ("GET", "/figures"): (TO_SIGN_IN, 200, 200),
    ("GET", "/figures.csv"): (TO_SIGN_IN, 200, 200),
    ("GET", "/in-your-name"): (TO_SIGN_IN, 200, 200),
}


def test_no_route_was_forgotten(site: Site) -> None:
    known = set()
    for route in create_app(site.services).routes:
        if isinstance(route, Route):
            known |= {(method, route.path) for method in route.methods or () if method != "HEAD"}
        else:
            assert isinstance(route, Mount)
            assert route.path == "/static"
    assert known == set(EXPECTED)


async def _ask(site: Site, method: str, path: str, who: str) -> tuple[int, str, str]:
    """Status, address to go to, and page, for one route asked by one kind of visitor."""
    number = site.book(at="2026-11-23T14:00+01:00", first_name="Zoubida", code="CCCXTM")

    key = site.appointment(number).chat_key

    def undelivered(db) -> int:  # type: ignore[no-untyped-def]
        row = OutboxRow(
            channel="telegram", recipient=key, address="1", created_at=site.clock.now, state="check",
            not_before=site.clock.now, appointment_id=number, body={"kind": "text"},
        )  # fmt: skip
        db.add(row)
        db.flush()
        return row.id

    def put_up(db) -> tuple[int, int, int]:  # type: ignore[no-untyped-def]
        desk = db.scalars(select(DeskRow.id).where(DeskRow.office == FOREST)).one()
        opening = OpeningRow(desk_id=desk, weekday=0, starts="09:00", ends="12:00", minutes=30)
        closure = ClosureRow(office=FOREST, first_day=date(2026, 11, 23), last_day=date(2026, 11, 23))
        db.add_all([opening, closure])
        db.flush()
        return desk, opening.id, closure.id

    message = site.database.write(undelivered)
    desk, opening, closure = site.database.write(put_up)
    ids = {"/agenda/undelivered": message, "/openings/closures": closure, "/openings": opening}
    client = site.client() if who == "nobody" else site.staff(SAINT_GILLES if who == "other office" else FOREST)
    fields = {"mark": "arrived", "version": "1", "reason": "closed", "lang": "fr", "code": "XTM"} | {
        "desk": str(desk), "kind": "week", "weekday": "6", "starts": "9h", "ends": "12h", "minutes": "30",
        "first": "2026-12-24", "mode": "off", "notice_days": "1", "horizon_days": "28", "key": "k" * 22,
        "label": "Guichet 9", "speaks_fr": "1", "active": "1",
    }  # fmt: skip
    wanted = next((one for prefix, one in ids.items() if path.startswith(prefix)), number)
    address = path.replace("{id:int}", str(wanted)).replace("{token}", "x" * 43)
    if method == "GET" or who == "nobody":
        if who == "expired":
            site.clock.pass_(hours=8, minutes=1)
        response = await client.request(method, address, data=fields if method == "POST" else None)
    else:
        page = (await client.get("/agenda")).text
        csrf = page.partition('name="csrf" value="')[2].partition('"')[0]
        if who == "expired":
            site.clock.pass_(hours=8, minutes=1)
        response = await client.post(address, data=fields | {"csrf": csrf})
    return response.status_code, response.headers.get("location", ""), response.text


@pytest.mark.parametrize(("method", "path"), EXPECTED)
@pytest.mark.parametrize("who", ["nobody", "other office", "right office", "expired"])
async def test_a_route_gives_each_visitor_what_is_theirs(site: Site, method: str, path: str, who: str) -> None:
    expected = EXPECTED[method, path][{"other office": OTHER, "right office": RIGHT}.get(who, NOBODY)]

    status, location, page = await _ask(site, method, path, who)

    assert status == expected
    if expected == TO_SIGN_IN and who in ("nobody", "expired"):
        assert location == "/sign-in"
    if who != "right office":
        assert "Zoubida" not in page
        assert site.happened(1) == []
        assert site.outbox()[0].state == "check"
        assert site.appointment(1).arrived_at is None


async def test_a_code_of_another_office_is_unknown(site: Site) -> None:
    number = site.book(code="CFGXTM")

    response = await submit(site.staff(SAINT_GILLES), "/agenda/code", code="CFGXTM")

    assert response.headers["location"] == "/agenda?said=unknown_code"
    assert site.appointment(number).arrived_at is None


async def test_a_notice_cannot_name_a_person_of_another_office(site: Site) -> None:
    number = site.book(first_name="Zoubida")

    page = await site.staff(SAINT_GILLES).get(f"/agenda?said=arrived&about={number}")

    assert "Zoubida" not in page.text
    assert "notice" not in page.text


@pytest.mark.parametrize("number", ["99999999999999999999", "2147483648", "0"])
async def test_a_number_that_nobody_has_is_not_found(site: Site, number: str) -> None:
    assert (await site.staff().get(f"/agenda/appointments/{number}")).status_code == 404


async def test_an_idle_hour_ends_a_session_and_a_page_in_between_prolongs_it(site: Site) -> None:
    client = site.staff()
    site.clock.pass_(minutes=59)
    assert (await client.get("/agenda")).status_code == 200
    site.clock.pass_(minutes=59)
    assert (await client.get("/agenda")).status_code == 200
    site.clock.pass_(minutes=60)
    assert (await client.get("/agenda")).status_code == 303


async def test_eight_hours_end_a_session_however_busy_it_is(site: Site) -> None:
    client = site.staff()
    for _ in range(9):
        site.clock.pass_(minutes=53)
        assert (await client.get("/agenda")).status_code == 200
    site.clock.pass_(minutes=3)
    assert (await client.get("/agenda")).status_code == 303


async def test_looking_at_people_is_recorded_once_a_sign_in(site: Site) -> None:
    number = site.book()
    first, second = site.staff(), site.staff()

    for client in (first, first, second):
        await client.get("/agenda")
    await first.get(f"/agenda/appointments/{number}")
    await site.staff(SAINT_GILLES).get("/agenda")

    looks = site.looks(number)
    assert [look.what for look in looks] == ["seen", "seen"]
    assert len({look.actor for look in looks}) == 2
