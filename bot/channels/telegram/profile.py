"""What Telegram shows of the bot before anybody has written to it: description and commands, in each language.

Telegram picks the language by that of the app; once a language is chosen in a chat, the chat has commands of its own
(`Outgoing` of kind `commands`). With commands set, the menu button beside the text field opens them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import structlog
from telegram import Bot
from telegram.error import TelegramError

log = structlog.get_logger(__name__)

# Bot API, setMyDescription and setMyShortDescription.
MAX_DESCRIPTION = 512
MAX_SHORT_DESCRIPTION = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """The words of one language. `commands` are (command, description) pairs."""

    description: str
    short_description: str
    commands: tuple[tuple[str, str], ...]

    def __post_init__(self) -> None:
        if len(self.description) > MAX_DESCRIPTION:
            raise ValueError(f"a description has at most {MAX_DESCRIPTION} characters")
        if len(self.short_description) > MAX_SHORT_DESCRIPTION:
            raise ValueError(f"a short description has at most {MAX_SHORT_DESCRIPTION} characters")


async def show_profile(bot: Bot, profiles: Mapping[str, Profile], default: str = "fr") -> None:
    """Set the bot's words for each language, `default` for apps in any other. Best effort, never raises."""
    try:
        for code, profile in [("", profiles[default]), *profiles.items()]:
            await bot.set_my_commands(profile.commands, language_code=code or None)
            await bot.set_my_description(profile.description, language_code=code or None)
            await bot.set_my_short_description(profile.short_description, language_code=code or None)
    except TelegramError as error:
        log.warning(f"The bot's description could not be set; it keeps the old one: {error.message}.")
