"""What became of an effect, and what is said about it.

Pure; one function per outcome. Nothing here believes that an effect succeeded: only the outcome says so.
"""

from __future__ import annotations

from dataclasses import replace

from bot.conversation import asked, events
from bot.conversation.appointments.cards import appointment_message
from bot.conversation.appointments.claiming import on_claimed, on_not_claimed
from bot.conversation.appointments.slots import days_prompt, on_wanted_time, slot_language, slots_prompt, times_prompt
from bot.conversation.appointments.staff_notes import on_staff_told
from bot.conversation.appointments.waiting import on_waiting_outcome
from bot.conversation.effects import FindSlots
from bot.conversation.offices.nothing_free import offices_prompt
from bot.conversation.prompts import WAYS_OUT, ask, existing_message, open_prompt
from bot.conversation.replies import Message, Say
from bot.conversation.requests.asking import half_days_prompt, on_refused, on_requested, on_taken_back
from bot.conversation.state import State, Turn
from bot.conversation.world import Appointment, World


def on_outcome(state: State, event: events.Outcome, world: World) -> Turn:
    """Answer what became of an effect."""
    match event:
        case events.SlotsFound():
            return _on_slots(state, event, world)
        case events.OfficesFound():
            return offices_prompt(state, event, world)
        case events.Held():
            return ask(state, world)
        case events.SlotTaken(slot):
            lang = slot_language(state, world)
            return Turn(state, effects=(FindSlots(slot.office, lang, near=slot),))
        case events.HoldLost():
            return ask(state, world, Say("booking.hold_lost"))
        case events.AlreadyHasOne(appointment):
            return open_prompt(state, "existing", existing_message(appointment))
        case events.TooManyOpen():
            return ask(state.off_road(), world, Say("booking.too_many"))
        case events.Booked(appointment):
            return _on_booked(state, appointment, world)
        case events.Moved(appointment):
            card = appointment_message(appointment, world, fresh=True)
            return open_prompt(state.off_road(), "mine", card, Say("booking.moved"))
        case events.HalfDaysFound():
            return half_days_prompt(state, event, world)
        case events.Requested(appointment):
            return on_requested(state, appointment, world)
        case events.RequestRefused(office):
            return on_refused(state, office, world)
        case events.Cancelled(appointment) if appointment.request is not None:
            return on_taken_back(state, appointment, world)
        case events.Cancelled(appointment):
            return ask(state.off_road(), world, Say("booking.cancelled", {"code": appointment.code}))
        case events.LateTold(appointment):
            return _after(state, appointment, world, Say("booking.late_told"))
        case events.ComingTold(appointment):
            return _after(state, appointment, world, Say("booking.coming_told"))
        case events.NotPossible(appointment):
            if appointment is None:
                return ask(state.off_road(), world, Say("booking.none"))
            if appointment.status == "booked" and appointment.has_started(world.now):
                return _after(state.off_road(), appointment, world, Say("booking.started"))
            if appointment.status == "requested":
                # The office took its time back at this very moment.
                return _after(state.off_road(), appointment, world, Say("requests.not_proposed_any_more"))
            return _after(state.off_road(), appointment, world, Say("booking.changed_since"))
        case events.StaffTold():
            return on_staff_told(state, event, world)
        case events.Waits() | events.WaitsTooOften() | events.WaitsNoMore():
            return on_waiting_outcome(state, event, world)
        case events.Claimed():
            return on_claimed(state, event, world)
        case events.NotClaimed():
            return on_not_claimed(state, event, world)
        case events.Erased(freed):
            erased = State(prompt=replace(state.prompt, about="", offered=()))
            said = Say("privacy.erased_with_appointment" if freed else "privacy.erased")
            return Turn(replace(erased, lang=state.lang), (Message((said,), (WAYS_OUT,)),))
        case events.Noted():
            return Turn(state)


def _on_slots(state: State, found: events.SlotsFound, world: World) -> Turn:
    if found.asked.at:
        return on_wanted_time(state, found, found.asked.at, world)
    if found.asked.by_day:
        return days_prompt(state, found, world)
    if found.asked.day:
        return times_prompt(state, found, found.asked.day, world)
    return slots_prompt(state, found, world)


def _on_booked(state: State, appointment: Appointment, world: World) -> Turn:
    """The card first; then what helps the counsellor, each question skippable."""
    card = appointment_message(appointment, world, fresh=True)
    preparing = state.without(asked.OFFICE, asked.RECAP).on_road(f"prepare/{appointment.code}")
    return ask(preparing, world, card)


def _after(state: State, appointment: Appointment, world: World, said: Say) -> Turn:
    return open_prompt(state, "mine", appointment_message(appointment, world), said)
