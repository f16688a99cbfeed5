"""The pieces of a typed date: days, times, and the words that throw doubt on them, in the order of the text.

What they mean together is `typed_dates`. The words come from `date_words`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from bot.language.date_words import WORDS

_LONGEST = 400
_SHORT_MONTHS = frozenset({"mars", "mai", "juin", "mei", "juni", "juli"})


@dataclass(frozen=True, slots=True)
class Item:
    """A piece of the text that the grammar knows; `other` is everything else."""

    name: str
    match: re.Match[str]

    @property
    def text(self) -> str:
        return self.match[0]


@cache
def _pattern(lang: str) -> re.Pattern[str]:
    """All that the grammar knows, as one expression; the first alternative that fits wins."""
    w = WORDS[lang]
    dutch = lang == "nl"
    sign = r"(?:heures?|hrs?|h|uren|uur|u)"
    number, month = _any(w.numbers), _any(w.months)
    full_month = _any(name for name in w.months if len(name) > 4 or name in _SHORT_MONTHS)
    joined = "(?:morgen|ochtend|voormiddag|middag|namiddag|avond)" if dutch else "(?!)"
    units = "dagen|dag|weken|week|maanden|maand|uren|uur" if dutch else "jours?|j|semaines?|mois|heures?|h"
    day_only = r"(?:op )?(?:de|den) (?P<only>\d{1,2})(?:de|ste|e)?" if dutch else r"le (?P<only>\d{1,2})(?:er|e)?"
    rules = {
        "iso": r"(?P<iso_y>\d{4})-(?P<iso_m>\d{1,2})-(?P<iso_d>\d{1,2})",
        "clock": rf"(?P<h1>\d{{1,2}}) ?(?:(?::|{sign}) ?(?P<m1>\d{{2}})(?: ?{sign})?|\.(?P<m2>\d{{2}}) ?{sign})",
        "past_hour": rf"(?P<h2>\d{{1,2}}|{number}) ?{sign} (?P<some>et demie?|et quart|moins (?:le |un )?quart)",
        "half": rf"(?P<some_nl>half|kwart voor|kwart over) ?(?P<h3>\d{{1,2}}|{number})" if dutch else "(?!)",
        "at": rf"(?:om|rond|tegen) (?P<h4>\d{{1,2}})(?:[.:](?P<m4>\d{{2}}))?(?! ?{sign}|[.:]\d)" if dutch else "(?!)",
        "hour": rf"(?P<h5>\d{{1,2}}|{number}) ?{sign}",
        "day_month": rf"(?:(?P<d1>\d{{1,2}})(?:er|ere|e|de|ste)?[ -]?(?:de |van )?(?P<mo1>{month})"
        rf"|(?P<d2>{number}) (?P<mo2>{full_month}))\.?(?: (?P<y1>20\d{{2}}))?",
        "slashes": r"(?P<d3>\d{1,2})[/.-](?P<mo3>\d{1,2})(?:[/.-](?P<y3>\d{4}|\d{2}))?",
        "in_eight": "en (?P<eight>huit|quinze)" if not dutch else "(?!)",
        "span": rf"(?P<how>dans|d ici|over|binnen) (?P<n>\d{{1,3}}|{number}) (?P<unit>{units})",
        "next_week": w.next_week,
        "this_week": w.this_week,
        "today_part": _any(w.today_parts),
        "relative": rf"(?P<rel>{_any(w.relative)})(?P<rel_part>{joined})?",
        "weekday": rf"(?P<wd>{_any(w.weekdays)}) ?(?P<wd_part>{joined})?",
        "short_weekday": rf"(?P<swd>{_any(w.short_weekdays)})\.?(?= \d)",
        "part": _any(w.parts),
        "bound": w.bounds,
        "past": w.past,
        "following": w.following,
        "negation": w.negations,
        "no_day": w.no_day,
        "coming": w.coming,
        "vague": w.vague,
        "day_only": rf"{day_only}(?! ?(?:{month}|{sign})\b|[./:-])",
        "month": full_month,
        "either": w.either,
        "number": r"\d\S*",
        "other": r"\S+",
    }
    return re.compile("|".join(rf"(?P<{name}>(?<!\w)(?:{rule})(?!\w))" for name, rule in rules.items()))


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


def scan(text: str, lang: str) -> list[Item]:
    """The pieces of a text, first to last; what the grammar does not know is `other`."""
    items: list[Item] = []
    for match in _pattern(lang).finditer(_prepare(text)):
        name = str(match.lastgroup)
        after_weekday = bool(items) and items[-1].name in ("weekday", "short_weekday")
        if name == "number" and after_weekday and re.fullmatch(r"\d{1,2}(?:er|e|de|ste)?", match[0]):
            name = "day_only"  # "mardi 24", "dinsdag 1ste"
        items.append(Item(name, match))
    return items


def _prepare(text: str) -> str:
    text = unicodedata.normalize("NFKC", text[:_LONGEST]).lower().replace("où", "_where_")
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    text = re.sub(r"['’‘`´ʼ]", " ", text)
    # "1/12/2026" and "9.30" keep their signs, all other punctuation goes.
    text = re.sub(r"(?<!\d)[./:-]|[./:-](?!\d)|[^\w\s./:-]", " ", text)
    return re.sub(r"\s+", " ", text).strip()
