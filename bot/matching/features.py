"""A message as numbers: runs of 2 to 5 letters inside words, words and pairs of words, and runs of sounds, by TF-IDF;
and a few traits (a question mark, a length, a turn of phrase) of one weight each.

Features are 32-bit hashes, so that a vocabulary is one sorted array instead of a hundred thousand strings. Each of the
kinds has length 1 (Euclidean) before they are put side by side. The same code serves fitting and messages.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise

import numpy as np
import numpy.typing as npt

from bot.matching.intent_patterns import turns_of_phrase
from bot.matching.phonetics import sound_of

SHORTEST_RUN, LONGEST_RUN = 2, 5
# Where the checksum of a run of sounds starts, so that it differs from that of the same letters.
_SOUNDS = 0x5EED
_TRAITS = 0x7A17
_TRAIT_WEIGHT = 0.5
# A few words make up most of what is written; each costs a kilobyte to remember.
_WORDS_REMEMBERED = 4_000


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
    return [f"w {word}" for word in words] + [f"w {a} {b}" for a, b in pairwise(words)]


@dataclass(frozen=True, slots=True)
class Counted:
    """Features of a text by their hashes: how often each run is there, kind by kind, and its traits."""

    runs: tuple[Counter[int], ...]
    traits: tuple[int, ...]


def count_features(words: Sequence[str], asks: bool = False) -> Counted:
    """The features of a text; `asks` when it has a question mark."""
    traits = [*turns_of_phrase(words), "asks" if asks else "says", f"length {min(6, len(words) // 3)}"]
    return Counted(
        (
            Counter(chain.from_iterable(map(_letters_of, words))),
            Counter(zlib.crc32(run.encode()) for run in word_runs(words)),
            Counter(chain.from_iterable(map(_sounds_of, words))),
        ),
        tuple(zlib.crc32(trait.encode(), _TRAITS) for trait in traits),
    )


@lru_cache(maxsize=_WORDS_REMEMBERED)
def _letters_of(word: str) -> tuple[int, ...]:
    return tuple(zlib.crc32(run.encode()) for run in letter_runs([word]))


@lru_cache(maxsize=_WORDS_REMEMBERED)
def _sounds_of(word: str) -> tuple[int, ...]:
    return tuple(zlib.crc32(run.encode(), _SOUNDS) for run in letter_runs([sound_of(word)]))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Sorted hashes, each with its inverse document frequency."""

    keys: npt.NDArray[np.uint32]
    idf: npt.NDArray[np.float32]

    def weigh(self, counted: Counted) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.float32]]:
        """The features that the vocabulary knows: their rows, and their weights."""
        sizes = [len(counts) for counts in counted.runs]
        runs, total = sum(sizes), sum(sizes) + len(counted.traits)
        if not len(self.keys) or not total:
            return np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.float32)
        wanted = np.fromiter(chain(*counted.runs, counted.traits), dtype=np.uint32, count=total)
        places = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        known = self.keys[places] == wanted
        times = np.fromiter(chain.from_iterable(c.values() for c in counted.runs), dtype=np.float32, count=runs)
        weights = np.full(total, _TRAIT_WEIGHT, dtype=np.float32)
        weights[:runs] = (1 + np.log(times)) * self.idf[places[:runs]] * known[:runs]
        kinds = np.repeat(np.arange(len(sizes)), sizes)
        lengths = np.sqrt(np.bincount(kinds, weights[:runs] * weights[:runs], minlength=len(sizes)))
        weights[:runs] /= np.maximum(lengths, 1e-9)[kinds]
        return places[known], weights[known]


def learn_vocabulary(texts: Sequence[Counted]) -> Vocabulary:
    """All features of the texts. Also those of a single text: leaving them out cost 2 points."""
    kinds = max((len(counted.runs) for counted in texts), default=0)
    seen = [_keys_of(_of_kind(texts, kind)) for kind in range(kinds)]
    seen.append(_keys_of([counted.traits for counted in texts]))
    keys, times = np.unique(np.concatenate(seen), return_counts=True)
    idf = np.log((1 + len(texts)) / (1 + times)) + 1
    return Vocabulary(keys, idf.astype(np.float32))


def weigh_all(
    vocabulary: Vocabulary, texts: Sequence[Counted]
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], npt.NDArray[np.float32]]:
    """`Vocabulary.weigh` for many texts at once: for each feature found its text, its row, and its weight."""
    owners, rows, weights = [], [], []
    for kind in range(max((len(counted.runs) for counted in texts), default=0)):
        counts = _of_kind(texts, kind)
        keys = _keys_of(counts)
        times = np.fromiter(chain.from_iterable(c.values() for c in counts), dtype=np.float32, count=len(keys))
        owner, row, times = _known(vocabulary, counts, keys, times)
        weight = (1 + np.log(times)) * vocabulary.idf[row]
        lengths = np.sqrt(np.bincount(owner, weight * weight, minlength=len(texts)))
        owners.append(owner)
        rows.append(row)
        weights.append((weight / lengths[owner]).astype(np.float32))
    traits = [counted.traits for counted in texts]
    keys = _keys_of(traits)
    owner, row, times = _known(vocabulary, traits, keys, np.full(len(keys), _TRAIT_WEIGHT, dtype=np.float32))
    return np.concatenate([*owners, owner]), np.concatenate([*rows, row]), np.concatenate([*weights, times])


def _of_kind(texts: Sequence[Counted], kind: int) -> list[Counter[int]]:
    none: Counter[int] = Counter()
    return [counted.runs[kind] if kind < len(counted.runs) else none for counted in texts]


def _keys_of(features: Sequence[Collection[int]]) -> npt.NDArray[np.uint32]:
    return np.fromiter(chain.from_iterable(features), dtype=np.uint32, count=sum(map(len, features)))


def _known(
    vocabulary: Vocabulary,
    features: Sequence[Collection[int]],
    keys: npt.NDArray[np.uint32],
    times: npt.NDArray[np.float32],
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], npt.NDArray[np.float32]]:
    """For each feature that the vocabulary knows its text, its row, and its number."""
    owners = np.repeat(np.arange(len(features)), [len(one) for one in features])
    if not len(vocabulary.keys):
        return owners[:0], owners[:0], times[:0]
    places = np.minimum(np.searchsorted(vocabulary.keys, keys), len(vocabulary.keys) - 1)
    known = vocabulary.keys[places] == keys
    return owners[known], places[known], times[known]
