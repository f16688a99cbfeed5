"""Codes of appointments: six letters that can be read aloud on a bad line.

No look-alikes (I/J/L, O/Q/D, U/V/W, B/P, M/N are thinned out) and no vowels, so that no code spells a word.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

LETTERS = "CFGHKMPRSTXZ"
LENGTH = 6
DEMO_PREFIX = "DEMO"


def new_code(choose: Callable[[Sequence[str]], str], *, demo: bool) -> str:
    """A code made with `choose` (as `secrets.choice`). Codes of a demonstration begin with DEMO."""
    letters = "".join(choose(LETTERS) for _ in range(LENGTH))
    return f"{DEMO_PREFIX}{letters}" if demo else letters


def is_code(text: str) -> bool:
    """Whether `text`, cleaned by `tidy_code`, has the form of a code."""
    letters = text.removeprefix(DEMO_PREFIX)
    return len(letters) == LENGTH and all(letter in LETTERS for letter in letters)


def tidy_code(text: str) -> str:
    """A code as somebody typed it, in the form it is stored: capitals, no spaces or dashes."""
    return "".join(character for character in text.upper() if character.isalnum())
