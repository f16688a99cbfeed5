"""What a call of the Bot API costs in processor time, beside python-telegram-bot's own transport on httpx."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from statistics import median

import pytest
from telegram.request import BaseRequest, HTTPXRequest

from bot.channels.telegram.request import MAX_IN_FLIGHT, TelegramRequest, make_bot
from tests.telegram.api_server import TOKEN

CALLS = 300
ROUNDS = 7


async def cpu_ms_per_call(request: BaseRequest, base_url: str) -> float:
    bot = make_bot(TOKEN, base_url, request)
    places = asyncio.Semaphore(8)

    async def say(number: int) -> None:
        async with places:
            await bot.send_message(number % 900 + 1, "Bonjour <b>vous</b>", parse_mode="HTML")

    await say(1)
    began = time.process_time()
    await asyncio.gather(*(say(number) for number in range(CALLS)))
    spent = time.process_time() - began
    await request.shutdown()
    return 1000 * spent / CALLS


@pytest.mark.benchmark
async def test_our_transport_costs_at_most_half_of_what_httpx_costs():
    server = subprocess.Popen([sys.executable, "-m", "tests.telegram.api_server"], stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        base_url = server.stdout.readline().strip()
        ours, theirs = [], []
        for _ in range(ROUNDS):
            ours.append(await cpu_ms_per_call(TelegramRequest(), base_url))
            httpx = HTTPXRequest(connection_pool_size=MAX_IN_FLIGHT, pool_timeout=10)
            theirs.append(await cpu_ms_per_call(httpx, base_url))
    finally:
        server.terminate()
        server.wait(5)
        assert server.stdout is not None
        server.stdout.close()
    print(
        f"\nms of CPU a call: ours {median(ours):.3f} (best {min(ours):.3f}), httpx {median(theirs):.3f} "
        f"(best {min(theirs):.3f}), ratio {median(ours) / median(theirs):.2f}"
    )
    assert median(ours) < 0.5 * median(theirs)
