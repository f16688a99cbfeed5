"""What a turn may know besides its state: the content, the time, and what the store says of this person.

Read in the same transaction as the turn. Pure values; instants aware UTC.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from bot.booking.half_days import HalfDay
from bot.booking.notes import Note
from bot.booking.slots import Slot
from bot.booking.status import OPEN, Answer, Status
from bot.content.model import Content, Lang

Mode = Literal["slots", "request", "phone", "walk_in", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What was asked of an office, and what was promised. `answer` None: the office has not answered yet."""

    half_days: tuple[HalfDay, ...]
    answer_by: datetime
    open_until: datetime
    answer: Answer | None = None
    proposal_until: datetime | None = None
    other_office: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """An appointment as the conversation sees it."""

    code: str
    office: str
    status: Status
    version: int
    starts_at: datetime | None
    duration: timedelta | None
    first_name: str
    for_other: bool
    reception_lang: Lang
    is_confirmed: bool = False
    notes: tuple[Note, ...] = ()  # what the person told the office beforehand
    request: Request | None = None  # of one that was asked for
    on_closed_day: bool = False  # the office closed this day after it was booked

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    def has_started(self, now: datetime) -> bool:
        """Whether its time has come: from then on it cannot be changed in the chat."""
        return self.starts_at is not None and self.starts_at <= now


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A slot that this chat holds; `moves` is the code of the appointment it would move."""

    slot: Slot
    expires_at: datetime
    moves: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeRules:
    """What an office allows at this moment. `asks_before`: questions it wants answered before a time is shown."""

    mode: Mode
    asks_before: tuple[str, ...] = ()
    papers: Mapping[Lang, str] = field(default_factory=dict)
    customs: Mapping[Lang, tuple[str, ...]] = field(default_factory=dict)  # coming late, with somebody, an interpreter
    companion: Mapping[Lang, str] = field(default_factory=dict)
    interpreter: Mapping[Lang, str] = field(default_factory=dict)
    walk_in: Mapping[Lang, str] = field(default_factory=dict)  # what it says of coming without an appointment
    languages: frozenset[Lang] = frozenset()  # spoken at some desk that has openings
    paused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    now: datetime
    content: Content
    appointments: tuple[Appointment, ...] = ()  # of this chat: open, or ended less than a month ago
    hold: Hold | None = None
    offices: Mapping[str, OfficeRules] = field(default_factory=dict)  # those that decided something for themselves
    waits_at: tuple[str, ...] = ()  # the offices of which this chat is on the waiting list
    last_seen_at: datetime | None = None
    profile_name: str = ""
    demo: bool = False

    def rules(self, office: str) -> OfficeRules:
        """What an office allows: its own decision, else at most a phone call."""
        if office in self.offices:
            return self.offices[office]
        organisation = self.content.organisations.get(office)
        if organisation is None:
            return OfficeRules(mode="none")
        return OfficeRules(mode=fallback_mode(organisation.allows, organisation.phone))

    def appointment(self, code: str) -> Appointment | None:
        return next((one for one in self.appointments if one.code == code), None)

    @property
    def open_appointments(self) -> tuple[Appointment, ...]:
        return tuple(one for one in self.appointments if one.is_open)

    @property
    def own_appointment(self) -> Appointment | None:
        """The open appointment of the person who chats, not of somebody they help."""
        return next((one for one in self.open_appointments if not one.for_other), None)


def fallback_mode(allows: str, phone: str) -> Mode:
    """What is offered when the office itself has confirmed nothing."""
    if allows == "walk_in":
        return "walk_in"
    return "phone" if phone and allows != "none" else "none"
