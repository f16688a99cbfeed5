"""From a corpus to an index file: `python -m bot.matching.learn CORPUS.json INDEX.npz [--quick [OLDER.npz]]`.

A process of its own, so that the memory that learning takes goes with it; it ends when its standard input does. An
index is *whole* when everything in it was learnt from its own corpus: then it depends on nothing else, not on how
the corpus came about. A *quick* one says so in its file (`Calibration.quick`) and serves until the whole one is there:
it takes the labels that an edit left alone, and the thresholds, from an older whole index, or guesses the thresholds.
The result is written whole, under its final name, or not at all.
"""

from __future__ import annotations

import os
import sys
import threading
from dataclasses import replace
from pathlib import Path

from bot.matching.corpus import Corpus, corpus_from_json
from bot.matching.fit import fit, kept_calibration
from bot.matching.fit_process import QUICK
from bot.matching.index import FIRST_GUESS, IndexFileError, Stored, read_stored, save_index
from bot.matching.refit import refit

# How much a whole fit, which nobody waits for, stands back behind who answers people.
_NICE = 10


def learn(corpus: Corpus, target: Path, older: Stored | None = None, *, quick: bool = False) -> None:
    """Write the index of a corpus. `older` is what a quick one may take from."""
    if not quick:
        save_index(target, corpus, *fit(corpus))
        return
    learnt = refit(corpus, older) if older else None
    if learnt is None:
        learnt = fit(corpus, (kept_calibration(older, corpus) if older else None) or FIRST_GUESS)
    classifier, calibration = learnt
    save_index(target, corpus, classifier, replace(calibration, quick=True))


def read_older(path: Path) -> Stored | None:
    """What an older index file holds; None for one that is damaged, of another method, or quick itself.

    From quick to quick, what each of them lacks would add up.
    """
    try:
        stored = read_stored(path)
    except IndexFileError:
        return None
    return None if stored.calibration.quick else stored


def main() -> None:
    """Read what the arguments name, and write the index."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    source, target, *rest = sys.argv[1:]
    quick = QUICK in rest
    if not quick and hasattr(os, "nice"):
        os.nice(_NICE)
    corpus = corpus_from_json(Path(source).read_text(encoding="utf-8"))
    older = next((read_older(Path(name)) for name in rest if name != QUICK), None)
    learn(corpus, Path(target), older, quick=quick)


def _end_with_parent() -> None:
    # Not `sys.stdin`: its lock, held by a thread, makes an interpreter that ends complain.
    while os.read(0, 1024):
        pass
    os._exit(1)


if __name__ == "__main__":
    main()
