"""A linear classifier at work: weights in, a probability for each label out. Learning it is `fit`.

`weights` is features × labels in whole numbers of -127 to 127, times a `scale` for each label, and only those that are
not 0, a fifth of them: a twentieth of the memory of what was learnt, and the same answers. Weights of its own say how
much a text sounds like danger.
Probabilities come from the decision values by a softmax whose `temperature` was chosen on held-back sentences.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.matching.features import Counted, Vocabulary


@dataclass(frozen=True, slots=True)
class SparseWeights:
    """Row i has `values[starts[i]:starts[i + 1]]` in these `columns`, and 0 in all others."""

    starts: npt.NDArray[np.uint32]
    columns: npt.NDArray[np.unsignedinteger[Any]]
    values: npt.NDArray[np.int8]

    def sum_rows(
        self, rows: npt.NDArray[np.intp], factors: npt.NDArray[np.float32], width: int
    ) -> npt.NDArray[np.float32]:
        """The sum of some rows, each times its factor."""
        places, lengths = self._places(rows)
        found = self.values[places] * np.repeat(factors, lengths)
        return np.asarray(np.bincount(self.columns[places], found, minlength=width), dtype=np.float32)

    def in_full(self, rows: npt.NDArray[np.intp], width: int) -> npt.NDArray[np.float32]:
        """Some rows with their zeros."""
        places, lengths = self._places(rows)
        full = np.zeros((len(rows), width), dtype=np.float32)
        full[np.repeat(np.arange(len(rows)), lengths), self.columns[places]] = self.values[places]
        return full

    def _places(self, rows: npt.NDArray[np.intp]) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
        """Where the values of these rows stand, one row after the other, and how many each has."""
        first = self.starts[rows].astype(np.intp)
        lengths = self.starts[rows + 1].astype(np.intp) - first
        before = np.cumsum(lengths) - lengths
        return np.arange(lengths.sum()) + np.repeat(first - before, lengths), lengths


@dataclass(frozen=True, slots=True)
class Classifier:
    """`labels[i]` belongs to column i of `weights`, to `scale[i]` and to `bias[i]`."""

    vocabulary: Vocabulary
    labels: tuple[str, ...]
    weights: SparseWeights
    scale: npt.NDArray[np.float32]
    bias: npt.NDArray[np.float32]
    temperature: float
    danger_weights: npt.NDArray[np.float16]
    danger_bias: float

    def decide(self, counted: Counted) -> npt.NDArray[np.float32]:
        """For each label how much speaks for it."""
        rows, values = self.vocabulary.weigh(counted)
        total = self.weights.sum_rows(rows, values, len(self.labels))
        return np.asarray(total * self.scale + self.bias)

    def probabilities(self, decision: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """For each label how likely it is; they add up to 1."""
        return softmax(decision, self.temperature)

    def danger(self, counted: Counted) -> float:
        """Above 0: more like the sentences of danger than like all the others."""
        rows, values = self.vocabulary.weigh(counted)
        return float(values @ self.danger_weights[rows].astype(np.float32)) + self.danger_bias


def softmax(decision: npt.NDArray[np.float32], temperature: float) -> npt.NDArray[np.float32]:
    """Decision values (… × labels) as probabilities."""
    scaled = decision * np.float32(temperature)
    powers = np.exp(scaled - scaled.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True), dtype=np.float32)


def shrink(weights: npt.NDArray[np.float32]) -> tuple[SparseWeights, npt.NDArray[np.float32]]:
    """Weights (features × labels) as whole numbers without the zeros, and the scale of each label."""
    scale = np.maximum(np.abs(weights).max(axis=0, initial=0.0), np.float32(1e-9)) / np.float32(127)
    whole = np.rint(weights / scale).astype(np.int8)
    rows, columns = np.nonzero(whole)
    starts = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=len(whole)))]).astype(np.uint32)
    narrow: npt.NDArray[Any] = columns.astype(np.min_scalar_type(whole.shape[1]))
    return SparseWeights(starts, narrow, whole[rows, columns]), scale.astype(np.float32)
