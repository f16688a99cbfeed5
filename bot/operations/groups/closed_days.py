"""The group of an office hears whom to phone about a closed day: whom no message can reach, without a chat or blocked.

One list for a closure, by first name and the last letters of the code; numbers are on the page of the office only.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from bot.content.model import Content
from bot.content.showing.render import Markdown, phrase
from bot.conversation.outgoing import Outgoing
from bot.language.dates import say_day, say_moment
from bot.operations.groups.messages import LAST_LETTERS, MOST_ROWS, language_of
from bot.operations.groups.posts import post
from bot.store.groups import group_of_office
from bot.store.openings import is_closure_message
from bot.store.tables import AppointmentRow, ClosureRow, ConversationRow, OutboxRow

NO_NAME = "–"


def name_whom_to_phone(
    session: Session,
    what: Literal["closed", "reopened"],
    closure: ClosureRow,
    to_phone: Sequence[AppointmentRow],
    content: Content,
    now: datetime,
) -> OutboxRow | None:
    """One message with those of a closed day, or of one that is open again. None without a group, or for nobody."""
    group = group_of_office(session, closure.office, lock=True)
    if group is None or not to_phone:
        return None
    lang = language_of(content, closure.office)
    first, last = (Markdown(say_day(day, lang)) for day in (closure.first_day, closure.last_day))
    days = first if first == last else phrase(content, lang, "office-mail.days", first=first, last=last)
    lines = [
        phrase(content, lang, f"office-group.{what}_phone", days=Markdown(days.strip())),
        *(
            phrase(
                content,
                lang,
                "office-group.phone_line",
                moment=Markdown(say_moment(row.starts_at, lang)) if row.starts_at else "",
                name=row.first_name or NO_NAME,
                code=row.code[-LAST_LETTERS:],
            )
            for row in to_phone[:MOST_ROWS]
        ),
    ]
    if len(to_phone) > MOST_ROWS:
        lines.append(phrase(content, lang, "office-group.phone_more", len(to_phone) - MOST_ROWS))
    lines.append(phrase(content, lang, "office-group.phone_where"))
    # Closed, opened and closed again within a minute is one closure to a reader.
    key = f"group:{what}_phone:{closure.office}:{closure.id}:{int(now.timestamp()) // 60}"
    message = Outgoing(kind="text", text="\n".join(line.strip() for line in lines))
    return post(session, group, message, now, dedupe_key=key)


def was_listed(session: Session, message: OutboxRow) -> bool:
    """Whether the person of this message was in such a list: the day was closed when they could not be reached."""
    if not is_closure_message(message):
        return False
    conversation = session.get(ConversationRow, message.recipient)
    blocked = conversation.unreachable_at if conversation is not None else None
    return blocked is not None and blocked <= message.created_at
