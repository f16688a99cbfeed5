"""A message of nothing but first names (`data/first_names.txt`): no greeting, no language, no wish. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources

# "Jan", "Fatima Zahra", "Marie Anne Louise"; more names than that are a list of something.
_MOST_NAMES = 3


def _read_names() -> frozenset[str]:
    text = resources.files("bot.matching.data").joinpath("first_names.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


_NAMES = _read_names()


def are_only_names(words: Sequence[str]) -> bool:
    """True for one to three folded words that are all first names."""
    return 0 < len(words) <= _MOST_NAMES and all(word in _NAMES for word in words)
