"""The Bot API test server refuses what the real one refuses: each check is seen to fail once."""

from __future__ import annotations

import asyncio
import json
import random
from typing import Any

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton, ReplyKeyboardMarkup
from telegram.error import BadRequest, Conflict, Forbidden

from bot.channels.telegram.request import FloodedError, make_bot
from tests.telegram.api_http import HttpRequest, HttpResponse, serve_connection
from tests.telegram.api_rules import ApiError, visible_text
from tests.telegram.api_server import BotApiServer


@pytest.fixture
async def bot(api: BotApiServer):
    made = make_bot(api.token, api.base_url)
    yield made
    await made.request.shutdown()


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("<b>x", "Can't find end tag"),
        ("<b><i>x</b></i>", "Unmatched end tag"),
        ("</b>", "Unmatched end tag"),
        ("<vous>", 'Unsupported start tag "vous"'),
        ("a < b", "Unclosed start tag"),
        ("<a href='javascript:x'>y</a>", "a link to nowhere"),
        ("<span>x</span>", "must have class"),
        ("<b></b>", "message text is empty"),
        ("x" * 4097, "too long"),
        ("😀" * 2049, "too long"),
        ("<b>a</b>" * 101, "too many entities"),
        ("&#32;" * 7000, "too long"),
    ],
)
def test_html_that_telegram_refuses(html, said):
    with pytest.raises(ApiError) as raised:
        visible_text(html, "HTML")
    assert said in raised.value.description


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<b>a</b> &lt;b&gt; &amp; &quot;", 'a <b> & "'),
        ("R&D &nbsp; &#233;", "R&D &nbsp; é"),
        ('<a href="https://example.org">site</a>', "site"),
        ("x" * 4096, "x" * 4096),
    ],
)
def test_html_that_telegram_shows(html, shown):
    assert visible_text(html, "HTML") == shown


@pytest.mark.parametrize(
    ("button", "said"),
    [
        ({"callback_data": "é" * 33}, "Button_data_invalid"),
        ({"url": "https://localhost/x"}, "Wrong http url"),
        ({"url": "https://office/x"}, "Wrong http url"),
        ({}, "text buttons are unallowed"),
    ],
)
async def test_buttons_that_telegram_refuses(api, bot: Bot, button: dict[str, Any], said):
    amina = api.person()
    with pytest.raises(BadRequest) as raised:
        await bot.send_message(
            amina.id, "?", api_kwargs={"reply_markup": json.dumps({"inline_keyboard": [[{"text": "Oui", **button}]]})}
        )
    assert said.lower() in raised.value.message.lower()


async def test_what_can_be_asked_in_private_is_refused_in_a_group(api, bot: Bot):
    keyboard = ReplyKeyboardMarkup([[KeyboardButton("Ici", request_location=True)]])
    await bot.send_message(api.person().id, "?", reply_markup=keyboard)
    with pytest.raises(BadRequest, match="private chats only"):
        await bot.send_message(api.group().id, "?", reply_markup=keyboard)


async def test_a_message_with_a_reply_keyboard_cannot_be_edited(api, bot: Bot):
    amina = api.person()
    sent = await bot.send_message(amina.id, "?", reply_markup=ReplyKeyboardMarkup([["Oui"]]))
    with pytest.raises(BadRequest, match="can't be edited"):
        await bot.edit_message_text("!", amina.id, sent.message_id)


async def test_an_edit_that_changes_nothing_is_refused(api, bot: Bot):
    amina = api.person()
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Oui", callback_data="1:0")]])
    sent = await bot.send_message(amina.id, "?", reply_markup=keyboard)
    with pytest.raises(BadRequest, match="not modified"):
        await bot.edit_message_text("?", amina.id, sent.message_id, reply_markup=keyboard)


async def test_nobody_is_written_to_who_is_not_there_or_does_not_want_it(api, bot: Bot):
    amina, group = api.person(), api.group()
    amina.blocks()
    group.puts_bot_out(api.person("Badr"))
    with pytest.raises(Forbidden):
        await bot.send_message(amina.id, "?")
    with pytest.raises(Forbidden):
        await bot.send_message(group.id, "?")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(5, "?")
    amina.unblocks()
    await bot.send_message(amina.id, "?")


async def test_a_tap_can_be_answered_once(api, bot: Bot):
    amina = api.person()
    await bot.send_message(amina.id, "?")
    amina.taps(amina.last, "forged")
    await bot.answer_callback_query("1", "Noté")
    with pytest.raises(BadRequest, match="too old"):
        await bot.answer_callback_query("1")
    assert amina.toasts == ["Noté"]


async def test_twenty_calls_a_minute_are_the_limit_of_a_group(api, bot: Bot):
    api.enforces_limits = True
    group = api.group()
    for _ in range(20):
        await bot.send_message(group.id, "?")
    with pytest.raises(FloodedError) as raised:
        await bot.send_message(group.id, "?")
    assert raised.value.after.total_seconds() == 30


async def test_thirty_messages_a_second_are_the_limit_of_the_bot(api, bot: Bot):
    api.enforces_limits = True
    people = [api.person() for _ in range(40)]
    outcomes = await asyncio.gather(*(bot.send_message(one.id, "?") for one in people), return_exceptions=True)
    assert sum(isinstance(one, FloodedError) for one in outcomes) == 10


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "timeout=51", 'allowed_updates=["messages"]'])
async def test_a_poll_outside_the_limits_is_refused(bot: Bot, query):
    with pytest.raises(BadRequest):
        await bot.request.post(f"{bot.base_url}/getUpdates?{query}")


async def test_polling_beside_a_webhook_is_a_conflict(bot: Bot):
    await bot.set_webhook("https://127.0.0.1:1/x")
    with pytest.raises(Conflict, match="webhook is active"):
        await bot.request.post(f"{bot.base_url}/getUpdates")


async def test_mixed_chats_keep_their_own_order(api, bot: Bot):
    people = [api.person(name) for name in ("Amina", "Badr", "Chloé")]
    api.updates.shuffle = random.Random(7)
    for number in range(10):
        for person in people:
            person.writes(str(number))
    batch = await bot.request.post(f"{bot.base_url}/getUpdates")
    assert [one["message"]["from"]["first_name"] for one in batch[:6]] != ["Amina", "Badr", "Chloé"] * 2
    for person in people:
        said = [one["message"]["text"] for one in batch if one["message"]["chat"]["id"] == person.id]
        assert said == [str(number) for number in range(10)]


async def test_a_webhook_gets_the_secret_and_each_update_until_it_answers_200(api, bot: Bot):
    brought: list[dict[str, Any]] = []
    answers = iter([500, 503, 200])

    async def route(request: HttpRequest) -> HttpResponse:
        brought.append(request.params)
        return HttpResponse(next(answers, 200), b"{}")

    own = await asyncio.start_server(lambda r, w: serve_connection(route, r, w), "127.0.0.1", 0)
    port = own.sockets[0].getsockname()[1]
    api.updates.retry_after_s = 0.01
    api.updates.copies = 2
    amina = api.person("Amina")
    await bot.set_webhook(f"http://127.0.0.1:{port}/telegram", secret_token="s3cret")
    amina.writes("un")
    amina.writes("deux")
    async with asyncio.timeout(5):
        while api.updates.waiting:
            await asyncio.sleep(0.01)
    own.close()
    assert [one["message"]["text"] for one in brought] == ["un", "un", "un", "un", "deux", "deux"]
    assert api.updates.webhook_failures == [500, 503]
