"""The agenda: who comes, who came, and what happens to whom."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.conversation.outgoing import Outgoing
from bot.operations.sending.outbox import queue
from bot.store.tables import AppointmentEventRow, CellRow, ConversationRow, DeskRow, OutboxRow
from tests.web.conftest import FOREST, SAINT_GILLES, VDAB, Site, submit, words_of


async def tap(site: Site, number: int, mark: str, *, client=None, **fields: str) -> str:  # type: ignore[no-untyped-def]
    """Tap a mark on the row of an appointment; what the next page says."""
    sent = {"mark": mark, "day": "2026-11-23", "version": str(site.appointment(number).version)} | fields
    response = await submit(client or site.staff(), f"/agenda/appointments/{number}/mark", **sent)
    assert response.status_code == 303, response.text
    return response.headers["location"]


async def test_the_day_shows_first_name_last_letters_language_and_signs(site: Site) -> None:
    site.book(
        first_name="Samira", code="CFGXTM", reception_lang="fr", lang="nl", for_other=True,
        late_at=site.clock.now, details={"registered": "no", "need": "training", "phone": "0470 12 34 56"},
    )  # fmt: skip

    page = words_of(await site.staff().get("/agenda"))

    for shown in (
        "Lundi 23 novembre 2026", "9h30", "Samira", "…XTM", "en français", "écrit en néerlandais", "Sera en retard",
        "Inscrit par un proche", "0470 12 34 56", 'href="tel:0470123456"', "1 rendez-vous",
    ):  # fmt: skip
        assert shown in page, shown
    assert "CFGXTM" not in page


async def test_the_same_day_in_dutch(site: Site) -> None:
    site.book(office=VDAB, reception_lang="nl", lang="nl", confirmed_at=site.clock.now, details={"registered": "no"})

    page = words_of(await site.staff(VDAB, lang="nl").get("/agenda"))

    for shown in (
        "Maandag 23 november 2026",
        "9u30",
        "in het Nederlands",
        "Zei: ik kom",
        "Voor de consulent",
        "1 afspraak",
    ):
        assert shown in page, shown
    assert "Rendez-vous" not in page


async def test_the_cursor_is_in_the_code_box_today_and_only_today(site: Site) -> None:
    client = site.staff()

    assert "autofocus" in words_of(await client.get("/agenda"))
    assert 'name="code"' not in words_of(await client.get("/agenda?day=2026-11-24"))


@pytest.mark.parametrize("typed", ["CFGXTM", "cfgxtm", " cfg-xtm ", "XTM", "x t m"])
async def test_code_and_enter_marks_the_person_as_arrived(site: Site, typed: str) -> None:
    number = site.book(code="CFGXTM")
    client = site.staff()

    response = await submit(client, "/agenda/code", code=typed)
    page = words_of(await client.get(response.headers["location"]))

    assert response.headers["location"] == f"/agenda?said=arrived&about={number}"
    assert "Amina, 9h30 : venu." in page
    assert "Venu à 9h02" in page
    assert site.appointment(number).arrived_at == site.clock.now
    assert site.happened(number) == ["arrived"]


@pytest.mark.parametrize("typed", ["cfgxtm", "DEMOCFGXTM", "demo cfg-xtm", "XTM"])
async def test_a_code_of_the_demonstration_works_with_and_without_its_first_four_letters(
    site: Site, typed: str
) -> None:
    number = site.book(code="DEMOCFGXTM")

    await submit(site.staff(), "/agenda/code", code=typed)

    assert site.appointment(number).arrived_at == site.clock.now


async def test_three_letters_that_two_people_share_mark_nobody(site: Site) -> None:
    first, second = site.book(code="CFGXTM"), site.book(code="HKMXTM")

    response = await submit(site.staff(), "/agenda/code", code="XTM")

    assert response.headers["location"] == "/agenda?said=several"
    assert (site.happened(first), site.happened(second)) == ([], [])


@pytest.mark.parametrize("typed", ["Jonas", "jonas", "JONÀS", "jonas "])
async def test_a_first_name_lists_who_has_it_today_to_be_tapped_and_marks_nobody(site: Site, typed: str) -> None:
    first, second = site.book(first_name="Jonas"), site.book("2026-11-23T10:00+01:00", first_name="Jean-Jonas")
    other, tomorrow = site.book(first_name="Amina"), site.book("2026-11-24T09:30+01:00", first_name="Jonas")
    client = site.staff()

    response = await submit(client, "/agenda/code", code=typed)
    page = words_of(await client.get(response.headers["location"])).partition('id="a')[0]

    assert "Voici qui a ce prénom aujourd'hui." in page
    for number, shown in ((first, True), (second, True), (other, False), (tomorrow, False)):
        assert (f'action="/agenda/appointments/{number}/mark"' in page) is shown
    assert site.happened(first) == []
    assert "onas" not in response.headers["location"]


async def test_a_first_name_finds_nobody_while_names_are_hidden_or_at_another_office(site: Site) -> None:
    number = site.book(first_name="Jonas")
    desk = site.desk()
    site.clock.pass_(minutes=16)

    for client in (desk, site.staff(SAINT_GILLES)):
        response = await submit(client, "/agenda/code", code="Jonas")
        assert response.headers["location"] == "/agenda?said=unknown_code"
    hidden = words_of(await desk.get(f"/agenda?said=named&among={number}"))
    assert "mark" not in hidden
    assert "Jonas" not in hidden


async def test_the_code_of_another_day_says_which_day_and_marks_nobody(site: Site) -> None:
    number = site.book(at="2026-11-24T09:30+01:00", code="CFGXTM")
    client = site.staff()

    response = await submit(client, "/agenda/code", code="CFGXTM")

    assert "le rendez-vous est mardi 24 novembre, 9h30" in words_of(await client.get(response.headers["location"]))
    assert site.happened(number) == []


@pytest.mark.parametrize(
    ("mark", "status", "said"),
    [("arrived", "booked", "venu"), ("attended", "attended", "reçu"), ("no_show", "no_show", "pas venu")],
)
async def test_one_tap_marks_and_one_tap_takes_it_back(site: Site, mark: str, status: str, said: str) -> None:
    number = site.book(at="2026-11-23T09:00+01:00")
    client = site.staff()

    location = await tap(site, number, mark, client=client)

    assert location == f"/agenda?day=2026-11-23&said={mark}&about={number}#a{number}"
    assert f"Amina, 9h00 : {said}." in words_of(await client.get(location))
    assert site.appointment(number).status == status
    await tap(site, number, "undo", client=client)
    assert (site.appointment(number).status, site.appointment(number).arrived_at) == ("booked", None)


async def test_a_tap_done_twice_is_done_once(site: Site) -> None:
    number = site.book(at="2026-11-23T09:00+01:00")

    await tap(site, number, "attended", version="1")
    location = await tap(site, number, "attended", version="1")

    assert "said=already" in location
    assert site.happened(number) == ["attended"]


async def test_a_tap_on_a_page_from_before_a_move_changes_nothing(site: Site) -> None:
    number = site.book(at="2026-11-23T09:00+01:00", version=2)

    location = await tap(site, number, "no_show", version="1")

    assert "said=changed" in location
    assert site.appointment(number).status == "booked"


@pytest.mark.parametrize(
    ("at", "mark"),
    [
        ("2026-11-24T09:00+01:00", "arrived"),  # tomorrow's
        ("2026-11-24T09:00+01:00", "attended"),
        ("2026-11-23T09:30+01:00", "no_show"),  # not yet begun
        ("2026-11-23T09:00+01:00", "undo"),  # nothing to take back
    ],
)
async def test_a_mark_that_makes_no_sense_yet_is_refused(site: Site, at: str, mark: str) -> None:
    number = site.book(at=at)

    assert "said=refused" in await tap(site, number, mark)
    assert site.happened(number) == []


async def test_somebody_received_early_cannot_be_marked_absent_before_the_start(site: Site) -> None:
    number = site.book(at="2026-11-23T09:30+01:00", status="attended")
    client = site.staff()

    assert 'value="no_show"' not in words_of(await client.get("/agenda"))
    assert "said=refused" in await tap(site, number, "no_show", client=client)
    assert site.appointment(number).status == "attended"

    site.clock.pass_(minutes=28)
    assert "said=no_show" in await tap(site, number, "no_show", client=client)


@pytest.mark.parametrize(("days", "said"), [(7, "undo"), (7.1, "refused")])
async def test_a_mark_can_be_taken_back_for_seven_days(site: Site, days: float, said: str) -> None:
    number = site.book(at="2026-11-23T09:00+01:00", status="no_show")
    site.clock.now = datetime(2026, 11, 23, 8, 0, tzinfo=UTC) + timedelta(days=days)

    assert f"said={said}" in await tap(site, number, "undo")


async def test_a_no_show_who_comes_after_all_is_marked_by_code(site: Site) -> None:
    number = site.book(at="2026-11-23T09:00+01:00", status="no_show", code="CFGXTM")

    await submit(site.staff(), "/agenda/code", code="XTM")

    assert site.appointment(number).status == "booked"
    assert site.appointment(number).arrived_at == site.clock.now


def _cells(site: Site, number: int) -> list[int]:
    return site.all(select(CellRow.cell_no).where(CellRow.appointment_id == number))


def _own_a_cell(site: Site, number: int) -> None:
    def work(db) -> None:  # type: ignore[no-untyped-def]
        desk = db.scalars(select(DeskRow.id).where(DeskRow.office == FOREST)).one()
        db.add(CellRow(desk_id=desk, cell_no=1, appointment_id=number))

    site.database.write(work)


async def cancel(site: Site, number: int, **fields: str) -> str:
    response = await submit(
        site.staff(), f"/agenda/appointments/{number}/cancel", **({"version": "1", "reason": "closed"} | fields)
    )
    assert response.status_code == 303
    return response.headers["location"]


async def test_a_cancellation_frees_the_time_and_reaches_the_person_in_their_language(site: Site) -> None:
    number = site.book(at="2026-12-01T09:30+01:00", lang="fr")
    _own_a_cell(site, number)
    key = site.appointment(number).chat_key
    site.database.write(lambda db: setattr(db.get(ConversationRow, key), "lang", "nl"))

    location = await cancel(site, number)

    assert "said=cancelled&" in location
    assert site.appointment(number).status == "cancelled_by_staff"
    assert _cells(site, number) == []
    assert site.happened(number) == ["cancelled_by_staff", "reason:closed"]
    (row,) = site.outbox()
    message = Outgoing.from_json(row.body)
    assert "dinsdag 1 december, 9u30" in message.text
    assert "Mission Locale Forest" in message.text
    assert "02 349 82 10" in message.text
    assert [[button.data for button in line] for line in message.rows] == [["=book"], [f"=call:{FOREST}"], ["=human"]]
    assert (row.channel, row.recipient, row.urgency, row.appointment_id) == ("simulator", key, 1, number)
    assert row.not_after == datetime(2026, 12, 1, 8, 30, tzinfo=UTC)


async def test_an_office_without_a_number_is_not_offered_for_a_call(site: Site) -> None:
    number = site.book(at="2026-12-01T09:30+01:00", office="mission-locale-molenbeek")

    client = site.staff("mission-locale-molenbeek")
    await submit(client, f"/agenda/appointments/{number}/cancel", version="1", reason="closed")

    message = Outgoing.from_json(site.outbox()[0].body)
    assert [[button.data for button in line] for line in message.rows] == [["=book"], ["=human"]]
    assert "éléphone" not in message.text


@pytest.mark.parametrize(
    ("lang", "said", "never"), [("fr", "comme vous l'avez demandé", "a dû"), ("nl", "zoals u vroeg", "moest")]
)
@pytest.mark.parametrize("office", [FOREST, "mission-locale-molenbeek"])
async def test_who_asked_for_it_is_not_told_that_the_office_had_to_cancel(
    site: Site, office: str, lang: str, said: str, never: str
) -> None:
    number = site.book(at="2026-12-01T09:30+01:00", office=office)
    key = site.appointment(number).chat_key
    site.database.write(lambda db: setattr(db.get(ConversationRow, key), "lang", lang))

    await submit(site.staff(office), f"/agenda/appointments/{number}/cancel", version="1", reason="person_asked")

    text = site.outbox()[0].body["text"]
    assert said in text
    assert never not in text
    assert "Mission Locale" in text


async def test_a_cancellation_promises_a_message_only_to_whom_one_can_be_written(site: Site) -> None:
    site.book(first_name="Chat")
    client = site.staff()
    page = words_of(await client.get("/agenda"))
    assert "La personne reçoit un message tout de suite." in page
    assert "Annuler et prévenir" in page

    lost = site.book(at="2026-11-24T09:30+01:00")
    key = site.appointment(lost).chat_key
    site.database.write(lambda db: setattr(db.get(ConversationRow, key), "unreachable_at", site.clock.now))
    desk = site.book(at="2026-11-24T10:00+01:00", chat_key=None)

    pages = ["/agenda?day=2026-11-24", *(f"/agenda/appointments/{number}" for number in (lost, desk))]
    for page in [words_of(await client.get(path)) for path in pages]:
        assert "Nous ne pouvons pas écrire à cette personne : téléphonez-lui." in page
        assert "reçoit un message tout de suite" not in page
        assert "Annuler et prévenir" not in page


async def test_cancelling_twice_tells_the_person_once(site: Site) -> None:
    number = site.book(at="2026-12-01T09:30+01:00")

    await cancel(site, number)
    assert "said=already" in await cancel(site, number)

    assert len(site.outbox()) == 1


async def test_who_cannot_be_reached_here_is_to_be_phoned(site: Site) -> None:
    number = site.book(at="2026-12-01T09:30+01:00", chat_key=None, beneficiary=None)

    assert "said=cancelled_phone" in await cancel(site, number)
    assert site.outbox() == []


@pytest.mark.parametrize(
    ("at", "fields", "said"),
    [
        ("2026-11-23T09:00+01:00", {}, "refused"),  # it has begun
        ("2026-12-01T09:00+01:00", {"reason": "no such reason"}, "refused"),
        ("2026-12-01T09:00+01:00", {"version": "7"}, "changed"),
    ],
)
async def test_a_cancellation_that_cannot_be_changes_nothing(
    site: Site, at: str, fields: dict[str, str], said: str
) -> None:
    number = site.book(at=at)

    assert f"said={said}" in await cancel(site, number, **fields)
    assert site.appointment(number).status == "booked"
    assert site.outbox() == []


async def test_the_history_tells_who_did_what_and_when(site: Site) -> None:
    number = site.book(at="2026-12-01T09:30+01:00", code="CFGXTM")
    await cancel(site, number, reason="staff_away")

    page = words_of(await site.staff().get(f"/agenda/appointments/{number}"))

    assert "CFGXTM" in page
    assert "Annulé par le bureau (Agent absent)" in page
    assert "lundi 23 novembre, 9h02" in page
    assert "(le bureau)" not in page


async def test_the_history_says_once_who_did_it_and_names_the_member(site: Site) -> None:
    number, fatima = site.book(at="2026-12-01T09:30+01:00"), site.member()
    happened = (
        ("person", "requested"), ("staff:a-0", "proposed"), ("staff:a-0", "answer:proposed"),
        ("staff:a-0", "booked_at_desk"), ("person", "cancelled_by_person"), (f"staff:m{fatima}", "cancelled_by_staff"),
    )  # fmt: skip
    site.database.write(
        lambda db: db.add_all(
            AppointmentEventRow(appointment_id=number, at=site.clock.now, actor=actor, what=what)
            for actor, what in happened
        )
    )

    page = words_of(await site.staff().get(f"/agenda/appointments/{number}"))

    lines = re.findall(r'<span>([^<]*)</span>(?: <span class="by">([^<]*)</span>)?</li>', page)
    assert lines == [
        ("A demandé un rendez-vous", "(la personne)"), ("Moment proposé", "(le bureau)"),
        ("Rendez-vous pris par le bureau", ""), ("Annulé par la personne", ""), ("Annulé par le bureau", "(Fatima)"),
    ]  # fmt: skip


async def test_a_notice_that_is_loaded_again_says_only_what_is_still_so(site: Site) -> None:
    number, client = site.book(), site.staff()
    arrived = await tap(site, number, "arrived", client=client)
    assert "Amina, 9h30 : venu." in words_of(await client.get(arrived))

    undone = await tap(site, number, "undo", client=client)

    assert "Amina, 9h30 : venu." not in words_of(await client.get(arrived))
    assert "marque défaite" in words_of(await client.get(undone))


async def test_a_message_that_did_not_arrive_is_a_person_to_phone_until_that_is_done(site: Site) -> None:
    number = site.book(at="2026-12-01T09:30+01:00", first_name="Bintou", details={"phone": "0470 12 34 56"})

    key = site.appointment(number).chat_key

    def undelivered(db) -> int:  # type: ignore[no-untyped-def]
        row = queue(
            db, channel="telegram", recipient=key, address="1", message=Outgoing(kind="text", text="x"),
            now=site.clock.now, appointment_id=number,
        )  # fmt: skip
        row.state = "check"
        return row.id

    message = site.database.write(undelivered)
    client = site.staff()

    assert "À prévenir par téléphone" in words_of(await client.get("/agenda"))
    assert "Bintou" not in words_of(await site.staff(SAINT_GILLES).get("/agenda"))
    await submit(client, f"/agenda/undelivered/{message}")

    assert "À prévenir par téléphone" not in words_of(await client.get("/agenda"))
    assert site.happened(number) == ["phoned"]
    assert site.all(select(OutboxRow.state)) == ["dropped"]


async def test_a_request_whose_answer_did_not_arrive_is_a_person_to_phone_too(site: Site) -> None:
    number = site.book(starts_at=None, minutes=None, status="declined", first_name="Bintou", details={"phone": "0470"})
    key = site.appointment(number).chat_key

    def undelivered(db) -> None:  # type: ignore[no-untyped-def]
        told = Outgoing(kind="text", text="x")
        row = queue(
            db,
            channel="telegram",
            recipient=key,
            address="1",
            message=told,
            now=site.clock.now,
            appointment_id=number,
        )
        row.state = "check"

    site.database.write(undelivered)

    page = words_of(await site.staff().get("/agenda"))

    assert "Bintou · Demande de rendez-vous · " in page
    assert '<a href="tel:0470">' in page
    assert f"/agenda/appointments/{number}" not in page


async def test_a_day_of_23_hours_has_its_own_appointments_only(site: Site) -> None:
    site.book(at="2026-03-29T00:30+01:00", first_name="Early")
    site.book(at="2026-03-29T23:30+02:00", first_name="Latest")
    site.book(at="2026-03-30T00:30+02:00", first_name="Nextday")

    page = words_of(await site.staff().get("/agenda?day=2026-03-29"))

    assert "Early" in page
    assert "Latest" in page
    assert "Nextday" not in page


async def test_the_week_shows_its_days_and_a_weekend_only_when_somebody_comes(site: Site) -> None:
    site.book(at="2026-11-27T14:00+01:00", first_name="Vrijdag")
    client = site.staff()

    page = words_of(await client.get("/agenda/week"))
    assert "Semaine du lundi 23 novembre" in page
    assert "Vrijdag" in page
    assert "samedi 28 novembre" not in page

    site.book(at="2026-11-28T10:00+01:00")
    assert "samedi 28 novembre" in words_of(await client.get("/agenda/week"))


async def test_an_empty_day_leads_to_the_next_appointment(site: Site) -> None:
    site.book(at="2026-12-01T09:30+01:00")

    page = words_of(await site.staff().get("/agenda"))

    assert "attendu ce jour" in page
    assert "Prochain rendez-vous : mardi 1er décembre" in page


@pytest.mark.parametrize("day", ["", "x", "2026-02-30", "0001-01-01", "9999-12-31", "2026-11-23T10:00"])
async def test_a_day_that_is_none_is_today(site: Site, day: str) -> None:
    client = site.staff()
    for path in ("/agenda", "/agenda/week"):
        response = await client.get(path, params={"day": day})
        assert response.status_code == 200
        assert "23 novembre" in response.text


async def test_what_was_cancelled_stays_in_sight_below_the_day(site: Site) -> None:
    site.book(status="cancelled_by_person", first_name="Fatou")

    page = words_of(await site.staff().get("/agenda"))

    assert "1 annulé" in page
    assert "Annulé par la personne" in page
