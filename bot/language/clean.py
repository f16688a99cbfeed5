"""What people type, made harmless and comparable.

`clean` is for the edge: everything that comes in passes through it once. `fold` makes keys: two texts that a person
would call the same word have the same key. Neither raises, whatever the text holds.
"""

from __future__ import annotations

import re
import unicodedata

# Telegram sends at most 4,096 characters in a message; the other channels get the same limit.
MAX_CHARACTERS = 4096

_KEPT_CONTROLS = "\n\t"
# Apostrophes and accents that stand alone part words; letters that NFKD does not take apart are spelt out.
_LETTERS = str.maketrans(
    {
        **dict.fromkeys("'’‘ʼ`´′ʹ", " "),
        "œ": "oe",
        "æ": "ae",
        "ß": "ss",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ı": "i",
        "ə": "e",
    }
)
# Letters of other alphabets that look like a Latin one. A word is rewritten only when nothing else is left in it,
# so that a Ukrainian or a Greek sentence stays what it is.
_HOMOGLYPHS = dict(
    zip(
        "аеорсухіјѕԁһкмтвнгпіїёԛԝ" + "αεορυχικνμτηβγζς",
        "aeopcyxijsdhkmtbhrniieqw" + "aeopyxiknmthbyzs",
        strict=True,
    )
)
_NOT_WORD = re.compile(r"[^\w]+|_+", re.UNICODE)


def clean(text: str) -> str:
    """The text in NFC without what nobody can see: NUL, lone surrogates, control and format characters.

    At most `MAX_CHARACTERS` characters; line ends become `\\n`, white space at both ends goes.
    """
    # Composition never makes a text four times shorter: what lies beyond could not come into the result.
    text = text[: 4 * MAX_CHARACTERS].replace("\r\n", "\n").replace("\r", "\n")
    # What is printable has nothing to lose; most messages are, and it is quick to see.
    kept = text if text.isprintable() else "".join(c for c in text if c in _KEPT_CONTROLS or not _is_invisible(c))
    return unicodedata.normalize("NFC", kept)[:MAX_CHARACTERS].strip()


def fold(text: str) -> str:
    """The key of a text: lower-case words without accents, one space between them, no punctuation.

    >>> fold("L’école d’Été, c'est GRATUIT ?")
    'l ecole d ete c est gratuit'
    """
    text = text.lower()
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).lower().translate(_LETTERS)
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(_without_homoglyphs(word) for word in _NOT_WORD.sub(" ", text).split())


def _without_homoglyphs(word: str) -> str:
    if word.isascii():
        return word
    latin = "".join(_HOMOGLYPHS.get(c, c) for c in word)
    return latin if latin.isascii() else word


def _is_invisible(character: str) -> bool:
    # Cc control, Cf format (zero width, direction marks), Cs lone surrogate, Co private use, Cn not assigned.
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn")
