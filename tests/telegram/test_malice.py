"""Damaged updates and forged taps: nothing breaks, nothing is accepted, and whoever is honest is served."""

from __future__ import annotations

import json
import logging
import random

import pytest
from sqlalchemy import func, select

from bot.channels.telegram.incoming import DamagedUpdateError, read_update
from bot.conversation.buttons import on_button
from bot.conversation.effects import FindSlots
from bot.conversation.events import ButtonPressed
from bot.conversation.state import State
from bot.conversation.step import step
from bot.conversation.world import World
from bot.store.tables import InboxRow
from tests.conftest import MONDAY
from tests.telegram.api_http import post_json
from tests.telegram.assistant import SECRET, assistant_on
from tests.telegram.malice import damaged, malformed_data
from tests.telegram.samples import tap

HEADERS = {"X-Telegram-Bot-Api-Secret-Token": SECRET}


@pytest.mark.parametrize("number", [300, pytest.param(10_000, marks=pytest.mark.stress)])
async def test_damaged_updates_are_taken_and_a_normal_message_works_all_the_while(
    api, database, content, stub_match, caplog, number
):
    if number > 1000 and not database.is_sqlite:
        pytest.skip("the long form runs once")
    chance = random.Random(5)
    caplog.set_level(logging.INFO)
    async with assistant_on(api, database, content, "webhook") as assistant:
        url = f"{api.updates.reached_at}/telegram"
        amina = api.person("Amina")
        for index in range(number):
            raw = damaged(chance)
            if isinstance(raw, dict) and isinstance(raw.get("update_id"), int) and abs(raw["update_id"]) < 2**60:
                raw["update_id"] = 1_000_000 + index  # so that it is not taken for a second delivery
            assert await post_json(url, HEADERS, json.dumps(raw).encode()) == 200
            if index % 100 == 99:
                before = len(amina.screen)
                amina.starts()
                await assistant.rest(60)
                assert len(amina.screen) == before + 1
        failures = database.read(lambda session: session.scalar(select(func.sum(InboxRow.failures))))
        waiting = database.read(
            lambda session: session.scalar(select(func.count()).where(InboxRow.handled_at.is_(None)))
        )
    assert (failures, waiting) == (0, 0)
    assert [one.getMessage() for one in caplog.records if one.levelno >= logging.ERROR] == []


@pytest.mark.parametrize("number", [3000, pytest.param(100_000, marks=pytest.mark.stress)])
def test_tap_data_that_is_on_no_button_is_never_accepted(content, number):
    chance = random.Random(6)
    world = World(now=MONDAY, content=content)
    asking = step(State(lang="fr").on_road("book"), ButtonPressed("=continue"), world).state
    known = dict(asking.answers)
    accepted = []
    for _ in range(number):
        data = malformed_data(chance, asking.prompt.number, len(asking.prompt.offered))
        try:
            event = read_update(tap(data)).event
        except DamagedUpdateError:
            continue
        turn = on_button(asking, event.data, world)
        if dict(turn.state.answers) != known or any(not isinstance(one, FindSlots) for one in turn.effects):
            accepted.append(data)
    assert accepted == []


def test_the_check_for_accepted_data_can_fail(content):
    world = World(now=MONDAY, content=content)
    asking = step(State(lang="fr").on_road("book"), ButtonPressed("=continue"), world).state
    turn = on_button(asking, f"{asking.prompt.number}:0", world)
    assert dict(turn.state.answers) != dict(asking.answers)
