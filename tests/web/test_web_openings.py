"""Openings and closures: what does not hold comes back with one sentence, a closure asks before it closes."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from bot.store.tables import (
    AppointmentRow,
    ClosureRow,
    ConversationRow,
    DeskRow,
    OfficeRow,
    OpeningRow,
    OutboxRow,
    WaitingRow,
)
from tests.web.conftest import FOREST, SAINT_GILLES, Site, submit, words_of

WEEKLY = {"kind": "week", "weekday": "0", "starts": "9h00", "ends": "12:00", "minutes": "30", "buffer": "0"}
EXTRA = {"kind": "day", "day": "2026-11-28", "starts": "9", "ends": "1100", "minutes": "20", "buffer": "5"}


def desk_of(site: Site, office: str = FOREST) -> str:
    return str(site.all(select(DeskRow.id).where(DeskRow.office == office))[0])


def openings(site: Site) -> list[tuple[Any, ...]]:
    query = select(OpeningRow).order_by(OpeningRow.id)
    return [(row.weekday, row.day, row.starts, row.ends, row.minutes, row.buffer_minutes) for row in site.all(query)]


async def test_a_weekly_and_an_extra_opening_are_put_up_and_shown_in_words(site: Site) -> None:
    client, desk = site.staff(), desk_of(site)

    await submit(client, "/openings/new", desk=desk, **WEEKLY)
    response = await submit(client, "/openings/new", desk=desk, **EXTRA)
    page = words_of(await client.get(response.headers["location"]))

    assert openings(site) == [
        (0, None, "09:00", "12:00", 30, 0),
        (None, date(2026, 11, 28), "09:00", "11:00", 20, 5),
    ]
    for shown in (
        "lundi, de 9h00 à 12h00", "30 minutes par personne", "samedi 28 novembre 2026, de 9h00 à 11h00",
        "20 minutes par personne, puis 5 minutes libres", "La plage est ajoutée.",
    ):  # fmt: skip
        assert shown in page, shown


@pytest.mark.parametrize(
    ("changed", "sentence", "at"),
    [
        ({"starts": "25:99"}, "Cette heure n'existe pas. Écrivez par exemple 9h00", "starts"),
        ({"starts": ""}, "Cette heure n'existe pas.", "starts"),
        ({"starts": "13:00"}, "La fin doit venir après le début.", "ends"),
        ({"starts": "12:00"}, "La fin doit venir après le début.", "ends"),
        ({"starts": "05:00"}, "entre 6h00 et 22h00", "starts"),
        ({"ends": "22:30"}, "entre 6h00 et 22h00", "ends"),
        ({"starts": "09:02"}, "de cinq en cinq minutes", "starts"),
        ({"minutes": "0"}, "Écrivez un nombre de minutes : 5, 10", "minutes"),
        ({"minutes": "-30"}, "Écrivez un nombre de minutes : 5, 10", "minutes"),
        ({"minutes": "7"}, "Écrivez un nombre de minutes : 5, 10", "minutes"),
        ({"minutes": "240"}, "plus courte que ce temps", "minutes"),
        ({"buffer": "x"}, "Écrivez un nombre de minutes : 0, 5", "buffer"),
        ({"weekday": "7"}, "Choisissez un jour de la semaine.", "weekday"),
        ({"valid_from": "2026-12-24", "valid_to": "2026-12-01"}, "Le dernier jour doit venir après", "valid_to"),
        ({"valid_from": "32/13/2026"}, "Choisissez un jour dans le calendrier", "valid_from"),
        ({"kind": "day", "day": "2026-11-22"}, "Ce jour est passé.", "day"),
        ({"kind": "day", "day": "9999-12-31"}, "dans les deux ans", "day"),
        ({"kind": "day", "day": "2027-03-28", "starts": "2h30"}, "on avance l'horloge", "starts"),
    ],
)
async def test_what_does_not_hold_comes_back_with_one_sentence_at_its_field_and_nothing_lost(
    site: Site, changed: dict[str, str], sentence: str, at: str
) -> None:
    sent = WEEKLY | {"valid_to": "2027-06-30"} | changed
    response = await submit(site.staff(), "/openings/new", desk=desk_of(site), **sent)
    page = words_of(response)

    assert response.status_code == 422
    assert page.count('class="fault"') == 1
    assert sentence in page.partition(f'id="{at}-fault">')[2].partition("</p>")[0]
    for name in ("starts", "ends", "minutes", "buffer"):
        assert f'value="{sent[name]}"' in page
    assert openings(site) == []


@pytest.mark.parametrize(
    ("first", "second", "named"),
    [
        (WEEKLY, WEEKLY | {"starts": "11:30", "ends": "14:00"}, "lundi, de 9h00 à 12h00"),
        (WEEKLY, EXTRA | {"day": "2026-11-30", "starts": "9:30", "ends": "10:00"}, "lundi, de 9h00 à 12h00"),
        (EXTRA, WEEKLY | {"weekday": "5"}, "samedi 28 novembre 2026, de 9h00 à 11h00"),
        (EXTRA, EXTRA | {"starts": "10:00", "ends": "12:00"}, "samedi 28 novembre 2026, de 9h00 à 11h00"),
    ],
)
async def test_two_openings_at_one_desk_and_time_are_refused_and_the_other_is_named(
    site: Site, first: dict[str, str], second: dict[str, str], named: str
) -> None:
    client, desk = site.staff(), desk_of(site)
    await submit(client, "/openings/new", desk=desk, **first)

    response = await submit(client, "/openings/new", desk=desk, **second)

    assert response.status_code == 422
    assert f"Ce guichet reçoit déjà à ce moment : {named}." in words_of(response)
    assert len(openings(site)) == 1


@pytest.mark.parametrize(
    "second",
    [
        WEEKLY | {"starts": "12:00", "ends": "13:00"},  # touches
        WEEKLY | {"weekday": "1"},
        WEEKLY | {"valid_from": "2027-01-01"},  # the first ends before
        # A legal holiday, on which the weekly opening does not take place: Easter Monday
        EXTRA | {"day": "2027-03-29", "starts": "9:00", "ends": "12:00"},
    ],
)
async def test_openings_that_never_meet_are_both_put_up(site: Site, second: dict[str, str]) -> None:
    client, desk = site.staff(), desk_of(site)
    first = WEEKLY | ({"valid_to": "2026-12-31"} if second.get("valid_from") else {})
    await submit(client, "/openings/new", desk=desk, **first)

    response = await submit(client, "/openings/new", desk=desk, **second)

    assert response.status_code == 303
    assert len(openings(site)) == 2


async def test_an_opening_is_changed_in_place_and_does_not_stand_in_its_own_way(site: Site) -> None:
    client, desk = site.staff(), desk_of(site)
    await submit(client, "/openings/new", desk=desk, **WEEKLY)
    number = site.all(select(OpeningRow.id))[0]
    assert 'value="09:00"' in words_of(await client.get(f"/openings/{number}"))

    response = await submit(client, f"/openings/{number}", desk=desk, **WEEKLY | {"ends": "11:30"})

    assert response.headers["location"] == f"/openings?said=changed#desk-{desk}"
    assert openings(site) == [(0, None, "09:00", "11:30", 30, 0)]


async def test_an_opening_that_has_held_ends_yesterday_and_a_new_one_is_gone(site: Site) -> None:
    client, desk = site.staff(), desk_of(site)
    await submit(client, "/openings/new", desk=desk, **WEEKLY | {"valid_from": "2026-09-01"})
    await submit(client, "/openings/new", desk=desk, **WEEKLY | {"weekday": "1"})
    old, new = site.all(select(OpeningRow.id).order_by(OpeningRow.id))

    for number in (old, new):
        await submit(client, f"/openings/{number}/end")

    rows = site.all(select(OpeningRow))
    assert [(row.id, row.valid_to) for row in rows] == [(old, date(2026, 11, 22))]
    assert "Rien chaque semaine." in words_of(await client.get("/openings"))


async def test_a_desk_and_an_opening_of_another_office_do_not_exist_here(site: Site) -> None:
    theirs = site.staff(SAINT_GILLES)
    await submit(theirs, "/openings/new", desk=desk_of(site, SAINT_GILLES), **WEEKLY)
    number = site.all(select(OpeningRow.id))[0]
    client = site.staff()

    for path in ("/openings/new", f"/openings/{number}"):
        assert (await submit(client, path, desk=desk_of(site, SAINT_GILLES), **WEEKLY)).status_code == 404
    assert (await submit(client, f"/openings/{number}/end")).status_code == 404
    assert (
        await submit(client, "/openings/close", first="2026-11-24", desk=desk_of(site, SAINT_GILLES))
    ).status_code == 404
    assert len(openings(site)) == 1
    assert site.all(select(ClosureRow)) == []


async def test_a_day_on_which_nobody_is_expected_closes_at_once(site: Site) -> None:
    client = site.staff()

    response = await submit(client, "/openings/close", first="2026-11-24")
    page = words_of(await client.get(response.headers["location"]))

    assert response.headers["location"] == "/openings?said=closed#closures"
    assert "C'est fermé. Personne n'était attendu." in page
    assert "Demain, mardi 24 novembre : c'est déjà fermé." in page
    assert [(row.first_day, row.last_day, row.desk_id) for row in site.all(select(ClosureRow))] == [
        (date(2026, 11, 24), date(2026, 11, 24), None)
    ]


async def close_tuesday(site: Site, client: Any) -> tuple[str, str]:
    """Close the day of a booking in two steps: the page that asks, and the one that says who has not answered."""
    asked = await submit(client, "/openings/close", first="2026-11-24")
    page = words_of(await client.get(asked.headers["location"]))
    seen = page.partition('name="seen" value="')[2].partition('"')[0]
    done = await submit(client, "/openings/close", first="2026-11-24", seen=seen)
    return page, words_of(await client.get(done.headers["location"]))


async def test_a_closure_first_shows_whom_it_touches_then_closes_and_offers_them_new_times(site: Site) -> None:
    number = site.book("2026-11-24T09:30+01:00", first_name="Samira", code="CFGXTM")
    at_desk = site.book("2026-11-24T10:00+01:00", first_name="Bilal", code="HKMPRS", chat_key=None)
    client = site.staff()

    asks, after = await close_tuesday(site, client)

    for shown in ("2 personnes sont attendues", "Samira", "recevra un message", "Bilal", "à appeler"):
        assert shown in asks, shown
    message = site.outbox()[0]
    assert (message.appointment_id, len(site.outbox())) == (number, 1)
    assert "Le bureau est fermé ce jour-là. Ce n'est pas votre faute." in message.body["text"]
    assert "mardi 24 novembre, 9h30" in message.body["text"]
    assert [button["data"] for row in message.body["rows"] for button in row] == [
        "=move:CFGXTM.1",
        f"=call:{FOREST}",
    ]
    assert [site.appointment(one).status for one in (number, at_desk)] == ["booked", "booked"]
    assert site.happened(number) == ["closed"]
    for shown in ("2 personnes n'ont pas répondu", "message en route", "à appeler"):
        assert shown in after, shown
    assert [look.what for look in site.looks(number)] == ["seen"]


async def test_the_notice_of_a_closure_says_what_is_so_and_not_that_all_is_sent(site: Site) -> None:
    for number in range(4):
        site.book(f"2026-11-24T1{number}:30+01:00", **({"chat_key": None} if number < 2 else {}))
    client = site.staff()

    _, after = await close_tuesday(site, client)

    assert "C'est fermé. 2 messages en route, 2 à appeler." in after
    assert "Le message est parti" not in after


async def test_a_closed_day_is_seen_on_day_and_week_and_who_cannot_be_written_to_is_on_today(site: Site) -> None:
    number = site.book("2026-11-24T10:00+01:00", first_name="Bilal", chat_key=None, details={"phone": "0470 12 34 56"})
    client = site.staff()
    assert "Fermé : tout le bureau" not in words_of(await client.get("/agenda?day=2026-11-24"))
    await close_tuesday(site, client)
    closure = site.all(select(ClosureRow.id))[0]

    for path in ("/agenda?day=2026-11-24", "/agenda/week"):
        page = words_of(await client.get(path))
        assert page.count("Fermé : tout le bureau") == 1
        assert f'href="/openings/closures/{closure}"' in page
    today = words_of(await client.get("/agenda"))
    assert "Fermé : tout le bureau" not in today
    assert "À prévenir par téléphone" in today
    assert "Bilal</a> · mardi 24 novembre, 10h00 · ce jour est fermé" in today
    assert "0470 12 34 56" in today
    hidden = words_of(await site.desk().get("/agenda?day=2026-11-24"))
    assert "Fermé : tout le bureau" in hidden

    await submit(client, f"/agenda/appointments/{number}/phoned")

    assert "À prévenir par téléphone" not in words_of(await client.get("/agenda"))
    assert site.happened(number) == ["closed_phone", "phoned"]
    assert "prévenu par téléphone" in words_of(await client.get(f"/openings/closures/{closure}"))

    reopened = await submit(client, f"/openings/closures/{closure}/reopen")
    assert "Des personnes sont à appeler" in words_of(await client.get(reopened.headers["location"]))
    assert "Bilal</a> · mardi 24 novembre, 10h00 · ce jour est de nouveau ouvert" in words_of(
        await client.get("/agenda")
    )


async def test_the_people_of_another_office_cannot_be_marked_as_phoned(site: Site) -> None:
    number = site.book("2026-11-24T10:00+01:00", chat_key=None)
    await close_tuesday(site, site.staff())

    response = await submit(site.staff(SAINT_GILLES), f"/agenda/appointments/{number}/phoned")

    assert response.status_code == 404
    assert site.happened(number) == ["closed_phone"]


@pytest.mark.parametrize("path", ["/agenda", "/book", "/openings"])
async def test_a_pause_is_seen_by_every_colleague(site: Site, path: str) -> None:
    client = site.staff(member=site.member("reception"))
    assert "En pause" not in words_of(await client.get(path))

    site.database.write(lambda db: setattr(db.get(OfficeRow, FOREST), "paused_at", site.clock.now))

    page = words_of(await client.get(path))
    assert "En pause depuis lundi 23 novembre, 9h02 : l'assistant ne prend aucun rendez-vous." in page


async def test_who_moved_or_cancelled_has_answered(site: Site) -> None:
    moved = site.book("2026-11-24T09:30+01:00", first_name="Samira")
    cancelled = site.book("2026-11-24T10:00+01:00", first_name="Bilal")
    site.book("2026-11-24T10:30+01:00", first_name="Zoé")
    client = site.staff()
    await close_tuesday(site, client)

    def answer(db: Any) -> None:
        db.get(AppointmentRow, moved).starts_at = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
        db.get(AppointmentRow, cancelled).status = "cancelled_by_person"

    site.database.write(answer)
    page = words_of(await client.get(f"/openings/closures/{site.all(select(ClosureRow.id))[0]}"))

    waiting, _, answered = page.partition("2 personnes ont répondu")
    assert "1 personne n'a pas répondu" in waiting
    assert "Zoé" in waiting
    assert "Samira" not in waiting
    assert "autre moment : jeudi 26 novembre, 10h00" in answered
    assert "Annulé par la personne" in answered


async def test_somebody_who_books_between_the_page_and_the_tap_is_shown_first(site: Site) -> None:
    first = site.book("2026-11-24T09:30+01:00")
    client = site.staff()
    site.book("2026-11-24T10:00+01:00", first_name="Zoé")

    response = await submit(client, "/openings/close", first="2026-11-24", seen=str(first))

    assert "Zoé" in words_of(await client.get(response.headers["location"]))
    assert site.all(select(ClosureRow)) == []
    assert site.outbox() == []


async def test_a_closure_sent_twice_writes_to_nobody_twice(site: Site) -> None:
    number = site.book("2026-11-24T09:30+01:00")
    client = site.staff()

    for _ in range(2):
        await submit(client, "/openings/close", first="2026-11-24", seen=str(number))

    assert len(site.all(select(ClosureRow))) == 1
    assert len(site.all(select(OutboxRow))) == 1


async def test_who_cannot_be_reached_is_to_be_phoned(site: Site) -> None:
    number = site.book("2026-11-24T09:30+01:00", details={"phone": "0470 12 34 56"})

    def lose(db: Any) -> None:
        db.get(ConversationRow, db.get_one(AppointmentRow, number).chat_key).unreachable_at = site.clock.now

    site.database.write(lose)

    asks, after = await close_tuesday(site, site.staff())

    assert "recevra un message" not in asks
    assert "à appeler" in after
    assert 'href="tel:0470123456"' in after
    assert site.outbox()[0].state == "check"


async def test_a_closure_is_taken_back(site: Site) -> None:
    client = site.staff()
    await submit(client, "/openings/close", first="2026-11-24", last="2026-11-27")
    number = site.all(select(ClosureRow.id))[0]
    assert "Du mardi 24 novembre 2026 au vendredi 27 novembre 2026" in words_of(await client.get("/openings"))

    response = await submit(client, f"/openings/closures/{number}/reopen")

    assert response.headers["location"] == "/openings?said=reopened#closures"
    assert site.all(select(ClosureRow)) == []
    assert (await client.get(f"/openings/closures/{number}")).status_code == 404


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"first": "2026-11-22"}, "Ce jour est passé."),
        ({"first": "2026-11-27", "last": "2026-11-24"}, "Le dernier jour doit venir après le premier."),
        ({"first": "demain"}, "Choisissez un jour dans le calendrier"),
    ],
)
async def test_days_that_cannot_be_closed_come_back_with_a_sentence(
    site: Site, fields: dict[str, str], sentence: str
) -> None:
    response = await submit(site.staff(), "/openings/close", **fields)

    assert response.status_code == 422
    assert sentence in words_of(response)
    assert site.all(select(ClosureRow)) == []


async def test_holidays_of_the_coming_year_are_listed_and_a_bridge_day_is_one_tap(site: Site) -> None:
    client, desk = site.staff(), desk_of(site)
    await submit(client, "/openings/new", desk=desk, **WEEKLY | {"weekday": "4"})
    await submit(client, "/openings/new", desk=desk, **WEEKLY)
    page = words_of(await client.get("/openings"))

    for shown in (
        "vendredi 25 décembre 2026 : Noël", "lundi 29 mars 2027 : Lundi de Pâques", "Pont : vendredi 7 mai",
        "Jour de remplacement, par exemple lundi 3 mai",
    ):  # fmt: skip
        assert shown in page, shown
    assert "dimanche 28 mars 2027" not in page

    await submit(client, "/openings/close", first="2027-05-07")

    assert "Pont : vendredi 7 mai" not in words_of(await client.get("/openings"))


async def test_few_free_moments_are_said_in_one_line(site: Site) -> None:
    client, desk = site.staff(), desk_of(site)
    for _ in range(9):
        site.book("2026-11-10T09:30+01:00", status="attended")
    assert "Il reste 0 moments libres" in words_of(await client.get("/openings"))

    await submit(client, "/openings/new", desk=desk, **WEEKLY)

    # Monday the thirtieth and the seventh, six moments each.
    assert "Il reste" not in words_of(await client.get("/openings"))


async def test_the_page_says_how_many_wait_for_a_time_and_names_nobody(site: Site) -> None:
    def wait_here(db: Any) -> None:
        for number, office in enumerate((FOREST, FOREST, SAINT_GILLES)):
            key = f"{number}" * 43
            db.add(WaitingRow(office=office, chat_key=key, lang="fr", since=site.clock.now, expires_at=site.clock.now))

    assert "attendent" not in words_of(await site.staff().get("/openings"))
    site.database.write(wait_here)

    assert "Personnes qui attendent qu'une place se libère : 2." in words_of(await site.staff().get("/openings"))


def _office(site: Site, **values: Any) -> None:
    def change(db: Any) -> None:
        for name, value in values.items():
            setattr(db.get(OfficeRow, FOREST), name, value)

    site.database.write(change)


@pytest.mark.parametrize("values", [{"paused_at": datetime(2026, 11, 20, tzinfo=UTC)}, {"mode": "off"}])
async def test_more_openings_are_not_asked_for_where_they_would_not_help(site: Site, values: dict[str, Any]) -> None:
    for _ in range(9):
        site.book("2026-11-10T09:30+01:00", status="attended")
    _office(site, **values)

    page = words_of(await site.staff().get("/openings"))

    assert "Il reste" not in page
    assert "Ajoutez des plages" not in page


async def test_few_free_moments_because_of_the_delays_name_the_delays(site: Site) -> None:
    client = site.staff()
    await submit(client, "/openings/new", desk=desk_of(site), **WEEKLY)
    for _ in range(9):
        site.book("2026-11-10T09:30+01:00", status="attended")
    _office(site, notice_days=3, horizon_days=3)

    page = words_of(await client.get("/openings"))

    # Today from 9h30 on, and the two Mondays that follow.
    assert "Les personnes voient 0 moments libres pour 14 jours. Vos limites en cachent 17 autres." in page
    assert "Délai : 3 jours ouverts. À l'avance : 3 jours au plus." in page
    assert "Ajoutez des plages" not in page


async def test_an_extra_opening_on_a_holiday_is_not_contradicted_and_nothing_is_promised_at_once(site: Site) -> None:
    client, desk = site.staff(), desk_of(site)

    done = await submit(client, "/openings/new", desk=desk, **EXTRA | {"day": "2026-12-25"})
    page = words_of(await client.get(done.headers["location"]))

    assert "vendredi 25 décembre 2026, de 9h00 à 11h00" in page
    assert "Ces jours-là, seules les plages d'un jour précis sont proposées." in page
    assert "rien n'est proposé" not in page
    assert "tout de suite" not in page.partition('id="desk-')[0]
    _office(site, opens_on_holidays=True)
    assert "Votre bureau reçoit aussi ces jours-là." in words_of(await client.get("/openings"))
