"""How fast people are answered at thirty updates a second, and what an update costs beside a bare echo.

    pytest -m benchmark tests/benchmarks/test_telegram_speed.py -s

The two bots run one after the other in the same minutes, several times; the ratio of the medians is what counts, since
the speed of a shared machine wanders.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from statistics import median

import pytest

from bot.matching.match import match
from bot.matching.ready import IndexKeeper
from tests.conftest import ROOT
from tests.telegram.api_chats import Person
from tests.telegram.api_server import BotApiServer
from tests.telegram.assistant import Way
from tests.telegram.processes import Place, Process

pytestmark = pytest.mark.benchmark

PEOPLE = 300
PER_SECOND = 30
SECONDS = 20
REPEATS = 2
# One message each: a menu, a question, what to bring to it.
SAID = ("=menu", "=book", "1190")
WITHOUT_TEXT = ("=menu", "=book")


@dataclass
class Measured:
    """Milliseconds until the first message, CPU milliseconds an update, MiB."""

    waits: list[float]
    cpu_ms: float
    memory_mib: float
    unanswered: int

    def quantile(self, share: float) -> float:
        return sorted(self.waits)[min(int(share * len(self.waits)), len(self.waits) - 1)]


@pytest.fixture
async def api() -> AsyncIterator[BotApiServer]:
    async with BotApiServer() as server:
        yield server


async def load(api: BotApiServer, process: Process, people: list[Person], said: tuple[str, ...]) -> Measured:
    """Thirty updates a second; each person says the next thing of `said` each time."""
    before, sent = {person.id: len(person.screen) for person in people}, []
    first_of: dict[int, float] = {}
    await asyncio.sleep(2)  # what Telegram lets through in a second is free again
    cpu, began = process.cpu_s, time.monotonic()
    number = PER_SECOND * SECONDS
    for index in range(number):
        await asyncio.sleep(max(began + index / PER_SECOND - time.monotonic(), 0))
        person = people[index % PEOPLE]
        words = said[index // PEOPLE % len(said)]
        person.taps(person.screen[-1], words) if words.startswith("=") else person.writes(words)
        sent.append((person.id, time.monotonic()))
    await api.until(lambda: all(len(one.screen) > before[one.id] + number // PEOPLE - 1 for one in people), 30)
    spent = process.cpu_s - cpu
    times: dict[int, list[float]] = {}
    for call in api.calls:
        if call.method == "sendMessage" and call.status == 200 and call.at >= began:
            times.setdefault(int(call.params["chat_id"]), []).append(call.at)
    waits = []
    for chat, at in sent:
        arrived = next((one for one in times.get(chat, []) if one >= at), None)
        if arrived is None:
            first_of[chat] = at
        else:
            times[chat].remove(arrived)
            waits.append(1000 * (arrived - at))
    return Measured(waits, 1000 * spent / number, process.resident_mib, len(first_of))


async def our_bot(api: BotApiServer, way: Way, url: str, said: tuple[str, ...]) -> Measured:
    place = Place(api, url, way)
    await place.fill()
    process = await place.start()
    try:
        people = await people_with_a_language(api, "=lang:fr")
        return await load(api, process, people, said)
    finally:
        await process.end()
        api.updates.set_webhook(None)


async def bare_echo(api: BotApiServer, said: tuple[str, ...]) -> Measured:
    started = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.benchmarks.echo", api.base_url, api.token, cwd=ROOT
    )
    process = Process(started)
    try:
        people = await people_with_a_language(api, "=lang:fr")
        return await load(api, process, people, said)
    finally:
        await process.end()


async def people_with_a_language(api: BotApiServer, tap: str) -> list[Person]:
    people = [api.person("Amina") for _ in range(PEOPLE)]
    for person in people:
        person.starts()
    await api.until(lambda: all(person.screen for person in people), 90)
    for person in people:
        person.taps(person.last, tap)
    await api.until(lambda: all(len(person.screen) > 1 for person in people), 90)
    return people


@pytest.mark.parametrize("way", ["polling", "webhook"])
async def test_at_thirty_updates_a_second_people_are_answered_at_once(api, way, tmp_path):
    measured = await our_bot(api, way, f"sqlite:///{tmp_path / 'parcours.db'}", SAID)
    print(
        f"\n{way}: p50 {measured.quantile(0.5):.0f} ms, p99 {measured.quantile(0.99):.0f} ms, "
        f"{measured.cpu_ms:.1f} ms of CPU an update, {measured.memory_mib:.0f} MiB"
    )
    assert measured.unanswered == 0
    assert measured.quantile(0.5) <= 30
    assert measured.quantile(0.99) <= 150
    assert measured.memory_mib <= 150


async def test_at_fifty_ms_a_call_no_queue_grows(api, tmp_path):
    api.latency_s = 0.05
    measured = await our_bot(api, "polling", f"sqlite:///{tmp_path / 'parcours.db'}", SAID)
    third = len(measured.waits) // 3
    print(
        f"\n50 ms a call: median wait {median(measured.waits[:third]):.0f} ms at first, "
        f"{median(measured.waits[-third:]):.0f} ms at last"
    )
    assert median(measured.waits[-third:]) < 2 * median(measured.waits[:third])


async def test_an_update_costs_at_most_two_and_a_half_times_a_bare_echo(tmp_path, content):
    ours, theirs = [], []
    for repeat in range(REPEATS):
        async with BotApiServer() as api:
            measured = await our_bot(api, "polling", f"sqlite:///{tmp_path / f'{repeat}.db'}", WITHOUT_TEXT)
            ours.append(measured.cpu_ms)
        async with BotApiServer() as api:
            theirs.append((await bare_echo(api, WITHOUT_TEXT)).cpu_ms)
    index = IndexKeeper(ROOT / "var").start(content)
    began = time.process_time()
    for _ in range(100):
        match("est-ce que je dois payer pour venir ?", index, "fr")
    matching = 10 * (time.process_time() - began)
    print(
        f"\nms of CPU an update: ours {ours}, a bare echo {theirs}, ratio {median(ours) / median(theirs):.2f}; "
        f"matching a text apart {matching:.1f}"
    )
    assert median(ours) <= 2.5 * median(theirs)
