"""What comes in and what goes out: the inbox, the conversations, the outbox, and what may still be sent."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, Identity, Index, Integer, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.booking.reminders import KINDS
from bot.store.tables.base import Base, one_of
from bot.store.types import LookupHash, PlainText, Secret, SecretJson, UtcDateTime


class InboxRow(Base):
    """A raw update, written down before anything else happens to it; blanked once handled, kept 48 h."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("channel", "update_id"),
        Index(
            "ix_inbox_waiting",
            "chat_key",
            "id",
            postgresql_where=text("handled_at IS NULL"),
            sqlite_where=text("handled_at IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    channel: Mapped[str] = mapped_column(PlainText(12))
    update_id: Mapped[str] = mapped_column(PlainText(40))
    chat_key: Mapped[str] = mapped_column(LookupHash)
    body: Mapped[Any | None] = mapped_column(SecretJson)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    handled_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    failures: Mapped[int] = mapped_column(Integer, default=0)


class ConversationRow(Base):
    """One chat: where it can be reached, and the state of its conversation."""

    __tablename__ = "conversation"
    chat_key: Mapped[str] = mapped_column(LookupHash, primary_key=True)
    channel: Mapped[str] = mapped_column(PlainText(12))
    address: Mapped[str] = mapped_column(Secret)
    lang: Mapped[str | None] = mapped_column(PlainText(2))
    state: Mapped[Any | None] = mapped_column(SecretJson)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    unreachable_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class OutboxRow(Base):
    """A message to somebody: leased before it is sent, kept until it is sent, dropped, or for staff to check.

    `recipient` orders messages: a row goes out only when no earlier row of the same recipient is waiting.
    `edits` names the row whose message is changed instead of sending a new one. A `timed` message is checked again
    when it is sent: against the status of its appointment, and the version it was written for.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        CheckConstraint(one_of("state", ("waiting", "sent", "dropped", "check")), name="state"),
        CheckConstraint(one_of("timed", KINDS), name="timed"),
        Index(
            "ix_outbox_waiting",
            "recipient",
            "id",
            postgresql_where=text("state = 'waiting'"),
            sqlite_where=text("state = 'waiting'"),
        ),
    )
    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    channel: Mapped[str] = mapped_column(PlainText(12))
    recipient: Mapped[str] = mapped_column(LookupHash)
    address: Mapped[str] = mapped_column(Secret)
    body: Mapped[Any | None] = mapped_column(SecretJson)
    edits: Mapped[int | None] = mapped_column(ForeignKey("outbox.id", ondelete="SET NULL"))
    appointment_id: Mapped[int | None] = mapped_column(ForeignKey("appointment.id", ondelete="SET NULL"), index=True)
    appointment_version: Mapped[int | None] = mapped_column(Integer)
    timed: Mapped[str | None] = mapped_column(PlainText(16))
    waiting_id: Mapped[int | None] = mapped_column(Integer)  # whom of a waiting list it tells of a free time
    dedupe_key: Mapped[str | None] = mapped_column(PlainText(80), unique=True)
    prompt: Mapped[int] = mapped_column(Integer, default=0)  # the prompt that this message opened
    urgency: Mapped[int] = mapped_column(Integer, default=0)  # 0 an answer to somebody who waits, 1 a notice
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    not_before: Mapped[datetime] = mapped_column(UtcDateTime)
    not_after: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lease_owner: Mapped[str | None] = mapped_column(PlainText(40))
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    state: Mapped[str] = mapped_column(PlainText(8), default="waiting")
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    message_ref: Mapped[str | None] = mapped_column(Secret)


class SentLatelyRow(Base):
    """What all processes together were allowed to send in the last second: a list of [instant, number], one row."""

    __tablename__ = "sent_lately"
    channel: Mapped[str] = mapped_column(PlainText(12), primary_key=True)
    handed_out: Mapped[Any] = mapped_column(SecretJson)


class UnmetRow(Base):
    """A question that was not understood, without its author; scrubbed, kept at most thirty days."""

    __tablename__ = "unmet"
    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    day: Mapped[date] = mapped_column(Date, index=True)
    lang: Mapped[str] = mapped_column(PlainText(2))
    text: Mapped[str] = mapped_column(Secret)
    meant: Mapped[str | None] = mapped_column(PlainText(60))  # the answer tapped under "did you mean"
