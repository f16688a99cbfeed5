"""From what a person writes to what they mean.

    normalise → danger → universal words → names → language → speller → classifier with "none" → evidence → sure or not

`match` never raises and takes a bounded time for any text. A score is a probability, 0 to 1. When the matcher is not
sure, `candidates` are what to offer as buttons. Nothing here decides what is said: that is the conversation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from bot.content.model import Lang
from bot.language.clean import clean
from bot.language.identify import Identified, identify
from bot.matching.corpus import NONE, UNIVERSAL_INTENTS
from bot.matching.evidence import says_nothing
from bot.matching.features import count_features
from bot.matching.first_names import are_only_names
from bot.matching.index import Index
from bot.matching.normalise import fold_words, trim_politeness

Kind = Literal["answer", "intent", "smalltalk", "none"]

ALTERNATIVES = 3
# Under this probability even the likeliest label is a guess, and showing it would be about something else.
WORTH_A_QUESTION = 0.15
# By how much more must speak for an answer or a wish than for none, in decision values: off topic is anything, so that
# little of it has been seen, and "none" hardly ever speaks up for the rest. Held back: 82 → 87 % of off topic refused,
# 2 % of answers and 1 % of wishes lost, which are still among those offered.
CLEAR_OF_NONE = {"answer": 0.3, "intent": 0.1}
# Nothing is answered without a doubt that "none" does not deny.
NONE_DENIES = -0.6
_RANKED = 8
_EMERGENCY = "intent:emergency"
_LANGUAGE = "intent:language_switch"
_LIKELY_ENOUGH = 0.4
# Under this probability a label is not worth a button.
_WORTH_OFFERING = 0.02
# Another language must be plain to see before French and Dutch answers are given up.
_OTHER_FOR_CERTAIN = 8.0


# Longer messages tell a story, and one of their sentences asks. So many of the last sentences are read one by one.
_A_STORY = 150
_SENTENCES = re.compile(r"(?<=[.!?;\n])\s+")
_SENTENCES_READ = 20
_SHORTEST_SENTENCE = 3
_OF_SENTENCES = 0.4


@dataclass(frozen=True, slots=True)
class Candidate:
    kind: Kind
    id: str
    score: float


@dataclass(frozen=True, slots=True)
class Match:
    """What a message means, and why it is thought so.

    `universal` is a section of `words/universal.md` when the whole message is one. `alternatives` are the runners-up,
    without the first. `corrected` is the text after the speller, as folded words, empty when it changed nothing;
    `spoke` are the phrasings of the content that spoke for it.
    """

    lang: Literal["fr", "nl", "other"]
    lang_sure: bool
    danger: bool
    universal: str | None
    kind: Kind
    id: str
    score: float
    sure: bool
    alternatives: tuple[Candidate, ...] = ()
    corrected: str = ""
    spoke: tuple[str, ...] = ()
    lang_detail: str = ""  # which other language, as in `en` or `ar-Latn`

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """The three most likely answers and intents, the likeliest first."""
        first = (Candidate(self.kind, self.id, self.score),) if self.kind != "none" else ()
        return (first + self.alternatives)[:ALTERNATIVES]


def match(text: str, index: Index, chat_lang: Lang | None = None) -> Match:
    """What `text` means. `chat_lang` stands in when the text is too short to tell its language."""
    text = clean(text)
    language = identify(text)
    lang: Literal["fr", "nl", "other"] = language.lang if language.sure or chat_lang is None else chat_lang
    words = index.normaliser.words(text, lang)
    corrected = index.speller.correct(words)
    seen = _Seen(lang, language, " ".join(corrected) if corrected != words else "")
    universal = universal_of(text, lang, index)
    counted = count_features(corrected, asks="?" in text)
    if index.danger.hears(text, lang, corrected, counted):
        # The danger card comes first; what else was asked can still be offered under it.
        others = _rank(index.classifier.probabilities(index.classifier.decide(counted)), index)
        alternatives = _alternatives(pair for pair in others if pair[0] != _EMERGENCY)
        return seen.as_match(
            "intent", "emergency", 1.0, True, danger=True, universal=universal, alternatives=alternatives
        )
    if universal is not None:
        intent = UNIVERSAL_INTENTS.get(universal)
        return seen.as_match("intent" if intent else "none", intent or "", 1.0, intent is not None, universal=universal)
    if are_only_names(words):
        return _Seen(chat_lang or "fr", Identified(chat_lang or "fr", False, 0.0), "").as_match("none", "", 0.0, False)
    same = index.evidence.label_of_same(words)
    if same is None and corrected != words:
        same = index.evidence.label_of_same(corrected)
    if says_nothing(corrected) and (same is None or same.startswith("answer:")):
        return seen.as_match("none", "", 0.0, False)
    decision = index.classifier.decide(counted)
    if same is None and lang == "other" and language.score >= _OTHER_FOR_CERTAIN:
        # Another language is not answered in, but a wish for another language can be understood in it.
        same = _wish_in_another_language(decision, index)
        if same is None:
            return seen.as_match("none", "", 0.0, False)
    if len(text) > _A_STORY:
        decision = _decide_story(decision, text, lang, index)
    return _weigh(corrected, decision, same, seen, index)


def universal_of(text: str, lang: str, index: Index) -> str | None:
    """The section of `words/universal.md` that the whole message is, politeness at its ends left aside."""
    words = fold_words(text)
    for whole in (words, trim_politeness(words), index.normaliser.words(text, lang)):
        section = index.universal.get(tuple(whole))
        if section is not None:
            return section
    return None


def _wish_in_another_language(decision: npt.NDArray[np.float32], index: Index) -> str | None:
    """The label of the wish to change the language, when the message is likely to be it: content has it in English."""
    label, score = _rank(index.classifier.probabilities(decision), index)[0]
    return label if label == _LANGUAGE and score >= _LIKELY_ENOUGH else None


def _decide_story(whole: npt.NDArray[np.float32], text: str, lang: str, index: Index) -> npt.NDArray[np.float32]:
    """A story is judged as a whole, by its most telling sentence, and by the one that asks (or the last).

    Held-back stories: 35 → 43 % right first, 52 → 62 % among three, when their sub-question was not learnt.
    """
    decisions, asking = [], []
    for sentence in _SENTENCES.split(text)[-_SENTENCES_READ:]:
        words = index.speller.correct(index.normaliser.words(sentence, lang))
        if len(words) >= _SHORTEST_SENTENCE:
            decisions.append(index.classifier.decide(count_features(words, asks="?" in sentence)))
            if "?" in sentence:
                asking.append(decisions[-1])
    if len(decisions) < 2:
        return whole
    telling = np.max(decisions, axis=0)
    asked = np.max(asking, axis=0) if asking else decisions[-1]
    return np.asarray((whole + _OF_SENTENCES * (telling + asked)) / (1 + 2 * _OF_SENTENCES))


def _weigh(
    words: Sequence[str], decision: npt.NDArray[np.float32], same: str | None, seen: _Seen, index: Index
) -> Match:
    """Ask the classifier, unless the message is a phrasing of the content."""
    classifier = index.classifier
    ranked = _rank(classifier.probabilities(decision), index)
    values = dict(zip(classifier.labels, decision.tolist(), strict=True))
    none = values.get(NONE, -1.0)
    if same is not None:
        ranked = [(same, max(0.99, ranked[0][1])), *(pair for pair in ranked if pair[0] != same)]
    (label, score), others = ranked[0], ranked[1:]
    sure = label != NONE and score >= index.calibration.sure and (same is not None or none <= NONE_DENIES)
    if label == _EMERGENCY and not sure:
        # Danger was listened for and not heard: likeness to a call for help is not enough to bring its card.
        (label, score), others, sure = others[0], others[1:], False
    kind, target = _kind_and_id(label)
    is_off_topic = same is None and values[label] - none < CLEAR_OF_NONE.get(kind, 0.0)
    if label != NONE and (score < WORTH_A_QUESTION or is_off_topic):
        return seen.as_match("none", "", score, False, alternatives=_alternatives([(label, score), *others]))
    alternatives = _alternatives(others)
    spoke = index.evidence.phrases_for(label, words) if kind != "none" else ()
    return seen.as_match(kind, target, score, sure, alternatives=alternatives, spoke=spoke)


def _rank(probabilities: npt.NDArray[np.float32], index: Index) -> list[tuple[str, float]]:
    """The likeliest labels, the likeliest first."""
    best = np.argsort(-probabilities, kind="stable")[:_RANKED]
    return [(index.classifier.labels[i], float(probabilities[i])) for i in best]


def _alternatives(ranked: Iterable[tuple[str, float]]) -> tuple[Candidate, ...]:
    worth = ((label, score) for label, score in ranked if label != NONE and score >= _WORTH_OFFERING)
    return tuple(Candidate(*_kind_and_id(label), score) for label, score in worth)[:ALTERNATIVES]


def _kind_and_id(label: str) -> tuple[Kind, str]:
    prefix, _, target = label.partition(":")
    kinds: dict[str, Kind] = {"answer": "answer", "intent": "intent", "smalltalk": "smalltalk"}
    return kinds.get(prefix, "none"), target


@dataclass(frozen=True, slots=True)
class _Seen:
    """What is known of a message before its meaning."""

    lang: Literal["fr", "nl", "other"]
    language: Identified
    corrected: str

    def as_match(
        self,
        kind: Kind,
        target: str,
        score: float,
        sure: bool,
        *,
        danger: bool = False,
        universal: str | None = None,
        alternatives: tuple[Candidate, ...] = (),
        spoke: tuple[str, ...] = (),
    ) -> Match:
        detail = self.language.detail if self.lang == "other" else ""
        return Match(
            self.lang, self.language.sure, danger, universal, kind, target, score, sure, alternatives, self.corrected,
            spoke, detail,
        )  # fmt: skip
