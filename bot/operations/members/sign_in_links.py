"""Sign-in links on their way to members: into their private chat when they write `/agenda`, or to their e-mail address.

A link goes nowhere but to the member it signs in: in a group the answer is one line, with a button that opens the
private chat. Who works at several offices gets one link for each. Whoever runs the server may name an office.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from bot.content.model import Content, Lang
from bot.content.showing.markdown import to_plain
from bot.content.showing.render import Markdown, phrase
from bot.conversation.events import Command, PersonEvent, Started
from bot.conversation.outgoing import Outgoing
from bot.operations.groups.messages import language_of
from bot.operations.inbox import lay_aside
from bot.operations.members.members import accept_invite
from bot.operations.members.signin import LINK_LASTS, links_under_way, make_link
from bot.operations.ports import SignInAsked
from bot.operations.sending.outbox import TurnResult, lease_own, queue
from bot.operations.turn import take_turn
from bot.store.appointments import as_lang
from bot.store.mailboxes import MAIL
from bot.store.members import email_key, memberships_of_chat, memberships_of_email
from bot.store.tables import ConversationRow, OutboxRow, StaffMemberRow
from bot.store.waiting import lock_for_turn

# Whoever types an address again and again must not fill a mailbox.
MOST_UNDER_WAY = 3


def take_sign_in_turn(
    session: Session,
    *,
    chat_key: str,
    inbox_id: int,
    event: SignInAsked,
    who: str,
    content: Content,
    now: datetime,
    owner: str,
    base_url: str,
) -> TurnResult | None:
    """Answer `/agenda` in a private chat; to who is no member it is a command like any other that is unknown."""
    members = memberships_of_chat(session, chat_key)
    if not members and not event.is_admin:
        ordinary: PersonEvent = Started() if event.is_start else Command("agenda")
        return take_turn(
            session,
            chat_key=chat_key,
            inbox_id=inbox_id,
            event=ordinary,
            who=who,
            content=content,
            now=now,
            owner=owner,
        )
    conversation = lock_for_turn(session, chat_key, inbox_id)
    if conversation is None:
        return None
    lay_aside(session, inbox_id, now)
    conversation.unreachable_at, conversation.last_seen_at = None, now
    lang = as_lang(conversation.lang) if conversation.lang else _language(members, content)
    if event.is_admin and event.office in content.organisations:
        text = _say_links([(event.office, make_link(session, event.office, now))], content, lang, base_url)
    elif members:
        text = _links_of(session, members, content, lang, base_url, now)
    else:
        known = sorted(one.id for one in content.organisations.values() if one.allows == "may_book")
        text = phrase(content, lang, "team.agenda_which", list="\n".join(known))
    row = _answer(session, conversation, text, now)
    return TurnResult(lease_own(session, [row], owner, now))


def take_member_turn(
    session: Session,
    *,
    chat_key: str,
    inbox_id: int,
    event: Started,
    who: str,
    content: Content,
    now: datetime,
    owner: str,
) -> TurnResult | None:
    """Somebody opened an invitation in private: they are a member from now on, if it holds."""
    conversation = lock_for_turn(session, chat_key, inbox_id)
    if conversation is None:
        return None
    lay_aside(session, inbox_id, now)
    conversation.unreachable_at, conversation.last_seen_at = None, now
    member = accept_invite(session, event.payload, conversation.channel, chat_key, conversation.address, now)
    lang = as_lang(conversation.lang) if conversation.lang else _language([member] if member else [], content)
    if member is None:
        text = phrase(content, lang, "team.invite_over")
    else:
        office, role = Markdown(_name_of(member.office, content, lang)), phrase(content, lang, f"team.as_{member.role}")
        text = phrase(content, lang, "team.joined", office=office, role=Markdown(role.strip()))
    row = _answer(session, conversation, text, now)
    return TurnResult(lease_own(session, [row], owner, now))


def mail_links(session: Session, email: str, content: Content, base_url: str, now: datetime) -> OutboxRow | None:
    """Send the links of the member with this address there. None, and nothing is sent, for anybody else."""
    members = [
        one for one in memberships_of_email(session, email) if links_under_way(session, one.id, now) < MOST_UNDER_WAY
    ]
    if not members or members[0].email is None:
        return None
    lang = _language(members, content)
    return _mail(
        session,
        members[0].email,
        Outgoing(
            kind="text",
            subject=to_plain(phrase(content, lang, "team.mail_subject")).strip(),
            text=_links_of(session, members, content, lang, base_url, now),
        ),
        now,
    )


def mail_welcome(session: Session, member: StaffMemberRow, content: Content, base_url: str, now: datetime) -> None:
    """Tell somebody who was added by e-mail how to sign in."""
    if member.email is None:
        return
    lang = language_of(content, member.office)
    office = Markdown(_name_of(member.office, content, lang))
    text = phrase(content, lang, "team.mail_welcome", office=office, link=f"{base_url}/sign-in/by-mail")
    subject = to_plain(phrase(content, lang, "team.mail_subject")).strip()
    _mail(session, member.email, Outgoing(kind="text", subject=subject, text=text), now)


def _links_of(
    session: Session, members: Sequence[StaffMemberRow], content: Content, lang: Lang, base_url: str, now: datetime
) -> str:
    made = [(one.office, make_link(session, one.office, now, one.id)) for one in members]
    return _say_links(made, content, lang, base_url)


def _say_links(made: Sequence[tuple[str, str]], content: Content, lang: Lang, base_url: str) -> str:
    """The sentence, then for each office its name and its link on lines of their own."""
    lines = [phrase(content, lang, "team.links").strip()]
    for office, token in made:
        name = Markdown(_name_of(office, content, lang))
        lines.append(phrase(content, lang, "team.link", office=name, link=f"{base_url}/sign-in/{token}").strip())
    return "\n\n".join(lines)


def _answer(session: Session, conversation: ConversationRow, text: str, now: datetime) -> OutboxRow:
    return queue(
        session,
        channel=conversation.channel,
        recipient=conversation.chat_key,
        address=conversation.address,
        message=Outgoing(kind="text", text=text),
        now=now,
        not_after=now + LINK_LASTS,
    )


def _mail(session: Session, address: str, message: Outgoing, now: datetime) -> OutboxRow:
    return queue(
        session,
        channel=MAIL,
        recipient=email_key(address),
        address=address,
        message=message,
        now=now,
        not_after=now + LINK_LASTS,
    )


def _language(members: Sequence[StaffMemberRow], content: Content) -> Lang:
    return language_of(content, members[0].office) if members else "fr"


def _name_of(office: str, content: Content, lang: Lang) -> str:
    organisation = content.organisations.get(office)
    return organisation.words[lang].name if organisation else office
