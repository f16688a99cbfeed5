"""The people and groups of the Bot API test server, what they do, and what they see."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Enqueue = Callable[[dict[str, Any]], int]


@dataclass(slots=True)
class Shown:
    """A message of the bot as it is on the screen now."""

    message_id: int
    chat_id: int
    kind: str  # the method that sent it: sendMessage, sendContact …
    text: str = ""  # as people see it
    html: str = ""
    markup: dict[str, Any] = field(default_factory=dict)
    params: dict[str, Any] = field(default_factory=dict)
    pinned: bool = False
    edits: int = 0

    @property
    def buttons(self) -> list[list[tuple[str, str]]]:
        """Rows of (label, callback data)."""
        rows = self.markup.get("inline_keyboard", [])
        return [[(one["text"], one.get("callback_data", "")) for one in row] for row in rows]

    @property
    def labels(self) -> list[str]:
        return [label for row in self.buttons for label, _ in row]

    def data_of(self, label: str) -> str:
        return next(data for row in self.buttons for name, data in row if name == label)


class Chat:
    """A chat: its messages, and whether the bot may write there."""

    def __init__(self, chat_id: int, kind: str, title: str) -> None:
        self.id = chat_id
        self.kind = kind
        self.title = title
        self.screen: list[Shown] = []
        self.commands: list[dict[str, str]] = []
        self.refusal: str | None = None  # why the bot gets a 403
        self.moved_to: int | None = None
        self._message_ids = itertools.count(1)

    def as_json(self) -> dict[str, Any]:
        name = {"first_name": self.title} if self.kind == "private" else {"title": self.title}
        return {"id": self.id, "type": self.kind, **name}

    def next_message_id(self) -> int:
        return next(self._message_ids)

    def find(self, message_id: int) -> Shown | None:
        return next((one for one in self.screen if one.message_id == message_id), None)

    @property
    def last(self) -> Shown:
        return self.screen[-1]

    @property
    def texts(self) -> list[str]:
        return [one.text for one in self.screen]


class Group(Chat):
    """A group that the bot is a member of."""

    def __init__(self, chat_id: int, title: str, bot: dict[str, Any], enqueue: Enqueue, chats: dict[int, Chat]) -> None:
        super().__init__(chat_id, "group", title)
        self._bot = bot
        self._enqueue = enqueue
        self._chats = chats

    def becomes_supergroup(self) -> Group:
        """The same people under a new id; calls to the old one are refused with it."""
        successor = Group(-1_000_000_000_000 + self.id, self.title, self._bot, self._enqueue, self._chats)
        successor.kind = "supergroup"
        self._chats[successor.id] = successor
        self.moved_to = successor.id
        when = {"date": int(time.time())}
        self._enqueue(
            {
                "message": {
                    "message_id": self.next_message_id(),
                    "chat": self.as_json(),
                    **when,
                    "migrate_to_chat_id": successor.id,
                }
            }
        )
        self._enqueue(
            {
                "message": {
                    "message_id": successor.next_message_id(),
                    "chat": successor.as_json(),
                    **when,
                    "migrate_from_chat_id": self.id,
                }
            }
        )
        return successor

    def puts_bot_out(self, by: Person) -> int:
        self.refusal = "bot was kicked from the group chat"
        return self._membership(by, "member", "kicked")

    def takes_bot_in(self, by: Person) -> int:
        self.refusal = None
        return self._membership(by, "left", "member")

    def _membership(self, by: Person, before: str, after: str) -> int:
        return self._enqueue({"my_chat_member": membership(self.as_json(), by.as_user(), self._bot, before, after)})


class Person(Chat):
    """Somebody with Telegram; what they do becomes an update. Each method returns the update's id."""

    def __init__(
        self, user_id: int, name: str, language: str | None, bot: dict[str, Any], enqueue: Enqueue, taps: dict[str, Tap]
    ) -> None:
        super().__init__(user_id, "private", name)
        self._language = language
        self._bot = bot
        self._enqueue = enqueue
        self._taps = taps
        self.toasts: list[str] = []

    def as_user(self) -> dict[str, Any]:
        language = {"language_code": self._language} if self._language else {}
        return {"id": self.id, "is_bot": False, "first_name": self.title, **language}

    def writes(self, text: str, chat: Chat | None = None) -> int:
        return self._sends(chat, text=text)

    def starts(self, payload: str = "") -> int:
        return self._sends(None, text=f"/start {payload}".strip())

    def edits(self, message_id: int, text: str) -> int:
        message = self._message(self, message_id=message_id, text=text, edit_date=int(time.time()))
        return self._enqueue({"edited_message": message})

    def taps(self, message: Shown, data: str, chat: Chat | None = None) -> int:
        """Tap a button; `data` may be a label of the message, or anything a forged client would send."""
        data = message.data_of(data) if data in message.labels else data
        where = chat or self
        tap_id = str(len(self._taps) + 1)
        self._taps[tap_id] = Tap(self, time.monotonic())
        return self._enqueue(
            {
                "callback_query": {
                    "id": tap_id,
                    "from": self.as_user(),
                    "chat_instance": "1",
                    "data": data,
                    "message": {
                        "message_id": message.message_id,
                        "date": int(time.time()),
                        "chat": where.as_json(),
                        "from": self._bot,
                        "text": message.text or "…",
                    },
                }
            }
        )

    def shares_contact(self, phone: str = "+32470000000", user_id: int | None = None) -> int:
        owner = self.id if user_id is None else user_id
        return self._sends(None, contact={"phone_number": phone, "first_name": self.title, "user_id": owner})

    def shares_location(self, latitude: float, longitude: float) -> int:
        return self._sends(None, location={"latitude": latitude, "longitude": longitude})

    def sends(self, kind: str, chat: Chat | None = None, caption: str = "") -> int:
        """A photo, document, voice, sticker, video, animation or audio, with or without words under it."""
        return self._sends(chat, **media(kind), **({"caption": caption} if caption else {}))

    def blocks(self) -> int:
        self.refusal = "bot was blocked by the user"
        return self._membership("member", "kicked")

    def unblocks(self) -> int:
        self.refusal = None
        return self._membership("kicked", "member")

    def _membership(self, before: str, after: str) -> int:
        return self._enqueue({"my_chat_member": membership(self.as_json(), self.as_user(), self._bot, before, after)})

    def _sends(self, chat: Chat | None, **content: Any) -> int:
        return self._enqueue({"message": self._message(chat or self, **content)})

    def _message(self, chat: Chat, **content: Any) -> dict[str, Any]:
        return {
            "message_id": chat.next_message_id(),
            "date": int(time.time()),
            "chat": chat.as_json(),
            "from": self.as_user(),
            **content,
        }


@dataclass(slots=True)
class Tap:
    """A callback query that waits for its answer."""

    person: Person
    at: float
    answered: bool = False


def membership(
    chat: dict[str, Any], by: dict[str, Any], bot: dict[str, Any], before: str, after: str
) -> dict[str, Any]:
    def member(status: str) -> dict[str, Any]:
        until = {"until_date": 0} if status == "kicked" else {}
        return {"user": bot, "status": status, **until}

    return {
        "chat": chat,
        "from": by,
        "date": int(time.time()),
        "old_chat_member": member(before),
        "new_chat_member": member(after),
    }


def media(kind: str) -> dict[str, Any]:
    """The part of a message that holds a file, as Telegram sends it."""
    file = {"file_id": "f", "file_unique_id": "u"}
    sized = {**file, "width": 90, "height": 90}
    timed = {**file, "duration": 3}
    shapes: dict[str, dict[str, Any]] = {
        "photo": {"photo": [sized]},
        "document": {"document": file},
        "voice": {"voice": timed},
        "audio": {"audio": timed},
        "video": {"video": {**sized, "duration": 3}},
        "video_note": {"video_note": {**timed, "length": 90}},
        "animation": {"animation": {**sized, "duration": 3}, "document": file},
        "sticker": {"sticker": {**sized, "type": "regular", "is_animated": False, "is_video": False}},
        "dice": {"dice": {"emoji": "🎲", "value": 3}},
    }
    return shapes[kind]
