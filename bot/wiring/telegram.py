"""Telegram in a process: the bot, its channel, and how updates come in: fetched, or brought when PUBLIC_URL is set."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from telegram import Bot

from bot.channels.telegram.incoming import identify
from bot.channels.telegram.limits import OVERALL_RATE, Allowance, LocalAllowance, Pacer
from bot.channels.telegram.polling import Poller
from bot.channels.telegram.profile import Profile, show_profile
from bot.channels.telegram.request import make_bot
from bot.channels.telegram.sending import TelegramChannel
from bot.channels.telegram.webhook import (
    MAX_BODY_BYTES,
    SECRET_HEADER,
    Refused,
    read_webhook,
    set_webhook,
)
from bot.content.model import LANGS, Content
from bot.content.showing.markdown import to_plain
from bot.content.showing.render import phrase
from bot.conversation.render import COMMANDS
from bot.operations.groups.invites import link_of_invite, make_invite
from bot.operations.sending.allowance import hand_out
from bot.settings import Settings
from bot.store.database import Database
from bot.web.services import Webhook
from bot.wiring.pump import Pump

PATH = "/telegram"
ACCEPTED = 200


class SharedAllowance:
    """The right to send, of all processes on one database."""

    def __init__(self, database: Database, rate: int = OVERALL_RATE) -> None:
        self._database = database
        self._rate = rate

    async def take(self, wanted: int) -> tuple[int, float]:
        return await self._database.run(partial(hand_out, channel=TelegramChannel.name, wanted=wanted, rate=self._rate))


@dataclass(slots=True)
class Telegram:
    """The bot of this process."""

    bot: Bot
    channel: TelegramChannel
    settings: Settings
    poller: Poller | None = None

    def webhook(self, pump: Pump) -> Webhook | None:
        """Where Telegram brings updates; None when they are fetched."""
        if not self.settings.public_url:
            return None
        receive = partial(_receive, secret=self.settings.telegram_webhook_secret, pump=pump)
        return Webhook(path=PATH, secret_header=SECRET_HEADER, max_bytes=MAX_BODY_BYTES, receive=receive)

    async def receive(self, pump: Pump, content: Content) -> None:
        """Fetch updates until cancelled, or tell Telegram where to bring them."""
        presenting = asyncio.create_task(self._present(content))
        try:
            if self.settings.public_url:
                address = f"{self.settings.public_url}{PATH}"
                await set_webhook(self.bot, address, self.settings.telegram_webhook_secret)
                await asyncio.Event().wait()
            else:
                self.poller = Poller(self.bot, partial(_note, pump))
                await self.poller.run()
        finally:
            presenting.cancel()
            # What went wrong there is a refused token, which the lines above have met as well.
            await asyncio.gather(presenting, return_exceptions=True)

    async def bot_name(self) -> str:
        """The bot's own name, for links to it; empty while Telegram cannot be reached."""
        return await self.channel.learn_name()

    def health(self) -> dict[str, str]:
        """How updates come in, and when they last did."""
        if self.settings.public_url:
            return {"telegram": "webhook"}
        age = self.poller.age_s() if self.poller else None
        return {"telegram": "not reached yet" if age is None else f"asked {age:.0f} s ago"}

    async def _present(self, content: Content) -> None:
        await self.channel.open()
        await show_profile(self.bot, profiles_of(content))

    async def close(self) -> None:
        await self.channel.close()


def telegram_of(settings: Settings, database: Database) -> Telegram | None:
    """The bot that the settings name; None without a token."""
    if not settings.telegram_bot_token:
        return None
    bot = make_bot(settings.telegram_bot_token, settings.telegram_api_base_url)
    allowance: Allowance = LocalAllowance() if database.is_sqlite else SharedAllowance(database)
    return Telegram(bot, TelegramChannel(bot, Pacer(allowance), settings.admin_telegram_ids), settings)


async def invite_link(settings: Settings, database: Database, office: str, now: datetime) -> str:
    """A one-time link that puts the assistant into a group and makes that group the office's."""
    bot = make_bot(settings.telegram_bot_token, settings.telegram_api_base_url)
    channel = TelegramChannel(bot, Pacer(LocalAllowance()))
    try:
        bot_name = await channel.open()
    finally:
        await channel.close()
    token = await database.run(lambda session: make_invite(session, office, now))
    return link_of_invite(bot_name, token)


def profiles_of(content: Content) -> dict[str, Profile]:
    """The bot's description and commands, in each language."""
    return {
        lang: Profile(
            description=to_plain(phrase(content, lang, "commands.description")),
            short_description=to_plain(phrase(content, lang, "commands.short_description")),
            commands=tuple(
                (name, to_plain(phrase(content, lang, f"commands.{key}"))) for key, name in COMMANDS[lang].items()
            ),
        )
        for lang in LANGS
    }


async def _note(pump: Pump, update_id: str, chat_key_source: str, raw: dict[str, Any]) -> None:
    await pump.note(TelegramChannel.name, update_id, chat_key_source, raw)


async def _receive(given: str | None, body: bytes, *, secret: str, pump: Pump) -> int:
    """Write a brought update down, then 200, always, except for a wrong secret."""
    read = read_webhook(secret, given, body)
    if isinstance(read, Refused):
        return read.status
    found = identify(read)
    if found is not None:
        update_id, chat_id = found
        await _note(pump, str(update_id), str(chat_id), read)
    return ACCEPTED
