"""What the environment says. A wrong value stops the start with one sentence that says what to write.

Read once, by the outermost code. `.env` in the working folder counts as environment.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.channels.mail import MailServer

CHECKOUT = Path(__file__).resolve().parent.parent
SHIPPED_CONTENT = Path(__file__).resolve().parent / "shipped_content"


class SettingsError(Exception):
    """A setting is missing or wrong; the message is one sentence per setting."""


class Settings(BaseSettings):
    """All settings, with the defaults of a demonstration on this machine."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True)

    telegram_bot_token: str = ""
    telegram_api_base_url: str = "https://api.telegram.org"
    telegram_webhook_secret: str = ""
    public_url: str = ""
    host: str = ""
    port: int = Field(default=8000, ge=1, le=65535)
    database_url: str = ""
    content_dir: Path | None = None
    secret_keys: Annotated[list[str], NoDecode] = []
    lookup_key: str = ""
    admin_telegram_ids: Annotated[list[int], NoDecode] = []
    smtp_url: str = ""
    parcours_demo: bool | None = None
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "WARNING"
    var_dir: Path = Path("var")

    @field_validator("secret_keys", mode="before")
    @classmethod
    def _split_keys(cls, value: Any) -> Any:
        return [key.strip() for key in value.split(",") if key.strip()] if isinstance(value, str) else value

    @field_validator("admin_telegram_ids", mode="before")
    @classmethod
    def _split_ids(cls, value: Any) -> Any:
        return [one.strip() for one in value.split(",") if one.strip()] if isinstance(value, str) else value

    @field_validator("log_level", mode="before")
    @classmethod
    def _upper(cls, value: Any) -> Any:
        return value.upper() if isinstance(value, str) else value

    @field_validator("parcours_demo", mode="before")
    @classmethod
    def _empty_is_unset(cls, value: Any) -> Any:
        return None if value == "" else value

    @field_validator("public_url")
    @classmethod
    def _https(cls, value: str) -> str:
        if value and not value.startswith("https://"):
            raise ValueError("must begin with https://")
        return value.rstrip("/")

    @field_validator("smtp_url")
    @classmethod
    def _names_a_mail_server(cls, value: str) -> str:
        if value:
            MailServer.from_url(value)
        return value

    @model_validator(mode="after")
    def _fit_together(self) -> Settings:
        if self.public_url and self.telegram_bot_token and not self.telegram_webhook_secret:
            raise ValueError(
                "PUBLIC_URL is set, so TELEGRAM_WEBHOOK_SECRET is needed: 16 to 256 letters, digits, _ or -."
            )
        if not self.is_demo and not (self.secret_keys and self.lookup_key):
            raise ValueError(
                "SECRET_KEYS and LOOKUP_KEY are needed for real appointments. "
                "Make them with `python -m bot new-key`, once each, and keep them safe."
            )
        return self

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
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsError("\n".join(_sentence(one) for one in error.errors())) from None


def _sentence(problem: Any) -> str:
    """One problem as a sentence. The value is not repeated: it may be a secret."""
    message = str(problem["msg"]).removeprefix("Value error, ")
    if not problem["loc"]:
        return message
    name = str(problem["loc"][0]).upper()
    expected = {
        "PORT": "PORT must be a whole number from 1 to 65535, as in PORT=8000.",
        "LOG_LEVEL": "LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR.",
        "ADMIN_TELEGRAM_IDS": "ADMIN_TELEGRAM_IDS must be Telegram ids separated by commas, as in 123456789,987654321.",
        "PUBLIC_URL": "PUBLIC_URL must begin with https://, as in https://bot.example.org.",
        "PARCOURS_DEMO": "PARCOURS_DEMO must be 1 or 0.",
    }
    if name == "SMTP_URL":
        return f"{name} {message}."
    return expected.get(name, f"{name}: {message}.")
