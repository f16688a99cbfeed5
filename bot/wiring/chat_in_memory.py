"""One person's chat in a database in memory, marked as a demonstration, with the real pump and the real matcher.

What a line of a transcript asks for is done to it (`Chat.do`) and gives what the person then reads. Keys must be set
before (`store.keys.set_keys`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.content.live import LiveContent
from bot.content.showing.markdown import to_plain
from bot.content.transcripts import Act, Commanded, Deed, Happened, Row, Tapped, TimePassed, Transcript, Typed
from bot.conversation.appointments.slot_text import slot_from
from bot.conversation.events import ButtonPressed, Command, Started, Text
from bot.conversation.outgoing import Outgoing
from bot.conversation.state import State
from bot.language.clean import clean
from bot.language.dates import BRUSSELS, to_brussels
from bot.matching.match import Match
from bot.matching.ready import IndexKeeper
from bot.operations import ports
from bot.operations.inbox import chat_key_of
from bot.settings import Settings
from bot.store.database import Database
from bot.store.migrate import mark
from bot.store.tables import AppointmentRow, Base, ConversationRow, DeskRow, OfficeRow, OpeningRow
from bot.wiring.demonstration import MINUTES, seed_demonstration
from bot.wiring.housekeeping import keep_minute
from bot.wiring.others_acts import (
    CannotHappenError,
    book_for_somebody,
    cancel_somebody,
    code_from_desk,
    end_hold,
    mark_no_show,
    somebody_cancels,
    take_every_time,
    take_slot,
)
from bot.wiring.parts import Parts
from bot.wiring.pump import Pump
from bot.wiring.staff_answers import staff_answer

CHANNEL = "replay"
CODE = "{code}"  # in a typed text: the code of the appointment that staff made at the desk
ADDRESS = "somebody"


@dataclass(frozen=True, slots=True)
class Heard:
    """One thing the chat received: lines of text, and the labels under them."""

    lines: tuple[str, ...]
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Button:
    """A button that was shown, and what a tap on it means."""

    label: str
    data: str
    verb: str
    target: str


@dataclass(frozen=True, slots=True)
class Stand:
    """Where the chat stands after a move. `details`: what the counsellor sees, an appointment each, as in `rows`."""

    state: State
    rows: tuple[Row, ...]
    codes: tuple[str, ...]
    details: tuple[tuple[str, ...], ...]


@dataclass(slots=True)
class _Ear:
    """A channel that keeps what it is given. `meant` are texts whose meaning is already known."""

    profile: str
    heard: list[Outgoing] = field(default_factory=list)
    meant: dict[str, Match] = field(default_factory=dict)
    name: str = CHANNEL

    def read(self, raw: Mapping[str, Any]) -> ports.Incoming:
        if "button" in raw:
            return ports.Incoming(event=ButtonPressed(str(raw["button"])), profile_name=self.profile)
        if "command" in raw:
            name, _, payload = str(raw["command"]).partition(" ")
            event = Started(payload.strip()) if name == "start" else Command(name.lower())
            return ports.Incoming(event=event, profile_name=self.profile)
        text = clean(str(raw["text"]))
        known = self.meant.get(text)
        return ports.Incoming(event=Text(text, known) if known else ports.Typed(text), profile_name=self.profile)

    async def send(self, address: str, message: Outgoing, edits: str | None, *, urgent: bool = True) -> ports.Delivery:
        self.heard.append(message)
        return ports.Sent(str(len(self.heard)))

    async def answer_tap(self, tap: str, text: str) -> None:
        return None


class Chat:
    """One person's chat, in a store of its own. Close it when done."""

    def __init__(self, transcript: Transcript, content: LiveContent, index: IndexKeeper) -> None:
        self._now = transcript.now.replace(tzinfo=BRUSSELS).astimezone(UTC)
        settings = Settings(parcours_demo=True, database_url="sqlite://", var_dir=Path("var"))
        self._database = Database("sqlite://")
        Base.metadata.create_all(self._database.engine)
        self._database.write(lambda session: mark(session, demo=True))
        self._content = content
        self._ear = _Ear(transcript.profile)
        self._pump = Pump(Parts(settings, self._database, content, index), [self._ear], lambda: self._now)
        self._updates = 0
        self._chat_key = chat_key_of(CHANNEL, ADDRESS)
        self._buttons: list[Button] = []  # all that were shown, the newest last
        self.received: list[Outgoing] = []  # all messages, as they were sent
        self._database.write(lambda session: _open_offices(session, transcript, content, self._now))

    def close(self) -> None:
        self._database.close()

    async def do(self, deed: Deed) -> list[Heard]:
        """Do one thing; what the chat received. `CannotHappenError` when it is not possible here."""
        match deed:
            case Typed(text):
                return await self.send({"text": text})
            case Tapped(label):
                return await self.send({"button": self.button(label).data})
            case Commanded(text):
                return await self.send({"command": text})
            case TimePassed(by):
                self._now += by
            case Happened(act):
                self._database.write(lambda session: self._happen(session, act))
        await keep_minute(self._pump.parts, self._now)
        while await self._pump.sender.send_waiting():
            pass
        return self._take()

    async def send(self, raw: Mapping[str, Any], meant: tuple[str, Match] | None = None) -> list[Heard]:
        """One update of the person, answered. `meant`: a text, and what it means."""
        if CODE in str(raw.get("text", "")):
            code = self._database.read(code_from_desk)
            raw = {"text": str(raw["text"]).replace(CODE, code)}
            meant = (meant[0].replace(CODE, code), meant[1]) if meant else None
        self._ear.meant = dict([meant]) if meant else {}
        self._updates += 1
        await self._pump.note(CHANNEL, str(self._updates), ADDRESS, raw)
        await self._pump.handle(self._chat_key)
        self._now += timedelta(seconds=5)
        return self._take()

    def button(self, label: str) -> Button:
        """The newest button that was shown with this label."""
        found = next((one for one in reversed(self._buttons) if one.label == label), None)
        if found is None:
            raise CannotHappenError(f"no button [{label}] was shown")
        return found

    def button_of(self, verb: str, target: str) -> Button:
        """The newest button that means this."""
        found = next((one for one in reversed(self._buttons) if (one.verb, one.target) == (verb, target)), None)
        if found is None:
            raise CannotHappenError(f"there is no button that means {verb} {target}")
        return found

    def stand(self) -> Stand:
        """State and appointments, as the store has them now."""
        return self._database.read(self._stand)

    def set_state(self, state: State) -> None:
        """Put the chat somewhere else (for a mirror run)."""

        def write(session: Session) -> None:
            session.execute(
                update(ConversationRow)
                .where(ConversationRow.chat_key == self._chat_key)
                .values(state=state.to_json(), lang=state.lang)
            )

        self._database.write(write)

    def _stand(self, session: Session) -> Stand:
        conversation = session.get(ConversationRow, self._chat_key)
        query = select(AppointmentRow).where(AppointmentRow.chat_key == self._chat_key).order_by(AppointmentRow.id)
        mine = session.scalars(query).all()
        state = State.from_json(conversation.state) if conversation else State()
        codes = tuple(one.code for one in mine)
        return Stand(state, tuple(_row_of(one) for one in mine), codes, tuple(_details_of(one) for one in mine))

    def _take(self) -> list[Heard]:
        """What arrived since the last time, as a person reads it; its buttons can be tapped from now on."""
        messages, self._ear.heard = self._ear.heard, []
        self.received += messages
        state = self.stand().state
        for message in messages:
            self._buttons += [_button_of(button.label, button.data, state) for row in message.rows for button in row]
        return [heard for message in messages if (heard := _heard(message))]

    def _happen(self, session: Session, act: Act) -> None:
        offered = self._stand(session).state.prompt.offered
        shown = [slot for one in offered if one.verb == "slot" and (slot := slot_from(one.target))]
        match act:
            case "staff cancels":
                cancel_somebody(session, self._content.current, self._now)
            case "hold lapses":
                end_hold(session, self._chat_key, self._now)
            case "somebody else takes the slot":
                take_slot(session, self._chat_key, shown, f"somebody else {self._updates}", self._now)
            case "somebody else takes every time":
                take_every_time(session, {slot.office for slot in shown}, self._now)
            case "somebody else cancels":
                somebody_cancels(session, self._now)
            case "staff books at the desk":
                book_for_somebody(session, self._content.current, self._now)
            case "staff marks no-show":
                mark_no_show(session, self._chat_key, self._now)
            case _:
                staff_answer(session, self._chat_key, act, self._content.current, self._now)


def _button_of(label: str, data: str, state: State) -> Button:
    if data.startswith("="):
        verb, _, target = data[1:].partition(":")
        return Button(label, data, verb, target)
    offered = state.prompt.find(data.partition(":")[2])
    return Button(label, data, offered.verb, offered.target) if offered else Button(label, data, "", "")


def _row_of(row: AppointmentRow) -> Row:
    starts_at = to_brussels(row.starts_at).replace(tzinfo=None) if row.starts_at else None
    return Row(row.status, row.office, starts_at, row.first_name or "-")


def _details_of(row: AppointmentRow) -> tuple[str, ...]:
    noted = (f"{key}={value}" for key, value in sorted((row.details or {}).items()))
    return (f"reception_lang={row.reception_lang}", f"for_other={row.for_other}", *noted)


def _heard(message: Outgoing) -> Heard | None:
    """A message as lines; nothing for what a person does not read."""
    labels = tuple(button.label for row in message.rows for button in row)
    match message.kind:
        case "text":
            return Heard(tuple(line.strip() for line in to_plain(message.text).split("\n") if line.strip()), labels)
        case "contact":
            return Heard((f"{message.name}: {message.phone}",))
        case "venue":
            return Heard((f"{message.name}, {message.text}",))
        case "calendar":
            return Heard((message.name,))
        case _:
            return None


def _open_offices(session: Session, transcript: Transcript, content: LiveContent, now: datetime) -> None:
    if transcript.openings is None:
        seed_demonstration(session, now)
        return
    for opened in transcript.openings:
        organisation = content.current.organisations.get(opened.office)
        if organisation is None:
            raise CannotHappenError(f"{opened.office} is not an organisation of the content")
        session.add(OfficeRow(id=opened.office, mode="slots", confirmed_at=now, asks_before=",".join(opened.asks)))
        session.flush()
        desk = DeskRow(office=opened.office, label="1", languages=",".join(organisation.languages), active=True)
        session.add(desk)
        session.flush()
        session.add_all(
            OpeningRow(desk_id=desk.id, weekday=day, starts=_clock(start), ends=_clock(end), minutes=MINUTES)
            for hours in opened.hours
            for day in hours.days
            for start, end in hours.times
        )


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
