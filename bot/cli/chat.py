"""`python -m bot chat`: the conversation in the terminal, a demonstration in memory."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TextIO

import click

from bot.channels.terminal import NAME, TerminalChannel
from bot.cli.errors import or_one_sentence
from bot.language.dates import BRUSSELS
from bot.settings import Settings, read_settings
from bot.wiring.demonstration import seed_demonstration
from bot.wiring.parts import open_parts
from bot.wiring.pump import Pump

ADDRESS = "you"


@click.command()
@click.option("--lang", type=click.Choice(["fr", "nl"]), help="Begin in this language.")
@click.option("--now", "at", metavar="ISO", help="Pretend that it is this moment, as in 2026-11-23T09:00.")
@or_one_sentence
def chat(lang: str | None, at: str | None) -> None:
    """Talk to the assistant here. Type the number or the name of a button, or write."""
    settings = replace(read_settings(), parcours_demo=True, database_url="sqlite://")
    asyncio.run(converse(settings, sys.stdin, lang, clock_from(at)))


def clock_from(at: str | None) -> Callable[[], datetime]:
    """A clock that starts at `at` (Brussels time when it names no zone) and goes on from there, or the real one."""
    started = datetime.now(UTC)
    if at is None:
        return lambda: datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        raise click.BadParameter("write the moment as 2026-11-23T09:00", param_hint="--now") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=BRUSSELS)
    offset: timedelta = moment.astimezone(UTC) - started
    return lambda: datetime.now(UTC) + offset


async def converse(settings: Settings, lines: TextIO, lang: str | None, clock: Callable[[], datetime]) -> None:
    """Read a line, answer it, until the lines end."""
    parts = await asyncio.to_thread(open_parts, settings)
    parts.database.write(lambda session: seed_demonstration(session, clock()))
    channel = TerminalChannel(lambda text: click.echo(text))
    pump = Pump(parts, [channel], clock)
    interactive = lines.isatty()
    number = 0

    async def say(line: str) -> None:
        nonlocal number
        number += 1
        chat_key = await pump.note(NAME, str(number), ADDRESS, channel.update_for(line))
        await pump.handle(chat_key)

    try:
        await say("/start")
        if lang:
            await say("Français" if lang == "fr" else "Nederlands")
        while True:
            if interactive:
                click.echo("> ", nl=False)
            line = await asyncio.to_thread(lines.readline)
            if not line:
                break
            if not interactive:
                click.echo(f"> {line.rstrip()}")
            await say(line.rstrip("\n"))
    finally:
        parts.database.close()
