"""What is typed where a time is asked: a day, an hour, half a day, "the first one", "as soon as possible".

Pure. A typed time is held like a tapped one and shown in full before anything is booked; what is not clear is asked.
"""

from __future__ import annotations

import re
from datetime import date, time, timedelta

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
from bot.language.date_grammar import Item, scan
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
    r"plus tard|suivante?|(?:un )?autres? (?:jours?|moments?|dates?|heures?)"
    r"|d autres (?:moments|dates|heures)"
    r"|later|(?:de )?volgende|een andere? (?:dag|moment|uur)|andere (?:dag|momenten)"
)
_BEFORE_NOON = {
    "fr": (re.compile(r"\bavant[\s-]+(?:le\s+)?midi\b", re.IGNORECASE), "matin"),
    "nl": (re.compile(r"\bvoor\s+(?:de\s+)?(?:middag|noen)\b", re.IGNORECASE), "voormiddag"),
}
_OTHER_HALF = {
    "fr": {"morning": "apres midi", "midday": "matin", "afternoon": "matin"},
    "nl": {"morning": "namiddag", "midday": "voormiddag", "afternoon": "voormiddag"},
}
# Offices are closed in the evening; who asks for it is told so and sees what comes closest to this hour.
_EVENING = time(18)
_CLAUSE = re.compile(
    r"(?<=[,;!?])\s*|(?<=[.])\s+|\s+(?=(?:mais|maar|car|parce que|want|omdat|donc|dus|et je|et j|en ik)\b)",
    re.IGNORECASE,
)
_WORKS = re.compile(
    r"\b(?:travailles?|travaillons|bosse|au (?:travail|boulot)|ai (?:cours|ecole|formation|stage)|pris|prise|occupee?"
    r"|(?:ik|hij|zij|ze|we) werk(?:t|en)?|werkt? (?:ik|hij|zij|ze)|op (?:het |mijn )?werk|heb (?:ik )?les|bezet"
    r"|bezig)\b"
)
_CAN = re.compile(r"\b(?:peux|peut|sais|possible|libre|kan|vrij|lukt|past|mogelijk)\b")
# These sound like a denial and are none; "non le matin" turns down what was shown and asks for the morning.
_NO_DENIAL = re.compile(
    r"^(?:non|nn|nee|neen)\b|\b(?:pourquoi pas|pas (?:de )?(?:soucis?|problemes?|trop)|derange pas|waarom niet"
    r"|geen probleem|niet (?:te|erg))\b"
)
# Whether a day is named, and which part of it, does not depend on today.
_SOME_DAY = date(2026, 1, 5)
_FROM = frozenset({"a partir", "partir", "des", "vanaf", "ten vroegste"})
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
    if _is_next_week(text):
        sunday = day_of(world.now) + timedelta(days=6 - day_of(world.now).weekday())
        return Turn(state, effects=(FindSlots(where.office, where.lang, by_day=True, after=sunday),))
    read, denies = _read(text, state, world)
    if read.kind == "found":
        return _on_day(state, read, text, where)
    if read.kind == "ambiguous":
        half = _half(read)
        targets = ("|".join(filter(None, (where.office, day.isoformat(), half))) for day in read.days)
        rows = tuple((Button(day, "day", target),) for day, target in zip(read.days, targets, strict=True))
        return open_prompt(state, "slots", Message((Say("booking.which_day_meant"),), rows))
    if not denies and match.sure and match.kind == "answer" and len(said.split()) > _LONGEST_TIME:
        return None
    if read.kind == "refused":
        return ask(state, world, Say("booking.date_unclear"))
    if denies and read.at is None and read.part is None:
        return Turn(state, effects=(FindSlots(where.office, where.lang, day=_shown_day(state)),))
    return _on_hour(state, read, text, where, world)


def _read(text: str, state: State, world: World) -> tuple[DateRead, bool]:
    """As read in the language of the chat, else in the other one; True when a part of the day was turned down."""
    today = day_of(world.now)
    own, other = ("nl", "fr") if state.lang == "nl" else ("fr", "nl")
    plain, denies = _without_denial(text, own)
    read = read_date(plain, own, today)
    if read.kind != "nothing" or read.at or read.part or denies:
        return read, denies
    plain, denies = _without_denial(text, other)
    also = read_date(plain, other, today)
    says_something = also.kind == "found" or (also.kind == "nothing" and (also.at or also.part or denies))
    return (also, denies) if says_something else (read, False)


def _without_denial(text: str, lang: str) -> tuple[str, bool]:
    """The text with the half that is meant: "avant midi" is the morning, "je travaille le matin" the afternoon.

    The second is True when a part of the day was turned down. Of the evening nothing is left then.
    """
    before_noon, morning = _BEFORE_NOON[lang]
    text = before_noon.sub(morning, text)
    clauses = _CLAUSE.split(text)
    turned = [_turned(clause, lang) for clause in clauses]
    if all(one is None for one in turned):
        return text, False
    return " ".join(clause if new is None else new for clause, new in zip(clauses, turned, strict=True)), True


def _turned(clause: str, lang: str) -> str | None:
    """The clause with the other half of the day in it; None when it turns no part of the day down."""
    items = scan(clause, lang)
    reads = [_part_of(item, lang) for item in items]
    parts = {part for part in reads if part}
    if len(parts) != 1 or "?" in clause:
        return None
    said = _NO_DENIAL.sub("", fold(clause))
    negated = any(item.name == "negation" for item in scan(said, lang))
    works = _WORKS.search(said) is not None
    if not (negated or works) or (negated and works and not _CAN.search(said)):
        return None  # who does not work in the morning has it free
    has_day = read_date(clause, lang, _SOME_DAY).kind != "nothing"
    at_part = next(place for place, part in enumerate(reads) if part)
    if negated and has_day and [item.name for item in items[max(0, at_part - 1) : at_part + 1]] != ["negation", "part"]:
        return None  # "pas jeudi matin": the day may be what is turned down
    other = _OTHER_HALF[lang].get(parts.pop(), "")
    kept = [_without_part(item) for item in items if item.name != "negation"]
    return " ".join(filter(None, (*kept, other)))


def _part_of(item: Item, lang: str) -> str | None:
    """The part of the day that a piece names, alone or joined to its day ("donderdagvoormiddag")."""
    is_joined = item.match["wd_part"] or item.match["rel_part"]
    return read_date(item.text, lang, _SOME_DAY).part if item.name == "part" or is_joined else None


def _without_part(item: Item) -> str:
    if item.name == "part":
        return ""
    return str(item.match["wd"] or item.match["rel"]) if item.match["wd_part"] or item.match["rel_part"] else item.text


def _is_next_week(text: str) -> bool:
    """True when the coming week is asked for, and no day, hour or part of a day with it."""
    for lang in ("fr", "nl"):
        items = scan(text, lang)
        names = {item.name for item in items if item.name != "bound" or item.text not in _FROM}
        if "next_week" in names and names <= {"next_week", "other"} and len(items) <= _LONGEST_TIME:
            return True
    return False


def _on_day(state: State, read: DateRead, text: str, where: AtSlots) -> Turn:
    """A day, perhaps with an hour or a half: its times that fit."""
    day = read.days[0]
    wanted = _wanted(read, text, where, day)
    return Turn(state, (Say("booking.looking_at", {"day": day}),), (wanted,))


def _on_hour(state: State, read: DateRead, text: str, where: AtSlots, world: World) -> Turn | None:
    """An hour or half a day alone: of the day that is shown, else of any."""
    wanted = _wanted(read, text, where, _shown_day(state))
    if read.at is not None:
        shown = [
            one
            for one in state.prompt.offered
            if one.verb == "slot" and (slot := slot_from(one.target)) and to_brussels(slot.starts_at).time() == read.at
        ]
        if len(shown) == 1 and not wanted.around:
            return press(state, shown[0], world)
    elif read.part is None:
        return None
    return Turn(state, effects=(wanted,))


def _wanted(read: DateRead, text: str, where: AtSlots, day: date | None) -> FindSlots:
    """The times that fit the hour, or the part of the day."""
    if read.at is None and read.part == "evening":
        return FindSlots(where.office, where.lang, day=day, clock=_EVENING, around=True)
    around = _AROUND.search(fold(text)) is not None
    return FindSlots(where.office, where.lang, day=day, half=_half(read), clock=read.at, around=around)


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
