"""A slot as it travels in the state, behind a button: OFFICE|DESK|START|MINUTES|BUFFER, the start in seconds. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.booking.slots import Slot


def slot_text(slot: Slot) -> str:
    """A slot as it is kept in an offered button."""
    minutes, buffer = slot.duration // timedelta(minutes=1), slot.buffer // timedelta(minutes=1)
    return f"{slot.office}|{slot.desk_id}|{int(slot.starts_at.timestamp())}|{minutes}|{buffer}"


def slot_from(text: str) -> Slot | None:
    """The slot behind `slot_text`, or None."""
    try:
        office, desk, start, minutes, buffer = text.split("|")
        return Slot(
            office=office,
            desk_id=int(desk),
            starts_at=datetime.fromtimestamp(int(start), tz=UTC),
            duration=timedelta(minutes=int(minutes)),
            buffer=timedelta(minutes=int(buffer)),
        )
    except (ValueError, OverflowError, OSError):
        return None
