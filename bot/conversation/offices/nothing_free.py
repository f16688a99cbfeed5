"""Nothing is free, or nothing fits: another office, the waiting list, the phone, a reception; never only "sorry".

Pure. Another office is looked for near the person, where the language asked for is spoken; whether it has a free time
only the store knows (`FindOffices`).
"""

from __future__ import annotations

from bot.content.model import Lang
from bot.content.places.distances import distance_km, point_of, point_of_office
from bot.conversation import position as at
from bot.conversation.appointments.waiting import wait_rows
from bot.conversation.effects import FindOffices, FindSlots
from bot.conversation.events import OfficesFound
from bot.conversation.offices.cards import contact_rows, lives_in
from bot.conversation.prompts import open_prompt
from bot.conversation.replies import Button, Message, OfficeName, Reply, Rows, Say
from bot.conversation.state import State, Turn
from bot.conversation.world import World

MOST_LOOKED_AT = 12


def nothing_free(state: State, asked: FindSlots, world: World, *, moving: bool, lost: bool) -> Turn:
    """No time is free at this office. `lost`: one was, and somebody else was faster."""
    office = asked.office
    organisation = world.content.organisations.get(office)
    parts = [_why_nothing(office, world)]
    parts += _walk_in(office, state, world)
    rows: list[tuple[Button, ...]] = []
    if moving:
        if office in world.waits_at:
            parts.append(Say("waiting.on_list"))
        rows += wait_rows(office, asked.lang, world, seen=False)
        rows += contact_rows(organisation) if organisation else ()
        rows.append((Button(Say("buttons.keep_old"), "keep"),))
        return open_prompt(state, "slots", Message(tuple(parts), tuple(rows)), *_lost(lost))
    if office in world.waits_at:
        parts.append(Say("waiting.on_list"))
    elif world.rules(office).mode == "slots":
        rows.append((Button(Say("buttons.tell_me"), "wait", f"{office}|{asked.lang}"),))
    rows.append((Button(Say("buttons.another_office"), "another_office", office),))
    rows += contact_rows(organisation) if organisation else ()
    if office in world.waits_at:
        rows.append((Button(Say("buttons.tell_me_no_more"), "no_wait", office, durable=True),))
    return open_prompt(state, "slots", Message(tuple(parts), tuple(rows)), *_lost(lost))


def _lost(lost: bool) -> tuple[Reply, ...]:
    return (Say("booking.slot_gone"),) if lost else ()


def _why_nothing(office: str, world: World) -> Say:
    organisation = world.content.organisations.get(office)
    key = "booking.nothing_free" if organisation and organisation.phone else "booking.nothing_free_no_phone"
    return Say(key, {"office": OfficeName(office)})


def _walk_in(office: str, state: State, world: World) -> list[Say]:
    """What the office says of coming without an appointment."""
    said = world.rules(office).walk_in
    text = said.get(state.lang or "fr") or next(iter(said.values()), "")
    return [Say("office.walk_in_says", {"text": text})] if text else []


def look_elsewhere(state: State, office: str, world: World, lang: Lang) -> Turn:
    """[Un autre bureau]: the other offices that give times and speak `lang`, nearest first, are looked at."""
    return Turn(state, effects=(FindOffices(_others(state, office, world, lang), lang, office),))


def _others(state: State, office: str, world: World, lang: Lang) -> tuple[str, ...]:
    """The office advised besides first, then by distance from the person, or from the office that is full."""
    content = world.content
    full = content.organisations.get(office)
    here = point_of(content, lives_in(state)) or (point_of_office(content, full) if full else None)
    advised = at.other_office(state, world, office)
    ranked: list[tuple[bool, float, str]] = []
    for other, rules in world.offices.items():
        organisation = content.organisations.get(other)
        if other == office or organisation is None or rules.mode != "slots" or lang not in rules.languages:
            continue
        there = point_of_office(content, organisation)
        far = distance_km(here, there) if here and there else float("inf")
        ranked.append((other != advised, far, other))
    return tuple(other for _, _, other in sorted(ranked)[:MOST_LOOKED_AT])


def offices_prompt(state: State, found: OfficesFound, world: World) -> Turn:
    """The offices that have a free time, each with its soonest; else who can be reached otherwise."""
    office, lang = found.asked.besides, found.asked.lang
    back = (Button(Say("buttons.back"), "other_times"),)
    if found.soonest:
        lines = [
            Say("booking.office_from", {"office": OfficeName(slot.office), "moment": slot.starts_at})
            for slot in found.soonest
        ]
        offices = tuple((Button(OfficeName(slot.office), "choose_office", slot.office),) for slot in found.soonest)
        parts = (Say("booking.offices_free"), *lines, Say(f"booking.reception_{lang}"))
        besides = _advised(state, office, world, shown=tuple(slot.office for slot in found.soonest))
        return open_prompt(state, "another_office", Message(parts, (*offices, *besides, back)))
    organisation = world.content.organisations.get(office)
    rows: list[tuple[Button, ...]] = [*contact_rows(organisation)] if organisation else []
    rows += _advised(state, office, world)
    other: Lang = "nl" if lang == "fr" else "fr"
    rows.append((Button(Say(f"buttons.reception_{other}"), "reception_lang", other),))
    rows.append((Button(Say("buttons.which_office"), "office", durable=True),))
    message = Message((Say(f"booking.no_other_office_{lang}"),), (*rows, back))
    return open_prompt(state, "another_office", message)


def _advised(state: State, office: str, world: World, shown: tuple[str, ...] = ()) -> Rows:
    """The other office that is advised, which may be one to phone or to walk into."""
    advised = at.other_office(state, world, office)
    if not advised or advised in shown:
        return ()
    return ((Button(Say("buttons.second_office", {"office": OfficeName(advised)}), "choose_office", advised),),)
