"""Learn an edited line without learning everything anew: only the labels whose sentences changed are fitted again.

The weights of all other labels and the calibration are those of the older index: they lack the new sentence among
thousands that are not theirs. The features and danger are learnt anew, exactly as `fit` does: kept, they once brought
the danger card for a question on debts. When more has changed than some labels, when synonyms changed, or when the
calibration no longer holds, everything is learnt (`fit`).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from bot.matching.classifier import Classifier, shrink
from bot.matching.corpus import Corpus
from bot.matching.features import Vocabulary
from bot.matching.fit import (
    count_all,
    danger_set,
    fit_danger,
    fit_labels,
    handicap_of,
    kept_calibration,
    learn_features,
    to_matrix,
)
from bot.matching.index import Calibration, Stored

# More than so many labels at once are as quickly learnt with all others.
_FEW = 20


def refit(corpus: Corpus, older: Stored) -> tuple[Classifier, Calibration] | None:
    """What `fit` gives, nearly, for a corpus that differs little from the older one; None when it differs more."""
    changed = changed_labels(older.corpus, corpus)
    if changed is None or kept_calibration(older, corpus) is None:
        return None
    known = older.classifier
    texts = count_all(corpus)
    dangers = danger_set(corpus, texts)
    vocabulary = learn_features(corpus, texts, dangers)
    matrix = to_matrix(vocabulary, texts)
    weights, bias = carry_over(known, vocabulary), known.bias.copy()
    for label in changed:
        column = known.labels.index(label)
        weights[:, column], bias[column] = _learn(matrix, [example.label == label for example in corpus.examples])
        bias[column] -= handicap_of(label)
    danger, danger_bias = fit_danger(to_matrix(vocabulary, dangers.texts), dangers.is_danger, dangers.weights)
    small, scale = shrink(weights)
    classifier = replace(
        known,
        vocabulary=vocabulary,
        weights=small,
        scale=scale,
        bias=bias,
        danger_weights=danger.astype(np.float16),
        danger_bias=danger_bias,
    )
    return classifier, older.calibration


def changed_labels(older: Corpus, newer: Corpus) -> list[str] | None:
    """The labels whose sentences are not the same, if they are few and nothing else has changed; else None."""
    if older.synonyms != newer.synonyms:
        return None
    if {example.label for example in older.examples} != {example.label for example in newer.examples}:
        return None
    before, after = (Counter((e.text, e.lang, e.label) for e in one.examples) for one in (older, newer))
    changed = sorted({label for _, _, label in (before - after) + (after - before)})
    return changed if len(changed) <= _FEW else None


def carry_over(known: Classifier, vocabulary: Vocabulary) -> npt.NDArray[np.float32]:
    """The known weights (features × labels) in the order of another vocabulary; features that are new weigh nothing."""
    weights = np.zeros((len(vocabulary.keys), len(known.labels)), dtype=np.float32)
    _, here, there = np.intersect1d(vocabulary.keys, known.vocabulary.keys, assume_unique=True, return_indices=True)
    weights[here] = known.weights.in_full(there, len(known.labels)) * known.scale
    return weights


def _learn(matrix: csr_matrix, is_it: list[bool]) -> tuple[npt.NDArray[np.float32], np.float32]:
    """The weights and the bias of one label against all others."""
    labels, weights, bias = fit_labels(matrix, ["yes" if one else "no" for one in is_it])
    yes = labels.index("yes")
    return weights[:, yes], bias[yes]
