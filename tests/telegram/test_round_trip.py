"""What a person does on Telegram, as it comes in; what we say, as they see it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.channels.telegram.polling import Poller
from bot.channels.telegram.request import make_bot
from bot.channels.telegram.sending import TelegramChannel
from bot.conversation.events import ButtonPressed, Command, ContactShared, Left, LocationShared, MediaSent, Started
from bot.conversation.outgoing import Outgoing, OutgoingButton
from bot.operations.ports import Channel, Incoming, Sent, Typed
from tests.telegram.api_server import BotApiServer


class Desk:
    """Reads what comes in, as the operations do."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self.read: list[tuple[str, Incoming]] = []

    async def note(self, update_id: str, chat_key_source: str, raw: dict[str, Any]) -> None:
        self.read.append((chat_key_source, self._channel.read(raw)))


@pytest.fixture
async def desk(api: BotApiServer, channel: TelegramChannel):
    await channel.open()
    made = Desk(channel)
    bot = make_bot(api.token, api.base_url)
    task = asyncio.create_task(Poller(bot, made.note, timeout=1).run())
    yield made
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await bot.request.shutdown()


async def test_everything_a_person_does_arrives_as_what_happened(api, desk, channel):
    amina = api.person("Amina")
    rows = ((OutgoingButton("Français", "=lang:fr"),),)
    assert await channel.send(str(amina.id), Outgoing(kind="text", text="Langue ?", rows=rows), None) == Sent("1")
    amina.starts("mission-locale-forest")
    amina.writes("bonjour")
    amina.writes("/menu@parcours_test_bot")
    amina.taps(amina.last, "Français")
    amina.shares_contact("+32470000000")
    amina.shares_contact("+32470000001", user_id=5)
    amina.shares_location(50.81, 4.32)
    amina.sends("voice")
    amina.edits(3, "bonsoir")
    amina.blocks()
    amina.unblocks()
    await api.until(lambda: not api.updates.waiting)
    assert [one.event for _, one in desk.read] == [
        Started("mission-locale-forest"),
        Typed("bonjour"),
        Command("menu"),
        ButtonPressed("=lang:fr"),
        ContactShared("+32470000000", True),
        ContactShared("+32470000001", False),
        LocationShared(50.81, 4.32),
        MediaSent("voice"),
        None,
        Left(),
        Left(back=True),
    ]
    assert {source for source, _ in desk.read} == {str(amina.id)}
    taps = [one.tap for _, one in desk.read if one.tap]
    await channel.answer_tap(taps[0], "")
    assert amina.toasts == [""]


async def test_in_a_group_commands_and_taps_arrive_and_talk_does_not(api, desk, channel):
    badr, group = api.person("Badr"), api.group("Accueil Forest")
    rows = ((OutgoingButton("Venu", "=came:7"),),)
    assert await channel.send(str(group.id), Outgoing(kind="text", text="Mardi 9h30", rows=rows), None) == Sent("1")
    badr.writes("on mange où ?", group)
    badr.writes("/today@parcours_test_bot", group)
    badr.sends("photo", group)
    badr.taps(group.last, "Venu", group)
    group.puts_bot_out(badr)
    await api.until(lambda: not api.updates.waiting)
    assert [(source, one.event, one.profile_name) for source, one in desk.read] == [
        (str(group.id), None, ""),
        (str(group.id), Command("today"), "Badr"),
        (str(group.id), None, ""),
        (str(group.id), ButtonPressed("=came:7"), "Badr"),
        (str(group.id), Left(), "Badr"),
    ]
