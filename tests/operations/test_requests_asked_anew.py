"""A proposed time that staff take back: the request waits again, the person is told, and a yes has it or is told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.conversation import effects, events
from bot.conversation.outgoing import Outgoing
from bot.operations.requests.asking_anew import TakenBack, take_back_proposal
from bot.operations.requests.lifecycle import accept_proposal
from bot.operations.sending.outbox import claim
from bot.store.groups import last_actor
from bot.store.requests import open_proposals, open_requests
from bot.store.tables import AppointmentRow, CellRow, ConversationRow, OutboxRow
from tests.asked import ETTERBEEK, answer, answers_requests, kept, requested
from tests.bookings import CHANNEL, HOUR, count, messages
from tests.conftest import MONDAY
from tests.conversation.sayings import at

TUESDAY = at("2026-11-24 10:00")


def texts_to(session: Session) -> list[Outgoing]:
    return [Outgoing.from_json(row.body) for row in messages(session, OutboxRow.channel == CHANNEL)]


@pytest.fixture(params=["fr", "nl"])
def lang(request):
    return request.param


@pytest.fixture
def proposed(database, content):
    """Amina has asked on Monday at nine and was proposed Thursday at nine. Gives the id."""

    def work(session: Session) -> int:
        answers_requests(session)
        row = requested(session, "amina", content)
        answer(session, row, "proposed", content)
        return row.id

    return database.write(work)


def row_(session: Session, number: int) -> AppointmentRow:
    return session.get_one(AppointmentRow, number)


def take_back(session: Session, number: int, content, now=TUESDAY, **more) -> TakenBack | None:
    version = more.get("version") or row_(session, number).version
    return take_back_proposal(session, more.get("office", ETTERBEEK), number, version, content, now, "staff:2")


def test_the_request_waits_again_with_a_new_promise_and_its_time_is_free(database, content, proposed):
    def work(session: Session) -> None:
        done = take_back(session, proposed, content)
        row, request = row_(session, proposed), kept(session, row_(session, proposed))
        assert done == TakenBack("done")
        assert (row.status, row.starts_at, row.desk_id, row.minutes, row.version) == ("requested", None, None, None, 3)
        assert (request.answer, request.proposal_until, request.asked_at) == ("", None, TUESDAY)
        assert request.answer_by == at("2026-11-26 17:00")
        assert count(session, CellRow) == 0
        assert [one.id for one, _ in open_requests(session, ETTERBEEK)] == [proposed]
        assert open_proposals(session, ETTERBEEK) == []
        assert last_actor(session, proposed) == "staff:2"

    database.write(work)


def test_the_person_is_told_kindly_in_their_language_with_the_new_promise(database, content, lang):
    def work(session: Session) -> str:
        answers_requests(session)
        row = requested(session, "amina", content, lang=lang)
        answer(session, row, "proposed", content)
        take_back(session, row.id, content)
        return texts_to(session)[-1].text

    first, *_, moment, office, waits, promise = [line for line in database.write(work).split("\n") if line]
    assert (first, moment, waits, promise) == {
        "fr": (
            "Changement : le bureau ne propose plus ce moment. Ce n'est pas votre faute.",
            "jeudi 26 novembre, 9h00",
            "Votre demande reste ouverte. Le bureau vous écrira ici.",
            "Vous aurez un message ici au plus tard jeudi 26 novembre à 17h00. Même si le bureau ne répond pas.",
        ),
        "nl": (
            "Verandering: het kantoor stelt dit moment niet meer voor. Het ligt niet aan u.",
            "donderdag 26 november, 9u00",
            "Uw vraag blijft open. Het kantoor schrijft u hier.",
            "U krijgt hier een bericht, ten laatste donderdag 26 november om 17u00. "
            "Ook als het kantoor niet antwoordt.",
        ),
    }[lang]
    assert "Etterbeek" in office


def test_a_proposal_that_was_not_sent_yet_is_not_sent_any_more(database, content, proposed):
    def work(session: Session) -> list[str]:
        take_back(session, proposed, content)
        sent = [leased.message.text for leased in claim(session, "worker", TUESDAY, [CHANNEL])]
        return [text.partition("\n")[0] for text in sent]

    assert database.write(work) == ["Changement : le bureau ne propose plus ce moment. Ce n'est pas votre faute."]


def test_after_a_yes_nothing_is_taken_back(database, content, proposed):
    def work(session: Session) -> None:
        row = row_(session, proposed)
        accept_proposal(session, row.chat_key, effects.AcceptProposal(row.code, row.version), MONDAY + HOUR)
        heard = len(texts_to(session))
        assert take_back(session, proposed, content, version=2) == TakenBack("accepted", by="person")
        assert (row.status, row.starts_at, len(texts_to(session))) == ("booked", at("2026-11-26 09:00"), heard)

    database.write(work)


def test_a_yes_after_it_was_taken_back_finds_a_request(database, content, proposed):
    def work(session: Session) -> None:
        row = row_(session, proposed)
        take_back(session, proposed, content)
        outcome = accept_proposal(session, row.chat_key, effects.AcceptProposal(row.code, 2), TUESDAY)
        assert isinstance(outcome, events.NotPossible)
        assert outcome.appointment is not None
        assert (outcome.appointment.status, row.status) == ("requested", "requested")

    database.write(work)


def test_a_second_colleague_is_told_who_was_first_and_another_office_knows_nothing(database, content, proposed):
    def work(session: Session) -> None:
        assert take_back(session, proposed, content, office="mission-locale-forest") is None
        take_back(session, proposed, content)
        heard = len(texts_to(session))
        assert take_back(session, proposed, content, version=2) == TakenBack("already", by="staff:2")
        assert len(texts_to(session)) == heard

    database.write(work)


def test_what_the_person_changed_meanwhile_is_said_to_have_changed(database, content, proposed):
    def work(session: Session) -> None:
        row = row_(session, proposed)
        row.status = "cancelled_by_person"
        row.version = 3
        session.flush()
        done = take_back(session, proposed, content, version=2)
        assert done is not None
        assert done.outcome == "changed"

    database.write(work)


def test_somebody_who_cannot_be_reached_is_for_staff_to_phone(database, content, proposed):
    def work(session: Session) -> None:
        session.execute(update(ConversationRow).values(unreachable_at=MONDAY))
        assert take_back(session, proposed, content) == TakenBack("done", told=False)
        assert messages(session, OutboxRow.channel == CHANNEL)[-1].state == "check"

    database.write(work)


def test_a_yes_and_a_taking_back_at_once_leave_one_of_the_two(database, content, proposed):
    row = database.read(lambda session: row_(session, proposed))

    def yes(session: Session) -> object:
        return accept_proposal(session, row.chat_key, effects.AcceptProposal(row.code, 2), MONDAY + HOUR)

    def back(session: Session) -> object:
        return take_back_proposal(session, ETTERBEEK, proposed, 2, content, MONDAY + HOUR, "staff:2")

    with ThreadPoolExecutor(2) as pool:
        said_yes, taken_back = pool.map(database.write, (yes, back))

    has_it = isinstance(said_yes, events.Booked)
    assert taken_back == (TakenBack("accepted", by="person") if has_it else TakenBack("done"))
    assert isinstance(said_yes, events.NotPossible) is not has_it
    status, cells = database.read(
        lambda session: (row_(session, proposed).status, len(session.scalars(select(CellRow.cell_no)).all()))
    )
    assert (status, cells) == (("booked", 12) if has_it else ("requested", 0))


def test_a_lock_reads_what_stands_now_and_not_what_was_read_before(database, content, proposed):
    """Staff have read the request before the person said yes: the lock must not believe what was read."""

    def work(session: Session) -> TakenBack | None:
        seen = row_(session, proposed)
        assert seen.version == 2
        session.connection().exec_driver_sql(
            f"UPDATE appointment SET status = 'booked', version = 3 WHERE id = {proposed}"
        )
        return take_back_proposal(session, ETTERBEEK, proposed, 2, content, MONDAY, "staff:2")

    done = database.write(work)
    assert done is not None
    assert done.outcome == "accepted"


def test_a_time_that_was_taken_back_can_be_proposed_to_somebody_else_and_again(database, content, proposed):
    def work(session: Session) -> list[object]:
        take_back(session, proposed, content)
        badr = requested(session, "badr", content)
        answer(session, badr, "proposed", content, TUESDAY)
        answer(session, row_(session, proposed), "proposed", content, TUESDAY)
        return [badr.starts_at, row_(session, proposed).starts_at]

    assert database.write(work) == [at("2026-11-26 09:00"), at("2026-11-26 10:00")]
