"""Raw updates of every kind, as Telegram sends them, for tests without a server."""

from __future__ import annotations

from typing import Any

from tests.telegram.api_chats import media, membership

BOT = {"id": 42, "is_bot": True, "first_name": "Parcours", "username": "parcours_test_bot"}
AMINA = {"id": 7_000_000_001, "is_bot": False, "first_name": "Amina", "language_code": "fr"}
PRIVATE = {"id": AMINA["id"], "type": "private", "first_name": "Amina"}
GROUP = {"id": -100_123, "type": "supergroup", "title": "Accueil"}
CHANNEL = {"id": -100_999, "type": "channel", "title": "Infos"}


def message(chat: dict[str, Any] = PRIVATE, **content: Any) -> dict[str, Any]:
    return {"update_id": 5, "message": {"message_id": 1, "date": 1_790_000_000, "chat": chat, "from": AMINA, **content}}


def tap(data: str | None = "3:1", chat: dict[str, Any] = PRIVATE) -> dict[str, Any]:
    carried = {"message_id": 1, "date": 1_790_000_000, "chat": chat, "from": BOT, "text": "?"}
    query = {"id": "99", "from": AMINA, "chat_instance": "1", "message": carried}
    return {"update_id": 6, "callback_query": query if data is None else {**query, "data": data}}


def blocked(chat: dict[str, Any] = PRIVATE, before: str = "member", after: str = "kicked") -> dict[str, Any]:
    return {"update_id": 7, "my_chat_member": membership(chat, AMINA, BOT, before, after)}


def one_of_each() -> list[dict[str, Any]]:
    words = {"text": "bonjour", "entities": [{"type": "bold", "offset": 0, "length": 3}]}
    return [
        message(**words),
        message(text="/start mission-locale-forest", entities=[{"type": "bot_command", "offset": 0, "length": 6}]),
        message(chat=GROUP, text="/today@parcours_test_bot"),
        message(contact={"phone_number": "+32470000000", "first_name": "A", "user_id": AMINA["id"]}),
        message(location={"latitude": 50.85, "longitude": 4.35}),
        *(message(**media(kind)) for kind in ("photo", "document", "voice", "sticker", "video", "animation", "dice")),
        tap(),
        blocked(),
        {"update_id": 8, "edited_message": {**message(text="bonsoir")["message"], "edit_date": 1_790_000_009}},
        {"update_id": 9, "channel_post": message(chat=CHANNEL, text="avis")["message"]},
    ]
