"""Offering times: three first, then day by day, always with a way out.

Pure. A slot that is tapped is checked again by the hold: nothing is believed because it was once shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from bot.booking.offers import FIRST_OFFERS, HALVES, days_with_slots, first_offers, slots_of_half
from bot.booking.slots import Slot, nearest
from bot.content.model import Lang
from bot.conversation import position as at
from bot.conversation.appointments.slot_text import slot_text
from bot.conversation.effects import DropHold, Effect, FindSlots, HoldSlot
from bot.conversation.events import SlotsFound
from bot.conversation.offices.nothing_free import nothing_free
from bot.conversation.position import AtSlots
from bot.conversation.prompts import ask, open_prompt
from bot.conversation.replies import Button, Message, OfficeName, Reply, Rows, Say
from bot.conversation.state import State, Turn
from bot.conversation.typed.narrowing import narrowed
from bot.conversation.world import World

MANY_A_DAY = 8
MANY_A_HALF = 12


def slots_prompt(state: State, found: SlotsFound, world: World) -> Turn:
    """Screen 5: the first offers, or what to do when there is none."""
    where = at.position_of(state, world)
    lang: Lang = where.lang if isinstance(where, AtSlots) else state.lang or "fr"
    moving = isinstance(where, AtSlots) and bool(where.moves)
    lost = found.asked.near is not None or found.asked.at is not None
    if not found.slots:
        return nothing_free(state, found.asked, world, moving=moving, lost=lost)
    if lost:
        offers: Sequence[Slot] = found.slots
        first: tuple[Reply, ...] = (Say("booking.slot_taken"),)
    else:
        fitting, first = narrowed(found.asked, found.slots)
        offers = first_offers(fitting)
    rows = [(Button(slot.starts_at, "slot", slot_text(slot)),) for slot in offers]
    more = lost or any(slot not in offers for slot in found.slots)
    if more:
        rows.append((Button(Say("buttons.other_days"), "other_days", f"{found.asked.office}|"),))
    rows.append((Button(Say("buttons.none_fits"), "none_fits", found.asked.office),))
    other: Lang = "nl" if lang == "fr" else "fr"
    if not moving:
        rows.append((Button(Say(f"buttons.reception_{other}"), "reception_lang", other),))
        rows.append((Button(Say("buttons.correct"), "fix"),))
    else:
        rows.append((Button(Say("buttons.keep_old"), "keep"),))
    moved = world.appointment(where.moves) if isinstance(where, AtSlots) and where.moves else None
    parts = (
        *((Say("booking.moving_for", {"name": moved.first_name}),) if moved else ()),
        Say("booking.which_time", {"office": OfficeName(found.asked.office)}),
        Say(f"booking.reception_{lang}"),
        Say("booking.may_change"),
    )
    return open_prompt(state, "slots", Message(parts, tuple(rows)), *first)


def other_days(state: State, target: str, world: World) -> Turn:
    """[D'autres jours]: the days that have a time, a page at a time. `target` is OFFICE|DAY, the last day shown."""
    office, _, after = target.partition("|")
    return Turn(state, effects=(FindSlots(office, slot_language(state, world), by_day=True, after=_day(after)),))


def days_prompt(state: State, found: SlotsFound, world: World) -> Turn:
    """The days of `found` that come after `found.asked.after`, as buttons."""
    days = days_with_slots(found.slots, after=found.asked.after)
    if not days:
        days = days_with_slots(found.slots)
    rows = [(Button(day, "day", f"{found.asked.office}|{day.isoformat()}"),) for day in days]
    if days and days_with_slots(found.slots, after=days[-1]):
        rows.append((Button(Say("buttons.other_days"), "other_days", f"{found.asked.office}|{days[-1].isoformat()}"),))
    every = (*rows, *_other_ways(state, found.asked.office))
    return open_prompt(state, "slots", Message((Say("booking.which_day"),), every, pages=True))


def day_prompt(state: State, target: str, world: World) -> Turn:
    """A day, or half of one, was tapped: its times. `target` is OFFICE|DAY or OFFICE|DAY|HALF."""
    office, day, half = (*target.split("|"), "", "")[:3]
    wanted = next((one for one in HALVES if one == half), None)
    return Turn(state, effects=(FindSlots(office, slot_language(state, world), day=_day(day), half=wanted),))


def times_prompt(state: State, found: SlotsFound, day: date, world: World) -> Turn:
    """The times of one day: of a long one the morning or the afternoon first; of a long half an even choice."""
    office, asked = found.asked.office, found.asked
    if not found.slots:
        nothing = Say("booking.nothing_that_day", {"day": day})
        return Turn(state, (nothing,), (FindSlots(office, slot_language(state, world)),))
    slots, first = narrowed(asked, found.slots)
    if asked.clock is not None and not asked.around and not first:
        # This very hour was typed: the same as tapping it.
        return Turn(state, effects=(HoldSlot(slots[0], state.road_target if state.road == "move" else ""),))
    unsaid = asked.half is None and asked.clock is None
    if unsaid and len(slots) > MANY_A_DAY and all(slots_of_half(slots, one) for one in HALVES):
        return _halves_prompt(state, office, day)
    step = -(-len(slots) // MANY_A_HALF)
    rows = [(Button(slot.starts_at, "slot", slot_text(slot)),) for slot in slots[::step]]
    rows.append((Button(Say("buttons.other_days"), "other_days", f"{office}|"),))
    message = Message((Say("booking.which_hour", {"day": day}),), (*rows, *_other_ways(state, office)), pages=True)
    return open_prompt(state, "slots", message, *first)


def _halves_prompt(state: State, office: str, day: date) -> Turn:
    rows = [(Button(Say(f"buttons.{half}"), "day", f"{office}|{day.isoformat()}|{half}"),) for half in HALVES]
    rows.append((Button(Say("buttons.other_days"), "other_days", f"{office}|"),))
    message = Message((Say("booking.which_half", {"day": day}),), (*rows, *_other_ways(state, office)), pages=True)
    return open_prompt(state, "slots", message)


def _other_ways(state: State, office: str) -> Rows:
    """Under days and times: another office, unless an appointment of this one is being moved; nothing fits."""
    fits_nowhere = (Button(Say("buttons.none_fits"), "none_fits", office),)
    if state.road == "move":
        return (fits_nowhere,)
    return ((Button(Say("buttons.another_office"), "another_office", office),), fits_nowhere)


def on_wanted_time(state: State, found: SlotsFound, wanted: datetime, world: World) -> Turn:
    """A time that the person was told of: held at whatever desk it is free, else the nearest ones."""
    slot = next((one for one in found.slots if one.starts_at == wanted), None)
    if slot is not None:
        return Turn(state, effects=(HoldSlot(slot, state.road_target if state.road == "move" else ""),))
    return slots_prompt(state, replace(found, slots=nearest(found.slots, wanted, FIRST_OFFERS)), world)


def slot_language(state: State, world: World) -> Lang:
    """The language of the reception that is being booked or moved."""
    where = at.position_of(state, replace(world, hold=None))
    return where.lang if isinstance(where, AtSlots) else state.lang or "fr"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def find_again(state: State, world: World, *, drop: bool = True) -> Turn:
    """Look for times again; the one that was held is let go first."""
    effects: tuple[Effect, ...] = (DropHold(),) if drop and world.hold else ()
    where = at.position_of(state, replace(world, hold=None))
    if isinstance(where, at.AtSlots):
        return Turn(state, effects=(*effects, FindSlots(where.office, where.lang)))
    return replace(ask(state, world), effects=effects)
