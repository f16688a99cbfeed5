"""The offices: what each has decided for itself, its desks, when they receive, and its calendar feed."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, CheckConstraint, Date, ForeignKey, Identity, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.tables.base import Base, one_of
from bot.store.types import PlainText, Secret, UtcDateTime


class OfficeRow(Base):
    """What an office has decided for itself. No row: nobody there has confirmed anything."""

    __tablename__ = "office"
    __table_args__ = (CheckConstraint(one_of("mode", ("off", "request", "slots")), name="mode"),)
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


class OfficeFeedRow(Base):
    """The secret address of an office's calendar feed, stored as the hash of its secret."""

    __tablename__ = "office_feed"
    office: Mapped[str] = mapped_column(PlainText(40), primary_key=True)
    token_hash: Mapped[str] = mapped_column(PlainText(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
