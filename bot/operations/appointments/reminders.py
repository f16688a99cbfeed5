"""Queue what is due about appointments, and count what people say of their visit.

Run every minute by any number of workers: that a message is queued once is the schema's (`dedupe_key`), that it is
still true is looked at again when it is sent (`outbox.claim`). A worker that was away catches up inside the window and
leaves out what has passed.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.booking.calendar import day_of
from bot.booking.reminders import OPINIONS, Due, Opinion, due_messages, is_about_the_future, open_now
from bot.content.model import Content, Lang
from bot.content.showing.markdown import to_plain
from bot.content.showing.render import phrase
from bot.conversation.outgoing import Outgoing, OutgoingButton
from bot.language.dates import say_moment
from bot.operations.sending.to_person import is_left_to_staff, queue_to_person
from bot.store.appointments import appointment_by_code, as_lang, as_status
from bot.store.marked import is_demo
from bot.store.tables import AppointmentRow, ConversationRow, VisitOpinionRow
from bot.store.upserts import insert_here
from bot.store.waiting import appointments_to_write_about

AT_ONCE = 100


def queue_due(session: Session, content: Content, now: datetime) -> int:
    """Queue messages that are due and not queued yet, at most a hundred. How many: call again until there is none."""
    queued = 0
    for kind, day in open_now(now):
        for row, conversation in appointments_to_write_about(session, kind, day):
            if row.starts_at is None or queued == AT_ONCE:
                break
            for due in due_messages(as_status(row.status), row.starts_at, row.moved_at or row.created_at):
                if due.kind == kind:
                    _queue(session, row, conversation, due, content, now)
                    queued += 1
    return queued


def note_opinion(session: Session, chat_key: str, code: str, opinion: str, now: datetime) -> bool:
    """Count what a person says of their visit, once. False when there is nothing to say it of."""
    known: Opinion | None = next((one for one in OPINIONS if one == opinion), None)
    row = appointment_by_code(session, code, lock=True)
    if known is None or row is None or row.chat_key != chat_key or row.status != "attended" or row.gave_opinion:
        return False
    row.gave_opinion = True
    session.flush()
    month = day_of(row.starts_at or now).replace(day=1)
    session.execute(
        insert_here(session, VisitOpinionRow)
        .values(office=row.office, month=month, opinion=known, count=1)
        .on_conflict_do_update(index_elements=["office", "month", "opinion"], set_={"count": VisitOpinionRow.count + 1})
    )
    return True


def _queue(
    session: Session, row: AppointmentRow, conversation: ConversationRow, due: Due, content: Content, now: datetime
) -> None:
    lang = as_lang(conversation.lang or row.lang)
    ahead = is_about_the_future(due.kind)
    message = queue_to_person(
        session,
        conversation,
        _message(row, due, content, lang, demo=is_demo(session)),
        now,
        appointment_id=row.id,
        appointment_version=row.version,
        # A move is another appointment to remember; a visit is asked about once, whatever is marked and corrected.
        dedupe_key=f"{due.kind}:{row.id}:{row.version}" if ahead else f"{due.kind}:{row.id}",
        not_after=due.closes_at,
        timed=due.kind,
    )
    is_left_to_staff(conversation, message)


def _message(row: AppointmentRow, due: Due, content: Content, lang: Lang, *, demo: bool) -> Outgoing:
    assert row.starts_at is not None
    organisation = content.organisations.get(row.office)
    parts = [phrase(content, lang, "booking.demo")] if demo else []
    parts.append(
        phrase(
            content,
            lang,
            f"staff.{due.kind}",
            moment=say_moment(row.starts_at, lang),
            office=organisation.words[lang].name if organisation else row.office,
            code=row.code,
        )
    )
    version = f"{row.code}.{row.version}"
    match due.kind:
        case "reminder_3days" | "reminder_1day":
            buttons = [
                ("buttons.coming", f"=coming:{version}"),
                ("buttons.other_time", f"=move:{version}"),
                ("buttons.cannot_come", f"=cancel:{version}"),
            ]
        case "no_show":
            buttons = [("buttons.other_time", f"=book_at:{row.office}" if organisation else "=book")]
            buttons.append(("buttons.human", "=human"))
        case "after_visit":
            parts.append(phrase(content, lang, "staff.visit_question"))
            buttons = [(f"staff.visit_{opinion}", f"=visit:{row.code}.{opinion}") for opinion in OPINIONS]
    return Outgoing(
        kind="text",
        text="\n".join(parts),
        rows=tuple((OutgoingButton(to_plain(phrase(content, lang, label)).strip(), data),) for label, data in buttons),
    )
