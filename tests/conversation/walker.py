"""A person who may do anything, in a chat with a store in memory; what must always hold is checked after every move.

`Walker` plays single moves and checks them. It knows nothing of how the conversation is built: only events, the state
that is kept, the messages that go out, and the rows that are left.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select, update

from bot.content.model import Content
from bot.conversation.events import ButtonPressed, PersonEvent, Started, Text
from bot.conversation.outgoing import Outgoing
from bot.conversation.state import Offered, State
from bot.conversation.step import step
from bot.language.clean import clean
from bot.matching.match import Match
from bot.operations.appointments.staff import cancel_by_staff
from bot.operations.inbox import note_update
from bot.operations.ports import Sent
from bot.operations.sending.settling import settle
from bot.operations.turn import take_turn
from bot.store.database import Database
from bot.store.migrate import mark
from bot.store.tables import AppointmentRow, Base, ConversationRow, HoldRow, InboxRow, OutboxRow
from bot.store.worlds import read_world
from bot.wiring.demonstration import seed_demonstration
from tests.conftest import MONDAY

FORGOTTEN_AFTER = timedelta(days=30)
# What another answer may put in doubt: the office that followed from it, and that all was right.
DERIVED = {"road", "office", "recap", "beneficiary", "agrees"}
# Going on with any of these, all that was said before stays known.
KEEPING = ("answer", "guessed", "profile_name", "choose_office", "slot", "day", "other_days", "other_communes", "again")
UNKNOWN = Match("fr", False, False, None, "none", "", 0.0, False)


@dataclass(frozen=True, slots=True)
class Kept:
    """What a move may change: the answers, the appointments, the time that is held."""

    answers: tuple[tuple[str, str], ...]
    rows: tuple[tuple[object, ...], ...]
    hold: tuple[object, ...] | None


class Walker:
    """One chat. Every move returns the messages that answered it, and has been checked."""

    def __init__(self, content: Content, profile: str = "Amina") -> None:
        self.shipped = self.content = content
        self.profile = profile
        self.now = MONDAY
        self.seen_at = MONDAY
        self.database = Database("sqlite://")
        Base.metadata.create_all(self.database.engine)
        self.database.write(lambda session: mark(session, demo=True))
        self.database.write(lambda session: seed_demonstration(session, MONDAY))
        self.shown: list[Outgoing] = []  # every message with buttons, the newest last
        self.updates = 0
        self.chat_key = ""
        self.done: list[str] = []  # the walk so far, for the report of a failure
        self.send(Started())

    def close(self) -> None:
        self.database.close()

    # What a person does

    def send(self, event: PersonEvent) -> list[Outgoing]:
        before, silent = (self.state, self.now - self.seen_at) if self.chat_key else (State(), timedelta(0))
        messages = self._take(event)
        self.done.append(f"{event} → {self.state.prompt.about or '-'}")
        self.seen_at = self.now
        self.now += timedelta(seconds=7)
        self.check(messages)
        if silent <= FORGOTTEN_AFTER:
            self._check_nothing_was_lost(before, event)
        return messages

    def tap(self, data: str) -> list[Outgoing]:
        return self.send(ButtonPressed(data))

    def type(self, text: str, match: Match = UNKNOWN) -> list[Outgoing]:
        return self.send(Text(clean(text), match))

    def tap_outdated(self, data: str) -> None:
        """A one-shot button of an earlier prompt, or a forged one: it is answered, and changes nothing."""
        before = self.kept
        self.tap(data)
        silent = self.state.answers == () and before.answers != ()
        assert self.kept == before or silent, f"an old tap changed {before} to {self.kept}: {self.story}"

    # What happens outside

    def staff_cancel(self) -> bool:
        def work(session):  # type: ignore[no-untyped-def]
            row = session.scalars(select(AppointmentRow).where(AppointmentRow.status == "booked")).first()
            if row is None:
                return False
            marked = cancel_by_staff(
                session, row.office, row.id, row.version, "closed", self.shipped, self.now, "staff:1"
            )
            session.execute(update(OutboxRow).where(OutboxRow.state == "waiting").values(state="sent"))
            return marked is not None and marked.outcome == "done"

        return self.database.write(work)

    def hold_lapses(self) -> None:
        self.database.write(lambda session: session.execute(update(HoldRow).values(expires_at=self.now)))

    # What is kept

    @property
    def state(self) -> State:
        def read(session):  # type: ignore[no-untyped-def]
            row = session.get(ConversationRow, self.chat_key)
            return State.from_json(row.state if row else None)

        return self.database.read(read)

    @property
    def kept(self) -> Kept:
        def read(session):  # type: ignore[no-untyped-def]
            rows = session.scalars(select(AppointmentRow).order_by(AppointmentRow.id)).all()
            hold = session.scalars(select(HoldRow)).first()
            return Kept(
                State.from_json(session.get(ConversationRow, self.chat_key).state).answers,
                tuple((row.code, row.status, row.starts_at, row.version, row.first_name) for row in rows),
                (hold.office, hold.starts_at) if hold else None,
            )

        return self.database.read(read)

    @property
    def offered(self) -> tuple[Offered, ...]:
        return self.state.prompt.offered

    @property
    def story(self) -> str:
        return "\n  ".join(["", *self.done[-30:]])

    def data_of(self, offered: Offered) -> str:
        return f"{self.state.prompt.number}:{offered.key}"

    # What must always hold

    def check(self, messages: list[Outgoing]) -> None:
        assert any(one.kind in ("text", "contact", "venue", "calendar") for one in messages), (
            f"nothing was answered: {self.story}"
        )
        for one in messages:
            assert one.kind != "text" or one.text.strip(), f"an empty message: {self.story}"
            assert one.kind != "contact" or one.phone, f"a contact without a number: {self.story}"
        state = self.state
        open_message = next((one for one in reversed(self.shown) if one.prompt == state.prompt.number), None)
        if open_message is None:
            return  # erased: nothing is open until the person comes back
        offered = {button.data for row in open_message.rows for button in row}
        if offered == {"=lang:fr", "=lang:nl"}:
            return  # the first screen: nothing can be read before the language is chosen
        assert "=menu" in offered, f"the menu is not one tap away: {self.story}"
        assert "=human" in offered, f"a person's card is not one tap away: {self.story}"
        self._check_where_they_lead(state)

    def _check_where_they_lead(self, state: State) -> None:
        world = self.database.read(
            lambda session: read_world(session, self.chat_key, self.content, self.now, last_seen_at=self.now)
        )
        menu = step(state, ButtonPressed("=menu"), world)
        if state.lang is None:  # erased, or at the first screen: the language comes first
            assert menu.state.prompt.about == "language", self.story
            return
        assert menu.state.prompt.about == "menu", f"[Menu] does not lead to the menu: {self.story}"
        human = step(state, ButtonPressed("=human"), world)
        said = [part.key for reply in human.replies for part in getattr(reply, "parts", ())]
        assert "human.intro" in said, f"the person's card is not shown: {self.story}"
        assert human.state.answers == state.answers, f"looking for a person costs answers: {self.story}"

    def _check_nothing_was_lost(self, before: State, event: PersonEvent) -> None:
        """An answer that is tapped is kept, and all that was said before stays known."""
        if not isinstance(event, ButtonPressed) or not event.data.startswith(f"{before.prompt.number}:"):
            return
        tapped = before.prompt.find(event.data.partition(":")[2])
        if tapped is None or tapped.verb not in KEEPING:
            return
        question, _, value = tapped.target.partition("=")
        after = self.state
        if before.road == "prepare" and after.road != "prepare":
            return  # the questions are over: what was told for somebody else is left behind
        if tapped.verb in ("answer", "guessed") and question not in DERIVED:
            assert after.answer(question) == value, f"the answer to {question} was lost: {self.story}"
        for known, said in before.answers:
            if known not in DERIVED and known != question:
                assert after.answer(known) == said, f"the answer to {known} was lost: {self.story}"

    def _take(self, event: PersonEvent) -> list[Outgoing]:
        self.updates += 1

        def work(session):  # type: ignore[no-untyped-def]
            chat_key = note_update(session, "walk", str(self.updates), "somebody", {}, self.now)
            row = session.scalars(select(InboxRow).where(InboxRow.handled_at.is_(None))).one()
            result = take_turn(
                session,
                chat_key=chat_key,
                inbox_id=row.id,
                event=event,
                who=self.profile,
                content=self.content,
                now=self.now,
                owner="walk",
            )
            for leased in result.to_send:
                settle(session, leased.id, "walk", Sent(str(leased.id)), self.now)
            return chat_key, [leased.message for leased in result.to_send]

        self.chat_key, messages = self.database.write(work)
        self.shown += [one for one in messages if one.kind == "text" and one.rows]
        return messages


def later(walker: Walker, by: timedelta) -> datetime:
    walker.now += by
    return walker.now


def without_question(content: Content, question: str) -> Content:
    return replace(content, questions={key: page for key, page in content.questions.items() if key != question})


def without_choice(content: Content, question: str, number: int) -> Content:
    page = content.questions.get(question)
    if page is None or len(page.choices) < 2:
        return content
    gone = page.choices[number % len(page.choices)]
    kept = tuple(choice for choice in page.choices if choice is not gone)
    return replace(content, questions={**content.questions, question: replace(page, choices=kept)})


def without_answer(content: Content, answer: str) -> Content:
    return replace(content, answers={key: page for key, page in content.answers.items() if key != answer})


def without_organisation(content: Content, organisation: str) -> Content:
    kept = {key: page for key, page in content.organisations.items() if key != organisation}
    return replace(content, organisations=kept)


def in_another_order(content: Content) -> Content:
    flows = {key: replace(flow, steps=flow.steps[::-1], recap=not flow.recap) for key, flow in content.flows.items()}
    return replace(content, flows=flows)
