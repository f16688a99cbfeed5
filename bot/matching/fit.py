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

from bot.matching.classifier import Classifier, softmax
from bot.matching.corpus import NONE, Corpus, corpus_from_json
from bot.matching.danger import CALM
from bot.matching.features import Vocabulary, learn_vocabulary
from bot.matching.index import Thresholds, save_index
from bot.matching.normalise import Normaliser

FOLDS = 5
_SEED = 20261123
# Of all messages at most this share may be answered wrongly and without a doubt; 3 % is promised.
WRONG_AND_SURE = 0.02
# Of the sentences of danger, held back, this share must be heard.
DANGER_HEARD = 0.985
# Far below the border between danger and everything else a decision value says nothing any more.
_DANGER_BOUNDS = (-0.7, 0.2)
_TEMPERATURES = (1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 5.0, 6.0, 8.0)

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class HeldBack:
    """What the classifier says of sentences it has not seen, in the order of the examples."""

    labels: tuple[str, ...]
    decisions: Floats  # examples × labels
    truth: npt.NDArray[np.intp]


def fit(corpus: Corpus) -> tuple[Classifier, Thresholds]:
    """The classifier learnt from everything, with thresholds chosen on held-back sentences."""
    normaliser = Normaliser(corpus.synonyms)
    texts = [normaliser.words(example.text, example.lang) for example in corpus.examples]
    held_back = hold_back(corpus, texts)
    temperature = choose_temperature(held_back)
    sure = choose_sure(held_back, temperature)
    danger_texts, is_danger, danger_weights = danger_examples(corpus, texts, normaliser)
    danger = choose_danger(danger_texts, is_danger, danger_weights, len(corpus.danger))
    vocabulary = learn_vocabulary(texts + danger_texts[: len(corpus.danger)], 1)
    labels, weights, bias = _fit_labels(vocabulary, texts, [example.label for example in corpus.examples])
    danger_weights_, danger_bias = _fit_danger(vocabulary, danger_texts, is_danger, danger_weights)
    classifier = Classifier(
        vocabulary, labels, weights.astype(np.float16), bias, temperature, danger_weights_.astype(np.float16), danger_bias
    )
    return classifier, Thresholds(sure, danger)


def hold_back(corpus: Corpus, texts: Sequence[Sequence[str]]) -> HeldBack:
    """Five times, learn from four fifths of the sub-questions and judge the sentences of the others."""
    truth_labels = [example.label for example in corpus.examples]
    labels = tuple(sorted(set(truth_labels)))
    place = {label: i for i, label in enumerate(labels)}
    folds = deal([example.group for example in corpus.examples])
    decisions = np.full((len(texts), len(labels)), -2.0, dtype=np.float32)
    for fold in range(FOLDS):
        seen = np.flatnonzero(folds != fold)
        unseen = np.flatnonzero(folds == fold)
        vocabulary = learn_vocabulary([texts[i] for i in seen], 1)
        known, weights, bias = _fit_labels(vocabulary, [texts[i] for i in seen], [truth_labels[i] for i in seen])
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


def danger_examples(
    corpus: Corpus, texts: Sequence[list[str]], normaliser: Normaliser
) -> tuple[list[list[str]], npt.NDArray[np.bool_], Floats]:
    """Sentences, whether each is danger, and how much each counts: those of `words/danger.md` first."""
    sentences = [normaliser.words(example.text, example.lang) for example in corpus.danger]
    is_danger = [example.kind != CALM for example in corpus.danger]
    weights = [1.0 if example.kind != CALM else 2.0 for example in corpus.danger]
    for example, words in zip(corpus.examples, texts, strict=True):
        sentences.append(list(words))
        is_danger.append(example.label == "intent:emergency")
        weights.append(1.0 if is_danger[-1] else 0.5)
    return sentences, np.array(is_danger, dtype=bool), np.array(weights, dtype=np.float32)


def choose_danger(
    sentences: Sequence[list[str]], is_danger: npt.NDArray[np.bool_], weights: Floats, own: int
) -> float:
    """The highest threshold that hears `DANGER_HEARD` of the held-back sentences of danger (the first `own`)."""
    if not is_danger.any() or is_danger.all():
        return 0.0
    folds = np.arange(len(sentences)) % FOLDS
    values = np.zeros(len(sentences), dtype=np.float32)
    for fold in range(FOLDS):
        seen, unseen = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        vocabulary = learn_vocabulary([sentences[i] for i in seen], 1)
        learnt, bias = _fit_danger(vocabulary, [sentences[i] for i in seen], is_danger[seen], weights[seen])
        values[unseen] = to_matrix(vocabulary, [sentences[i] for i in unseen]) @ learnt + bias
    heard = np.sort(values[:own][is_danger[:own]]) if is_danger[:own].any() else np.sort(values[is_danger])
    return float(np.clip(heard[int((1 - DANGER_HEARD) * len(heard))] - 1e-4, *_DANGER_BOUNDS))


def to_matrix(vocabulary: Vocabulary, texts: Sequence[Sequence[str]]) -> csr_matrix:
    """Texts × features."""
    ends, rows, values = [0], [], []
    for words in texts:
        row, value = vocabulary.vector(words)
        rows.append(row)
        values.append(value)
        ends.append(ends[-1] + len(row))
    matrix = csr_matrix(
        (np.concatenate(values), np.concatenate(rows), ends), shape=(len(texts), len(vocabulary.keys)), dtype=np.float32
    )
    matrix.sort_indices()
    return matrix


def _fit_labels(
    vocabulary: Vocabulary, texts: Sequence[Sequence[str]], labels: Sequence[str]
) -> tuple[tuple[str, ...], Floats, Floats]:
    """Labels, and for each a column of weights (features × labels) and a bias."""
    learner = LinearSVC(C=1.0, random_state=0)
    learner.fit(to_matrix(vocabulary, texts), np.array(labels))
    names = tuple(str(label) for label in learner.classes_)
    if len(names) == 2:  # scikit-learn gives one column for two labels
        return names, np.vstack([-learner.coef_, learner.coef_]).T.astype(np.float32), _pair(learner.intercept_[0])
    return names, learner.coef_.T.astype(np.float32), learner.intercept_.astype(np.float32)


def _pair(intercept: float) -> Floats:
    return np.array([-intercept, intercept], dtype=np.float32)


def _fit_danger(
    vocabulary: Vocabulary, texts: Sequence[Sequence[str]], is_danger: npt.NDArray[np.bool_], weights: Floats
) -> tuple[Floats, float]:
    if not is_danger.any() or is_danger.all():
        return np.zeros(len(vocabulary.keys), dtype=np.float32), -1.0
    learner = LinearSVC(C=1.0, class_weight="balanced", random_state=0)
    learner.fit(to_matrix(vocabulary, texts), is_danger, sample_weight=weights)
    return learner.coef_[0].astype(np.float32), float(learner.intercept_[0])


def main() -> None:
    """Read a corpus, write an index."""
    source, target = Path(sys.argv[1]), Path(sys.argv[2])
    corpus = corpus_from_json(source.read_text(encoding="utf-8"))
    classifier, thresholds = fit(corpus)
    save_index(target, corpus, classifier, thresholds)


if __name__ == "__main__":
    main()
