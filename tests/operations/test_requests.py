"""Requests from the asking to the yes: what is kept, who is told, and what can only happen once. Both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.booking.half_days import half_day_from, half_days_text
from bot.booking.promises import promise_of
from bot.booking.reminders import due_messages
from bot.conversation import effects, events
from bot.conversation.outgoing import Outgoing
from bot.operations.appointments.booking import cancel
from bot.operations.appointments.desk_booking import book_at_desk
from bot.operations.erasure import erase_chat
from bot.operations.offices.closures import Closed, close_and_tell
from bot.operations.requests.lifecycle import accept_proposal, answer_request, ask_again, send_request
from bot.operations.requests.news import news_of_request
from bot.operations.sending.outbox import claim
from bot.store.agendas import for_calendar
from bot.store.appointments import agenda_of_day, appointments_of_chat, as_appointment
from bot.store.figures import appointments_of_month
from bot.store.requests import free_times, half_days_of_office, open_proposals, open_requests, times_to_propose
from bot.store.tables import (
    AppointmentEventRow,
    AppointmentRow,
    CellRow,
    ClosureRow,
    ConversationRow,
    DeskRow,
    OfficeRow,
    OutboxRow,
)
from tests.asked import ETTERBEEK, FRIDAY_AFTERNOON, THURSDAY_MORNING, answer, answers_requests, kept, requested, wish
from tests.bookings import CHANNEL, DAY, HOUR, booked, cells_of, come, count, free, messages, put_up
from tests.conftest import MONDAY
from tests.conversation.sayings import at


@pytest.fixture
def asked(database, content):
    """An office that answers requests, and Amina who has asked on Monday at nine."""

    def work(session: Session) -> int:
        answers_requests(session)
        return requested(session, "amina", content).id

    return database.write(work)


def row_(session: Session, appointment_id: int) -> AppointmentRow:
    row = session.get(AppointmentRow, appointment_id)
    assert row is not None
    return row


def to_amina(session: Session) -> list[OutboxRow]:
    return messages(session, OutboxRow.channel == CHANNEL)


def labels(row: OutboxRow) -> list[str]:
    return [button.label for line in Outgoing.from_json(row.body).rows for button in line]


# Asking


def test_a_request_is_kept_with_its_promise_and_no_time(database, asked):
    def look(session: Session) -> None:
        row = row_(session, asked)
        request = kept(session, row)
        assert (row.status, row.starts_at, row.desk_id, row.beneficiary) == ("requested", None, None, row.chat_key)
        assert request.half_days == half_days_text((THURSDAY_MORNING, FRIDAY_AFTERNOON))
        assert (request.answer_by, request.open_until) == (at("2026-11-25 17:00"), at("2026-11-30 17:00"))
        assert [one.id for one, _ in open_requests(session, ETTERBEEK)] == [asked]
        assert open_requests(session, "mission-locale-forest") == []

    database.read(look)


def test_the_same_tap_twice_asks_once_and_somebody_who_has_one_is_told(database, content):
    def work(session: Session) -> None:
        answers_requests(session)
        amina = come(session, "amina")
        first = send_request(session, amina, wish(), MONDAY)
        again = send_request(session, amina, wish(), MONDAY + HOUR)
        other = send_request(session, amina, wish(request="2"), MONDAY + HOUR)
        neighbour = send_request(session, amina, wish("Badr", request="3", for_other=True), MONDAY + HOUR)
        assert isinstance(first, events.Requested)
        assert again == first
        assert other == events.AlreadyHasOne(first.appointment)
        assert isinstance(neighbour, events.Requested)
        assert count(session, AppointmentRow) == 2

    database.write(work)


@pytest.mark.parametrize("change", [{"mode": "off"}, {"mode": "slots"}, {"paused_at": MONDAY}])
def test_an_office_that_answers_no_requests_any_more_is_not_asked(database, change):
    def work(session: Session) -> None:
        answers_requests(session)
        session.execute(update(OfficeRow).values(**change))
        assert send_request(session, come(session, "amina"), wish(), MONDAY) == events.RequestRefused(ETTERBEEK)
        assert count(session, AppointmentRow) == 0

    database.write(work)


def test_somebody_with_an_appointment_cannot_ask_besides(database):
    def work(session: Session) -> None:
        answers_requests(session)
        put_up(session)
        row = booked(session, "amina", free(session)[0])
        outcome = send_request(session, come(session, "amina"), wish(), MONDAY)
        assert outcome == events.AlreadyHasOne(as_appointment(row))

    database.write(work)


def test_holidays_closures_and_what_is_beyond_the_horizon_cannot_be_wished_for(database):
    def work(session: Session) -> list[str]:
        answers_requests(session, horizon_days=10)
        session.add(ClosureRow(office=ETTERBEEK, first_day=at("2026-12-22").date(), last_day=at("2026-12-23").date()))
        session.flush()
        return [str(one) for one in half_days_of_office(session, ETTERBEEK, at("2026-12-18 09:00"))]

    # The second opening day after Friday the 18th is Thursday the 24th: the promise, and the wishes begin after it.
    assert database.write(work) == ["2026-12-28.am", "2026-12-28.pm"]


@pytest.mark.parametrize(
    ("now", "first"), [("2026-11-23 09:00", "2026-11-26.am"), ("2026-12-24 16:30", "2026-12-30.am")]
)
def test_no_half_day_is_offered_that_begins_before_the_promised_answer(database, now, first):
    def work(session: Session) -> None:
        answers_requests(session)
        assert str(half_days_of_office(session, ETTERBEEK, at(now))[0]) == first
        assert half_day_from(first).begins_at > promise_of(at(now)).answer_by

    database.write(work)


# Answering


@pytest.mark.parametrize("what", ["walk_in", "phone", "followed", "other_office"])
@pytest.mark.parametrize("lang", ["fr", "nl"])
def test_each_answer_reaches_the_person_in_their_language_with_two_ways_out(database, content, what, lang):
    def work(session: Session) -> None:
        answers_requests(session)
        row = requested(session, "amina", content, lang=lang)
        done = answer(session, row, what, content)
        assert done is not None
        assert (done.outcome, done.told, row.status, kept(session, row).answer) == ("done", True, "declined", what)
        (message,) = to_amina(session)
        start = {
            "fr": "Réponse à votre demande : Mission Locale d'Etterbeek",
            "nl": "Antwoord op uw vraag: Mission Locale",
        }
        assert Outgoing.from_json(message.body).text.startswith(start[lang])
        assert len(labels(message)) >= 2
        assert {"fr": "Parler à une personne", "nl": "Met een mens spreken"}[lang] in labels(message)
        assert count(session, CellRow) == 0

    database.write(work)


def test_another_office_is_the_one_that_staff_name_or_the_one_advised_besides(database, content):
    def work(session: Session) -> list[str]:
        answers_requests(session)
        named = requested(session, "amina", content)
        answer(session, named, "other_office", content, other_office="mission-locale-ixelles")
        advised = requested(session, "badr", content)
        answer(session, advised, "other_office", content, other_office="nowhere")
        return [labels(row)[0] for row in to_amina(session)]

    assert database.write(work) == ["Plutôt : Mission Locale d'Ixelles", "Plutôt : Actiris"]


def test_a_proposal_owns_its_cells_and_says_until_when(database, content, asked):
    def work(session: Session) -> None:
        row = row_(session, asked)
        done = answer(session, row, "proposed", content)
        assert done is not None
        assert (done.outcome, row.status, row.starts_at) == ("done", "proposed", at("2026-11-26 09:00"))
        assert len(cells_of(session, row.id)) == 12  # the hour that begins then
        assert kept(session, row).proposal_until == at("2026-11-25 17:00")
        (message,) = to_amina(session)
        text = Outgoing.from_json(message.body).text
        assert "jeudi 26 novembre, 9h00" in text
        assert "Répondez au plus tard mercredi 25 novembre à 17h00." in text
        assert labels(message) == ["Accepter", "Un autre moment", "Je ne veux plus", "Parler à une personne"]
        assert [one.id for one in agenda_of_day(session, ETTERBEEK, at("2026-11-26").date())] == [row.id]
        assert [one.id for one, _ in open_proposals(session, ETTERBEEK)] == [row.id]
        assert open_requests(session, ETTERBEEK) == []

    database.write(work)


def test_six_times_are_shown_in_the_half_days_and_what_is_taken_is_not(database, content, asked):
    def work(session: Session) -> None:
        row = row_(session, asked)
        other = requested(session, "badr", content)
        first = times_to_propose(session, row, kept(session, row), MONDAY)
        assert [slot.starts_at for slot in first] == [
            at("2026-11-26 09:00"), at("2026-11-26 10:00"), at("2026-11-26 11:00"),
            at("2026-11-27 13:00"), at("2026-11-27 14:00"), at("2026-11-27 15:00"),
        ]  # fmt: skip
        answer(session, row, "proposed", content)
        left = times_to_propose(session, other, kept(session, other), MONDAY)
        assert at("2026-11-26 09:00") not in [slot.starts_at for slot in left]

    database.write(work)


def test_times_come_from_the_openings_where_there_are_some_and_from_desks_that_speak_the_language(database, content):
    def work(session: Session) -> list[object]:
        put_up(session, office=ETTERBEEK, languages=("fr", "nl"), openings=((3, "09:00", "10:00"),))
        session.execute(update(OfficeRow).values(mode="request"))
        row = requested(session, "amina", content)
        return [(slot.starts_at, slot.desk_id) for slot in free_times(session, row, MONDAY)][:2]

    first_desk = database.write(lambda session: work(session)[0][1])
    times = database.read(
        lambda session: [
            slot.starts_at for slot in free_times(session, session.scalars(select(AppointmentRow)).one(), MONDAY)
        ]
    )
    assert times[:2] == [at("2026-11-26 09:00"), at("2026-11-26 09:30")]
    assert database.read(lambda session: session.get(DeskRow, first_desk).languages) == "fr"


def test_an_office_without_a_desk_gets_one_with_its_first_proposal(database, content):
    def work(session: Session) -> None:
        answers_requests(session, desks=0)
        row = requested(session, "amina", content)
        done = answer(session, row, "proposed", content)
        assert done is not None
        desk = session.scalars(select(DeskRow)).one()
        assert (done.outcome, row.desk_id, desk.languages) == ("done", desk.id, "fr")
        badr = requested(session, "badr", content)
        answer(session, badr, "proposed", content)
        assert (badr.desk_id, badr.starts_at) == (desk.id, at("2026-11-26 10:00"))

    database.write(work)


def test_a_time_that_is_too_near_or_taken_is_refused_and_nothing_is_said(database, content, asked):
    def work(session: Session) -> None:
        row = row_(session, asked)
        near = answer(session, row, "proposed", content, starts_at=MONDAY + timedelta(minutes=50))
        nothing = answer(session, row, "proposed", content, starts_at=None)
        odd = answer(session, row, "proposed", content, starts_at=at("2026-11-26 09:10"))
        assert [done.outcome for done in (near, nothing, odd) if done] == ["refused", "refused", "taken"]
        assert (row.status, row.version, to_amina(session)) == ("requested", 1, [])

    database.write(work)


def test_the_second_answer_has_no_effect_and_says_who_was_first(database, content, asked):
    def work(session: Session) -> None:
        row = row_(session, asked)
        answer(session, row, "phone", content, actor="group:Badr")
        same = answer(session, row, "phone", content, version=1)
        other = answer(session, row, "walk_in", content, version=1)
        assert [(done.outcome, done.by) for done in (same, other) if done] == [
            ("already", "group:Badr"),
            ("changed", "group:Badr"),
        ]
        assert len(to_amina(session)) == 1

    database.write(work)


def test_a_request_of_another_office_does_not_exist(database, content, asked):
    def work(session: Session) -> None:
        assert answer_request(session, "mission-locale-forest", asked, 1, "phone", content, MONDAY, "staff:1") is None
        assert row_(session, asked).status == "requested"

    database.write(work)


def test_somebody_who_cannot_be_reached_is_for_staff_to_phone(database, content, asked):
    def work(session: Session) -> None:
        session.execute(update(ConversationRow).values(unreachable_at=MONDAY))
        done = answer(session, row_(session, asked), "phone", content)
        assert done is not None
        assert (done.outcome, done.told, to_amina(session)[0].state) == ("done", False, "check")

    database.write(work)


# What the person says


def test_a_yes_makes_an_appointment_like_any_other(database, content, asked):
    def work(session: Session) -> None:
        row = row_(session, asked)
        answer(session, row, "proposed", content)
        wanted = effects.AcceptProposal(row.code, row.version)
        outcome = accept_proposal(session, row.chat_key, wanted, MONDAY + HOUR)
        assert isinstance(outcome, events.Booked)
        assert (row.status, len(cells_of(session, row.id)), outcome.appointment.request) == ("booked", 12, None)
        assert [due.kind for due in due_messages("booked", row.starts_at, row.moved_at or row.created_at)] == [
            "reminder_1day"
        ]
        assert [kept.status for kept in appointments_of_month(session, ETTERBEEK, at("2026-11-01").date())] == [
            "booked"
        ]
        assert [one.id for one in for_calendar(session, ETTERBEEK, MONDAY)] == [row.id]
        again = accept_proposal(session, row.chat_key, wanted, MONDAY + HOUR)
        assert isinstance(again, events.NotPossible)

    database.write(work)


def test_a_yes_after_the_end_or_by_somebody_else_does_nothing(database, content, asked):
    def work(session: Session) -> None:
        row = row_(session, asked)
        answer(session, row, "proposed", content)
        wanted = effects.AcceptProposal(row.code, row.version)
        stranger = accept_proposal(session, come(session, "eve"), wanted, MONDAY)
        late = accept_proposal(session, row.chat_key, wanted, at("2026-11-25 17:00"))
        assert stranger == events.NotPossible(None)
        assert isinstance(late, events.NotPossible)
        assert row.status == "proposed"

    database.write(work)


def test_another_moment_frees_the_proposed_time_and_makes_a_new_promise(database, content, asked):
    def work(session: Session) -> None:
        row = row_(session, asked)
        answer(session, row, "proposed", content)
        tuesday = at("2026-11-24 10:00")
        outcome = ask_again(
            session, row.chat_key, effects.AskAgain(row.code, row.version, (FRIDAY_AFTERNOON,)), tuesday
        )
        assert isinstance(outcome, events.Requested)
        request = kept(session, row)
        assert (row.status, row.starts_at, row.desk_id, count(session, CellRow)) == ("requested", None, None, 0)
        assert (request.answer, request.proposal_until) == ("", None)
        assert request.half_days == str(FRIDAY_AFTERNOON)
        assert request.answer_by == at("2026-11-26 17:00")

    database.write(work)


@pytest.mark.parametrize("proposed", [False, True])
def test_taking_it_back_frees_all_and_counts_as_no_appointment(database, content, asked, proposed):
    def work(session: Session) -> None:
        row = row_(session, asked)
        if proposed:
            answer(session, row, "proposed", content)
        outcome = cancel(session, row.chat_key, effects.Cancel(row.code, row.version), MONDAY + HOUR)
        assert isinstance(outcome, events.Cancelled)
        assert outcome.appointment.request is not None
        assert (row.status, row.starts_at, count(session, CellRow)) == ("cancelled_by_person", None, 0)
        assert appointments_of_month(session, ETTERBEEK, at("2026-11-01").date()) == []
        assert for_calendar(session, ETTERBEEK, MONDAY) == []
        # And the person may ask again.
        assert isinstance(send_request(session, row.chat_key, wish(request="9"), MONDAY + HOUR), events.Requested)

    database.write(work)


@pytest.mark.parametrize("proposed", [False, True])
def test_erasing_frees_a_request_and_the_office_sees_no_name(database, content, asked, proposed):
    def work(session: Session) -> None:
        row = row_(session, asked)
        chat_key = row.chat_key
        if proposed:
            answer(session, row, "proposed", content)
        assert erase_chat(session, chat_key, MONDAY + HOUR) == (row.code,)
        news_of_request(session, row.code, content, MONDAY + HOUR)
        assert (row.status, row.first_name, row.chat_key, row.starts_at) == ("cancelled_by_person", None, None, None)
        assert count(session, CellRow) == 0
        assert open_requests(session, ETTERBEEK) == []

    database.write(work)


def test_what_a_request_became_is_shown_to_its_person_for_a_month(database, content, asked):
    def work(session: Session) -> None:
        row = row_(session, asked)
        answer(session, row, "phone", content)
        assert [one.code for one in appointments_of_chat(session, row.chat_key, MONDAY + 29 * DAY)] == [row.code]
        assert appointments_of_chat(session, row.chat_key, MONDAY + 31 * DAY) == []

    database.write(work)


def test_an_answer_that_waits_is_not_sent_when_the_person_has_taken_it_back(database, content, asked):
    def work(session: Session) -> None:
        row = row_(session, asked)
        answer(session, row, "proposed", content)
        cancel(session, row.chat_key, effects.Cancel(row.code, row.version), MONDAY)
        assert claim(session, "me", MONDAY, (CHANNEL,)) == []
        assert to_amina(session)[0].state == "dropped"

    database.write(work)


def test_its_history_says_who_did_what(database, content, asked):
    def work(session: Session) -> list[tuple[str, str]]:
        row = row_(session, asked)
        answer(session, row, "proposed", content, actor="group:Badr")
        accept_proposal(session, row.chat_key, effects.AcceptProposal(row.code, row.version), MONDAY)
        found = session.scalars(select(AppointmentEventRow).order_by(AppointmentEventRow.id))
        return [(event.actor, event.what) for event in found]

    assert database.write(work) == [
        ("person", "requested"),
        ("group:Badr", "proposed"),
        ("group:Badr", "answer:proposed"),
        ("person", "booked"),
    ]


def test_a_proposal_on_a_day_that_is_closed_since_is_asked_for_again_and_both_are_told(database, content, asked):
    def work(session: Session) -> None:
        row = row_(session, asked)
        answer(session, row, "proposed", content)
        day = at("2026-11-26").date()
        closed = close_and_tell(session, ETTERBEEK, day, day, None, (), content, MONDAY + HOUR, "staff:1")
        assert isinstance(closed, Closed)
        assert (row.status, row.starts_at, count(session, CellRow)) == ("requested", None, 0)
        assert kept(session, row).answer_by == at("2026-11-25 17:00")
        texts = [Outgoing.from_json(one.body).text for one in to_amina(session)]
        assert texts[-1].startswith("Changement : le bureau est fermé ce jour-là.")
        assert "jeudi 26 novembre, 9h00" in texts[-1]
        left = [slot.starts_at for slot in times_to_propose(session, row, kept(session, row), MONDAY)]
        assert left[0] == at("2026-11-27 13:00")

    database.write(work)


# At once


def at_once(database, *works):
    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(database.write, works))


def test_of_two_who_answer_at_once_one_has_an_effect(database, content, asked):
    def say(what: str):
        return lambda session: answer_request(session, ETTERBEEK, asked, 1, what, content, MONDAY, f"staff:{what}")

    done = at_once(database, *(say(what) for what in ("phone", "walk_in", "followed", "phone")))

    assert [one.outcome for one in done].count("done") == 1
    assert len(database.read(to_amina)) == 1


def test_taking_back_while_staff_propose_leaves_one_of_the_two(database, content, asked):
    row = database.read(lambda session: row_(session, asked))

    def propose(session: Session):
        starts_at = at("2026-11-26 09:00")
        return answer_request(session, ETTERBEEK, asked, 1, "proposed", content, MONDAY, "staff:1", starts_at=starts_at)

    proposed, taken_back = at_once(
        database, propose, lambda session: cancel(session, row.chat_key, effects.Cancel(row.code, 1), MONDAY)
    )

    won = proposed.outcome == "done"
    assert isinstance(taken_back, events.NotPossible) is won
    status, cells = database.read(lambda session: (row_(session, asked).status, count(session, CellRow)))
    assert (status, cells) == (("proposed", 12) if won else ("cancelled_by_person", 0))


def test_the_last_desk_of_a_time_goes_to_one_of_many_proposals_and_desk_bookings(database, content):
    def prepare(session: Session) -> list[int]:
        put_up(session, office=ETTERBEEK, openings=((3, "09:00", "09:30"),), horizon_days=5)
        session.execute(update(OfficeRow).values(mode="request"))
        return [requested(session, name, content).id for name in ("amina", "badr", "chloe")]

    ids = database.write(prepare)
    starts_at = at("2026-11-26 09:00")

    def propose(number: int):
        return lambda session: answer_request(
            session, ETTERBEEK, number, 1, "proposed", content, MONDAY, "staff:1", starts_at=starts_at
        )

    def at_the_desk(session: Session):
        return book_at_desk(session, ETTERBEEK, starts_at, "Dries", "fr", "", "form", content, MONDAY, "staff:2")

    *proposed, booked_there = at_once(database, *(propose(number) for number in ids), at_the_desk)

    outcomes = sorted([one.outcome for one in proposed])
    assert (outcomes, booked_there is not None) in ((["done", "taken", "taken"], False), (["taken"] * 3, True))
    assert database.read(lambda session: count(session, CellRow)) == 6
