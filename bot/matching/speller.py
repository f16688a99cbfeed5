"""Words that nobody knows become the nearest word of the index, when one is near enough.

Nearness is 1 - distance / length of the longer word, where a swap of neighbours is one step (OSA).
A word of three letters or fewer, a word of the index and a common word of French or Dutch stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.language.identify import is_common_word

NEAR_ENOUGH = 0.75
# A message of a thousand unknown words is not a question: the first few are enough, and the time stays bounded.
_MOST_CORRECTED = 25
_REMEMBERED = 5_000


class Speller:
    """`known` words stay; `targets` are what a word may become."""

    def __init__(self, known: Iterable[str], targets: Iterable[str]) -> None:
        self._known = frozenset(known)
        self._by_length: dict[int, list[str]] = {}
        for word in sorted(set(targets)):
            if len(word) > 3:
                self._by_length.setdefault(len(word), []).append(word)
        self._remembered: dict[str, str] = {}

    def correct(self, words: Sequence[str]) -> list[str]:
        """The words, unknown ones replaced by their nearest known one."""
        left = _MOST_CORRECTED
        result = []
        for word in words:
            if self._stays(word) or left == 0:
                result.append(word)
            else:
                left -= 1
                result.append(self._nearest(word))
        return result

    def _stays(self, word: str) -> bool:
        return len(word) <= 3 or len(word) > 25 or word in self._known or not word.isalpha() or is_common_word(word)

    def _nearest(self, word: str) -> str:
        if word not in self._remembered:
            if len(self._remembered) >= _REMEMBERED:
                self._remembered.clear()
            self._remembered[word] = self._look_for(word)
        return self._remembered[word]

    def _look_for(self, word: str) -> str:
        best, best_score = word, 0.0
        # 1 - d/longer ≥ 0.75 bounds how much longer or shorter the other word can be.
        for length in range(max(4, -(-len(word) * 3 // 4)), len(word) * 4 // 3 + 1):
            candidates = self._by_length.get(length, ())
            found = process.extractOne(
                word, candidates, scorer=OSA.normalized_similarity, score_cutoff=max(NEAR_ENOUGH, best_score)
            )
            if found is not None and (found[1], found[0][0] == word[0]) > (best_score, best[0] == word[0]):
                best, best_score = found[0], found[1]
        return best
