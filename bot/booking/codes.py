"""Codes of appointments: six letters that can be read aloud on a bad line.

No look-alikes (I/J/L, O/Q/D, U/V/W, B/P, M/N are thinned out) and no vowels, so that no code spells a word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

LETTERS = "CFGHKMPRSTXZ"
LENGTH = 6
DEMO_PREFIX = "DEMO"
MOST_NAMES = 3
# What people write around a code: "mon code est KXPRTM", "code: KXPRTM, naam Amina".
_CLAIM_NOISE = re.compile(
    r"[,;:.!?]|\b(?:mon|le|code|est|c'est|je suis|prénom|prenom|mijn|de|is|ik ben|naam|voornaam|et|en)\b", re.IGNORECASE
)


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


def stored_codes(code: str) -> tuple[str, ...]:
    """The codes under which an appointment may be stored whose code was typed, with or without the DEMO in front that
    codes of a demonstration have. Empty for what cannot be a code.

    >>> stored_codes("KXPRTM"), stored_codes("DEMOKXPRTM")
    (('KXPRTM', 'DEMOKXPRTM'), ('DEMOKXPRTM',))
    """
    if not is_code(code):
        return ()
    return (code,) if code.startswith(DEMO_PREFIX) else (code, f"{DEMO_PREFIX}{code}")


def claim_in(text: str) -> tuple[str, str] | None:
    """(code, first name) when a text is a code, alone or with a first name beside it; None for anything else.

    >>> claim_in("kxp-rtm Amina")
    ('KXPRTM', 'Amina')
    """
    words = _CLAIM_NOISE.sub(" ", text).split()
    for length in (1, 2, 3, LENGTH):
        for start in range(len(words) - length + 1):
            code = tidy_code("".join(words[start : start + length]))
            rest = words[:start] + words[start + length :]
            if is_code(code) and len(rest) <= MOST_NAMES and all(_is_word(word) for word in rest):
                return code, " ".join(rest)
    return None


def _is_word(text: str) -> bool:
    return text.replace("-", "").replace("'", "").isalpha()
