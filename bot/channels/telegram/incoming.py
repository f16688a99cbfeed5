"""From a raw update of the Bot API to what happened.

Pure. `identify` reads the two numbers that the inbox needs and never raises. `read_update` translates the rest and
raises `DamagedUpdateError`, nothing else, whatever the update holds: python-telegram-bot's parser raises half a dozen
kinds of errors on slightly damaged updates. In groups only commands and our own buttons are read.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping
from typing import Any, Final, TypeGuard

from telegram import CallbackQuery, ChatMember, ChatMemberUpdated, Message, Update, User
from telegram.constants import ChatType

from bot.conversation.events import (
    ButtonPressed,
    Command,
    ContactShared,
    Left,
    LocationShared,
    MediaSent,
    PersonEvent,
    Started,
)
from bot.language.clean import clean
from bot.operations.ports import Incoming, InviteAsked, MovedTo, SignInAsked, Typed

# What Telegram is asked to send, by polling and to the webhook alike. An edited message is received to be noted as
# handled: what was said has been answered, and a second answer to the same question would confuse.
ALLOWED_UPDATES: Final = ("message", "edited_message", "callback_query", "my_chat_member")

MAX_PROFILE_NAME = 40
MAX_ORGANISATION = 40
MAX_CALLBACK_BYTES = 64
# The command that asks for a link to the agenda, and what the button in a group hands to /start.
AGENDA = "agenda"

_CARRIERS = (*ALLOWED_UPDATES, "channel_post", "edited_channel_post")
_COMMAND = re.compile(r"^/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]{3,32}))?(?:\s+(.*))?$", re.DOTALL)
_PAYLOAD = re.compile(r"^[A-Za-z0-9_-]{1,64}$")
# An animation carries a document too, so it comes first.
_MEDIA = ("animation", "photo", "document", "voice", "sticker", "video", "audio")
_OTHER_MEDIA = ("dice", "poll", "story", "game", "paid_media", "checklist")
_GONE = (ChatMember.LEFT, ChatMember.BANNED)
_GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)
# Ids fit 52 bits (Bot API); 63 is what a database column holds.
_MAX_ID = 2**63

_NOTHING: Final = Incoming(event=None)


class DamagedUpdateError(Exception):
    """An update that cannot be read. Its text holds nothing of what people wrote."""


def identify(raw: object) -> tuple[int, int] | None:
    """The update's number and the chat it belongs to; None when one of them cannot be found. Never raises."""
    if not isinstance(raw, Mapping):
        return None
    update_id = update_number(raw)
    if update_id is None:
        return None
    for carrier in _CARRIERS:
        carried = raw.get(carrier)
        if not isinstance(carried, Mapping):
            continue
        message = carried.get("message") if carrier == "callback_query" else carried
        chat = message.get("chat") if isinstance(message, Mapping) else None
        if chat is None and carrier == "callback_query":
            # The button of an inline message has no chat; whoever tapped is answered in private.
            chat = carried.get("from")
        chat_id = chat.get("id") if isinstance(chat, Mapping) else None
        if _is_id(chat_id):
            return update_id, chat_id
    return None


def update_number(raw: object) -> int | None:
    """The `update_id` of a raw update, if it has a usable one."""
    number = raw.get("update_id") if isinstance(raw, Mapping) else None
    return number if _is_id(number) and number >= 0 else None


def read_update(raw: Mapping[str, Any], bot_name: str = "", admins: Collection[int] = ()) -> Incoming:
    """What happened. `bot_name` without @, empty while it is not known: commands for other bots are left alone.

    `admins` are the people whose `/invite` is heard; to anybody else it is an unknown command.
    """
    try:
        update = Update.de_json(_slim(raw), None)
        return _read(update, bot_name, admins)
    except DamagedUpdateError:
        raise
    except Exception as error:
        # The library's own message may quote the update, so neither it nor the cause goes on.
        raise DamagedUpdateError(f"the update cannot be read ({type(error).__name__})") from None


def _slim(raw: Mapping[str, Any]) -> dict[str, Any]:
    """A tap brings back the whole message that it was made under, and to build all that is most of the work.

    Only the chat of it is of interest; a message has a number and a date besides.
    """
    query = raw.get("callback_query")
    message = query.get("message") if isinstance(query, Mapping) else None
    if not isinstance(query, Mapping) or not isinstance(message, Mapping):
        return dict(raw)
    kept = {name: message[name] for name in ("message_id", "date", "chat") if name in message}
    return {**raw, "callback_query": {**query, "message": kept}}


def _read(update: Update, bot_name: str, admins: Collection[int]) -> Incoming:
    if update.callback_query is not None:
        return _read_tap(update.callback_query)
    if update.message is not None:
        return _read_message(update.message, bot_name, admins)
    if update.my_chat_member is not None:
        return _read_membership(update.my_chat_member)
    return _NOTHING


def _read_tap(query: CallbackQuery) -> Incoming:
    tap = _checked(query.id, str)
    name = _profile_name(query.from_user)
    group = query.message is not None and query.message.chat.type in _GROUPS
    if query.data is None:
        # A game's button, or none of ours: the tap is answered so that it stops spinning, and that is all.
        return Incoming(event=None, tap=tap, profile_name=name, is_group=group)
    data = _checked(query.data, str)
    if len(data.encode("utf-8", "replace")) > MAX_CALLBACK_BYTES or clean(data) != data:
        # Forged: none of ours is long or holds anything invisible. Made clean it could become a valid one.
        data = ""
    person = str(_checked(query.from_user.id, int)) if group else ""
    return Incoming(event=ButtonPressed(data), tap=tap, profile_name=name, person=person, is_group=group)


def _read_message(message: Message, bot_name: str, admins: Collection[int]) -> Incoming:
    kind = _checked(message.chat.type, str)
    if kind != ChatType.PRIVATE and kind not in _GROUPS:
        return _NOTHING
    private = kind == ChatType.PRIVATE
    if message.migrate_to_chat_id is not None and not private:
        return Incoming(event=MovedTo(str(_checked(message.migrate_to_chat_id, int))), is_group=True)
    is_admin = private and message.chat.id in admins
    event = _read_words(message, bot_name, private=private, is_admin=is_admin)
    if event is None and private:
        event = _read_shared(message)
    if event is None:
        return _NOTHING
    return Incoming(event=event, profile_name=_profile_name(message.from_user), is_group=not private)


def _read_words(
    message: Message, bot_name: str, *, private: bool, is_admin: bool
) -> PersonEvent | Typed | InviteAsked | SignInAsked | None:
    if message.text is None:
        return None
    text = clean(_checked(message.text, str))
    command = _COMMAND.match(text)
    if command is None:
        return Typed(text) if private else None
    name, addressee, rest = command[1].lower(), command[2] or "", (command[3] or "").strip()
    if not private and addressee and bot_name and addressee.lower() != bot_name.lower():
        return None
    if name == AGENDA or (name == "start" and private and rest == AGENDA):
        office = rest[:MAX_ORGANISATION] if name == AGENDA else ""
        return SignInAsked(office=office, bot_name=bot_name, is_admin=is_admin, is_start=name == "start")
    if name == "start":
        return Started(rest if _PAYLOAD.match(rest) else "")
    if name == "invite" and is_admin and bot_name:
        return InviteAsked(rest[:MAX_ORGANISATION], bot_name)
    return Command(name)


def _read_shared(message: Message) -> PersonEvent | Typed | None:
    contact, location = message.contact, message.location
    if contact is not None:
        sender = _checked(message.from_user.id, int) if message.from_user else None
        is_own = sender is not None and contact.user_id == sender
        return ContactShared(clean(_checked(contact.phone_number, str)), is_own)
    if location is not None:
        return LocationShared(_degrees(location.latitude, 90), _degrees(location.longitude, 180))
    kind = _media_kind(message)
    if kind and message.caption and (words := clean(_checked(message.caption, str))):
        return Typed(words, under=kind)
    return MediaSent(kind) if kind else None


def _media_kind(message: Message) -> str:
    """The kind of what was sent instead of words, or an empty string."""
    for kind in _MEDIA:
        if getattr(message, kind):
            return kind
    if message.video_note:
        return "video"
    return "other" if any(getattr(message, kind) for kind in _OTHER_MEDIA) else ""


def _read_membership(change: ChatMemberUpdated) -> Incoming:
    """Blocked or unblocked by a person; put out of a group or into one."""
    kind = _checked(change.chat.type, str)
    if kind != ChatType.PRIVATE and kind not in _GROUPS:
        return _NOTHING
    was_gone, is_gone = _is_gone(change.old_chat_member), _is_gone(change.new_chat_member)
    if was_gone == is_gone:
        return _NOTHING
    name = _profile_name(change.from_user)
    return Incoming(event=Left(back=was_gone), profile_name=name, is_group=kind in _GROUPS)


def _is_gone(member: ChatMember) -> bool:
    status = _checked(member.status, str)
    if status == ChatMember.RESTRICTED:
        return not getattr(member, "is_member", True)
    return status in _GONE


def _profile_name(user: User | None) -> str:
    if user is None or not isinstance(user.first_name, str):
        return ""
    return " ".join(clean(user.first_name).split())[:MAX_PROFILE_NAME].strip()


def _degrees(value: object, limit: int) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or abs(value) > limit:
        raise DamagedUpdateError("a location outside the world")
    return float(value)


def _checked(value: object, kind: type[Any]) -> Any:
    """The library does not check types; a number where text should be is found here."""
    if not isinstance(value, kind) or isinstance(value, bool):
        raise DamagedUpdateError(f"a field is {type(value).__name__}, not {kind.__name__}")
    return value


def _is_id(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < _MAX_ID
