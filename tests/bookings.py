"""Builders for everything that is booked: an office with desks, people with chats, what they want and what is left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.booking.slots import Slot
from bot.content.load import load
from bot.content.model import Content
from bot.conversation import effects, events
from bot.conversation.prompts import ask
from bot.conversation.state import Prompt, State
from bot.operations.appointments.booking import book, hold_slot
from bot.operations.inbox import chat_key_of, note_update
from bot.store.appointments import appointment_by_code
from bot.store.tables import (
    AppointmentRow,
    CellRow,
    ConversationRow,
    DeskRow,
    HoldRow,
    InboxRow,
    OfficeRow,
    OpeningRow,
    OutboxRow,
)
from bot.store.timetables import free_slots_of
from bot.store.worlds import read_world
from tests.conftest import MONDAY, ROOT


@cache
def shipped() -> Content:
    """The shipped content, where no fixture is at hand."""
    loaded = load(ROOT / "content")
    assert loaded.content is not None, loaded.problems
    return loaded.content


FOREST = "mission-locale-forest"
CHANNEL = "test"
EVERY_DAY = tuple((weekday, "09:00", "12:00") for weekday in range(5))


def put_up(
    session: Session,
    *,
    office: str = FOREST,
    languages: Sequence[str] = ("fr",),
    openings: Sequence[tuple[int, str, str]] = EVERY_DAY,
    minutes: int = 30,
    **fields: Any,
) -> list[int]:
    """An office that takes bookings, with a desk for each entry of `languages`. Gives the ids of its desks."""
    session.add(OfficeRow(id=office, mode="slots", confirmed_at=MONDAY, **fields))
    session.flush()
    desks = []
    for number, spoken in enumerate(languages, start=1):
        desk = DeskRow(office=office, label=f"Guichet {number}", languages=spoken, active=True)
        session.add(desk)
        session.flush()
        session.add_all(
            OpeningRow(desk_id=desk.id, weekday=weekday, starts=starts, ends=ends, minutes=minutes)
            for weekday, starts, ends in openings
        )
        desks.append(desk.id)
    session.flush()
    return desks


def come(session: Session, name: str, now: datetime = MONDAY, lang: str = "fr") -> str:
    """A person with a chat. Gives its key."""
    key = chat_key_of(CHANNEL, name)
    if session.get(ConversationRow, key) is None:
        session.add(ConversationRow(chat_key=key, channel=CHANNEL, address=name, lang=lang, last_seen_at=now))
        session.flush()
    return key


def free(session: Session, now: datetime = MONDAY, office: str = FOREST, chat_key: str = "") -> tuple[Slot, ...]:
    return free_slots_of(session, office, None, now, chat_key)


def wants(slot: Slot, name: str = "Amina", *, request: str = "1", for_other: bool = False, **more: Any) -> effects.Book:
    values: dict[str, Any] = {"lang": "fr", "reception_lang": "fr", "details": {}, **more}
    return effects.Book(
        slot=slot, first_name=name, for_other=for_other, request_key=f"{slot.starts_at:%Y%m%d%H%M}.{request}", **values
    )


def hold_and_book(
    session: Session, chat_key: str, slot: Slot, now: datetime = MONDAY, **more: Any
) -> events.Held | events.Booked | events.SlotTaken | events.AlreadyHasOne | events.TooManyOpen | events.NotPossible:
    held = hold_slot(session, chat_key, slot, now)
    if not isinstance(held, events.Held):
        return held
    return book(session, chat_key, wants(held.hold.slot, **more), now)


def booked(session: Session, who: str, slot: Slot, now: datetime = MONDAY, **more: Any) -> AppointmentRow:
    """The row of a person who has just booked."""
    outcome = hold_and_book(session, come(session, who, now), slot, now, **more)
    assert isinstance(outcome, events.Booked), outcome
    row = appointment_by_code(session, outcome.appointment.code)
    assert row is not None
    return row


def cells_of(session: Session, appointment_id: int) -> set[tuple[int, int]]:
    rows = session.execute(select(CellRow.desk_id, CellRow.cell_no).where(CellRow.appointment_id == appointment_id))
    return {(desk_id, cell) for desk_id, cell in rows}


def cells_of_slot(slot: Slot) -> set[tuple[int, int]]:
    return {(slot.desk_id, cell) for cell in slot.cells}


def count(session: Session, table: type[Any], *where: Any) -> int:
    return session.scalar(select(func.count()).select_from(table).where(*where)) or 0


def messages(session: Session, *where: Any) -> list[OutboxRow]:
    return list(session.scalars(select(OutboxRow).where(*where).order_by(OutboxRow.id)))


def holds(session: Session) -> list[HoldRow]:
    return list(session.scalars(select(HoldRow).order_by(HoldRow.id)))


MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def about_to_confirm(session: Session, who: str, slot: Slot, content: Content, now: datetime = MONDAY) -> str:
    """A person in a chat who holds `slot` and is asked to confirm it. Gives the data of the button."""
    key = come(session, who, now)
    held = hold_slot(session, key, slot, now)
    assert isinstance(held, events.Held), held
    return _asked(session, key, content, now, "confirm", "book", ("office", slot.office), ("first-name", "Amina"))


def about_to_move(session: Session, row: AppointmentRow, slot: Slot, content: Content, now: datetime = MONDAY) -> str:
    """The person of an appointment holds another time and is asked to confirm it. Gives the data of the button."""
    assert row.chat_key is not None
    held = hold_slot(session, row.chat_key, slot, now, moves=row.code)
    assert isinstance(held, events.Held), held
    return _asked(session, row.chat_key, content, now, "confirm_move", f"move/{row.code}")


def _asked(
    session: Session, key: str, content: Content, now: datetime, verb: str, road: str, *answers: tuple[str, str]
) -> str:
    state = State(lang="fr", answers=(("road", road), *answers), prompt=Prompt(100))
    asked = ask(state, read_world(session, key, content, now)).state
    row = session.get(ConversationRow, key)
    assert row is not None
    row.state = asked.to_json()
    session.flush()
    return next(f"{asked.prompt.number}:{one.key}" for one in asked.prompt.offered if one.verb == verb)


def receive(session: Session, update_id: str, who: str, now: datetime = MONDAY) -> int:
    """An update of this person is written down. Gives its number in the inbox."""
    key = note_update(session, CHANNEL, update_id, who, {"update": update_id}, now)
    query = select(InboxRow.id).where(InboxRow.chat_key == key, InboxRow.update_id == update_id)
    return session.scalars(query).one()
