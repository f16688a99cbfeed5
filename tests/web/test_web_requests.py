"""The requests page: who waits, five answers of one tap, and two who answer at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.store.tables import AppointmentRow, CellRow, DeskRow, OpeningRow, RequestRow
from tests.web.conftest import FOREST, VDAB, Site, submit, words_of

# Monday morning; the answer was promised for Wednesday at 17h00.
WEDNESDAY_17 = datetime(2026, 11, 25, 16, 0, tzinfo=UTC)


def ask(site: Site, office: str = FOREST, **values: Any) -> int:
    """Somebody asks for Tuesday morning or Thursday afternoon. Gives the id."""
    number = site.book(office=office, starts_at=None, minutes=None, status="requested", **values)

    def work(db: Any) -> None:
        db.add(
            RequestRow(
                appointment_id=number,
                half_days="2026-11-24.am,2026-11-26.pm",
                asked_at=site.clock.now,
                answer_by=WEDNESDAY_17,
                open_until=WEDNESDAY_17 + timedelta(days=7),
            )
        )

    site.database.write(work)
    return number


@pytest.fixture
def asked(site: Site) -> int:
    """A request at an office that receives on Tuesdays from 9h00 to 10h00."""

    def put_up(db: Any) -> None:
        desk = db.scalars(select(DeskRow).where(DeskRow.office == FOREST)).one()
        db.add(OpeningRow(desk_id=desk.id, weekday=1, starts="09:00", ends="10:00", minutes=30))

    site.database.write(put_up)
    return ask(site)


async def test_a_request_shows_who_waits_for_when_and_what_was_promised(site: Site, asked: int):
    page = words_of(await site.staff().get("/requests"))

    assert "1 personne attend votre réponse" in page
    assert "Amina" in page
    assert "mardi 24 novembre" in page
    assert "Nous avons promis une réponse avant : mercredi 25 novembre, 17h00" in page
    assert [event.actor for event in site.looks(asked)] != []


async def test_the_day_says_that_somebody_waits(site: Site, asked: int):
    page = await site.staff().get("/agenda")

    assert '<a href="/requests">1 personne attend votre réponse</a>' in words_of(page)


async def test_one_tap_proposes_a_time_and_keeps_it(site: Site, asked: int):
    staff = site.staff()

    done = await submit(staff, f"/requests/{asked}/answer", "/requests", version="1", at="2026-11-24T09:00:00+01:00")

    row = site.appointment(asked)
    assert done.headers["location"] == f"/requests?said=done&about={asked}"
    assert (row.status, row.starts_at) == ("proposed", datetime(2026, 11, 24, 8, 0, tzinfo=UTC))
    assert len(site.all(select(CellRow.cell_no).where(CellRow.appointment_id == asked))) == 6
    page = words_of(await staff.get(done.headers["location"]))
    assert (
        f"Amina, code …{row.code[-3:]} : moment proposé, mardi 24 novembre, 9h00. C'est envoyé à la personne." in page
    )
    assert 'role="status" tabindex="-1" autofocus' in page
    assert "Moments proposés, la personne n'a pas encore répondu" in page
    assert [message.appointment_id for message in site.outbox()] == [asked]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("walk_in", "Venez sans rendez-vous"),
        ("phone", "Téléphonez-nous"),
        ("followed", "Déjà suivi ici"),
        ("other_office", "Un autre bureau convient mieux"),
    ],
)
async def test_one_tap_gives_each_other_answer(site: Site, asked: int, answer: str, said: str):
    staff = site.staff()

    done = await submit(staff, f"/requests/{asked}/answer", "/requests", version="1", answer=answer)

    code = site.appointment(asked).code
    page = words_of(await staff.get(done.headers["location"]))
    assert f"Amina, code …{code[-3:]} : {said}. C'est envoyé à la personne." in page

    assert done.status_code == 303
    assert site.appointment(asked).status == "declined"
    assert site.happened(asked)[-2:] == ["declined", f"answer:{answer}"]
    assert len(site.outbox()) == 1


async def test_of_two_who_answer_the_second_is_told_who_was_first(site: Site, asked: int):
    first, second = site.staff(member=site.member(name="Fatima")), site.staff(member=site.member(name="Koen"))
    seen = await submit(second, "/agenda/language", "/requests", lang="fr", here="/requests")
    assert seen.status_code == 303
    await submit(first, f"/requests/{asked}/answer", "/requests", version="1", answer="phone")

    late = await submit(second, f"/requests/{asked}/answer", "/agenda", version="1", answer="phone")

    assert "Fatima a déjà répondu." in words_of(await second.get(late.headers["location"]))
    assert len(site.outbox()) == 1


async def test_a_time_that_somebody_else_took_is_said_and_nothing_is_sent(site: Site, asked: int):
    staff, other = site.staff(), ask(site, first_name="Bilal")
    await submit(staff, f"/requests/{other}/answer", "/requests", version="1", at="2026-11-24T09:00:00+01:00")

    done = await submit(staff, f"/requests/{asked}/answer", "/requests", version="1", at="2026-11-24T09:00:00+01:00")

    assert "said=taken" in done.headers["location"]
    assert site.appointment(asked).status == "requested"


async def test_a_request_of_another_office_does_not_exist_here(site: Site):
    elsewhere = ask(site, office=VDAB)

    done = await submit(site.staff(), f"/requests/{elsewhere}/answer", "/agenda", version="1", answer="phone")

    assert done.status_code == 404
    assert site.appointment(elsewhere).status == "requested"
    assert "Personne n'attend de réponse." in words_of(await site.staff().get("/requests"))


@pytest.mark.parametrize("fields", [{}, {"answer": "maybe"}, {"at": "soon"}, {"answer": "proposed"}])
async def test_an_answer_that_is_none_changes_nothing(site: Site, asked: int, fields: dict[str, str]):
    done = await submit(site.staff(), f"/requests/{asked}/answer", "/requests", version="1", **fields)

    assert done.status_code == 400
    assert site.appointment(asked).status == "requested"


async def test_a_promise_that_has_passed_stands_out(site: Site, asked: int):
    site.clock.now = WEDNESDAY_17 + timedelta(minutes=1)

    page = words_of(await site.staff(lang="nl").get("/requests"))

    assert "Beloofd voor woensdag 25 november, 17u00: antwoord snel" in page


async def propose(site: Site, number: int) -> None:
    at = "2026-11-24T09:00:00+01:00"
    await submit(site.staff(), f"/requests/{number}/answer", "/requests", version="1", at=at)


@pytest.mark.parametrize(
    ("lang", "label", "said"),
    [
        (
            "fr",
            "Retirer cette proposition",
            "Proposition retirée. La personne est prévenue. Sa demande attend votre réponse.",
        ),
        (
            "nl",
            "Dit voorstel intrekken",
            "Voorstel ingetrokken. De persoon krijgt bericht. De aanvraag wacht op uw antwoord.",
        ),
    ],
)
async def test_a_proposal_can_be_taken_back(site: Site, asked: int, lang: str, label: str, said: str):
    await propose(site, asked)
    staff = site.staff(lang=lang)
    assert label in words_of(await staff.get("/requests"))

    done = await submit(staff, f"/requests/{asked}/take-back", "/requests", version="2")

    row = site.appointment(asked)
    assert done.headers["location"] == f"/requests?said=taken_back&about={asked}"
    assert (row.status, row.starts_at) == ("requested", None)
    assert site.all(select(CellRow.cell_no)) == []
    page = words_of(await staff.get(done.headers["location"]))
    assert f"Amina, code …{row.code[-3:]}. {said}" in page
    assert label not in page
    assert len(site.outbox()) == 2


async def test_a_proposal_can_be_taken_back_on_the_page_of_its_appointment_and_the_history_says_so(
    site: Site, asked: int
):
    await propose(site, asked)
    page = words_of(await site.staff().get(f"/agenda/appointments/{asked}"))
    assert f'action="/requests/{asked}/take-back"' in page

    await submit(site.staff(), f"/requests/{asked}/take-back", f"/agenda/appointments/{asked}", version="2")
    at = "2026-11-24T09:30:00+01:00"
    await submit(site.staff(), f"/requests/{asked}/answer", "/requests", version="3", at=at)

    page = words_of(await site.staff().get(f"/agenda/appointments/{asked}"))
    told = [page.index(words) for words in ("Moment proposé<", "Proposition retirée<")]
    assert told == sorted(told)
    assert "A demandé un rendez-vous<" not in page.partition("Proposition retirée<")[2]


async def test_what_the_person_accepted_meanwhile_is_not_taken_back(site: Site, asked: int):
    await propose(site, asked)

    def accept(db: Any) -> None:
        row = db.get_one(AppointmentRow, asked)
        row.status, row.version = "booked", 3

    site.database.write(accept)
    staff = site.staff()
    done = await submit(staff, f"/requests/{asked}/take-back", "/requests", version="2")

    assert site.appointment(asked).status == "booked"
    page = words_of(await staff.get(done.headers["location"]))
    assert "Trop tard, la personne a déjà accepté. C'est maintenant un rendez-vous, dans l'agenda." in page
    assert len(site.outbox()) == 1


async def test_taking_back_twice_and_elsewhere_does_nothing(site: Site, asked: int):
    await propose(site, asked)
    staff = site.staff(member=site.member(name="Fatima"))
    await submit(staff, f"/requests/{asked}/take-back", "/requests", version="2")

    koen = site.staff()
    again = await submit(koen, f"/requests/{asked}/take-back", "/requests", version="2")
    elsewhere = await submit(site.staff(office=VDAB), f"/requests/{asked}/take-back", "/agenda", version="3")

    assert "Fatima a déjà retiré cette proposition." in words_of(await koen.get(again.headers["location"]))
    assert elsewhere.status_code == 404
    assert len(site.outbox()) == 2
