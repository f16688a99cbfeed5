"""Processes that work until they are killed, and one that starts them.

`python -m tests.stress.killing JOB URL FOLDER KILLS NUMBER`, where JOB is `confirm` or `move`.

The starter loads everything once, forks a child for each life and ends it with SIGKILL at a random moment. Time runs
faster for the children, so that the lease of a killed one (a minute) and its hold (twenty) end within a second or two.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from bot.booking.slots import Slot
from bot.content.load import load
from bot.content.model import Content
from bot.conversation import effects, events
from bot.conversation.appointments.slot_text import slot_from, slot_text
from bot.operations.appointments.booking import hold_slot, move
from bot.store.database import Database
from bot.store.keys import set_keys
from bot.store.tables import AppointmentRow
from tests.bookings import CHANNEL, about_to_confirm, free
from tests.conftest import MONDAY, ROOT
from tests.stress.crowd import LOOKUP, SECRET
from tests.stress.rig import FileChannel, pump_of

FASTER = {"confirm": 60, "move": 600}
A_LIFE = 10  # people at most
LONGEST_LIFE_S = {"confirm": 0.8, "move": 2.0}


def run(job: str, url: str, folder: Path, kills: int, at_once: int = 1) -> None:
    """Start the starters and wait for them."""
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.stress.killing", job, url, str(folder), str(kills // at_once), str(number)],
            cwd=ROOT,
        )
        for number in range(at_once)
    ]
    assert [process.wait() for process in running] == [0] * at_once


def write_places(folder: Path, places: list[Slot]) -> None:
    (folder / "places.json").write_text(json.dumps([slot_text(slot) for slot in places]))


def note(folder: Path, name: str, line: str) -> None:
    file = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.write(file, f"{line}\n".encode())
    os.close(file)


async def confirm(database: Database, content: Content, folder: Path, life: int, clock: Callable[[], datetime]) -> None:
    """People confirm, one after the other, while what an earlier life left is taken up."""
    places = [slot for slot in map(slot_from, json.loads((folder / "places.json").read_text())) if slot]
    pump = pump_of(database, content, FileChannel(folder / "heard"), clock)

    async def people() -> None:
        for number in range(life * A_LIFE, (life + 1) * A_LIFE):
            who = f"person {number}"
            now = clock()
            button = await database.run(
                lambda session: about_to_confirm(session, who, places[number], content, now)  # noqa: B023
            )
            key = await pump.note(CHANNEL, str(number), who, {"button": button})
            note(folder, "asked", who)  # what is written down must be answered
            await pump.handle(key)

    async def leftovers() -> None:
        while True:
            await pump.drain()
            await pump.sender.send_waiting()
            await asyncio.sleep(0.02)

    await asyncio.gather(people(), leftovers())


async def change(database: Database, folder: Path, life: int, clock: Callable[[], datetime]) -> None:
    """People move to the first time that is free, all at once; each move makes another time free."""
    dice = random.Random(life)

    async def one(who: str, code: str) -> None:
        now = clock()
        shown = await database.look(lambda session: free(session, now))
        if not shown:
            return
        held = await database.run(lambda session: hold_slot(session, who, shown[0], now, moves=code))
        if isinstance(held, events.Held):
            slot = held.hold.slot
            version = await database.look(
                lambda session: session.scalars(select(AppointmentRow.version).where(AppointmentRow.code == code)).one()
            )
            outcome = await database.run(lambda session: move(session, who, effects.Move(code, version, slot), now))
            note(folder, "moves", type(outcome).__name__)
        else:
            note(folder, "moves", type(held).__name__)

    everybody = database.read(
        lambda session: [(row.chat_key or "", row.code) for row in session.scalars(select(AppointmentRow))]
    )
    while True:
        some = dice.sample(everybody, 8)
        await asyncio.gather(*(one(who, code) for who, code in some))


def live(
    job: str, url: str, content: Content, folder: Path, life: int, clock: Callable[[], datetime], awake: int
) -> None:
    database = Database(url)
    database.read(lambda session: free(session, MONDAY))
    os.write(awake, b"!")
    if job == "confirm":
        asyncio.run(confirm(database, content, folder, life, clock))
    else:
        asyncio.run(change(database, folder, life, clock))


def main(job: str, url: str, folder: str, kills: str, number: str) -> None:
    set_keys([SECRET], LOOKUP)
    loaded = load(ROOT / "content")
    assert loaded.content is not None
    dice, begun = random.Random(int(number)), time.monotonic()

    def clock() -> datetime:
        return MONDAY + timedelta(seconds=FASTER[job] * (time.monotonic() - begun))

    for life in range(int(kills)):
        asleep, awake = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                live(job, url, loaded.content, Path(folder), int(number) * 10_000 + life, clock, awake)
            except BaseException:
                traceback.print_exc()  # a fault of the test, since a killed process says nothing
            finally:
                os._exit(1)
        os.close(awake)
        os.read(asleep, 1)  # it is connected: from here on any moment may be its last
        os.close(asleep)
        time.sleep(dice.uniform(0.0, LONGEST_LIFE_S[job]))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    note(Path(folder), "ended", clock().isoformat())


if __name__ == "__main__":
    main(*sys.argv[1:])
