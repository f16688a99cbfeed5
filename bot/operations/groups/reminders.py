"""What the clock reminds the group of an office of: who has no mark yet, and whom no message reached."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from bot.booking.calendar import day_of
from bot.content.model import Content
from bot.language.dates import to_brussels
from bot.operations.groups.closed_days import was_listed
from bot.operations.groups.messages import language_of, notice, unmarked_message
from bot.operations.groups.posts import post
from bot.operations.requests.notices import notice_message
from bot.store.agendas import undelivered
from bot.store.appointments import agenda_of_day
from bot.store.groups import working_groups
from bot.store.tables import OfficeGroupRow
from bot.store.timetables import timetable_of

# While somebody is still there who knows who came.
BEFORE_CLOSING = timedelta(minutes=30)


def remind_groups(session: Session, content: Content, now: datetime) -> None:
    """Half an hour before an office closes, those who were expected and have no mark; at once, those to phone.

    Each once: the dedupe key of the message sees to it.
    """
    for group in working_groups(session):
        _ask_for_marks(session, group, content, now)
        _name_the_unreached(session, group, content, now)


def closing_time(session: Session, office: str, day: date) -> time | None:
    """When the last opening of a Brussels day ends, wall time; None when the office does not receive that day."""
    return max((opening.ends for opening in timetable_of(session, office).openings_on(day)), default=None)


def _ask_for_marks(session: Session, group: OfficeGroupRow, content: Content, now: datetime) -> None:
    today, clock = day_of(now), to_brussels(now)
    closes = closing_time(session, group.office, today)
    if closes is None or clock.replace(tzinfo=None) < datetime.combine(today, closes) - BEFORE_CLOSING:
        return
    expected = agenda_of_day(session, group.office, today)
    unmarked = [row for row in expected if row.status == "booked" and row.starts_at and row.starts_at <= now]
    if unmarked:
        message = unmarked_message(unmarked, content, language_of(content, group.office))
        post(session, group, message, now, dedupe_key=f"group:unmarked:{group.office}:{today}")


def _name_the_unreached(session: Session, group: OfficeGroupRow, content: Content, now: datetime) -> None:
    """People who blocked the assistant, or whose message nobody could deliver: they are to be phoned."""
    for message, row in undelivered(session, group.office):
        if was_listed(session, message):
            continue
        if row.status == "booked" and row.starts_at is not None and row.starts_at > now:
            told = notice("unreached", row, content, language_of(content, group.office))
            post(session, group, told, now, dedupe_key=f"group:unreached:{message.id}", appointment_id=row.id)
        elif row.starts_at is None or row.status == "proposed":
            told = notice_message("unreached", row, content)
            post(session, group, told, now, dedupe_key=f"group:unreached:{message.id}", appointment_id=row.id)
