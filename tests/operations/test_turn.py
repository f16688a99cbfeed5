"""One turn: locked, in order, all or nothing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.event import listen, remove
from sqlalchemy.orm import Session

from bot.content.model import Content
from bot.conversation import effects
from bot.conversation.events import ButtonPressed, Left, PersonEvent, Started
from bot.conversation.outgoing import Outgoing
from bot.conversation.state import State
from bot.conversation.state import Turn as Stepped
from bot.operations import turn
from bot.operations.inbox import chat_key_of, write_down
from bot.operations.ports import Sent
from bot.operations.sending.outbox import TurnResult, claim
from bot.operations.sending.settling import settle
from bot.operations.turn import TooManyRoundsError, apologise, take_turn
from bot.store.database import Database
from bot.store.migrate import mark
from bot.store.tables import AppointmentRow, ConversationRow, HoldRow, InboxRow, OutboxRow
from tests.bookings import CHANNEL, HOUR, MINUTE, about_to_confirm, count, free, messages, put_up, receive
from tests.conftest import MONDAY


def answered(
    session: Session, inbox_id: int, event: PersonEvent | None, content: Content, *, who: str = "amina", **more: object
) -> TurnResult | None:
    values = {"who": "", "now": MONDAY, "owner": "a", **more}
    return take_turn(
        session,
        chat_key=chat_key_of(CHANNEL, who),
        inbox_id=inbox_id,
        event=event,
        content=content,
        **values,  # type: ignore[arg-type]
    )


def conversation_of(session: Session, who: str = "amina") -> ConversationRow:
    row = session.get(ConversationRow, chat_key_of(CHANNEL, who), populate_existing=True)
    assert row is not None
    return row


def test_an_update_is_answered_and_blanked_and_its_messages_are_ready_to_go(database: Database, content: Content):
    def story(session: Session) -> None:
        update = receive(session, "1", "amina")

        result = answered(session, update, Started(), content)

        assert result is not None
        (first, *_) = result.to_send
        assert (first.address, first.message.kind) == ("amina", "text")
        row = session.get(InboxRow, update, populate_existing=True)
        assert row is not None
        assert (row.body, row.handled_at) == (None, MONDAY)
        assert State.from_json(conversation_of(session).state).prompt.about != ""
        assert {(one.lease_owner, one.attempts) for one in messages(session)} == {("a", 1)}

    database.write(story)


def test_updates_of_a_chat_are_answered_in_order(database: Database, content: Content):
    def story(session: Session) -> None:
        first, second = receive(session, "1", "amina"), receive(session, "2", "amina")

        assert answered(session, second, ButtonPressed("=lang:fr"), content) is None
        assert answered(session, first, Started(), content) is not None
        assert answered(session, first, Started(), content) is None
        assert answered(session, second, ButtonPressed("=lang:fr"), content) is not None

    database.write(story)


def test_a_tap_at_the_menu_takes_few_statements_and_two_transactions(database: Database, content: Content):
    """Most of what an update costs is its statements: this fails when one comes back unnoticed."""
    said: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        said.append(statement)

    database.write(lambda session: mark(session, demo=False))
    for number, button in enumerate(("=lang:fr", "=menu")):
        database.write(lambda session, number=number: receive(session, f"before {number}", "amina"))
        database.write(lambda session, button=button: _settled(session, content, button))
    listen(database.engine, "before_cursor_execute", note)
    body = {"update": "3"}
    _, update = database.write(lambda session: write_down(session, CHANNEL, "3", "amina", body, MONDAY))
    assert update is not None
    result = database.write(lambda session: answered(session, update, ButtonPressed("=menu"), content))
    remove(database.engine, "before_cursor_execute", note)

    assert result is not None
    assert len(result.to_send) == 1
    statements = [one.partition(" ")[0] for one in said if not one.startswith("BEGIN")]
    assert statements == ["INSERT", "INSERT", *["SELECT"] * 4, "INSERT", "UPDATE", "UPDATE"]


def _settled(session: Session, content: Content, button: str) -> None:
    """The oldest update of amina is answered, and what was said has arrived."""
    key = chat_key_of(CHANNEL, "amina")
    waiting = select(InboxRow.id).where(InboxRow.chat_key == key, InboxRow.handled_at.is_(None))
    result = answered(session, session.scalars(waiting).one(), ButtonPressed(button), content)
    assert result is not None
    for one in result.to_send:
        settle(session, one.id, "a", Sent(), MONDAY)


def test_a_confirmation_becomes_one_appointment_and_one_card(database: Database, content: Content):
    def story(session: Session) -> None:
        put_up(session)
        slot = free(session)[0]
        button = about_to_confirm(session, "amina", slot, content)

        answered(session, receive(session, "1", "amina"), ButtonPressed(button), content)
        # Telegram sends an unanswered tap again as a new update.
        answered(session, receive(session, "2", "amina"), ButtonPressed(button), content)

        row = session.scalars(select(AppointmentRow)).one()
        assert (row.status, row.starts_at, row.first_name) == ("booked", slot.starts_at, "Amina")
        cards = [one for one in messages(session) if one.body and one.body.get("card")]
        assert [(one.appointment_id, one.not_after) for one in cards] == [(row.id, slot.starts_at)]
        assert count(session, HoldRow) == 0

    database.write(story)


def test_the_same_update_taken_by_many_threads_at_once_is_answered_once(database: Database, content: Content):
    def prepare(session: Session) -> tuple[int, str]:
        put_up(session)
        button = about_to_confirm(session, "amina", free(session)[0], content)
        return receive(session, "1", "amina"), button

    update, button = database.write(prepare)

    with ThreadPoolExecutor(8) as threads:
        results = list(
            threads.map(
                lambda _: database.write(lambda session: answered(session, update, ButtonPressed(button), content)),
                range(8),
            )
        )

    assert len([result for result in results if result is not None]) == 1
    assert database.read(lambda session: count(session, AppointmentRow)) == 1


def test_the_ninth_round_rolls_everything_back(database: Database, content: Content, monkeypatch: pytest.MonkeyPatch):
    def prepare(session: Session) -> tuple[int, str]:
        put_up(session)
        button = about_to_confirm(session, "amina", free(session)[0], content)
        return receive(session, "1", "amina"), button

    update, button = database.write(prepare)
    rounds = []
    sane = turn.step

    def restless(state: State, event: object, world: object) -> Stepped:
        rounds.append(event)
        done = sane(state, event, world)  # type: ignore[arg-type]
        return Stepped(done.state, done.replies, done.effects or (effects.DropHold(),))

    monkeypatch.setattr(turn, "step", restless)

    with pytest.raises(TooManyRoundsError, match="after 8 rounds"):
        database.write(lambda session: answered(session, update, ButtonPressed(button), content))

    assert len(rounds) == 8
    left = database.read(
        lambda session: (count(session, AppointmentRow), count(session, HoldRow), count(session, OutboxRow))
    )
    assert left == (0, 1, 0)  # the appointment of round one is gone, the hold is back
    assert database.read(lambda session: session.scalars(select(InboxRow.handled_at)).one()) is None


def test_after_a_failed_turn_the_person_reads_one_sentence_and_keeps_their_place(database: Database, content: Content):
    def story(session: Session) -> None:
        put_up(session)
        about_to_confirm(session, "amina", free(session)[0], content)
        before = conversation_of(session).state

        (said,) = apologise(session, chat_key=chat_key_of(CHANNEL, "amina"), content=content, now=MONDAY, owner="a")

        assert said.message.text == content.phrases["fr"]["start.sorry"].other.strip()
        assert conversation_of(session).state == before

    database.write(story)


def test_an_update_that_says_nothing_is_laid_aside(database: Database, content: Content):
    def story(session: Session) -> None:
        update = receive(session, "1", "amina")

        assert answered(session, update, None, content) == TurnResult()
        assert (conversation_of(session).state, messages(session)) == (None, [])
        assert session.scalars(select(InboxRow.handled_at).execution_options(populate_existing=True)).one() == MONDAY

    database.write(story)


def test_who_blocked_the_assistant_is_unreachable_until_they_write_again(database: Database, content: Content):
    def story(session: Session) -> None:
        answered(session, receive(session, "1", "amina"), Left(), content)
        assert conversation_of(session).unreachable_at == MONDAY
        answered(session, receive(session, "2", "amina"), Started(), content)
        assert conversation_of(session).unreachable_at is None
        answered(session, receive(session, "3", "amina"), Left(), content)
        answered(session, receive(session, "4", "amina"), Left(back=True), content)
        assert conversation_of(session).unreachable_at is None

    database.write(story)


def test_replies_wait_behind_what_was_not_sent_yet(database: Database, content: Content):
    def story(session: Session) -> None:
        answered(session, receive(session, "1", "amina"), Started(), content, owner="killed")
        sent_first = messages(session)[0].id

        result = answered(session, receive(session, "2", "amina"), ButtonPressed("=lang:fr"), content)

        assert result is not None
        assert result.to_send == []
        (following,) = claim(session, "b", MONDAY + 2 * MINUTE, [CHANNEL])
        assert following.id == sent_first

    database.write(story)


@pytest.mark.parametrize("later", [MINUTE, 100 * HOUR])
def test_prompt_numbers_never_start_again(database: Database, content: Content, later: object):
    """A button from before an erasure must not fit a new prompt."""

    def story(session: Session) -> None:
        answered(session, receive(session, "1", "amina"), Started(), content)
        before = State.from_json(conversation_of(session).state).prompt.number
        conversation_of(session).state = None
        session.flush()
        moment: datetime = MONDAY + later  # type: ignore[operator]
        answered(session, receive(session, "2", "amina"), Started(), content, now=moment)

        assert State.from_json(conversation_of(session).state).prompt.number > before

    database.write(story)


def test_a_frozen_message_shows_the_choice_that_was_made(database: Database, content: Content):
    def story(session: Session) -> None:
        answered(session, receive(session, "1", "amina"), Started(), content)
        answered(session, receive(session, "2", "amina"), ButtonPressed("=lang:fr"), content)
        answered(session, receive(session, "3", "amina"), ButtonPressed("=book"), content)
        asked = messages(session)[-1]
        shown = Outgoing.from_json(asked.body or {})
        button = shown.rows[0][0]

        answered(session, receive(session, "4", "amina"), ButtonPressed(button.data), content)

        frozen = next(one for one in messages(session) if one.body and one.body["kind"] == "freeze")
        assert (frozen.edits, frozen.body and frozen.body["name"]) == (asked.id, button.label)

    database.write(story)
