"""Walks of people who ask an office for a time and then do anything, while staff answer and the worker keeps promises.

After every move a person's card and the menu are one tap away; every message that comes unasked has two ways out.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule, run_state_machine_as_test
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.booking.status import ANSWERS
from bot.content.model import Content
from bot.conversation.outgoing import Outgoing
from bot.operations.requests.lifecycle import answer_request
from bot.operations.requests.promises import keep_promises
from bot.store.requests import request_of, times_to_propose
from bot.store.tables import AppointmentRow, CellRow, OutboxRow
from bot.wiring.demonstration import REQUESTS_AT
from tests.conversation.test_walk import LONG, NUMBERS, WALKS, Walk

REQUEST_WALKS = settings(WALKS, max_examples=600 if LONG else 15)


class RequestWalk(Walk):
    """Begins at the card of an office that answers requests."""

    @initialize(lang=st.sampled_from(("fr", "nl")), numbers=st.lists(NUMBERS, min_size=2, max_size=4))
    def begin_with_a_request(self, lang: str, numbers: list[int]) -> None:
        self.walker.tap(f"=lang:{lang}")
        self.walker.tap(f"=book_at:{REQUESTS_AT}")
        for verb in ("request", "half_day", "half_days_done", "profile_name", "send_request"):
            offered = next((one for one in self.walker.offered if one.verb == verb), None)
            if offered and numbers:
                self.walker.tap(self.walker.data_of(offered))

    @rule(answer=st.sampled_from(ANSWERS))
    def the_office_answers(self, answer: str) -> None:
        def work(session: Session) -> None:
            row = session.scalars(select(AppointmentRow).where(AppointmentRow.status == "requested")).first()
            request = request_of(session, row.id) if row else None
            if row is None or request is None:
                return
            times = times_to_propose(session, row, request, self.walker.now)
            starts_at = times[0].starts_at if times else None
            content, now = self.walker.shipped, self.walker.now
            answer_request(
                session, row.office, row.id, row.version, answer, content, now, "staff:1", starts_at=starts_at
            )  # type: ignore[arg-type]

        self.walker.database.write(work)
        self._hear()

    @rule(hours=st.sampled_from((0, 9, 33, 57)))
    def the_worker_comes_round(self, hours: int) -> None:
        self.walker.now += timedelta(hours=hours)
        self.walker.database.write(lambda session: keep_promises(session, self.walker.shipped, self.walker.now))
        self._hear()

    def _hear(self) -> None:
        """What comes unasked arrives; its buttons can be tapped from now on."""

        def work(session: Session) -> list[Outgoing]:
            rows = session.scalars(select(OutboxRow).where(OutboxRow.state == "waiting", OutboxRow.urgency == 1)).all()
            session.execute(update(OutboxRow).where(OutboxRow.state == "waiting").values(state="sent"))
            return [Outgoing.from_json(row.body) for row in rows]

        for message in self.walker.database.write(work):
            data = [button.data for row in message.rows for button in row]
            assert len(set(data)) >= 2, f"no two ways out of {message.text!r}: {self.walker.story}"
            assert "=human" in data, f"nobody to speak to under {message.text!r}: {self.walker.story}"
            assert all(one.startswith("=") for one in data), self.walker.story
            self.walker.shown.append(message)

    def teardown(self) -> None:
        self.walker.database.read(_cells_are_owned)
        super().teardown()


def _cells_are_owned(session: Session) -> None:
    """Cells belong to what takes place or is proposed, and a proposal has them."""
    owners = set(session.scalars(select(CellRow.appointment_id).where(CellRow.appointment_id.is_not(None))))
    rows = session.scalars(select(AppointmentRow)).all()
    have = {row.id for row in rows if row.status in ("proposed", "booked")}
    assert owners >= {row.id for row in rows if row.status == "proposed"}
    assert owners <= have | {row.id for row in rows if row.status in ("attended", "no_show")}
    assert all(row.starts_at is None for row in rows if row.status in ("requested", "declined", "lapsed"))


@pytest.fixture
def walk(content: Content) -> type[RequestWalk]:
    RequestWalk.content = content
    return RequestWalk


def test_whoever_asks_is_always_answered_and_never_stuck(walk: type[RequestWalk]) -> None:
    run_state_machine_as_test(walk, settings=REQUEST_WALKS)
