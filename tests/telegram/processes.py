"""`python -m bot` as a process of its own, against the Bot API test server, with real settings.

`python -m tests.telegram.processes` fills the database that the environment names with an office that takes bookings
and has a group: it has the same keys as the processes that are started.
"""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.operations.inbox import chat_key_of
from bot.settings import read_settings
from bot.store.keys import new_secret_key
from bot.store.tables import OfficeGroupRow
from bot.wiring.parts import open_database, use_keys
from tests.bookings import FOREST, put_up
from tests.conftest import ROOT
from tests.telegram.api_server import BotApiServer
from tests.telegram.assistant import SECRET, Way, free_port

KEYS = {"SECRET_KEYS": new_secret_key(), "LOOKUP_KEY": "a-lookup-key-for-tests-only"}
GROUP = -4_000_000


@dataclass(frozen=True)
class Place:
    """Where processes run: one database, one test server, one way in. `port` is where the web side listens."""

    api: BotApiServer
    database_url: str
    way: Way
    port: int = field(default_factory=free_port)

    @property
    def environment(self) -> dict[str, str]:
        webhook = {"PUBLIC_URL": "https://parcours.example.org", "TELEGRAM_WEBHOOK_SECRET": SECRET}
        return {
            **{name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")},
            **KEYS,
            **(webhook if self.way == "webhook" else {}),
            "DATABASE_URL": self.database_url,
            "TELEGRAM_BOT_TOKEN": self.api.token,
            "TELEGRAM_API_BASE_URL": self.api.base_url,
            "VAR_DIR": str(ROOT / "var"),
            "HOST": "127.0.0.1",
            "PYTHONPATH": str(ROOT),
        }

    async def fill(self) -> None:
        """An office with openings every day and a group."""
        made = await self._start("-m", "tests.telegram.processes")
        assert await made.wait() == 0
        self.api.group("Accueil", GROUP)

    async def start(self, *role: str, port: int = 0) -> Process:
        """Start `python -m bot` and wait until it takes updates in."""
        port, before = port or self.port, self._taken_in()
        if self.way == "webhook":
            self.api.updates.reached_at = f"http://127.0.0.1:{port}"
        process = Process(await self._start("-m", "bot", *role, PORT=str(port)))
        await self.api.until(lambda: self._taken_in() > before or process.handle.returncode is not None, 90)
        assert process.handle.returncode is None, "the process has ended"
        return process

    def _taken_in(self) -> int:
        """How often a process began to take updates in."""
        return self.api.updates.polls_begun if self.way == "polling" else len(self.api.calls_of("setWebhook"))

    async def _start(self, *arguments: str, **more: str) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            sys.executable, *arguments, env=self.environment | more, stdout=asyncio.subprocess.DEVNULL, cwd=ROOT
        )


@dataclass
class Process:
    """A running process of ours."""

    handle: asyncio.subprocess.Process

    async def kill(self) -> None:
        """As when the power goes: nothing is finished."""
        self.handle.kill()
        await self.handle.wait()

    async def end(self) -> tuple[int, float]:
        """Ask it to stop. Its exit status, and the seconds it took."""
        began = time.monotonic()
        if self.handle.returncode is None:
            self.handle.send_signal(signal.SIGTERM)
        return await asyncio.wait_for(self.handle.wait(), 30), time.monotonic() - began

    @property
    def resident_mib(self) -> float:
        with open(f"/proc/{self.handle.pid}/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * resource.getpagesize() / 2**20

    @property
    def cpu_s(self) -> float:
        """User and system time of all its threads."""
        with open(f"/proc/{self.handle.pid}/stat", encoding="ascii") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def fill() -> None:
    settings = read_settings()
    use_keys(settings)
    database = open_database(settings)
    now = datetime.now(UTC)

    def work(session) -> None:
        put_up(session)
        key = chat_key_of("telegram", str(GROUP))
        session.add(OfficeGroupRow(office=FOREST, channel="telegram", recipient=key, address=str(GROUP), linked_at=now))

    database.write(work)
    database.close()


if __name__ == "__main__":
    fill()
