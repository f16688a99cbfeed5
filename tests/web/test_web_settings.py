"""Settings, the calendar feed, and what is said in the name of an office."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
import vobject
from icalendar import Calendar
from sqlalchemy import select

from bot.content.model import Content
from bot.operations.appointments import booking
from bot.operations.offices.office_settings import ANSWERS
from bot.store.tables import AppointmentRow, DeskRow, OfficeRow, OpeningRow
from bot.store.timetables import free_slots_of, office_rules
from tests.web.conftest import FOREST, SAINT_GILLES, VDAB, Site, submit, words_of
from tests.web.test_web_requests import ask

FIVE = {name: f"Texte {name}" for name in ANSWERS}


def office(site: Site, office_id: str = FOREST) -> OfficeRow:
    return site.database.read(lambda db: db.get_one(OfficeRow, office_id))


def put_up(site: Site) -> None:
    """Tuesdays from nine to twelve."""

    def work(db: Any) -> None:
        desk = db.scalars(select(DeskRow.id).where(DeskRow.office == FOREST)).one()
        db.add(OpeningRow(desk_id=desk, weekday=1, starts="09:00", ends="12:00", minutes=30))

    site.database.write(work)


def free(site: Site, chat_key: str = "") -> list[str]:
    slots = site.database.read(lambda db: free_slots_of(db, FOREST, "fr", site.clock.now, chat_key))
    return [f"{slot.starts_at:%m-%d %H:%M}" for slot in slots]


async def test_one_tap_pauses_at_once_and_one_tap_resumes(site: Site, content: Content) -> None:
    put_up(site)
    client = site.staff()
    assert "11-24 08:00" in free(site)

    page = words_of(await client.get((await submit(client, "/settings/pause", "/settings")).headers["location"]))

    assert free(site) == []
    assert site.database.read(lambda db: office_rules(db, content))[FOREST].paused
    assert "En pause depuis lundi 23 novembre, 9h02" in page
    assert "téléphonez au 02 349 82 10" in page
    await submit(client, "/settings/resume", "/settings")
    assert "11-24 08:00" in free(site)


@pytest.mark.parametrize(
    ("lang", "what", "question", "means", "kept", "asked", "yes", "way_back"),
    [
        (
            "fr", "pause", "Mettre les rendez-vous en pause ?", "ne prend plus de rendez-vous pour votre bureau",
            "2 rendez-vous sont déjà pris. Les personnes les gardent.",
            "1 demande reste ouverte. Elle garde la réponse promise.", "Oui, mettre en pause", "Non, ne rien changer",
        ),
        (
            "fr", "off", "Fermer les rendez-vous ?", "ne propose plus votre bureau",
            "2 rendez-vous sont déjà pris. Les personnes les gardent.",
            "1 demande reste ouverte. Elle garde la réponse promise.", "Oui, fermer", "Non, ne rien changer",
        ),
        (
            "nl", "pause", "Afspraken pauzeren?", "maakt vanaf nu geen afspraken meer",
            "2 afspraken zijn al gemaakt. De mensen houden die.",
            "1 aanvraag blijft open. Het beloofde antwoord blijft beloofd.", "Ja, pauzeren", "Nee, niets veranderen",
        ),
        (
            "nl", "off", "Afspraken sluiten?", "stelt uw kantoor niet meer voor.",
            "2 afspraken zijn al gemaakt. De mensen houden die.",
            "1 aanvraag blijft open. Het beloofde antwoord blijft beloofd.", "Ja, sluiten", "Nee, niets veranderen",
        ),
    ],
)  # fmt: skip
async def test_before_it_stops_it_is_said_what_that_means_with_a_way_back(
    site: Site, lang: str, what: str, question: str, means: str, kept: str, asked: str, yes: str, way_back: str
) -> None:
    put_up(site)
    site.book("2026-11-24T09:30+01:00")
    site.book("2026-11-30T09:30+01:00")
    site.book("2026-11-20T09:30+01:00")  # last week
    site.book("2026-11-24T10:00+01:00", status="cancelled_by_person")
    ask(site)
    client = site.staff(lang=lang)
    assert f'href="/settings/stop?what={what}"' in (await client.get("/settings")).text

    page = words_of(await client.get(f"/settings/stop?what={what}"))

    for words in (f"<h1>{question}</h1>", means, kept, asked, f">{yes}</button>", f'href="/settings">{way_back}</a>'):
        assert words in page, words
    assert "11-24 08:00" in free(site)
    office = site.database.read(lambda db: db.get_one(OfficeRow, FOREST))
    assert (office.paused_at, office.mode) == (None, "slots")


async def test_one_appointment_or_none_is_said_as_such_and_opening_again_asks_nothing(site: Site) -> None:
    client = site.staff()
    assert "Aucun rendez-vous n'est pris pour les jours qui viennent." in words_of(
        await client.get("/settings/stop?what=off")
    )
    site.book("2026-11-24T09:30+01:00")
    assert "1 rendez-vous est déjà pris. La personne le garde." in words_of(await client.get("/settings/stop?what=off"))
    assert (await client.get("/settings/stop?what=everything")).status_code == 404

    closed = await submit(client, "/settings/mode", "/settings/stop?what=off", mode="off")
    assert closed.headers["location"] == "/settings?said=off"
    page = words_of(await client.get("/settings"))
    assert 'name="mode" value="slots"' in page
    assert "what=off" not in page
    await submit(client, "/settings/pause", "/settings/stop?what=pause")
    assert 'action="/settings/resume"' in words_of(await client.get("/settings"))


async def test_people_may_book_only_after_five_answers_in_both_languages(site: Site, content: Content) -> None:
    client = site.staff()
    await submit(client, "/settings/mode", "/settings", mode="off")
    some = FIVE | {"interpreter_nl": ""}
    assert (await submit(client, "/settings/answers", "/settings", **some)).status_code == 303

    refused = await submit(client, "/settings/mode", "/settings", mode="slots")

    assert refused.status_code == 422
    assert 'id="interpreter_nl-fault"' in refused.text
    assert office(site).mode == "off"
    await submit(client, "/settings/answers", "/settings", **FIVE)
    assert (await submit(client, "/settings/mode", "/settings", mode="slots")).status_code == 303
    rules = site.database.read(lambda db: office_rules(db, content))[FOREST]
    assert rules.papers == {"fr": "Texte papers_fr", "nl": "Texte papers_nl"}
    assert rules.customs["nl"] == ("Texte lateness_nl", "Texte companion_nl", "Texte interpreter_nl")
    assert rules.walk_in == {"fr": "Texte walk_in_fr", "nl": "Texte walk_in_nl"}


async def test_while_people_may_book_no_answer_can_be_emptied_and_what_was_typed_stays(site: Site) -> None:
    client = site.staff()
    await submit(client, "/settings/answers", "/settings", **FIVE)

    changed = {"papers_fr": "", "lateness_fr": "x" * 161, "walk_in_fr": "Non"}
    response = await submit(client, "/settings/answers", "/settings", **FIVE | changed)
    page = words_of(response)

    assert response.status_code == 422
    assert "Il manque une phrase ici" in page.partition('id="papers_fr-fault">')[2][:80]
    assert "160 signes au plus" in page.partition('id="lateness_fr-fault">')[2][:80]
    assert 'value="Non"' in page
    assert "Les champs marqués ne sont pas enregistrés. Les autres le sont." in page
    kept = office(site)
    assert (kept.papers_fr, kept.lateness_fr, kept.walk_in_fr) == ("Texte papers_fr", "Texte lateness_fr", "Non")


async def test_one_answer_is_kept_by_itself_at_an_office_that_is_open_already(site: Site) -> None:
    response = await submit(site.staff(), "/settings/answers", "/settings", papers_fr="Votre carte d'identité")

    assert response.status_code == 303
    kept = office(site)
    assert (kept.mode, kept.papers_fr, kept.papers_nl) == ("slots", "Votre carte d'identité", "")


@pytest.mark.parametrize(
    ("field", "value"),
    [("notice_days", "-1"), ("notice_days", "11"), ("notice_days", ""), ("horizon_days", "0"), ("horizon_days", "61"),
     ("horizon_days", "zz"), ("weekly_most", "0"), ("weekly_most", "501"), ("weekly_most", "²")],
)  # fmt: skip
async def test_a_limit_that_does_not_hold_comes_back_at_its_field(site: Site, field: str, value: str) -> None:
    fields = {"notice_days": "2", "horizon_days": "21", "weekly_most": "9"} | {field: value}

    response = await submit(site.staff(), "/settings/limits", "/settings", **fields)

    assert response.status_code == 422
    assert response.text.count('class="fault"') == 1
    assert f'id="{field}-fault"' in response.text
    assert (office(site).notice_days, office(site).horizon_days, office(site).weekly_most) == (1, 28, None)


async def test_a_full_week_is_offered_no_more_but_to_who_is_in_it(site: Site) -> None:
    put_up(site)
    number = site.book("2026-11-24T09:00+01:00")
    limits = {"notice_days": "1", "horizon_days": "14", "weekly_most": "1"}

    await submit(site.staff(), "/settings/limits", "/settings", **limits)

    assert {moment[:5] for moment in free(site)} == {"12-01"}
    assert "11-24 10:30" in free(site, site.appointment(number).chat_key or "")


async def test_a_desk_is_added_renamed_and_taken_out_of_use(site: Site) -> None:
    client = site.staff()
    await submit(client, "/settings/desk", "/settings", label=" Guichet  2 ", speaks_nl="1", speaks_fr="1")
    number = site.all(select(DeskRow.id).where(DeskRow.label == "Guichet 2"))[0]

    await submit(client, "/settings/desk", "/settings", desk=str(number), label="Bureau 2", speaks_nl="1")

    desk = site.database.read(lambda db: db.get_one(DeskRow, number))
    assert (desk.label, desk.languages, desk.active) == ("Bureau 2", "nl", False)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [({"label": "Accueil", "speaks_fr": "1"}, "un nom que les autres n'ont pas"),
     ({"label": "", "speaks_fr": "1"}, "un nom que les autres n'ont pas"),
     ({"label": "x" * 61, "speaks_fr": "1"}, "un nom que les autres n'ont pas"),
     ({"label": "Guichet 2"}, "Cochez au moins une langue.")],
)  # fmt: skip
async def test_a_desk_that_does_not_hold_is_refused(site: Site, fields: dict[str, str], sentence: str) -> None:
    response = await submit(site.staff(), "/settings/desk", "/settings", **fields)

    assert response.status_code == 422
    assert sentence in words_of(response)


async def test_a_mailbox_is_tried_with_a_first_message_and_only_where_mail_can_be_sent(site: Site) -> None:
    assert 'name="email"' not in (await site.staff().get("/settings")).text
    mailing = site.with_services(sends_mail=True)
    client = mailing.staff()

    wrong = await submit(client, "/settings/mailbox", "/settings", email="accueil@example.org, chef@example.org")
    assert wrong.status_code == 422
    assert 'value="accueil@example.org, chef@example.org"' in wrong.text
    assert office(site).email is None

    await submit(client, "/settings/mailbox", "/settings", email="accueil@example.org")
    page = words_of(await client.get("/settings"))

    assert office(site).email == "accueil@example.org"
    assert [row.channel for row in site.outbox()] == ["mail"]
    assert "Le premier message n'est pas encore accepté." in page
    await submit(client, "/settings/mailbox", "/settings", email="")
    assert office(site).email is None


async def feed_of(site: Site, client: Any) -> str:
    page = words_of(await submit(client, "/settings/feed", "/settings"))
    return page.partition('id="address" type="text" readonly value="')[2].partition('"')[0]


async def test_the_feed_says_when_and_nothing_of_who_in_two_parsers(site: Site) -> None:
    noted = {"phone": "0470 12 34 56"}
    site.book("2026-11-24T09:30+01:00", first_name="Samira", code="CFGXTM", version=3, details=noted)
    cancelled = site.book("2026-11-25T09:30+01:00", code="HKMPRS")
    old = site.book("2026-11-26T09:30+01:00", code="RSTXZC")
    site.book("2026-11-24T10:00+01:00", office=SAINT_GILLES, code="ZZZXTM")

    def cancel(db: Any) -> None:
        for number, at in ((cancelled, site.clock.now), (old, datetime(2026, 10, 20, tzinfo=UTC))):
            booking.set_status(db, db.get_one(AppointmentRow, number), "cancelled_by_staff", at, "staff:x")

    site.database.write(cancel)
    url = await feed_of(site, site.staff())
    response = await site.client().get(url)

    assert (response.status_code, response.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    for private in ("Samira", "0470"):
        assert private not in response.text
    assert "DTSTART:20261124T083000Z" in response.text
    events = {str(one["UID"]): one for one in Calendar.from_ical(response.text).walk("VEVENT")}
    assert set(events) == {"CFGXTM@parcours", "HKMPRS@parcours"}
    booked = events["CFGXTM@parcours"]
    assert (booked["SEQUENCE"], booked["STATUS"], booked["SUMMARY"]) == (3, "CONFIRMED", "Accueil FR – CFGXTM")
    assert booked["DTEND"].dt - booked["DTSTART"].dt == site.clock.now - site.clock.now.replace(minute=32, hour=7)
    other = {one.uid.value: one for one in vobject.readOne(response.text).vevent_list}
    assert other["HKMPRS@parcours"].status.value == "CANCELLED"
    assert other["HKMPRS@parcours"].sequence.value == "2"
    assert other["CFGXTM@parcours"].dtstart.value == datetime(2026, 11, 24, 8, 30, tzinfo=UTC)


async def test_a_new_address_ends_the_old_one_and_a_stopped_one_is_nothing(site: Site) -> None:
    client, guest = site.staff(), site.client()
    first = await feed_of(site, client)
    second = await feed_of(site, client)
    assert [(await guest.get(url)).status_code for url in (first, second)] == [404, 200]

    await submit(client, "/settings/feed/stop", "/settings")

    wrong = await guest.get(f"/feed/{'x' * 43}.ics")
    stopped = await guest.get(second)
    assert (wrong.status_code, stopped.status_code) == (404, 404)
    assert wrong.text == stopped.text


async def test_the_secret_of_a_feed_is_not_in_the_store(site: Site) -> None:
    url = await feed_of(site, site.staff())
    secret = url.rpartition("/")[2].removesuffix(".ics")

    with site.database.engine.connect() as connection:
        kept = connection.exec_driver_sql("SELECT token_hash FROM office_feed").scalars().all()

    assert len(secret) == 43
    assert secret not in kept


async def test_ten_thousand_guesses_of_a_feed_find_nothing_and_wait(site: Site) -> None:
    site.book()
    await feed_of(site, site.staff())
    guest = site.client()

    number, a_minute = (10_000 if site.database.is_sqlite else 300), 100
    statuses = []
    for guess in range(number):
        statuses.append((await guest.get(f"/feed/{guess:043}.ics")).status_code)
        if guess % a_minute == a_minute - 1:
            site.clock.pass_(minutes=1)

    assert set(statuses) == {404, 429}
    assert statuses.index(429) == 10
    assert statuses.count(404) == 10 * (number // a_minute)


async def test_what_is_said_in_the_name_of_the_office_is_on_one_page_in_both_languages(site: Site) -> None:
    client = site.staff()
    await submit(client, "/settings/answers", "/settings", **FIVE | {"papers_fr": "Votre carte d'identité"})

    page = words_of(await client.get("/in-your-name"))

    for shown in (
        "Votre carte d'identité", "Texte papers_nl", "Trois jours avant, à 10h00", "De dag vooraf, om 17u00",
        "Changement pour votre rendez-vous.", "Comment arrêter", "Hoe u stopt", "Mission Locale de Forest",
    ):  # fmt: skip
        assert shown in page, shown


async def test_an_office_that_answers_requests_reads_its_answers_in_both_languages(site: Site) -> None:
    without = words_of(await site.staff().get("/in-your-name"))
    site.database.write(lambda db: setattr(db.get_one(OfficeRow, FOREST), "mode", "request"))

    page = words_of(await site.staff().get("/in-your-name"))

    for shown in (
        "Vos réponses à une demande", "Uw antwoorden op een aanvraag", "Venez sans rendez-vous, aux heures",
        "Un autre bureau peut mieux vous aider.", "le bureau propose un moment", "pas encore de réponse",
    ):  # fmt: skip
        assert shown in page, shown
        assert shown not in without, shown


async def test_settings_in_dutch(site: Site) -> None:
    page = words_of(await site.staff(VDAB, lang="nl").get("/settings"))

    shown_in_dutch = ("Instellingen van het kantoor", "Pauzeren", "Welke papieren moet men meebrengen?")
    for shown in shown_in_dutch:
        assert shown in page, shown


async def test_a_notice_longer_than_the_horizon_is_refused(site: Site) -> None:
    client = site.staff()
    limits = {"notice_days": "10", "horizon_days": "3", "weekly_most": ""}

    response = await submit(client, "/settings/limits", "/settings", **limits)

    assert response.status_code == 422
    assert "Ce délai dépasse les jours à l'avance : rien ne serait proposé." in words_of(response)
    assert [row.notice_days for row in site.all(select(OfficeRow)) if row.id == FOREST] == [1]
    again = await submit(client, "/settings/limits", "/settings", **limits | {"horizon_days": "10"})
    assert again.status_code == 303
