"""What the people of an office do with an appointment: arrived, attended, no-show, cancel, undo.

One function, one transaction of the caller. The appointment is looked for in the office of the session only, and
locked; a conversation never is. `version` is that of the page the tap came from: when the appointment was moved or
cancelled meanwhile, nothing is done and the page shows what stands now.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from bot.booking.calendar import bounds_of_day, day_of
from bot.booking.codes import stored_codes, tidy_code
from bot.booking.status import HAPPENED, may_be_corrected
from bot.content.model import Content, Lang
from bot.content.places.gazetteer import fold
from bot.content.showing.markdown import to_plain
from bot.content.showing.render import fact_of, phrase
from bot.conversation.outgoing import Outgoing, OutgoingButton
from bot.language.dates import say_moment
from bot.operations.appointments.booking import note_event, set_status
from bot.operations.offices.office_mail import mail_office
from bot.operations.sending.to_person import is_left_to_staff, queue_to_person
from bot.store.agendas import appointment_of_office, seen_by
from bot.store.appointments import agenda_of_day, appointment_by_code, as_lang
from bot.store.closed_days import TO_PHONE, last_news
from bot.store.marked import is_demo
from bot.store.tables import AppointmentRow, ConversationRow, OutboxRow

Mark = Literal["arrived", "attended", "no_show", "cancel", "undo"]
Outcome = Literal["done", "already", "changed", "refused"]

# Why staff cancel: shown in the history. The person is told only whether they asked for it themselves.
REASONS = ("staff_away", "closed", "person_asked", "mistake", "other")
LAST_LETTERS = 3


@dataclass(frozen=True, slots=True)
class Marked:
    """What became of a tap. `told` is False when the person cannot be reached here and should be phoned."""

    outcome: Outcome
    told: bool = True


@dataclass(frozen=True, slots=True)
class Found:
    """What was typed led to: one marked appointment, several to choose from, those of today with this first name, one
    of another day, or nothing."""

    marked: AppointmentRow | None = None
    several: tuple[AppointmentRow, ...] = ()
    named: tuple[AppointmentRow, ...] = ()
    other_day: AppointmentRow | None = None


def marks_allowed(row: AppointmentRow, now: datetime) -> frozenset[Mark]:
    """What may be done with an appointment at this moment. From its Brussels day on it can be marked."""
    if row.starts_at is None:
        return frozenset()
    correctable = may_be_corrected(row.starts_at, now)
    allowed: set[Mark] = set()
    if row.status == "booked":
        if now < row.starts_at and row.arrived_at is None:
            allowed.add("cancel")
        if day_of(now) >= day_of(row.starts_at):
            allowed.add("attended")
            if row.arrived_at is None:
                allowed.add("arrived")
                if now >= row.starts_at:
                    allowed.add("no_show")
            elif correctable:
                allowed.add("undo")
    elif row.status in HAPPENED and correctable:
        allowed.add("undo")
        if row.status == "no_show":
            allowed |= {"attended", "arrived"}
        elif now >= row.starts_at:
            # Received early: before the start nobody can be late yet.
            allowed.add("no_show")
    return frozenset(allowed)


def mark(
    session: Session, office: str, appointment_id: int, version: int, wanted: Mark, now: datetime, actor: str
) -> Marked | None:
    """Mark an appointment as arrived, attended or no-show, or take the last mark back. None: not of this office."""
    row = appointment_of_office(session, office, appointment_id, lock=True)
    if row is None:
        return None
    if wanted == row.status or (wanted == "arrived" and row.arrived_at is not None and row.status == "booked"):
        return Marked("already")
    if row.version != version:
        return Marked("changed")
    if wanted == "cancel" or wanted not in marks_allowed(row, now):
        return Marked("refused")
    _apply(session, row, wanted, now, actor)
    return Marked("done")


def cancel_by_staff(
    session: Session,
    office: str,
    appointment_id: int,
    version: int,
    reason: str,
    content: Content,
    now: datetime,
    actor: str,
) -> Marked | None:
    """Cancel an appointment, free its time and tell the person. None: not of this office."""
    row = appointment_of_office(session, office, appointment_id, lock=True)
    if row is None:
        return None
    if row.status == "cancelled_by_staff":
        return Marked("already")
    if row.version != version:
        return Marked("changed")
    if reason not in REASONS or "cancel" not in marks_allowed(row, now):
        return Marked("refused")
    set_status(session, row, "cancelled_by_staff", now, actor)
    note_event(session, row, now, actor, f"reason:{reason}")
    mail_office(session, "cancelled_by_staff", row.code, content, now)
    return Marked("done", told=_tell_cancelled(session, row, reason, content, now))


def arrive_by_code(session: Session, office: str, typed: str, now: datetime, actor: str) -> Found:
    """Mark whoever has this code, or today these last three letters, as arrived. Other offices' codes are unknown.

    A first name marks nobody: whoever of today has it is given, to be chosen from.
    """
    wanted = tidy_code(typed)
    if len(wanted) == LAST_LETTERS:
        candidates = [row for row in agenda_of_day(session, office, day_of(now)) if row.code.endswith(wanted)]
    else:
        candidates = [row for row in _by_code(session, wanted) if row.office == office]
    if not candidates:
        return Found(named=_named_today(session, office, typed, now))
    if len(candidates) != 1:
        return Found(several=tuple(candidates))
    row = appointment_of_office(session, office, candidates[0].id, lock=True)
    if row is None or row.starts_at is None:
        return Found()
    if day_of(row.starts_at) != day_of(now):
        return Found(other_day=row)
    if "arrived" in marks_allowed(row, now):
        _apply(session, row, "arrived", now, actor)
    return Found(marked=row)


def note_looks(session: Session, rows: Sequence[AppointmentRow], now: datetime, actor: str) -> None:
    """Record that somebody of the office looked at these people: who, when, which appointment. Once a day."""
    if not rows:
        return
    known = seen_by(session, actor, [row.id for row in rows], bounds_of_day(day_of(now))[0])
    for row in rows:
        if row.id not in known:
            note_event(session, row, now, actor, "seen")


def settle_undelivered(session: Session, office: str, message_id: int, now: datetime, actor: str) -> bool:
    """Staff have phoned the person whom a message did not reach. False: there is no such message for this office."""
    message = session.get(OutboxRow, message_id, with_for_update=True)
    if message is None or message.appointment_id is None:
        return False
    row = appointment_of_office(session, office, message.appointment_id)
    if row is None:
        return False
    if message.state == "check":
        message.state = "dropped"
        note_event(session, row, now, actor, "phoned")
    return True


def settle_phoned(session: Session, office: str, appointment_id: int, now: datetime, actor: str) -> bool:
    """Staff have phoned somebody whom no message could be written to. False: not of this office."""
    row = appointment_of_office(session, office, appointment_id, lock=True)
    if row is None:
        return False
    if last_news(session, [row.id]).get(row.id) in TO_PHONE:
        note_event(session, row, now, actor, "phoned")
    return True


def _apply(session: Session, row: AppointmentRow, wanted: Mark, now: datetime, actor: str) -> None:
    if wanted == "arrived":
        if row.status == "no_show":
            # Came after all, when nobody expected it any more.
            set_status(session, row, "booked", now, actor)
        row.arrived_at = now
        note_event(session, row, now, actor, "arrived")
    elif wanted == "undo" and row.status == "booked":
        row.arrived_at = None
        note_event(session, row, now, actor, "not_arrived")
    else:
        set_status(session, row, "booked" if wanted == "undo" else wanted, now, actor)


def _named_today(session: Session, office: str, typed: str, now: datetime) -> tuple[AppointmentRow, ...]:
    """Today's appointments of this first name, however it is spelled in capitals and accents."""
    wanted = fold(typed)
    rows = agenda_of_day(session, office, day_of(now)) if wanted else ()
    return tuple(row for row in rows if wanted == fold(row.first_name or "") or wanted in _words(row.first_name))


def _words(name: str | None) -> list[str]:
    return [fold(word) for word in (name or "").replace("-", " ").split()]


def _by_code(session: Session, code: str) -> list[AppointmentRow]:
    """With or without the DEMO in front that codes of a demonstration have."""
    found = (appointment_by_code(session, one) for one in stored_codes(code))
    return [row for row in found if row is not None]


def _tell_cancelled(session: Session, row: AppointmentRow, reason: str, content: Content, now: datetime) -> bool:
    """Queue the message to the person. False when there is no way to reach them here."""
    conversation = session.get(ConversationRow, row.chat_key) if row.chat_key else None
    if conversation is None or row.starts_at is None:
        return False
    lang = as_lang(conversation.lang or row.lang)
    message = queue_to_person(
        session,
        conversation,
        _cancelled_message(row, row.starts_at, reason, content, lang, demo=is_demo(session)),
        now,
        appointment_id=row.id,
        dedupe_key=f"cancelled_by_staff:{row.id}:{row.version}",
        not_after=row.starts_at,
    )
    return not is_left_to_staff(conversation, message)


def _cancelled_message(
    row: AppointmentRow, starts_at: datetime, reason: str, content: Content, lang: Lang, *, demo: bool
) -> Outgoing:
    organisation = content.organisations.get(row.office)
    phone = fact_of(content, organisation, "phone", lang) if organisation else ""
    name = organisation.words[lang].name if organisation else row.office
    key = "staff.cancelled_as_asked" if reason == "person_asked" else "staff.cancelled_by_staff"
    key = key if phone else f"{key}_no_phone"
    text = phrase(content, lang, key, office=name, moment=say_moment(starts_at, lang), phone=phone)
    buttons = [("buttons.book", "=book"), ("buttons.human", "=human")]
    if phone:
        buttons.insert(1, ("buttons.call", f"=call:{row.office}"))
    return Outgoing(
        kind="text",
        text="\n".join(([phrase(content, lang, "booking.demo")] if demo else []) + [text]),
        rows=tuple((OutgoingButton(to_plain(phrase(content, lang, label)), data),) for label, data in buttons),
    )
