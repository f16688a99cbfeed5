"""What every table stands on, and the two that are about the database itself."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import MetaData, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from bot.booking.status import OPEN
from bot.store.types import LookupHash, PlainText, UtcDateTime

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)


def one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


OPEN_STATUSES = tuple(sorted(OPEN))
OPEN_ONLY = text(one_of("status", OPEN_STATUSES))


class MetaRow(Base):
    """Facts about this database: `kind` is `demo` or `real`; `secret_check`, `lookup_check`: made with its keys."""

    __tablename__ = "meta"
    name: Mapped[str] = mapped_column(PlainText(40), primary_key=True)
    value: Mapped[str] = mapped_column(PlainText(200))


class ErasedRow(Base):
    """A chat that was erased, and when last: a backup from before must not bring it back."""

    __tablename__ = "erased"
    chat_key: Mapped[str] = mapped_column(LookupHash, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
