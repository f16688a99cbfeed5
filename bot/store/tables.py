"""The tables. What must never happen twice is a constraint here, not a check in the code.

Instants are aware UTC; times of day are wall clock in Brussels, as "HH:MM". An office is the id of an organisation in
the content. A chat is known by its keyed hash; the address to write to is encrypted beside it.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    Identity,
    Index,
    Integer,
    MetaData,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from bot.booking.reminders import KINDS, OPINIONS
from bot.booking.status import OPEN, STATUSES
from bot.store.types import LookupHash, PlainText, Secret, SecretJson, UtcDateTime

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


OPEN_STATUSES = tuple(sorted(OPEN))
OPEN_ONLY = text(_one_of("status", OPEN_STATUSES))


class MetaRow(Base):
    """Facts about this database: `kind` is `demo` or `real`."""

    __tablename__ = "meta"
    name: Mapped[str] = mapped_column(PlainText(40), primary_key=True)
    value: Mapped[str] = mapped_column(PlainText(200))


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


class OfficeRow(Base):
    """What an office has decided for itself. No row: nobody there has confirmed anything."""

    __tablename__ = "office"
    __table_args__ = (CheckConstraint(_one_of("mode", ("off", "request", "slots")), name="mode"),)
    id: Mapped[str] = mapped_column(PlainText(40), primary_key=True)
    mode: Mapped[str] = mapped_column(PlainText(8), default="off")
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    paused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    notice_days: Mapped[int] = mapped_column(Integer, default=1)
    horizon_days: Mapped[int] = mapped_column(Integer, default=28)
    opens_on_holidays: Mapped[bool] = mapped_column(Boolean, default=False)
    asks_before: Mapped[str] = mapped_column(PlainText(200), default="")  # question ids, by commas
    papers_fr: Mapped[str] = mapped_column(PlainText(300), default="")
    papers_nl: Mapped[str] = mapped_column(PlainText(300), default="")
    lateness_fr: Mapped[str] = mapped_column(PlainText(300), default="")
    lateness_nl: Mapped[str] = mapped_column(PlainText(300), default="")
    companion_fr: Mapped[str] = mapped_column(PlainText(300), default="")
    companion_nl: Mapped[str] = mapped_column(PlainText(300), default="")
    interpreter_fr: Mapped[str] = mapped_column(PlainText(300), default="")
    interpreter_nl: Mapped[str] = mapped_column(PlainText(300), default="")
    walk_in_fr: Mapped[str] = mapped_column(PlainText(300), default="")
    walk_in_nl: Mapped[str] = mapped_column(PlainText(300), default="")
    weekly_most: Mapped[int | None] = mapped_column(Integer)  # appointments a calendar week that the chat may fill
    email: Mapped[str | None] = mapped_column(Secret)
    email_accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # NULL: the mailbox does not work (yet)


class DeskRow(Base):
    """A line of receptions that goes on at one time. `languages` as "fr" or "fr,nl"."""

    __tablename__ = "desk"
    __table_args__ = (UniqueConstraint("office", "label"),)
    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    office: Mapped[str] = mapped_column(ForeignKey("office.id"))
    label: Mapped[str] = mapped_column(PlainText(60))
    languages: Mapped[str] = mapped_column(PlainText(5))
    active: Mapped[bool] = mapped_column(Boolean, default=True)


class OpeningRow(Base):
    """A stretch put up for booking at a desk: each week (`weekday`, 0 = Monday) or on one `day`."""

    __tablename__ = "opening"
    __table_args__ = (
        CheckConstraint("(weekday IS NULL) <> (day IS NULL)", name="weekly_or_one_day"),
        CheckConstraint("starts < ends", name="starts_before_end"),
    )
    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    desk_id: Mapped[int] = mapped_column(ForeignKey("desk.id", ondelete="CASCADE"), index=True)
    weekday: Mapped[int | None] = mapped_column(Integer)
    day: Mapped[date | None] = mapped_column(Date)
    starts: Mapped[str] = mapped_column(PlainText(5))
    ends: Mapped[str] = mapped_column(PlainText(5))
    minutes: Mapped[int] = mapped_column(Integer)
    buffer_minutes: Mapped[int] = mapped_column(Integer, default=0)
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)


class ClosureRow(Base):
    """Days on which a desk, or a whole office (`desk_id` NULL), receives nobody."""

    __tablename__ = "closure"
    __table_args__ = (CheckConstraint("first_day <= last_day", name="first_before_last"),)
    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    office: Mapped[str] = mapped_column(ForeignKey("office.id"), index=True)
    desk_id: Mapped[int | None] = mapped_column(ForeignKey("desk.id", ondelete="CASCADE"))
    first_day: Mapped[date] = mapped_column(Date)
    last_day: Mapped[date] = mapped_column(Date)


class AppointmentRow(Base):
    """A first appointment, from the request to what became of it."""

    __tablename__ = "appointment"
    __table_args__ = (
        CheckConstraint(_one_of("status", STATUSES), name="status"),
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
    __table_args__ = (CheckConstraint(_one_of("opinion", OPINIONS), name="opinion"),)
    office: Mapped[str] = mapped_column(PlainText(40), primary_key=True)
    month: Mapped[date] = mapped_column(Date, primary_key=True)
    opinion: Mapped[str] = mapped_column(PlainText(8), primary_key=True)
    count: Mapped[int] = mapped_column(Integer, default=0)


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


class CellRow(Base):
    """Five minutes of a desk, owned by exactly one appointment or hold: the primary key is the guarantee."""

    __tablename__ = "cell"
    __table_args__ = (CheckConstraint("(appointment_id IS NULL) <> (hold_id IS NULL)", name="one_owner"),)
    desk_id: Mapped[int] = mapped_column(ForeignKey("desk.id"), primary_key=True)
    cell_no: Mapped[int] = mapped_column(Integer, primary_key=True)
    appointment_id: Mapped[int | None] = mapped_column(ForeignKey("appointment.id", ondelete="CASCADE"), index=True)
    hold_id: Mapped[int | None] = mapped_column(ForeignKey("hold.id", ondelete="CASCADE"), index=True)


class OutboxRow(Base):
    """A message to somebody: leased before it is sent, kept until it is sent, dropped, or for staff to check.

    `recipient` orders messages: a row goes out only when no earlier row of the same recipient is waiting.
    `edits` names the row whose message is changed instead of sending a new one. A `timed` message is checked again
    when it is sent: against the status of its appointment, and the version it was written for.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        CheckConstraint(_one_of("state", ("waiting", "sent", "dropped", "check")), name="state"),
        CheckConstraint(_one_of("timed", KINDS), name="timed"),
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


class ErasedRow(Base):
    """A chat that was erased, and when last: a backup from before must not bring it back."""

    __tablename__ = "erased"
    chat_key: Mapped[str] = mapped_column(LookupHash, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class OfficeFeedRow(Base):
    """The secret address of an office's calendar feed, stored as the hash of its secret."""

    __tablename__ = "office_feed"
    office: Mapped[str] = mapped_column(PlainText(40), primary_key=True)
    token_hash: Mapped[str] = mapped_column(PlainText(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ClaimTryRow(Base):
    """Wrong tries to claim an appointment by its code, counted for a chat and for a code; `since` opens the period."""

    __tablename__ = "claim_try"
    key: Mapped[str] = mapped_column(LookupHash, primary_key=True)
    tries: Mapped[int] = mapped_column(Integer)
    since: Mapped[datetime] = mapped_column(UtcDateTime)


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
