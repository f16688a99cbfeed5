"""What is typed where a time is asked: a day, an hour, half a day, "the first one", "as soon as possible".

Pure. A typed time is held like a tapped one and shown in full before anything is booked; what is not clear is asked.
"""

from __future__ import annotations

import re
from datetime import date

from bot.booking.calendar import day_of
from bot.booking.offers import HALVES, NOON, Half
from bot.conversation.appointments.slot_text import slot_from
from bot.conversation.buttons import press
from bot.conversation.effects import FindSlots
from bot.conversation.position import AtSlots
from bot.conversation.prompts import ask, open_prompt
from bot.conversation.replies import Button, Message, Say
from bot.conversation.state import Offered, State, Turn
from bot.conversation.world import World
from bot.language.clean import fold
from bot.language.dates import to_brussels
from bot.language.typed_dates import DateRead, read_date
from bot.matching.match import Match

_AROUND = re.compile(r"\b(?:vers|environ|autour|a peu pres|rond|tegen|omstreeks|ongeveer)\b")
_SOONEST = re.compile(
    r"(?:le )?(?:plus|au plus) (?:tot|vite|rapidement)(?: possible)?|des que possible|asap"
    r"|(?:le )?(?:premier|1er)(?: (?:moment|rendez vous|rdv))?(?: (?:libre|disponible|possible))?"
    r"|(?:zo )?(?:snel|vlug|vroeg)(?: als)? mogelijk|zo (?:snel|vlug) als kan|het (?:vroegste|snelste)"
    r"|(?:de|het) eerste?(?: (?:moment|afspraak))?|eerste vrije(?: moment)?"
)
_ANY = re.compile(
    r"(?:n importe|peu importe)(?: (?:quand|lequel|quel jour|quelle heure))?|(?:ca |c )?m est egal|tout me va"
    r"|(?:het )?maakt (?:mij )?niet uit|om het even(?: wanneer)?|eender(?: wanneer)?"
)
_NEXT_ONES = {
    1: re.compile(r"(?:le |la )?(?:deuxieme|second|seconde|2e|2eme)|(?:de |het )?(?:tweede|2de)"),
    2: re.compile(r"(?:le |la )?(?:troisieme|3e|3eme)|(?:de |het )?(?:derde|3de)"),
    -1: re.compile(r"(?:le |la )?derni(?:er|ere)|(?:de |het )?laatste"),
}
_LATER = re.compile(
    r"plus tard|suivante?|la semaine (?:prochaine|suivante|d apres)|(?:un )?autres? (?:jours?|moments?|dates?|heures?)"
    r"|d autres (?:moments|dates|heures)"
    r"|later|(?:de )?volgende(?: week)?|een andere? (?:dag|moment|uur)|andere (?:dag|momenten)"
)
# So many words may still be a time; a longer text that is surely a question is one.
_LONGEST_TIME = 5


def time_typed(state: State, text: str, match: Match, where: AtSlots, world: World) -> Turn | None:
    """The turn for a typed time; None when the text says nothing about one."""
    said = fold(text)
    if _SOONEST.fullmatch(said) or _ANY.fullmatch(said):
        return _choose(state, 0, world)
    for place, words in _NEXT_ONES.items():
        if words.fullmatch(said):
            return _choose(state, place, world)
    if _LATER.fullmatch(said):
        return Turn(state, effects=(FindSlots(where.office, where.lang, by_day=True),))
    read = _read(text, state, world)
    if read.kind == "found":
        return _on_day(state, read, text, where)
    if read.kind == "ambiguous":
        half = _half(read)
        targets = ("|".join(filter(None, (where.office, day.isoformat(), half))) for day in read.days)
        rows = tuple((Button(day, "day", target),) for day, target in zip(read.days, targets, strict=True))
        return open_prompt(state, "slots", Message((Say("booking.which_day_meant"),), rows))
    if match.sure and match.kind == "answer" and len(said.split()) > _LONGEST_TIME:
        return None
    if read.kind == "refused":
        return ask(state, world, Say("booking.date_unclear"))
    return _on_hour(state, read, text, where, world)


def _read(text: str, state: State, world: World) -> DateRead:
    """As read in the language of the chat, else in the other one."""
    today = day_of(world.now)
    own, other = ("nl", "fr") if state.lang == "nl" else ("fr", "nl")
    read = read_date(text, own, today)
    if read.kind != "nothing" or read.at or read.part:
        return read
    also = read_date(text, other, today)
    return also if also.kind == "found" or (also.kind == "nothing" and (also.at or also.part)) else read


def _on_day(state: State, read: DateRead, text: str, where: AtSlots) -> Turn:
    """A day, perhaps with an hour or a half: its times that fit."""
    day = read.days[0]
    wanted = FindSlots(
        where.office,
        where.lang,
        day=day,
        half=_half(read),
        clock=read.at,
        around=_AROUND.search(fold(text)) is not None,
    )
    return Turn(state, (Say("booking.looking_at", {"day": day}),), (wanted,))


def _on_hour(state: State, read: DateRead, text: str, where: AtSlots, world: World) -> Turn | None:
    """An hour or half a day alone: of the day that is shown, else of any."""
    day, around = _shown_day(state), _AROUND.search(fold(text)) is not None
    if read.at is not None:
        shown = [
            one
            for one in state.prompt.offered
            if one.verb == "slot" and (slot := slot_from(one.target)) and to_brussels(slot.starts_at).time() == read.at
        ]
        if len(shown) == 1 and not around:
            return press(state, shown[0], world)
    elif read.part is None:
        return None
    wanted = FindSlots(where.office, where.lang, day=day, half=_half(read), clock=read.at, around=around)
    return Turn(state, effects=(wanted,))


def _half(read: DateRead) -> Half | None:
    """The half in which the hour or the part of the day lies."""
    if read.at is not None:
        return "morning" if read.at.hour < NOON else "afternoon"
    if read.part is not None:
        return "morning" if read.part == "morning" else "afternoon"
    return None


def _shown_day(state: State) -> date | None:
    """The one day whose hours, or halves, are on the buttons."""
    days: set[date] = set()
    for one in state.prompt.offered:
        if one.verb == "slot" and (slot := slot_from(one.target)):
            days.add(day_of(slot.starts_at))
        elif one.verb == "day":
            _, day, *half = one.target.split("|")
            if not half or half[0] not in HALVES:
                return None
            days.add(date.fromisoformat(day))
    return next(iter(days)) if len(days) == 1 else None


def _choose(state: State, place: int, world: World) -> Turn | None:
    """The first, second … of the times or days on the buttons."""
    shown: list[Offered] = [one for one in state.prompt.offered if one.verb in ("slot", "day")]
    if not shown or place >= len(shown):
        return None
    return press(state, shown[place], world)
