"""What the pages need, handed in by the wiring; and how a page finds it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from starlette.requests import Request

from bot.content.model import Content
from bot.store.database import Database
from bot.web.limits import TryLimit
from bot.web.preview.stage import Preview
from bot.web.simulator import Simulator


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """Where updates are brought: `receive` gets the value of `secret_header` and the body, and gives a status.

    At most `max_bytes` + 1 bytes of the body are read, so that `receive` sees when there were more.
    """

    path: str
    secret_header: str
    max_bytes: int
    receive: Callable[[str | None, bytes], Awaitable[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class WebServices:
    """`simulator` and `preview` are given only by a demonstration that is bound to loopback; `health` adds lines to
    `/health`."""

    database: Database
    content: Callable[[], Content]
    clock: Callable[[], datetime]
    is_demo: bool
    public_url: str = ""
    base_url: str = "http://localhost:8000"  # what a link begins with that is sent to somebody
    bot_name: Callable[[], Awaitable[str]] | None = None  # the bot's name, empty while Telegram is not reached
    secure_cookies: bool = False
    sends_mail: bool = False  # whether an office's mailbox can be written to at all
    simulator: Simulator | None = None
    preview: Preview | None = None
    webhook: Webhook | None = None
    health: Callable[[], Mapping[str, str]] | None = None
    tries: TryLimit = field(default_factory=TryLimit)

    @property
    def shows_demo_routes(self) -> bool:
        """Whether the simulator and the one-click agenda exist here at all (DESIGN, decision 18)."""
        return self.is_demo and not self.public_url and self.simulator is not None


def services_of(request: Request) -> WebServices:
    services = request.app.state.services
    assert isinstance(services, WebServices)
    return services
