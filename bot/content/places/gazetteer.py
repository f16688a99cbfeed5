"""The names and postcodes by which the communes are known, folded so that spellings of one name are the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz

from bot.content.conditions import OUTSIDE
from bot.content.model import Commune, Content
from bot.content.places.place_names import OUTSIDE_PLACES

# Shorter names are too alike for guessing from a misspelling, or from a part.
MIN_LETTERS = 4
# An alias this like a place's name is a spelling of it.
_SAME_PLACE = 80.0

_TOKEN = re.compile(r"[a-z]+|\d+")
_SAINT = re.compile(r"(saint|sainte|sint|sinte|sain|sin|ste|st)")
_GLUED_SAINT = re.compile(r"(?:sainte?|sinte?)([a-z]{5,})")


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The values of each folded name and of each postcode; several where communes share it."""

    names: Mapping[str, tuple[str, ...]]
    postcodes: Mapping[str, tuple[str, ...]]


def fold(text: str) -> str:
    """Small letters and digits only, one space between words; every spelling of `saint` is `st`."""
    return " ".join(tokens_of(text))


def tokens_of(text: str) -> list[str]:
    """The words and numbers of a text, folded."""
    text = text.lower().replace("œ", "oe").replace("æ", "ae")
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    tokens: list[str] = []
    for token in _TOKEN.findall(plain):
        if _SAINT.fullmatch(token):
            tokens.append("st")
        elif glued := _GLUED_SAINT.fullmatch(token):
            tokens += ["st", glued[1]]
        else:
            tokens.append(token)
    return tokens


def in_order(values: Iterable[str]) -> tuple[str, ...]:
    """Each once, in the order given."""
    return tuple(dict.fromkeys(values))


def gazetteer_of(content: Content) -> Gazetteer:
    """Built once for each content; the last is kept, since content seldom changes."""
    # Read and replaced in one step each: another thread may be at it with a newer content.
    last = _kept.get("last")
    if last is None or last[0] is not content:
        last = _kept["last"] = (content, _build(content.communes.values()))
    return last[1]


_kept: dict[str, tuple[Content, Gazetteer]] = {}


def _build(communes: Iterable[Commune]) -> Gazetteer:
    names: dict[str, list[str]] = {}
    postcodes: dict[str, list[str]] = {}
    parts: dict[str, list[str]] = {}
    for commune in communes:
        for postcode in commune.postcodes:
            # The commune whose own postcode it is comes before one that only shares it.
            postcodes.setdefault(postcode, []).insert(0, value_of_postcode(commune, postcode))
        for postcode in commune.shared_postcodes:
            if postcode not in commune.postcodes:
                postcodes.setdefault(postcode, []).append(commune.id)
        for words in commune.words.values():
            for name in (words.name, *words.also):
                _enter(names, name, _value_of_alias(commune, name))
            for postcode, place in words.places:
                _enter(names, place, value_of_postcode(commune, postcode))
            for part in _parts(fold(words.name).split()):
                parts.setdefault(part, []).append(commune.id)
    for part, found in parts.items():
        # "Woluwe" alone is a word of two communes' names, "Sint-Jans" the beginning of one.
        if part not in names and (" " in part or len(set(found)) > 1):
            names[part] = found
    for place in OUTSIDE_PLACES:
        names.setdefault(place, [OUTSIDE])
    return Gazetteer(
        names={name: in_order(values) for name, values in names.items()},
        postcodes={postcode: in_order(values) for postcode, values in postcodes.items()},
    )


def _parts(words: list[str]) -> Iterator[str]:
    """Long words of a name, and its beginnings of two words or more."""
    yield from (word for word in words if len(word) > MIN_LETTERS)
    yield from (" ".join(words[:length]) for length in range(2, len(words)))


def _enter(names: dict[str, list[str]], name: str, value: str) -> None:
    folded = fold(name)
    for spelling in {folded, folded.replace(" ", "")} - {""}:
        names.setdefault(spelling, []).append(value)


def value_of_postcode(commune: Commune, postcode: str) -> str:
    """The postcode is told only where it says more than the commune: not for its first, which is the commune's own."""
    return commune.id if postcode == commune.postcodes[0] else f"{commune.id}/{postcode}"


def _value_of_alias(commune: Commune, alias: str) -> str:
    """`Laekn`, `Heembeek` or `NOH` stand among the other names of Bruxelles, but mean a place with a postcode."""
    written = fold(alias)
    for words in commune.words.values():
        for postcode, name in words.places:
            place = fold(name)
            initials = "".join(word[0] for word in place.split())
            if (
                fuzz.ratio(written, place) >= _SAME_PLACE
                or set(place.split()) <= set(written.split())
                or set(written.split()) <= set(place.split())
                or (len(initials) > 1 and written == initials)
            ):
                return value_of_postcode(commune, postcode)
    return commune.id
