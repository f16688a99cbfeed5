"""The waiting list of an office, as the person meets it: put down, told that a time is free, taken off.

Pure. Who is told, and when, is the worker's (`operations.waiting_list`); the buttons under its message are durable, for
it is sent while no prompt is open: `take` OFFICE.LANG.START (unix seconds), `free` OFFICE.LANG, `no_wait` OFFICE.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from bot.content.model import LANGS
from bot.conversation import asked, events
from bot.conversation.effects import FindSlots, StopWaiting, WaitForTime
from bot.conversation.position import AtSlots, position_of
from bot.conversation.prompts import ask, open_prompt, outdated
from bot.conversation.replies import Button, Message, OfficeName, Reply, Say
from bot.conversation.state import State, Turn
from bot.conversation.world import World

VERBS = ("take", "free", "no_wait")


def wait_turn(state: State, target: str) -> Turn:
    """[Prévenez-moi]: `target` is OFFICE|LANG."""
    office, _, wanted = target.partition("|")
    return Turn(state, effects=tuple(WaitForTime(office, lang) for lang in LANGS if lang == wanted))


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
