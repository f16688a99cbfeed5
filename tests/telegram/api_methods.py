"""The methods of the Bot API that the bot may call, each as strict as the original or stricter."""

from __future__ import annotations

import json
import time
from typing import Any

from tests.telegram.api_chats import Chat, Shown, Tap
from tests.telegram.api_http import Upload
from tests.telegram.api_rules import (
    MAX_CAPTION,
    ApiError,
    bad,
    check_commands,
    check_webhook,
    keyboard,
    length,
    visible_text,
)
from tests.telegram.api_updates import Updates, Webhook

SENDING = ("sendMessage", "sendContact", "sendVenue", "sendDocument")
EDITING = ("editMessageText", "editMessageReplyMarkup")
MAX_TOAST = 200


class Methods:
    """Carries calls out on the chats that it is given; raises `ApiError` for what the Bot API refuses."""

    def __init__(self, me: dict[str, Any], chats: dict[int, Chat], taps: dict[str, Tap], updates: Updates) -> None:
        self._me = me
        self._chats = chats
        self._taps = taps
        self._updates = updates
        self.tap_patience_s = 15.0
        self.profile: dict[tuple[str, str], Any] = {}  # (method, language) -> what was set

    async def call(self, method: str, params: dict[str, Any]) -> Any:
        if method == "getUpdates":
            return await self._updates.poll(params)
        act = getattr(self, f"_{method}", None)
        if act is None:
            raise ApiError(404, "Not Found")
        return act(params)

    def _getMe(self, params: dict[str, Any]) -> dict[str, Any]:  # noqa: N802 (named after the Bot API)
        return self._me

    def _getWebhookInfo(self, params: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        url = self._updates.webhook.url if self._updates.webhook else ""
        return {"url": url, "has_custom_certificate": False, "pending_update_count": len(self._updates.waiting)}

    def _setWebhook(self, params: dict[str, Any]) -> bool:  # noqa: N802
        most, secret = int(params.get("max_connections", 40)), params.get("secret_token")
        if not params.get("url"):
            return self._deleteWebhook(params)
        check_webhook(params["url"], secret, most)
        self._updates.allow(params.get("allowed_updates"))
        self._updates.set_webhook(Webhook(params["url"], secret, most))
        return True

    def _deleteWebhook(self, params: dict[str, Any]) -> bool:  # noqa: N802
        if params.get("drop_pending_updates") in ("true", True):
            self._updates.waiting.clear()
        self._updates.set_webhook(None)
        return True

    def _sendMessage(self, params: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        text = visible_text(params.get("text"), params.get("parse_mode"))
        return self._show("sendMessage", params, text)

    def _sendContact(self, params: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        if not str(params.get("phone_number", "")).strip():
            raise bad("phone number must be non-empty")
        if not str(params.get("first_name", "")).strip():
            raise bad("first name must be non-empty")
        card = {"phone_number": params["phone_number"], "first_name": params["first_name"]}
        return self._show("sendContact", params, "", contact=card)

    def _sendVenue(self, params: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        point = {"latitude": float(params["latitude"]), "longitude": float(params["longitude"])}
        if abs(point["latitude"]) > 90 or abs(point["longitude"]) > 180:
            raise bad("wrong latitude or longitude")
        for name in ("title", "address"):
            if not str(params.get(name, "")).strip():
                raise bad(f"venue {name} must be non-empty")
        venue = {"location": point, "title": params["title"], "address": params["address"]}
        return self._show("sendVenue", params, "", location=point, venue=venue)

    def _sendDocument(self, params: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        file = params.get("document")
        if not isinstance(file, Upload) or not file.content:
            raise bad("there is no document in the request")
        caption = params.get("caption")
        text = visible_text(caption, params.get("parse_mode"), limit=MAX_CAPTION, what="caption") if caption else ""
        kept = {"file_id": "d", "file_unique_id": "d", "file_name": file.name, "mime_type": file.mimetype}
        return self._show("sendDocument", params, text, document=kept)

    def _editMessageText(self, params: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        chat, shown = self._editable(params)
        text = visible_text(params.get("text"), params.get("parse_mode"))
        markup = self._inline_only(params, chat)
        if (text, params["text"], markup) == (shown.text, shown.html, shown.markup):
            raise _not_modified()
        shown.text, shown.html, shown.markup = text, params["text"], markup
        return self._edited(chat, shown)

    def _editMessageReplyMarkup(self, params: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        chat, shown = self._editable(params)
        markup = self._inline_only(params, chat)
        if markup == shown.markup:
            raise _not_modified()
        shown.markup = markup
        return self._edited(chat, shown)

    def _pinChatMessage(self, params: dict[str, Any]) -> bool:  # noqa: N802
        chat = self._reachable(params)
        shown = chat.find(int(params["message_id"]))
        if shown is None:
            raise bad("message to pin not found")
        if chat.kind != "private":
            raise bad("not enough rights to manage pinned messages in the chat")
        shown.pinned = True
        return True

    def _answerCallbackQuery(self, params: dict[str, Any]) -> bool:  # noqa: N802
        tap = self._taps.get(str(params.get("callback_query_id")))
        if length(str(params.get("text", ""))) > MAX_TOAST:
            raise bad("MESSAGE_TOO_LONG")
        if tap is None or tap.answered or time.monotonic() - tap.at > self.tap_patience_s:
            raise bad("query is too old and response timeout expired or query ID is invalid")
        tap.answered = True
        tap.person.toasts.append(str(params.get("text", "")))
        return True

    def _setMyCommands(self, params: dict[str, Any]) -> bool:  # noqa: N802
        commands, scope = json.loads(params["commands"]), json.loads(params.get("scope", "{}"))
        check_commands(commands)
        if scope.get("type") == "chat":
            if "language_code" in params:
                raise bad("a chat has one language here: the one that was chosen in it")
            self._reachable(scope).commands = commands
        else:
            self.profile["setMyCommands", params.get("language_code", "")] = commands
        return True

    def _setMyDescription(self, params: dict[str, Any]) -> bool:  # noqa: N802
        return self._set_words("setMyDescription", "description", 512, params)

    def _setMyShortDescription(self, params: dict[str, Any]) -> bool:  # noqa: N802
        return self._set_words("setMyShortDescription", "short_description", 120, params)

    def _set_words(self, method: str, name: str, limit: int, params: dict[str, Any]) -> bool:
        if length(params.get(name, "")) > limit:
            raise bad(f"{name} is too long")
        self.profile[method, params.get("language_code", "")] = params.get(name, "")
        return True

    def _reachable(self, params: dict[str, Any]) -> Chat:
        chat = self._chats.get(int(params.get("chat_id", 0)))
        if chat is None:
            raise bad("chat not found")
        if chat.moved_to is not None:
            raise ApiError(
                400, "Bad Request: group chat was upgraded to a supergroup chat", {"migrate_to_chat_id": chat.moved_to}
            )
        if chat.refusal is not None:
            raise ApiError(403, f"Forbidden: {chat.refusal}")
        return chat

    def _editable(self, params: dict[str, Any]) -> tuple[Chat, Shown]:
        chat = self._reachable(params)
        shown = chat.find(int(params.get("message_id", 0)))
        if shown is None:
            raise bad("message to edit not found")
        if "keyboard" in shown.markup:
            raise bad("message can't be edited")
        return chat, shown

    def _inline_only(self, params: dict[str, Any], chat: Chat) -> dict[str, Any]:
        markup = keyboard(params.get("reply_markup"), is_private=chat.kind == "private")
        if markup and "inline_keyboard" not in markup:
            raise bad("inline keyboard expected")
        return markup if markup.get("inline_keyboard") else {}

    def _show(self, method: str, params: dict[str, Any], text: str, **content: Any) -> dict[str, Any]:
        chat = self._reachable(params)
        markup = keyboard(params.get("reply_markup"), is_private=chat.kind == "private")
        shown = Shown(chat.next_message_id(), chat.id, method, text, str(params.get("text", "")), markup, params)
        chat.screen.append(shown)
        return self._as_json(chat, shown) | content

    def _edited(self, chat: Chat, shown: Shown) -> dict[str, Any]:
        shown.edits += 1
        return self._as_json(chat, shown) | {"edit_date": int(time.time())}

    def _as_json(self, chat: Chat, shown: Shown) -> dict[str, Any]:
        words = {"text": shown.text} if shown.kind == "sendMessage" else {}
        inline = {"reply_markup": shown.markup} if "inline_keyboard" in shown.markup else {}
        return {
            "message_id": shown.message_id,
            "date": int(time.time()),
            "chat": chat.as_json(),
            "from": self._me,
            **words,
            **inline,
        }


def _not_modified() -> ApiError:
    return bad(
        "message is not modified: specified new message content and reply markup are exactly the same as a "
        "current content and reply markup of the message"
    )
