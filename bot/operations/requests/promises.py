"""Keep what was promised to people who asked: a message at the hour, also when nobody answered, and an end.

Run every minute by any number of workers, between eight and twenty only. That each message is sent once is the
schema's (`dedupe_key`), that it is still true is looked at again when it is sent (`outbox.claim`): what lies there at
eight in the evening is dropped, and said the next morning if it is still true.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.booking.promises import MISSED_IN_A_ROW, end_of_waking, is_quiet, reminder_of_proposal
from bot.content.model import Content
from bot.conversation.requests.messages import no_answer_message, proposal_reminder
from bot.conversation.world import World
from bot.language.dates import to_brussels
from bot.operations.appointments.booking import set_status
from bot.operations.offices.openings import lock_office
from bot.operations.requests.news import notify_office, tell_person, tell_switched_off, update_office
from bot.operations.sending.outbox import BY_CLOCK
from bot.store.appointments import as_appointment
from bot.store.marked import is_demo
from bot.store.requests import Asked, missed_in_a_row, offices_that_answer, proposals_due, requests_due
from bot.store.tables import AppointmentRow, RequestRow

SYSTEM = "system"
AT_ONCE = 50
# A proposal is looked at from here on: its reminder is a day before, and never at night.
LOOKED_AT_BEFORE = timedelta(days=2)


def keep_promises(session: Session, content: Content, now: datetime) -> int:
    """Tell people what was promised to them by now. How much was done: with `AT_ONCE` or more there may be more."""
    if is_quiet(now):
        return 0
    done = 0
    for row, request in requests_due(session, now, AT_ONCE):
        if request.open_until <= now:
            _lapse(session, row, request, "lapsed", content, now)
        else:
            _say_no_answer(session, row, request, content, now)
        done += 1
    for row, request in proposals_due(session, now, now + LOOKED_AT_BEFORE, AT_ONCE):
        done += _look_at_proposal(session, (row, request), content, now)
    return done


def switch_back_silent_offices(session: Session, content: Content, now: datetime) -> None:
    """An office that let two promises in a row pass answers no requests any more, until it says so again.

    Not in a demonstration: nobody is there to answer, and it should still be there to be tried tomorrow.
    """
    if is_demo(session):
        return
    for office in offices_that_answer(session):
        row = lock_office(session, office)
        if row.mode == "request" and missed_in_a_row(session, row) >= MISSED_IN_A_ROW:
            row.mode = "off"
            session.flush()
            tell_switched_off(session, office, content, now)


def _say_no_answer(session: Session, row: AppointmentRow, request: RequestRow, content: Content, now: datetime) -> None:
    """Screen 7b: nobody has answered by the hour that was promised."""
    if request.missed_at is None or request.missed_at < request.asked_at:
        request.missed_at = now
        session.flush()
    world = World(now=now, content=content, demo=is_demo(session))
    tell_person(
        session,
        row,
        request,
        content,
        now,
        message=no_answer_message(as_appointment(row), world),
        dedupe_key=f"{BY_CLOCK}no_answer:{row.id}:{row.version}:{_today(now)}",
        not_after=end_of_waking(now),
    )


def _look_at_proposal(session: Session, asked: Asked, content: Content, now: datetime) -> int:
    """Remind, or let go of the time."""
    row, request = asked
    until, since = request.proposal_until, request.answered_at
    if until is None or since is None:
        return 0
    if until <= now:
        _lapse(session, row, request, "proposal_lapsed", content, now)
        return 1
    remind_at = reminder_of_proposal(since, until)
    if remind_at is not None and remind_at > now:
        return 0
    request.reminded_at = now
    if remind_at is None:  # it was made so late that a reminder would only repeat it
        return 0
    world = World(now=now, content=content, demo=is_demo(session))
    tell_person(
        session,
        row,
        request,
        content,
        now,
        message=proposal_reminder(as_appointment(row), world),
        dedupe_key=f"{BY_CLOCK}proposal:{row.id}:{row.version}",
        not_after=min(until, end_of_waking(now)),
    )
    return 1


def _lapse(
    session: Session, row: AppointmentRow, request: RequestRow, what: str, content: Content, now: datetime
) -> None:
    """It comes to nothing: the time is free again, the person learns what else there is, and staff learn it too."""
    if what == "lapsed" and (request.missed_at is None or request.missed_at < request.asked_at):
        request.missed_at = now  # the worker was away when the promise passed
    set_status(session, row, "lapsed", now, SYSTEM)
    tell_person(session, row, request, content, now, not_after=end_of_waking(now))
    update_office(session, row, request, content, now)
    notify_office(session, what, row, request, content, now)


def _today(now: datetime) -> str:
    return to_brussels(now).date().isoformat()
