"""Booking for a person at the desk or on the phone, and the slip."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.booking.notes import with_note
from bot.operations.erasure import forget_what_is_due
from bot.store.tables import AppointmentEventRow, AppointmentRow, CellRow, DeskRow, OfficeRow, OpeningRow
from tests.web.conftest import FOREST, SAINT_GILLES, Site, submit, words_of

TUESDAY_9 = "2026-11-24T09:00:00+01:00"
FIELDS = {"at": TUESDAY_9, "first_name": "Samira", "lang": "fr", "note": "vient avec sa fille", "key": "k" * 22}


@pytest.fixture(autouse=True)
def opened(site: Site) -> None:
    """Mondays and Tuesdays, nine to eleven, at the desk in French."""

    def work(db: Any) -> None:
        desk = db.scalars(select(DeskRow.id).where(DeskRow.office == FOREST)).one()
        for weekday in (0, 1):
            db.add(OpeningRow(desk_id=desk, weekday=weekday, starts="09:00", ends="11:00", minutes=30))

    site.database.write(work)


def made(site: Site) -> list[AppointmentRow]:
    return site.all(select(AppointmentRow).order_by(AppointmentRow.id))


async def test_the_first_free_times_begin_today_also_when_people_are_paused(site: Site) -> None:
    site.database.write(lambda db: setattr(db.get_one(OfficeRow, FOREST), "paused_at", site.clock.now))

    page = words_of(await site.staff().get("/book"))

    days = re.findall(r"<legend>([^<]+)</legend>", page)
    assert days == ["lundi 23 novembre", "mardi 24 novembre", "lundi 30 novembre"]
    assert re.findall(r'value="2026-11-23T(\d\d:\d\d)', page) == ["09:30", "10:00", "10:30"]
    assert 'href="/book?day=2026-12-01"' in page


async def test_four_fields_make_an_appointment_with_a_code_and_a_slip_to_print(site: Site) -> None:
    client = site.staff()

    response = await submit(client, "/book", "/book", **FIELDS)
    row = made(site)[0]
    page = words_of(await client.get(response.headers["location"]))

    assert (row.status, row.chat_key, row.beneficiary, row.first_name) == ("booked", None, None, "Samira")
    assert re.fullmatch("[CFGHKMPRSTXZ]{6}", row.code)
    assert site.happened(row.id) == ["booked_at_desk"]
    assert len(site.all(select(CellRow.cell_no).where(CellRow.appointment_id == row.id))) == 6
    for shown in (
        "Rendez-vous pour Samira", "Mardi 24 novembre 2026", "9h00", row.code, "Mission Locale de Forest",
        "Boulevard de la Deuxième Armée Britannique 29, 1190 Forest", "02 349 82 10",
    ):  # fmt: skip
        assert shown in page, shown
    assert "vient avec sa fille" not in page
    assert "vient avec sa fille" in words_of(await client.get(f"/agenda/appointments/{row.id}"))
    assert "Rendez-vous pris par le bureau" in words_of(await client.get(f"/agenda/appointments/{row.id}"))


async def test_a_form_sent_twice_makes_one_appointment(site: Site) -> None:
    client = site.staff()

    answers = [await submit(client, "/book", "/book", **FIELDS) for _ in range(2)]

    assert len({answer.headers["location"] for answer in answers}) == 1
    assert len(made(site)) == 1


@pytest.mark.parametrize(
    ("changed", "sentence", "at"),
    [
        ({"at": ""}, "Choisissez un moment.", "at"),
        ({"at": "2026-11-24T09:00:00"}, "Choisissez un moment.", "at"),
        ({"at": "2026-11-24T09:05:00+01:00"}, "Ce moment n'est plus libre", "at"),
        ({"at": "2026-11-23T09:00:00+01:00"}, "Ce moment n'est plus libre", "at"),  # two minutes ago
        ({"lang": "nl"}, "Ce moment n'est plus libre dans cette langue.", "at"),
        ({"first_name": "  "}, "Écrivez le prénom", "first_name"),
        ({"first_name": "x" * 41}, "Écrivez le prénom", "first_name"),
        ({"phone": "0470 12"}, "Ce numéro n'est pas complet.", "phone"),
        ({"phone": "demandez à sa mère"}, "Ce numéro n'est pas complet.", "phone"),
        ({"note": "x" * 201}, "200 signes au plus", "note"),
    ],
)
async def test_what_does_not_hold_comes_back_and_nothing_is_lost(
    site: Site, changed: dict[str, str], sentence: str, at: str
) -> None:
    sent = FIELDS | changed

    response = await submit(site.staff(), "/book", "/book", **sent)
    page = words_of(response)

    assert response.status_code == 422
    assert sentence in page.partition(f'id="{at}-fault"')[2].partition("</p>")[0]
    assert f'value="{sent["note"]}"' in page
    assert f'value="{sent["key"]}"' in page
    assert made(site) == []


async def test_a_time_that_somebody_else_took_is_offered_no_more(site: Site) -> None:
    client = site.staff()
    await submit(client, "/book", "/book", **FIELDS)

    response = await submit(client, "/book", "/book", **FIELDS | {"key": "z" * 22, "first_name": "Bilal"})

    assert response.status_code == 422
    assert 'value="2026-11-24T09:00' not in response.text
    assert len(made(site)) == 1


async def test_the_slip_of_another_office_does_not_exist_and_a_look_at_it_is_recorded(site: Site) -> None:
    client = site.staff()
    location = (await submit(client, "/book", "/book", **FIELDS)).headers["location"]
    await client.get(location)

    assert (await site.staff(SAINT_GILLES).get(location)).status_code == 404
    looks = site.all(select(AppointmentEventRow.actor).where(AppointmentEventRow.what == "seen"))
    assert len(looks) == 1


async def test_the_slip_is_in_the_language_of_the_person(site: Site) -> None:
    here = select(DeskRow).where(DeskRow.office == FOREST)
    site.database.write(lambda db: setattr(db.scalars(here).one(), "languages", "fr,nl"))
    client = site.staff()

    location = (await submit(client, "/book", "/book", **FIELDS | {"lang": "nl"})).headers["location"]
    page = words_of(await client.get(location))

    for shown in ("Afspraak voor Samira", "Dinsdag 24 november 2026", "9u00", "Uw code:"):
        assert shown in page, shown


async def test_the_slip_says_how_to_get_reminders_and_that_it_is_no_summons(site: Site) -> None:
    french, dutch = site.book(at="2026-12-01T09:30+01:00"), site.book(at="2026-12-01T10:30+01:00", lang="nl")

    pages = [words_of(await site.staff().get(f"/book/{number}")) for number in (french, dutch)]

    assert "Écrivez-lui ce code et votre prénom. Vous recevez alors des rappels." in pages[0]
    assert "Vous avez une convocation d'Actiris ? Allez-y aussi" in pages[0]
    assert "Schrijf hem deze code en uw voornaam. Dan krijgt u herinneringen." in pages[1]
    assert "Hebt u een oproeping van Actiris? Ga er ook naartoe" in pages[1]


async def test_the_slip_and_the_page_of_the_appointment_say_what_the_person_told_the_office(site: Site) -> None:
    client = site.staff()
    location = (await submit(client, "/book", "/book", **FIELDS)).headers["location"]
    row = made(site)[0]

    def note(db: Any) -> None:
        kept = db.get_one(AppointmentRow, row.id)
        kept.details = with_note(with_note(kept.details, "companion", is_on=True), "interpreter", is_on=True)

    site.database.write(note)

    assert "Le bureau sait : vient avec quelqu'un, demande un interprète." in words_of(await client.get(location))
    page = words_of(await client.get(f"/agenda/appointments/{row.id}"))
    assert "vient avec quelqu'un" in page
    assert "demande un interprète" in page
    assert "tells_" not in page


async def test_a_phone_is_kept_secret_shown_to_be_called_and_not_on_the_slip(site: Site) -> None:
    client = site.staff()

    response = await submit(client, "/book", "/book", **FIELDS | {"phone": "0470/12.34.56"})
    row = made(site)[0]
    slip = words_of(await client.get(response.headers["location"]))
    page = words_of(await client.get(f"/agenda/appointments/{row.id}"))

    assert row.details == {"phone": "0470123456", "note": "vient avec sa fille"}
    assert "0470" not in slip.replace(row.code, "")
    assert '<dt>Téléphone</dt><dd><a href="tel:0470123456">0470123456</a></dd>' in page
    kept = site.database.read(
        lambda db: db.connection().exec_driver_sql("SELECT details FROM appointment").scalar_one()
    )
    assert "0470" not in str(kept)


async def test_without_a_phone_nothing_of_one_is_kept(site: Site) -> None:
    await submit(site.staff(), "/book", "/book", **FIELDS | {"phone": "  "})

    assert made(site)[0].details == {"note": "vient avec sa fille"}


async def test_whoever_has_no_chat_can_be_phoned_about_a_closed_day_and_is_forgotten_like_the_rest(site: Site) -> None:
    client = site.staff()
    await submit(client, "/book", "/book", **FIELDS | {"phone": "+32 470 12 34 56"})
    row = made(site)[0]

    closed = await submit(
        client, "/openings/close", "/openings/close", first="2026-11-24", last="2026-11-24", desk="", seen=str(row.id)
    )

    assert '<a href="tel:+32470123456">' in words_of(await client.get(closed.headers["location"]))
    assert '<a href="tel:+32470123456"' in words_of(await client.get("/agenda"))
    site.database.write(lambda db: forget_what_is_due(db, site.clock.now + timedelta(days=200)))
    assert (made(site)[0].details, made(site)[0].first_name) == (None, None)
