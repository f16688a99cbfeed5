"""Days, times, lists and plurals as people in Brussels say them, in French and Dutch.

Babel (`fr_BE`, `nl_BE`) gives the names and the plural rules; "1er", "9h05" and "9u05" are ours. Instants are aware and
are said in Brussels wall time; a `datetime` without time zone is a `ValueError`. `lang` is `fr` or `nl`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Literal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list

BRUSSELS = ZoneInfo("Europe/Brussels")

_LOCALES = {"fr": Locale("fr", "BE"), "nl": Locale("nl", "BE")}
_HOUR_SIGNS = {"fr": "h", "nl": "u"}


def say_day(day: date, lang: str) -> str:
    """`mardi 1er décembre`, `dinsdag 1 december`: without the year, as an appointment is never far."""
    said = format_date(day, "EEEE d MMMM", locale=_LOCALES[lang])
    return said.replace(" 1 ", " 1er ") if lang == "fr" else said


def say_full_day(day: date, lang: str) -> str:
    """`mardi 1er décembre 2026`, `dinsdag 1 december 2026`."""
    return f"{say_day(day, lang)} {day.year}"


def say_weekday(weekday: int, lang: str) -> str:
    """`mardi`, `dinsdag`: 0 is Monday."""
    names: Mapping[int, str] = _LOCALES[lang].days["format"]["wide"]
    return names[weekday]


def say_month(day: date, lang: str) -> str:
    """`novembre 2026`, `november 2026`: the month of a day."""
    return format_date(day, "MMMM y", locale=_LOCALES[lang])


def say_time(moment: time, lang: str) -> str:
    """`9h05`, `17h00`, `9u05`: two digits of minutes always."""
    return f"{moment.hour}{_HOUR_SIGNS[lang]}{moment.minute:02}"


def say_moment(instant: datetime, lang: str) -> str:
    """`mardi 1er décembre, 9h30` in Brussels, whatever the time zone of `instant`."""
    local = to_brussels(instant)
    return f"{say_day(local.date(), lang)}, {say_time(local.time(), lang)}"


def to_brussels(instant: datetime) -> datetime:
    """The same instant as Brussels wall time."""
    if instant.utcoffset() is None:
        raise ValueError(f"an instant needs a time zone, got {instant.isoformat()}")
    return instant.astimezone(BRUSSELS)


def say_list(items: Sequence[str], lang: str, *, style: Literal["and", "or"] = "and") -> str:
    """`a, b et c` or `a, b ou c`; `a, b en c` or `a, b of c`; an empty list says nothing."""
    return format_list(list(items), style="standard" if style == "and" else "or", locale=_LOCALES[lang])


def plural_category(count: int, lang: str) -> Literal["one", "other"]:
    """Which of the two forms of a phrase goes with a count: in French 0 and 1 are `one`, in Dutch only 1."""
    return "one" if _LOCALES[lang].plural_form(count) == "one" else "other"
