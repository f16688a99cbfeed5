"""What stands above the agenda: the days that are closed, and that the office is in pause. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.language.dates import say_moment
from bot.store.tables import ClosureRow, DeskRow, OfficeRow
from bot.web.speech import Speech


@dataclass(frozen=True, slots=True)
class Shut:
    """A closure of one day in words. `id` is that of its row."""

    id: int
    text: str


def shut_on(day: date, closures: Iterable[ClosureRow], desks: Sequence[DeskRow], speech: Speech) -> tuple[Shut, ...]:
    """The closures of a day: the whole office, or this desk."""
    labels = {desk.id: desk.label for desk in desks}
    whole = speech("openings.whole_office")
    return tuple(
        Shut(row.id, speech("agenda.shut", what=whole if row.desk_id is None else labels.get(row.desk_id, whole)))
        for row in closures
        if row.first_day <= day <= row.last_day
    )


def pause_of(office: OfficeRow | None, speech: Speech) -> str:
    """Since when the office is in pause, in a sentence; empty when it is not."""
    if office is None or office.paused_at is None:
        return ""
    return speech("agenda.in_pause", moment=say_moment(office.paused_at, speech.lang))
