"""How a word sounds, roughly: `jeudi` and `geudi`, `chauffeur` and `chofeur`, `opleiding` and `opleding` meet.

One set of rules for French and Dutch, on folded words. It serves as a feature beside the spelling, so it may be coarse:
it brings words that are written by ear near each other, and costs nothing when it errs.
"""

from __future__ import annotations

import re
from functools import lru_cache

# In this order. The last rules drop what French does not pronounce at the end of a word.
_RULES = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("eau|aux|au", "o"),
        ("ph", "f"),
        ("qu|q|ck|k", "k"),
        ("c(?=[eiy])", "s"),
        ("c(?!h)", "k"),
        ("sch|ch", "S"),
        ("ss+", "s"),
        (r"ai|ei|ee|er\b|ez\b|et\b", "e"),
        ("gn", "n"),
        ("gu(?=[ei])", "g"),
        ("g(?=[eiy])", "j"),
        ("oi", "wa"),
        ("ou", "u"),
        ("[ae][nm](?![aeiou])", "A"),
        ("[iy]n(?![aeiou])|ain", "I"),
        ("y|ij", "i"),
        ("h", ""),
        (r"(.)\1+", r"\1"),
        (r"(?<=\w\w)[stxdpe]+\b", ""),
    )
)


@lru_cache(maxsize=20_000)
def sound_of(word: str) -> str:
    """The key of a folded word; small letters stay as they are, capitals are sounds of two letters."""
    for pattern, sound in _RULES:
        word = pattern.sub(sound, word)
    return word
