"""A day typed by somebody who has asked an office for a time: nothing is looked at, for the office names the time.

Pure. What is true is said instead: by when they hear from us, and how to wish for other days.
"""

from __future__ import annotations

from bot.booking.calendar import day_of
from bot.conversation.appointments.cards import my_booking
from bot.conversation.prompts import open_prompt
from bot.conversation.replies import Clock, Message, OfficeName, Say
from bot.conversation.requests.messages import request_rows
from bot.conversation.state import State, Turn
from bot.conversation.world import Appointment, World
from bot.language.typed_dates import read_date
from bot.matching.match import Match


def day_after_asking(state: State, text: str, match: Match, world: World) -> Turn | None:
    """What becomes of the request that waits; None without one, or for what is no day or surely something else."""
    waiting = [one for one in world.open_appointments if one.status == "requested" and one.request is not None]
    if not waiting or state.lang is None or match.sure:
        return None
    if read_date(text, state.lang, day_of(world.now)).kind not in ("found", "ambiguous"):
        return None
    if len(waiting) > 1:
        return my_booking(state, world)
    return open_prompt(state.off_road(), "mine", _office_chooses(waiting[0], world))


def _office_chooses(asked_for: Appointment, world: World) -> Message:
    request = asked_for.request
    assert request is not None
    said = Say("requests.open_until", {"day": day_of(request.open_until)})
    if world.now < request.answer_by:
        said = Say("requests.answer_by", {"day": day_of(request.answer_by), "time": Clock(request.answer_by)})
    chooses = Say("requests.office_chooses", {"office": OfficeName(asked_for.office)})
    return Message((chooses, said, Say("requests.change_wish")), request_rows(asked_for))
