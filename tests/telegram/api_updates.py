"""How the Bot API test server hands out updates: long polling with an offset, or a webhook with retries."""

from __future__ import annotations

import asyncio
import json
import random
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from tests.telegram.api_http import post_json
from tests.telegram.api_rules import ApiError, bad

UPDATE_KINDS = frozenset(
    (
        "message",
        "edited_message",
        "channel_post",
        "edited_channel_post",
        "callback_query",
        "my_chat_member",
        "chat_member",
        "inline_query",
        "poll",
        "message_reaction",
        "chat_join_request",
    )
)


@dataclass(slots=True)
class Webhook:
    url: str
    secret: str | None
    max_connections: int


class Updates:
    """The updates that the bot has not confirmed yet."""

    def __init__(self) -> None:
        self.waiting: list[tuple[int, Any]] = []
        self.allowed: frozenset[str] | None = None
        self.webhook: Webhook | None = None
        self.copies = 1  # how often each one is delivered
        self.shuffle: random.Random | None = None  # mix chats; each chat keeps its order
        self.retry_after_s = 0.05
        self.reached_at = ""  # where the host of the webhook's address really listens, as http://127.0.0.1:8000
        self.polls_begun = 0
        self.webhook_failures: list[int] = []  # statuses that were not 200; 0 for no answer
        self._next_id = 1000
        self._arrived = asyncio.Event()
        self._poll: object = None
        self._deliverer: asyncio.Task[None] | None = None

    def enqueue(self, update: dict[str, Any]) -> int:
        """Number an update and let it wait, unless the bot did not ask for its kind."""
        kind = next(iter(update))
        number = self._next_id
        self._next_id += 1
        if self.allowed is None or kind in self.allowed:
            self.enqueue_raw({"update_id": number, **update}, number)
        return number

    def enqueue_raw(self, raw: Any, number: int | None = None) -> int:
        """Let anything wait, damaged as it is; it is confirmed as `number`."""
        if number is None:
            number = self._next_id
            self._next_id += 1
        self.waiting.append((number, raw))
        self._arrived.set()
        return number

    @property
    def next_id(self) -> int:
        return self._next_id

    def allow(self, kinds: str | list[str] | None) -> None:
        if kinds is None:
            return
        parsed = json.loads(kinds) if isinstance(kinds, str) else kinds
        if unknown := set(parsed) - UPDATE_KINDS:
            raise bad(f"unknown update kinds {sorted(unknown)}")
        self.allowed = frozenset(parsed) or None

    async def poll(self, params: dict[str, Any]) -> list[Any]:
        if self.webhook is not None:
            raise ApiError(
                409,
                "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook "
                "to delete the webhook first",
            )
        self.polls_begun += 1
        limit, timeout = int(params.get("limit", 100)), float(params.get("timeout", 0))
        if not 1 <= limit <= 100 or not 0 <= timeout <= 50:
            raise bad("limit must be 1-100, timeout 0-50")
        self.allow(params.get("allowed_updates"))
        if (offset := int(params.get("offset", 0))) > 0:
            self.waiting = [(number, raw) for number, raw in self.waiting if number >= offset]
        me = self._poll = object()
        self._arrived.set()  # an earlier poll wakes up and finds that it was replaced
        deadline = asyncio.get_running_loop().time() + timeout
        while not self.waiting:
            self._arrived.clear()
            try:
                async with asyncio.timeout_at(deadline):
                    await self._arrived.wait()
            except TimeoutError:
                return []
            if self._poll is not me:
                raise ApiError(
                    409,
                    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
                )
        batch = self.waiting[:limit]
        if self.shuffle is not None:
            batch = self._mixed(batch)
        return [raw for _, raw in batch for _ in range(self.copies)]

    def set_webhook(self, webhook: Webhook | None) -> None:
        self.webhook = webhook
        if self._deliverer is not None:
            self._deliverer.cancel()
            self._deliverer = None
        if webhook is not None:
            self._deliverer = asyncio.create_task(self._deliver(webhook))

    async def stop(self) -> None:
        deliverer, self._deliverer = self._deliverer, None
        if deliverer is not None:
            deliverer.cancel()
            await asyncio.gather(deliverer, return_exceptions=True)

    async def _deliver(self, webhook: Webhook) -> None:
        """Chats side by side, at most `max_connections`; the updates of one chat one after the other."""
        places = asyncio.Semaphore(webhook.max_connections)
        busy: set[int] = set()
        async with asyncio.TaskGroup() as tasks:
            while True:
                taken = set(busy)
                for number, raw in list(self.waiting):
                    if (chat := _chat_of(raw)) not in taken:
                        taken.add(chat)
                        busy.add(chat)
                        tasks.create_task(self._deliver_one(webhook, places, number, raw, chat, busy))
                self._arrived.clear()
                await self._arrived.wait()

    async def _deliver_one(
        self, webhook: Webhook, places: asyncio.Semaphore, number: int, raw: Any, chat: int, busy: set[int]
    ) -> None:
        url = f"{self.reached_at}{urlsplit(webhook.url).path}" if self.reached_at else webhook.url
        headers = {"X-Telegram-Bot-Api-Secret-Token": webhook.secret} if webhook.secret else {}
        for _ in range(self.copies):
            while True:
                async with places:
                    try:
                        status = await post_json(url, headers, json.dumps(raw).encode())
                    except OSError:
                        status = 0
                if 200 <= status < 300:
                    break
                self.webhook_failures.append(status)
                await asyncio.sleep(self.retry_after_s)
        self.waiting = [one for one in self.waiting if one[0] != number]
        busy.discard(chat)
        self._arrived.set()

    def _mixed(self, batch: list[tuple[int, Any]]) -> list[tuple[int, Any]]:
        assert self.shuffle is not None
        by_chat: dict[int, list[tuple[int, Any]]] = {}
        for one in batch:
            by_chat.setdefault(_chat_of(one[1]), []).append(one)
        turns = [chat for chat, ones in by_chat.items() for _ in ones]
        self.shuffle.shuffle(turns)
        return [by_chat[chat].pop(0) for chat in turns]


def _chat_of(raw: Any) -> int:
    try:
        update = next(value for key, value in raw.items() if key != "update_id")
        return int((update.get("message") or update)["chat"]["id"])
    except (AttributeError, KeyError, TypeError, ValueError, StopIteration):
        return 0
