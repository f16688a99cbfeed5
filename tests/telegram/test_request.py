"""The road to the Bot API: what its failures say, and what they never say."""

from __future__ import annotations

import logging

import pytest
from telegram.error import TelegramError

from bot.channels.telegram.request import NotDeliveredError, OutcomeUnclearError, TelegramRequest, make_bot
from tests.telegram.api_faults import CutAfter, CutBefore, Flood, HtmlError, Refusal, ServerError
from tests.telegram.api_server import TOKEN

SECRET = TOKEN.partition(":")[2]


@pytest.mark.parametrize(
    "fault", [Flood(), ServerError(), HtmlError(), CutBefore(), CutAfter(), Refusal("chat not found")]
)
async def test_the_token_is_in_no_error_and_no_log(api, caplog, fault):
    logging.getLogger("telegram").setLevel(logging.DEBUG)
    amina, bot = api.person(), make_bot(api.token, api.base_url)
    caplog.set_level(logging.DEBUG)
    api.fail(fault, "sendMessage")
    with pytest.raises(TelegramError) as raised:
        await bot.send_message(amina.id, "bonjour")
    await bot.request.shutdown()
    assert SECRET not in f"{raised.value!r}{raised.value}"
    assert raised.value.__cause__ is None
    assert SECRET not in caplog.text
    assert "bonjour" not in caplog.text


@pytest.mark.parametrize("base_url", ["not an address", "ftp://example.org", "http://127.0.0.1:1", "http://[::1", ""])
async def test_a_wrong_address_is_an_error_without_the_token(base_url):
    bot = make_bot(TOKEN, base_url)
    with pytest.raises(NotDeliveredError) as raised:
        await bot.get_me()
    await bot.request.shutdown()
    assert SECRET not in f"{raised.value!r}{raised.value.__cause__!r}"


async def test_a_page_instead_of_json_is_not_logged(api, caplog, monkeypatch):
    bot = make_bot(api.token, api.base_url)
    with pytest.raises(OutcomeUnclearError):
        TelegramRequest.parse_json_payload(b"<html>Amina</html>")
    assert caplog.text == ""
    await bot.request.shutdown()


async def test_a_request_opens_itself_and_can_be_closed_twice(api):
    bot = make_bot(api.token, api.base_url)
    assert (await bot.get_me()).username == "parcours_test_bot"
    await bot.request.shutdown()
    await bot.request.shutdown()


async def test_what_a_proxy_answers_without_saying_how_long_means_five_seconds(api):
    amina, bot = api.person(), make_bot(api.token, api.base_url)
    api.fail(ServerError(429), "sendMessage")
    with pytest.raises(NotDeliveredError) as raised:
        await bot.send_message(amina.id, "bonjour")
    await bot.request.shutdown()
    assert raised.value.after.total_seconds() == 5
