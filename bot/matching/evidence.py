"""A message that is nearly a phrasing of the content needs no classifier.

Compared are folded words in alphabetical order, by rapidfuzz's `ratio` (0 to 100): its `token_sort_ratio` with the
sorting done once. Partial and weighted ratios are never used: any two texts that share a word score 85 with them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor

from rapidfuzz import fuzz, process

SAME = 95.0
# Among so many of one length a second label would show.
_ALIKE = 5
_NOTHING: tuple[list[str], list[str]] = ([], [])

# A message of nothing but these says nothing that could be answered.
STOP_WORDS: frozenset[str] = frozenset(
    re.findall(
        r"\w+",
        """
        a aan af ai al alle alors als as au aussi aux avec avez avons ben bien bij bon c ca car ce ces cet cette
        comme comment d daar dan dans dat de den der des deze die dit dois donc door du een eh elle elles en er es
        est et etais etait etes etre euh fait ge geen gij had heb hebben heeft het hier hij hoe hun i ik il ils in
        is ja je jij jou jouw juist kan kun l la le les leur lui m ma maar mag mais me mee meer mes met mij mijn
        moet moi mon n na naar ne niet nog non nou nu o of om omdat on onder ons ont onze oo ook op ou oui over par
        pas peu peut peux plus pour pourquoi pr qu quand que quel quelle qui quoi s sa se sera serai ses si soit
        sommes son sont suis sur t ta te tes toch ton tot tout toute tres tu u uit un une uw van veel veux voor vos
        votre vous vrai waar waarom wanneer was wat we wel welk welke wie wij wil will worden wordt y ze zeer zich
        zij zijn zo zou
        """,
    )
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence of the content: as written, and what it means."""

    text: str
    label: str


def says_nothing(words: Sequence[str]) -> bool:
    """True for no words, only stop words, only digits or single letters."""
    return all(word in STOP_WORDS or len(word) == 1 or word.isdigit() for word in words)


def sort_key(words: Sequence[str]) -> str:
    return " ".join(sorted(words))


class Evidence:
    """The phrasings of the content, looked up by likeness."""

    def __init__(self, phrases: Sequence[Phrase], keys: Sequence[str]) -> None:
        self._phrases = tuple(phrases)
        self._keys = list(keys)
        self._exact: dict[str, str | None] = {}  # None where two labels claim the same words
        self._places: dict[str, list[int]] = {}
        self._by_length: dict[int, tuple[list[str], list[str]]] = {}
        for place, (phrase, key) in enumerate(zip(phrases, keys, strict=True)):
            if self._exact.setdefault(key, phrase.label) != phrase.label:
                self._exact[key] = None
            self._places.setdefault(phrase.label, []).append(place)
            keys_here, labels_here = self._by_length.setdefault(len(key), ([], []))
            keys_here.append(key)
            labels_here.append(phrase.label)

    def label_of_same(self, words: Sequence[str]) -> str | None:
        """The label of the phrasing that this is, but for a letter; None when none is, or two labels claim it."""
        key = sort_key(words)
        if not key:
            return None
        if key in self._exact:
            return self._exact[key]
        if len(words) < 2:
            return None  # of one word, another letter makes another word
        labels: set[str] = set()
        # Each letter more or less costs 100 / both lengths: what is much longer or shorter cannot be the same.
        for length in range(ceil(len(key) * SAME / (200 - SAME)), floor(len(key) * (200 - SAME) / SAME) + 1):
            keys_here, labels_here = self._by_length.get(length, _NOTHING)
            found = process.extract(key, keys_here, scorer=fuzz.ratio, score_cutoff=SAME, limit=_ALIKE)
            labels.update(labels_here[i] for _, _, i in found)
        return _only(labels)

    def phrases_for(self, label: str, words: Sequence[str], at_most: int = 3) -> tuple[str, ...]:
        """The phrasings of a label that are most like a message, the nearest first."""
        places = self._places.get(label, [])
        keys = [self._keys[place] for place in places]
        found = process.extract(sort_key(words), keys, scorer=fuzz.ratio, limit=at_most)
        return tuple(self._phrases[places[i]].text for _, _, i in found)


def _only(labels: set[str]) -> str | None:
    return next(iter(labels)) if len(labels) == 1 else None
