"""The assistant on the Bot API test server: real pump, channel, transport and way in; only the clock stands still."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, cast

from sqlalchemy import func, select

from bot.channels.telegram.limits import LocalAllowance, Pacer
from bot.channels.telegram.request import make_bot
from bot.channels.telegram.sending import TelegramChannel
from bot.channels.telegram.webhook import set_webhook
from bot.content.live import LiveContent
from bot.content.model import Content
from bot.matching.index import Index
from bot.matching.ready import IndexKeeper
from bot.operations.groups.invites import make_invite
from bot.operations.inbox import chat_key_of
from bot.settings import Settings
from bot.store.database import Database
from bot.store.migrate import mark
from bot.store.tables import AppointmentRow, InboxRow, OutboxRow
from bot.web.app import WebServices, create_app
from bot.web.server import serve
from bot.wiring.housekeeping import keep_minute
from bot.wiring.parts import Parts
from bot.wiring.pump import Pump
from bot.wiring.telegram import Telegram
from tests.bookings import FOREST, put_up
from tests.conftest import MONDAY
from tests.telegram.api_chats import Chat, Group, Person, Shown
from tests.telegram.api_server import BotApiServer

Way = Literal["polling", "webhook"]
SECRET = "a-secret-for-the-webhook"
ADMIN = 7_000_000_777


@dataclass
class Clock:
    """Stands still until it is moved."""

    now: datetime = MONDAY

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Assistant:
    """What a test holds on to."""

    api: BotApiServer
    database: Database
    content: Content
    pump: Pump
    clock: Clock
    group: Group | None = None

    @property
    def now(self) -> datetime:
        return self.clock.now

    def later(self, **length: float) -> None:
        self.clock.now += timedelta(**length)

    async def rest(self, timeout: float = 10.0) -> None:
        """Wait until everything that was sent to the assistant is answered."""
        async with asyncio.timeout(timeout):
            while not self._is_at_rest():
                await asyncio.sleep(0.01)

    def _is_at_rest(self) -> bool:
        if self.api.updates.waiting or self.pump.is_busy:
            return False
        unhandled = select(func.count()).select_from(InboxRow).where(InboxRow.handled_at.is_(None))
        unsent = select(func.count()).select_from(OutboxRow)
        unsent = unsent.where(OutboxRow.state == "waiting", OutboxRow.not_before <= self.now)
        return self.database.read(lambda session: session.scalar(unhandled) == 0 and session.scalar(unsent) == 0)

    async def tap(self, person: Person, label: str, message: Shown | None = None, chat: Chat | None = None) -> Shown:
        """Tap a button, by default of the newest message that has it; the last message after the answer."""
        where = chat or person
        shown = message or next(one for one in reversed(where.screen) if label in one.labels)
        person.taps(shown, label, chat)
        await self.rest()
        return where.last

    async def write(self, person: Person, text: str, chat: Chat | None = None) -> Shown:
        person.writes(text, chat)
        await self.rest()
        return (chat or person).last

    async def minute(self) -> None:
        """What the worker does once a minute."""
        await keep_minute(self.pump.parts, self.now)
        await self.rest()

    async def book(self, person: Person, *, slot: int = 0, payload: str = "") -> str:
        """From /start to a confirmed time at Forest, in French. Gives the code."""
        person.starts(payload)
        await self.rest()
        times = await self.tap(person, "Français")
        if not payload:
            await self.tap(person, "Prendre rendez-vous")
            times = await self.tap(person, "Forest")
        await self.tap(person, times.labels[slot], times)
        await self.tap(person, person.title)
        await self.tap(person, "Oui, c'est juste")
        row = self.appointment(person)
        assert row is not None
        return row.code

    def appointment(self, person: Person) -> AppointmentRow | None:
        """The newest appointment of a person."""
        query = select(AppointmentRow).where(AppointmentRow.chat_key == chat_key_of("telegram", str(person.id)))
        return self.database.read(lambda session: session.scalars(query.order_by(AppointmentRow.id.desc())).first())

    async def linked_group(self, title: str = "Accueil Forest", office: str = FOREST) -> Group:
        """A group that was made the office's with an invitation."""
        group = self.api.group(title)
        token = self.database.write(lambda session: make_invite(session, office, self.now))
        boss = self.api.person("Chef")
        group.takes_bot_in(boss)
        boss.writes(f"/start@parcours_test_bot {token}", group)
        await self.rest()
        return group


@contextlib.asynccontextmanager
async def assistant_on(
    api: BotApiServer,
    database: Database,
    content: Content,
    way: Way = "polling",
    *,
    demo: bool = False,
    index: Index | None = None,
) -> AsyncIterator[Assistant]:
    """Start the assistant on an empty database where Forest takes bookings and has a group, outside a demonstration.

    Without `index` the matcher must be a stub.
    """
    settings = Settings(
        telegram_bot_token=api.token,
        telegram_api_base_url=api.base_url,
        telegram_webhook_secret=SECRET,
        public_url="https://parcours.example.org" if way == "webhook" else "",
        parcours_demo=demo,
        secret_keys=("x",),
        lookup_key="x",
        admin_telegram_ids=(ADMIN,),
    )
    database.write(lambda session: mark(session, demo=demo))
    database.write(lambda session: put_up(session))
    keeper = cast(IndexKeeper, _FixedIndex(index))
    parts = Parts(settings, database, cast(LiveContent, _FixedContent(content)), keeper)
    bot = make_bot(api.token, api.base_url)
    channel = TelegramChannel(bot, Pacer(LocalAllowance(10_000), chat_rate=10_000), settings.admin_telegram_ids)
    await channel.open()
    clock = Clock()
    pump = Pump(parts, [channel], clock)
    telegram = Telegram(bot, channel, settings)
    stop = asyncio.Event()
    tasks = [asyncio.create_task(pump.run())]
    if way == "polling":
        tasks.append(asyncio.create_task(telegram.receive(pump, content)))
    else:
        services = WebServices(
            database=database,
            content=lambda: content,
            clock=clock,
            is_demo=demo,
            public_url=settings.public_url,
            webhook=telegram.webhook(pump),
        )
        port = free_port()
        tasks.append(asyncio.create_task(serve(create_app(services), "127.0.0.1", port, stop)))
        api.updates.reached_at = f"http://127.0.0.1:{port}"
        await set_webhook(bot, f"{settings.public_url}/telegram", SECRET)
    try:
        started = Assistant(api, database, content, pump, clock)
        if not demo:
            started.group = await started.linked_group()
        yield started
    finally:
        stop.set()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await channel.close()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@dataclass(frozen=True)
class _FixedContent:
    current: Content


@dataclass(frozen=True)
class _FixedIndex:
    index: Index | None

    def current(self) -> Index | None:
        return self.index
