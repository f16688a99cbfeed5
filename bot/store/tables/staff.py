"""The staff of the offices: who they are, their links, their browsers, their Telegram groups.

A member who was removed keeps the row without any way to reach them, so that the history still says who did what.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Identity, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.tables.base import Base, one_of
from bot.store.types import LookupHash, PlainText, Secret, UtcDateTime

ROLES = ("reception", "manager")


class StaffMemberRow(Base):
    """Somebody who works at an office, reached in a private chat, by e-mail, or both; colleagues read `name`."""

    __tablename__ = "staff_member"
    __table_args__ = (
        CheckConstraint(one_of("role", ROLES), name="role"),
        UniqueConstraint("office", "chat_key"),
        UniqueConstraint("office", "email_key"),
    )
    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    office: Mapped[str] = mapped_column(PlainText(40), index=True)
    role: Mapped[str] = mapped_column(PlainText(10))
    name: Mapped[str] = mapped_column(Secret)
    chat_key: Mapped[str | None] = mapped_column(LookupHash, index=True)
    channel: Mapped[str | None] = mapped_column(PlainText(12))
    address: Mapped[str | None] = mapped_column(Secret)
    email: Mapped[str | None] = mapped_column(Secret)
    email_key: Mapped[str | None] = mapped_column(LookupHash, index=True)
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    added_by: Mapped[str] = mapped_column(PlainText(60))  # as the actor of an appointment's event
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class StaffInviteRow(Base):
    """A one-time link that makes whoever opens it in private a member, stored as the hash of its secret.

    `member_id`: the member whose private chat it will be; NULL for somebody new.
    """

    __tablename__ = "staff_invite"
    __table_args__ = (CheckConstraint(one_of("role", ROLES), name="role"),)
    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    token_hash: Mapped[str] = mapped_column(PlainText(64), unique=True)
    office: Mapped[str] = mapped_column(PlainText(40), index=True)
    role: Mapped[str] = mapped_column(PlainText(10))
    name: Mapped[str] = mapped_column(Secret)
    made_by: Mapped[str] = mapped_column(PlainText(60))
    member_id: Mapped[int | None] = mapped_column(Integer)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class StaffLinkRow(Base):
    """A one-time sign-in link, stored as the hash of its secret. `member_id` NULL: made by whoever runs the server."""

    __tablename__ = "staff_link"
    token_hash: Mapped[str] = mapped_column(PlainText(64), primary_key=True)
    office: Mapped[str] = mapped_column(PlainText(40))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    member_id: Mapped[int | None] = mapped_column(Integer)


class StaffSessionRow(Base):
    """A signed-in browser of a member of an office, stored as the hash of its cookie; `member_id` as in its link."""

    __tablename__ = "staff_session"
    token_hash: Mapped[str] = mapped_column(PlainText(64), primary_key=True)
    office: Mapped[str] = mapped_column(PlainText(40))
    csrf: Mapped[str] = mapped_column(PlainText(64))
    lang: Mapped[str] = mapped_column(PlainText(2))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    member_id: Mapped[int | None] = mapped_column(Integer)


class DeskBrowserRow(Base):
    """A browser at the desk that a manager has registered, stored as the hash of its cookie.

    Names are shown until `names_until`; `wrong_pins` counts the wrong ones since the last right one.
    """

    __tablename__ = "desk_browser"
    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    token_hash: Mapped[str] = mapped_column(PlainText(64), unique=True)
    office: Mapped[str] = mapped_column(PlainText(40), index=True)
    label: Mapped[str] = mapped_column(Secret)
    csrf: Mapped[str] = mapped_column(PlainText(64))
    lang: Mapped[str] = mapped_column(PlainText(2))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[str] = mapped_column(PlainText(60))
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    names_until: Mapped[datetime] = mapped_column(UtcDateTime)
    wrong_pins: Mapped[int] = mapped_column(Integer, default=0)


class DeskPinRow(Base):
    """The PIN that shows names again at the desks of an office, as a salted slow hash."""

    __tablename__ = "desk_pin"
    office: Mapped[str] = mapped_column(PlainText(40), primary_key=True)
    pin_hash: Mapped[str] = mapped_column(PlainText(120))
    set_at: Mapped[datetime] = mapped_column(UtcDateTime)


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


class GroupPersonRow(Base):
    """Somebody who has tapped in an office's group and is no member: the name they have there, for their colleagues."""

    __tablename__ = "group_person"
    __table_args__ = (UniqueConstraint("office", "person_key"),)
    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    office: Mapped[str] = mapped_column(PlainText(40))
    person_key: Mapped[str] = mapped_column(LookupHash)
    name: Mapped[str] = mapped_column(Secret)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)


class GroupInviteRow(Base):
    """A one-time link that makes a Telegram group the office's, stored as the hash of its secret."""

    __tablename__ = "group_invite"
    token_hash: Mapped[str] = mapped_column(PlainText(64), primary_key=True)
    office: Mapped[str] = mapped_column(PlainText(40))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
