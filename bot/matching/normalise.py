"""From a message to the words that are compared: folded, SMS words spelt out, greetings taken off.

The same function serves training and messages. A word is a string of letters and digits without accents. Never raises.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from bot.language.clean import clean, fold

_GREETINGS = tuple(
    tuple(words.split())
    for words in (
        "bonjour bonsoir salut slt bjr coucou hello hallo hoi hey hi dag goeiedag goedendag goedemorgen goeiemorgen"
        " goedemiddag goeienavond goedenavond goeiendag merci mci dank bedankt svp stp aub alstublieft asjeblieft"
        " madame monsieur mevrouw meneer mijnheer alsjeblieft allo yo salam"
    ).split()
) + tuple(
    tuple(words.split())
    for words in (
        "s il vous plait",
        "s il te plait",
        "merci beaucoup",
        "merci d avance",
        "merci bien",
        "dank u",
        "dank u wel",
        "dank je",
        "dank je wel",
        "alvast bedankt",
        "bij voorbaat dank",
        "bonne journee",
        "bonne soiree",
        "met vriendelijke groeten",
        "a u b",
        "beste mevrouw",
        "beste meneer",
        "cher monsieur",
        "chere madame",
        "excusez moi",
        "pardon",
        "excuseer",
        "sorry",
    )
)
_LONGEST_GREETING = max(len(words) for words in _GREETINGS)
_GREETING_SET = frozenset(_GREETINGS)
_STRETCHED = re.compile(r"([^\W\d])\1{2,}")


class Normaliser:
    """Turns messages into words, with the synonyms of the content: `rdv` is `rendez-vous` or `afspraak`.

    `synonyms[lang]` is read first, then the other language's: people mix them.
    """

    def __init__(self, synonyms: Mapping[str, Mapping[str, str]]) -> None:
        self._tables = {lang: _Table([own, *(other for name, other in synonyms.items() if name != lang)])
                        for lang, own in synonyms.items()}  # fmt: skip
        self._default = _Table(list(synonyms.values()))

    def words(self, text: str, lang: str = "") -> list[str]:
        """The words of a message, politeness at both ends taken off unless nothing else is there."""
        words = self._tables.get(lang, self._default).spell_out(fold_words(text))
        return trim_politeness(words) or words


class _Table:
    """Short forms and what they stand for, as folded words; of two tables the first counts."""

    def __init__(self, tables: Sequence[Mapping[str, str]]) -> None:
        self._long: dict[tuple[str, ...], tuple[str, ...]] = {}
        for table in tables:
            for short, long in table.items():
                if fold(short):
                    self._long.setdefault(tuple(fold(short).split()), tuple(fold(long).split()))
        self._longest = max((len(words) for words in self._long), default=0)
        self._first = frozenset(words[0] for words in self._long)

    def spell_out(self, words: Sequence[str]) -> list[str]:
        """Short forms replaced, the longest first, each word once: what is put in is not read again."""
        result: list[str] = []
        at = 0
        while at < len(words):
            length = self._length_at(words, at)
            result += self._long[tuple(words[at : at + length])] if length else words[at : at + 1]
            at += length or 1
        return result

    def _length_at(self, words: Sequence[str], at: int) -> int:
        if words[at] in self._first:
            for length in range(min(self._longest, len(words) - at), 0, -1):
                if tuple(words[at : at + length]) in self._long:
                    return length
        return 0


def fold_words(text: str) -> list[str]:
    """Folded words; letters held down (`ouiiii`) count twice at most, one word again and again once."""
    words = [_STRETCHED.sub(r"\1\1", word)[:40] for word in fold(clean(text)).split()]
    return [word for i, word in enumerate(words) if i == 0 or word != words[i - 1]]


def trim_politeness(words: Sequence[str], also: frozenset[tuple[str, ...]] = frozenset()) -> list[str]:
    """The words without greetings and thanks (and what `also` names) at the beginning and the end."""
    kept = list(words)
    longest = max([_LONGEST_GREETING, *(len(phrase) for phrase in also)])
    trimmed = True
    while kept and trimmed:
        trimmed = False
        for length in range(min(longest, len(kept)), 0, -1):
            if _is_polite(kept[:length], also):
                kept, trimmed = kept[length:], True
                break
            if _is_polite(kept[-length:], also):
                kept, trimmed = kept[:-length], True
                break
    return kept


def read_synonyms(lines: Iterable[str]) -> dict[str, str]:
    """Lines `rdv = rendez-vous` as a table; a line without both sides says nothing."""
    table: dict[str, str] = {}
    for line in lines:
        short, _, long = line.partition("=")
        if short.strip() and long.strip():
            table[short.strip()] = long.strip()
    return table


def _is_polite(words: Sequence[str], also: frozenset[tuple[str, ...]]) -> bool:
    key = tuple(words)
    return key in _GREETING_SET or key in also
