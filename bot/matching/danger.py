"""Does somebody speak of dying, of being hit, of having nowhere to sleep tonight?

The card with the emergency numbers costs a calm person one tap; missing somebody costs far more. So three things are
asked, each of the whole message and of each of its sentences, and one yes is enough: the sentences of `words/danger.md`
word for word, patterns that hardly admit another reading, and a classifier trained on danger against everything else.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence

from bot.language.clean import clean, fold
from bot.matching.classifier import Classifier
from bot.matching.danger_concepts import gives_a_reason, is_calm_clause, phrases_in, with_concepts
from bot.matching.danger_patterns import speaks_of_danger
from bot.matching.features import Counted, count_features
from bot.matching.normalise import Normaliser, fold_words, trim_politeness

CALM = "calm"

_COMMANDS_READ = 12
_SENTENCE_ENDS = re.compile(r"[.!?;\n…]+|,\s")
_SHORTEST_SEGMENT, _LONGEST_SEGMENT = 3, 25
# One word ("papa") or a phone number is too little to judge by likeness: the words that are danger by themselves are
# in the content.
_FEWEST_WORDS = 2
# Fewer words of the content, as "sans abri" or "tentative de suicide", are danger only when they are the message.
_FEWEST_WORDS_ANYWHERE = 4
# An expression of danger counts unless the message and each of its parts are plainly about something else: "sta op
# straat na twintig jaar Audi"; less plainly is enough beside a reason to be calm, a job or a year long gone.
_PLAINLY_CALM = -1.5
_RATHER_CALM = -0.8
# A part that sounds like danger has to outweigh so much of a whole that does not: "j'ai mes propres couteaux".
_FROM_THE_WHOLE = 0.5
# Where something else begins to be told.
_CLAUSE_ENDS = {
    "nl": re.compile(r"[.!?;:,\n…]+|\s(?:en|maar|want)\s"),
    "fr": re.compile(r"[.!?;:,\n…]+|\s(?:et|mais|car)\s"),
}
_ARTICLES = frozenset({"l", "la", "le", "les", "un", "une", "de", "het", "een"})


def _says_enough(words: Sequence[str]) -> bool:
    return sum(word not in _ARTICLES and not word.isdigit() for word in words) >= _FEWEST_WORDS


def _least_beside_an_expression(text: str, lang: str, corrected: Sequence[str]) -> float:
    """What the classifier has to say at least for an expression of danger to count; infinite where there is none."""
    as_written = fold_words(text)
    readings = (as_written,) if list(corrected) == list(as_written) else (as_written, corrected)
    wholes = [words for words in readings if speaks_of_danger(" ".join(words))]
    if not wholes:
        return math.inf
    clauses = [fold_words(part) for part in _CLAUSE_ENDS.get(lang, _SENTENCE_ENDS).split(clean(text))]
    alarming = [clause for clause in clauses if speaks_of_danger(" ".join(clause))]
    reason = gives_a_reason(wholes[0])
    if all(is_calm_clause(clause, wholes[0]) for clause in alarming) and (alarming or reason):
        return math.inf
    return _RATHER_CALM if reason else _PLAINLY_CALM


class DangerWatch:
    """Recognises danger in a message. `threshold` is on the classifier's scale."""

    def __init__(
        self,
        phrases: Iterable[Sequence[str]],
        universal: frozenset[tuple[str, ...]],
        classifier: Classifier,
        threshold: float,
        normaliser: Normaliser,
    ) -> None:
        self._phrases = frozenset(" ".join(words) for words in phrases)
        self._starts = frozenset(phrase.split(" ", 1)[0] for phrase in self._phrases)
        self._longest = max((phrase.count(" ") + 1 for phrase in self._phrases), default=0)
        self._universal = universal
        self._classifier = classifier
        self._threshold = threshold
        self._normaliser = normaliser

    def hears(self, text: str, lang: str, corrected: Sequence[str], counted: Counted) -> bool:
        """True when any part of the text speaks of danger.

        `corrected` are its words after the speller, `counted` their features.
        """
        if self._has_phrase(fold(text).split()):
            return True
        least = _least_beside_an_expression(text, lang, corrected)
        if not corrected:
            return least < math.inf
        as_typed = self._normaliser.words(text, lang)
        phrases = phrases_in(corrected) if as_typed == corrected else phrases_in(as_typed, corrected)
        whole = self._score(corrected, counted, phrases)
        if whole > least:
            return True
        if whole > self._threshold and _says_enough(corrected):
            return True
        asks = "?" in text
        segments = {tuple(one) for one in self._segments(text, lang, as_typed, corrected) if one} - {tuple(corrected)}
        scores = [(self._score(one, count_features(one, asks), phrases), _says_enough(one)) for one in segments]
        if any(score > least for score, _ in scores):
            return True
        needed = self._threshold - _FROM_THE_WHOLE * min(whole, 0.0)
        return any(score > needed and enough for score, enough in scores)

    def _score(self, words: Sequence[str], counted: Counted, phrases: Sequence[str]) -> float:
        return self._classifier.danger(with_concepts(words, counted, phrases))

    def _has_phrase(self, words: Sequence[str]) -> bool:
        """A sentence of danger anywhere; of few words ("pompiers", "sans abri") only beside commands and politeness."""
        for start, word in enumerate(words):
            if word not in self._starts:
                continue
            for end in range(start + 1, min(len(words), start + self._longest) + 1):
                if " ".join(words[start:end]) in self._phrases and (
                    end - start >= _FEWEST_WORDS_ANYWHERE
                    or (
                        start < _COMMANDS_READ
                        and not any(trim_politeness(rest, self._universal) for rest in (words[:start], words[end:]))
                    )
                ):
                    return True
        return False

    def _segments(
        self, text: str, lang: str, whole: Sequence[str], corrected: Sequence[str]
    ) -> Iterable[Sequence[str]]:
        """The whole message, as typed and corrected, without what is polite or a command; then its sentences."""
        for words in (whole, corrected) if corrected != whole else (whole,):
            yield words
            yield trim_politeness(words, self._universal)
        parts = _SENTENCE_ENDS.split(clean(text))
        if len(parts) == 1 and len(whole) <= _LONGEST_SEGMENT:
            return
        for part in parts:
            words = self._normaliser.words(part, lang)
            for at in range(0, max(1, len(words) - _SHORTEST_SEGMENT), _LONGEST_SEGMENT // 2):
                segment = words[at : at + _LONGEST_SEGMENT]
                if len(segment) >= _SHORTEST_SEGMENT:
                    yield segment
