"""From what a person writes to their commune.

Pure. Values are those of the answers: `forest`, `bruxelles/1020` when a place with a postcode of its own was named,
`outside` for somewhere else. When two communes fit, or a word may mean something else, all are given to ask about:
sending a person to the wrong commune is worse than one more question.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from bot.content.conditions import OUTSIDE, commune_of
from bot.content.model import Content
from bot.content.places.distances import distance_km
from bot.content.places.gazetteer import MIN_LETTERS, Gazetteer, gazetteer_of, in_order, tokens_of, value_of_postcode
from bot.content.places.place_names import (
    EVERYDAY_WORDS,
    FILLERS,
    LIVING,
    NOT_LIVING,
    OUTSIDE_PHRASES,
    OUTSIDE_PLACES,
    PREPOSITIONS,
)

# Similarity of spelling, 0-100, at which a name is taken, or asked about.
_SURE = 90.0
_ASK = 75.0
# Two communes this close in score cannot be told apart.
_MARGIN = 3.0
_MAX_NAME_TOKENS = 6
# A point further than this from every postcode of the Region is not in it: Uccle's own border lies 4 km from its point.
_MAX_KM = 6.0

# Postcodes from 1000 to 1299 that are not a commune's belong to institutions in Brussels.
_BRUSSELS_POSTCODES = range(1000, 1300)
_POSTCODES = range(1000, 10000)
# The commune that gives its name to the Region: what people say for either.
_CITY = "bruxelles"
_POSTCODE_WORDS = frozenset({"postcode", "postal", "code", "cp"})


@dataclass(frozen=True, slots=True)
class CommuneGuess:
    """`sure`: one value. `ask`: one or several to choose from, likeliest first. `outside`: the value of that name.
    `none`: no value."""

    kind: Literal["sure", "ask", "outside", "none"]
    values: tuple[str, ...] = ()


_NONE = CommuneGuess("none")
_OUTSIDE = CommuneGuess("outside", (OUTSIDE,))


@dataclass(frozen=True, slots=True)
class _Mention:
    """A name found in tokens `start` to `end`. `weak`: it may well be something else than a place."""

    values: tuple[str, ...]
    start: int
    end: int
    weak: bool = False


def guess_commune(content: Content, text: str) -> CommuneGuess:
    """What commune this text names: a postcode, a name, a misspelt name, or a sentence with one of them in it."""
    gazetteer = gazetteer_of(content)
    tokens = tokens_of(text)
    if not tokens:
        return _NONE
    bare = _without_fillers(tokens)
    postcodes = _postcodes_in(gazetteer, tokens, bare)
    if not postcodes:
        for whole in (tokens, bare):
            found = gazetteer.names.get(" ".join(whole)) or gazetteer.names.get("".join(whole))
            if found:
                return _conclude(found, certain=True)
    if postcodes == (OUTSIDE,):
        return _OUTSIDE
    mentions = _mentions(gazetteer, tokens)
    if postcodes:
        return _with_postcode(postcodes, mentions)
    if any(f" {phrase} " in f" {' '.join(tokens)} " for phrase in OUTSIDE_PHRASES) and not _specific(mentions):
        return _OUTSIDE
    if mentions:
        values = in_order(value for mention in mentions for value in mention.values)
        doubtful = any(mention.weak for mention in mentions) or not NOT_LIVING.isdisjoint(tokens)
        return _conclude(values, certain=not doubtful)
    return _misspelt(gazetteer, tokens, bare)


def commune_at(content: Content, lat: float, lon: float) -> str:
    """The commune value of the nearest postcode point, or `outside` when all are too far (or it is no point at all)."""
    best: tuple[float, str] | None = None
    if not (math.isfinite(lat) and math.isfinite(lon)):
        return OUTSIDE
    for commune in content.communes.values():
        for postcode, point in commune.points.items():
            km = distance_km((lat, lon), point)
            if km <= _MAX_KM and (best is None or km < best[0]):
                best = (km, value_of_postcode(commune, postcode))
    return OUTSIDE if best is None else best[1]


def _without_fillers(tokens: list[str]) -> list[str]:
    start, end = 0, len(tokens)
    while start < end and (tokens[start] in FILLERS or tokens[start] in LIVING):
        start += 1
    while end > start and tokens[end - 1] in FILLERS:
        end -= 1
    return tokens[start:end]


# Postcodes


def _postcodes_in(gazetteer: Gazetteer, tokens: list[str], bare: list[str]) -> tuple[str, ...]:
    """The values of the postcodes in the text; years and amounts of money are none."""
    values: list[str] = []
    for position, token in enumerate(tokens):
        if not (token.isdigit() and int(token) in _POSTCODES and len(token) == 4):
            continue
        after = tokens[position + 1] if position + 1 < len(tokens) else ""
        if after in ("euro", "euros", "eur"):
            continue
        if token in gazetteer.postcodes:
            values += gazetteer.postcodes[token]
        elif int(token) not in _BRUSSELS_POSTCODES:
            before = tokens[position - 1] if position else ""
            named = after in OUTSIDE_PLACES or before in _POSTCODE_WORDS or before in LIVING
            if named or [token] == [word for word in bare if word not in FILLERS]:
                values.append(OUTSIDE)
    return in_order(values)


def _with_postcode(postcodes: tuple[str, ...], mentions: list[_Mention]) -> CommuneGuess:
    """A name beside it decides between the communes of a shared postcode. `1190 Bruxelles` is how post is addressed
    anywhere in the Region: there the postcode says more than the name."""
    named = {commune_of(value) for value in _specific(mentions)}
    if not named:
        return _conclude(postcodes, certain=True)
    both = tuple(value for value in postcodes if commune_of(value) in named)
    if both:
        return _conclude(both, certain=True)
    return _conclude(in_order((*_specific(mentions), *postcodes)), certain=False)


# Names in a sentence


def _mentions(gazetteer: Gazetteer, tokens: list[str]) -> list[_Mention]:
    """The names in the text, the longest first at each place; `bruxelles` beside another name only says which city."""
    found: list[_Mention] = []
    position = 0
    while position < len(tokens):
        for length in range(min(_MAX_NAME_TOKENS, len(tokens) - position), 0, -1):
            name = " ".join(tokens[position : position + length])
            values = gazetteer.names.get(name)
            if values:
                before = tokens[position - 1] if position else ""
                announced = before in PREPOSITIONS or before in LIVING
                lives = not LIVING.isdisjoint(tokens)
                elsewhere = values == (OUTSIDE,) and not (announced and lives)
                weak = elsewhere or (name in EVERYDAY_WORDS and not announced)
                found.append(_Mention(values, position, position + length, weak))
                position += length
                break
        else:
            position += 1
    return _without_city(found, tokens)


def _without_city(mentions: list[_Mention], tokens: list[str]) -> list[_Mention]:
    city: set[int] = set()
    for first, second in pairwise(mentions):
        if all(token in FILLERS for token in tokens[first.end : second.start]):
            for mention, other in ((first, second), (second, first)):
                if len(mentions) > 1 and _is_city(mention) and not _is_city(other):
                    city.add(mention.start)
    return [mention for mention in mentions if mention.start not in city]


def _is_city(mention: _Mention) -> bool:
    return mention.values == (_CITY,)


def _specific(mentions: list[_Mention]) -> tuple[str, ...]:
    """What is named, the city as a whole left out."""
    return in_order(value for mention in mentions for value in mention.values if value != _CITY)


# Misspelt names


def _misspelt(gazetteer: Gazetteer, tokens: list[str], bare: list[str]) -> CommuneGuess:
    if len(bare) <= _MAX_NAME_TOKENS - 2:
        guess = _nearest(gazetteer, " ".join(bare))
        if guess != _NONE:
            return guess
    asked: list[str] = []
    for position, token in enumerate(tokens[:-1]):
        if token not in PREPOSITIONS and token not in LIVING:
            continue
        for length in (3, 2, 1):
            words = tokens[position + 1 : position + 1 + length]
            if len(words) < length or words[0] in FILLERS or words[0] in LIVING:
                continue
            guess = _nearest(gazetteer, " ".join(words))
            if guess.kind == "sure" and not LIVING.isdisjoint(tokens) and NOT_LIVING.isdisjoint(tokens):
                return guess
            asked += guess.values
    return CommuneGuess("ask", in_order(asked)) if asked else _NONE


def _nearest(gazetteer: Gazetteer, written: str) -> CommuneGuess:
    """By spelling: the better of the share of letters kept and of the share of letters that need no edit."""
    if sum(letter.isalpha() for letter in written) < MIN_LETTERS:
        return _NONE
    names = [name for name in gazetteer.names if len(name) >= MIN_LETTERS]
    scores: dict[str, float] = {}
    for name, score, _ in process.extract(written, names, scorer=fuzz.ratio, score_cutoff=_ASK, limit=None):
        scores[name] = score
    for name, share, _ in process.extract(
        written, names, scorer=OSA.normalized_similarity, score_cutoff=_ASK / 100, limit=None
    ):
        scores[name] = max(scores.get(name, 0.0), share * 100)
    if not scores:
        return _NONE
    best: dict[str, float] = {}
    for name, score in scores.items():
        for value in gazetteer.names[name]:
            best[value] = max(best.get(value, 0.0), score)
    ranked = sorted(best, key=lambda value: (-best[value], value))
    top = best[ranked[0]]
    if ranked[0] == OUTSIDE and top < _SURE:
        return _NONE  # "did you mean Wavre?" helps nobody who was asked for their commune in Brussels
    near = tuple(value for value in ranked if best[value] >= top - _MARGIN)
    return _conclude(near, certain=top >= _SURE)


def _conclude(values: tuple[str, ...], certain: bool) -> CommuneGuess:
    """One certain value is sure; Laeken says more than the commune that it belongs to."""
    precise = {commune_of(value) for value in values if "/" in value}
    values = tuple(value for value in values if value not in precise)
    if not certain or len(values) > 1:
        return CommuneGuess("ask", values)
    return _OUTSIDE if values == (OUTSIDE,) else CommuneGuess("sure", values)
