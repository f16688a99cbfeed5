"""The waiting list of an office, as the person meets it: put down, told that a time is free, taken off.

Pure. Who is told, and when, is the worker's (`operations.waiting_list`); the buttons under its message are durable, for
it is sent while no prompt is open: `take` OFFICE.LANG.START (unix seconds), `free` OFFICE.LANG, `no_wait` OFFICE.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

from bot.content.model import LANGS, Lang
from bot.conversation import asked, events
from bot.conversation.effects import FindSlots, StopWaiting, WaitForTime
from bot.conversation.position import AtSlots, position_of
from bot.conversation.prompts import ask, open_prompt, outdated
from bot.conversation.replies import Button, Message, OfficeName, Reply, Rows, Say
from bot.conversation.state import State, Turn
from bot.conversation.world import World
from bot.language.clean import fold

VERBS = ("take", "free", "no_wait")
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
    """[Prévenez-moi]: `target` is OFFICE|LANG, or OFFICE|LANG|seen beside times that do not suit."""
    office, wanted, seen = (*target.split("|"), "", "")[:3]
    return Turn(state, effects=tuple(WaitForTime(office, lang, seen == SEEN) for lang in LANGS if lang == wanted))


def wait_rows(office: str, lang: Lang, world: World) -> Rows:
    """Beside times that do not suit: be told of others, or no more, at an office that gives times."""
    if office in world.waits_at:
        return ((Button(Say("buttons.tell_me_no_more"), "no_wait", office, durable=True),),)
    if world.rules(office).mode != "slots":
        return ()
    return ((Button(Say("buttons.tell_me"), "wait", f"{office}|{lang}|{SEEN}"),),)


def wait_typed(state: State, text: str, world: World) -> Turn | None:
    """ "Prévenez-moi si une place se libère", written while a time is chosen; None for anything else."""
    said = fold(text)
    where = position_of(state, replace(world, hold=None))
    if not isinstance(where, AtSlots) or where.moves or not (_TELL_ME.search(said) and _WHEN_FREE.search(said)):
        return None
    if where.office in world.waits_at:
        return ask(state, world, Say("waiting.on_list"))
    return wait_turn(state, f"{where.office}|{where.lang}|{SEEN}")


def on_waiting_button(state: State, verb: str, target: str, world: World) -> Turn:
    """A button under the message that a time is free."""
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


def waits_message(state: State, office: str, world: World) -> Turn:
    """The chat is on the list: what happens next, and that it can be left."""
    rows = (
        (Button(Say("buttons.another_office"), "another_office", office),),
        (Button(Say("buttons.tell_me_no_more"), "no_wait", office, durable=True),),
    )
    message = Message((Say("waiting.noted", {"office": OfficeName(office)}), Say("waiting.how")), rows)
    return open_prompt(state.off_road(), "waiting", message)


def on_waiting_outcome(
    state: State, event: events.Waits | events.WaitsTooOften | events.WaitsNoMore, world: World
) -> Turn:
    match event:
        case events.Waits(office):
            return waits_message(state, office, world)
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
