"""Read a typed date, or refuse. A strict grammar, in French and Dutch: a wrong day costs more than a question more.

`read_date` finds one day, with a time or a part of the day if one was said. It refuses whenever two readings are left:
two days, a negation, a range, a weekday that contradicts its date, a number it has no use for. Days are Brussels
calendar days, times Brussels wall time. Whoever calls echoes the full date. Never raises.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import cache
from typing import Literal

from bot.language.date_words import WORDS, DateWords, Part

Reason = Literal[
    "", "two_dates", "two_times", "negation", "contradiction", "impossible", "past", "not_a_day", "far", "unclear"
]

# A day without a year is this year's, or next year's when that is near; else it is over.
_NEXT_YEAR_WITHIN = timedelta(days=183)
_FARTHEST = timedelta(days=400)
# Nobody receives people at these hours: "à 3h" may be three in the afternoon, or a slip.
_UNLIKELY_HOURS = range(0, 7)
_LONGEST = 400


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


@dataclass(frozen=True, slots=True)
class _Item:
    """A piece of the text that the grammar knows; `other` is everything else."""

    name: str
    match: re.Match[str]


def read_date(text: str, lang: str, today: date) -> DateRead:
    """The day that the text names. `lang` is `fr` or `nl`; the words of the other language are not read."""
    words = WORDS[lang]
    items = list(_scan(_prepare(text), lang))
    try:
        return _combine(items, words, today)
    except _RefusalError as refusal:
        return DateRead("refused", reason=refusal.reason)


def _prepare(text: str) -> str:
    text = unicodedata.normalize("NFKC", text[:_LONGEST]).lower().replace("où", "_where_")
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    text = re.sub(r"['’‘`´ʼ]", " ", text)
    # "1/12/2026" and "9.30" keep their signs, all other punctuation goes.
    text = re.sub(r"(?<!\d)[./:-]|[./:](?!\d)|-(?![\da-z])|[^\w\s./:-]", " ", text)
    return re.sub(r"\s+", " ", text).strip()


def _either(words: object) -> str:
    return "|".join(sorted(words, key=len, reverse=True)) if not isinstance(words, str) else words  # type: ignore[call-overload]


@cache
def _pattern(lang: str) -> re.Pattern[str]:
    """All that the grammar knows, as one expression; the first alternative that fits wins."""
    w = WORDS[lang]
    weekday, month = _either(w.weekdays), _either(w.months)
    number = _either(w.numbers)
    joined_part = "(?:morgen|ochtend|voormiddag|middag|namiddag|avond)" if lang == "nl" else "(?!)"
    day = rf"\d{{1,2}}(?:er|ere|e|de|ste)?|{number}"
    hour_sign = r"(?:h|heures?|hrs?|u|uur|uren)"
    hour_word = f"{number}|midi|middag" if lang == "fr" else number
    alternatives = [
        ("iso", r"(?P<iso_y>\d{4})-(?P<iso_m>\d{1,2})-(?P<iso_d>\d{1,2})"),
        ("clock", rf"(?P<ch>\d{{1,2}}) ?(?:(?::|{hour_sign}) ?(?P<cm>\d{{2}})(?: ?{hour_sign})?(?!\d)|\.(?P<cm2>\d{{2}}) ?{hour_sign})"),
        ("half", rf"(?P<hh>\d{{1,2}}) ?{hour_sign} (?P<half>et demie?|et quart|moins (?:le |un )?quart)"),
        ("nlhalf", rf"(?P<nh>half|kwart voor|kwart over) (?P<nhh>\d{{1,2}}|{number})" if lang == "nl" else "(?!)"),
        ("hour", rf"(?P<h>\d{{1,2}}|{hour_word}) ?{hour_sign}"),
        ("dmy", r"(?P<dd>\d{1,2})[/.-](?P<dm>\d{1,2})(?:[/.-](?P<dy>\d{4}|\d{2}))?"),
        ("daymonth", rf"(?P<day>{day})[ -](?:de |du mois de |van )?(?P<month>{month})\.?(?: (?P<year>20\d{{2}}))?"),
        ("quinze", r"en (?P<q>huit|quinze)" if lang == "fr" else "(?!)"),
        ("span", rf"(?:dans|d ici|over|binnen) (?P<n>\d{{1,2}}|{number}) (?P<unit>jours?|j|semaines?|mois|dagen|dag|weken|week|maanden|maand|heures?|uur|uren)"),
        ("nextweek", w.next_week),
        ("thisweek", w.this_week),
        ("todaypart", _either(w.today_parts)),
        ("relative", rf"(?P<rel>{_either(w.relative)})(?P<relpart>{joined_part})?"),
        ("weekday", rf"(?P<wd>{weekday}) ?(?P<wdpart>{joined_part})?"),
        ("shortday", rf"(?P<swd>{_either(w.short_weekdays)})\.? (?=\d{{1,2}}(?:[ /.-]|er\b|$))"),
        ("part", _either(w.parts)),
        ("bound", w.bounds),
        ("past", w.past),
        ("following", w.following),
        ("negation", w.negations),
        ("noday", w.no_day),
        ("coming", w.coming),
        ("vague", w.vague),
        ("month", month),
        ("either", w.either),
        ("dayonly", r"(?:le|de|den|het|op|op de|op den) (?P<do>\d{1,2})(?:er|e|de|ste)?(?= |$)"),
        ("number", r"\d[\d./:-]*(?:er|e|de|ste)?"),
        ("other", r"[^\s]+"),
    ]
    return re.compile("|".join(rf"(?P<{name}>(?<![\w]){rule}(?![\w]))" for name, rule in ((n, f"(?:{r})") for n, r in alternatives)))


def _scan(text: str, lang: str) -> Iterator[_Item]:
    for match in _pattern(lang).finditer(text):
        yield _Item(str(match.lastgroup), match)
