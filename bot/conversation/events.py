"""What can happen to a conversation: what a person does, and what became of an effect.

Pure values. A channel makes the first kind from what it received; the operations make the second kind, exactly one
for each effect. Texts are clean (`bot.language.clean`) and matched before they arrive here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.booking.half_days import HalfDay
from bot.booking.notes import Note
from bot.booking.slots import Slot
from bot.conversation.effects import Claim, FindHalfDays, FindOffices, FindSlots
from bot.conversation.world import Appointment, Hold
from bot.matching.match import Match


@dataclass(frozen=True, slots=True)
class Started:
    """`/start`, with what a poster's link carried (an organisation id, or empty)."""

    payload: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    text: str
    match: Match


@dataclass(frozen=True, slots=True)
class Command:
    """A command without its slash: `menu`, `rdv`, `langue` …"""

    name: str


@dataclass(frozen=True, slots=True)
class ButtonPressed:
    """`data` is what came back from the channel: ours, old, or forged."""

    data: str


@dataclass(frozen=True, slots=True)
class LocationShared:
    """Degrees, WGS84. Only the commune is kept."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class ContactShared:
    phone: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class MediaSent:
    """A photo, document, voice message, sticker …: never downloaded. `caption`: the words under it."""

    kind: str
    caption: Text | None = None


@dataclass(frozen=True, slots=True)
class Left:
    """The person blocked the assistant (`back` False), or came back."""

    back: bool = False


PersonEvent = Started | Text | Command | ButtonPressed | LocationShared | ContactShared | MediaSent | Left


@dataclass(frozen=True, slots=True)
class SlotsFound:
    """The free slots asked for by `asked`, earliest first."""

    asked: FindSlots
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class OfficesFound:
    """The soonest free time of each office that has one, in the order asked for; three offices at most."""

    asked: FindOffices
    soonest: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class Held:
    hold: Hold


@dataclass(frozen=True, slots=True)
class SlotTaken:
    """Somebody was faster, or the opening is gone."""

    slot: Slot


@dataclass(frozen=True, slots=True)
class HoldLost:
    """There was nothing to confirm any more."""


@dataclass(frozen=True, slots=True)
class AlreadyHasOne:
    """This beneficiary has an open appointment."""

    appointment: Appointment


@dataclass(frozen=True, slots=True)
class TooManyOpen:
    """This chat has as many open appointments as one chat may have."""


@dataclass(frozen=True, slots=True)
class Booked:
    appointment: Appointment


@dataclass(frozen=True, slots=True)
class Moved:
    appointment: Appointment


@dataclass(frozen=True, slots=True)
class Cancelled:
    appointment: Appointment


@dataclass(frozen=True, slots=True)
class LateTold:
    appointment: Appointment


@dataclass(frozen=True, slots=True)
class ComingTold:
    appointment: Appointment


@dataclass(frozen=True, slots=True)
class HalfDaysFound:
    """The half-days asked for by `asked`, earliest first."""

    asked: FindHalfDays
    half_days: tuple[HalfDay, ...]


@dataclass(frozen=True, slots=True)
class Requested:
    """The office was asked, or asked again; `appointment.request` holds what was promised."""

    appointment: Appointment


@dataclass(frozen=True, slots=True)
class RequestRefused:
    """The office does not answer requests any more."""

    office: str


@dataclass(frozen=True, slots=True)
class NotPossible:
    """The appointment is not what the button believed: cancelled, past, moved, or somebody else's."""

    appointment: Appointment | None


@dataclass(frozen=True, slots=True)
class Noted:
    """Details for the counsellor, or a question for the editors, were kept. Nothing is said about it."""


@dataclass(frozen=True, slots=True)
class StaffTold:
    """A note to the office was put on an appointment, or taken off it."""

    appointment: Appointment
    note: Note
    is_on: bool


@dataclass(frozen=True, slots=True)
class Waits:
    """This chat is on the waiting list of an office. `moves`: the code of the appointment that would be moved."""

    office: str
    moves: str = ""


@dataclass(frozen=True, slots=True)
class WaitsTooOften:
    """This chat is on as many waiting lists as one chat may be."""


@dataclass(frozen=True, slots=True)
class WaitsNoMore:
    office: str


@dataclass(frozen=True, slots=True)
class Claimed:
    """An appointment that staff made is this chat's now; claiming it again says the same."""

    appointment: Appointment


@dataclass(frozen=True, slots=True)
class NotClaimed:
    """`unknown`: no such code and name, or it is over, or another chat's; `has_one`: this beneficiary has an open
    appointment already; `full`: this chat has as many as it may; `too_many`: too many wrong tries, wait an hour."""

    why: Literal["unknown", "has_one", "full", "too_many"]
    asked: Claim


@dataclass(frozen=True, slots=True)
class Erased:
    """Everything kept about this chat is gone. `freed`: the codes of the appointments that were cancelled with it."""

    freed: tuple[str, ...] = ()


Outcome = (
    SlotsFound
    | OfficesFound
    | Held
    | SlotTaken
    | HoldLost
    | AlreadyHasOne
    | TooManyOpen
    | Booked
    | Moved
    | Cancelled
    | LateTold
    | ComingTold
    | HalfDaysFound
    | Requested
    | RequestRefused
    | NotPossible
    | Noted
    | StaffTold
    | Waits
    | WaitsTooOften
    | WaitsNoMore
    | Claimed
    | NotClaimed
    | Erased
)
Event = PersonEvent | Outcome
