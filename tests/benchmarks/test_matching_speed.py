"""How long a message takes, beside `rapidfuzz.process.extractOne` over the same phrasings in the same run."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from rapidfuzz import process

from bot.content.load import load
from bot.matching.corpus import corpus_of
from bot.matching.match import match
from bot.matching.ready import IndexKeeper

pytestmark = pytest.mark.benchmark

CONTENT = Path(__file__).parents[2] / "content"


def median_ms(work: Callable[[str], object], texts: list[str]) -> float:
    taken = []
    for text in texts:
        start = time.perf_counter()
        work(text)
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


def test_a_message_takes_less_than_a_third_of_a_search_over_all_phrasings(tmp_path: Path):
    content = load(CONTENT).content
    assert content is not None
    index = IndexKeeper(tmp_path).start(content)
    phrasings = [example.text for example in corpus_of(content).examples]
    # Not the phrasings themselves: those would be found without the classifier.
    texts = [f"{a} {b}" for a, b in zip(phrasings[::97], phrasings[40::97], strict=False)]

    start = time.perf_counter()
    IndexKeeper(tmp_path).start(content)
    warm_s = time.perf_counter() - start
    ours = median_ms(lambda text: match(text, index), texts)
    theirs = median_ms(lambda text: process.extractOne(text, phrasings), texts)
    memory_mb = psutil.Process().memory_info().rss / 1e6

    print(f"\nmatch {ours:.2f} ms, extractOne {theirs:.1f} ms, warm start {warm_s:.2f} s, process {memory_mb:.0f} MB")
    assert ours / theirs < 0.33
    assert warm_s < 3
    assert memory_mb < 250  # with pytest, the content, and a second index
