"""Offering times: three first, then day by day, always with a way out.

Pure. A slot that is tapped is checked again by the hold: nothing is believed because it was once shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.booking.offers import days_with_slots, first_offers
from bot.booking.slots import Slot
from bot.content.model import Lang
from bot.conversation import position as at
from bot.conversation.effects import DropHold, Effect, FindSlots
from bot.conversation.events import SlotsFound
from bot.conversation.offices import contact_rows
from bot.conversation.position import AtSlots
from bot.conversation.prompts import ask, open_prompt
from bot.conversation.replies import Button, Message, OfficeName, Reply, Say
from bot.conversation.slot_text import slot_text
from bot.conversation.state import State, Turn
from bot.conversation.world import World

MANY_A_DAY = 8


def slots_prompt(state: State, found: SlotsFound, world: World) -> Turn:
    """Screen 5: the first offers, or what to do when there is none."""
    where = at.position_of(state, world)
    lang: Lang = where.lang if isinstance(where, AtSlots) else state.lang or "fr"
    moving = isinstance(where, AtSlots) and bool(where.moves)
    if not found.slots:
        return _nothing_free(state, found.asked.office, world, moving=moving)
    if found.asked.near:
        first: tuple[Reply, ...] = (Say("booking.slot_taken"),)
        offers: Sequence[Slot] = found.slots
    else:
        first, offers = (), first_offers(found.slots)
    rows = [(Button(slot.starts_at, "slot", slot_text(slot)),) for slot in offers]
    more = any(slot not in offers for slot in found.slots) or found.asked.near is not None
    if more:
        rows.append((Button(Say("buttons.other_days"), "other_days", f"{found.asked.office}|"),))
    rows.append((Button(Say("buttons.none_fits"), "none_fits", found.asked.office),))
    other: Lang = "nl" if lang == "fr" else "fr"
    if not moving:
        rows.append((Button(Say(f"buttons.reception_{other}"), "reception_lang", other),))
    else:
        rows.append((Button(Say("buttons.keep_old"), "keep"),))
    parts = (
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
    rows.append((Button(Say("buttons.none_fits"), "none_fits", found.asked.office),))
    return open_prompt(state, "slots", Message((Say("booking.which_day"),), tuple(rows), pages=True))


def day_prompt(state: State, target: str, world: World) -> Turn:
    """A day was tapped: its times."""
    office, _, day = target.partition("|")
    return Turn(state, effects=(FindSlots(office, slot_language(state, world), day=_day(day)),))


def times_prompt(state: State, found: SlotsFound, day: date, world: World) -> Turn:
    """The times of one day; a long day shows an even choice of them."""
    slots = found.slots
    if not slots:
        return Turn(state, (Say("booking.slot_taken"),), (FindSlots(found.asked.office, slot_language(state, world)),))
    step = -(-len(slots) // MANY_A_DAY)
    shown = slots[::step]
    rows = [(Button(slot.starts_at, "slot", slot_text(slot)),) for slot in shown]
    rows.append((Button(Say("buttons.other_days"), "other_days", f"{found.asked.office}|"),))
    rows.append((Button(Say("buttons.none_fits"), "none_fits", found.asked.office),))
    message = Message((Say("booking.which_hour", {"day": day}),), tuple(rows), pages=True)
    return open_prompt(state, "slots", message)


def _nothing_free(state: State, office: str, world: World, *, moving: bool) -> Turn:
    """Nothing is free: the phone, another office, another language; never only "sorry"."""
    organisation = world.content.organisations.get(office)
    rows = [*contact_rows(organisation)] if organisation else []
    if moving:
        rows.append((Button(Say("buttons.keep_old"), "keep"),))
    else:
        if other := at.other_office(state, world, office):
            rows.append((Button(Say("buttons.second_office", {"office": OfficeName(other)}), "choose_office", other),))
        rows.append((Button(Say("buttons.which_office"), "office", durable=True),))
    key = "booking.nothing_free" if organisation and organisation.phone else "booking.nothing_free_no_phone"
    return open_prompt(state, "slots", Message((Say(key, {"office": OfficeName(office)}),), tuple(rows)))


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
