"""What a turn wants done: data, carried out by the operations, each in a savepoint and with exactly one outcome."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time

from bot.booking.half_days import HalfDay
from bot.booking.notes import Note
from bot.booking.offers import Half
from bot.booking.slots import Slot
from bot.content.model import Lang


@dataclass(frozen=True, slots=True)
class FindSlots:
    """Look for free slots of an office where `lang` is spoken. Outcome: `SlotsFound`."""

    office: str
    lang: Lang
    near: Slot | None = None  # only the three nearest to this slot, which somebody else took
    day: date | None = None  # only this Brussels day
    by_day: bool = False  # to be shown as days, those after `after` first
    after: date | None = None
    half: Half | None = None  # of `day`, or of any day
    clock: time | None = None  # the hour that was typed, in Brussels
    around: bool = False  # about that hour
    at: datetime | None = None  # this very time is wanted, at whatever desk


@dataclass(frozen=True, slots=True)
class FindOffices:
    """Look which of these offices have free times where `lang` is spoken, in this order. Outcome: `OfficesFound`."""

    offices: tuple[str, ...]
    lang: Lang
    besides: str  # the office where nothing fits


@dataclass(frozen=True, slots=True)
class HoldSlot:
    """Keep a slot for this chat while it confirms; it drops what the chat held before.
    Outcome: `Held`, `SlotTaken`."""

    slot: Slot
    moves: str = ""  # the code of the appointment it would move


@dataclass(frozen=True, slots=True)
class DropHold:
    """Let go of what this chat holds. Outcome: `Noted`."""


@dataclass(frozen=True, slots=True)
class Book:
    """Turn what this chat holds into an appointment; `slot` is booked afresh when the hold has lapsed.
    Outcome: `Booked`, `SlotTaken`, `HoldLost`, `AlreadyHasOne`, `TooManyOpen`."""

    slot: Slot
    first_name: str
    for_other: bool
    lang: Lang
    reception_lang: Lang
    details: Mapping[str, str]
    request_key: str  # one for each confirmation that is shown: a second delivery finds the first one's row


@dataclass(frozen=True, slots=True)
class Move:
    """Move an appointment to the held slot, or leave all as it is. Outcome: `Moved`, `SlotTaken`, `NotPossible`."""

    code: str
    version: int
    slot: Slot


@dataclass(frozen=True, slots=True)
class Cancel:
    """Outcome: `Cancelled`, `NotPossible`."""

    code: str
    version: int


@dataclass(frozen=True, slots=True)
class TellLate:
    """Outcome: `LateTold`, `NotPossible`."""

    code: str
    version: int


@dataclass(frozen=True, slots=True)
class TellComing:
    """Outcome: `ComingTold`, `NotPossible`."""

    code: str
    version: int


@dataclass(frozen=True, slots=True)
class FindHalfDays:
    """Look for the half-days in which an office receives, those after the day `after`. Outcome: `HalfDaysFound`."""

    office: str
    after: date | None = None


@dataclass(frozen=True, slots=True)
class SendRequest:
    """Ask an office for a time. Outcome: `Requested`, `AlreadyHasOne`, `TooManyOpen`, `RequestRefused`,
    `NotPossible`."""

    office: str
    half_days: tuple[HalfDay, ...]
    first_name: str
    for_other: bool
    lang: Lang
    reception_lang: Lang
    details: Mapping[str, str]
    request_key: str  # one for each recap that is shown, as in `Book`
    other_office: str = ""  # where this person could go instead


@dataclass(frozen=True, slots=True)
class AskAgain:
    """Wish for other half-days, with a new promise; a time that was proposed is free again.
    Outcome: `Requested`, `NotPossible`."""

    code: str
    version: int
    half_days: tuple[HalfDay, ...]


@dataclass(frozen=True, slots=True)
class AcceptProposal:
    """Take the time that the office proposed. Outcome: `Booked`, `NotPossible`."""

    code: str
    version: int


@dataclass(frozen=True, slots=True)
class GiveOpinion:
    """What the person thinks of a visit, kept as a count only. Outcome: `Noted`."""

    code: str
    opinion: str  # good, so_so or bad


@dataclass(frozen=True, slots=True)
class NoteDetails:
    """Add what helps the counsellor prepare. Outcome: `Noted`."""

    code: str
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TellStaff:
    """A note to the office on an appointment, or its removal. Outcome: `StaffTold`, `NotPossible`."""

    code: str
    note: Note
    is_on: bool


@dataclass(frozen=True, slots=True)
class WaitForTime:
    """Be told when a time is free at an office where `lang` is spoken. Outcome: `Waits`, `WaitsTooOften`."""

    office: str
    lang: Lang
    seen: bool = False  # what is free now was seen and does not suit: only other times are told of
    moves: str = ""  # the code of the appointment that would be moved; it is kept meanwhile


@dataclass(frozen=True, slots=True)
class StopWaiting:
    """Be told no more about an office. Outcome: `WaitsNoMore`."""

    office: str


@dataclass(frozen=True, slots=True)
class Claim:
    """Take an appointment that staff made into this chat. Outcome: `Claimed`, `NotClaimed`."""

    code: str
    first_name: str
    for_other: bool = False


@dataclass(frozen=True, slots=True)
class KeepUnmet:
    """Keep a question that was not understood, without its author. Outcome: `Noted`."""

    text: str
    lang: Lang
    meant: str = ""


@dataclass(frozen=True, slots=True)
class Erase:
    """Erase everything kept about this chat and free its appointments. Outcome: `Erased`."""


Effect = (
    FindSlots
    | FindOffices
    | HoldSlot
    | DropHold
    | Book
    | Move
    | Cancel
    | TellLate
    | TellComing
    | FindHalfDays
    | SendRequest
    | AskAgain
    | AcceptProposal
    | GiveOpinion
    | NoteDetails
    | TellStaff
    | WaitForTime
    | StopWaiting
    | Claim
    | KeepUnmet
    | Erase
)
