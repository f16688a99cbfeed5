"""Fetch updates: each is noted down first, only then does the offset move.

Raw, without python-telegram-bot's `get_updates`: one damaged update makes that raise for the whole batch, for ever,
and log it with people's words. An update without a number or a chat is skipped and logged by its number. Times are
seconds. `PollingStalledError` ends the process when nothing could be fetched for three timeouts; before the
first success, as at a start without network, it keeps trying. What `note` raises (a database that is away) is an
unsuccessful poll: the batch comes again.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any, NoReturn, Protocol
from urllib.parse import urlencode

import structlog
from telegram import Bot
from telegram.error import Conflict, InvalidToken, TelegramError

from bot.channels.telegram.incoming import ALLOWED_UPDATES, identify, update_number
from bot.channels.telegram.request import TOKEN_REFUSED, OutcomeUnclearError, StartRefusedError
from bot.channels.telegram.webhook import remove_webhook

log = structlog.get_logger(__name__)

# Bot API: at most 50 s and 100 updates.
POLL_TIMEOUT = 30
BATCH = 100
MAX_MISSED_POLLS = 3
_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 30.0


class PollingStalledError(Exception):
    """Nothing could be fetched for `MAX_MISSED_POLLS` timeouts: the process must end and be started again."""


class Note(Protocol):
    """Writes one update down, once for each number. Must not raise for what the update holds."""

    def __call__(self, update_id: str, chat_key_source: str, raw: dict[str, Any]) -> Awaitable[None]: ...


class Poller:
    """One process's fetching of updates; Telegram allows one at a time for a bot."""

    def __init__(
        self,
        bot: Bot,
        note: Note,
        *,
        timeout: float = POLL_TIMEOUT,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._bot = bot
        self._note = note
        self._timeout = timeout
        self._sleep = sleep
        self._offset: int | None = None
        self._pause = 0.0
        self.polled_at: float | None = None  # the event loop's clock; None before Telegram answered the first time

    def age_s(self) -> float | None:
        """Seconds since the last successful poll, for the health page; None before the first."""
        return None if self.polled_at is None else asyncio.get_running_loop().time() - self.polled_at

    async def run(self) -> NoReturn:
        """Poll until cancelled. Raises `PollingStalledError`, and `StartRefusedError` when the token is refused."""
        patience = MAX_MISSED_POLLS * self._timeout
        try:
            async with asyncio.timeout(None) as watchdog:
                while not await self._try(self._take_over):
                    pass
                self.polled_at = asyncio.get_running_loop().time()
                while True:
                    if await self._try(self._poll):
                        self.polled_at = asyncio.get_running_loop().time()
                        watchdog.reschedule(self.polled_at + patience)
        except TimeoutError:
            raise PollingStalledError(
                f"No update could be fetched from Telegram for {patience:g} seconds; the process ends so that it is "
                "started afresh. Look at the lines before this one for the reason."
            ) from None

    async def _take_over(self) -> None:
        await remove_webhook(self._bot)

    async def _poll(self) -> None:
        query = {"timeout": f"{self._timeout:g}", "limit": BATCH, "allowed_updates": json.dumps(ALLOWED_UPDATES)}
        if self._offset is not None:
            query["offset"] = self._offset
        batch = await self._bot.request.post(
            f"{self._bot.base_url}/getUpdates?{urlencode(query)}", read_timeout=self._timeout + 10
        )
        if not isinstance(batch, list):
            raise OutcomeUnclearError("the answer is not a list of updates")
        before = self._offset
        for raw in batch:
            await self._take_in(raw)
        if batch and self._offset == before:
            raise OutcomeUnclearError("only damaged updates without a number are waiting")

    async def _take_in(self, raw: Any) -> None:
        number, found = update_number(raw), identify(raw)
        if found is not None:
            await self._note(str(found[0]), str(found[1]), raw)
        else:
            log.warning("A damaged update was skipped.", update_id=number)
        if number is None:
            # Updates come in order, so a nameless one is at least the next; without any number yet, wait for one.
            number = self._offset
        if number is not None:
            self._offset = max(number + 1, self._offset or 0)

    async def _try(self, act: Callable[[], Awaitable[None]]) -> bool:
        """Whether it worked; if not, wait a little longer each time."""
        try:
            await act()
        except StartRefusedError:
            raise
        except InvalidToken:
            raise StartRefusedError(TOKEN_REFUSED) from None
        except Conflict:
            await self._back_off(
                "Telegram lets only one process fetch updates: another one polls with this token, or a webhook is set. "
                "Stop the other one."
            )
        except TelegramError as error:
            await self._back_off(f"Updates cannot be fetched from Telegram now: {error.message}.")
        except Exception as error:
            # Never the text of the error: it may hold what people wrote.
            await self._back_off(f"Updates cannot be written down now ({type(error).__name__}).")
        else:
            self._pause = 0.0
            return True
        return False

    async def _back_off(self, why: str) -> None:
        self._pause = min(max(2 * self._pause, _FIRST_PAUSE), _LONGEST_PAUSE, self._timeout)
        log.warning(f"{why} Trying again in {self._pause:g} s.")
        await self._sleep(self._pause)
