"""What Telegram allows in a message beside its words: buttons, and the reply keyboard that shares something.

Bot API: at most 100 inline buttons, data of 1-64 bytes. `ValueError` for a message that breaks this, without the
words in it.

A message carries either inline buttons or a reply keyboard, never both, and one with a reply keyboard can neither be
edited nor frozen; its keyboard stays when the person answers in another way. So a question with buttons keeps
its buttons and gets no reply keyboard. A message *without* buttons that asks for the phone number or the position
gets one, with a single button that vanishes after use: the conversation offers "share" as an ordinary button, and
answers it with such a message.
"""

from __future__ import annotations

from telegram import BotCommand

from bot.channels.telegram.calls import Markup
from bot.conversation.outgoing import Outgoing, OutgoingButton

MAX_BUTTONS = 100
MAX_CALLBACK_BYTES = 64
MAX_COMMANDS = 100
MAX_DESCRIPTION = 256


def keyboard_of(message: Outgoing, *, is_private: bool) -> Markup | None:
    """The keyboard under a text message; `name` is the label of the button that shares."""
    if message.rows:
        return inline_keyboard(message)
    if not is_private or not message.name or not (message.asks_contact or message.asks_location):
        return None
    asks = "request_contact" if message.asks_contact else "request_location"
    share = {"text": message.name, asks: True}
    return {"keyboard": [[share]], "resize_keyboard": True, "one_time_keyboard": True}


def inline_keyboard(message: Outgoing) -> Markup | None:
    """The buttons of a message, None when it has none."""
    if sum(len(row) for row in message.rows) > MAX_BUTTONS:
        raise ValueError(f"a message has more than {MAX_BUTTONS} buttons")
    for row in message.rows:
        for button in row:
            size = len(button.data.encode())
            if not _is_address(button) and not 1 <= size <= MAX_CALLBACK_BYTES:
                raise ValueError(f"a button's data is {size} bytes long, allowed are 1 to {MAX_CALLBACK_BYTES}")
            if not button.label.strip():
                raise ValueError("a button has no label")
    rows = [[_button(one) for one in row] for row in message.rows if row]
    return {"inline_keyboard": rows} if rows else None


def _button(button: OutgoingButton) -> dict[str, str]:
    return {"text": button.label, "url" if _is_address(button) else "callback_data": button.data}


def _is_address(button: OutgoingButton) -> bool:
    """What begins like this is opened by Telegram itself; no data of ours does."""
    return button.data.startswith("https://")


def commands_of(message: Outgoing) -> list[BotCommand]:
    """The commands of a chat: a button's label is the description, its data the command."""
    buttons = [button for row in message.rows for button in row]
    if len(buttons) > MAX_COMMANDS:
        raise ValueError(f"a chat has more than {MAX_COMMANDS} commands")
    return [BotCommand(button.data, button.label[:MAX_DESCRIPTION]) for button in buttons]
