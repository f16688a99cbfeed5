"""Updates that Telegram brings."""

from __future__ import annotations

import json
from http import HTTPStatus

import pytest

from bot.channels.telegram.incoming import ALLOWED_UPDATES
from bot.channels.telegram.request import StartRefusedError, make_bot
from bot.channels.telegram.webhook import (
    MAX_BODY_BYTES,
    Refused,
    is_secret,
    read_webhook,
    remove_webhook,
    set_webhook,
)
from tests.telegram.api_faults import Refusal, ServerError
from tests.telegram.api_server import BotApiServer

BODY = b'{"update_id": 5}'


def test_the_right_secret_brings_the_update():
    assert read_webhook("s3cret", "s3cret", BODY) == {"update_id": 5}


@pytest.mark.parametrize("given", [None, "", "s3cre", "s3cretX", "é", "\ud800"])
def test_a_wrong_secret_is_forbidden(given):
    assert read_webhook("s3cret", given, BODY) == Refused(HTTPStatus.FORBIDDEN, "the secret is missing or wrong")


def test_without_a_secret_of_our_own_nothing_is_let_in():
    assert not is_secret("", "")
    assert not is_secret("", None)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "the body is not JSON"),
        (b"{", "the body is not JSON"),
        (b"\xff\xfe\x00", "the body is not JSON"),
        (b"[" * 100_000, "the body is not JSON"),
        (b"9" * 5000, "the body is not JSON"),
        (b"[1]", "the body is not a JSON object"),
        (b" " * (MAX_BODY_BYTES + 1), "the body is longer than 1048576 bytes"),
    ],
)
def test_damage_from_telegram_itself_is_answered_with_200_so_that_it_is_not_brought_again(body, why):
    assert read_webhook("s", "s", body) == Refused(HTTPStatus.OK, why)


async def test_telegram_is_told_where_to_bring_what_and_with_which_secret(api: BotApiServer):
    bot = make_bot(api.token, api.base_url)
    await set_webhook(bot, "https://parcours.example.org/telegram", "s3cret")
    params = api.calls_of("setWebhook")[0].params
    assert params["url"] == "https://parcours.example.org/telegram"
    assert params["secret_token"] == "s3cret"
    assert params["max_connections"] == "16"
    assert json.loads(params["allowed_updates"]) == list(ALLOWED_UPDATES)
    await remove_webhook(bot)
    assert api.updates.webhook is None
    assert "drop_pending_updates" not in api.calls_of("deleteWebhook")[0].params or (
        api.calls_of("deleteWebhook")[0].params["drop_pending_updates"] == "false"
    )
    await bot.request.shutdown()


@pytest.mark.parametrize(
    ("url", "fault", "said"),
    [
        ("http://parcours.example.org/x", None, "to parcours.example.org: Bad webhook: an https url must be provided"),
        ("https://a.example.org/x", Refusal("bad webhook: Failed to resolve host"), "Failed to resolve host"),
        ("https://a.example.org/x", ServerError(), "The Bot API answered with status 500"),
    ],
)
async def test_a_webhook_that_cannot_be_set_is_explained_in_one_sentence(api, url, fault, said):
    bot = make_bot(api.token, api.base_url)
    if fault:
        api.fail(fault, "setWebhook")
    with pytest.raises(StartRefusedError) as raised:
        await set_webhook(bot, url, "s3cret")
    await bot.request.shutdown()
    assert said.lower() in str(raised.value).lower()
    assert "PUBLIC_URL" in str(raised.value)
    assert api.token not in str(raised.value)


async def test_a_refused_token_is_explained(api):
    bot = make_bot("42:WRONG", api.base_url)
    with pytest.raises(StartRefusedError, match="Telegram refuses TELEGRAM_BOT_TOKEN"):
        await set_webhook(bot, "https://a.example.org/x", "s3cret")
    await bot.request.shutdown()
