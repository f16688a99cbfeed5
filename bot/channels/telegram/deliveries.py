"""From the errors of the Bot API to what became of a message.

Pure. Error texts are compared in lower case: python-telegram-bot cuts their beginning and changes their capitals. What
goes on of them holds no quoted part, which may be somebody's words.
"""

from __future__ import annotations

import re
from datetime import timedelta

from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, TelegramError

from bot.channels.telegram.request import NotDeliveredError, OutcomeUnclearError
from bot.operations.ports import Delivery, MovedTo, OutcomeUnknown, Rejected, Sent, TryLater, Unreachable

_AFTER_REFUSED_TOKEN = timedelta(minutes=1)
_AFTER_OTHER = timedelta(seconds=5)

# 400s that say the same as a 403: nobody can be reached at this address any more.
_CHAT_IS_GONE = (
    "chat not found",
    "user not found",
    "peer_id_invalid",
    "group chat was deactivated",
    "not enough rights to send",
    "have no rights to send",
    "chat_write_forbidden",
)
_NOT_MODIFIED = "message is not modified"
_TOO_OLD = ("query is too old", "query id is invalid", "query_id_invalid")
_QUOTED = re.compile(r'"[^"]*"?')
_MAX_WHY = 120


def delivery_of(error: TelegramError, edits: str | None) -> Delivery:
    """What became of a message whose call raised `error`; `edits` is the message it should have changed."""
    match error:
        case ChatMigrated():
            return MovedTo(str(error.new_chat_id))
        case NotDeliveredError():
            return TryLater(error.after)
        case OutcomeUnclearError():
            return OutcomeUnknown()
        case Forbidden():
            return Unreachable()
        case InvalidToken():
            return TryLater(_AFTER_REFUSED_TOKEN)
        case BadRequest():
            text = error.message.lower()
            if _NOT_MODIFIED in text:
                return Sent(edits or "")
            if any(gone in text for gone in _CHAT_IS_GONE):
                return Unreachable()
            return Rejected(without_quotes(error.message))
        case _:
            return TryLater(_AFTER_OTHER)


def is_too_old(error: TelegramError) -> bool:
    """Whether a tap can no longer be answered: it was, or the person has waited too long."""
    text = error.message.lower()
    return any(said in text for said in _TOO_OLD)


def without_quotes(text: str) -> str:
    """An error's text without what it quotes, at most `_MAX_WHY` characters."""
    return _QUOTED.sub('"…"', text)[:_MAX_WHY]
