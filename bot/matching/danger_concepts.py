"""What a message is about, in the words of danger: who, hits, pills, nowhere to sleep; and what makes such words calm.

The sections of `data/concepts.txt` by name, and every two of them that a message names together, are features of the
danger classifier: "somebody, hits, child" says more than any of its words, and says it in both languages.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations

from bot.matching.features import Counted
from bot.matching.pattern_file import read_split_patterns

# What a word names by itself is remembered; only expressions of several words are looked for in every text.
_OF_A_WORD, _OF_A_TEXT = read_split_patterns("concepts.txt")
_WORDS_REMEMBERED = 10_000
# Where the checksum of a concept starts, so that it differs from that of the same letters.
_CONCEPTS = 0xC07C
# Of a story the first words are enough; its sentences are judged one by one.
_WORDS_READ = 60


def concepts_of(words: Sequence[str]) -> list[str]:
    """The names of the concepts that folded words name."""
    read = words[:_WORDS_READ]
    named = {name for word in read for name in _named_by(word)}
    folded = " ".join(read)
    named.update(name for name, pattern in _OF_A_TEXT.items() if name not in named and pattern.search(folded))
    return sorted(named)


@lru_cache(maxsize=_WORDS_REMEMBERED)
def _named_by(word: str) -> tuple[str, ...]:
    return tuple(name for name, pattern in _OF_A_WORD.items() if pattern.fullmatch(word))


def with_concepts(words: Sequence[str], counted: Counted) -> Counted:
    """The features of a text, and its concepts one by one and two by two as one more kind."""
    named = concepts_of(words)
    both = [*named, *(f"{a}+{b}" for a, b in combinations(named, 2))]
    return Counted((*counted.runs, Counter(zlib.crc32(one.encode(), _CONCEPTS) for one in both)), counted.traits)
