"""French, Dutch, or something else: naive Bayes over words and runs of letters.

The table comes from wordfreq (`data/LICENSE`; CC BY-SA 4.0), built by `data/build_tables.py`. A message that is too
short, empty or only digits is *not sure*: keep the language of the chat. Never raises. Scores are natural logarithms.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

import numpy as np
import numpy.typing as npt

from bot.language.clean import fold

# A word of the table speaks for itself; a word that is not in it is judged by its letters, with less weight.
_LETTERS_OF_KNOWN = 0.15
_LETTERS_OF_UNKNOWN = 0.6
_MOST_PER_WORD = 6.0
# Almost everybody here writes French or Dutch, badly spelt at times: another language must win clearly.
_ADVANTAGE = 3.0
_SURE = 2.0
_WORDS_READ = 200
# Names of places and services look Dutch or French and are written in messages of any language.
_NAMES: frozenset[str] = frozenset(
    re.findall(
        r"\w+",
        "actiris vdab onem rva cpas ocmw capac hvw stib mivb bruxelles brussel brussels bxl anderlecht auderghem evere"
        " forest etterbeek ganshoren ixelles jette koekelberg molenbeek schaerbeek schaarbeek laeken laken uccle woluwe"
        " itsme tracé werkwinkel werkwinkels",
    )
)
_SCRIPT_LANGUAGES = {"ARABIC": "ar", "CYRILLIC": "uk", "ETHIOPIC": "ti"}
_PERSIAN_LETTERS = frozenset("پچژگکیں")
_RUSSIAN_LETTERS = frozenset("ыэъё")


@dataclass(frozen=True, slots=True)
class Identified:
    """`score` is the lead over the second of the three; `detail` names the language, as in `en` or `ar-Latn`."""

    lang: Literal["fr", "nl", "other"]
    sure: bool
    score: float
    detail: str = ""


@dataclass(frozen=True, slots=True)
class _Tables:
    languages: tuple[str, ...]
    word_keys: npt.NDArray[np.uint32]
    word_scores: npt.NDArray[np.uint8]
    gram_keys: npt.NDArray[np.uint32]
    gram_scores: npt.NDArray[np.uint8]


@cache
def _tables() -> _Tables:
    with resources.files("bot.language.data").joinpath("languages.npz").open("rb") as file, np.load(file) as stored:
        return _Tables(
            tuple(str(language) for language in stored["languages"]),
            stored["word_keys"],
            stored["word_scores"],
            stored["gram_keys"],
            stored["gram_scores"],
        )


def identify(text: str) -> Identified:
    """The language of a text; `sure` False when it says too little to tell."""
    script = _other_script(text)
    if script is not None:
        return Identified("other", True, 99.0, script)
    words = [word for word in _words(text)[:_WORDS_READ] if not word.isdigit() and word not in _NAMES]
    if not words:
        return Identified("fr", False, 0.0)
    tables = _tables()
    totals = _score_words(words, tables).sum(axis=0)
    totals[2:] -= _ADVANTAGE
    best_other = 2 + int(np.argmax(totals[2:]))
    three = {"fr": float(totals[0]), "nl": float(totals[1]), "other": float(totals[best_other])}
    first, second = sorted(three, key=lambda name: -three[name])[:2]
    lead = three[first] - three[second]
    detail = tables.languages[best_other] if first == "other" else first
    lang: Literal["fr", "nl", "other"] = "fr" if first == "fr" else "nl" if first == "nl" else "other"
    return Identified(lang, lead >= _SURE, lead, detail)


def is_common_word(word: str) -> bool:
    """True when a folded word is among the commonest of French or Dutch."""
    tables = _tables()
    rows, known = _look_up(tables.word_keys, [word])
    return bool(known[0] and tables.word_scores[rows[0], :2].any())


def _score_words(words: list[str], tables: _Tables) -> npt.NDArray[np.float64]:
    """For each word and language the logarithm of how likely it is, the likeliest language 0, the rest below."""
    letters = _score_letters(words, tables)
    rows, known = _look_up(tables.word_keys, [fold(word) for word in words])
    whole = tables.word_scores[rows].astype(np.float64) / 8
    whole = np.maximum(whole - whole.max(axis=1, keepdims=True), -_MOST_PER_WORD)
    return np.where(known[:, None], whole + letters * _LETTERS_OF_KNOWN, letters * _LETTERS_OF_UNKNOWN)


def _score_letters(words: list[str], tables: _Tables) -> npt.NDArray[np.float64]:
    runs: list[str] = []
    starts: list[int] = []
    for word in words:
        padded = f" {word[:30]} "
        starts.append(len(runs))
        runs += [padded[i : i + n] for n in (1, 2, 3) for i in range(len(padded) - n + 1)]
    rows, known = _look_up(tables.gram_keys, runs)
    by_run = tables.gram_scores[rows].astype(np.float64) / 8
    by_run[~known] = 0.0
    scores = np.add.reduceat(by_run, starts, axis=0)
    counts = np.maximum(np.add.reduceat(known.astype(np.float64), starts), 1.0)
    scores /= np.sqrt(counts)[:, None]
    return np.asarray(np.maximum(scores - scores.max(axis=1, keepdims=True), -_MOST_PER_WORD))


def _look_up(keys: npt.NDArray[np.uint32], entries: list[str]) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.bool_]]:
    """For each entry its row, and whether it is there at all."""
    wanted = np.fromiter((zlib.crc32(entry.encode()) for entry in entries), dtype=np.uint32, count=len(entries))
    rows = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return rows, keys[rows] == wanted


def _words(text: str) -> list[str]:
    """Words as written, lower case, accents kept."""
    text = "".join(c if c.isalnum() or unicodedata.combining(c) else " " for c in text[:4096].lower())
    return text.encode("utf-8", "ignore").decode().split()


def _other_script(text: str) -> str | None:
    """The language behind a script that is neither French nor Dutch, when most letters are in it."""
    words = fold(text[:4096]).split()
    letters = [c for word in words for c in word if c.isalpha()]
    foreign = [c for c in letters if ord(c) > 0x24F]
    if not letters or len(foreign) * 2 <= len(letters):
        return None
    if _PERSIAN_LETTERS.intersection(text):
        return "fa"
    if _RUSSIAN_LETTERS.intersection(text):
        return "ru"
    name = unicodedata.name(foreign[0], "").split(" ")[0]
    return _SCRIPT_LANGUAGES.get(name, "other")
