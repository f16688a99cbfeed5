"""Learn the classifiers from a corpus: `python -m bot.matching.fit CORPUS.json INDEX.npz`, a process of its own.

scikit-learn costs 120 MB to import and more to work with; it is imported here and nowhere else, and the memory goes
with the process. Linear support vectors, one label against the rest. The temperature of the probabilities and the
threshold of *sure* are chosen on sentences held back in five folds, whole sub-questions at a time (`Example.group`),
so that they hold for what nobody has thought of. The result is written whole, under its final name, or not at all.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from bot.matching.classifier import Classifier, shrink, softmax
from bot.matching.corpus import NONE, Corpus, corpus_from_json
from bot.matching.danger import CALM
from bot.matching.features import Counted, Vocabulary, count_features, learn_vocabulary
from bot.matching.index import Calibration, read_calibration, save_index
from bot.matching.normalise import Normaliser

FOLDS = 5
_SEED = 20261123
# Of all messages at most this share may be answered wrongly and without a doubt; 3 % is promised.
WRONG_AND_SURE = 0.02
# Held-back sentences that may bring the danger card for nothing: of those that sound alarming, of all others.
# The patterns and the sentences themselves come on top of what the classifier hears at this price.
_CALM_TAKEN = 0.12
_OTHERS_TAKEN = 0.01
_DANGER_WEIGHT = 4.0
_DRIFT = 0.05
_NEAR_DANGER = frozenset({"answer:emergency-help", "answer:housing"})
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
    vocabulary = learn_vocabulary([*texts, *danger.texts[: len(corpus.danger)]])
    labels, weights, bias = _fit_labels(to_matrix(vocabulary, texts), [example.label for example in corpus.examples])
    danger_weights, danger_bias = _fit_danger(to_matrix(vocabulary, danger.texts), danger.is_danger, danger.weights)
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
        known, weights, bias = _fit_labels(
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
    """Sentences, whether each is danger, whether it sounds like it and is not, and how much each counts."""

    texts: list[Counted]
    is_danger: npt.NDArray[np.bool_]
    is_calm: npt.NDArray[np.bool_]
    weights: Floats


def danger_set(corpus: Corpus, texts: Sequence[Counted]) -> DangerSet:
    """All that danger is told apart from. Answers that speak of danger themselves take no side."""
    normaliser = Normaliser(corpus.synonyms)
    sentences = [
        count_features(normaliser.words(example.text, example.lang), asks="?" in example.text)
        for example in corpus.danger
    ]
    kinds = [CALM if example.kind == CALM else "danger" for example in corpus.danger]
    for example, counted in zip(corpus.examples, texts, strict=True):
        if example.label not in _NEAR_DANGER:
            sentences.append(counted)
            kinds.append("danger" if example.label == "intent:emergency" else "other")
    weights = [1.0 if kind == "other" else _DANGER_WEIGHT for kind in kinds]
    return DangerSet(
        sentences,
        np.array([kind == "danger" for kind in kinds], dtype=bool),
        np.array([kind == CALM for kind in kinds], dtype=bool),
        np.array(weights, dtype=np.float32),
    )


def choose_danger(examples: DangerSet) -> float:
    """The lowest threshold under which few enough of the held-back sentences without danger are taken for it."""
    folds = np.arange(len(examples.texts)) % FOLDS
    values = np.zeros(len(examples.texts), dtype=np.float32)
    for fold in range(FOLDS):
        seen, unseen = np.flatnonzero(folds != fold).tolist(), np.flatnonzero(folds == fold).tolist()
        if not _has_both(examples.is_danger[seen]) or not len(unseen):
            return 0.0
        vocabulary = learn_vocabulary([examples.texts[i] for i in seen])
        learnt, bias = _fit_danger(
            to_matrix(vocabulary, [examples.texts[i] for i in seen]), examples.is_danger[seen], examples.weights[seen]
        )
        values[unseen] = to_matrix(vocabulary, [examples.texts[i] for i in unseen]) @ learnt + bias
    calm = values[examples.is_calm]
    other = values[~examples.is_calm & ~examples.is_danger]
    return float(np.clip(max(_above(calm, _CALM_TAKEN), _above(other, _OTHERS_TAKEN)), -0.5, 0.5))


def _above(values: Floats, share: float) -> float:
    """The value that only this share of the values lies above."""
    return float(np.quantile(values, 1 - share)) if len(values) else -0.5


def to_matrix(vocabulary: Vocabulary, texts: Sequence[Counted]) -> csr_matrix:
    """Texts × features."""
    ends, rows, values = [0], [], []
    for counted in texts:
        row, value = vocabulary.weigh(counted)
        rows.append(row)
        values.append(value)
        ends.append(ends[-1] + len(row))
    matrix = csr_matrix(
        (np.concatenate(values), np.concatenate(rows), ends), shape=(len(texts), len(vocabulary.keys)), dtype=np.float32
    )
    matrix.sort_indices()
    return matrix


def _fit_labels(matrix: csr_matrix, labels: Sequence[str]) -> tuple[tuple[str, ...], Floats, Floats]:
    """Labels, and for each a column of weights (features × labels) and a bias."""
    learner = LinearSVC(C=0.5, tol=0.05, random_state=0)
    learner.fit(matrix, np.array(labels))
    names = tuple(str(label) for label in learner.classes_)
    if len(names) == 2:  # scikit-learn gives one column for two labels
        return names, np.vstack([-learner.coef_, learner.coef_]).T.astype(np.float32), _pair(learner.intercept_[0])
    return names, learner.coef_.T.astype(np.float32), learner.intercept_.astype(np.float32)


def _pair(intercept: float) -> Floats:
    return np.array([-intercept, intercept], dtype=np.float32)


def _fit_danger(matrix: csr_matrix, is_danger: npt.NDArray[np.bool_], weights: Floats) -> tuple[Floats, float]:
    """A weight for each feature, and the bias."""
    if not _has_both(is_danger):
        return np.zeros(matrix.shape[1], dtype=np.float32), -1.0
    learner = LinearSVC(C=0.1, tol=0.05, random_state=0)
    learner.fit(matrix, is_danger, sample_weight=weights)
    return learner.coef_[0].astype(np.float32), float(learner.intercept_[0])


def _has_both(values: npt.NDArray[np.bool_]) -> bool:
    return bool(values.any()) and not bool(values.all())


def main() -> None:
    """Read a corpus, write an index. A third argument is an older index whose calibration serves while it may."""
    source, target = Path(sys.argv[1]), Path(sys.argv[2])
    corpus = corpus_from_json(source.read_text(encoding="utf-8"))
    older = read_calibration(Path(sys.argv[3])) if len(sys.argv) > 3 else None
    classifier, calibration = fit(corpus, older if older is not None and still_holds(older, corpus) else None)
    save_index(target, corpus, classifier, calibration)


def still_holds(calibration: Calibration, corpus: Corpus) -> bool:
    """True while the number of examples is nearly that of the calibration.

    Thresholds are statistics over thousands of sentences: an edited line does not move them, and making them costs
    five fits more than the editor should wait for.
    """
    return abs(len(corpus.examples) - calibration.examples) <= _DRIFT * calibration.examples


if __name__ == "__main__":
    main()
