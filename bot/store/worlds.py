"""Read, in the transaction of a turn, what the store says of this person."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from sqlalchemy import Table, bindparam, exists, select
from sqlalchemy.orm import Session

from bot.content.model import Content
from bot.conversation.world import World
from bot.store.appointments import appointments_of_chat, as_appointment, as_hold, hold_of_chat
from bot.store.marked import KIND, is_demo, note_kind
from bot.store.tables import AppointmentRow, HoldRow, WaitingRow
from bot.store.timetables import office_rules
from bot.store.waiting_lists import lists_of_chat

# Most people who chat have none of these: asked in one statement, before each of them is read.
_HOLDS, _BOOKED, _WAITS = (cast(Table, row.__table__) for row in (HoldRow, AppointmentRow, WaitingRow))
_HAS = select(
    exists().where(_HOLDS.c.chat_key == bindparam("chat")).label("hold"),
    exists().where(_BOOKED.c.chat_key == bindparam("chat")).label("appointments"),
    exists().where(_WAITS.c.chat_key == bindparam("chat")).label("lists"),
    KIND.scalar_subquery().label("kind"),
)


def read_world(
    session: Session,
    chat_key: str,
    content: Content,
    now: datetime,
    *,
    last_seen_at: datetime | None = None,
    profile_name: str = "",
) -> World:
    """The world of one chat. A hold that has lapsed still shows: confirming late books it if it is still free."""
    session.flush()
    has = session.connection().execute(_HAS, {"chat": chat_key}).one()
    note_kind(session, has.kind)
    hold = hold_of_chat(session, chat_key) if has.hold else None
    moved = session.get(AppointmentRow, hold.moves) if hold and hold.moves else None
    return World(
        now=now,
        content=content,
        appointments=tuple(as_appointment(row) for row in appointments_of_chat(session, chat_key, now))
        if has.appointments
        else (),
        hold=as_hold(hold, moved.code if moved else "") if hold else None,
        offices=office_rules(session, content),
        waits_at=tuple(row.office for row in lists_of_chat(session, chat_key)) if has.lists else (),
        last_seen_at=last_seen_at,
        profile_name=profile_name,
        demo=is_demo(session),
    )
