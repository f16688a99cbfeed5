"""What can go wrong between a bot and the Bot API, on demand."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Flood:
    """429; the call is not carried out."""

    retry_after: int = 3


@dataclass(frozen=True, slots=True)
class ServerError:
    """5xx as JSON; the call is not carried out."""

    status: int = 500


@dataclass(frozen=True, slots=True)
class HtmlError:
    """502 with a page of HTML, as a proxy in front of the Bot API sends it."""


@dataclass(frozen=True, slots=True)
class CutBefore:
    """The connection breaks before the call is carried out."""


@dataclass(frozen=True, slots=True)
class CutAfter:
    """The call is carried out, then the connection breaks."""


@dataclass(frozen=True, slots=True)
class Delay:
    """The call is carried out after a while."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Refusal:
    """400 with this description; the call is not carried out."""

    description: str


Fault = Flood | ServerError | HtmlError | CutBefore | CutAfter | Delay | Refusal


@dataclass(slots=True)
class PlannedFault:
    """A fault for the next `times` calls that fit; None for `method` or `chat_id` fits all."""

    fault: Fault
    method: str | None
    chat_id: int | None
    times: int

    def fits(self, method: str, chat_id: int | None) -> bool:
        return self.times > 0 and self.method in (None, method) and self.chat_id in (None, chat_id)
