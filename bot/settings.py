"""What the environment says. A wrong value stops the start with one sentence that says what to write.

Read once, by the outermost code. `.env` in the working folder counts as environment; the environment itself goes first.
An empty value is as good as none.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from dotenv import dotenv_values

from bot.channels.mail import MailServer

CHECKOUT = Path(__file__).resolve().parent.parent
SHIPPED_CONTENT = Path(__file__).resolve().parent / "shipped_content"
_SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")
_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


class SettingsError(Exception):
    """A setting is missing or wrong; the message is one sentence per setting."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, with the defaults of a demonstration on this machine."""

    telegram_bot_token: str = ""
    telegram_api_base_url: str = "https://api.telegram.org"
    telegram_webhook_secret: str = ""
    public_url: str = ""
    host: str = ""
    port: int = 8000
    database_url: str = ""
    content_dir: Path | None = None
    secret_keys: tuple[str, ...] = ()
    lookup_key: str = ""
    admin_telegram_ids: tuple[int, ...] = ()
    smtp_url: str = ""
    parcours_demo: bool | None = None
    log_level: str = "WARNING"
    var_dir: Path = Path("var")

    @property
    def is_demo(self) -> bool:
        """Without a token, a database and a public address, or when PARCOURS_DEMO=1: nothing is real."""
        if self.parcours_demo is not None:
            return self.parcours_demo
        return not (self.telegram_bot_token or self.database_url or self.public_url)

    @property
    def base_url(self) -> str:
        """Where browsers find the pages: PUBLIC_URL, else this machine."""
        return self.public_url or f"http://localhost:{self.port}"

    @property
    def mail_server(self) -> MailServer | None:
        """Where mail is handed over; None when offices are not written to."""
        return MailServer.from_url(self.smtp_url) if self.smtp_url else None

    @property
    def database(self) -> str:
        """The address of the database; SQLite in `var/` by default."""
        return self.database_url or f"sqlite:///{self.var_dir / 'parcours.db'}"

    @property
    def content(self) -> Path:
        """The content folder: CONTENT_DIR, that of the checkout, `./content`, or the copy in an installed wheel."""
        if self.content_dir is not None:
            return self.content_dir
        candidates = (CHECKOUT / "content", Path("content"), SHIPPED_CONTENT)
        return next((folder for folder in candidates if folder.is_dir()), candidates[0])


def read_settings() -> Settings:
    """The settings of this process. `SettingsError` with one sentence for each wrong one."""
    written = {**dotenv_values(".env", interpolate=False), **os.environ}
    read: dict[str, Any] = {}
    wrong: list[str] = []
    for name in (one.name for one in fields(Settings)):
        text = (written.get(name.upper()) or "").strip()
        if not text:
            continue
        try:
            read[name] = _READ.get(name, str)(text)
        except ValueError as error:
            wrong.append(_EXPECTED.get(name, f"{name.upper()} {error}."))
    settings = Settings(**read)
    wrong = wrong or _not_together(settings)
    if wrong:
        raise SettingsError("\n".join(wrong))
    return settings


def _not_together(settings: Settings) -> list[str]:
    """What is missing beside what was set."""
    wrong: list[str] = []
    if settings.public_url and settings.telegram_bot_token and not settings.telegram_webhook_secret:
        wrong.append("PUBLIC_URL is set, so TELEGRAM_WEBHOOK_SECRET is needed: 16 to 256 letters, digits, _ or -.")
    if not settings.is_demo and not (settings.secret_keys and settings.lookup_key):
        wrong.append(
            "SECRET_KEYS and LOOKUP_KEY are needed for real appointments. "
            "Make them with `python -m bot new-key`, once each, and keep them safe."
        )
    return wrong


def _port(text: str) -> int:
    port = int(text)
    if not 1 <= port <= 65535:
        raise ValueError
    return port


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part for one in text.split(",") if (part := one.strip()))


def _https(text: str) -> str:
    if not text.startswith("https://"):
        raise ValueError
    return text.rstrip("/")


def _one_or_zero(text: str) -> bool:
    if text.lower() not in ("1", "true", "yes", "on", "0", "false", "no", "off"):
        raise ValueError
    return text.lower() in ("1", "true", "yes", "on")


def _mail_server(text: str) -> str:
    MailServer.from_url(text)
    return text


def _level(text: str) -> str:
    if text.upper() not in _LEVELS:
        raise ValueError
    return text.upper()


def _secret(text: str) -> str:
    if _SECRET.fullmatch(text) is None:
        raise ValueError
    return text


# How a setting is read; a `ValueError` is told as `_EXPECTED` says. The value is not repeated: it may be a secret.
_READ: Mapping[str, Callable[[str], Any]] = {
    "telegram_webhook_secret": _secret,
    "public_url": _https,
    "port": _port,
    "content_dir": Path,
    "secret_keys": _parts,
    "admin_telegram_ids": lambda text: tuple(int(one) for one in _parts(text)),
    "smtp_url": _mail_server,
    "parcours_demo": _one_or_zero,
    "log_level": _level,
    "var_dir": Path,
}
_EXPECTED = {
    "telegram_webhook_secret": "TELEGRAM_WEBHOOK_SECRET must be 16 to 256 letters, digits, _ or -.",
    "public_url": "PUBLIC_URL must begin with https://, as in https://bot.example.org.",
    "port": "PORT must be a whole number from 1 to 65535, as in PORT=8000.",
    "admin_telegram_ids": "ADMIN_TELEGRAM_IDS must be Telegram ids separated by commas, as in 123456789,987654321.",
    "parcours_demo": "PARCOURS_DEMO must be 1 or 0.",
    "log_level": "LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR.",
}
