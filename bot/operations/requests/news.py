"""News of requests: to the person, and to the group and the mailbox of the office. All of it goes through the outbox.

In the group each round of a request has one message, edited in place when something becomes of it, so that it always
says what stands; a single notice beside it tells what nobody would look up.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.content.model import Content
from bot.conversation.outgoing import Outgoing
from bot.conversation.render import Renderer
from bot.conversation.replies import Message
from bot.conversation.requests.messages import HUMAN, request_card
from bot.conversation.world import World
from bot.operations.groups.posts import change_post, post
from bot.operations.offices.office_mail import queue_mail
from bot.operations.requests.notices import mail_message, notice_message, request_message, silent_message
from bot.operations.sending.to_person import is_left_to_staff, queue_to_person
from bot.store.appointments import appointment_by_code, as_appointment, as_lang
from bot.store.groups import group_of_office, last_actor
from bot.store.mailboxes import MAIL, mailbox_of_office
from bot.store.marked import is_demo
from bot.store.members import name_in_group
from bot.store.requests import request_of
from bot.store.tables import AppointmentRow, ConversationRow, OutboxRow, RequestRow
from bot.store.timetables import office_rules

GOOD_FOR = timedelta(days=2)


def tell_person(
    session: Session,
    row: AppointmentRow,
    request: RequestRow,
    content: Content,
    now: datetime,
    *,
    message: Message | None = None,
    dedupe_key: str = "",
    not_after: datetime | None = None,
) -> bool:
    """Queue what a request has become, or another `message` about it. False when the person cannot be reached here.

    It belongs to this version of the request: when something else becomes of it before it is sent, it is not.
    """
    conversation = session.get(ConversationRow, row.chat_key) if row.chat_key else None
    if conversation is None:
        return False
    world = World(now=now, content=content, offices=office_rules(session, content), demo=is_demo(session))
    shown = message or request_card(as_appointment(row), world)
    if not any(button.verb == HUMAN.verb for buttons in shown.rows for button in buttons):
        shown = Message(shown.parts, (*shown.rows, (HUMAN,)))
    renderer = Renderer(world, as_lang(conversation.lang or row.lang))
    queued = queue_to_person(
        session,
        conversation,
        next(renderer.outgoing([shown])),
        now,
        appointment_id=row.id,
        appointment_version=row.version,
        dedupe_key=dedupe_key or f"request:{row.status}:{row.id}:{row.version}",
        not_after=not_after or request.proposal_until or now + GOOD_FOR,
    )
    return not is_left_to_staff(conversation, queued)


def news_of_request(session: Session, code: str, content: Content, now: datetime, *, is_new: bool = False) -> None:
    """Tell the office what a person did: asked (`is_new`), took it back, or said yes. Nothing for what was no request.

    Whoever was erased is known to nobody any more: their message in the group only loses its buttons.
    """
    row = appointment_by_code(session, code)
    request = request_of(session, row.id) if row is not None else None
    if row is None or request is None:
        return
    update_office(session, row, request, content, now, is_new=is_new)
    if is_new:
        mail_request(session, "new", row, request, content, now)
    elif row.status == "cancelled_by_person" and request.answer == "proposed":
        notify_office(session, "proposal_refused", row, request, content, now)
    elif row.status == "cancelled_by_person":
        mail_request(session, "taken_back", row, request, content, now)


def update_office(
    session: Session,
    row: AppointmentRow,
    request: RequestRow,
    content: Content,
    now: datetime,
    *,
    is_new: bool = False,
    shown: Outgoing | None = None,
) -> OutboxRow | None:
    """Bring the message in the office's group up to date, or send one (`is_new`). None when nothing changes.

    `shown` stands there instead of what the request has become: the times that could be proposed.
    """
    group = group_of_office(session, row.office, lock=True)
    if group is None:
        return None
    actor = last_actor(session, row.id)
    who = name_in_group(session, row.office, actor)
    message = shown or request_message(row, request, content, who=who)
    before = session.get(OutboxRow, request.group_message) if request.group_message else None
    if before is None or is_new:
        if before is not None and before.body:
            # The wish has changed: what can be answered is below.
            change_post(session, group, before, Outgoing(kind="text", text=Outgoing.from_json(before.body).text), now)
        queued = post(session, group, message, now, appointment_id=row.id)
        request.group_message = queued.id
        session.flush()
        return queued
    return change_post(session, group, before, message, now)


def notify_office(
    session: Session, what: str, row: AppointmentRow, request: RequestRow, content: Content, now: datetime
) -> None:
    """A single notice to the group and the mailbox, once for each version."""
    group = group_of_office(session, row.office, lock=True)
    if group is not None:
        key = f"group:{what}:{row.id}:{row.version}"
        post(session, group, notice_message(what, row, content), now, appointment_id=row.id, dedupe_key=key)
    mail_request(session, what, row, request, content, now)


def tell_switched_off(session: Session, office: str, content: Content, now: datetime) -> None:
    """The office has let two promises pass: its staff learn that no requests come any more, and how to change that."""
    demo = is_demo(session)
    group = group_of_office(session, office, lock=True)
    if group is not None:
        post(session, group, silent_message(office, content, demo=demo, by_mail=False), now)
    _mail(session, office, silent_message(office, content, demo=demo, by_mail=True), now)


def mail_request(
    session: Session, what: str, row: AppointmentRow, request: RequestRow, content: Content, now: datetime
) -> None:
    """Write to the mailbox of the office, if it has one."""
    message = mail_message(what, row, request, content, demo=is_demo(session))
    key = f"{MAIL}:{what}:{row.id}:{row.version}"
    _mail(session, row.office, message, now, dedupe_key=key, appointment_id=row.id)


def _mail(
    session: Session,
    office: str,
    message: Outgoing,
    now: datetime,
    *,
    dedupe_key: str | None = None,
    appointment_id: int | None = None,
) -> None:
    kept = mailbox_of_office(session, office)
    if kept is not None and kept.email is not None:
        queue_mail(session, office, kept.email, message, now, dedupe_key=dedupe_key, appointment_id=appointment_id)
