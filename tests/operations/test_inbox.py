"""Updates are written down once, whatever they hold, and handed out oldest first."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.operations.inbox import MOST_FAILURES, chat_key_of, lay_aside, note_failure, note_update
from bot.store.database import Database
from bot.store.tables import ConversationRow, InboxRow
from bot.store.waiting import chats_waiting, oldest_update
from tests.bookings import CHANNEL, MINUTE, count
from tests.conftest import MONDAY


def note(session: Session, update_id: str, who: str = "amina", text: str = "bonjour") -> str:
    return note_update(session, CHANNEL, update_id, who, {"text": text}, MONDAY)


def test_an_update_delivered_twice_is_written_down_once(database: Database):
    def story(session: Session) -> None:
        key = note(session, "1", text="first")
        assert note(session, "1", text="second delivery") == key
        lay_aside(session, session.scalars(select(InboxRow.id)).one(), MONDAY)

        note(session, "1", text="third delivery, after it was handled")

        row = session.scalars(select(InboxRow).execution_options(populate_existing=True)).one()
        assert (row.body, row.handled_at) == (None, MONDAY)
        assert oldest_update(session, key) is None

    database.write(story)


def test_an_update_delivered_ten_times_at_once_is_written_down_once(database: Database):
    with ThreadPoolExecutor(10) as threads:
        keys = list(threads.map(lambda _: database.write(lambda session: note(session, "1")), range(10)))

    assert len(set(keys)) == 1
    assert database.read(lambda session: (count(session, InboxRow), count(session, ConversationRow))) == (1, 1)


def test_the_same_number_on_two_channels_is_two_updates(database: Database):
    def story(session: Session) -> None:
        first = note_update(session, "telegram", "1", "amina", {}, MONDAY)
        second = note_update(session, "simulator", "1", "amina", {}, MONDAY)

        assert first != second
        assert count(session, InboxRow) == 2

    database.write(story)


def test_updates_of_a_chat_come_oldest_first_and_chats_by_how_long_they_wait(database: Database):
    def story(session: Session) -> None:
        for number, who in enumerate(["bilal", "amina", "bilal", "amina"]):
            note(session, str(number), who)
        amina, bilal = chat_key_of(CHANNEL, "amina"), chat_key_of(CHANNEL, "bilal")

        assert chats_waiting(session, 10) == [bilal, amina]
        oldest = oldest_update(session, bilal)
        assert oldest is not None
        assert oldest.update_id == "0"
        lay_aside(session, oldest.id, MONDAY)
        assert chats_waiting(session, 10) == [amina, bilal]
        following = oldest_update(session, bilal)
        assert following is not None
        assert following.update_id == "2"

    database.write(story)


@pytest.mark.parametrize("text", ["NUL \0", "half a pair \ud83d", "x" * 5000, "مرحبا", "'; DROP TABLE inbox; --", ""])
def test_whatever_people_send_is_written_down_as_it_came(database: Database, text: str):
    def story(session: Session) -> object:
        note(session, "1", text=text)
        return session.scalars(select(InboxRow.body)).one()

    assert database.write(story) == {"text": text}


def test_a_chat_and_an_update_number_beyond_31_bits_fit(database: Database):
    def story(session: Session) -> tuple[str, str]:
        note(session, str(2**62), "-1001234567890123")
        return session.scalars(select(InboxRow.update_id)).one(), session.scalars(select(ConversationRow.address)).one()

    assert database.write(story) == (str(2**62), "-1001234567890123")


def test_an_update_that_fails_three_times_is_laid_aside_and_the_chat_goes_on(database: Database):
    def story(session: Session) -> None:
        key = note(session, "1")
        note(session, "2")
        first = oldest_update(session, key)
        assert first is not None

        outcomes = [note_failure(session, first.id, MONDAY + MINUTE) for _ in range(MOST_FAILURES)]

        assert outcomes == [False, False, True]
        following = oldest_update(session, key)
        assert following is not None
        assert following.update_id == "2"

    database.write(story)


def test_a_handled_update_holds_no_words_any_more(database: Database):
    def story(session: Session) -> None:
        note(session, "1")
        lay_aside(session, session.scalars(select(InboxRow.id)).one(), MONDAY)

        assert session.scalars(select(InboxRow.body).execution_options(populate_existing=True)).one() is None

    database.write(story)
