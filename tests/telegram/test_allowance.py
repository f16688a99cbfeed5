"""What all processes of one bot may send together: thirty messages in any second."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time

import pytest

from bot.store.database import Database
from bot.store.keys import new_secret_key
from bot.wiring.telegram import SharedAllowance
from tests.conftest import ROOT

Grant = tuple[float, float, int]  # asked at, got at, messages

PROCESS = """
import asyncio, sys, time
from bot.store.database import Database
from bot.store.keys import set_keys
from bot.wiring.telegram import SharedAllowance

async def main():
    allowance = SharedAllowance(Database(sys.argv[1]))
    ends = time.time() + float(sys.argv[2])
    while time.time() < ends:
        asked = time.time()
        granted, wait = await allowance.take(10)
        if granted:
            print(asked, time.time(), granted, flush=True)
        else:
            await asyncio.sleep(wait)

set_keys([sys.argv[3]], "a-lookup-key-for-tests-only")
asyncio.run(main())
"""


async def test_what_is_handed_out_is_never_more_than_thirty_a_second(postgres: Database):
    allowances = [SharedAllowance(postgres) for _ in range(4)]
    granted: list[Grant] = []

    async def ask(allowance: SharedAllowance) -> None:
        ends = time.monotonic() + 2.5
        while time.monotonic() < ends:
            asked = time.monotonic()
            number, wait = await allowance.take(10)
            granted.append((asked, time.monotonic(), number))
            await asyncio.sleep(wait)

    await asyncio.gather(*(ask(one) for one in allowances))
    assert most_in_a_second(granted) <= 30
    assert sum(number for *_, number in granted) >= 60


async def test_a_message_now_and_then_does_not_wait(postgres: Database):
    allowance = SharedAllowance(postgres)
    assert [await allowance.take(1) for _ in range(3)] == [(1, 0.0)] * 3


@pytest.mark.stress
def test_four_processes_together_stay_within_thirty_a_second(postgres: Database):
    key = new_secret_key()
    url = postgres.url.render_as_string(hide_password=False)
    started = [
        subprocess.Popen([sys.executable, "-c", PROCESS, url, "8", key], stdout=subprocess.PIPE, text=True, cwd=ROOT)
        for _ in range(4)
    ]
    granted: list[Grant] = []
    for process in started:
        out, _ = process.communicate(timeout=60)
        assert process.returncode == 0
        lines = [line.split() for line in out.splitlines()]
        granted += [(float(asked), float(got), int(number)) for asked, got, number in lines]
    spread = max(got for _, got, _ in granted) - min(asked for asked, *_ in granted)
    rate = sum(number for *_, number in granted) / spread
    print(
        f"\nhanded out to 4 processes in {spread:.1f} s: {rate:.1f} a second, "
        f"at most {most_in_a_second(granted)} in any"
    )
    assert most_in_a_second(granted) <= 30
    assert rate > 24


def most_in_a_second(granted: list[Grant]) -> int:
    """The most that was certainly handed out within one second: asked for and got in it."""
    return max(
        sum(number for asked, got, number in granted if begin <= asked and got < begin + 1) for begin, *_ in granted
    )
