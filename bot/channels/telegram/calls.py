"""The calls that nearly every update makes: say, change, answer a tap.

They go over python-telegram-bot's request, with its errors, but without its objects: to build those of a keyboard, and
then those of the whole message that comes back with it, takes longer than the call, and only a number of it is of use.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from telegram import Bot
from telegram.constants import ParseMode
from telegram.request import RequestData

Markup = Mapping[str, Any]

_HTML: Final = {"parse_mode": str(ParseMode.HTML), "link_preview_options": '{"is_disabled": true}'}


@dataclass(frozen=True, slots=True)
class _Fields:
    """As much of a `RequestData` as a request asks of it: fields that are ready to go."""

    json_parameters: dict[str, str]
    contains_files: bool = False


async def say(bot: Bot, chat_id: int, html: str, keyboard: Markup | None) -> int:
    """Send a message without link previews. Gives its number; `TypeError` when the answer holds none."""
    sent = await _call(bot, "sendMessage", {"chat_id": str(chat_id), "text": html, **_HTML, **_under(keyboard)})
    number = sent["message_id"]
    if not isinstance(number, int):
        raise TypeError(f"the number of a message is {type(number).__name__}")
    return number


async def change(bot: Bot, chat_id: int, message_id: int, html: str, keyboard: Markup | None) -> None:
    """Change the text of a message, and its buttons: without a keyboard they go."""
    which = {"chat_id": str(chat_id), "message_id": str(message_id)}
    await _call(bot, "editMessageText", {**which, "text": html, **_HTML, **_under(keyboard)})


async def take_buttons(bot: Bot, chat_id: int, message_id: int) -> None:
    """Take the buttons of a message away."""
    await _call(bot, "editMessageReplyMarkup", {"chat_id": str(chat_id), "message_id": str(message_id)})


async def answer_tap(bot: Bot, tap: str, text: str) -> None:
    """Answer a tap, with a notice or without."""
    await _call(bot, "answerCallbackQuery", {"callback_query_id": tap, **({"text": text} if text else {})})


def _under(keyboard: Markup | None) -> dict[str, str]:
    return {} if keyboard is None else {"reply_markup": json.dumps(keyboard)}


async def _call(bot: Bot, method: str, fields: dict[str, str]) -> Any:
    # `RequestData` itself is final, and takes only python-telegram-bot's own parameters.
    return await bot.request.post(f"{bot.base_url}/{method}", cast(RequestData, _Fields(fields)))
