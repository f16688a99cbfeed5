"""Close days on which people are expected: first whom it touches, then close and write to each of them.

The appointments stay as they are until the people choose another time or cancel: nobody loses a place by a message that
did not arrive. Whoever is still booked on a closed day has not answered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from bot.content.model import Content, Lang
from bot.content.showing.markdown import to_plain
from bot.content.showing.render import fact_of, phrase
from bot.conversation.outgoing import Outgoing, OutgoingButton
from bot.language.dates import say_moment
from bot.operations.appointments.booking import note_event
from bot.operations.groups.closed_days import name_whom_to_phone
from bot.operations.offices import openings
from bot.operations.offices.closure_mail import mail_closed, mail_reopened
from bot.operations.requests.asking_anew import ask_anew_when_closed
from bot.operations.sending.to_person import is_left_to_staff, queue_to_person
from bot.store.appointments import as_lang
from bot.store.closed_days import last_news
from bot.store.marked import is_demo
from bot.store.openings import closure_of_office, key_of_closure_message, touched_by, written_about
from bot.store.tables import AppointmentRow, ConversationRow


@dataclass(frozen=True, slots=True)
class Closed:
    """A closure, and how many people were written to; the others have to be phoned."""

    closure_id: int
    told: int
    to_phone: int


@dataclass(frozen=True, slots=True)
class Reopened:
    """How many of those who had been told of a closure were written to again; the others have to be phoned."""

    told: int
    to_phone: int


def close_and_tell(
    session: Session,
    office: str,
    first: date,
    last: date,
    desk_id: int | None,
    seen: Sequence[int],
    content: Content,
    now: datetime,
    actor: str,
) -> Closed | Sequence[AppointmentRow] | None:
    """Close these days and offer new times to whom it touches.

    Nothing is done when somebody is touched whose appointment is not among `seen`: then these appointments are given,
    to be looked at first. None: the desk is not this office's.
    """
    touched = touched_by(session, office, first, last, desk_id, now, lock=True)
    if not {row.id for row in touched} <= set(seen):
        return touched
    closure = openings.close(session, office, first, last, desk_id)
    if closure is None:
        return None
    each = [(row, _offer_new_time(session, closure.id, row, content, now, actor)) for row in touched]
    mail_closed(session, closure, each, content, now)
    name_whom_to_phone(session, "closed", closure, [row for row, was_told in each if not was_told], content, now)
    ask_anew_when_closed(session, office, content, now, actor)
    told = sum(was_told for _, was_told in each)
    return Closed(closure.id, told, len(touched) - told)


def take_back(
    session: Session, office: str, closure_id: int, content: Content, now: datetime, actor: str
) -> Reopened | None:
    """Open the days of a closure again, and tell those who were told that it was closed. None: not of this office.

    What was not sent yet is not sent any more. The same days may be closed again later, and people told again: on
    SQLite the number of a deleted closure comes back, so its messages give up their keys.
    """
    written = [message for message, _ in written_about(session, office, closure_id)]
    closure = closure_of_office(session, office, closure_id)
    if closure is None:
        return None
    touched = touched_by(session, office, closure.first_day, closure.last_day, closure.desk_id, now, lock=True)
    news = last_news(session, [row.id for row in touched])
    if not openings.reopen(session, office, closure_id):
        return None
    mail_reopened(session, closure, content, now)
    to_phone: list[AppointmentRow] = []
    were_told = {number for number, what in news.items() if what == "phoned"}
    for message in written:
        message.dedupe_key = None
        if message.state == "check" or (message.state == "waiting" and message.lease_owner is None):
            message.state = "dropped"
        elif message.state != "dropped" and message.appointment_id is not None:
            were_told.add(message.appointment_id)
    told = 0
    for row in touched:
        if row.id not in were_told:
            if row.id in news:
                note_event(session, row, now, actor, "reopened")
        elif _tell_reopened(session, row, content, now, actor):
            told += 1
        else:
            to_phone.append(row)
    session.flush()
    name_whom_to_phone(session, "reopened", closure, to_phone, content, now)
    return Reopened(told, len(to_phone))


def _tell_reopened(session: Session, row: AppointmentRow, content: Content, now: datetime, actor: str) -> bool:
    """Queue the message that the appointment holds after all. False: this person has to be phoned."""
    conversation = session.get(ConversationRow, row.chat_key) if row.chat_key else None
    if conversation is None or row.starts_at is None or conversation.unreachable_at is not None:
        note_event(session, row, now, actor, "reopened_phone")
        return False
    lang = as_lang(conversation.lang or row.lang)
    queue_to_person(
        session,
        conversation,
        _message("reopened_day", row, row.starts_at, content, lang, demo=is_demo(session)),
        now,
        appointment_id=row.id,
        appointment_version=row.version,
        not_after=row.starts_at,
    )
    note_event(session, row, now, actor, "reopened")
    return True


def _offer_new_time(
    session: Session, closure_id: int, row: AppointmentRow, content: Content, now: datetime, actor: str
) -> bool:
    """Queue the message to one person. False when there is no way to reach them here."""
    conversation = session.get(ConversationRow, row.chat_key) if row.chat_key else None
    if conversation is None or row.starts_at is None:
        note_event(session, row, now, actor, "closed_phone")
        return False
    lang = as_lang(conversation.lang or row.lang)
    message = queue_to_person(
        session,
        conversation,
        _message("closed_day", row, row.starts_at, content, lang, demo=is_demo(session)),
        now,
        appointment_id=row.id,
        appointment_version=row.version,
        dedupe_key=key_of_closure_message(closure_id, row.id, row.version),
        not_after=row.starts_at,
    )
    note_event(session, row, now, actor, "closed")
    return not is_left_to_staff(conversation, message)


def _message(
    what: str, row: AppointmentRow, starts_at: datetime, content: Content, lang: Lang, *, demo: bool
) -> Outgoing:
    """`what`: `closed_day` or `reopened_day`."""
    organisation = content.organisations.get(row.office)
    phone = fact_of(content, organisation, "phone", lang) if organisation else ""
    name = organisation.words[lang].name if organisation else row.office
    key = f"staff.{what}" if phone else f"staff.{what}_no_phone"
    text = phrase(content, lang, key, office=name, moment=say_moment(starts_at, lang), phone=phone)
    way_to_a_person = ("buttons.call", f"=call:{row.office}") if phone else ("buttons.human", "=human")
    buttons = (
        ("buttons.other_time", f"=move:{row.code}.{row.version}"),
        way_to_a_person,
    )
    return Outgoing(
        kind="text",
        text="\n".join(([phrase(content, lang, "booking.demo")] if demo else []) + [text]),
        rows=tuple((OutgoingButton(to_plain(phrase(content, lang, label)), data),) for label, data in buttons),
    )
