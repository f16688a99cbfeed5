"""Carry out what a turn wants: one effect, one savepoint, exactly one outcome."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import assert_never

from sqlalchemy.orm import Session

from bot.booking.slots import Slot, nearest
from bot.conversation import effects, events
from bot.operations.appointments import booking
from bot.operations.appointments.claims import NotClaimed, claim
from bot.operations.appointments.holds import drop_hold
from bot.operations.appointments.reminders import note_opinion
from bot.operations.appointments.staff_notes import tell_staff
from bot.operations.appointments.waiting_list import leave, wait
from bot.operations.erasure import erase_chat
from bot.operations.requests import lifecycle
from bot.operations.unmet import keep_unmet
from bot.store.appointments import appointment_by_code, as_appointment
from bot.store.requests import half_days_of_office
from bot.store.timetables import free_slots_of

NEAREST = 3
MOST_OFFICES = 3


def carry_out(session: Session, chat_key: str, effect: effects.Effect, now: datetime) -> events.Outcome:
    """Do one effect for a chat whose conversation is locked."""
    with session.begin_nested():
        match effect:
            case effects.FindSlots():
                return find_slots(session, chat_key, effect, now)
            case effects.FindOffices():
                return find_offices(session, chat_key, effect, now)
            case effects.HoldSlot(slot, moves):
                return booking.hold_slot(session, chat_key, slot, now, moves=moves)
            case effects.DropHold():
                drop_hold(session, chat_key)
                return events.Noted()
            case effects.Book():
                return booking.book(session, chat_key, effect, now)
            case effects.Move():
                return booking.move(session, chat_key, effect, now)
            case effects.Cancel():
                return booking.cancel(session, chat_key, effect, now)
            case effects.TellLate(code, version):
                return _tell(session, chat_key, code, version, now, "late")
            case effects.TellComing(code, version):
                return _tell(session, chat_key, code, version, now, "coming")
            case effects.NoteDetails(code, details):
                row = appointment_by_code(session, code, lock=True)
                if row is not None and row.chat_key == chat_key:
                    row.details = {**(row.details or {}), **details}
                return events.Noted()
            case effects.TellStaff(code, note, is_on):
                return tell_staff(session, chat_key, code, note, now, is_on=is_on)
            case effects.WaitForTime(office, lang, seen, moves):
                return wait(session, chat_key, office, lang, now, seen=seen, moves=moves)
            case effects.StopWaiting(office):
                leave(session, chat_key, office)
                return events.WaitsNoMore(office)
            case effects.Claim():
                return _claim(session, chat_key, effect, now)
            case effects.FindHalfDays(office):
                return events.HalfDaysFound(effect, half_days_of_office(session, office, now))
            case effects.SendRequest():
                return lifecycle.send_request(session, chat_key, effect, now)
            case effects.AskAgain():
                return lifecycle.ask_again(session, chat_key, effect, now)
            case effects.AcceptProposal():
                return lifecycle.accept_proposal(session, chat_key, effect, now)
            case effects.GiveOpinion(code, opinion):
                note_opinion(session, chat_key, code, opinion, now)
                return events.Noted()
            case effects.KeepUnmet(text, lang, meant):
                keep_unmet(session, text, lang, meant, now)
                return events.Noted()
            case effects.Erase():
                return events.Erased(erase_chat(session, chat_key, now))
            case _:
                assert_never(effect)


def find_slots(session: Session, chat_key: str, wanted: effects.FindSlots, now: datetime) -> events.SlotsFound:
    """The free slots that were asked for. What this chat holds itself counts as free."""
    free: Sequence[Slot] = free_slots_of(session, wanted.office, wanted.lang, now, chat_key, day=wanted.day)
    if wanted.near is not None:
        free = nearest(free, wanted.near.starts_at, NEAREST)
    return events.SlotsFound(wanted, tuple(free))


def find_offices(session: Session, chat_key: str, wanted: effects.FindOffices, now: datetime) -> events.OfficesFound:
    """The first three of these offices that have a free time, each with its soonest."""
    soonest: list[Slot] = []
    for office in wanted.offices:
        soonest += free_slots_of(session, office, wanted.lang, now, chat_key)[:1]
        if len(soonest) == MOST_OFFICES:
            break
    return events.OfficesFound(wanted, tuple(soonest))


def _claim(session: Session, chat_key: str, wanted: effects.Claim, now: datetime) -> events.Claimed | events.NotClaimed:
    became = claim(session, chat_key, wanted.code, wanted.first_name, now, for_other=wanted.for_other)
    if isinstance(became, NotClaimed):
        return events.NotClaimed(became.why, wanted)
    return events.Claimed(became.appointment)


def _tell(
    session: Session, chat_key: str, code: str, version: int, now: datetime, what: str
) -> events.LateTold | events.ComingTold | events.NotPossible:
    """The person says that they come, or come late."""
    row = appointment_by_code(session, code, lock=True)
    if not booking.is_changeable(row, chat_key, version, now):
        return booking.not_possible(row, chat_key)
    assert row is not None
    if what == "late":
        row.late_at = now
    else:
        row.confirmed_at = now
    session.flush()
    booking.note_event(session, row, now, booking.PERSON, what)
    seen = as_appointment(row)
    return events.LateTold(seen) if what == "late" else events.ComingTold(seen)
