"""What Telegram shows of the bot before anybody has written to it."""

from __future__ import annotations

import pytest

from bot.channels.telegram.profile import Profile, show_profile
from bot.channels.telegram.request import make_bot
from tests.telegram.api_faults import ServerError

FR = Profile(description="Je vous aide.", short_description="Un rendez-vous.", commands=(("menu", "Le menu"),))
NL = Profile(description="Ik help u.", short_description="Een afspraak.", commands=(("menu", "Het menu"),))


async def test_each_language_has_its_words_and_french_is_for_all_others(api):
    bot = make_bot(api.token, api.base_url)
    await show_profile(bot, {"fr": FR, "nl": NL})
    await bot.request.shutdown()
    for code, profile in (("", FR), ("fr", FR), ("nl", NL)):
        assert api.profile["setMyDescription", code] == profile.description
        assert api.profile["setMyShortDescription", code] == profile.short_description
        assert api.profile["setMyCommands", code] == [{"command": "menu", "description": profile.commands[0][1]}]


async def test_a_description_that_cannot_be_set_stops_nothing(api):
    bot = make_bot(api.token, api.base_url)
    api.fail(ServerError(), "setMyCommands")
    await show_profile(bot, {"fr": FR})
    await bot.request.shutdown()
    assert api.profile == {}


def test_words_that_telegram_would_refuse_are_an_error_at_once():
    with pytest.raises(ValueError, match="at most 120"):
        Profile(description="", short_description="x" * 121, commands=())
