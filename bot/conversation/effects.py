"""What a turn wants done: data, carried out by the operations, each in a savepoint and with exactly one outcome."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

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
    | HoldSlot
    | DropHold
    | Book
    | Move
    | Cancel
    | TellLate
    | TellComing
    | GiveOpinion
    | NoteDetails
    | KeepUnmet
    | Erase
)
