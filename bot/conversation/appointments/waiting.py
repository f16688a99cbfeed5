"""The waiting list of an office, as the person meets it: put down, told that a time is free, taken off.

Pure. Who is told, and when, is the worker's (`operations.waiting_list`); the buttons under its message are durable, for
it is sent while no prompt is open: `take` OFFICE.LANG.START (unix seconds), `free` OFFICE.LANG, `no_wait` OFFICE.
Who has an appointment keeps it while they wait for another time: `move_to` CODE.START moves it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

from bot.content.model import LANGS, Lang
from bot.conversation import asked, events
from bot.conversation.effects import DropHold, FindSlots, StopWaiting, WaitForTime
from bot.conversation.position import AtSlots, position_of
from bot.conversation.prompts import ask, open_prompt, outdated
from bot.conversation.replies import Button, Message, OfficeName, Reply, Rows, Say
from bot.conversation.state import State, Turn
from bot.conversation.world import World
from bot.language.clean import fold

VERBS = ("take", "free", "no_wait", "move_to")
SEEN = "seen"
_TELL_ME = re.compile(
    r"\b(?:(?:me |m )?(?:previen\w*|prevenir|preven(?:ez|u)|avert\w+|inform\w+|contact\w+|rappel\w+|ecri\w+|signal\w+)"
    r"|(?:dites|dis) (?:le )?moi|liste d attente|verwittig\w*|waarschuw\w*|contacteer\w*|laat\b.*\bweten|zeg\b.*\bmij"
    r"|schrijf mij|wachtlijst)\b"
)
_WHEN_FREE = re.compile(
    r"\b(?:liber\w+|libre|annul\w+|desist\w+|place|attente|vrijkom\w*|vrij|plaats|plek|afzeg\w*|annuleert|wachtlijst)\b"
)


def wait_turn(state: State, target: str) -> Turn:
    """[Prévenez-moi]: `target` is OFFICE|LANG, with |seen beside times that do not suit. What is moved stays."""
    office, wanted, seen = (*target.split("|"), "", "")[:3]
    moves = state.road_target if state.road == "move" else ""
    told = tuple(WaitForTime(office, lang, seen == SEEN, moves) for lang in LANGS if lang == wanted)
    return Turn(state, effects=(*((DropHold(),) if state.road == "move" else ()), *told))


def wait_rows(office: str, lang: Lang, world: World, *, seen: bool = True) -> Rows:
    """Be told of free times, or no more, at an office that gives times. `seen`: beside times that do not suit."""
    if office in world.waits_at:
        return ((Button(Say("buttons.tell_me_no_more"), "no_wait", office, durable=True),),)
    if world.rules(office).mode != "slots":
        return ()
    return ((Button(Say("buttons.tell_me"), "wait", f"{office}|{lang}|{SEEN}" if seen else f"{office}|{lang}"),),)


def wait_typed(state: State, text: str, world: World) -> Turn | None:
    """ "Prévenez-moi si une place se libère", written while a time is chosen; None for anything else."""
    said = fold(text)
    where = position_of(state, replace(world, hold=None))
    if not isinstance(where, AtSlots) or not (_TELL_ME.search(said) and _WHEN_FREE.search(said)):
        return None
    if where.office in world.waits_at:
        return ask(state, world, Say("waiting.on_list"))
    return wait_turn(state, f"{where.office}|{where.lang}|{SEEN}")


def move_to(state: State, target: str, world: World) -> Turn:
    """A time that somebody who has an appointment was told of. `target` is CODE.START."""
    code, _, start = target.partition(".")
    appointment, moment = world.appointment(code), _instant(start)
    if appointment is None or moment is None:
        return outdated(state, world)
    moving = state.on_road(f"move/{code}")
    where = position_of(moving, replace(world, hold=None))
    if appointment.status != "booked" or appointment.has_started(world.now) or not isinstance(where, AtSlots):
        # It was cancelled, its hour has come, or the office names its times itself: what stands now.
        return ask(state.off_road(), world, Say("booking.changed_since"))
    return Turn(moving, effects=(FindSlots(where.office, where.lang, at=moment),))


def on_waiting_button(state: State, verb: str, target: str, world: World) -> Turn:
    """A button under the message that a time is free."""
    if verb == "move_to":
        return move_to(state, target, world)
    office, _, rest = target.partition(".")
    wanted, _, start = rest.partition(".")
    if verb == "no_wait":
        return Turn(state, effects=(StopWaiting(office),))
    lang = next((one for one in LANGS if one == wanted), None)
    if lang is None or office not in world.content.organisations:
        return outdated(state, world)
    booking = state.with_answer(asked.LANGUAGE, lang).with_answer(asked.OFFICE, office).on_road("book")
    where = position_of(booking, replace(world, hold=None))
    moment = _instant(start)
    if not isinstance(where, AtSlots) or moment is None:
        # There is an appointment already, the office asks something first, or it gives no times any more.
        return ask(booking, replace(world, hold=None))
    return Turn(booking, effects=(FindSlots(office, where.lang, at=moment),))


def waits_message(state: State, office: str, moves: str, world: World) -> Turn:
    """The chat is on the list: what happens next, and that it can be left. An appointment that it has is kept."""
    kept = world.appointment(moves)
    stays: tuple[Say, ...] = ()
    if kept is None:
        way = Button(Say("buttons.another_office"), "another_office", office)
    else:
        way = Button(Say("buttons.my_appointment"), "mine", durable=True)
        if kept.starts_at is not None and not kept.on_closed_day:
            stays = (Say("waiting.keeps", {"moment": kept.starts_at}),)
    rows = ((way,), (Button(Say("buttons.tell_me_no_more"), "no_wait", office, durable=True),))
    parts = (Say("waiting.noted", {"office": OfficeName(office)}), *stays, Say("waiting.how"))
    message = Message(parts, rows)
    return open_prompt(state.off_road(), "waiting", message)


def on_waiting_outcome(
    state: State, event: events.Waits | events.WaitsTooOften | events.WaitsNoMore, world: World
) -> Turn:
    match event:
        case events.Waits(office, moves):
            return waits_message(state, office, moves, world)
        case events.WaitsTooOften():
            leave: tuple[Reply, ...] = tuple(waiting_lines(world))
            return ask(state.off_road(), world, Say("waiting.too_many"), *leave)
        case events.WaitsNoMore(office):
            return ask(state.off_road(), world, Say("waiting.ended", {"office": OfficeName(office)}))


def waiting_lines(world: World) -> list[Message]:
    """A message for each list that the chat is on, with the way off it."""
    return [
        Message(
            (Say("waiting.at", {"office": OfficeName(office)}),),
            ((Button(Say("buttons.tell_me_no_more"), "no_wait", office, durable=True),),),
        )
        for office in world.waits_at
    ]


def _instant(text: str) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(text), tz=UTC)
    except (ValueError, OverflowError, OSError):
        return None
