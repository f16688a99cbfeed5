"""A message as numbers: runs of 2 to 5 letters inside words, words and pairs of words, and runs of sounds, by TF-IDF.

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

from bot.matching.phonetics import sound_of

SHORTEST_RUN, LONGEST_RUN = 2, 5
# Where the checksum of a run of sounds starts, so that it differs from that of the same letters.
_SOUNDS = 0x5EED


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


Counts = tuple[Counter[int], ...]


def count_features(words: Sequence[str]) -> Counts:
    """How often each feature is there, kind by kind, by its hash."""
    return (
        Counter(zlib.crc32(run.encode()) for run in letter_runs(words)),
        Counter(zlib.crc32(run.encode()) for run in word_runs(words)),
        Counter(zlib.crc32(run.encode(), _SOUNDS) for run in letter_runs([sound_of(word) for word in words])),
    )


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Sorted hashes, each with its inverse document frequency."""

    keys: npt.NDArray[np.uint32]
    idf: npt.NDArray[np.float32]

    def vector(self, words: Sequence[str]) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.float32]]:
        """The features of a text that the vocabulary knows: their rows, and their weights."""
        return self.weigh(count_features(words))

    def weigh(self, counted: Counts) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.float32]]:
        """The same, of features that are counted already."""
        rows: list[npt.NDArray[np.intp]] = []
        weights: list[npt.NDArray[np.float32]] = []
        for counts in counted:
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


def learn_vocabulary(texts: Sequence[Counts]) -> Vocabulary:
    """All features of the texts. Also those of a single text: leaving them out cost 2 points."""
    seen: Counter[int] = Counter()
    for counted in texts:
        for counts in counted:
            seen.update(counts.keys())
    keys = np.array(sorted(seen), dtype=np.uint32)
    times = np.fromiter((seen[key] for key in sorted(seen)), dtype=np.float32, count=len(seen))
    idf = np.log((1 + len(texts)) / (1 + times)) + 1
    return Vocabulary(keys, idf.astype(np.float32))
