"""Whether the matcher may be believed: of the sentences it gave 70 %, are 70 in a hundred right? Pure.

Probabilities and shares are 0 to 1. Judged are held-back sentences, none of whose sub-question was learnt. The diagram
is an SVG of 460 × 460 units: on the dashed line words and deeds agree, above it the matcher is too modest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.matching.classifier import softmax

BINS = 10
_SIZE, _LEFT, _TOP, _SIDE = 460, 60, 30, 360
_SMALLEST, _LARGEST = 3.0, 16.0


@dataclass(frozen=True, slots=True)
class Bin:
    """Sentences whose likeliest label got about the same probability: `said` on average, `right` in truth."""

    said: float
    right: float
    count: int


def bins_of(
    decisions: npt.NDArray[np.float32], truth: npt.NDArray[np.intp], temperature: float, bins: int = BINS
) -> list[Bin]:
    """Sentences (decisions: sentences × labels) by the probability of their likeliest label; empty bins left out."""
    probabilities = softmax(decisions, temperature)
    said = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == truth
    place = np.minimum((said * bins).astype(int), bins - 1)
    return [
        Bin(float(said[place == i].mean()), float(right[place == i].mean()), int((place == i).sum()))
        for i in range(bins)
        if (place == i).any()
    ]


def mean_gap(bins: Sequence[Bin]) -> float:
    """How far words and deeds lie apart on average, each sentence counting once."""
    total = sum(one.count for one in bins)
    return sum(one.count * abs(one.said - one.right) for one in bins) / total if total else 0.0


def draw(bins: Sequence[Bin], sure: float) -> str:
    """The diagram. `sure` is the probability from which on an answer is given without asking back."""
    most = max((one.count for one in bins), default=1)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_SIZE} {_SIZE}" font-family="sans-serif" '
        f'font-size="12" role="img" aria-label="Reliability diagram">',
        f'<rect width="{_SIZE}" height="{_SIZE}" fill="#fff"/>',
        f'<rect x="{_LEFT}" y="{_TOP}" width="{_SIDE}" height="{_SIDE}" fill="none" stroke="#555"/>',
    ]
    for tenth in range(0, 11, 2):
        share = tenth / 10
        parts.append(_text(_x(share), _TOP + _SIDE + 18, f"{tenth * 10} %", "middle"))
        parts.append(_text(_LEFT - 8, _y(share) + 4, f"{tenth * 10} %", "end"))
    parts += [
        f'<path d="M{_x(0):.0f} {_y(0):.0f}L{_x(1):.0f} {_y(1):.0f}" stroke="#555" stroke-dasharray="4 4"/>',
        f'<path d="M{_x(sure):.1f} {_y(0):.0f}V{_y(1):.0f}" stroke="#b35900"/>',
        _text(_x(sure) - 6, _y(0.03), "sure", "end"),
        _text(_LEFT + _SIDE / 2, _SIZE - 22, "probability that the matcher gave its first guess", "middle"),
        f'<g transform="rotate(-90 16 {_TOP + _SIDE / 2})">'
        + _text(16, _TOP + _SIDE / 2, "share that was right", "middle")
        + "</g>",
    ]
    for one in bins:
        radius = _SMALLEST + (_LARGEST - _SMALLEST) * (one.count / most) ** 0.5
        x, y = _x(one.said), _y(one.right)
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="#1f5fa8" fill-opacity="0.65"/>')
        parts.append(_text(x, y - radius - 4, str(one.count), "middle"))
    return "\n".join([*parts, "</svg>", ""])


def _x(share: float) -> float:
    return _LEFT + _SIDE * share


def _y(share: float) -> float:
    return _TOP + _SIDE * (1 - share)


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{text}</text>'
