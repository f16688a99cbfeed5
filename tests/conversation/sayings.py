"""Builders for the tests of `step`: a state, a world on a day, slots, and what a turn says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from bot.booking.slots import Slot
from bot.conversation.appointments.slot_text import slot_text
from bot.conversation.replies import Button, Message, Say
from bot.conversation.state import Offered, Prompt, State, Turn
from bot.conversation.world import Appointment, Hold, OfficeRules, World
from bot.language.dates import BRUSSELS
from bot.matching.match import Match

FOREST = "mission-locale-forest"
NUMBER = 7
UNKNOWN = Match("fr", False, False, None, "none", "", 0.0, False)


def at(moment: str) -> datetime:
    """`2026-11-24 09:00` in Brussels."""
    return datetime.fromisoformat(moment).replace(tzinfo=BRUSSELS)


def slot(moment: str, office: str = FOREST) -> Slot:
    return Slot(office=office, desk_id=1, starts_at=at(moment), duration=timedelta(minutes=30))


NINE, TEN = slot("2026-11-24 09:00"), slot("2026-11-24 10:00")


def state(*offered: Offered, road: str = "book", lang: str | None = "fr", about: str = "", **answers: str) -> State:
    """A state on a road; `first_name="Amina"` stands for the answer to `first-name`."""
    given = tuple((key.replace("_", "-"), value) for key, value in answers.items())
    roads = (("road", road),) if road else ()
    return State(lang=lang, answers=(*roads, *given), prompt=Prompt(NUMBER, about, offered))  # type: ignore[arg-type]


def choosing(*slots: Slot, **answers: str) -> State:
    """Somebody who is offered these times."""
    offered = [Offered(str(key), "slot", slot_text(one)) for key, one in enumerate(slots)]
    return state(*offered, about="slots", commune="forest", **answers)


def world(content: Any, now: str = "2026-11-23 09:00", **more: Any) -> World:
    """Forest has put up times, in French."""
    offices = {FOREST: OfficeRules(mode="slots", languages=frozenset({"fr"}))}
    return World(**{"now": at(now), "content": content, "offices": offices, **more})


def hold(held: Slot, now: str = "2026-11-23 09:00", moves: str = "") -> Hold:
    return Hold(slot=held, expires_at=at(now) + timedelta(minutes=20), moves=moves)


def appointment(**more: Any) -> Appointment:
    return Appointment(
        **{
            "code": "KXPRTM",
            "office": FOREST,
            "status": "booked",
            "version": 1,
            "starts_at": NINE.starts_at,
            "duration": NINE.duration,
            "first_name": "Amina",
            "for_other": False,
            "reception_lang": "fr",
            **more,
        }
    )


def keys(turn: Turn) -> list[str]:
    """The keys of all that is said, in order."""
    return [part.key for reply in turn.replies for part in _parts(reply)]


def _parts(reply: object) -> Iterator[Say]:
    if isinstance(reply, Say):
        yield reply
    elif isinstance(reply, Message):
        yield from reply.parts


def buttons(turn: Turn) -> list[Button]:
    return [button for one in turn.replies if isinstance(one, Message) for row in one.rows for button in row]


def verbs(turn: Turn) -> list[tuple[str, str]]:
    return [(button.verb, button.target) for button in buttons(turn)]
