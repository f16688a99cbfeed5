"""Hours as written once per organisation: `Mo-Fr 08:30-12:00,13:00-16:30; Sa 09:00-12:00`, always `Mo-Su 00:00-24:00`.

Brussels wall time. Days are 0 for Monday to 6 for Sunday, times minutes from midnight, ends not included. A text that
cannot be read raises `ValueError` with a sentence that says what to write.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from datetime import datetime

from bot.content.model import Lang

_DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_DAY_NAMES: dict[Lang, tuple[str, ...]] = {
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "nl": ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"),
}
_TIMES = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)")
_MIDNIGHT = 24 * 60


@dataclass(frozen=True, slots=True)
class Hours:
    """The same times on some days of the week."""

    days: tuple[int, ...]
    times: tuple[tuple[int, int], ...]


def parse_hours(text: str) -> tuple[Hours, ...]:
    """Each part of the text, in order; empty for an empty text."""
    return tuple(_parse_part(part.strip()) for part in text.split(";") if part.strip())


def is_open(text: str, wall: datetime) -> bool:
    """Whether `wall`, a Brussels wall time, falls in the hours. Holidays are not known here."""
    minute = wall.hour * 60 + wall.minute
    return any(
        wall.weekday() in hours.days and any(start <= minute < end for start, end in hours.times)
        for hours in parse_hours(text)
    )


def hours_in_words(text: str, lang: Lang) -> str:
    """For people: `du lundi au vendredi, de 8h30 à 12h et de 13h à 16h30`."""
    return (" ; " if lang == "fr" else "; ").join(_part_in_words(hours, lang) for hours in parse_hours(text))


def _parse_part(part: str) -> Hours:
    days_text, _, times_text = part.partition(" ")
    days: set[int] = set()
    for piece in days_text.split(","):
        first, _, last = piece.partition("-")
        if first not in _DAYS or (last or first) not in _DAYS or _DAYS.index(last or first) < _DAYS.index(first):
            raise ValueError(f"{piece or part} are not days; write them as Mo-Fr or Tu,Th")
        days.update(range(_DAYS.index(first), _DAYS.index(last or first) + 1))
    times = [_parse_times(piece.strip()) for piece in times_text.split(",")]
    for (_, end), (start, _) in itertools.pairwise(times):
        if start < end:
            raise ValueError(f"{times_text} overlap; write them in order, as in 09:00-12:00,13:00-16:30")
    return Hours(tuple(sorted(days)), tuple(times))


def _parse_times(piece: str) -> tuple[int, int]:
    match = _TIMES.fullmatch(piece)
    if match is None:
        raise ValueError(f"{piece or 'nothing'} is not a time; write it as 09:00-12:30")
    hour, minute, end_hour, end_minute = (int(group) for group in match.groups())
    start, end = hour * 60 + minute, end_hour * 60 + end_minute
    if minute > 59 or end_minute > 59 or not start < end <= _MIDNIGHT:
        raise ValueError(f"{piece} does not end after it begins; write it as 09:00-12:30")
    return start, end


def _part_in_words(hours: Hours, lang: Lang) -> str:
    if hours.days == tuple(range(7)) and hours.times == ((0, _MIDNIGHT),):
        return "tous les jours, jour et nuit" if lang == "fr" else "elke dag, dag en nacht"
    days = _days_in_words(hours.days, lang)
    if hours.times == ((0, _MIDNIGHT),):
        return f"{days}, jour et nuit" if lang == "fr" else f"{days}, dag en nacht"
    start_word, end_word, and_word = ("de", "à", "et") if lang == "fr" else ("van", "tot", "en")
    times = [f"{start_word} {_time(start, lang)} {end_word} {_time(end, lang)}" for start, end in hours.times]
    return f"{days}, {_join(times, and_word)}"


def _days_in_words(days: tuple[int, ...], lang: Lang) -> str:
    names = _DAY_NAMES[lang]
    if len(days) == len(_DAYS):
        return "tous les jours" if lang == "fr" else "elke dag"
    if len(days) > 2 and days == tuple(range(days[0], days[-1] + 1)):
        first, last = names[days[0]], names[days[-1]]
        return f"du {first} au {last}" if lang == "fr" else f"van {first} tot {last}"
    if lang == "fr":
        return _join([f"le {names[day]}" for day in days], "et")
    return _join([f"op {names[day]}" if position == 0 else names[day] for position, day in enumerate(days)], "en")


def _join(parts: list[str], and_word: str) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {and_word} {parts[-1]}"


def _time(minutes: int, lang: Lang) -> str:
    hour, minute = divmod(minutes, 60)
    letter = "h" if lang == "fr" else "u"
    return f"{hour}{letter}{minute:02d}" if minute else f"{hour}{letter}"
