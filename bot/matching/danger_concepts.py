"""What a message is about, in the words of danger: who, hits, pills, nowhere to sleep; and what makes such words calm.

The sections of `data/concepts.txt` by name, and every two of them that a message names together, are features of the
danger classifier: "somebody, hits, child" says more than any of its words, and says it in both languages.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import combinations

from bot.matching.features import Counted
from bot.matching.pattern_file import read_split_patterns

_LOOKS = re.compile(r"\(\?<?[!=]")
# What a word names by itself is remembered; only expressions of several words are looked for in every text.
_OF_A_WORD, _OF_A_TEXT = read_split_patterns("concepts.txt")
# These ask what stands before or after, so that a part may say what its whole does not.
_LOOK_AROUND = frozenset(name for name, pattern in _OF_A_TEXT.items() if _LOOKS.search(pattern.pattern[6:-6]))
_WORDS_REMEMBERED = 10_000
# Where the checksum of a concept starts, so that it differs from that of the same letters.
_CONCEPTS = 0xC07C
# Of a story the first words are enough; its sentences are judged one by one.
_WORDS_READ = 60
# What makes the alarming words of the same clause calm: a sport, an examination, a firm, a story, a rule that is asked.
_CALM_HERE = frozenset(["examined", "invented", "of_firms", "played", "supposes", "volunteers"])
# Whose work such words belong to; only where work is wanted or learnt: those who do it are victims and culprits too.
_CALM_TRADES = frozenset(["cares_for", "works_with_danger"])
_OF_TRADES = frozenset(["asks", "hired", "learns"])
# That it is long over may be said before or after.
_CALM_ANYWHERE = frozenset(["has_a_home", "over_now", "years_ago"])
_REASONS = _CALM_HERE | _CALM_TRADES | _CALM_ANYWHERE | {"jokes", "laughs"}
_NOW, _AGAIN = "right_now", "goes_on"


def concepts_of(words: Sequence[str], phrases: Iterable[str] = tuple(_OF_A_TEXT)) -> list[str]:
    """The names of the concepts that folded words name; of those that take several words only `phrases` are tried."""
    read = words[:_WORDS_READ]
    named = {name for word in read for name in _named_by(word)}
    folded = " ".join(read)
    named.update(name for name in phrases if name not in named and _OF_A_TEXT[name].search(folded))
    return sorted(named)


def phrases_in(*messages: Sequence[str]) -> tuple[str, ...]:
    """Which concepts of several words can be named by any part of messages: no part says what its whole does not.

    To look for each of them in every part of a message is a tenth of what understanding it costs.
    """
    folded = [" ".join(words) for words in messages]
    return tuple(
        name
        for name, pattern in _OF_A_TEXT.items()
        if name in _LOOK_AROUND or any(pattern.search(text) for text in folded)
    )


def gives_a_reason(message: Sequence[str]) -> bool:
    """True when folded words name something that may make alarming words calm, and nothing that goes on."""
    named = concepts_of(message)
    return _AGAIN not in named and not _REASONS.isdisjoint(named)


def is_calm_clause(clause: Sequence[str], message: Sequence[str]) -> bool:
    """True when something makes alarming words in a clause calm, and nothing says that they are about now."""
    here, anywhere = concepts_of(clause), concepts_of(message)
    if _NOW in here or _AGAIN in anywhere:
        return False
    if not (_CALM_HERE.isdisjoint(here) and _CALM_ANYWHERE.isdisjoint(anywhere)):
        return True
    return not (_CALM_TRADES.isdisjoint(here) or _OF_TRADES.isdisjoint(anywhere))


@lru_cache(maxsize=_WORDS_REMEMBERED)
def _named_by(word: str) -> tuple[str, ...]:
    return tuple(name for name, pattern in _OF_A_WORD.items() if pattern.fullmatch(word))


def with_concepts(words: Sequence[str], counted: Counted, phrases: Iterable[str] = tuple(_OF_A_TEXT)) -> Counted:
    """The features of a text, and its concepts one by one and two by two as one more kind; `phrases` as above."""
    named = concepts_of(words, phrases)
    both = [*named, *(f"{a}+{b}" for a, b in combinations(named, 2))]
    return Counted((*counted.runs, Counter(zlib.crc32(one.encode(), _CONCEPTS) for one in both)), counted.traits)
