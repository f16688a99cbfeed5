"""Column types that make the two databases behave the same.

`UtcDateTime`: aware datetimes only, stored and given back in UTC (SQLite drops the offset in silence). `TelegramId`:
64 bits on both (ids overflow PostgreSQL's integer). `PlainText`: short text that both accept (PostgreSQL refuses NUL
and what is too long, SQLite neither). `Secret`: text, and `SecretJson`: anything JSON can hold, encrypted at rest.
`LookupHash`: an identifier stored as its keyed hash only.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, String, Text, TypeDecorator

from bot.store.keys import decrypt, encrypt

LOOKUP_LENGTH = 43


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant. `ValueError` for a naive one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError(f"a stored instant needs a timezone, got {value.isoformat()}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class TelegramId(TypeDecorator[int]):
    """A Telegram identifier: up to 52 significant bits, negative for groups."""

    impl = BigInteger
    cache_ok = True


class PlainText(TypeDecorator[str]):
    """Text of at most `length` characters, readable at rest. `ValueError` for a longer one, and for NUL."""

    impl = String
    cache_ok = True

    def __init__(self, length: int) -> None:
        super().__init__(length)
        self.length = length

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is not None and ("\0" in value or len(value) > self.length):
            raise ValueError(f"a text of {len(value)} characters does not fit into {self.length}, or holds NUL")
        return value


class Secret(TypeDecorator[str]):
    """Text, encrypted at rest. It cannot be searched."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else encrypt(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else decrypt(value)


class SecretJson(TypeDecorator[Any]):
    """A JSON value, encrypted at rest as a whole."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else encrypt(json.dumps(value, ensure_ascii=False, separators=(",", ":")))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(decrypt(value))


class LookupHash(TypeDecorator[str]):
    """A key made by `keys.lookup_hash`. `ValueError` for anything that has not its form, as a plain chat id."""

    impl = String(LOOKUP_LENGTH)
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is not None and len(value) != LOOKUP_LENGTH:
            raise ValueError("a LookupHash column takes what lookup_hash() gives, not the identifier itself")
        return value
