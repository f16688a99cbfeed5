"""The Telegram group of an office: linked once, told what concerns it, one tap to say who came.

In a group only commands and our own buttons are read (decision 20); nothing that staff write to one another is looked
at. Staff see a first name and the last three letters of the code. The same appointment is marked by the same operation
as on the web page, so that of two people who tap at once one has an effect and the other is told who was first.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.content.markdown import to_plain
from bot.content.model import Content, Lang
from bot.content.render import Markdown, phrase
from bot.conversation.events import ButtonPressed, Command, Left, PersonEvent, Started
from bot.conversation.outgoing import Outgoing
from bot.operations.group_messages import notice, today_message
from bot.operations.inbox import lay_aside
from bot.operations.outbox import TurnResult, lease_own, queue
from bot.operations.staff import cancel_by_staff, mark
from bot.store.appointments import appointment_by_code
from bot.store.groups import group_of_chat, last_actor
from bot.store.tables import AppointmentRow, GroupInviteRow, OfficeGroupRow, OutboxRow
from bot.store.waiting import lock_conversation, oldest_update

INVITE_LASTS = timedelta(days=7)
NOTICE_IS_GOOD_FOR = timedelta(days=2)


def make_invite(session: Session, office: str, now: datetime) -> str:
    """A fresh secret that makes one group the office's, within a week."""
    token = secrets.token_urlsafe(24)
    session.add(GroupInviteRow(token_hash=_hash(token), office=office, expires_at=now + INVITE_LASTS))
    session.flush()
    return token


def link_of_invite(bot_name: str, token: str) -> str:
    """The deep link that asks for a group and hands it `token` (Bot API: at most 64 characters of A-Za-z0-9_-)."""
    return f"https://t.me/{bot_name}?startgroup={token}"


def link_group(
    session: Session, token: str, channel: str, recipient: str, address: str, now: datetime
) -> OfficeGroupRow | None:
    """Make this group the office's; it replaces the group the office had. None when the link does not hold."""
    used = session.execute(
        update(GroupInviteRow)
        .where(GroupInviteRow.token_hash == _hash(token), GroupInviteRow.used_at.is_(None))
        .where(GroupInviteRow.expires_at > now)
        .values(used_at=now)
        .returning(GroupInviteRow.office)
    ).scalar_one_or_none()
    if used is None:
        return None
    for old in session.scalars(
        select(OfficeGroupRow).where((OfficeGroupRow.office == used) | (OfficeGroupRow.recipient == recipient))
    ):
        session.delete(old)
    session.flush()
    row = OfficeGroupRow(office=used, channel=channel, recipient=recipient, address=address, linked_at=now)
    session.add(row)
    session.flush()
    return row


def tell_office(session: Session, what: str, code: str, content: Content, now: datetime) -> OutboxRow | None:
    """Tell the group of an office what happened to an appointment: `new_booking`, `moved`, `late` …"""
    row = appointment_by_code(session, code)
    group = session.get(OfficeGroupRow, row.office) if row else None
    if row is None or group is None or group.lost_at is not None:
        return None
    message = notice(what, row, content, language_of(content, row.office))
    refresh_today(session, row.office, content, now)
    return _queue(session, group, message, now, dedupe_key=f"group:{what}:{row.id}:{row.version}", appointment=row)


def refresh_today(session: Session, office: str, content: Content, now: datetime) -> OutboxRow | None:
    """Send or edit the message that shows this office's day. None when there is no group, or nothing changed."""
    group = session.get(OfficeGroupRow, office)
    if group is None or group.lost_at is not None:
        return None
    day, message = today_message(session, office, content, now, language_of(content, office))
    shown = session.get(OutboxRow, group.today_message) if group.today == day and group.today_message else None
    if shown is None:
        row = _queue(session, group, message, now)
        group.today, group.today_message = day, row.id
        return row
    if shown.body == message.to_json():
        return None
    edit = _queue(session, group, message, now, edits=shown.id)
    shown.body = message.to_json()
    return edit


def take_group_turn(
    session: Session,
    *,
    chat_key: str,
    inbox_id: int,
    event: PersonEvent | None,
    who: str,
    content: Content,
    now: datetime,
    owner: str,
) -> TurnResult | None:
    """Answer an update of a group. None when somebody else is at work there."""
    conversation = lock_conversation(session, chat_key)
    oldest = oldest_update(session, chat_key)
    if conversation is None or oldest is None or oldest.id != inbox_id:
        return None
    lay_aside(session, inbox_id, now)
    conversation.last_seen_at = now
    group = group_of_chat(session, chat_key)
    rows: list[OutboxRow | None] = []
    toast = ""
    match event:
        case Started(token) if token:
            linked = link_group(session, token, conversation.channel, chat_key, conversation.address, now)
            if linked is not None:
                rows = [_greet(session, linked, content, now), refresh_today(session, linked.office, content, now)]
        case Left(back) if group is not None:
            group.lost_at = None if back else now
        case Command("today" | "aujourdhui" | "vandaag" | "agenda") if group is not None:
            group.today = None
            rows = [refresh_today(session, group.office, content, now)]
        case ButtonPressed(data) if group is not None and group.lost_at is None:
            toast = _on_tap(session, group, data, who, content, now)
            rows = [refresh_today(session, group.office, content, now)]
    written = [row for row in rows if row is not None]
    return TurnResult(lease_own(session, written, owner, now), toast)


def language_of(content: Content, office: str) -> Lang:
    """The language an office works in."""
    organisation = content.organisations.get(office)
    return organisation.languages[0] if organisation and organisation.languages else "fr"


def _on_tap(session: Session, group: OfficeGroupRow, data: str, who: str, content: Content, now: datetime) -> str:
    """Mark or cancel; the notice says what was done, or who was faster."""
    lang = language_of(content, group.office)
    verb, _, code = data.removeprefix("=").partition(":")
    row = appointment_by_code(session, code)
    if row is None or row.office != group.office or verb not in ("g_attended", "g_no_show", "g_cancel"):
        return _plain(content, lang, "unknown")
    actor = f"group:{who or '?'}"[:60]
    if verb == "g_cancel":
        done = cancel_by_staff(session, group.office, row.id, row.version, "other", content, now, actor)
    else:
        done = mark(
            session, group.office, row.id, row.version, "attended" if verb == "g_attended" else "no_show", now, actor
        )
    if done is None:
        return _plain(content, lang, "unknown")
    if done.outcome == "already":
        first = last_actor(session, row.id).removeprefix("group:")
        return _plain(content, lang, "already", who=first)
    key = {"done": f"done_{verb.removeprefix('g_')}", "changed": "changed", "refused": "not_yet"}[done.outcome]
    return _plain(content, lang, key)


def _greet(session: Session, group: OfficeGroupRow, content: Content, now: datetime) -> OutboxRow:
    lang = language_of(content, group.office)
    organisation = content.organisations.get(group.office)
    name = organisation.words[lang].name if organisation else group.office
    text = phrase(content, lang, "office-group.linked", office=Markdown(name))
    return _queue(session, group, Outgoing(kind="text", text=text), now)


def _queue(
    session: Session,
    group: OfficeGroupRow,
    message: Outgoing,
    now: datetime,
    *,
    edits: int | None = None,
    dedupe_key: str | None = None,
    appointment: AppointmentRow | None = None,
) -> OutboxRow:
    return queue(
        session,
        channel=group.channel,
        recipient=group.recipient,
        address=group.address,
        message=message,
        now=now,
        edits=edits,
        urgency=1,
        dedupe_key=dedupe_key,
        appointment_id=appointment.id if appointment else None,
        not_after=now + NOTICE_IS_GOOD_FOR,
    )


def _plain(content: Content, lang: Lang, key: str, who: str = "") -> str:
    return to_plain(phrase(content, lang, f"office-group.{key}", who=who)).strip()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8")).hexdigest()
