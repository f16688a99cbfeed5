"""One-time links that make a Telegram group the office's: made on the server, or asked for by an administrator."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.content.model import Content
from bot.content.showing.render import Markdown, phrase
from bot.conversation.outgoing import Outgoing
from bot.operations.inbox import lay_aside
from bot.operations.ports import InviteAsked
from bot.operations.sending.outbox import TurnResult, lease_own, queue
from bot.store.appointments import as_lang
from bot.store.tables import GroupInviteRow, OfficeGroupRow
from bot.store.waiting import lock_for_turn

INVITE_LASTS = timedelta(days=7)


def make_invite(session: Session, office: str, now: datetime) -> str:
    """A fresh secret that makes one group the office's, within a week."""
    token = secrets.token_urlsafe(24)
    session.add(GroupInviteRow(token_hash=_hash(token), office=office, expires_at=now + INVITE_LASTS))
    session.flush()
    return token


def link_of_invite(bot_name: str, token: str) -> str:
    """The deep link that asks for a group and hands it `token` (Bot API: at most 64 characters of A-Za-z0-9_-)."""
    return f"https://t.me/{bot_name}?startgroup={token}"


def link_to_private_chat(bot_name: str, payload: str) -> str:
    """The deep link that opens the private chat with the bot and hands it `payload` with /start."""
    return f"https://t.me/{bot_name}?start={payload}"


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


def take_invite_turn(
    session: Session,
    *,
    chat_key: str,
    inbox_id: int,
    event: InviteAsked,
    who: str,
    content: Content,
    now: datetime,
    owner: str,
) -> TurnResult | None:
    """Answer `/invite ORGANISATION` of an administrator. None when somebody else is at work in this chat."""
    conversation = lock_for_turn(session, chat_key, inbox_id)
    if conversation is None:
        return None
    lay_aside(session, inbox_id, now)
    lang = as_lang(conversation.lang or "fr")
    organisation = content.organisations.get(event.office)
    if organisation is not None and organisation.allows == "may_book":
        link = link_of_invite(event.bot_name, make_invite(session, event.office, now))
        text = phrase(content, lang, "office-group.invite", office=Markdown(organisation.words[lang].name), link=link)
    else:
        known = sorted(one.id for one in content.organisations.values() if one.allows == "may_book")
        text = phrase(content, lang, "office-group.invite_which", list="\n".join(known))
    row = queue(
        session,
        channel=conversation.channel,
        recipient=chat_key,
        address=conversation.address,
        message=Outgoing(kind="text", text=text),
        now=now,
    )
    return TurnResult(lease_own(session, [row], owner, now))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8")).hexdigest()
