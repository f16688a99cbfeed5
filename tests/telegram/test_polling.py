"""Fetching updates: noted first, then the offset moves."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.channels.telegram.polling import Poller, PollingStalledError
from bot.channels.telegram.request import StartRefusedError, make_bot
from tests.telegram.api_faults import CutBefore, Delay, HtmlError, ServerError
from tests.telegram.api_server import BotApiServer


class Inbox:
    """Keeps what is noted, in order; refuses the next ones when told to."""

    def __init__(self) -> None:
        self.noted: list[tuple[str, str, dict[str, Any]]] = []
        self.refusals = 0

    async def note(self, update_id: str, chat_key_source: str, raw: dict[str, Any]) -> None:
        if self.refusals:
            self.refusals -= 1
            raise OSError("database is away: mon secret")
        self.noted.append((update_id, chat_key_source, raw))

    @property
    def ids(self) -> list[str]:
        return [update_id for update_id, _, _ in self.noted]


@contextlib.asynccontextmanager
async def polling(
    api: BotApiServer, inbox: Inbox, timeout: float = 0.2, pause: float = 0.01
) -> AsyncIterator[asyncio.Task[None]]:
    bot = make_bot(api.token, api.base_url)
    poller = Poller(bot, inbox.note, timeout=timeout, sleep=lambda seconds: asyncio.sleep(pause))
    task: asyncio.Task[None] = asyncio.create_task(poller.run())
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await bot.request.shutdown()


async def eventually(holds: Callable[[], bool], timeout: float = 5.0) -> None:
    async with asyncio.timeout(timeout):
        while not holds():
            await asyncio.sleep(0.005)


def confirmed(api: BotApiServer) -> bool:
    return not api.updates.waiting


async def test_an_update_is_noted_with_its_number_and_its_chat_and_then_confirmed(api):
    amina, inbox = api.person("Amina"), Inbox()
    number = amina.writes("bonjour")
    async with polling(api, inbox):
        await eventually(lambda: confirmed(api))
    assert [(one[0], one[1], one[2]["message"]["text"]) for one in inbox.noted] == [
        (str(number), str(amina.id), "bonjour")
    ]


async def test_only_what_we_read_is_asked_for(api):
    async with polling(api, Inbox()):
        await api.until(lambda: bool(api.calls_of("getUpdates")))
    assert api.updates.allowed == {"message", "edited_message", "callback_query", "my_chat_member"}


DAMAGE = [
    "mon secret",
    None,
    {"update_id": 1001, "message": "mon secret"},
    {"update_id": 1001, "message": {"text": "mon secret", "chat": {"id": "x"}}},
    {"message": {"text": "mon secret"}},
    {"update_id": {"x": "mon secret"}},
]


@pytest.mark.parametrize("damaged", DAMAGE)
async def test_good_damaged_good_hands_two_over_and_moves_past_three_without_words_in_the_log(api, damaged, caplog):
    amina, inbox = api.person("Amina"), Inbox()
    with capture_logs() as logs:
        first = amina.writes("un")
        api.updates.enqueue_raw(damaged)
        third = amina.writes("trois")
        async with polling(api, inbox):
            await eventually(lambda: confirmed(api))
    assert inbox.ids == [str(first), str(third)]
    assert [one["event"] for one in logs] == ["A damaged update was skipped."]
    assert "secret" not in str(logs) + caplog.text


async def test_a_damaged_update_at_the_end_is_passed_too(api):
    amina, inbox = api.person("Amina"), Inbox()
    amina.writes("un")
    api.updates.enqueue_raw("no number")
    async with polling(api, inbox):
        await eventually(lambda: confirmed(api))
        amina.writes("deux")
        await eventually(lambda: len(inbox.noted) == 2)


async def test_a_nameless_update_before_any_other_waits_for_one_without_spinning(api):
    amina, inbox = api.person("Amina"), Inbox()
    api.updates.enqueue_raw("no number")
    async with polling(api, inbox, pause=0.05):
        await asyncio.sleep(0.3)
        assert len(api.calls_of("getUpdates")) < 10
        amina.writes("deux")
        await eventually(lambda: len(inbox.noted) == 1 and confirmed(api))


async def test_what_cannot_be_written_down_now_comes_again(api, caplog):
    amina, inbox = api.person("Amina"), Inbox()
    numbers = [str(amina.writes(text)) for text in ("un", "deux", "trois")]
    inbox.refusals = 2
    with capture_logs() as logs:
        async with polling(api, inbox):
            await eventually(lambda: confirmed(api))
    assert inbox.ids == numbers
    assert logs[0]["event"] == "Updates cannot be written down now (OSError). Trying again in 0.2 s."
    assert "secret" not in str(logs) + caplog.text


@pytest.mark.parametrize("fault", [ServerError(), HtmlError(), CutBefore()])
async def test_a_failing_poll_is_tried_again(api, fault):
    amina, inbox = api.person("Amina"), Inbox()
    amina.writes("bonjour")
    api.fail(fault, "getUpdates", times=2)
    async with polling(api, inbox):
        await eventually(lambda: confirmed(api))
    assert len(inbox.noted) == 1


async def test_updates_delivered_twice_are_handed_over_twice_and_confirmed_once(api):
    amina, inbox = api.person("Amina"), Inbox()
    number = str(amina.writes("bonjour"))
    api.updates.copies = 2
    async with polling(api, inbox):
        await eventually(lambda: confirmed(api))
    assert inbox.ids == [number, number]


async def test_more_than_a_hundred_updates_come_in_batches(api):
    amina, inbox = api.person("Amina"), Inbox()
    numbers = [str(amina.writes(str(count))) for count in range(250)]
    async with polling(api, inbox):
        await eventually(lambda: confirmed(api))
    assert inbox.ids == numbers


async def test_a_webhook_of_before_is_removed_and_what_waited_is_kept(api):
    amina, inbox = api.person("Amina"), Inbox()
    await make_webhook(api)
    amina.writes("bonjour")
    async with polling(api, inbox):
        await eventually(lambda: confirmed(api))
    assert len(inbox.noted) == 1


async def test_a_second_poller_is_named_in_the_log_and_the_first_goes_on(api):
    amina, inbox = api.person("Amina"), Inbox()
    other = make_bot(api.token, api.base_url)
    with capture_logs() as logs:
        async with polling(api, inbox, timeout=2):
            await eventually(lambda: bool(api.calls_of("deleteWebhook")))
            await asyncio.sleep(0.05)
            await other.request.post(f"{other.base_url}/getUpdates?timeout=0")
            await eventually(lambda: bool(logs))
            amina.writes("bonjour")
            await eventually(lambda: len(inbox.noted) == 1)
    await other.request.shutdown()
    assert logs[0]["event"].startswith("Telegram lets only one process fetch updates: another one polls with this")


async def test_without_network_at_the_start_it_keeps_trying():
    api, inbox = BotApiServer(), Inbox()
    await api.start()
    await api.stop()  # the port is known, and nobody listens there
    with capture_logs() as logs:
        async with polling(api, inbox, timeout=0.02, pause=0.03) as task:
            await asyncio.sleep(0.3)
            assert not task.done()
            back = BotApiServer(port=api.port)
            async with back:
                back.person("Amina").writes("bonjour")
                await eventually(lambda: len(inbox.noted) == 1)
    assert logs[0]["event"].startswith("Updates cannot be fetched from Telegram now: No connection to the Bot API")


async def test_three_timeouts_without_a_poll_end_the_process(api):
    async with polling(api, Inbox(), timeout=0.1) as task:
        await api.until(lambda: len(api.calls_of("getUpdates")) >= 2)
        api.fail(ServerError(), "getUpdates", times=10**6)
        with pytest.raises(PollingStalledError, match=r"for 0\.3 seconds"):
            await asyncio.wait_for(task, 2)


async def test_a_poll_that_hangs_ends_the_process_too(api):
    async with polling(api, Inbox(), timeout=0.1) as task:
        await api.until(lambda: len(api.calls_of("getUpdates")) >= 2)
        api.fail(Delay(60), "getUpdates", times=10**6)
        with pytest.raises(PollingStalledError):
            await asyncio.wait_for(task, 2)


async def test_quiet_hours_do_not_end_the_process(api):
    async with polling(api, Inbox(), timeout=0.05) as task:
        await asyncio.sleep(0.5)
        assert not task.done()


async def test_a_refused_token_ends_the_process_with_a_sentence(api):
    bot = make_bot("42:WRONG", api.base_url)
    with pytest.raises(StartRefusedError, match="Telegram refuses TELEGRAM_BOT_TOKEN"):
        await asyncio.wait_for(Poller(bot, Inbox().note).run(), 2)
    await bot.request.shutdown()


async def test_cancelling_stops_at_once_in_the_middle_of_a_long_poll(api):
    async with polling(api, Inbox(), timeout=30) as task:
        await eventually(lambda: bool(api.calls_of("deleteWebhook")))
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asyncio.wait_for(task, 0.5)


async def test_the_age_of_the_last_poll_is_known(api):
    bot = make_bot(api.token, api.base_url)
    poller = Poller(bot, Inbox().note, timeout=0.05)
    assert poller.age_s() is None
    task: asyncio.Task[None] = asyncio.create_task(poller.run())
    await eventually(lambda: poller.age_s() is not None)
    age = poller.age_s()
    assert age is not None
    assert 0 <= age < 1
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await bot.request.shutdown()


async def make_webhook(api: BotApiServer) -> None:
    bot = make_bot(api.token, api.base_url)
    await bot.set_webhook("https://127.0.0.1:1/x")
    await bot.request.shutdown()
