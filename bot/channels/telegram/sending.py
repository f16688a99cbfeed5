"""From a message of the outbox to calls of the Bot API, and what became of it.

`TelegramChannel` is the `Channel` of Telegram. An address is a chat id, a message reference a message id, both as
text. Nothing here raises: every failure is a `Delivery`. Waiting belongs to the pacer, trying again to the outbox.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any

import structlog
from telegram import Bot, BotCommandScopeChat, InputFile, Message
from telegram.error import BadRequest, InvalidToken, TelegramError

from bot.channels.telegram import calls
from bot.channels.telegram.deliveries import delivery_of, is_too_old, without_quotes
from bot.channels.telegram.incoming import read_update
from bot.channels.telegram.keyboards import commands_of, inline_keyboard, keyboard_of
from bot.channels.telegram.limits import Pacer
from bot.channels.telegram.request import TOKEN_REFUSED, FloodedError, StartRefusedError
from bot.content.showing.markdown import MAX_MESSAGE, split_html, to_plain, to_telegram_html
from bot.conversation.outgoing import Outgoing
from bot.operations.ports import Delivery, Incoming, OutcomeUnknown, Rejected, Sent, TryLater, Unreachable

log = structlog.get_logger(__name__)

MAX_TOAST = 200
# Bot API, beside the 4,096 characters: so many entities a message, and so many bytes before they are parsed.
MAX_ENTITIES = 100
MAX_HTML_BYTES = 32 * 1024
_SHORTEST_PART = 64
# So many characters of HTML, tags and all, are one message: an entity has seven at least.
_SURELY_ONE = 7 * MAX_ENTITIES
_TAG = re.compile("<[^<>]*>")
_RETRY_START = 5.0
# Somebody waits for a page.
_NAME_WITHIN_S = 3.0


class TelegramChannel:
    """Reaches people on Telegram, at the pace that `pacer` sets."""

    name = "telegram"

    def __init__(self, bot: Bot, pacer: Pacer, admins: Collection[int] = ()) -> None:
        self._bot = bot
        self._pacer = pacer
        self._admins = frozenset(admins)
        self._bot_name = ""

    async def open(self) -> str:
        """Learn the bot's own name, for commands in groups; returns it. Keeps trying while there is no network.

        Raises `StartRefusedError` for a token that Telegram refuses. Sending works before this has returned.
        """
        while True:
            try:
                self._bot_name = (await self._bot.get_me()).username or ""
            except InvalidToken:
                raise StartRefusedError(TOKEN_REFUSED) from None
            except TelegramError as error:
                log.warning(f"Telegram cannot be reached yet: {error.message}. Trying again in {_RETRY_START:g} s.")
                await asyncio.sleep(_RETRY_START)
            else:
                return self._bot_name

    async def learn_name(self) -> str:
        """The bot's own name, asked once; empty when Telegram cannot be reached now. Never raises."""
        if not self._bot_name:
            with contextlib.suppress(TelegramError, TimeoutError):
                async with asyncio.timeout(_NAME_WITHIN_S):
                    self._bot_name = (await self._bot.get_me()).username or ""
        return self._bot_name

    async def close(self) -> None:
        await self._bot.request.shutdown()

    def read(self, raw: Mapping[str, Any]) -> Incoming:
        """Translate one raw update. Raises `DamagedUpdateError`, nothing else."""
        return read_update(raw, self._bot_name, self._admins)

    async def send(self, address: str, message: Outgoing, edits: str | None, *, urgent: bool = True) -> Delivery:
        """Deliver one message; `urgent` for the answer to somebody who waits. Never raises."""
        try:
            chat_id, message_id = int(address), int(edits) if edits else None
        except ValueError:
            return Rejected("the address or the reference is not a number")
        is_edit = message_id is not None or message.kind == "commands"
        try:
            wait = await self._pacer.admit(chat_id, urgent=urgent, is_edit=is_edit)
        except Exception as error:
            log.warning("The allowance to send could not be read.", error=type(error).__name__)
            return TryLater(timedelta(seconds=1))
        if wait is not None:
            return TryLater(wait)
        try:
            return await self._deliver(chat_id, message, message_id)
        except TelegramError as error:
            return self._delivery(chat_id, error, edits)
        except ValueError as error:
            return Rejected(without_quotes(str(error)))
        except Exception as error:
            # The answer could not be read, so the call was made.
            log.warning("An answer of the Bot API could not be read.", error=type(error).__name__)
            return OutcomeUnknown()

    async def answer_tap(self, tap: str, text: str) -> None:
        """Answer a tap, so that the button stops spinning. Best effort, never raises."""
        try:
            await calls.answer_tap(self._bot, tap, text[:MAX_TOAST])
        except TelegramError as error:
            if not is_too_old(error):
                log.info("A tap could not be answered.", error=type(error).__name__)
        except Exception as error:
            log.info("A tap could not be answered.", error=type(error).__name__)

    def _delivery(self, chat_id: int, error: TelegramError, edits: str | None) -> Delivery:
        if isinstance(error, FloodedError):
            self._pacer.stop(chat_id, error.after)
        if isinstance(error, InvalidToken):
            log.error(TOKEN_REFUSED)
        return delivery_of(error, edits)

    async def _deliver(self, chat_id: int, message: Outgoing, message_id: int | None) -> Delivery:
        bot = self._bot
        match message.kind:
            case "text":
                return await self._deliver_text(chat_id, message, message_id)
            case "freeze":
                return await self._freeze(chat_id, message, message_id)
            case "contact":
                return _sent(await bot.send_contact(chat_id, phone_number=message.phone, first_name=message.name))
            case "venue":
                venue = await bot.send_venue(
                    chat_id,
                    latitude=message.latitude,
                    longitude=message.longitude,
                    title=message.name,
                    address=to_plain(message.text),
                )
                return _sent(venue)
            case "calendar":
                file = InputFile(message.text.encode(), filename=message.name)
                return _sent(await bot.send_document(chat_id, file, disable_content_type_detection=True))
            case "commands":
                if commands := commands_of(message):
                    # Without a language code: that would follow the app's language, not the one chosen in the chat.
                    await bot.set_my_commands(commands, scope=BotCommandScopeChat(chat_id))
                return Sent()

    async def _deliver_text(self, chat_id: int, message: Outgoing, message_id: int | None) -> Delivery:
        parts = parts_of(message.text)
        if message_id is not None and len(parts) == 1:
            try:
                await calls.change(self._bot, chat_id, message_id, parts[0], inline_keyboard(message))
            except BadRequest as error:
                if not isinstance(delivery_of(error, str(message_id)), Rejected):
                    raise
                # The person has deleted it, or it cannot be edited any more: say it again below.
            else:
                return Sent(str(message_id))
        keyboard = keyboard_of(message, is_private=chat_id > 0)
        sent: int | None = None
        for index, part in enumerate(parts):
            try:
                sent = await calls.say(self._bot, chat_id, part, keyboard if index == len(parts) - 1 else None)
            except TelegramError as error:
                if sent is None or isinstance(delivery_of(error, None), Unreachable | Rejected):
                    raise
                # A part of it has arrived: it must not be sent again as if nothing had.
                return OutcomeUnknown()
        if sent is None:
            return Rejected("the message is empty")
        if message.card:
            await self._pin(chat_id, sent)
        return Sent(str(sent))

    async def _freeze(self, chat_id: int, message: Outgoing, message_id: int | None) -> Delivery:
        """The buttons away, and the choice in `name` under the original `text`; without it, only the buttons away."""
        if message_id is None:
            return Rejected("there is no message to freeze")
        parts = parts_of(f"{message.text}\n\n➜ {message.name}") if message.text and message.name else ()
        if len(parts) == 1:
            await calls.change(self._bot, chat_id, message_id, parts[0], None)
        else:
            await calls.take_buttons(self._bot, chat_id, message_id)
        return Sent(str(message_id))

    async def _pin(self, chat_id: int, message_id: int) -> None:
        """Keep the card at the top of the chat, without a sound. The message itself has arrived: best effort."""
        try:
            await self._bot.pin_chat_message(chat_id, message_id, disable_notification=True)
        except Exception as error:
            log.info("A card could not be pinned.", error=type(error).__name__)


def parts_of(text: str) -> tuple[str, ...]:
    """Markdown as the HTML of one message, or of several when it is too much for one."""
    html, limit = to_telegram_html(text), MAX_MESSAGE
    if len(html) <= _SURELY_ONE:
        return (html.strip("\n "),) if _TAG.sub("", html).strip() else ()
    parts = split_html(html, limit)
    while limit > _SHORTEST_PART and any(_is_too_much(part) for part in parts):
        limit //= 2
        parts = split_html(html, limit)
    return parts


def _is_too_much(html: str) -> bool:
    return html.count("</") > MAX_ENTITIES or len(html.encode()) > MAX_HTML_BYTES


def _sent(message: Message) -> Sent:
    return Sent(str(message.message_id))
