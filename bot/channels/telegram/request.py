"""The road to the Bot API: python-telegram-bot's `BaseRequest` on aiohttp.

Measured against its httpx one in the same run, an answer of the Bot API costs a fraction of the processor time
(`tests/telegram/test_transport_cost.py` repeats it). Every failure says what matters to a sender:
`NotDeliveredError` (the Bot API certainly did nothing) or `OutcomeUnclearError` (it may have). No error and no log line
holds an address: the token is in it. Times are seconds.
"""

from __future__ import annotations

import json
import logging
from datetime import timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

import aiohttp
from telegram import Bot
from telegram.error import NetworkError
from telegram.request import BaseRequest, RequestData
from yarl import URL

# Ten times Telegram's own limit at 50 ms a call; more at once only makes a queue elsewhere.
MAX_IN_FLIGHT = 16
CONNECT_TIMEOUT = 10.0
READ_TIMEOUT = 15.0
UPLOAD_TIMEOUT = 30.0

# Shorter than the Bot API's own patience with an idle connection: one that it closes just as we write would leave
# the outcome of that message unknown.
_KEEP_IDLE = 15.0
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}

TOKEN_REFUSED = (
    "Telegram refuses TELEGRAM_BOT_TOKEN. Copy it again from @BotFather, or ask there for a new one with /token."
)


class StartRefusedError(Exception):
    """Telegram cannot be used as it is set up; the message says what to do, in one sentence."""


class NotDeliveredError(NetworkError):
    """The Bot API certainly did not act on this call; it may be repeated after `after`."""

    def __init__(self, message: str, after: timedelta = timedelta(seconds=2)) -> None:
        super().__init__(message)
        self.after = after


class FloodedError(NotDeliveredError):
    """429: this chat, or the bot, has sent too much; `after` is what the Bot API asks for."""


class OutcomeUnclearError(NetworkError):
    """The call was written, or may have been, and no answer came: it may have been carried out."""


class TelegramRequest(BaseRequest):
    """Calls over a pool of at most `in_flight` connections; opens itself at the first call."""

    __slots__ = ("_in_flight", "_read_timeout", "_session")

    def __init__(self, in_flight: int = MAX_IN_FLIGHT, read_timeout: float = READ_TIMEOUT) -> None:
        self._in_flight = in_flight
        self._read_timeout = read_timeout
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        return self._read_timeout

    async def initialize(self) -> None:
        self._open()

    async def shutdown(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=self._in_flight, keepalive_timeout=_KEEP_IDLE)
            self._session = aiohttp.ClientSession(
                connector=connector, headers={"User-Agent": self.USER_AGENT}, cookie_jar=aiohttp.DummyCookieJar()
            )
        return self._session

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer as a dict. The library's own version logs the whole body when it is not JSON."""
        try:
            parsed = json.loads(payload)
        except ValueError:
            parsed = None
        if not isinstance(parsed, dict):
            raise OutcomeUnclearError("The Bot API's answer is not a JSON object") from None
        return parsed

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """One call: its status, below 500, and body. Raises `NotDeliveredError` or `OutcomeUnclearError`."""
        uploads = request_data is not None and request_data.contains_files
        connect = _given(connect_timeout, CONNECT_TIMEOUT) + _given(pool_timeout, 0.0)
        # aiohttp counts the writing of the body as waiting for the answer.
        write = _given(write_timeout, UPLOAD_TIMEOUT) if uploads else 0.0
        read = _given(read_timeout, self._read_timeout) + write
        timeout = aiohttp.ClientTimeout(total=connect + read, connect=connect, sock_read=read)
        body, headers = _body_of(request_data)
        try:
            async with self._open().request(
                method, URL(url, encoded=True), data=body, headers=headers, timeout=timeout, allow_redirects=False
            ) as response:
                status, payload = response.status, await response.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise NotDeliveredError(f"No connection to the Bot API ({type(error).__name__})") from None
        except (ValueError, aiohttp.NonHttpUrlClientError):
            raise NotDeliveredError("TELEGRAM_API_BASE_URL is not an address; write https://api.telegram.org") from None
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise OutcomeUnclearError(f"The Bot API did not answer ({type(error).__name__})") from None
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            raise FloodedError("The Bot API asks for a pause", _retry_after(payload))
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise NotDeliveredError(f"The Bot API answered with status {status}")
        return status, payload


def make_bot(token: str, api_base_url: str, request: BaseRequest | None = None) -> Bot:
    """python-telegram-bot's typed calls over our request. Do not `initialize()` it: its errors name the token."""
    hush_libraries()
    request = request or TelegramRequest()
    base = api_base_url.rstrip("/")
    return Bot(
        token,
        base_url=f"{base}/bot",
        base_file_url=f"{base}/file/bot",
        request=request,
        get_updates_request=request,
    )


def hush_libraries() -> None:
    """Keep what these log below WARNING out: addresses with the token, and what people wrote."""
    for name in ("telegram", "httpx", "httpcore", "aiohttp"):
        logging.getLogger(name).setLevel(logging.WARNING)


def _given(value: object, default: float) -> float:
    if value is None or value is BaseRequest.DEFAULT_NONE:
        return default
    return float(value)  # type: ignore[arg-type]


def _body_of(data: RequestData | None) -> tuple[bytes | aiohttp.FormData | None, dict[str, str]]:
    if data is None:
        return None, {}
    if not data.contains_files:
        return urlencode(data.json_parameters).encode(), _FORM
    form = aiohttp.FormData(data.json_parameters)
    for name, (filename, content, mimetype) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=mimetype)
    return form, {}


def _retry_after(payload: bytes) -> timedelta:
    """What a 429 asks for; five seconds when it does not say (a proxy may answer in its place)."""
    try:
        seconds = float(json.loads(payload)["parameters"]["retry_after"])
        return timedelta(seconds=min(max(seconds, 0.0), 3600.0))
    except (ValueError, KeyError, TypeError):
        return timedelta(seconds=5)
