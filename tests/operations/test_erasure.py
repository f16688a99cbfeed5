"""What is kept, how long, and what is left when a person asks to be forgotten."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.conversation import effects, events
from bot.conversation.outgoing import Outgoing
from bot.operations.appointments.booking import hold_slot, set_status
from bot.operations.effects import carry_out
from bot.operations.erasure import erase_chat, forget_what_is_due
from bot.operations.inbox import lay_aside, note_update
from bot.operations.ports import Sent
from bot.operations.sending.outbox import claim, queue
from bot.operations.sending.settling import settle
from bot.operations.unmet import keep_unmet, scrub
from bot.store.database import Database
from bot.store.tables import (
    AppointmentEventRow,
    AppointmentRow,
    CellRow,
    ConversationRow,
    HoldRow,
    InboxRow,
    OutboxRow,
    UnmetRow,
)
from tests.bookings import CHANNEL, DAY, HOUR, MINUTE, booked, cells_of, come, count, free, messages, put_up
from tests.conftest import MONDAY


def say(session: Session, who: str, words: str, **more: object) -> OutboxRow:
    message = Outgoing(kind="text", text=words)
    key = come(session, who)
    return queue(session, channel=CHANNEL, recipient=key, address=who, message=message, now=MONDAY, **more)  # type: ignore[arg-type]


def test_erasing_leaves_nothing_of_a_person_but_numbers(database: Database):
    def story(session: Session) -> None:
        put_up(session)
        first, second, third, *_ = free(session)
        row = booked(session, "amina", first, details={"phone": "0470"})
        amina, code = come(session, "amina"), row.code
        other = booked(session, "bilal", second)
        note_update(session, CHANNEL, "1", "amina", {"text": "bonjour"}, MONDAY)
        lay_aside(session, session.scalars(select(InboxRow.id)).one(), MONDAY)
        sent, waiting = say(session, "amina", "sent"), say(session, "amina", "waiting", appointment_id=row.id)
        claim(session, "a", MONDAY, [CHANNEL])
        settle(session, sent.id, "a", Sent("77"), MONDAY)
        conversation = session.get(ConversationRow, amina)
        assert conversation is not None
        conversation.state = {"v": 1}
        hold_slot(session, amina, third, MONDAY)

        outcome = carry_out(session, amina, effects.Erase(), MONDAY)

        session.expire_all()
        assert outcome == events.Erased((code,))
        assert (row.status, row.first_name, row.details, row.chat_key, row.beneficiary) == (
            "cancelled_by_person", None, None, None, None,
        )  # fmt: skip
        assert (row.office, row.lang, row.request_key) == (other.office, "fr", f"erased:{row.id}")
        assert (cells_of(session, row.id), count(session, HoldRow)) == (set(), 0)
        assert {first, third} <= set(free(session))
        assert conversation.state is None
        assert [(one.state, one.body, one.message_ref) for one in (sent, waiting)] == [
            ("sent", None, None),
            ("dropped", None, None),
        ]
        # Somebody else's is untouched.
        assert (other.first_name, other.status) == ("Amina", "booked")

    database.write(story)


def test_two_days_after_an_erasure_even_the_key_of_the_chat_is_gone(database: Database):
    def story(session: Session) -> None:
        put_up(session)
        row = booked(session, "amina", free(session)[0])
        amina = come(session, "amina")
        erase_chat(session, amina, MONDAY)

        forget_what_is_due(session, MONDAY + HOUR)
        assert count(session, ConversationRow) == 1  # the answer to the wish is on its way
        forget_what_is_due(session, MONDAY + 49 * HOUR)
        assert count(session, ConversationRow) == 0
        # By its code the office knew which time was free again; the day over, it is not needed.
        assert row.code[0] != "-"
        forget_what_is_due(session, MONDAY + 4 * DAY)
        session.expire_all()
        assert row.code == f"-{row.id}"

    database.write(story)


def test_erasing_after_the_visit_changes_nothing_that_is_counted(database: Database):
    def story(session: Session) -> None:
        put_up(session)
        marked, unmarked = booked(session, "amina", free(session)[0]), booked(session, "bilal", free(session)[1])
        week_later = MONDAY + 7 * DAY
        set_status(session, marked, "attended", week_later, "staff:1")

        freed = [erase_chat(session, come(session, who), week_later) for who in ("amina", "bilal")]

        session.expire_all()
        assert freed == [(), ()]
        assert (marked.status, unmarked.status) == ("attended", "booked")
        assert (marked.first_name, unmarked.first_name) == (None, None)

    database.write(story)


def test_an_erased_person_may_come_again(database: Database):
    def story(session: Session) -> None:
        put_up(session)
        slot = free(session)[0]
        booked(session, "amina", slot)
        erase_chat(session, come(session, "amina"), MONDAY)

        again = booked(session, "amina", slot)

        assert again.status == "booked"

    database.write(story)


def test_erasing_twice_is_erasing_once(database: Database):
    def story(session: Session) -> None:
        put_up(session)
        row = booked(session, "amina", free(session)[0])
        amina = come(session, "amina")

        assert erase_chat(session, amina, MONDAY) == (row.code,)
        assert erase_chat(session, amina, MONDAY) == ()

    database.write(story)


def test_answers_are_forgotten_thirty_days_after_the_last_message(database: Database):
    def story(session: Session) -> None:
        put_up(session)
        booked(session, "amina", free(session)[0])
        conversation = session.scalars(select(ConversationRow)).one()
        conversation.state = {"v": 1}
        session.flush()

        forget_what_is_due(session, MONDAY + 30 * DAY)
        session.expire_all()
        assert conversation.state == {"v": 1}
        forget_what_is_due(session, MONDAY + 30 * DAY + MINUTE)
        session.expire_all()
        assert conversation.state is None
        assert conversation.address == "amina"  # the appointment still needs it

    database.write(story)


def test_names_are_forgotten_six_months_after_the_day_of_the_appointment(database: Database):
    def story(session: Session) -> None:
        put_up(session)
        row = booked(session, "amina", free(session)[0])
        assert row.starts_at is not None

        forget_what_is_due(session, row.starts_at + timedelta(days=183))
        session.expire_all()
        assert (row.first_name, row.chat_key) == ("Amina", come(session, "amina"))
        forget_what_is_due(session, row.starts_at + timedelta(days=183) + MINUTE)
        session.expire_all()
        assert (row.first_name, row.chat_key, row.beneficiary, row.code) == (None, None, None, f"-{row.id}")
        assert (row.status, row.office) == ("booked", "mission-locale-forest")

    database.write(story)


def test_updates_and_messages_are_forgotten_after_two_days(database: Database):
    def story(session: Session) -> None:
        put_up(session)
        row = booked(session, "amina", free(session)[0])
        note_update(session, CHANNEL, "1", "amina", {"text": "bonjour"}, MONDAY)
        note_update(session, CHANNEL, "2", "amina", {"text": "not handled yet"}, MONDAY)
        lay_aside(session, session.scalars(select(InboxRow.id).where(InboxRow.update_id == "1")).one(), MONDAY)
        reply, news = say(session, "amina", "reply"), say(session, "amina", "news", appointment_id=row.id)
        undelivered = say(session, "amina", "undelivered", appointment_id=row.id)
        reply.state = news.state = "sent"
        undelivered.state = "check"
        session.flush()

        forget_what_is_due(session, MONDAY + 48 * HOUR)
        assert (count(session, InboxRow), len(messages(session))) == (2, 3)
        forget_what_is_due(session, MONDAY + 48 * HOUR + MINUTE)
        session.expire_all()

        assert [one.body for one in session.scalars(select(InboxRow))] == [{"text": "not handled yet"}]
        # That news of the appointment was sent stays known, without its words and its address.
        assert [(one.state, one.body, one.address) for one in messages(session)] == [
            ("sent", None, ""),
            ("check", {"kind": "text", "text": "undelivered"}, "amina"),
        ]
        forget_what_is_due(session, MONDAY + 184 * DAY)
        assert messages(session) == []

    database.write(story)


def test_lapsed_holds_and_old_events_are_swept_away(database: Database):
    def story(session: Session) -> None:
        put_up(session)
        first, second, *_ = free(session)
        booked(session, "bilal", first)
        hold_slot(session, come(session, "amina"), second, MONDAY)

        forget_what_is_due(session, MONDAY + HOUR)
        assert count(session, HoldRow) == 1
        forget_what_is_due(session, MONDAY + 2 * HOUR)
        assert (count(session, HoldRow), count(session, CellRow)) == (0, 6)
        forget_what_is_due(session, MONDAY + 366 * DAY)
        assert count(session, AppointmentEventRow) == 0
        assert count(session, AppointmentRow) == 1

    database.write(story)


def test_forgetting_twice_forgets_nothing_more(database: Database):
    def story(session: Session) -> list[tuple[object, ...]]:
        put_up(session)
        booked(session, "amina", free(session)[0])
        say(session, "amina", "hello").state = "sent"
        session.flush()
        later = MONDAY + 10 * DAY
        seen = []
        for _ in range(2):
            forget_what_is_due(session, later)
            session.expire_all()
            seen.append(
                tuple(
                    tuple(getattr(row, column.name) for column in table.__table__.columns)
                    for table in (AppointmentRow, ConversationRow, OutboxRow, AppointmentEventRow)
                    for row in session.scalars(select(table))
                )
            )
        return seen

    first, second = database.write(story)
    assert first == second
    assert len(first) == 3  # the message is gone


def test_a_question_that_was_not_understood_is_kept_thirty_days_without_its_author(database: Database):
    def story(session: Session) -> None:
        keep_unmet(session, "je m'appelle Sophie Dupont, appelez-moi au 0470 12 34 56", "fr", "", MONDAY)
        forget_what_is_due(session, MONDAY + 30 * DAY)
        row = session.scalars(select(UnmetRow)).one()
        assert (row.text, row.day) == ("je m'appelle [nom] appelez-moi au [nombre]", date(2026, 11, 23))
        forget_what_is_due(session, MONDAY + 31 * DAY)
        assert count(session, UnmetRow) == 0

    database.write(story)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("je m'appelle sophie et je cherche un travail", "je m'appelle [nom] et je cherche un travail"),
        ("Mon nom est Jean Luc Martin", "Mon nom est [nom]"),
        ("ik heet Jan Peeters en zoek werk", "ik heet [nom] en zoek werk"),
        ("ik ben op zoek naar werk", "ik ben op zoek naar werk"),
        ("ik ben Jan", "ik ben [nom]"),
        ("moi c'est Zoé", "moi c'est [nom]"),
        ("écris à zoe@example.org ou http://x.be/zoe", "écris à [mail] ou [lien]"),
        ("j'ai 54 ans, rue 12", "j'ai [nombre] ans, rue [nombre]"),
        ("85.07.30-033.28", "[nombre]"),
        ("x" * 900, "x" * 300),
    ],
)
def test_what_could_name_somebody_is_taken_out_of_a_question(text: str, kept: str):
    assert scrub(text) == kept


def test_scrubbing_the_longest_text_is_quick():
    hard = "a" * 4096
    assert scrub(hard) == "a" * 300
