"""A linear classifier at work: weights in, a probability for each label out. Learning it is `fit`.

`weights` is features × labels in whole numbers of -127 to 127, times a `scale` for each label: a tenth of the memory of
what was learnt, and the same answers. Weights of its own say how much a text sounds like danger.
Probabilities come from the decision values by a softmax whose `temperature` was chosen on held-back sentences.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.matching.features import Counted, Vocabulary


@dataclass(frozen=True, slots=True)
class Classifier:
    """`labels[i]` belongs to column i of `weights`, to `scale[i]` and to `bias[i]`."""

    vocabulary: Vocabulary
    labels: tuple[str, ...]
    weights: npt.NDArray[np.int8]
    scale: npt.NDArray[np.float32]
    bias: npt.NDArray[np.float32]
    temperature: float
    danger_weights: npt.NDArray[np.float16]
    danger_bias: float

    def decide(self, counted: Counted) -> npt.NDArray[np.float32]:
        """For each label how much speaks for it."""
        rows, values = self.vocabulary.weigh(counted)
        return np.asarray((values @ self.weights[rows].astype(np.float32)) * self.scale + self.bias)

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


def shrink(weights: npt.NDArray[np.float32]) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float32]]:
    """Weights (features × labels) as whole numbers, and the scale of each label."""
    scale = np.maximum(np.abs(weights).max(axis=0, initial=0.0), np.float32(1e-9)) / np.float32(127)
    return np.rint(weights / scale).astype(np.int8), scale.astype(np.float32)
