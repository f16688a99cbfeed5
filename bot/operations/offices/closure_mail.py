"""The mailbox of an office hears of closed days: who is touched, who was written to, and who has to be phoned."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from bot.content.model import Content, Lang
from bot.content.showing.markdown import to_plain
from bot.content.showing.render import Markdown, phrase
from bot.conversation.outgoing import Outgoing
from bot.language.dates import say_day, say_moment
from bot.operations.groups.messages import LAST_LETTERS, language_of
from bot.operations.offices.office_mail import queue_mail
from bot.store.mailboxes import MAIL, mailbox_of_office
from bot.store.marked import is_demo
from bot.store.tables import AppointmentRow, ClosureRow, OutboxRow


def mail_closed(
    session: Session,
    closure: ClosureRow,
    touched: Sequence[tuple[AppointmentRow, bool]],
    content: Content,
    now: datetime,
) -> OutboxRow | None:
    """One mail for a closure; of each person touched whether they were written to. None without a mailbox."""
    lang = language_of(content, closure.office)
    lines = [_line(row, content, lang, was_told=was_told) for row, was_told in touched]
    heading = phrase(content, lang, "office-mail.closed_touched" if touched else "office-mail.closed_nobody")
    return _mail(session, "closed", closure, "\n".join([heading, *lines]), content, now)


def mail_reopened(session: Session, closure: ClosureRow, content: Content, now: datetime) -> OutboxRow | None:
    """A closure was taken back. None without a mailbox."""
    return _mail(session, "reopened", closure, "", content, now)


def _mail(
    session: Session, what: str, closure: ClosureRow, more: str, content: Content, now: datetime
) -> OutboxRow | None:
    office = mailbox_of_office(session, closure.office)
    if office is None or office.email is None:
        return None
    lang = language_of(content, closure.office)
    days = Markdown(_days(closure.first_day, closure.last_day, content, lang))
    warning = to_plain(phrase(content, lang, "booking.demo")).strip() if is_demo(session) else ""
    subject = to_plain(phrase(content, lang, f"office-mail.subject_{what}", days=days)).strip()
    parts = [
        Markdown(warning),
        phrase(content, lang, f"office-mail.{what}", days=days),
        Markdown(more),
        phrase(content, lang, "office-mail.footer"),
    ]
    text = "\n\n".join(part.strip() for part in parts if part)
    message = Outgoing(kind="text", subject=f"{warning} – {subject}" if warning else subject, text=text)
    # Closed, opened and closed again within a minute is one closure to a reader.
    key = f"{MAIL}:{what}:{closure.office}:{closure.id}:{int(now.timestamp()) // 60}"
    return queue_mail(session, closure.office, office.email, message, now, dedupe_key=key)


def _line(row: AppointmentRow, content: Content, lang: Lang, *, was_told: bool) -> str:
    return phrase(
        content,
        lang,
        "office-mail.closed_told" if was_told else "office-mail.closed_phone",
        moment=Markdown(say_moment(row.starts_at, lang)) if row.starts_at else "",
        name=row.first_name or "–",
        code=row.code[-LAST_LETTERS:],
    )


def _days(first: date, last: date, content: Content, lang: Lang) -> str:
    if first == last:
        return say_day(first, lang)
    return phrase(
        content, lang, "office-mail.days", first=Markdown(say_day(first, lang)), last=Markdown(say_day(last, lang))
    )
