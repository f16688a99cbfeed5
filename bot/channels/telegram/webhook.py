"""Updates that Telegram brings: checking a request, and telling Telegram where to bring them.

Pure, except for `set_webhook` and `remove_webhook`. The route reads at most `MAX_BODY_BYTES` + 1 bytes of the body.
A request with the right secret is answered with 200 whatever it holds: Telegram would bring a damaged one again
and again, and everything behind it would wait.
"""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.channels.telegram.incoming import ALLOWED_UPDATES
from bot.channels.telegram.request import TOKEN_REFUSED, StartRefusedError

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
MAX_BODY_BYTES = 1024 * 1024
# Telegram's own default is 40. One update is two short transactions: more at once would only queue for the database.
MAX_CONNECTIONS = 16


@dataclass(frozen=True, slots=True)
class Refused:
    """A request that brings no update: the status to answer with, and why (nothing of the body in it)."""

    status: HTTPStatus
    why: str


def read_webhook(secret: str, given: str | None, body: bytes) -> dict[str, Any] | Refused:
    """The raw update of a request, or why there is none. `given` is the value of `SECRET_HEADER`."""
    if not is_secret(secret, given):
        return Refused(HTTPStatus.FORBIDDEN, "the secret is missing or wrong")
    if len(body) > MAX_BODY_BYTES:
        return Refused(HTTPStatus.OK, f"the body is longer than {MAX_BODY_BYTES} bytes")
    try:
        raw = json.loads(body)
    except (ValueError, RecursionError):
        return Refused(HTTPStatus.OK, "the body is not JSON")
    if not isinstance(raw, dict):
        return Refused(HTTPStatus.OK, "the body is not a JSON object")
    return raw


def is_secret(secret: str, given: str | None) -> bool:
    """Whether `given` is the secret, in constant time. Without a secret nothing is."""
    return bool(secret) and hmac.compare_digest(secret.encode(), (given or "").encode("utf-8", "replace"))


async def set_webhook(bot: Bot, url: str, secret: str) -> None:
    """Have updates brought to `url`. Raises `StartRefusedError` with one sentence when Telegram will not."""
    try:
        await bot.set_webhook(
            url, secret_token=secret, allowed_updates=ALLOWED_UPDATES, max_connections=MAX_CONNECTIONS
        )
    except InvalidToken:
        raise StartRefusedError(TOKEN_REFUSED) from None
    except TelegramError as error:
        raise StartRefusedError(
            f"Telegram will not bring updates to {urlsplit(url).netloc or 'PUBLIC_URL'}: {error.message}. PUBLIC_URL "
            "must be an https address that the internet can reach, TELEGRAM_WEBHOOK_SECRET 1 to 256 characters of "
            "A-Z a-z 0-9 _ -; leave PUBLIC_URL empty to poll instead."
        ) from None


async def remove_webhook(bot: Bot) -> None:
    """Stop updates from being brought, so that they can be polled; those that wait are kept."""
    try:
        await bot.delete_webhook(drop_pending_updates=False)
    except InvalidToken:
        raise StartRefusedError(TOKEN_REFUSED) from None
