"""A Bot API of our own for tests: real HTTP on loopback, strict on what the bot sends, with faults on demand.

    async with BotApiServer() as api:
        amina = api.person("Amina")
        amina.writes("bonjour")          # waits to be polled, or is brought to the webhook
        await api.until(lambda: amina.texts == ["…"])
        amina.taps(amina.last, "Français")

It keeps what every person and group sees, and every call with its outcome. `python -m tests.telegram.api_server`
serves it alone, for measurements, with the persons 1 to 999.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from tests.telegram.api_chats import Chat, Group, Person, Tap
from tests.telegram.api_faults import (
    CutAfter,
    CutBefore,
    Delay,
    Fault,
    Flood,
    HtmlError,
    PlannedFault,
    Refusal,
    ServerError,
)
from tests.telegram.api_http import CutConnectionError, HttpRequest, HttpResponse, serve_connection
from tests.telegram.api_methods import EDITING, SENDING, Methods
from tests.telegram.api_rules import ApiError, bad
from tests.telegram.api_updates import Updates

TOKEN = "42:TEST-token_that_must_not_be_logged"
BOT_NAME = "parcours_test_bot"
_HTML_PAGE = b"<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the bot. `status` is what was answered; 0 when the connection was cut."""

    method: str
    params: dict[str, Any]
    status: int
    at: float  # time.monotonic


class BotApiServer:
    """The test server; use it as an asynchronous context manager."""

    def __init__(self, token: str = TOKEN, port: int = 0) -> None:
        self.token = token
        self.port = port
        self.me = {"id": 42, "is_bot": True, "first_name": "Parcours", "username": BOT_NAME}
        self.updates = Updates()
        self.calls: list[Call] = []
        self.latency_s = 0.0  # added to every call except getUpdates
        self.enforces_limits = False  # 429 above 30 messages a second, or 20 a minute to a group
        self._chats: dict[int, Chat] = {}
        self._taps: dict[str, Tap] = {}
        self._methods = Methods(self.me, self._chats, self._taps, self.updates)
        self._faults: list[PlannedFault] = []
        self._changed = asyncio.Event()
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def profile(self) -> dict[tuple[str, str], Any]:
        """What was set for the bot itself: (method, language code) -> value."""
        return self._methods.profile

    def let_taps_wait(self, seconds: float) -> None:
        """How long a tap can be answered; 15 s on the real one."""
        self._methods.tap_patience_s = seconds

    def person(self, name: str = "Amina", user_id: int | None = None, language: str | None = "fr") -> Person:
        user_id = user_id or 7_000_000_000 + len(self._chats)
        person = Person(user_id, name, language, self.me, self.updates.enqueue, self._taps)
        self._chats[user_id] = person
        return person

    def group(self, title: str = "Accueil", group_id: int | None = None) -> Group:
        group_id = group_id or -5_000_000 - len(self._chats)
        group = Group(group_id, title, self.me, self.updates.enqueue, self._chats)
        self._chats[group.id] = group
        return group

    def fail(self, fault: Fault, method: str | None = None, chat: Chat | None = None, times: int = 1) -> None:
        """Let the next calls that fit go wrong."""
        self._faults.append(PlannedFault(fault, method, chat.id if chat else None, times))

    def calls_of(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method == method]

    async def until(self, holds: Callable[[], bool], timeout: float = 5.0) -> None:
        """Wait until something holds, looking after every call. `AssertionError` when it does not in time."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout
        while not holds():
            if loop.time() > deadline:
                raise AssertionError(f"not in {timeout:g} s; calls: {[one.method for one in self.calls[-200:]]}")
            self._changed.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(0.05):
                    await self._changed.wait()

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        await self.updates.stop()
        if self._server is not None:
            self._server.close()
        for connection in list(self._connections):
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        try:
            await serve_connection(self._handle, reader, writer)
        except asyncio.CancelledError:
            writer.transport.abort()
        finally:
            self._connections.discard(task)

    async def _handle(self, request: HttpRequest) -> HttpResponse:
        prefix, _, method = request.path.rpartition("/")
        status = 0
        try:
            if prefix != f"/bot{self.token}":
                raise ApiError(401, "Unauthorized")
            result = await self._carry_out(method, request.params)
            response = _answer({"ok": True, "result": result})
        except ApiError as refused:
            response = _refusal(refused)
        except _PageError:
            response = HttpResponse(502, _HTML_PAGE, "text/html")
        except CutConnectionError:
            self._record(method, request.params, 0)
            raise
        status = response.status
        self._record(method, request.params, status)
        return response

    async def _carry_out(self, method: str, params: dict[str, Any]) -> Any:
        if method != "getUpdates" and self.latency_s:
            await asyncio.sleep(self.latency_s)
        fault = self._fault_for(method, params)
        match fault:
            case CutBefore():
                raise CutConnectionError
            case Flood(seconds):
                raise _flood(seconds)
            case ServerError(status):
                raise ApiError(status, "Internal Server Error")
            case HtmlError():
                raise _PageError
            case Refusal(description):
                raise bad(description)
            case Delay(seconds):
                await asyncio.sleep(seconds)
        if self.enforces_limits and method in SENDING + EDITING:
            self._check_limits(params, method)
        result = await self._methods.call(method, params)
        if isinstance(fault, CutAfter):
            raise CutConnectionError
        return result

    def _record(self, method: str, params: dict[str, Any], status: int) -> None:
        self.calls.append(Call(method, params, status, time.monotonic()))
        self._changed.set()

    def _fault_for(self, method: str, params: dict[str, Any]) -> Fault | None:
        chat = params.get("chat_id")
        for planned in self._faults:
            if planned.fits(method, int(chat) if chat else None):
                planned.times -= 1
                return planned.fault
        return None

    def _check_limits(self, params: dict[str, Any], method: str) -> None:
        now, chat = time.monotonic(), int(params.get("chat_id", 0))
        done = [call for call in self.calls if call.status == 200 and now - call.at < 60]
        if method in SENDING and sum(now - one.at < 1 and one.method in SENDING for one in done) >= 30:
            raise _flood(1)
        if chat < 0 and sum(int(one.params.get("chat_id", 0)) == chat for one in done) >= 20:
            raise _flood(30)


class _PageError(Exception):
    """Answer with a page of HTML."""


def _flood(seconds: int) -> ApiError:
    return ApiError(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})


def _answer(content: dict[str, Any], status: int = 200) -> HttpResponse:
    return HttpResponse(status, json.dumps(content).encode())


def _refusal(refused: ApiError) -> HttpResponse:
    more = {"parameters": refused.parameters} if refused.parameters else {}
    return _answer(
        {"ok": False, "error_code": refused.status, "description": refused.description, **more}, refused.status
    )


async def _serve_alone() -> None:
    async with BotApiServer() as api:
        for user_id in range(1, 1000):
            api.person("Amina", user_id)
        print(api.base_url, flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_serve_alone())
