"""Take an appointment that staff booked into one's own chat, with its code and the first name on it.

Guesses are limited, for a chat and for a code, in the store: a right guess among three million codes must stay out of
reach however many chats try, and whoever has no try left is refused, right or wrong.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import case, delete, select
from sqlalchemy.orm import Session

from bot.booking.codes import DEMO_PREFIX, stored_codes, tidy_code
from bot.booking.status import OPEN
from bot.conversation.world import Appointment
from bot.language.clean import fold
from bot.operations.appointments.booking import MOST_OPEN_A_CHAT, PERSON, beneficiary_of, note_event
from bot.operations.appointments.waiting_list import leave
from bot.store.appointments import appointment_by_code, as_appointment, open_or_asked_for
from bot.store.keys import lookup_hash
from bot.store.tables import AppointmentRow, ClaimTryRow
from bot.store.upserts import insert_here

TRIES_OF_A_CHAT = 5
TRIES_OF_A_CODE = 10
PERIOD = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Claimed:
    """It is this chat's now; claiming it again says the same."""

    appointment: Appointment


@dataclass(frozen=True, slots=True)
class NotClaimed:
    """`unknown`: no such code and name, or it is over, or another chat's; `has_one`: this chat has an appointment of
    its own already; `full`: it has as many as it may; `too_many`: too many wrong tries, wait an hour."""

    why: Literal["unknown", "has_one", "full", "too_many"]


def claim(
    session: Session, chat_key: str, code: str, first_name: str, now: datetime, *, for_other: bool = False
) -> Claimed | NotClaimed:
    """Give the appointment of this code to this chat. `for_other`: the chat looks after it for somebody else."""
    wanted = tidy_code(code)
    row = _by_code(session, wanted)
    if row is not None and row.chat_key == chat_key:
        return Claimed(as_appointment(row))
    of_chat = lookup_hash(f"claim of chat:{chat_key}")
    of_code = lookup_hash(f"claim of code:{wanted.removeprefix(DEMO_PREFIX)[:20]}")
    if _tries(session, of_chat, now) >= TRIES_OF_A_CHAT or _tries(session, of_code, now) >= TRIES_OF_A_CODE:
        return NotClaimed("too_many")
    is_waiting = row is not None and row.chat_key is None and row.status == "booked"
    if row is None or not is_waiting or row.starts_at is None or row.starts_at <= now or not _is_name(row, first_name):
        for key in (of_chat, of_code):
            _count_try(session, key, now)
        return NotClaimed("unknown")
    beneficiary = beneficiary_of(chat_key, row.first_name or "", for_other=for_other)
    has_one = select(AppointmentRow.id).where(
        AppointmentRow.beneficiary == beneficiary, AppointmentRow.status.in_(OPEN), AppointmentRow.id != row.id
    )
    if session.scalars(has_one.limit(1)).first() is not None:
        return NotClaimed("has_one")
    if len(open_or_asked_for(session, chat_key, "")) >= MOST_OPEN_A_CHAT:
        return NotClaimed("full")
    row.chat_key, row.beneficiary, row.for_other = chat_key, beneficiary, for_other
    session.flush()
    leave(session, chat_key, row.office if for_other else "")
    note_event(session, row, now, PERSON, "claimed")
    return Claimed(as_appointment(row))


def forget_old_tries(session: Session, now: datetime) -> None:
    """Counts whose hour is over are deleted."""
    session.execute(delete(ClaimTryRow).where(ClaimTryRow.since <= now - PERIOD))


def _by_code(session: Session, code: str) -> AppointmentRow | None:
    """With or without the DEMO in front that codes of a demonstration have."""
    found = (appointment_by_code(session, one, lock=True) for one in stored_codes(code))
    return next((row for row in found if row is not None), None)


def _is_name(row: AppointmentRow, typed: str) -> bool:
    """Whether the first name was typed, alone or before a family name."""
    known, said = fold(row.first_name or ""), fold(typed)
    return bool(known) and (said == known or said.startswith(f"{known} "))


def _tries(session: Session, key: str, now: datetime) -> int:
    row = session.get(ClaimTryRow, key, populate_existing=True)
    return row.tries if row is not None and row.since > now - PERIOD else 0


def _count_try(session: Session, key: str, now: datetime) -> None:
    is_over = ClaimTryRow.since <= now - PERIOD
    session.execute(
        insert_here(session, ClaimTryRow)
        .values(key=key, tries=1, since=now)
        .on_conflict_do_update(
            index_elements=["key"],
            set_={
                "tries": case((is_over, 1), else_=ClaimTryRow.tries + 1),
                "since": case((is_over, now), else_=ClaimTryRow.since),
            },
        )
    )
