"""What the Bot API accepts: texts, HTML, keyboards, addresses. Stricter than the original where that hides mistakes.

Limits as of Bot API 10.0. A length is counted in UTF-16 units, the stricter reading. `ApiError` is the refusal.
"""

from __future__ import annotations

import ipaddress
import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

MAX_TEXT = 4096
MAX_TEXT_BYTES = 32 * 1024
MAX_CAPTION = 1024
MAX_ENTITIES = 100
MAX_BUTTONS = 100
MAX_CALLBACK_BYTES = 64
TAGS = frozenset(
    (
        "a",
        "b",
        "strong",
        "i",
        "em",
        "u",
        "ins",
        "s",
        "strike",
        "del",
        "code",
        "pre",
        "blockquote",
        "tg-spoiler",
        "span",
        "tg-emoji",
    )
)
LINK_SCHEMES = ("http", "https", "mailto", "tel", "tg")
BUTTON_ACTIONS = ("callback_data", "url", "web_app", "login_url", "switch_inline_query", "pay", "copy_text")

_TAG = re.compile(r"<(/?)([a-zA-Z0-9-]*)((?:\s+[a-zA-Z-]+(?:=(?:\"[^\"]*\"|'[^']*'|[^\s>]+))?)*)\s*>")
_ENTITY = re.compile(r"&(lt|gt|amp|quot|#\d{1,7}|#x[0-9a-fA-F]{1,6});")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_COMMAND = re.compile(r"^[a-z0-9_]{1,32}$")


@dataclass
class ApiError(Exception):
    """The refusal of a call: HTTP status, description, and what comes with it."""

    status: int
    description: str
    parameters: dict[str, Any] | None = None


def bad(description: str) -> ApiError:
    return ApiError(400, f"Bad Request: {description}")


def length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def visible_text(text: object, parse_mode: object, *, limit: int = MAX_TEXT, what: str = "message text") -> str:
    """The text as people see it; refused when it is empty, too long or not valid HTML."""
    if not isinstance(text, str):
        raise bad(f"{what} is empty")
    if len(text.encode("utf-8", "surrogatepass")) > MAX_TEXT_BYTES:
        raise bad("message is too long")
    if parse_mode not in (None, "HTML"):
        raise bad(f"unsupported parse_mode {parse_mode}")
    shown = (_parse_html(text) if parse_mode else text).strip()
    if not shown:
        raise bad(f"{what} is empty")
    if length(shown) > limit:
        raise bad("message is too long")
    return shown


def _parse_html(text: str) -> str:
    shown: list[str] = []
    opened: list[str] = []
    entities = at = 0
    while at < len(text):
        here = len(text[:at].encode("utf-8", "surrogatepass"))
        if text[at] == "<":
            tag = _TAG.match(text, at)
            if tag is None:
                raise bad(f"can't parse entities: Unclosed start tag at byte offset {here}")
            name = tag[2].lower()
            if tag[1]:
                if not opened or opened[-1] != name:
                    raise bad(f"can't parse entities: Unmatched end tag at byte offset {here}")
                opened.pop()
            else:
                _check_start_tag(name, tag[3], here)
                opened.append(name)
                entities += 1
            at = tag.end()
        elif (entity := _ENTITY.match(text, at)) is not None:
            shown.append(_NAMED.get(entity[1]) or _numbered(entity[1]))
            at = entity.end()
        else:
            shown.append(text[at])
            at += 1
    if opened:
        raise bad(f"can't parse entities: Can't find end tag corresponding to start tag \"{opened[-1]}\"")
    if entities > MAX_ENTITIES:
        raise bad("too many entities")
    return "".join(shown)


def _check_start_tag(name: str, attributes: str, here: int) -> None:
    if name not in TAGS:
        raise bad(f'can\'t parse entities: Unsupported start tag "{name}" at byte offset {here}')
    if name == "span" and 'class="tg-spoiler"' not in attributes:
        raise bad(f'can\'t parse entities: Tag "span" must have class "tg-spoiler" at byte offset {here}')
    if name == "a":
        href = re.search(r"href=[\"']?([^\"'\s>]*)", attributes)
        if href is None or urlsplit(href[1]).scheme not in LINK_SCHEMES:
            raise bad(f"can't parse entities: a link to nowhere allowed at byte offset {here}")


def _numbered(entity: str) -> str:
    code = int(entity[2:], 16) if entity[1] == "x" else int(entity[1:])
    return chr(code) if code < 0x110000 else ""


def keyboard(markup: object, *, is_private: bool) -> dict[str, Any]:
    """The reply markup of a message, checked; an empty dict when there is none."""
    if markup is None:
        return {}
    parsed = json.loads(markup) if isinstance(markup, str) else markup
    if not isinstance(parsed, dict):
        raise bad("object expected as reply markup")
    if "inline_keyboard" in parsed:
        _check_inline(parsed["inline_keyboard"])
    elif "keyboard" in parsed:
        _check_reply(parsed["keyboard"], is_private=is_private)
    elif "remove_keyboard" not in parsed and "force_reply" not in parsed:
        raise bad("unknown reply markup")
    return parsed


def _check_inline(rows: list[list[dict[str, Any]]]) -> None:
    if sum(len(row) for row in rows) > MAX_BUTTONS:
        raise bad("reply markup is too long")
    for button in (button for row in rows for button in row):
        if not str(button.get("text", "")).strip():
            raise bad("inline keyboard button text must be non-empty")
        actions = [action for action in BUTTON_ACTIONS if action in button]
        if len(actions) != 1:
            raise bad("text buttons are unallowed in the inline keyboard")
        if actions == ["callback_data"] and not 1 <= len(button["callback_data"].encode()) <= MAX_CALLBACK_BYTES:
            raise bad("BUTTON_DATA_INVALID")
        if actions == ["url"]:
            check_button_url(button["url"])


def _check_reply(rows: list[list[Any]], *, is_private: bool) -> None:
    for button in (button for row in rows for button in row):
        label = button.get("text", "") if isinstance(button, dict) else button
        if not str(label).strip():
            raise bad("keyboard button text must be non-empty")
        asks = isinstance(button, dict) and (button.get("request_contact") or button.get("request_location"))
        if asks and not is_private:
            raise bad("phone number and location can be requested in private chats only")


def check_button_url(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme == "tg":
        return
    if parts.scheme not in ("http", "https") or "." not in (parts.hostname or ""):
        raise bad(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")


def check_webhook(url: str, secret: object, max_connections: int) -> None:
    parts = urlsplit(url)
    if parts.scheme != "https" and not _is_loopback(parts.hostname or ""):
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    if secret is not None and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", str(secret)):
        raise bad("secret token contains unallowed characters")
    if not 1 <= max_connections <= 100:
        raise bad("wrong max_connections")


def check_commands(commands: list[dict[str, str]]) -> None:
    if len(commands) > 100:
        raise bad("too many commands")
    for one in commands:
        if not _COMMAND.match(one["command"]):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= length(one["description"]) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
