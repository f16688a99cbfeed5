"""What a person tells the office about an appointment beforehand, kept encrypted among its details, until it starts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.booking.notes import Note, with_note
from bot.conversation import events
from bot.operations.appointments.booking import PERSON, is_changeable, not_possible, note_event
from bot.store.appointments import appointment_by_code, as_appointment


def tell_staff(
    session: Session, chat_key: str, code: str, note: Note, now: datetime, *, is_on: bool
) -> events.StaffTold | events.NotPossible:
    """Put a note to the office on an appointment of this chat, or take it off, until it starts."""
    row = appointment_by_code(session, code, lock=True)
    if row is None or not is_changeable(row, chat_key, row.version, now):
        return not_possible(row, chat_key)
    row.details = with_note(row.details, note, is_on=is_on)
    note_event(session, row, now, PERSON, "noted")
    return events.StaffTold(as_appointment(row), note, is_on)
