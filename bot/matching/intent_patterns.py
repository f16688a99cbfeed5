"""Turns of phrase that go with a wish: to book, to move, to cancel, to speak to somebody (`data/wishes.txt`).

They do not decide: each is a feature that the classifier weighs with all the others, so that "comment annuler un
rendez-vous ?" can still be a question about the rules.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.matching.pattern_file import read_patterns

_SECTIONS = read_patterns("wishes.txt")
# A wish is said in few words; of a story the beginning is enough.
_WORDS_READ = 60


def turns_of_phrase(words: Sequence[str]) -> list[str]:
    """The names of the wishes that folded words remind of."""
    folded = " ".join(words[:_WORDS_READ])
    return [name for name, pattern in _SECTIONS.items() if pattern.search(folded) is not None]
