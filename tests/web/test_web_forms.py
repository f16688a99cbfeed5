"""A form does something only with its token, from a page of ours, and within its limits."""

from __future__ import annotations

import pytest

from tests.web.conftest import Site, submit, words_of

FORMS = (
    "/sign-out",
    "/agenda/code",
    "/agenda/appointments/1/mark",
    "/agenda/appointments/1/cancel",
    "/agenda/undelivered/1",
    "/agenda/language",
    "/openings/new",
    "/openings/1",
    "/openings/1/end",
    "/openings/close",
    "/openings/closures/1/reopen",
    "/settings/pause",
    "/settings/resume",
    "/settings/answers",
    "/settings/mode",
    "/settings/limits",
    "/settings/desk",
    "/settings/mailbox",
    "/settings/feed",
    "/settings/feed/stop",
    "/book",
    "/requests/1/take-back",
)
FIELDS = {"mark": "arrived", "version": "1", "reason": "closed", "lang": "nl", "code": "CFGXTM"}


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize("csrf", [None, "", "x" * 43, "\u00e9"])
async def test_without_the_token_of_the_session_nothing_happens(site: Site, path: str, csrf: str | None) -> None:
    number = site.book(at="2026-11-23T14:00+01:00", code="CFGXTM")
    client = site.staff()

    response = await client.post(path, data=FIELDS | ({} if csrf is None else {"csrf": csrf}))

    assert response.status_code == 403
    assert site.happened(number) == []
    assert (await client.get("/agenda")).status_code == 200


async def test_the_token_of_another_session_is_not_enough(site: Site) -> None:
    number = site.book()
    page = (await site.staff().get("/agenda")).text
    stolen = page.partition('name="csrf" value="')[2].partition('"')[0]

    response = await site.staff().post(f"/agenda/appointments/{number}/mark", data=FIELDS | {"csrf": stolen})

    assert response.status_code == 403
    assert site.happened(number) == []


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "same-origin"}, 303),
        ({"sec-fetch-site": "same-origin", "origin": "null"}, 303),
        ({"sec-fetch-site": "same-origin", "origin": "http://localhost:8000"}, 303),
        ({"sec-fetch-site": "", "origin": "http://localhost:8000"}, 303),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "none"}, 403),
        ({"sec-fetch-site": "same-origin", "origin": "https://evil.example"}, 403),
        ({"sec-fetch-site": "cross-site", "origin": "http://localhost:8000"}, 403),
        ({"sec-fetch-site": "", "origin": "https://localhost:8000"}, 403),
        ({"sec-fetch-site": "", "origin": "http://localhost:8001"}, 403),
        ({"sec-fetch-site": "", "origin": "null"}, 403),
        ({"sec-fetch-site": ""}, 403),
    ],
)
async def test_a_form_counts_only_from_a_page_of_ours(site: Site, headers: dict[str, str], status: int) -> None:
    number = site.book()
    client = site.staff()
    page = (await client.get("/agenda")).text
    csrf = page.partition('name="csrf" value="')[2].partition('"')[0]
    del client.headers["sec-fetch-site"]
    sent = {name: value for name, value in headers.items() if value}

    response = await client.post(f"/agenda/appointments/{number}/mark", data=FIELDS | {"csrf": csrf}, headers=sent)

    assert response.status_code == status
    assert site.happened(number) == (["arrived"] if status == 303 else [])


async def test_behind_a_public_address_that_address_is_ours(site: Site) -> None:
    public = site.with_services(public_url="https://bot.example.org", secure_cookies=True)
    number = public.book()
    client = public.staff()
    page = (await client.get("/agenda")).text
    csrf = page.partition('name="csrf" value="')[2].partition('"')[0]
    del client.headers["sec-fetch-site"]
    path, data = f"/agenda/appointments/{number}/mark", FIELDS | {"csrf": csrf}

    refused = await client.post(path, data=data, headers={"origin": "http://bot.example.org"})
    taken = await client.post(path, data=data, headers={"origin": "https://bot.example.org"})

    assert (refused.status_code, taken.status_code) == (403, 303)


async def test_a_form_that_is_too_long_is_refused_before_it_is_read(site: Site) -> None:
    response = await site.staff().post("/agenda/code", data={"code": "x" * 70_000})

    assert response.status_code == 413
    assert "C'est trop long" in words_of(response)


async def test_a_form_with_a_thousand_fields_is_refused(site: Site) -> None:
    assert (await site.staff().post("/agenda/code", data={f"f{n}": "" for n in range(1000)})).status_code == 400


@pytest.mark.parametrize("code", ["", "\x00\ud800".encode("utf-8", "replace").decode(), "🙂" * 500, "' OR 1=1 --"])
async def test_nonsense_in_the_code_box_is_an_unknown_code(site: Site, code: str) -> None:
    site.book()

    response = await submit(site.staff(), "/agenda/code", code=code)

    assert response.headers["location"] == "/agenda?said=unknown_code"


async def test_after_ten_wrong_codes_a_minute_even_the_right_one_has_to_wait(site: Site) -> None:
    number = site.book(code="CFGXTM")
    client = site.staff()
    for _ in range(10):
        assert (await submit(client, "/agenda/code", code="ZZZ")).status_code == 303

    assert (await submit(client, "/agenda/code", code="XTM")).status_code == 429
    assert site.appointment(number).arrived_at is None

    site.clock.pass_(seconds=7)
    assert (await submit(client, "/agenda/code", code="XTM")).status_code == 303
    assert site.appointment(number).arrived_at == site.clock.now


@pytest.mark.parametrize(
    ("here", "goes_to"),
    [
        ("/agenda/week?day=2026-11-23", "/agenda/week?day=2026-11-23"),
        ("/agenda?day=2026-11-24", "/agenda?day=2026-11-24"),
        ("https://evil.example/agenda", "/agenda"),
        ("//evil.example", "/agenda"),
        ("/agendas", "/agenda"),
        ("/openings/close?first=2026-11-24", "/openings/close?first=2026-11-24"),
        ("/settings", "/settings"),
        ("/settings.evil.example", "/agenda"),
        ("", "/agenda"),
    ],
)
async def test_the_language_switch_goes_back_to_a_page_of_the_agenda_only(site: Site, here: str, goes_to: str) -> None:
    client = site.staff()

    response = await submit(client, "/agenda/language", lang="nl", here=here)

    assert response.headers["location"] == goes_to
    assert '<html lang="nl">' in (await client.get("/agenda")).text
