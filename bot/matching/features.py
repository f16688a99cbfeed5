"""A message as numbers: runs of 2 to 5 letters inside words, and words and pairs of words, weighted by TF-IDF.

Features are 32-bit hashes, so that a vocabulary is one sorted array instead of a hundred thousand strings. Each of the
kinds has length 1 (Euclidean) before they are put side by side. The same code serves fitting and messages.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

SHORTEST_RUN, LONGEST_RUN = 2, 5


def letter_runs(words: Sequence[str]) -> list[str]:
    """Runs of letters of each word, a space standing at both its ends."""
    runs: list[str] = []
    for word in words:
        padded = f" {word} "
        for n in range(SHORTEST_RUN, LONGEST_RUN + 1):
            if n >= len(padded):
                runs.append(padded)
                break
            runs += [padded[i : i + n] for i in range(len(padded) - n + 1)]
    return runs


def word_runs(words: Sequence[str]) -> list[str]:
    """Words and pairs of neighbours."""
    return [f"w {word}" for word in words] + [f"w {a} {b}" for a, b in zip(words, words[1:], strict=False)]


def count_features(words: Sequence[str]) -> tuple[Counter[int], ...]:
    """How often each feature is there, kind by kind, by its hash."""
    return (
        Counter(zlib.crc32(run.encode()) for run in letter_runs(words)),
        Counter(zlib.crc32(run.encode()) for run in word_runs(words)),
    )


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Sorted hashes, each with its inverse document frequency."""

    keys: npt.NDArray[np.uint32]
    idf: npt.NDArray[np.float32]

    def vector(self, words: Sequence[str]) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.float32]]:
        """The features that the vocabulary knows: their rows, and their weights."""
        rows: list[npt.NDArray[np.intp]] = []
        weights: list[npt.NDArray[np.float32]] = []
        for counts in count_features(words):
            if not counts or not len(self.keys):
                continue
            wanted = np.fromiter(counts.keys(), dtype=np.uint32, count=len(counts))
            times = np.fromiter(counts.values(), dtype=np.float32, count=len(counts))
            places = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
            known = self.keys[places] == wanted
            found = places[known]
            weight = (1 + np.log(times[known])) * self.idf[found]
            length = float(np.sqrt((weight * weight).sum()))
            if length > 0:
                rows.append(found)
                weights.append((weight / length).astype(np.float32))
        if not rows:
            return np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.float32)
        return np.concatenate(rows), np.concatenate(weights)


def learn_vocabulary(texts: Sequence[Sequence[str]], rarest: int = 2) -> Vocabulary:
    """Features that at least `rarest` texts have."""
    seen: Counter[int] = Counter()
    for words in texts:
        for counts in count_features(words):
            seen.update(counts.keys())
    kept = sorted(key for key, times in seen.items() if times >= rarest)
    times_kept = np.array([seen[key] for key in kept], dtype=np.float32)
    idf = np.log((1 + len(texts)) / (1 + times_kept)) + 1
    return Vocabulary(np.array(kept, dtype=np.uint32), idf.astype(np.float32))
