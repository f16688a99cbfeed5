"""Run the assistant until it is told to stop: SIGTERM and Ctrl-C finish what is taken and exit 0."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import signal
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.exc import SQLAlchemyError

from bot.channels.mail import MailChannel
from bot.operations.ports import Channel
from bot.settings import Settings
from bot.web.app import WebServices, create_app
from bot.web.server import serve
from bot.web.simulator import Simulator, SimulatorChannel
from bot.wiring.demonstration import DESKS, seed_demonstration
from bot.wiring.demonstration_answers import seed_answers
from bot.wiring.demonstration_people import seed_people
from bot.wiring.housekeeping import follow_content
from bot.wiring.memory import give_back, keep_small
from bot.wiring.parts import Parts, open_parts
from bot.wiring.preview import preview_of
from bot.wiring.pump import Pump
from bot.wiring.telegram import telegram_of

# Together less than the ten seconds that hosts commonly give a process to end.
WEB_ENDS_WITHIN_S = 2.0
LAST_WORK_S = 7.0


@dataclass(frozen=True, slots=True)
class Roles:
    """What this process does."""

    web: bool = False
    worker: bool = False
    telegram: bool = False


def now_utc() -> datetime:
    return datetime.now(UTC)


async def run(settings: Settings, roles: Roles, say: Callable[[str], None]) -> None:
    """Open everything, work, and close in order. Returns after a signal; raises when a part of it fails."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    keep_small()
    parts = await asyncio.to_thread(open_parts, settings)
    give_back()
    try:
        await _work(parts, roles, say, stop)
    finally:
        parts.database.close()


async def _work(parts: Parts, roles: Roles, say: Callable[[str], None], stop: asyncio.Event) -> None:
    settings = parts.settings
    host = settings.host or ("127.0.0.1" if roles.worker else "0.0.0.0")
    channels: list[Channel] = []
    simulator_channel = SimulatorChannel() if _may_simulate(settings, host) else None
    if simulator_channel:
        channels.append(simulator_channel)
        await parts.database.run(lambda session: seed_demonstration(session, now_utc()))
        await parts.database.run(seed_answers)
        await parts.database.run(lambda session: seed_people(session, now_utc()))
    telegram = telegram_of(settings, parts.database)
    if telegram:
        channels.append(telegram.channel)
    mail = MailChannel(settings.mail_server) if settings.mail_server else None
    if mail:
        channels.append(mail)
    pump = Pump(parts, channels, now_utc)
    work: list[asyncio.Task[None]] = [asyncio.create_task(follow_content(parts), name="content")]
    if roles.worker:
        work.append(asyncio.create_task(pump.run(), name="pump"))
    if roles.telegram and telegram:
        work.append(asyncio.create_task(telegram.receive(pump, parts.content.current), name="telegram"))
    if roles.web:
        services = WebServices(
            database=parts.database,
            content=lambda: parts.content.current,
            clock=now_utc,
            is_demo=settings.is_demo,
            public_url=settings.public_url,
            base_url=settings.base_url,
            bot_name=telegram.bot_name if telegram else None,
            secure_cookies=bool(settings.public_url),
            sends_mail=mail is not None,
            simulator=Simulator(simulator_channel, pump.note, pump.handle) if simulator_channel else None,
            preview=preview_of(parts, now_utc) if simulator_channel else None,
            webhook=telegram.webhook(pump) if telegram else None,
            health=telegram.health if telegram else None,
        )
        work.append(asyncio.create_task(serve(create_app(services), host, settings.port, stop), name="web"))
        _announce(settings, say, demonstration=simulator_channel is not None)
    stopping = asyncio.create_task(stop.wait(), name="stop")
    await asyncio.wait([stopping, *work], return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    stop.set()
    results = await _finish(work, pump if roles.worker else None)
    if telegram:
        await telegram.close()
    if mail:
        mail.close()
    for result in results:
        if isinstance(result, Exception):
            raise result


async def _finish(work: list[asyncio.Task[None]], pump: Pump | None) -> list[BaseException | None]:
    """Take in nothing more, answer what was taken in, and end."""
    receiving = [task for task in work if task.get_name() in ("telegram", "web")]
    for task in receiving:
        if task.get_name() == "telegram":  # the web side is told by `stop`, and finishes what it answers
            task.cancel()
    if receiving:
        await asyncio.wait(receiving, timeout=WEB_ENDS_WITHIN_S)
    if pump is not None:
        with contextlib.suppress(TimeoutError, SQLAlchemyError):
            await asyncio.wait_for(pump.drain(), LAST_WORK_S)
    for task in work:
        task.cancel()
    return await asyncio.gather(*work, return_exceptions=True)


def _may_simulate(settings: Settings, host: str) -> bool:
    """The simulator and the one-click agenda exist only in a demonstration that this machine alone can reach."""
    return settings.is_demo and not settings.public_url and is_loopback(host)


def is_loopback(host: str) -> bool:
    """Whether nobody but this machine can reach what listens there."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _announce(settings: Settings, say: Callable[[str], None], *, demonstration: bool) -> None:
    base = settings.base_url
    say(f"Parcours: {base}")
    if demonstration:
        say(f"  simulator  {base}/simulator")
        say(f"  preview    {base}/preview (for who writes the content)")
        say(f"  agenda     {base}/ (one click for each demonstration office: {', '.join(one.office for one in DESKS)})")
    say("Stop with Ctrl-C.")
