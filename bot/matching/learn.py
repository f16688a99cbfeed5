"""From a corpus to an index file: `python -m bot.matching.learn CORPUS.json INDEX.npz [OLDER.npz] [--soon]`.

A process of its own, so that the memory that learning takes goes with it. Of an older index all is kept that still
holds; with `--soon` the thresholds are a guess, so that somebody can be served in a quarter of the time. The result is
written whole, under its final name, or not at all.
"""

from __future__ import annotations

import sys
from pathlib import Path

from bot.matching.corpus import Corpus, corpus_from_json
from bot.matching.fit import fit, kept_calibration
from bot.matching.index import FIRST_GUESS, IndexFileError, Stored, read_stored, save_index
from bot.matching.refit import refit

SOON = "--soon"


def learn(corpus: Corpus, target: Path, older: Stored | None, *, soon: bool = False) -> None:
    """Write the index of a corpus: from the older one when little has changed, else from nothing."""
    learnt = refit(corpus, older) if older else None
    if learnt is None:
        kept = kept_calibration(older, corpus) if older else None
        learnt = fit(corpus, kept or (FIRST_GUESS if soon else None))
    save_index(target, corpus, *learnt)


def read_older(path: Path) -> Stored | None:
    """What an older index file holds; None for one that is damaged or of another method."""
    try:
        return read_stored(path)
    except IndexFileError:
        return None


def main() -> None:
    """Read what the arguments name, and write the index."""
    source, target, *older = (argument for argument in sys.argv[1:] if argument != SOON)
    corpus = corpus_from_json(Path(source).read_text(encoding="utf-8"))
    learn(corpus, Path(target), read_older(Path(older[0])) if older else None, soon=SOON in sys.argv)


if __name__ == "__main__":
    main()
