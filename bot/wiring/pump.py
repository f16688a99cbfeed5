"""Move messages: inbox → match → turn → out. Many chats at once, one message of a chat at a time.

The pump finds the chats that wait; `answering.py` answers one update, `sender.py` sends. It may be killed at any
moment: what is in the inbox is taken up again, what was leased is settled or tried once more.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from bot.operations.inbox import write_down
from bot.operations.ports import Channel
from bot.operations.sending.settling import free_leases
from bot.store.keys import KeysError
from bot.store.waiting import chats_waiting
from bot.wiring.answering import Answering, Noted, where, why
from bot.wiring.housekeeping import keep_house
from bot.wiring.parts import Parts
from bot.wiring.sender import Sender

log = logging.getLogger("parcours.pump")

MOST_CHATS = 200
# How soon is seen what another process wrote down. On SQLite there is none: only what trouble has left is found.
IDLE_S = 0.2
IDLE_ALONE_S = 2.0
AFTER_TROUBLE_S = 2.0


class Pump:
    """One process's share of the work."""

    def __init__(self, parts: Parts, channels: Sequence[Channel], clock: Callable[[], datetime]) -> None:
        self.parts = parts
        self.channels: Mapping[str, Channel] = {channel.name: channel for channel in channels}
        self.clock = clock
        self.owner = secrets.token_hex(8)
        self.sender = Sender(parts.database, self.channels, clock, self.owner)
        self._answering = Answering(parts, self.channels, clock, self.sender)
        self._is_running = False
        self._chats: dict[str, asyncio.Task[None] | None] = {}  # at work; the task is None when `handle` is it
        self._again: set[str] = set()  # chats at work to which something was added meanwhile
        self._wake = asyncio.Event()

    @property
    def is_busy(self) -> bool:
        """Whether something is being answered at this moment."""
        return bool(self._chats) or self.sender.is_busy

    async def note(self, channel: str, update_id: str, address: str, body: Mapping[str, Any]) -> str:
        """Write an update down and have it answered. Gives the chat's key."""
        now = self.clock()
        chat_key, inbox_id = await self.parts.database.run(
            lambda session: write_down(session, channel, update_id, address, body, now)
        )
        if self._is_running and inbox_id is not None:
            self._begin(chat_key, Noted(inbox_id, channel, body))
        return chat_key

    async def run(self) -> None:
        """Work until cancelled. A database that is away is waited for."""
        if self.parts.database.is_sqlite:
            # There is no other process: what is leased was leased by one that died.
            await self.parts.database.run(partial(free_leases, now=self.clock()))
        self._is_running = self.sender.defers = True
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._find_chats())
                for name in self.channels:
                    # A mail server that takes its time must not hold back what goes to Telegram.
                    tasks.create_task(self.sender.send_what_waits(name))
                tasks.create_task(self.sender.settle_often())
                tasks.create_task(keep_house(self.parts, self.clock))
        finally:
            self._is_running = self.sender.defers = False
            under_way = [task for task in self._chats.values() if task is not None]
            for task in under_way:
                task.cancel()
            await asyncio.gather(*under_way, return_exceptions=True)
            with contextlib.suppress(SQLAlchemyError):
                await self.sender.settle_all()

    async def drain(self) -> None:
        """Answer everything that is written down and send what is due, then return. For a pump that runs."""
        while True:
            await self._begin_waiting()
            under_way = [task for task in self._chats.values() if task is not None]
            if under_way:
                await asyncio.wait(under_way)
                continue
            await self.sender.settle_all()
            if not await self.sender.send_waiting() and not self._chats:
                return

    async def handle(self, chat_key: str) -> None:
        """Answer what waits in one chat, oldest first."""
        if chat_key in self._chats:
            return
        self._chats[chat_key] = None
        try:
            while await self._answering.answer(chat_key) != "nothing":
                pass
        finally:
            del self._chats[chat_key]

    async def _find_chats(self) -> None:
        """What other processes wrote down, or this one before it ended the last time."""
        while True:
            pause = IDLE_ALONE_S if self.parts.database.is_sqlite else IDLE_S
            try:
                await self._begin_waiting()
            except SQLAlchemyError as error:
                log.warning("The database is away (%s); trying again.", why(error))
                pause = AFTER_TROUBLE_S
            self._wake.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), pause)

    async def _begin_waiting(self) -> None:
        """Begin with the chats that wait, as far as there is room."""
        if len(self._chats) < MOST_CHATS:
            for chat_key in await self.parts.database.look(lambda session: chats_waiting(session, MOST_CHATS)):
                if chat_key not in self._chats:
                    self._begin(chat_key, None)

    def _begin(self, chat_key: str, fresh: Noted | None) -> None:
        if chat_key in self._chats:
            self._again.add(chat_key)
        elif len(self._chats) < MOST_CHATS:
            self._chats[chat_key] = asyncio.create_task(self._work_on(chat_key, fresh))

    async def _work_on(self, chat_key: str, fresh: Noted | None) -> None:
        """Answer what waits in a chat. `fresh` was written down just now, so that it need not be looked for."""
        try:
            if fresh is None or await self._answering.answer(chat_key, fresh) != "answered":
                self._again.add(chat_key)
            while chat_key in self._again:
                self._again.discard(chat_key)
                while await self._answering.answer(chat_key) != "nothing":
                    pass
        except KeysError as error:
            # Nothing is laid aside for it: with the right key everything is answered.
            log.error("%s", error)
            await asyncio.sleep(AFTER_TROUBLE_S)
        except SQLAlchemyError as error:
            log.warning("The database is away (%s); trying again.", why(error))
            await asyncio.sleep(AFTER_TROUBLE_S)
        except Exception as error:
            log.error("A chat could not be answered: %s", where(error))
            await asyncio.sleep(AFTER_TROUBLE_S)
        finally:
            was_full = len(self._chats) >= MOST_CHATS
            del self._chats[chat_key]
            self._again.discard(chat_key)
            if was_full:
                self._wake.set()
