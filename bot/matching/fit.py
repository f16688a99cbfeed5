"""Learn the classifiers from a corpus, in a process of its own (`learn.py`).

scikit-learn costs 120 MB to import and more to work with; it is imported here and nowhere else, and the memory goes
with the process. Linear support vectors, one label against the rest. The temperature of the probabilities and the
threshold of *sure* are chosen on sentences held back in five folds, whole sub-questions at a time (`Example.group`),
so that they hold for what nobody has thought of. The result is written whole, under its final name, or not at all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from bot.matching.classifier import Classifier, shrink, softmax
from bot.matching.corpus import NONE, Corpus
from bot.matching.danger import CALM
from bot.matching.danger_concepts import with_concepts
from bot.matching.features import Counted, Vocabulary, count_features, learn_vocabulary, weigh_all
from bot.matching.index import Calibration, Stored
from bot.matching.normalise import Normaliser

FOLDS = 5
_SEED = 20261123
# Of all messages at most this share may be answered wrongly and without a doubt; 3 % is promised.
WRONG_AND_SURE = 0.02
# Held-back sentences that may bring the danger card for nothing: of those that sound alarming, of ordinary questions.
# The patterns and the sentences themselves come on top of what the classifier hears at this price.
_CALM_TAKEN = 0.11
_QUESTIONS_TAKEN = 0.01
# How much a sentence counts when danger is learnt. Questions are many: counted once, the few words of danger win.
# What is off topic may be about anything, and little of it is known: each line stands for many.
_WEIGHTS = {"danger": 8.0, CALM: 3.0, "question": 2.0, "chatter": 2.0, NONE: 8.0}
_DRIFT = 0.05
# What a wish is handicapped by, in decision values. Wishes are many and short: without it their small words ("je dois",
# "ik zoek") take short questions on topics. Held back: 8.3 → 5.8 % of topics taken for a wish, 1.6 % of wishes lost.
_HANDICAP_OF_WISHES = 0.1
_NEAR_DANGER = frozenset({"answer:emergency-help", "answer:housing", "answer:psychosocial-support"})
_TEMPERATURES = (1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 5.0, 6.0, 8.0)

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class HeldBack:
    """What the classifier says of sentences it has not seen, in the order of the examples."""

    labels: tuple[str, ...]
    decisions: Floats  # examples × labels
    truth: npt.NDArray[np.intp]


def fit(corpus: Corpus, calibration: Calibration | None = None) -> tuple[Classifier, Calibration]:
    """The classifiers learnt from everything; the calibration is made anew unless one is given."""
    texts = count_all(corpus)
    danger = danger_set(corpus, texts)
    if calibration is None:
        calibration = calibrate(hold_back(corpus, texts), choose_danger(danger), len(texts))
    vocabulary = learn_features(corpus, texts, danger)
    labels, weights, bias = fit_labels(to_matrix(vocabulary, texts), [example.label for example in corpus.examples])
    danger_weights, danger_bias = fit_danger(to_matrix(vocabulary, danger.texts), danger.is_danger, danger.weights)
    small, scale = shrink(weights)
    classifier = Classifier(
        vocabulary,
        labels,
        small,
        scale,
        bias,
        calibration.temperature,
        danger_weights.astype(np.float16),
        danger_bias,
    )
    return classifier, calibration


def count_all(corpus: Corpus) -> list[Counted]:
    """The features of every example."""
    normaliser = Normaliser(corpus.synonyms)
    return [
        count_features(normaliser.words(example.text, example.lang), asks="?" in example.text)
        for example in corpus.examples
    ]


def learn_features(corpus: Corpus, texts: Sequence[Counted], danger: DangerSet) -> Vocabulary:
    """The features of all examples and of the sentences of danger, and of no other corpus."""
    return learn_vocabulary([*texts, *danger.texts[: len(corpus.danger)]])


def calibrate(held_back: HeldBack, danger: float, examples: int) -> Calibration:
    """How to read the classifier's values, from what it said of sentences it had not seen."""
    temperature = choose_temperature(held_back)
    return Calibration(temperature, choose_sure(held_back, temperature), danger, examples)


def hold_back(corpus: Corpus, texts: Sequence[Counted]) -> HeldBack:
    """Five times, learn from four fifths of the sub-questions and judge the sentences of the others."""
    truth_labels = [example.label for example in corpus.examples]
    labels = tuple(sorted(set(truth_labels)))
    place = {label: i for i, label in enumerate(labels)}
    folds = deal([example.group for example in corpus.examples])
    decisions = np.full((len(texts), len(labels)), -2.0, dtype=np.float32)
    for fold in range(FOLDS):
        seen, unseen = np.flatnonzero(folds != fold).tolist(), np.flatnonzero(folds == fold).tolist()
        vocabulary = learn_vocabulary([texts[i] for i in seen])
        known, weights, bias = fit_labels(
            to_matrix(vocabulary, [texts[i] for i in seen]), [truth_labels[i] for i in seen]
        )
        values = to_matrix(vocabulary, [texts[i] for i in unseen]) @ weights + bias
        decisions[np.ix_(unseen, [place[label] for label in known])] = values
    return HeldBack(labels, decisions, np.array([place[label] for label in truth_labels]))


def deal(groups: Sequence[str]) -> npt.NDArray[np.intp]:
    """A fold for each example, the same for all of a group; the same groups are always dealt the same way."""
    names = sorted(set(groups))
    order = np.random.default_rng(_SEED).permutation(len(names))
    fold_of = {names[i]: rank % FOLDS for rank, i in enumerate(order)}
    return np.array([fold_of[group] for group in groups], dtype=np.intp)


def choose_temperature(held_back: HeldBack) -> float:
    """The temperature under which the probabilities of held-back sentences are the most honest (log loss)."""

    def loss(temperature: float) -> float:
        probabilities = softmax(held_back.decisions, temperature)
        return float(-np.log(probabilities[np.arange(len(held_back.truth)), held_back.truth] + 1e-9).mean())

    return min(_TEMPERATURES, key=loss)


def choose_sure(held_back: HeldBack, temperature: float) -> float:
    """The smallest probability from which on at most `WRONG_AND_SURE` of all sentences are answered wrongly."""
    probabilities = softmax(held_back.decisions, temperature)
    first = probabilities.argmax(axis=1)
    best = probabilities.max(axis=1)
    none = held_back.labels.index(NONE) if NONE in held_back.labels else -1
    wrong = np.sort(best[(first != held_back.truth) & (first != none)])[::-1]
    allowed = int(WRONG_AND_SURE * len(best))
    return float(np.clip(wrong[allowed] if len(wrong) > allowed else 0.3, 0.3, 0.99))


@dataclass(frozen=True, slots=True)
class DangerSet:
    """Sentences, and of each whether it is danger, what sort it is, and the group it is held back with.

    `sorts` are `danger`, `calm` (sounds like it), `question` (for an answer), `chatter` (a wish), `none` (off topic).
    """

    texts: list[Counted]
    sorts: npt.NDArray[np.str_]
    groups: list[str]

    @property
    def is_danger(self) -> npt.NDArray[np.bool_]:
        return np.asarray(self.sorts == "danger")

    @property
    def weights(self) -> Floats:
        return np.array([_WEIGHTS[sort] for sort in self.sorts], dtype=np.float32)


def danger_set(corpus: Corpus, texts: Sequence[Counted]) -> DangerSet:
    """All that danger is told apart from. Answers that speak of danger themselves take no side."""
    normaliser = Normaliser(corpus.synonyms)
    sentences: list[Counted] = []
    sorts: list[str] = []
    groups: list[str] = []
    places: Counter[tuple[str, str]] = Counter()
    for danger in corpus.danger:
        words = normaliser.words(danger.text, danger.lang)
        sentences.append(with_concepts(words, count_features(words, asks="?" in danger.text)))
        sorts.append(CALM if danger.kind == CALM else "danger")
        # The same place in both languages mostly holds the same thought.
        places[danger.kind, danger.lang] += 1
        groups.append(f"{danger.kind}#{places[danger.kind, danger.lang]}")
    for example, counted in zip(corpus.examples, texts, strict=True):
        if example.label not in _NEAR_DANGER:
            sentences.append(with_concepts(normaliser.words(example.text, example.lang), counted))
            sorts.append(_sort_of(example.label))
            groups.append(example.group)
    return DangerSet(sentences, np.array(sorts), groups)


def _sort_of(label: str) -> str:
    if label == "intent:emergency":
        return "danger"
    if label.startswith("answer:"):
        return "question"
    return NONE if label == NONE else "chatter"


def judge_danger(examples: DangerSet) -> Floats | None:
    """How much each sentence sounds like danger to who has not seen its group; None when there is too little."""
    folds = deal(examples.groups)
    values = np.zeros(len(examples.texts), dtype=np.float32)
    is_danger, weights = examples.is_danger, examples.weights
    for fold in range(FOLDS):
        seen, unseen = np.flatnonzero(folds != fold).tolist(), np.flatnonzero(folds == fold).tolist()
        if not _has_both(is_danger[seen]) or not len(unseen):
            return None
        vocabulary = learn_vocabulary([examples.texts[i] for i in seen])
        learnt, bias = fit_danger(
            to_matrix(vocabulary, [examples.texts[i] for i in seen]), is_danger[seen], weights[seen]
        )
        values[unseen] = to_matrix(vocabulary, [examples.texts[i] for i in unseen]) @ learnt + bias
    return values


def choose_danger(examples: DangerSet) -> float:
    """The lowest threshold under which few enough of the held-back sentences without danger are taken for it."""
    values = judge_danger(examples)
    if values is None:
        return 0.0
    calm, questions = values[examples.sorts == CALM], values[examples.sorts == "question"]
    return float(np.clip(max(_above(calm, _CALM_TAKEN), _above(questions, _QUESTIONS_TAKEN)), -0.5, 0.5))


def _above(values: Floats, share: float) -> float:
    """The value that only this share of the values lies above."""
    return float(np.quantile(values, 1 - share)) if len(values) else -0.5


def to_matrix(vocabulary: Vocabulary, texts: Sequence[Counted]) -> csr_matrix:
    """Texts × features."""
    owners, rows, weights = weigh_all(vocabulary, texts)
    matrix = csr_matrix((weights, (owners, rows)), shape=(len(texts), len(vocabulary.keys)), dtype=np.float32)
    matrix.sort_indices()
    return matrix


def fit_labels(matrix: csr_matrix, labels: Sequence[str]) -> tuple[tuple[str, ...], Floats, Floats]:
    """Labels, and for each a column of weights (features × labels) and a bias."""
    learner = LinearSVC(C=0.5, tol=0.05, random_state=0)
    learner.fit(matrix, np.array(labels))
    names = tuple(str(label) for label in learner.classes_)
    handicaps = np.array([handicap_of(name) for name in names], dtype=np.float32)
    if len(names) == 2:  # scikit-learn gives one column for two labels
        both = np.vstack([-learner.coef_, learner.coef_]).T.astype(np.float32)
        return names, both, _pair(learner.intercept_[0]) - handicaps
    return names, learner.coef_.T.astype(np.float32), learner.intercept_.astype(np.float32) - handicaps


def handicap_of(label: str) -> float:
    """What the decision value of a label is lowered by."""
    return _HANDICAP_OF_WISHES if label.startswith("intent:") else 0.0


def _pair(intercept: float) -> Floats:
    return np.array([-intercept, intercept], dtype=np.float32)


def fit_danger(matrix: csr_matrix, is_danger: npt.NDArray[np.bool_], weights: Floats) -> tuple[Floats, float]:
    """A weight for each feature, and the bias."""
    if not _has_both(is_danger):
        return np.zeros(matrix.shape[1], dtype=np.float32), -1.0
    learner = LinearSVC(C=0.1, tol=0.05, random_state=0)
    learner.fit(matrix, is_danger, sample_weight=weights)
    return learner.coef_[0].astype(np.float32), float(learner.intercept_[0])


def _has_both(values: npt.NDArray[np.bool_]) -> bool:
    return bool(values.any()) and not bool(values.all())


def kept_calibration(older: Stored, corpus: Corpus) -> Calibration | None:
    """The older calibration, while the number of examples is nearly what it was chosen on.

    Thresholds are statistics over thousands of sentences: an edited line does not move them, and making them costs
    five fits more than the editor should wait for.
    """
    examples = older.calibration.examples
    return older.calibration if abs(len(corpus.examples) - examples) <= _DRIFT * examples else None
