"""How often Telegram lets a bot speak, kept inside one process.

Bot API: about 30 messages a second in all, one a second to a chat with short bursts, 20 a minute to a group. The
first is handed out by an `Allowance`, so that several processes can share one; the others are kept here, because the
messages of a chat are sent by one process at a time. Answers to people who wait go before notices. Times
are seconds of an injected clock.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import time
from collections import deque
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Protocol

OVERALL_RATE = 30
CHAT_RATE = 1.0
# A turn says up to three messages, and people tap twice in a row.
CHAT_BURST = 6
GROUP_CALLS = 20
GROUP_WINDOW = 60.0
# Handed out at once, so that a shared allowance is not asked for every message.
HANDFUL = 10
# A message that would wait longer goes back to the outbox instead of holding a sender up.
LONGEST_WAIT = 3.0
_MANY_CHATS = 2000

Clock = Callable[[], float]
Sleep = Callable[[float], Awaitable[object]]


class Allowance(Protocol):
    """The right to send, of all processes of one bot together."""

    async def take(self, wanted: int) -> tuple[int, float]:
        """How many of `wanted` messages may go now, and, if none, the seconds until one may."""
        ...


class LocalAllowance:
    """The allowance of a single process: at most `rate` messages in any second."""

    def __init__(self, rate: int = OVERALL_RATE, clock: Clock = time.monotonic) -> None:
        self._rate = rate
        self._clock = clock
        self._sent: deque[float] = deque()

    async def take(self, wanted: int) -> tuple[int, float]:
        now = self._clock()
        while self._sent and self._sent[0] <= now - 1:
            self._sent.popleft()
        granted = min(wanted, self._rate - len(self._sent))
        self._sent.extend([now] * granted)
        return granted, 0.0 if granted else self._sent[0] + 1 - now


class Pacer:
    """Lets calls through when Telegram takes them."""

    def __init__(
        self,
        allowance: Allowance,
        *,
        chat_rate: float = CHAT_RATE,
        clock: Clock = time.monotonic,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._allowance = allowance
        self._gap = 1 / chat_rate
        self._clock = clock
        self._sleep = sleep
        self._chats: dict[int, _Chat] = {}
        self._order = itertools.count()
        self._waiting: list[tuple[bool, int, asyncio.Future[None]]] = []
        self._handing_out: asyncio.Task[None] | None = None

    async def admit(self, chat_id: int, *, urgent: bool, is_edit: bool = False) -> timedelta | None:
        """None as soon as a call to this chat may go out; or the time after which to ask again.

        A chat's own pace is waited for only `LONGEST_WAIT` seconds. Raises what the allowance raises. An edit in a
        private chat is no message: it waits only when Telegram has asked for a pause there.
        """
        chat = self._chat(chat_id)
        is_message = not is_edit or chat.is_group
        wait = chat.reserve(self._clock(), self._gap) if is_message else chat.pause(self._clock())
        if wait > LONGEST_WAIT:
            return timedelta(seconds=wait)
        if wait > 0:
            await self._sleep(wait)
        if is_message:
            await self._take_one(urgent=urgent)
        return None

    def stop(self, chat_id: int, after: timedelta) -> None:
        """Telegram asked for a pause in this chat: no other chat is held up by it."""
        self._chat(chat_id).stopped_until = self._clock() + after.total_seconds()

    def _chat(self, chat_id: int) -> _Chat:
        if len(self._chats) > _MANY_CHATS:
            now = self._clock()
            self._chats = {key: chat for key, chat in self._chats.items() if not chat.is_rested(now)}
        # Telegram's ids of groups and channels are negative.
        return self._chats.setdefault(chat_id, _Chat(is_group=chat_id < 0))

    async def _take_one(self, *, urgent: bool) -> None:
        if not self._waiting and (await self._allowance.take(1))[0]:
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (not urgent, next(self._order), turn))
        if self._handing_out is None or self._handing_out.done():
            self._handing_out = asyncio.create_task(self._hand_out())
        await turn

    async def _hand_out(self) -> None:
        try:
            while self._waiting:
                granted, wait = await self._allowance.take(min(HANDFUL, len(self._waiting)))
                while granted and self._waiting:
                    turn = heapq.heappop(self._waiting)[2]
                    if not turn.done():  # its sender may have been cancelled
                        turn.set_result(None)
                        granted -= 1
                if wait:
                    await self._sleep(wait)
        except Exception as error:
            for _, _, turn in self._waiting:
                if not turn.done():
                    turn.set_exception(error)
            self._waiting.clear()


class _Chat:
    """What was sent to one chat lately. Times are reserved ahead, so that two senders never take the same one."""

    __slots__ = ("_full_at", "_sent", "is_group", "stopped_until")

    def __init__(self, *, is_group: bool) -> None:
        self.is_group = is_group
        self.stopped_until = float("-inf")
        self._full_at = float("-inf")  # when nothing is owed any more: each call owes a gap, `CHAT_BURST` may be owed
        self._sent: deque[float] = deque(maxlen=GROUP_CALLS)

    def reserve(self, now: float, gap: float) -> float:
        """Seconds until the next call may go; it is reserved unless that is more than `LONGEST_WAIT`."""
        full_at = max(self._full_at, now)
        at = max(full_at - (CHAT_BURST - 1) * gap, self.stopped_until, now)
        if self.is_group and len(self._sent) == GROUP_CALLS:
            at = max(at, self._sent[0] + GROUP_WINDOW)
        if at - now <= LONGEST_WAIT:
            self._full_at = max(full_at, at) + gap
            if self.is_group:
                self._sent.append(at)
        return at - now

    def pause(self, now: float) -> float:
        """Seconds until Telegram's pause in this chat is over."""
        return max(self.stopped_until - now, 0.0)

    def is_rested(self, now: float) -> bool:
        lately = bool(self._sent) and self._sent[-1] + GROUP_WINDOW > now
        return self._full_at <= now and self.stopped_until <= now and not lately
