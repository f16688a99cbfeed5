"""The one road out: leases, attempts, order, and what becomes of what cannot be delivered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.conversation.outgoing import Outgoing, OutgoingButton
from bot.operations.inbox import chat_key_of
from bot.operations.ports import Delivery, MovedTo, OutcomeUnknown, Rejected, Sent, TryLater, Unreachable
from bot.operations.sending.outbox import LEASE, claim, lease_own, queue
from bot.operations.sending.settling import give_back, settle
from bot.store.agendas import undelivered
from bot.store.database import Database
from bot.store.tables import ConversationRow, OfficeGroupRow, OfficeRow, OutboxRow
from tests.bookings import CHANNEL, DAY, FOREST, HOUR, MINUTE, booked, come, free, messages, put_up
from tests.conftest import MONDAY

CHANNELS = (CHANNEL,)
Work = Callable[[Session], Any]


def say(session: Session, name: str, words: str, now: datetime = MONDAY, **more: Any) -> OutboxRow:
    """A message to somebody."""
    return queue(
        session,
        channel=CHANNEL,
        recipient=come(session, name),
        address=name,
        message=Outgoing(kind="text", text=words),
        now=now,
        **more,
    )


def claimed(session: Session, now: datetime = MONDAY, owner: str = "a") -> list[str]:
    """The words of what a worker may send now."""
    return [one.message.text for one in claim(session, owner, now, CHANNELS)]


def answer(session: Session, row: OutboxRow, delivery: Delivery, now: datetime = MONDAY, owner: str = "a") -> None:
    settle(session, row.id, owner, delivery, now)
    session.flush()
    session.expire_all()


def test_a_message_is_sent_once(database: Database):
    def story(session: Session) -> None:
        row = say(session, "amina", "hello")

        assert claimed(session) == ["hello"]
        assert claimed(session, owner="b") == []
        answer(session, row, Sent("77"))

        assert (row.state, row.sent_at, row.message_ref, row.attempts) == ("sent", MONDAY, "77", 1)
        assert claimed(session, MONDAY + HOUR) == []

    database.write(story)


def test_what_is_kept_of_a_message_says_the_same_again():
    rows = ((OutgoingButton("Oui", "4:0"), OutgoingButton("Non", "4:1")), (OutgoingButton("Menu", "=menu"),))
    asked = Outgoing(kind="text", text="Commune ?", rows=rows, prompt=4, pages=True, asks_location=True, card=True)
    venue = Outgoing(kind="venue", name="Forest", text="Rue X", latitude=50.81, longitude=4.32)
    assert [Outgoing.from_json(one.to_json()) for one in (asked, venue)] == [asked, venue]
    assert Outgoing(kind="text", text="Bonjour").to_json() == {"kind": "text", "text": "Bonjour"}


def test_messages_of_one_recipient_go_out_in_order_and_others_need_not_wait(database: Database):
    def story(session: Session) -> None:
        first, _second = say(session, "amina", "one"), say(session, "amina", "two")
        say(session, "bilal", "three")

        assert claimed(session) == ["one", "three"]
        assert claimed(session) == []
        answer(session, first, Sent())
        assert claimed(session) == ["two"]

    database.write(story)


def test_an_answer_to_somebody_who_waits_goes_before_a_notice(database: Database):
    def story(session: Session) -> None:
        say(session, "amina", "notice", urgency=1)
        say(session, "bilal", "answer")

        assert claimed(session) == ["answer", "notice"]

    database.write(story)


def test_a_worker_takes_only_what_its_channels_can_carry(database: Database):
    def story(session: Session) -> None:
        say(session, "amina", "hello")

        assert claim(session, "a", MONDAY, ("telegram",)) == []
        assert claimed(session) == ["hello"]

    database.write(story)


def test_the_rows_of_a_turn_are_leased_to_the_process_that_wrote_them(database: Database):
    def story(session: Session) -> None:
        rows = [say(session, "amina", "one"), say(session, "amina", "two")]

        leased = lease_own(session, rows, "a", MONDAY)

        assert [one.message.text for one in leased] == ["one", "two"]
        assert claimed(session, owner="b") == []

    database.write(story)


def test_a_turn_leases_nothing_while_an_older_message_waits(database: Database):
    def story(session: Session) -> None:
        older = say(session, "amina", "older")
        rows = [say(session, "amina", "newer")]

        assert lease_own(session, rows, "a", MONDAY) == []
        assert claimed(session) == ["older"]
        # Postponed by a flood limit, it still comes first.
        answer(session, older, TryLater(timedelta(minutes=5)))
        assert lease_own(session, [say(session, "amina", "newest")], "a", MONDAY + MINUTE) == []
        assert claimed(session, MONDAY + MINUTE) == []
        assert claimed(session, MONDAY + 5 * MINUTE) == ["older"]

    database.write(story)


def test_a_lease_of_a_killed_process_ends_and_the_message_is_tried_once_more(database: Database):
    def story(session: Session) -> None:
        row = say(session, "amina", "hello")
        claim(session, "killed", MONDAY, CHANNELS)

        assert claimed(session, MONDAY + LEASE - timedelta(seconds=1)) == []
        assert claimed(session, MONDAY + LEASE) == ["hello"]
        assert row.attempts == 2
        # What the killed one would still say does not count any more.
        answer(session, row, Sent("late"), owner="killed")
        assert row.state == "waiting"

    database.write(story)


def test_after_two_attempts_of_unknown_outcome_nobody_tries_again(database: Database):
    def story(session: Session) -> None:
        put_up(session)
        appointment = booked(session, "amina", free(session)[0])
        reply = say(session, "bilal", "reply")
        card = say(session, "amina", "card", appointment_id=appointment.id, not_after=appointment.starts_at)
        for _ in range(2):
            assert sorted(claimed(session)) == ["card", "reply"]
            answer(session, reply, OutcomeUnknown())
            answer(session, card, OutcomeUnknown())

        assert claimed(session) == []
        assert (reply.state, card.state) == ("dropped", "check")

    database.write(story)


def test_attempts_that_certainly_failed_do_not_count(database: Database):
    def story(session: Session) -> None:
        row = say(session, "amina", "hello")
        now = MONDAY
        for _ in range(10):
            assert claimed(session, now) == ["hello"]
            answer(session, row, TryLater(timedelta(seconds=30)), now)
            assert claimed(session, now + timedelta(seconds=29)) == []
            now += timedelta(seconds=30)

        assert claimed(session, now) == ["hello"]
        assert row.attempts == 1

    database.write(story)


def test_a_flood_limit_of_one_chat_does_not_hold_up_another(database: Database):
    def story(session: Session) -> None:
        slow = say(session, "amina", "one")
        claim(session, "a", MONDAY, CHANNELS)
        answer(session, slow, TryLater(timedelta(minutes=10)))
        say(session, "bilal", "two")

        assert claimed(session) == ["two"]

    database.write(story)


def test_what_is_given_back_was_never_tried(database: Database):
    def story(session: Session) -> None:
        rows = [say(session, "amina", "one"), say(session, "amina", "two")]
        lease_own(session, rows, "a", MONDAY)

        give_back(session, [rows[1].id], "a")
        session.expire_all()

        assert (rows[0].attempts, rows[1].attempts) == (1, 0)
        assert claimed(session, owner="b") == []  # still behind the first
        answer(session, rows[0], Sent())
        assert claimed(session, owner="b") == ["two"]

    database.write(story)


def test_a_reply_out_of_date_is_dropped_and_news_of_an_appointment_goes_to_staff(database: Database):
    def story(session: Session) -> None:
        put_up(session)
        appointment = booked(session, "amina", free(session)[0])
        reply = say(session, "bilal", "reply")
        news = say(session, "amina", "cancelled", appointment_id=appointment.id, not_after=appointment.starts_at)
        assert appointment.starts_at is not None

        assert claimed(session, MONDAY + HOUR) == ["cancelled"]
        assert (reply.state, news.state) == ("dropped", "waiting")
        answer(session, news, TryLater(timedelta(days=2)), MONDAY + HOUR)
        assert claimed(session, appointment.starts_at) == []
        assert news.state == "check"

    database.write(story)


def test_what_comes_after_dropped_messages_is_found_in_the_same_round(database: Database):
    def story(session: Session) -> None:
        for number in range(50):
            say(session, "amina", f"old {number}", not_after=MONDAY + MINUTE)
        say(session, "amina", "fresh", MONDAY + MINUTE)

        assert claimed(session, MONDAY + 2 * MINUTE) == ["fresh"]
        assert {row.state for row in messages(session)} == {"dropped", "waiting"}

    database.write(story)


def test_a_message_in_flight_is_not_dropped_under_the_hands_of_its_sender(database: Database):
    def story(session: Session) -> None:
        row = say(session, "amina", "hello", not_after=MONDAY + timedelta(seconds=10))
        claim(session, "a", MONDAY, CHANNELS)

        assert claimed(session, MONDAY + timedelta(seconds=20), owner="b") == []
        answer(session, row, Sent(), MONDAY + timedelta(seconds=21))

        assert row.state == "sent"

    database.write(story)


def test_an_unreachable_person_is_tried_once_and_staff_are_told_to_phone(database: Database):
    def story(session: Session) -> None:
        put_up(session)
        appointment = booked(session, "amina", free(session)[0])
        reply = say(session, "amina", "reply")
        news = say(session, "amina", "news", appointment_id=appointment.id, not_after=appointment.starts_at)
        claim(session, "a", MONDAY, CHANNELS)

        answer(session, reply, Unreachable())

        conversation = session.get(ConversationRow, reply.recipient)
        assert conversation is not None
        assert conversation.unreachable_at == MONDAY
        assert (reply.state, news.state) == ("dropped", "check")
        assert claimed(session, MONDAY + HOUR) == []
        assert [(row.id, found.code) for row, found in undelivered(session, FOREST)] == [(news.id, appointment.code)]
        assert undelivered(session, "mission-locale-saint-gilles") == []

    database.write(story)


def test_a_message_that_the_channel_will_never_take_is_given_up_alone(database: Database):
    def story(session: Session) -> None:
        bad, good = say(session, "amina", "bad"), say(session, "amina", "good")
        claim(session, "a", MONDAY, CHANNELS)

        answer(session, bad, Rejected("message is too long"))

        assert (bad.state, good.state) == ("dropped", "waiting")
        assert claimed(session) == ["good"]

    database.write(story)


def test_what_waits_for_a_chat_that_moved_follows_it_in_order(database: Database):
    def story(session: Session) -> None:
        session.add(OfficeRow(id=FOREST, mode="slots"))
        group = chat_key_of(CHANNEL, "-100")
        session.add(OfficeGroupRow(office=FOREST, channel=CHANNEL, recipient=group, address="-100", linked_at=MONDAY))
        rows = [
            queue(
                session,
                channel=CHANNEL,
                recipient=group,
                address="-100",
                message=Outgoing(kind="text", text=words),
                now=MONDAY,
            )
            for words in ("one", "two")
        ]
        claim(session, "a", MONDAY, CHANNELS)

        answer(session, rows[0], MovedTo("-1001234567890123"))

        moved = chat_key_of(CHANNEL, "-1001234567890123")
        linked = session.scalars(select(OfficeGroupRow)).one()
        assert (linked.recipient, linked.address, linked.lost_at) == (moved, "-1001234567890123", None)
        assert [(row.recipient, row.address, row.attempts) for row in rows] == [
            (moved, "-1001234567890123", 0),
            (moved, "-1001234567890123", 0),
        ]
        again = claim(session, "a", MONDAY, CHANNELS)
        assert [(one.address, one.message.text) for one in again] == [("-1001234567890123", "one")]

    database.write(story)


def test_a_chat_that_moved_to_where_it_is_is_not_tried_for_ever(database: Database):
    def story(session: Session) -> None:
        row = say(session, "amina", "hello")
        claim(session, "a", MONDAY, CHANNELS)

        answer(session, row, MovedTo("amina"))

        assert row.state == "dropped"

    database.write(story)


def test_an_edit_carries_the_reference_of_the_message_it_changes(database: Database):
    def story(session: Session) -> None:
        shown = say(session, "amina", "first")
        claim(session, "a", MONDAY, CHANNELS)
        answer(session, shown, Sent("4711"))
        say(session, "amina", "changed", edits=shown.id)

        (edit,) = claim(session, "a", MONDAY, CHANNELS)

        assert (edit.message.text, edit.edits) == ("changed", "4711")

    database.write(story)


def test_what_was_said_under_a_key_is_not_said_again(database: Database):
    def story(session: Session) -> None:
        first = say(session, "amina", "hello", dedupe_key="k")

        again = say(session, "amina", "hello", dedupe_key="k")

        assert again.id == first.id
        assert [row.body for row in messages(session)] == [{"kind": "text", "text": "hello"}]

    database.write(story)


def test_a_card_is_about_its_appointment_and_good_until_that_starts(database: Database):
    def story(session: Session) -> None:
        put_up(session)
        appointment = booked(session, "amina", free(session)[0])
        card = Outgoing(
            kind="text",
            text="card",
            card=True,
            rows=((OutgoingButton("Je ne peux pas venir", f"=cancel:{appointment.code}.1"),),),
        )

        row = queue(
            session, channel=CHANNEL, recipient=come(session, "amina"), address="amina", message=card, now=MONDAY
        )

        assert (row.appointment_id, row.not_after) == (appointment.id, appointment.starts_at)

    database.write(story)


@pytest.mark.parametrize("delivery", [Sent(), TryLater(MINUTE), Unreachable(), Rejected(""), OutcomeUnknown()])
def test_the_word_of_somebody_whose_lease_is_over_changes_nothing(database: Database, delivery: Delivery):
    def story(session: Session) -> None:
        row = say(session, "amina", "hello")
        claim(session, "slow", MONDAY, CHANNELS)
        claim(session, "quick", MONDAY + LEASE, CHANNELS)
        answer(session, row, Sent("1"), MONDAY + LEASE, owner="quick")

        answer(session, row, delivery, MONDAY + LEASE + MINUTE, owner="slow")

        assert (row.state, row.message_ref, row.attempts) == ("sent", "1", 2)

    database.write(story)


def test_two_workers_never_lease_the_same_message(database: Database):
    database.write(lambda session: [say(session, f"person {number}", str(number)) for number in range(40)])

    first = database.write(lambda session: claimed(session, owner="a"))
    second = database.write(lambda session: claimed(session, owner="b"))

    assert sorted(first + second, key=int) == [str(number) for number in range(40)]
    assert database.write(lambda session: claimed(session, MONDAY + DAY)) == []
