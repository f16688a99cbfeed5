"""Every route for everybody: nobody, another office, reception, a manager, and a session that has ended."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from bot.operations.members.members import invite_member
from bot.store.tables import (
    ClosureRow,
    DeskBrowserRow,
    DeskRow,
    OpeningRow,
    OutboxRow,
    StaffInviteRow,
    StaffLinkRow,
    StaffMemberRow,
    StaffSessionRow,
)
from bot.web.app import create_app
from bot.web.staff.access import FOR_STAFF, RULES, rules_of
from bot.web.staff.visits import Visit, for_staff
from tests.web.conftest import FOREST, SAINT_GILLES, Site, submit
from tests.web.test_web_requests import ask

TO_SIGN_IN = 303  # with /sign-in as the address
EVERYBODY = (200, 200, 200, 200)
MANAGER_ONLY = (TO_SIGN_IN, 200, 403, 200)

# method and path of each route → what nobody, another office's manager, reception and a manager of this office get.
# A session that has ended gets what nobody gets. A route that is missing here makes `test_no_route_was_forgotten` fail.
EXPECTED = {
    ("GET", "/"): EVERYBODY,
    ("GET", "/health"): EVERYBODY,
    ("GET", "/sign-in"): EVERYBODY,
    ("GET", "/sign-in/by-mail"): (404, 404, 404, 404),  # without SMTP_URL
    ("POST", "/sign-in/by-mail"): (404, 404, 404, 404),
    ("GET", "/sign-in/{token}"): (410, 410, 410, 410),
    ("POST", "/sign-in/{token}"): (410, 410, 410, 410),
    ("POST", "/sign-out"): (TO_SIGN_IN, TO_SIGN_IN, TO_SIGN_IN, TO_SIGN_IN),
    ("POST", "/sign-out/everywhere"): (TO_SIGN_IN, TO_SIGN_IN, TO_SIGN_IN, TO_SIGN_IN),
    ("GET", "/agenda"): (TO_SIGN_IN, 200, 200, 200),
    ("GET", "/agenda/week"): (TO_SIGN_IN, 200, 200, 200),
    ("GET", "/agenda/appointments/{id:int}"): (TO_SIGN_IN, 404, 200, 200),
    ("POST", "/agenda/code"): (TO_SIGN_IN, 303, 303, 303),
    ("POST", "/agenda/appointments/{id:int}/mark"): (TO_SIGN_IN, 404, 303, 303),
    ("POST", "/agenda/appointments/{id:int}/cancel"): (TO_SIGN_IN, 404, 303, 303),
    ("POST", "/agenda/undelivered/{id:int}"): (TO_SIGN_IN, 404, 303, 303),
    ("POST", "/agenda/appointments/{id:int}/phoned"): (TO_SIGN_IN, 404, 303, 303),
    ("POST", "/agenda/language"): (TO_SIGN_IN, 303, 303, 303),
    ("GET", "/names"): (TO_SIGN_IN, 303, 303, 303),  # only a desk browser hides names
    ("POST", "/names"): (TO_SIGN_IN, 303, 303, 303),
    ("GET", "/openings"): (TO_SIGN_IN, 200, 200, 200),
    ("GET", "/openings/new"): MANAGER_ONLY,
    ("POST", "/openings/new"): (TO_SIGN_IN, 404, 403, 303),
    ("GET", "/openings/{id:int}"): (TO_SIGN_IN, 404, 403, 200),
    ("POST", "/openings/{id:int}"): (TO_SIGN_IN, 404, 403, 303),
    ("POST", "/openings/{id:int}/end"): (TO_SIGN_IN, 404, 403, 303),
    ("GET", "/openings/close"): MANAGER_ONLY,
    ("POST", "/openings/close"): (TO_SIGN_IN, 404, 403, 303),
    ("GET", "/openings/closures/{id:int}"): (TO_SIGN_IN, 404, 200, 200),
    ("POST", "/openings/closures/{id:int}/reopen"): (TO_SIGN_IN, 404, 403, 303),
    ("GET", "/settings"): MANAGER_ONLY,
    ("GET", "/settings/stop"): (TO_SIGN_IN, 404, 403, 404),  # a pause or a closing, which is not said here
    ("POST", "/settings/pause"): (TO_SIGN_IN, 303, 403, 303),
    ("POST", "/settings/resume"): (TO_SIGN_IN, 303, 403, 303),
    ("POST", "/settings/answers"): (TO_SIGN_IN, 303, 403, 303),  # what holds is kept, here nothing
    ("POST", "/settings/mode"): (TO_SIGN_IN, 303, 403, 303),
    ("POST", "/settings/limits"): (TO_SIGN_IN, 303, 403, 303),
    ("POST", "/settings/desk"): (TO_SIGN_IN, 422, 403, 303),
    ("POST", "/settings/mailbox"): (TO_SIGN_IN, 404, 403, 404),  # without SMTP_URL
    ("POST", "/settings/feed"): (TO_SIGN_IN, 200, 403, 200),
    ("POST", "/settings/feed/stop"): (TO_SIGN_IN, 303, 403, 303),
    ("GET", "/team"): MANAGER_ONLY,
    ("POST", "/team/invite"): (TO_SIGN_IN, 303, 403, 303),  # without Telegram
    ("POST", "/team/invites/{id:int}/cancel"): (TO_SIGN_IN, 404, 403, 303),
    ("POST", "/team/mail"): (TO_SIGN_IN, 404, 403, 404),  # without SMTP_URL
    ("POST", "/team/{id:int}/chat"): (TO_SIGN_IN, 303, 403, 303),  # without Telegram
    ("POST", "/team/{id:int}/email"): (TO_SIGN_IN, 404, 403, 404),
    ("POST", "/team/{id:int}/role"): (TO_SIGN_IN, 404, 403, 303),
    ("POST", "/team/{id:int}/remove"): (TO_SIGN_IN, 404, 403, 303),
    ("POST", "/team/pin"): (TO_SIGN_IN, 303, 403, 303),
    ("POST", "/team/browsers"): (TO_SIGN_IN, 422, 403, 303),
    ("POST", "/team/browsers/{id:int}/revoke"): (TO_SIGN_IN, 404, 403, 303),
    ("POST", "/team/sign-out"): (TO_SIGN_IN, TO_SIGN_IN, 403, TO_SIGN_IN),
    ("GET", "/feed/{token}.ics"): (404, 404, 404, 404),
    ("GET", "/requests"): (TO_SIGN_IN, 200, 200, 200),
    ("POST", "/requests/{id:int}/answer"): (TO_SIGN_IN, 404, 303, 303),
    ("POST", "/requests/{id:int}/take-back"): (TO_SIGN_IN, 404, 303, 303),
    ("GET", "/book"): (TO_SIGN_IN, 200, 200, 200),
    ("POST", "/book"): (TO_SIGN_IN, 422, 422, 422),
    ("GET", "/book/{id:int}"): (TO_SIGN_IN, 404, 200, 200),
    ("GET", "/figures"): MANAGER_ONLY,
    ("GET", "/figures.csv"): MANAGER_ONLY,
    ("GET", "/in-your-name"): (TO_SIGN_IN, 200, 200, 200),
}
WHO = ("nobody", "other office", "reception", "manager")


def routes_of(site: Site) -> list[Route]:
    return [route for route in create_app(site.services).routes if isinstance(route, Route)]


def test_no_route_was_forgotten(site: Site) -> None:
    routes = create_app(site.services).routes
    known = {
        (method, route.path)
        for route in routes
        if isinstance(route, Route)
        for method in (route.methods or set()) - {"HEAD"}
    }

    assert known == set(EXPECTED)
    assert [route.path for route in routes if isinstance(route, Mount)] == ["/static"]
    assert {type(route) for route in routes} == {Route, Mount}


def test_a_page_of_staff_without_a_role_stops_the_start() -> None:
    async def page(request: Request, visit: Visit) -> Response:
        return Response()

    with pytest.raises(LookupError, match=r"GET /forgotten has no role: say in bot/web/staff/access.py who may use it"):
        rules_of([Route("/forgotten", for_staff(page), methods=["GET"])])


def test_every_role_that_is_said_is_that_of_a_route(site: Site) -> None:
    of_staff = {
        f"{method} {route.path}"
        for route in routes_of(site)
        if getattr(route.endpoint, FOR_STAFF, False)
        for method in (route.methods or set()) - {"HEAD"}
    }

    assert set(RULES) == of_staff
    for_managers = {f"{method} {path}" for (method, path), row in EXPECTED.items() if row[2] == 403}
    assert {name for name, rule in RULES.items() if rule.role == "manager"} == for_managers


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

    asked = ask(site, first_name="Zoubida")
    message = site.database.write(undelivered)
    desk, opening, closure = site.database.write(put_up)
    members = {"reception": site.member("reception"), "manager": site.member("manager", name="Luc")}
    members["expired"] = members["manager"]
    site.desk(label="Guichet 1")
    browser = site.all(select(DeskBrowserRow.id))[0]
    site.database.write(lambda db: invite_member(db, FOREST, "Nora", "reception", "staff:m1", site.clock.now))
    invite = site.all(select(StaffInviteRow.id))[0]
    ids = {
        "/requests": asked, "/agenda/undelivered": message, "/openings/closures": closure, "/openings": opening,
        "/team/browsers": browser, "/team/invites": invite, "/team": members["reception"],
    }  # fmt: skip
    if who == "nobody":
        client = site.client()
    elif who == "other office":
        client = site.staff(SAINT_GILLES, member=site.member("manager", SAINT_GILLES))
    else:
        client = site.staff(member=members[who])
    about_people = {"label": "Guichet 9", "name": "Sami", "role": "reception", "pin": "5173", "email": "a@example.org"}
    about_openings = {"mark": "arrived", "version": "1", "reason": "closed", "lang": "fr", "code": "XTM"} | {
        "desk": str(desk), "kind": "week", "weekday": "6", "starts": "9h", "ends": "12h", "minutes": "30",
        "first": "2026-12-24", "mode": "off", "notice_days": "1", "horizon_days": "28", "key": "k" * 22,
        "label": "Guichet 9", "speaks_fr": "1", "active": "1"
    }  # fmt: skip
    about_requests = {"version": "1", "answer": "phone"}
    fields = about_people if path.startswith(("/team", "/names")) else about_openings
    fields = about_requests if path.startswith("/requests") else fields
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
@pytest.mark.parametrize("who", [*WHO, "expired"])
async def test_a_route_gives_each_visitor_what_is_theirs(site: Site, method: str, path: str, who: str) -> None:
    expected = EXPECTED[method, path][0 if who == "expired" else WHO.index(who)]

    status, location, page = await _ask(site, method, path, who)

    assert status == expected
    if expected == TO_SIGN_IN and who in ("nobody", "expired"):
        assert location == "/sign-in"
    if status == 403:
        assert "Seul un responsable de votre bureau peut faire cela." in page
        assert "Demandez à\u00a0: Luc" in page
    if who not in ("reception", "manager") or status == 403:
        assert "Zoubida" not in page
        assert site.happened(1) == []
        assert site.outbox()[0].state == "check"
        assert site.appointment(1).arrived_at is None
        assert [row.role for row in site.all(select(StaffMemberRow).where(StaffMemberRow.office == FOREST))] == [
            "reception", "manager",
        ]  # fmt: skip
        assert site.all(select(StaffMemberRow.removed_at).where(StaffMemberRow.removed_at.is_not(None))) == []
        assert [row.expires_at > site.clock.now for row in site.all(select(DeskBrowserRow))] == [True]


FORMS = sorted(path for method, path in EXPECTED if method == "POST")


@pytest.mark.parametrize("token", ["", "x", "the right one of another session"])
async def test_a_form_without_the_token_of_its_session_does_nothing(site: Site, token: str) -> None:
    number, member = site.book(), site.member()
    site.desk()
    site.staff()
    csrf = site.all(select(StaffSessionRow.csrf))[0] if token.startswith("the right") else token
    client = site.staff()

    for path in FORMS:
        if path.startswith("/sign-in"):
            continue  # nobody is signed in there yet
        response = await client.post(path.replace("{id:int}", "1"), data={"csrf": csrf, "mark": "attended"})
        assert response.status_code == 403, path

    assert site.happened(number) == []
    assert [(row.id, row.removed_at) for row in site.all(select(StaffMemberRow))] == [(member, None)]
    assert len(site.all(select(StaffSessionRow))) == 2


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"sec-fetch-site": "same-origin", "origin": "https://evil.example"},
        {"origin": "http://localhost:8000.evil.example"},
        {"origin": "null"},
        {},
    ],
)
async def test_a_form_from_elsewhere_does_nothing(site: Site, headers: dict[str, str]) -> None:
    """Even with the right token, which no page elsewhere can know."""
    mailing = site.with_services(sends_mail=True)
    number, client, link = site.book(), mailing.staff(), site.link()
    csrf = site.all(select(StaffSessionRow.csrf))[0]
    del client.headers["sec-fetch-site"]

    for path in FORMS:
        address = path.replace("{id:int}", "1").replace("{token}", link)
        response = await client.post(address, data={"csrf": csrf, "mark": "attended"}, headers=headers)
        assert response.status_code == 403, path

    assert site.happened(number) == []
    assert len(site.all(select(StaffSessionRow))) == 1
    assert site.all(select(StaffLinkRow.used_at)) == [None]


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


async def test_looking_at_people_is_recorded_once_a_day_with_the_member(site: Site) -> None:
    number, fatima, luc = site.book(), site.member(), site.member("manager", name="Luc")
    first, second = site.staff(member=fatima), site.staff(member=luc)

    for client in (first, first, second):
        await client.get("/agenda")
    await first.get(f"/agenda/appointments/{number}")
    await site.staff(SAINT_GILLES).get("/agenda")

    looks = site.looks(number)
    assert [look.actor for look in looks] == [f"staff:m{fatima}", f"staff:m{luc}"]
    site.clock.pass_(days=1)
    await site.staff(member=fatima).get("/agenda?day=2026-11-23")
    assert [look.actor for look in site.looks(number)] == [f"staff:m{fatima}", f"staff:m{luc}", f"staff:m{fatima}"]
