"""Closing days on which people are expected: whom it touches, what they are told, what they are no longer told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.booking.calendar import day_of
from bot.content.model import Content
from bot.conversation.appointments.cards import appointment_message
from bot.conversation.outgoing import Outgoing
from bot.operations.appointments.reminders import queue_due
from bot.operations.appointments.staff import settle_phoned
from bot.operations.groups import closed_days
from bot.operations.groups.reminders import remind_groups
from bot.operations.offices import openings
from bot.operations.offices.closures import Closed, Reopened, close_and_tell, take_back
from bot.store.closed_days import to_phone_about_days
from bot.store.database import Database
from bot.store.openings import touched_by
from bot.store.tables import AppointmentRow, ClosureRow, ConversationRow, DeskRow, OfficeGroupRow, OutboxRow
from bot.store.worlds import read_world
from tests.bookings import FOREST, booked, come, count, free, messages, put_up
from tests.conftest import MONDAY

NEXT_MONDAY = date(2026, 11, 30)
GROUP = "group"


def close(
    session: Session, content: Content, seen: Sequence[AppointmentRow], desk_id: int | None = None
) -> Closed | Sequence[AppointmentRow] | None:
    return close_and_tell(
        session, FOREST, NEXT_MONDAY, NEXT_MONDAY, desk_id, [row.id for row in seen], content, MONDAY, "staff:1"
    )


def closure_ids(session: Session) -> list[int]:
    return list(session.scalars(select(ClosureRow.id)))


def on_next_monday(session: Session, who: str, number: int = 0) -> AppointmentRow:
    slots = [slot for slot in free(session) if day_of(slot.starts_at) == NEXT_MONDAY]
    return booked(session, who, slots[number], request=who)


def test_nothing_is_closed_before_somebody_has_seen_whom_it_touches(database: Database, content: Content):
    def story(session: Session) -> None:
        put_up(session)
        first, second = on_next_monday(session, "amina"), on_next_monday(session, "bilal", 1)

        assert close(session, content, [first]) == [first, second]
        assert count(session, ClosureRow) == 0
        assert close(session, content, [first, second]) == Closed(1, 2, 0)

    database.write(story)


def test_closing_one_desk_touches_its_people_only(database: Database, content: Content):
    def story(session: Session) -> None:
        one, other = put_up(session, languages=("fr", "fr"))
        first, second = on_next_monday(session, "amina"), on_next_monday(session, "bilal")
        assert {first.desk_id, second.desk_id} == {one, other}

        assert close(session, content, [first], first.desk_id) == Closed(1, 1, 0)

        assert [row.appointment_id for row in messages(session)] == [first.id]

    database.write(story)


def test_a_closed_day_is_offered_to_nobody_and_its_appointments_stay(database: Database, content: Content):
    def story(session: Session) -> None:
        put_up(session)
        row = on_next_monday(session, "amina")

        close(session, content, [row])

        assert NEXT_MONDAY not in {day_of(slot.starts_at) for slot in free(session)}
        assert (row.status, row.version) == ("booked", 1)
        assert list(touched_by(session, FOREST, NEXT_MONDAY, NEXT_MONDAY, None, MONDAY)) == [row]

    database.write(story)


def test_nobody_is_reminded_of_an_appointment_on_a_closed_day(database: Database, content: Content):
    def story(session: Session) -> None:
        put_up(session)
        row = on_next_monday(session, "amina")
        eve = datetime(2026, 11, 29, 17, 0, tzinfo=MONDAY.tzinfo)
        close(session, content, [row])

        assert queue_due(session, content, eve) == 0
        take_back(session, FOREST, closure_ids(session)[0], content, MONDAY, "staff:1")
        assert queue_due(session, content, eve) == 1

    database.write(story)


def test_days_that_are_closed_again_are_told_again_and_what_was_not_sent_is_not_sent(
    database: Database, content: Content
):
    def story(session: Session) -> None:
        put_up(session)
        first, second = on_next_monday(session, "amina"), on_next_monday(session, "bilal", 1)
        close(session, content, [first, second])
        messages(session)[0].state = "sent"
        session.flush()

        assert take_back(session, FOREST, closure_ids(session)[0], content, MONDAY, "staff:1") == Reopened(1, 0)
        assert take_back(session, "mission-locale-saint-gilles", 1, content, MONDAY, "staff:1") is None
        assert [message.state for message in messages(session)] == ["sent", "dropped", "waiting"]
        assert "Votre rendez-vous reste." in messages(session)[2].body["text"]
        assert messages(session)[2].appointment_id == first.id
        assert isinstance(close(session, content, [first, second]), Closed)

        assert [(message.appointment_id, message.state) for message in messages(session)][3:] == [
            (first.id, "waiting"),
            (second.id, "waiting"),
        ]

    database.write(story)


def test_who_has_no_chat_is_to_be_phoned_until_somebody_did_and_again_when_the_day_is_reopened(
    database: Database, content: Content
):
    def story(session: Session) -> None:
        put_up(session)
        called, not_called = on_next_monday(session, "amina"), on_next_monday(session, "bilal", 1)
        called.chat_key = not_called.chat_key = None
        session.flush()

        assert close(session, content, [called, not_called]) == Closed(1, 0, 2)
        assert to_phone_about_days(session, FOREST, MONDAY) == [("closed_phone", called), ("closed_phone", not_called)]
        assert to_phone_about_days(session, "mission-locale-saint-gilles", MONDAY) == []
        assert not settle_phoned(session, "mission-locale-saint-gilles", called.id, MONDAY, "staff:2")
        assert settle_phoned(session, FOREST, called.id, MONDAY, "staff:1")
        assert to_phone_about_days(session, FOREST, MONDAY) == [("closed_phone", not_called)]

        assert take_back(session, FOREST, closure_ids(session)[0], content, MONDAY, "staff:1") == Reopened(0, 1)
        assert to_phone_about_days(session, FOREST, MONDAY) == [("reopened_phone", called)]

    database.write(story)


def test_a_closure_message_that_never_arrived_is_not_called_about_after_the_day_is_reopened(
    database: Database, content: Content
):
    def story(session: Session) -> None:
        put_up(session)
        row = on_next_monday(session, "amina")
        close(session, content, [row])
        messages(session)[0].state = "check"
        session.flush()

        assert take_back(session, FOREST, closure_ids(session)[0], content, MONDAY, "staff:1") == Reopened(0, 0)
        assert [message.state for message in messages(session)] == ["dropped"]

    database.write(story)


def test_a_desk_that_is_nobodys_here_closes_nothing(database: Database, content: Content):
    def story(session: Session) -> None:
        put_up(session)
        theirs = put_up(session, office="mission-locale-saint-gilles")[0]

        assert close(session, content, [], theirs) is None
        assert count(session, ClosureRow) == 0

    database.write(story)


def test_a_second_desk_of_the_same_name_and_a_desk_without_language_are_refused(database: Database):
    def story(session: Session) -> None:
        put_up(session)

        assert openings.set_desk(session, FOREST, None, "Guichet 1", ("fr",)) == "label"
        assert openings.set_desk(session, FOREST, None, "Guichet 2", ("xx",)) == "languages"
        assert openings.set_desk(session, FOREST, 999, "Guichet 2", ("fr",)) == "unknown"
        assert openings.set_desk(session, FOREST, None, " Guichet   2", ("nl", "fr")) == ""
        assert {(desk.label, desk.languages) for desk in session.query(DeskRow)} == {
            ("Guichet 1", "fr"),
            ("Guichet 2", "fr,nl"),
        }

    database.write(story)


def test_who_is_expected_in_the_past_is_touched_no_more(database: Database, content: Content):
    def story(session: Session) -> None:
        put_up(session)
        row = on_next_monday(session, "amina")
        assert row.starts_at is not None

        late = row.starts_at + timedelta(minutes=1)

        assert list(touched_by(session, FOREST, NEXT_MONDAY, NEXT_MONDAY, None, late)) == []

    database.write(story)


@pytest.mark.parametrize("one_desk", [True, False])
def test_the_card_says_that_the_day_is_closed_until_it_is_reopened(
    database: Database, content: Content, one_desk: bool
):
    def story(session: Session) -> None:
        put_up(session, languages=("fr", "fr"))
        row, other = on_next_monday(session, "amina"), on_next_monday(session, "bilal")
        assert row.desk_id != other.desk_id
        close(session, content, [row, other], row.desk_id if one_desk else None)

        def card(of: AppointmentRow) -> list[str]:
            world = read_world(session, of.chat_key or "", content, MONDAY)
            return [part.key for part in appointment_message(world.appointments[0], world).parts]

        assert card(row)[0] == "booking.closed_day"
        assert "booking.if_not" not in card(row)
        assert ("booking.closed_day" in card(other)) is not one_desk

        take_back(session, FOREST, closure_ids(session)[0], content, MONDAY, "staff:1")
        assert "booking.closed_day" not in card(row)

    database.write(story)


# The group hears whom to phone


def linked(session: Session) -> None:
    recipient = come(session, "the group")
    row = OfficeGroupRow(office=FOREST, channel=GROUP, recipient=recipient, address="the group", linked_at=MONDAY)
    session.add(row)
    session.flush()


def heard(session: Session) -> list[str]:
    return [Outgoing.from_json(row.body).text for row in messages(session, OutboxRow.channel == GROUP)]


@pytest.mark.parametrize(
    ("office_speaks", "first", "line", "last"),
    [
        (
            "fr", "**Fermé : lundi 30 novembre. À prévenir par téléphone :**", "lundi 30 novembre, 9h00, Amina, code ",
            "Nos messages ne leur arrivent pas. Leur numéro est sur la page du bureau, si nous l'avons.",
        ),
        (
            "nl", "**Gesloten: maandag 30 november. Telefonisch verwittigen:**",
            "maandag 30 november, 9u00, Amina, code ",
            "Onze berichten komen bij hen niet aan. Hun nummer staat op de pagina van het kantoor, als wij het hebben.",
        ),
    ],
)  # fmt: skip
def test_the_group_hears_once_whom_to_phone_and_nobody_who_can_be_written_to(
    database: Database, content: Content, monkeypatch: pytest.MonkeyPatch, office_speaks: str, first: str, line: str,
    last: str,
):  # fmt: skip
    monkeypatch.setattr(closed_days, "language_of", lambda content, office: office_speaks)

    def story(session: Session) -> None:
        put_up(session)
        linked(session)
        no_chat, blocked, reached = (on_next_monday(session, who, n) for n, who in enumerate(("a", "b", "c")))
        no_chat.details = {"phone": "0470123456"}
        session.get_one(ConversationRow, blocked.chat_key).unreachable_at = MONDAY
        no_chat.chat_key = None
        session.flush()

        assert close(session, content, [no_chat, blocked, reached]) == Closed(1, 1, 2)
        remind_groups(session, content, MONDAY)

        told = heard(session)
        assert len(told) == 1
        lines = told[0].split("\n")
        assert (lines[0], lines[-1]) == (first, last)
        assert lines[1] == f"{line}{no_chat.code[-3:]}"
        assert [words[-3:] for words in lines[1:-1]] == [no_chat.code[-3:], blocked.code[-3:]]
        assert no_chat.code not in told[0]
        assert "0470" not in told[0]

    database.write(story)


def test_the_group_hears_nothing_when_everybody_is_written_to_or_nobody_is_touched(
    database: Database, content: Content
):
    def story(session: Session) -> None:
        put_up(session)
        linked(session)
        row = on_next_monday(session, "amina")
        close(session, content, [row])
        assert heard(session) == []

    database.write(story)


def test_somebody_whom_a_message_fails_to_reach_afterwards_is_named_alone(database: Database, content: Content):
    def story(session: Session) -> None:
        put_up(session)
        linked(session)
        row = on_next_monday(session, "amina")
        close(session, content, [row])
        messages(session, OutboxRow.appointment_id == row.id)[0].state = "check"
        session.get_one(ConversationRow, row.chat_key).unreachable_at = MONDAY + timedelta(minutes=1)
        session.flush()
        remind_groups(session, content, MONDAY + timedelta(minutes=2))
        assert [text.split("\n")[0] for text in heard(session)] == [
            "**Téléphonez à cette personne : nos messages n'arrivent pas**"
        ]

    database.write(story)


def test_a_day_that_is_open_again_names_whom_to_phone_again_and_a_long_list_is_cut(
    database: Database, content: Content, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(closed_days, "MOST_ROWS", 1)

    def story(session: Session) -> None:
        put_up(session)
        linked(session)
        rows = [on_next_monday(session, who, n) for n, who in enumerate(("a", "b"))]
        for row in rows:
            row.chat_key = None
        session.flush()
        close(session, content, rows)
        assert heard(session)[-1].split("\n")[2] == "et 1 autre personne, sur la page du bureau"
        for row in rows:
            settle_phoned(session, FOREST, row.id, MONDAY, "staff:1")

        assert take_back(session, FOREST, closure_ids(session)[0], content, MONDAY, "staff:1") == Reopened(0, 2)
        assert heard(session)[-1].split("\n")[0] == (
            "**De nouveau ouvert : lundi 30 novembre. À prévenir par téléphone :**"
        )

    database.write(story)
