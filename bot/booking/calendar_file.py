"""Appointments as an iCalendar file (RFC 5545): for the person, for the mailbox of an office, for its own calendar.

Pure. Instants are aware. No name of a person belongs in such a file: it is shared further than the agenda.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from icalendar import Event

REMIND_BEFORE = timedelta(hours=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One appointment. With `reminder` the calendar says this `REMIND_BEFORE` it begins."""

    code: str
    version: int
    starts_at: datetime
    length: timedelta
    title: str
    text: str = ""
    place: str = ""
    reminder: str = ""
    is_cancelled: bool = False


def calendar_file(
    entries: Iterable[Entry], now: datetime, *, name: str = "", method: Literal["REQUEST", "CANCEL", ""] = ""
) -> str:
    """A calendar of these entries. `name` is what a calendar that is subscribed to is called."""
    # Only here: it takes three megabytes, and many a process never writes a calendar.
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//Parcours//FR NL//")
    calendar.add("version", "2.0")
    if method:
        calendar.add("method", method)
    if name:
        calendar.add("x-wr-calname", name)
    for entry in entries:
        calendar.add_component(_event(entry, now))
    return str(calendar.to_ical(), "utf-8")


def _event(entry: Entry, now: datetime) -> Event:
    from icalendar import Alarm, Event

    event = Event()
    event.add("uid", f"{entry.code}@parcours")
    event.add("sequence", entry.version)
    event.add("dtstamp", now)
    event.add("dtstart", entry.starts_at)
    event.add("dtend", entry.starts_at + entry.length)
    event.add("summary", entry.title)
    if entry.text:
        event.add("description", entry.text)
    if entry.place:
        event.add("location", entry.place)
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    if entry.reminder:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", entry.reminder)
        alarm.add("trigger", -REMIND_BEFORE)
        event.add_component(alarm)
    return event
