"""How long a message takes, beside `rapidfuzz.process.extractOne` over the same phrasings in the same run."""

from __future__ import annotations

import resource
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from rapidfuzz import process

from bot.content.load import load
from bot.matching.corpus import corpus_of
from bot.matching.fit_process import fit_in_child
from bot.matching.match import match
from bot.matching.ready import IndexKeeper

pytestmark = pytest.mark.benchmark

CONTENT = Path(__file__).parents[2] / "content"


def median_ms(work: Callable[[str], object], texts: list[str]) -> float:
    """Milliseconds of CPU."""
    taken = []
    for text in texts:
        start = time.process_time()
        work(text)
        taken.append((time.process_time() - start) * 1000)
    return statistics.median(taken)


def test_a_message_takes_less_than_a_quarter_of_a_search_over_all_phrasings(tmp_path: Path):
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
    assert ours / theirs < 0.25
    assert warm_s < 3
    assert memory_mb < 250  # with pytest, the content, and a second index


def test_an_edited_phrasing_is_learnt_in_less_than_fifteen_seconds_of_one_core(tmp_path: Path):
    content = load(CONTENT).content
    assert content is not None
    corpus = corpus_of(content)
    IndexKeeper(tmp_path).start(content)
    added = replace(corpus.examples[0], text="une phrase que personne n'avait encore écrite")
    edited = tmp_path / "edited.json"
    edited.write_text(replace(corpus, examples=(*corpus.examples, added)).to_json(), encoding="utf-8")

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    fit_in_child(edited, tmp_path / "edited.npz", tmp_path / "matching" / f"{corpus.key()}.npz", quick=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    print(f"\nan edited phrasing takes {cpu_s:.1f} s of CPU")
    assert cpu_s < 15
