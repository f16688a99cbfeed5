"""A running Bot API test server, and our channel over it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.channels.telegram.limits import LocalAllowance, Pacer
from bot.channels.telegram.request import make_bot
from bot.channels.telegram.sending import TelegramChannel
from tests.telegram.api_server import BotApiServer


@pytest.fixture
async def api() -> AsyncIterator[BotApiServer]:
    async with BotApiServer() as server:
        yield server


@pytest.fixture
async def channel(api: BotApiServer) -> AsyncIterator[TelegramChannel]:
    made = TelegramChannel(make_bot(api.token, api.base_url), Pacer(LocalAllowance()))
    yield made
    await made.close()
