"""A running Bot API test server, and our channel over it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

import bot.wiring.answering
from bot.channels.telegram.limits import LocalAllowance, Pacer
from bot.channels.telegram.request import make_bot
from bot.channels.telegram.sending import TelegramChannel
from bot.content.model import Content
from bot.matching.match import Match
from bot.store.database import Database
from tests.telegram.api_server import BotApiServer
from tests.telegram.assistant import Assistant, Way, assistant_on


@pytest.fixture
async def api() -> AsyncIterator[BotApiServer]:
    async with BotApiServer() as server:
        yield server


@pytest.fixture
async def channel(api: BotApiServer) -> AsyncIterator[TelegramChannel]:
    made = TelegramChannel(make_bot(api.token, api.base_url), Pacer(LocalAllowance()))
    yield made
    await made.close()


@pytest.fixture
def stub_match(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing typed is understood as a question: what the tests tap and type are answers."""
    nothing = Match("fr", False, False, None, "none", "", 0.0, False)
    monkeypatch.setattr(bot.wiring.answering, "match", lambda text, index, lang: nothing)


@pytest.fixture(params=["polling", "webhook"])
def way(request: pytest.FixtureRequest) -> Way:
    """The two ways updates come in."""
    return request.param


@pytest.fixture
async def assistant(
    api: BotApiServer, database: Database, content: Content, stub_match: None
) -> AsyncIterator[Assistant]:
    """The assistant on polling, on both databases; the matcher is a stub."""
    async with assistant_on(api, database, content) as started:
        yield started
