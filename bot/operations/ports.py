"""What the operations ask of a channel, and what a channel hands over. Channels implement it; nothing here does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from bot.conversation.events import PersonEvent
from bot.conversation.outgoing import Outgoing


@dataclass(frozen=True, slots=True)
class Typed:
    """A text as it came, cleaned but not yet matched."""

    text: str
    under: str = ""  # the kind of media it was written under, as a caption


@dataclass(frozen=True, slots=True)
class MovedTo:
    """The chat has a new address (a group became a supergroup): send it there."""

    address: str


@dataclass(frozen=True, slots=True)
class InviteAsked:
    """An administrator asks, in private, for the link that makes a group that of `office`."""

    office: str
    bot_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInAsked:
    """Somebody writes `/agenda`. In private an administrator may name an `office`; `is_start` when the button in a
    group led there."""

    office: str = ""
    bot_name: str = ""
    is_admin: bool = False
    is_start: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """One update, translated. `event` None: nothing in it is for the conversation (it is noted as handled).

    `MovedTo` comes only from groups, `InviteAsked` only from administrators.
    """

    event: PersonEvent | Typed | InviteAsked | SignInAsked | MovedTo | None
    profile_name: str = ""
    person: str = ""  # who did it in a group, as the channel knows them
    tap: str = ""  # what the channel needs to answer the tap itself
    is_group: bool = False  # an office's group, not a conversation


@dataclass(frozen=True, slots=True)
class Sent:
    """It arrived. `message_ref` is what the channel needs to edit it later."""

    message_ref: str = ""


@dataclass(frozen=True, slots=True)
class TryLater:
    """It was certainly not delivered: refused connection, flood limit, server error."""

    after: timedelta


@dataclass(frozen=True, slots=True)
class OutcomeUnknown:
    """It may have been delivered: the connection broke after the request was written."""


@dataclass(frozen=True, slots=True)
class Unreachable:
    """The person blocked the assistant, or the chat is gone."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """The channel will never take this message; `why` holds no words of people."""

    why: str


Delivery = Sent | TryLater | OutcomeUnknown | Unreachable | Rejected | MovedTo


class Channel(Protocol):
    """A way to reach people."""

    name: str

    def read(self, raw: Mapping[str, Any]) -> Incoming:
        """Translate one raw update. May raise for a damaged one: it is then recorded and skipped."""
        ...

    async def send(self, address: str, message: Outgoing, edits: str | None, *, urgent: bool = True) -> Delivery:
        """Deliver one message to `address`; `edits` is the reference of the message to change. Never raises.
        `urgent`: somebody waits for this answer."""
        ...

    async def answer_tap(self, tap: str, text: str) -> None:
        """Answer a tap, with a short notice or an empty text. Best effort, never raises."""
        ...
