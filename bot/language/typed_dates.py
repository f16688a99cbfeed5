"""Read a typed date, or refuse. A strict grammar, in French and Dutch: a wrong day costs more than a question more.

`read_date` finds one day, with a time or a part of the day if one was said. It refuses whenever two readings are left:
two days, a negation, a range, a weekday that contradicts its date, a number it has no use for. Days are Brussels
calendar days, times Brussels wall time. Whoever calls echoes the full date. Never raises.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import pairwise
from typing import Literal, TypeVar

from bot.language.date_grammar import Item, scan
from bot.language.date_words import WORDS, DateWords, Part

Reason = Literal[
    "", "two_dates", "two_times", "negation", "contradiction", "impossible", "past", "not_a_day", "far", "unclear"
]

# A day without a year is this year's, or next year's when that is near; else it is over.
_NEXT_YEAR_WITHIN = timedelta(days=183)
_FARTHEST = timedelta(days=400)
# Nobody receives people at these hours: "à 3h" may be three in the afternoon, or a slip.
_UNLIKELY_HOURS = range(7)
_DAY_NAMES = frozenset(
    {"iso", "slashes", "day_month", "day_only", "relative", "today_part", "weekday", "short_weekday", "span"}
)
_TIME_NAMES = frozenset({"clock", "past_hour", "half", "at", "hour", "part"})
# What these pieces say beside a day leaves it open which day is meant, or whether it is meant at all.
_DOUBTS: Mapping[str, Reason] = {
    "negation": "negation",
    "past": "past",
    "no_day": "not_a_day",
    "vague": "unclear",
    "number": "unclear",
    "month": "unclear",
}
_HOURS_OF_PART: Mapping[Part, range] = {
    "morning": range(6, 13),
    "midday": range(11, 15),
    "afternoon": range(12, 19),
    "evening": range(17, 24),
}
_JOINED_PARTS: Mapping[str, Part] = {
    "morgen": "morning",
    "ochtend": "morning",
    "voormiddag": "morning",
    "middag": "midday",
    "namiddag": "afternoon",
    "avond": "evening",
}
# "Le 5 à 9h", "de 5de om 9u": these words may follow a bare number of a day.
_AT = frozenset({"a", "vers", "svp", "om", "rond", "tegen", "aub", "merci", "du", "des"})

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class DateRead:
    """`found` has one day, `ambiguous` two, `refused` a reason; `nothing` says no day, perhaps a time."""

    kind: Literal["found", "ambiguous", "refused", "nothing"]
    days: tuple[date, ...] = ()
    at: time | None = None
    part: Part | None = None
    reason: Reason = ""


class _RefusalError(Exception):
    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


def read_date(text: str, lang: str, today: date) -> DateRead:
    """The day that the text names. `lang` is `fr` or `nl`; the words of the other language are not read."""
    words = WORDS[lang]
    items = scan(text, lang)
    try:
        return _combine(items, words, today)
    except _RefusalError as refusal:
        return DateRead("refused", reason=refusal.reason)


def _combine(items: Sequence[Item], words: DateWords, today: date) -> DateRead:
    """One day out of all pieces, or `_RefusalError`."""
    names = [item.name for item in items]
    at, part = _read_time(items, words)
    if not _DAY_NAMES.intersection(names):
        if not {"next_week", "this_week", "no_day", "month"}.isdisjoint(names):
            raise _RefusalError("not_a_day")
        return DateRead("nothing", at=at, part=part)
    _refuse_doubt(items, names)
    days = _days(items, words, today)
    if any(day < today for day in days):
        raise _RefusalError("past")
    if any(day > today + _FARTHEST for day in days):
        raise _RefusalError("far")
    return DateRead("found" if len(days) == 1 else "ambiguous", days, at, part)


def _refuse_doubt(items: Sequence[Item], names: Sequence[str]) -> None:
    wanted = [i for i, name in enumerate(names) if name in _DAY_NAMES | _TIME_NAMES | {"number"}]
    if any("either" in (*names[max(0, i - 1) : i], *names[i + 1 : i + 2]) for i in wanted):
        raise _RefusalError("two_dates")
    for name, reason in _DOUBTS.items():
        if name in names:
            raise _RefusalError(reason)
    for i in wanted:
        if "bound" in (*names[max(0, i - 2) : i], *names[i + 1 : i + 2]) and not _is_for(items, i):
            raise _RefusalError("not_a_day")
        if names[i] == "day_only" and names[i + 1 : i + 2] == ["other"] and items[i + 1].text not in _AT:
            raise _RefusalError("unclear")


def _is_for(items: Sequence[Item], place: int) -> bool:
    """True for "een afspraak voor dinsdag": `voor` is "for" there, and "before" elsewhere."""
    around = [item.text for item in items[max(0, place - 3) : place + 2]]
    return around.count("voor") == 1 and any(
        a in ("afspraak", "plaats", "plek", "rdv", "vrij", "vraag") and b == "voor" for a, b in pairwise(around)
    )


def _days(items: Sequence[Item], words: DateWords, today: date) -> tuple[date, ...]:
    """The days that are meant: one, or two when both readings are usual."""
    weekdays = {_weekday(item, words) for item in items if item.name in ("weekday", "short_weekday")}
    if len(weekdays) > 1:
        raise _RefusalError("two_dates")
    weekday = next(iter(weekdays), None)
    spans = [item for item in items if item.name == "span"]
    if len(spans) > 1:
        raise _RefusalError("two_dates")
    named = {day for item in items if (day := _named_day(item, words, today)) is not None}
    if len(named) > 1:
        raise _RefusalError("two_dates")
    if spans and (named or weekday is None):
        after = _span_days(spans[0], words, today)
        if named and after != tuple(named):
            raise _RefusalError("two_dates")
        return after
    if named:
        day = next(iter(named))
        if weekday is not None and day.weekday() != weekday:
            raise _RefusalError("contradiction")
        return (day,)
    if weekday is None:
        raise _RefusalError("unclear")
    return _days_of_weekday(weekday, items, words, today)


def _days_of_weekday(weekday: int, items: Sequence[Item], words: DateWords, today: date) -> tuple[date, ...]:
    names = [item.name for item in items]
    monday = today - timedelta(days=today.weekday())
    coming = today + timedelta(days=(weekday - today.weekday()) % 7)
    if "next_week" in names:
        return (monday + timedelta(days=7 + weekday),)
    if "this_week" in names:
        return (monday + timedelta(days=weekday),)
    for item in items:
        if item.name == "span":
            return _weekday_after_span(item, weekday, words, today)
        if item.name == "in_eight":
            if coming == today:
                raise _RefusalError("unclear")
            return (coming + timedelta(days=7 if item.match["eight"] == "huit" else 14),)
    if _beside_weekday("following", names):
        first = coming if coming > today else coming + timedelta(days=7)
        return (first, first + timedelta(days=7))
    if coming == today:
        if _beside_weekday("coming", names):
            return (today + timedelta(days=7),)
        return (today, today + timedelta(days=7))
    return (coming,)


def _weekday_after_span(item: Item, weekday: int, words: DateWords, today: date) -> tuple[date, ...]:
    """ "Mardi dans deux semaines": counted from the coming Tuesday, or from this week; both when they differ."""
    ahead = _span_days(item, words, today)
    days = (ahead[0] - today).days
    if len(ahead) > 1 or days % 7:
        raise _RefusalError("unclear")
    monday = today - timedelta(days=today.weekday())
    of_week = monday + timedelta(days=weekday + days)
    from_coming = today + timedelta(days=(weekday - today.weekday()) % 7 + days)
    return tuple(sorted({of_week, from_coming}))


def _beside_weekday(name: str, names: Sequence[str]) -> bool:
    return any({a, b} == {name, "weekday"} for a, b in pairwise(names))


def _named_day(item: Item, words: DateWords, today: date) -> date | None:
    """The day of a piece that names one by itself."""
    match = item.match
    if item.name == "iso":
        return _make_day(int(match["iso_y"]), int(match["iso_m"]), int(match["iso_d"]))
    if item.name == "day_month":
        number = int(match["d1"]) if match["d1"] else words.numbers[match["d2"]]
        month = words.months[match["mo1"] or match["mo2"]]
        return _next_time(number, month, int(match["y1"]) if match["y1"] else None, today)
    if item.name == "slashes":
        year = int(match["y3"]) if match["y3"] else None
        return _next_time(int(match["d3"]), int(match["mo3"]), year + 2000 if year and year < 100 else year, today)
    if item.name == "today_part":
        return today
    if item.name == "relative":
        return today + timedelta(days=_value(words.relative, match["rel"]))
    if item.name == "day_only":
        return _next_number(int(re.sub(r"\D", "", item.text)), today)
    return None


def _next_time(number: int, month: int, year: int | None, today: date) -> date:
    if year is not None:
        return _make_day(year, month, number)
    if number == 29 and month == 2:
        leap = next(y for y in range(today.year, today.year + 9) if _is_leap(y) and date(y, 2, 29) >= today)
        return _make_day(leap, 2, 29)
    day = _make_day(today.year, month, number)
    if day < today and day.replace(year=today.year + 1) <= today + _NEXT_YEAR_WITHIN:
        return day.replace(year=today.year + 1)
    return day


def _next_number(number: int, today: date) -> date:
    """The next day with this number in its month: on 23 November "le 5" is 5 December."""
    if not 1 <= number <= 31:
        raise _RefusalError("impossible")
    month = today.year * 12 + today.month - 1
    for later in range(3):
        year, month_0 = divmod(month + later, 12)
        try:
            day = date(year, month_0 + 1, number)
        except ValueError:
            raise _RefusalError("impossible") from None
        if day >= today:
            return day
    raise _RefusalError("impossible")


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _make_day(year: int, month: int, number: int) -> date:
    try:
        return date(year, month, number)
    except ValueError:
        raise _RefusalError("impossible") from None


def _span_days(item: Item, words: DateWords, today: date) -> tuple[date, ...]:
    """ "Dans trois jours". In French eight days are a week and fifteen are two: both readings are given."""
    match = item.match
    count = int(match["n"]) if match["n"].isdigit() else words.numbers[match["n"]]
    unit = match["unit"]
    if match["how"] in ("d ici", "binnen") or unit.startswith(("mois", "maand")):
        raise _RefusalError("not_a_day")
    if unit.startswith(("h", "u")):
        raise _RefusalError("unclear")
    if unit.startswith(("semaine", "wee", "wek")):
        return (today + timedelta(days=7 * count),)
    if unit.startswith("j") and count in (8, 15):
        return (today + timedelta(days=count - 1), today + timedelta(days=count))
    return (today + timedelta(days=count),)


def _read_time(items: Sequence[Item], words: DateWords) -> tuple[time | None, Part | None]:
    """The time and the part of the day; with both, "3h de l'après-midi" is 15:00."""
    parts = {part for item in items for part in _parts_of(item, words)}
    times = {moment for item in items if (moment := _clock(item, words)) is not None}
    if len(parts) > 1 or len(times) > 1:
        raise _RefusalError("two_times")
    part = next(iter(parts), None)
    if not times:
        return None, part
    hour, minute = next(iter(times))
    if hour > 23 or minute > 59:
        raise _RefusalError("impossible")
    if part in ("afternoon", "evening") and hour < 12:
        hour += 12
    if part is not None and hour not in _HOURS_OF_PART[part]:
        raise _RefusalError("contradiction")
    if part is None and hour in _UNLIKELY_HOURS:
        raise _RefusalError("unclear")
    return time(hour, minute), part


def _parts_of(item: Item, words: DateWords) -> Iterator[Part]:
    if item.name == "part":
        yield _value(words.parts, item.text)
    if item.name == "today_part":
        yield _value(words.today_parts, item.text)
    joined = item.match["rel_part"] or item.match["wd_part"]
    if joined:
        yield _JOINED_PARTS[joined]


def _clock(item: Item, words: DateWords) -> tuple[int, int] | None:
    match = item.match

    def number(text: str) -> int:
        return int(text) if text.isdigit() else words.numbers[text]

    if item.name == "clock":
        return number(match["h1"]), int(match["m1"] or match["m2"])
    if item.name == "at":
        return number(match["h4"]), int(match["m4"] or 0)
    if item.name == "hour":
        return number(match["h5"]), 0
    if item.name == "past_hour":
        hour, some = number(match["h2"]), match["some"]
        return (hour - 1, 45) if some.startswith("moins") else (hour, 15 if "quart" in some else 30)
    if item.name == "half":
        hour, some = number(match["h3"]), match["some_nl"]
        before = hour - 1 if hour > 1 else 12
        return {"half": (before, 30), "kwart voor": (before, 45), "kwart over": (hour, 15)}[some]
    return None


def _weekday(item: Item, words: DateWords) -> int:
    if item.name == "weekday":
        return words.weekdays[item.match["wd"]] - 1
    return words.short_weekdays[item.match["swd"]] - 1


def _value(table: Mapping[str, _T], text: str) -> _T:
    """The value of the first expression of the table that the whole text fits."""
    return next(value for rule, value in table.items() if re.fullmatch(rule, text))
