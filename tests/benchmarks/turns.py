"""Many turns in one process, with a channel that sends nothing: for profiles and for memory.

`python -m tests.benchmarks.turns NUMBER [PROFILE]` plays NUMBER turns of two hundred people on SQLite and prints, as
JSON, the resident memory in MiB after each tenth and the CPU milliseconds a turn. PROFILE is a file for cProfile.
"""

from __future__ import annotations

import asyncio
import cProfile
import json
import resource
import sys
import tempfile
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.channels.telegram.incoming import read_update
from bot.conversation.outgoing import Outgoing
from bot.operations.ports import Delivery, Incoming, Sent
from bot.settings import Settings
from bot.store.keys import new_secret_key
from bot.wiring.memory import give_back, keep_small
from bot.wiring.parts import open_parts
from bot.wiring.pump import Pump
from tests.bookings import put_up
from tests.conftest import ROOT

PEOPLE = 200
AT_ONCE = 20
# A menu, a question, its answer and the times that are free, a text that must be understood.
SAID = ("=menu", "=book", "1190", "c'est gratuit ?")


class Nowhere:
    """A channel that reads real updates and sends nothing."""

    name = "telegram"

    def read(self, raw: Mapping[str, Any]) -> Incoming:
        return read_update(raw, "parcours_test_bot")

    async def send(self, address: str, message: Outgoing, edits: str | None, *, urgent: bool = True) -> Delivery:
        return Sent("1")

    async def answer_tap(self, tap: str, text: str) -> None:
        return None


def update(number: int, person: int, said: str) -> dict[str, Any]:
    """A tap when it begins with "=", else a text."""
    user = {"id": person, "is_bot": False, "first_name": "Amina", "language_code": "fr"}
    message = {"message_id": number, "date": 1_790_000_000, "chat": {"id": person, "type": "private"}}
    if said.startswith("="):
        bot = {"id": 42, "is_bot": True, "first_name": "Parcours"}
        query = {"id": str(number), "from": user, "chat_instance": "1", "data": said}
        return {"update_id": number, "callback_query": {**query, "message": {**message, "from": bot, "text": "?"}}}
    return {"update_id": number, "message": {**message, "from": user, "text": said}}


async def play(number: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            parcours_demo=True,
            database_url=f"sqlite:///{folder}/parcours.db",
            var_dir=Path(ROOT / "var"),
            secret_keys=(new_secret_key(),),
            lookup_key="a-lookup-key-for-tests-only",
        )
        keep_small()
        parts = open_parts(settings)
        give_back()
        parts.database.write(lambda session: put_up(session))
        pump = Pump(parts, [Nowhere()], lambda: datetime.now(UTC))
        running = asyncio.create_task(pump.run())
        await say(pump, 0, PEOPLE, "=lang:fr")
        memory = [resident_mib()]
        began = time.process_time()
        for first in range(0, number, AT_ONCE):
            await say(pump, PEOPLE + first, AT_ONCE, SAID[first // PEOPLE % len(SAID)])
            if len(memory) <= 10 * (first + AT_ONCE) // number:
                memory.append(resident_mib())
        spent = 1000 * (time.process_time() - began) / number
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        parts.database.close()
    return {"memory_mib": memory, "cpu_ms_a_turn": round(spent, 2)}


async def say(pump: Pump, first: int, count: int, said: str) -> None:
    """So many people say the same at once; the updates are numbered from `first`."""
    for number in range(first, first + count):
        person = 7_000_000_000 + number % PEOPLE
        await pump.note("telegram", str(number), str(person), update(number, person, said))
    await pump.drain()


def resident_mib() -> float:
    with open("/proc/self/statm", encoding="ascii") as file:
        return round(int(file.read().split()[1]) * resource.getpagesize() / 2**20, 1)


if __name__ == "__main__":
    if len(sys.argv) > 2:
        profile = cProfile.Profile()
        profile.enable()
    print(json.dumps(asyncio.run(play(int(sys.argv[1])))))
    if len(sys.argv) > 2:
        profile.disable()
        profile.dump_stats(sys.argv[2])
