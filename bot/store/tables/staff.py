"""The staff of the offices: their links, their browsers, their Telegram groups."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.tables.base import Base
from bot.store.types import LookupHash, PlainText, Secret, UtcDateTime


class StaffLinkRow(Base):
    """A one-time sign-in link, stored as the hash of its secret."""

    __tablename__ = "staff_link"
    token_hash: Mapped[str] = mapped_column(PlainText(64), primary_key=True)
    office: Mapped[str] = mapped_column(PlainText(40))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class StaffSessionRow(Base):
    """A signed-in browser of a member of an office, stored as the hash of its cookie."""

    __tablename__ = "staff_session"
    token_hash: Mapped[str] = mapped_column(PlainText(64), primary_key=True)
    office: Mapped[str] = mapped_column(PlainText(40))
    csrf: Mapped[str] = mapped_column(PlainText(64))
    lang: Mapped[str] = mapped_column(PlainText(2))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)


class OfficeGroupRow(Base):
    """The Telegram group of an office. `lost_at`: the assistant was removed, or the group is gone."""

    __tablename__ = "office_group"
    office: Mapped[str] = mapped_column(PlainText(40), primary_key=True)
    channel: Mapped[str] = mapped_column(PlainText(12))
    recipient: Mapped[str] = mapped_column(LookupHash, unique=True)
    address: Mapped[str] = mapped_column(Secret)
    linked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    lost_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    today: Mapped[date | None] = mapped_column(Date)  # the Brussels day that `today_message` shows
    today_message: Mapped[int | None] = mapped_column(ForeignKey("outbox.id", ondelete="SET NULL"))


class GroupInviteRow(Base):
    """A one-time link that makes a Telegram group the office's, stored as the hash of its secret."""

    __tablename__ = "group_invite"
    token_hash: Mapped[str] = mapped_column(PlainText(64), primary_key=True)
    office: Mapped[str] = mapped_column(PlainText(40))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
