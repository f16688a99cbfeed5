"""From a message to the words that are compared: folded, SMS words spelt out, greetings taken off.

The same function serves training and messages. A word is a string of letters and digits without accents. Never raises.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from bot.language.clean import clean, fold


def _phrases(text: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(phrase.split()) for phrase in text.split(","))


_OPENINGS = _phrases(
    "bonjour,bonsoir,salut,slt,bjr,coucou,hello,hallo,hoi,dag,hey,hi,allo,yo,salam,goeiedag,goedendag,goedemorgen,"
    "goeiemorgen,goedemiddag,goeienavond,goedenavond,goeiendag,madame,monsieur,mevrouw,meneer,mijnheer,beste,"
    "beste mevrouw,beste meneer,cher monsieur,chere madame,excusez moi,pardon,excuseer,sorry,svp,stp,aub,"
    "s il vous plait"
)
_CLOSINGS = _phrases(
    "merci,mci,dank,bedankt,svp,stp,aub,alstublieft,asjeblieft,alsjeblieft,s il vous plait,s il te plait,"
    "merci beaucoup,merci d avance,merci bien,d avance,dank u,dank u wel,dank je,dank je wel,alvast bedankt,alvast,"
    "bij voorbaat dank,bonne journee,bonne soiree,met vriendelijke groeten,a u b,madame,monsieur,mevrouw,meneer,"
    "cordialement"
)
_LONGEST_GREETING = 4
# What is left after the greetings must say something, else the greetings were the message.
_ENOUGH = 3
_WRITTEN = re.compile(r"[^\W_]+'?")
_APOSTROPHES = re.compile(r"[’‘ʼ`´′＇ʹ]")
_STRETCHED = re.compile(r"([^\W\d])\1{2,}")


class Normaliser:
    """Turns messages into words, with the synonyms of the content: `rdv` is `rendez-vous` or `afspraak`.

    Only those of the message's language count: `ne` is `een` in Dutch slang, and half of a negation in French.
    """

    def __init__(self, synonyms: Mapping[str, Mapping[str, str]]) -> None:
        self._tables = {lang: _Table(table) for lang, table in synonyms.items()}
        self._none = _Table({})

    def words(self, text: str, lang: str = "") -> list[str]:
        """The words of a message, politeness at both ends taken off unless nothing else is there."""
        written = without_stretches(written_words(text))
        words = [key for word in self._tables.get(lang, self._none).spell_out(written) for key in _keys(word)]
        trimmed = trim_politeness(words)
        return trimmed if len(trimmed) >= _ENOUGH else words


class _Table:
    """Short forms and what they stand for, as written words.

    Accents count and so does the apostrophe: `jé` is `j'ai`, but neither `je` nor the `c'` of `c'est` is a short form.
    """

    def __init__(self, table: Mapping[str, str]) -> None:
        self._long = {
            tuple(written_words(short)): tuple(written_words(long))
            for short, long in table.items()
            if written_words(short)
        }
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


def written_words(text: str) -> list[str]:
    """Words in lower case with their accents, an apostrophe left at the end of what stands before it."""
    return _WRITTEN.findall(_APOSTROPHES.sub("'", clean(text).lower()))


def fold_words(text: str) -> list[str]:
    """Folded words, letters held down and words said again and again cut short."""
    return [key for word in without_stretches(written_words(text)) for key in _keys(word)]


@lru_cache(maxsize=20_000)
def _keys(word: str) -> tuple[str, ...]:
    return tuple(fold(word).split())


def without_stretches(words: Iterable[str]) -> list[str]:
    """Letters held down (`ouiiii`) count twice at most, one word again and again once; words end at 40 letters."""
    short = [_STRETCHED.sub(r"\1\1", word)[:40] for word in words]
    return [word for i, word in enumerate(short) if i == 0 or word != short[i - 1]]


def trim_politeness(words: Sequence[str], also: frozenset[tuple[str, ...]] = frozenset()) -> list[str]:
    """The words without greetings at the beginning, thanks at the end, and what `also` names at either."""
    kept = list(words)
    longest = _longest_of(also)
    trimmed = True
    while kept and trimmed:
        trimmed = False
        for length in range(min(longest, len(kept)), 0, -1):
            if tuple(kept[:length]) in _OPENINGS or tuple(kept[:length]) in also:
                kept, trimmed = kept[length:], True
                break
            if tuple(kept[-length:]) in _CLOSINGS or tuple(kept[-length:]) in also:
                kept, trimmed = kept[:-length], True
                break
    return kept


@lru_cache(maxsize=8)
def _longest_of(also: frozenset[tuple[str, ...]]) -> int:
    """How many words the longest phrase has that may be trimmed."""
    return max([_LONGEST_GREETING, *(len(phrase) for phrase in also)])


def read_synonyms(lines: Iterable[str]) -> dict[str, str]:
    """Lines `rdv = rendez-vous` as a table; a line without both sides says nothing."""
    table: dict[str, str] = {}
    for line in lines:
        short, _, long = line.partition("=")
        if short.strip() and long.strip():
            table[short.strip()] = long.strip()
    return table
