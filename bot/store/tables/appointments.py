"""The appointments, and the cells and holds that make it impossible to give a time twice."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, CheckConstraint, Date, ForeignKey, Identity, Index, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.booking.reminders import OPINIONS
from bot.booking.status import ANSWERS, STATUSES
from bot.store.tables.base import OPEN_ONLY, Base, one_of
from bot.store.types import LookupHash, PlainText, Secret, SecretJson, UtcDateTime


class AppointmentRow(Base):
    """A first appointment, from the request to what became of it."""

    __tablename__ = "appointment"
    __table_args__ = (
        CheckConstraint(one_of("status", STATUSES), name="status"),
        Index(
            "uq_appointment_one_open", "beneficiary", unique=True, postgresql_where=OPEN_ONLY, sqlite_where=OPEN_ONLY
        ),
        Index("ix_appointment_agenda", "office", "starts_at"),
        Index("ix_appointment_due", "status", "starts_at"),
    )
    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    code: Mapped[str] = mapped_column(PlainText(12), unique=True)
    request_key: Mapped[str] = mapped_column(PlainText(80), unique=True)
    office: Mapped[str] = mapped_column(PlainText(40))
    desk_id: Mapped[int | None] = mapped_column(ForeignKey("desk.id"))
    chat_key: Mapped[str | None] = mapped_column(LookupHash, index=True)
    beneficiary: Mapped[str | None] = mapped_column(LookupHash)
    for_other: Mapped[bool] = mapped_column(Boolean, default=False)
    first_name: Mapped[str | None] = mapped_column(Secret)
    details: Mapped[Any | None] = mapped_column(SecretJson)
    lang: Mapped[str] = mapped_column(PlainText(2))
    reception_lang: Mapped[str] = mapped_column(PlainText(2))
    status: Mapped[str] = mapped_column(PlainText(20))
    version: Mapped[int] = mapped_column(Integer, default=1)
    starts_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    minutes: Mapped[int | None] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    moved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when another time was chosen last
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    arrived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    late_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    gave_opinion: Mapped[bool] = mapped_column(Boolean, default=False)  # that it was given, never which


class AppointmentEventRow(Base):
    """What happened to an appointment, and who did it (`person`, `staff:ID`, `system`). Codes only, no names."""

    __tablename__ = "appointment_event"
    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    appointment_id: Mapped[int] = mapped_column(ForeignKey("appointment.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(PlainText(60))
    what: Mapped[str] = mapped_column(PlainText(40))


class VisitOpinionRow(Base):
    """How people found their visits: a count by office, month (its first day) and opinion. Nobody is behind a count."""

    __tablename__ = "visit_opinion"
    __table_args__ = (CheckConstraint(one_of("opinion", OPINIONS), name="opinion"),)
    office: Mapped[str] = mapped_column(PlainText(40), primary_key=True)
    month: Mapped[date] = mapped_column(Date, primary_key=True)
    opinion: Mapped[str] = mapped_column(PlainText(8), primary_key=True)
    count: Mapped[int] = mapped_column(Integer, default=0)


class RequestRow(Base):
    """What was asked for where an office answers requests, the promise made, and what came of it. One an appointment.

    `answer` is empty while the office has not answered the wish as it is now; `answered_at` is when it answered last.
    """

    __tablename__ = "request"
    __table_args__ = (CheckConstraint(one_of("answer", ("", *ANSWERS)), name="answer"),)
    appointment_id: Mapped[int] = mapped_column(
        ForeignKey("appointment.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    half_days: Mapped[str] = mapped_column(PlainText(60))  # as `booking.half_days` writes them
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answer_by: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    open_until: Mapped[datetime] = mapped_column(UtcDateTime)
    answer: Mapped[str] = mapped_column(PlainText(16), default="")
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    missed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when the promise passed without an answer
    proposal_until: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # that a proposal still waits for a yes or a no
    other_office: Mapped[str] = mapped_column(PlainText(40), default="")  # which the office thinks fits better
    group_message: Mapped[int | None] = mapped_column(ForeignKey("outbox.id", ondelete="SET NULL"))


class HoldRow(Base):
    """A slot kept while a person confirms: one a chat. `moves` names the appointment it would move."""

    __tablename__ = "hold"
    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    chat_key: Mapped[str] = mapped_column(LookupHash, unique=True)
    office: Mapped[str] = mapped_column(PlainText(40))
    desk_id: Mapped[int] = mapped_column(ForeignKey("desk.id", ondelete="CASCADE"))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    minutes: Mapped[int] = mapped_column(Integer)
    buffer_minutes: Mapped[int] = mapped_column(Integer, default=0)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    moves: Mapped[int | None] = mapped_column(ForeignKey("appointment.id", ondelete="CASCADE"))


class WaitingRow(Base):
    """A chat that wants to be told when a time is free at an office. `since` is its place: the order of arrival.

    `known`: the starts (unix seconds) that it was told of, or that were free when it was told; `named`: those in the
    last message, looked at again when it is sent. `message_id` is that message's row in the outbox. `moves` is the code
    of the appointment that would be moved, empty for somebody who has none.
    """

    __tablename__ = "waiting"
    __table_args__ = (UniqueConstraint("office", "chat_key"), Index("ix_waiting_order", "office", "since"))
    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    office: Mapped[str] = mapped_column(PlainText(40))
    chat_key: Mapped[str] = mapped_column(LookupHash, index=True)
    lang: Mapped[str] = mapped_column(PlainText(2))  # in which the person wants to be received
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    known: Mapped[Any | None] = mapped_column(SecretJson)
    named: Mapped[Any | None] = mapped_column(SecretJson)
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    times_told: Mapped[int] = mapped_column(Integer, default=0)
    message_id: Mapped[int | None] = mapped_column(Integer)
    moves: Mapped[str] = mapped_column(PlainText(12), default="", server_default="")


class CellRow(Base):
    """Five minutes of a desk, owned by exactly one appointment or hold: the primary key is the guarantee."""

    __tablename__ = "cell"
    __table_args__ = (CheckConstraint("(appointment_id IS NULL) <> (hold_id IS NULL)", name="one_owner"),)
    desk_id: Mapped[int] = mapped_column(ForeignKey("desk.id"), primary_key=True)
    cell_no: Mapped[int] = mapped_column(Integer, primary_key=True)
    appointment_id: Mapped[int | None] = mapped_column(ForeignKey("appointment.id", ondelete="CASCADE"), index=True)
    hold_id: Mapped[int | None] = mapped_column(ForeignKey("hold.id", ondelete="CASCADE"), index=True)


class ClaimTryRow(Base):
    """Wrong tries to claim an appointment by its code, counted for a chat and for a code; `since` opens the period."""

    __tablename__ = "claim_try"
    key: Mapped[str] = mapped_column(LookupHash, primary_key=True)
    tries: Mapped[int] = mapped_column(Integer)
    since: Mapped[datetime] = mapped_column(UtcDateTime)
