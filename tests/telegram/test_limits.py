"""How often calls go out, on a clock of our own."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.channels.telegram.limits import LocalAllowance, Pacer


class FakeTime:
    """A clock that moves when everybody sleeps."""

    def __init__(self) -> None:
        self.now = 100.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        wakes = asyncio.get_running_loop().create_future()
        self._sleepers.append((self.now + seconds, len(self._sleepers), wakes))
        await wakes

    async def pass_by(self, seconds: float) -> None:
        end = self.now + seconds
        while True:
            for _ in range(20):
                await asyncio.sleep(0)
            due = min((one for one in self._sleepers if one[0] <= end), default=None)
            if due is None:
                break
            self._sleepers.remove(due)
            self.now = max(self.now, due[0])
            due[2].set_result(None)
        self.now = end


class Sender:
    """Sends through a pacer and notes when, in seconds from the start."""

    def __init__(self, rate: int = 30) -> None:
        self.time = FakeTime()
        self.pacer = Pacer(LocalAllowance(rate, self.time.clock), clock=self.time.clock, sleep=self.time.sleep)
        self.sent: list[tuple[float, int, str]] = []
        self.put_off: list[tuple[int, float]] = []
        self._tasks: list[asyncio.Task[None]] = []

    def send(self, chat: int, what: str = "", *, urgent: bool = True, is_edit: bool = False) -> None:
        self._tasks.append(asyncio.create_task(self._send(chat, what, urgent=urgent, is_edit=is_edit)))

    async def _send(self, chat: int, what: str, *, urgent: bool, is_edit: bool) -> None:
        wait = await self.pacer.admit(chat, urgent=urgent, is_edit=is_edit)
        if wait is None:
            self.sent.append((round(self.time.now - 100, 3), chat, what))
        else:
            self.put_off.append((chat, wait.total_seconds()))

    @property
    def times(self) -> list[float]:
        return [at for at, _, _ in self.sent]


async def test_a_chat_gets_a_short_burst_and_then_one_message_a_second():
    sender = Sender()
    for _ in range(12):
        sender.send(7)
    await sender.time.pass_by(5)
    assert sender.times == [0, 0, 0, 0, 0, 0, 1, 2, 3]
    assert sender.put_off == [(7, 4.0), (7, 4.0), (7, 4.0)]


async def test_after_a_rest_the_burst_is_whole_again():
    sender = Sender()
    for _ in range(6):
        sender.send(7)
    await sender.time.pass_by(10)
    for _ in range(6):
        sender.send(7)
    await sender.time.pass_by(0)
    assert sender.times == [0] * 6 + [10] * 6


async def test_no_second_has_more_than_thirty_messages():
    sender = Sender()
    for chat in range(1, 101):
        sender.send(chat)
    await sender.time.pass_by(4)
    assert sender.times == [0] * 30 + [1] * 30 + [2] * 30 + [3] * 10


async def test_who_waits_for_an_answer_goes_before_notices():
    sender = Sender(rate=1)
    for chat, what in enumerate(("first", "notice", "notice"), 1):
        sender.send(chat, what, urgent=False)
    await sender.time.pass_by(0.5)
    sender.send(8, "answer")
    await sender.time.pass_by(4)
    assert [(at, what) for at, _, what in sender.sent] == [(0, "first"), (1, "answer"), (2, "notice"), (3, "notice")]


async def test_a_group_gets_at_most_twenty_calls_in_any_minute():
    sender = Sender()
    for second in range(120):
        sender.send(-5, is_edit=bool(second % 2))
        await sender.time.pass_by(1)
    assert all(sum(start <= at < start + 60 for at in sender.times) <= 20 for start in sender.times)
    assert sum(at < 120 for at in sender.times) == 40
    assert sender.put_off[0] == (-5, 40.0)


async def test_a_pause_that_telegram_asks_for_stops_that_chat_only():
    sender = Sender()
    sender.pacer.stop(7, timedelta(seconds=30))
    sender.send(7)
    sender.send(7, is_edit=True)
    sender.send(8)
    await sender.time.pass_by(30)
    sender.send(7)
    await sender.time.pass_by(0)
    assert [(at, chat) for at, chat, _ in sender.sent] == [(0, 8), (30, 7)]
    assert sender.put_off == [(7, 30.0), (7, 30.0)]


async def test_edits_in_a_private_chat_are_no_messages():
    sender = Sender(rate=2)
    for _ in range(10):
        sender.send(7, is_edit=True)
    await sender.time.pass_by(0)
    assert sender.times == [0] * 10


async def test_a_sender_that_gave_up_takes_nothing_from_the_others():
    sender = Sender(rate=1)
    for chat in (1, 2, 3):
        sender.send(chat)
    await sender.time.pass_by(0.5)
    sender._tasks[1].cancel()
    await sender.time.pass_by(2)
    assert [(at, chat) for at, chat, _ in sender.sent] == [(0, 1), (1, 3)]


async def test_an_allowance_that_cannot_be_read_is_an_error_for_those_who_wait():
    class Broken:
        async def take(self, wanted: int) -> tuple[int, float]:
            raise OSError("away")

    with pytest.raises(OSError, match="away"):
        await Pacer(Broken()).admit(7, urgent=True)


async def test_chats_at_rest_are_forgotten():
    time = FakeTime()
    pacer = Pacer(LocalAllowance(10**6, time.clock), clock=time.clock, sleep=time.sleep)
    for chat in range(1, 3000):
        await pacer.admit(chat, urgent=True)
    time.now += 60
    await pacer.admit(1, urgent=True)
    assert len(pacer._chats) == 1
