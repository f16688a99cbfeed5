"""The mailbox of an office: told of what people do with their appointments, with a calendar file for Outlook.

A mailbox is set by the office, tried with a first message, and counts as a working staff channel once it has accepted
one. Outlook changes and removes what is in its calendar only for meeting requests (METHOD REQUEST and CANCEL, RFC 5546)
of one organiser, with a stable UID and a growing SEQUENCE; who writes and to whom is added by the channel. No name of a
person is in a calendar file: calendars are shared.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.booking.calendar_file import Entry, calendar_file
from bot.content.model import Content, Lang
from bot.content.showing.markdown import to_plain
from bot.content.showing.render import Markdown, address_of, phrase
from bot.conversation.outgoing import Outgoing
from bot.language.dates import say_moment
from bot.operations.groups.messages import LAST_LETTERS, key_of_news, language_of, say_notes
from bot.operations.sending.outbox import queue
from bot.store.appointments import appointment_by_code
from bot.store.mailboxes import MAIL, mailbox_key, mailbox_of_office
from bot.store.marked import is_demo
from bot.store.tables import AppointmentRow, OfficeRow, OutboxRow

News = Literal[
    "new_booking", "booked_at_desk", "moved", "cancelled_by_person", "cancelled_by_staff", "late", "noted"
]  # fmt: skip

MAIL_IS_GOOD_FOR = timedelta(days=2)
MAX_ADDRESS = 254
DEFAULT_MINUTES = 30
# One plain mailbox, in the letters that every mail server takes: nothing that could begin another header or address.
_ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([A-Za-z0-9-]+\.)+[A-Za-z]{2,}"
)
_CANCELLED: frozenset[News] = frozenset({"cancelled_by_person", "cancelled_by_staff"})
_WITHOUT_FILE: frozenset[News] = frozenset({"late", "noted"})


def is_mail_address(text: str) -> bool:
    """Whether `text` is one plain e-mail address."""
    return len(text) <= MAX_ADDRESS and _ADDRESS.fullmatch(text) is not None


def set_mailbox(session: Session, office: str, address: str, content: Content, now: datetime) -> OutboxRow | None:
    """Make `address` the mailbox of an office and try it, or, with an empty one, take the mailbox away.

    What still waits for the old mailbox goes to the new one. Gives the first message, None when none is needed.
    `ValueError` for anything that is not one plain e-mail address.
    """
    if address and not is_mail_address(address):
        raise ValueError("this is not an e-mail address")
    row = session.get(OfficeRow, office, with_for_update=True)
    if row is None:
        row = OfficeRow(id=office)
        session.add(row)
    if address and row.email == address and row.email_accepted_at is not None:
        return None  # it works: nothing is tried again
    row.email, row.email_accepted_at = address or None, None
    session.flush()
    waiting = update(OutboxRow).where(OutboxRow.recipient == mailbox_key(office), OutboxRow.state == "waiting")
    session.execute(waiting.values(address=address) if address else waiting.values(state="dropped"))
    if not address:
        return None
    lang = language_of(content, office)
    organisation = content.organisations.get(office)
    name = Markdown(organisation.words[lang].name if organisation else office)
    subject, text = (phrase(content, lang, f"office-mail.{key}", office=name) for key in ("subject_first", "first"))
    message = Outgoing(kind="text", subject=to_plain(subject).strip(), text=text)
    return queue_mail(session, office, address, message, now)


def mail_office(session: Session, what: News, code: str, content: Content, now: datetime) -> OutboxRow | None:
    """Write to the mailbox of an office what happened to an appointment. None when it has no mailbox."""
    row = appointment_by_code(session, code)
    office = mailbox_of_office(session, row.office) if row else None
    if row is None or office is None or office.email is None or row.starts_at is None:
        return None
    message = mail_of(what, row, row.starts_at, content, now, demo=is_demo(session))
    return queue_mail(
        session,
        row.office,
        office.email,
        message,
        now,
        dedupe_key=f"{MAIL}:{key_of_news(what, row, now)}",
        appointment_id=row.id,
    )


def mail_of(
    what: News, row: AppointmentRow, starts_at: datetime, content: Content, now: datetime, *, demo: bool
) -> Outgoing:
    """One mail about one appointment; with the file that brings the calendar up to date when its time is concerned."""
    lang = language_of(content, row.office)
    moment = Markdown(say_moment(starts_at, lang))
    code = row.code[-LAST_LETTERS:]
    warning = to_plain(phrase(content, lang, "booking.demo")).strip() if demo else ""
    subject = to_plain(phrase(content, lang, f"office-mail.subject_{what}", moment=moment)).strip()
    parts = [
        phrase(content, lang, f"office-mail.{what}", notes=say_notes(row, content, lang)),
        Markdown(
            "\n".join(
                (
                    moment,
                    phrase(content, lang, "office-mail.who", name=row.first_name, code=code)
                    if row.first_name
                    else phrase(content, lang, "office-mail.who_nameless", code=code),
                    phrase(content, lang, "office-mail.spoken", spoken=_spoken(row, content, lang)),
                )
            )
        ),
        phrase(content, lang, "office-mail.footer" if what in _WITHOUT_FILE else "office-mail.footer_calendar"),
    ]
    text = "\n\n".join(part.strip() for part in ([Markdown(warning)] if warning else []) + parts)
    subject = f"{warning} – {subject}" if warning else subject
    if what in _WITHOUT_FILE:
        return Outgoing(kind="text", subject=subject, text=text)
    file = _calendar_file(what, row, starts_at, content, lang, now, warning)
    return Outgoing(kind="calendar", name=f"{row.code}.ics", text=file, subject=subject, caption=text)


def _calendar_file(
    what: News, row: AppointmentRow, starts_at: datetime, content: Content, lang: Lang, now: datetime, warning: str
) -> str:
    title = to_plain(phrase(content, lang, "office-mail.ics_title", code=row.code[-LAST_LETTERS:])).strip()
    organisation, is_cancelled = content.organisations.get(row.office), what in _CANCELLED
    entry = Entry(
        code=row.code,
        version=row.version,
        starts_at=starts_at,
        length=timedelta(minutes=row.minutes or DEFAULT_MINUTES),
        title=f"{warning} – {title}" if warning else title,
        text=to_plain(phrase(content, lang, "office-mail.spoken", spoken=_spoken(row, content, lang))),
        place=address_of(content, organisation, lang) if organisation else "",
        is_cancelled=is_cancelled,
    )
    return calendar_file([entry], now, method="CANCEL" if is_cancelled else "REQUEST")


def _spoken(row: AppointmentRow, content: Content, lang: Lang) -> Markdown:
    return Markdown(phrase(content, lang, f"office-group.speaks_{row.reception_lang}").strip())


def queue_mail(
    session: Session,
    office: str,
    address: str,
    message: Outgoing,
    now: datetime,
    *,
    dedupe_key: str | None = None,
    appointment_id: int | None = None,
) -> OutboxRow:
    """A message to the mailbox of an office."""
    return queue(
        session,
        channel=MAIL,
        recipient=mailbox_key(office),
        address=address,
        message=message,
        now=now,
        urgency=1,
        dedupe_key=dedupe_key,
        appointment_id=appointment_id,
        not_after=now + MAIL_IS_GOOD_FOR,
    )
