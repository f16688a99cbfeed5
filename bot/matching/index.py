"""The index: everything that `match` needs, in one file (`.npz`) that numpy reads.

Arrays hold the classifier; two JSON texts hold the thresholds and the corpus. A file is written beside its name and
then renamed, so that a reader never sees half of one. `IndexFileError` for a file that is not an index of this method.
"""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.language.clean import fold
from bot.matching.classifier import Classifier, SparseWeights
from bot.matching.corpus import METHOD, Corpus, corpus_from_json
from bot.matching.danger import CALM, DangerWatch
from bot.matching.evidence import Evidence, Phrase, sort_key
from bot.matching.features import Vocabulary
from bot.matching.normalise import Normaliser, fold_words
from bot.matching.speller import Speller

# Styles whose words are misspelt on purpose: known when they come, but nothing is corrected towards them.
_MISSPELT = frozenset({"sms", "phonetic", "dialect", "typo", "low_literacy"})


class IndexFileError(ValueError):
    """The file is damaged, or was written by another method."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """How the classifier's values are read: chosen on held-back sentences when there were `examples` of them.

    `sure` is a probability, `danger` a decision value. Without `examples` it is a guess that serves meanwhile. In a
    `quick` index it was chosen for an older corpus, and some labels were learnt from that: a whole one is to follow.
    """

    temperature: float
    sure: float
    danger: float
    examples: int
    quick: bool = False

    @property
    def is_guess(self) -> bool:
        return self.examples == 0


# A little more careful than what was ever chosen on the content that is shipped.
FIRST_GUESS = Calibration(temperature=5.0, sure=0.93, danger=0.02, examples=0, quick=True)


@dataclass(frozen=True, slots=True)
class Index:
    """What `match` reads. Everything in it is made once; matching changes nothing but what the speller remembers."""

    key: str
    normaliser: Normaliser
    speller: Speller
    classifier: Classifier
    evidence: Evidence
    danger: DangerWatch
    universal: dict[tuple[str, ...], str]
    calibration: Calibration

    @classmethod
    def load(cls, path: Path, corpus: Corpus) -> Index:
        """Read the index file of a corpus. What it was learnt from is not read again: it is there."""
        with _opened(path) as stored:
            learnt = _read_learnt(stored, path)
        if learnt.key != corpus.key():
            raise IndexFileError(f"{path} is the index of another corpus; delete it and it is made anew")
        return assemble(corpus, learnt)


@dataclass(frozen=True, slots=True)
class Prepared:
    """What the speller and the evidence need of a corpus, worked out once when the index is made.

    `keys` go with the examples. `targets` are words to correct towards, `known` all others that stay as they are.
    """

    keys: list[str]
    known: list[str]
    targets: list[str]


def prepare(corpus: Corpus) -> Prepared:
    """Normalise every example once."""
    normaliser = Normaliser(corpus.synonyms)
    keys: list[str] = []
    known: set[str] = set()
    targets: set[str] = set()
    for example in corpus.examples:
        words = normaliser.words(example.text, example.lang)
        keys.append(sort_key(words))
        (known if example.style in _MISSPELT else targets).update(words)
    for danger in corpus.danger:
        targets.update(fold_words(danger.text))
    return Prepared(keys, sorted(known - targets), sorted(targets))


def assemble(corpus: Corpus, learnt: Learnt) -> Index:
    """The index of a corpus, with what was learnt from it."""
    prepared, classifier, calibration = learnt.prepared, learnt.classifier, learnt.calibration
    normaliser = Normaliser(corpus.synonyms)
    universal = {words: section for phrase, section in corpus.universal.items() if (words := tuple(fold_words(phrase)))}
    dangers = [fold(danger.text).split() for danger in corpus.danger if danger.kind != CALM]
    phrases = [Phrase(example.text, example.label) for example in corpus.examples]
    return Index(
        learnt.key,
        normaliser,
        Speller((*prepared.known, *prepared.targets), prepared.targets),
        classifier,
        Evidence(phrases, prepared.keys),
        DangerWatch(dangers, frozenset(universal), classifier, calibration.danger, normaliser),
        universal,
        calibration,
    )


def save_index(path: Path, corpus: Corpus, classifier: Classifier, calibration: Calibration) -> None:
    """Write the index whole, or not at all."""
    about = {
        "method": METHOD,
        "key": corpus.key(),
        "labels": classifier.labels,
        "calibration": asdict(calibration),
        "danger_bias": classifier.danger_bias,
        "prepared": asdict(prepare(corpus)),
    }
    partial = partial_path(path, os.getpid())
    np.savez(
        partial,
        about=_bytes_of(json.dumps(about, ensure_ascii=False)),
        corpus=_bytes_of(corpus.to_json()),
        keys=classifier.vocabulary.keys,
        idf=classifier.vocabulary.idf,
        starts=classifier.weights.starts,
        columns=classifier.weights.columns,
        values=classifier.weights.values,
        scale=classifier.scale,
        bias=classifier.bias,
        danger_weights=classifier.danger_weights,
    )
    partial.replace(path)


def partial_path(path: Path, pid: int) -> Path:
    """Where a process writes an index before it is renamed to `path`."""
    return path.with_name(f".{path.name}.{pid}.npz")


@dataclass(frozen=True, slots=True)
class Learnt:
    """What was learnt from the corpus of this `key`."""

    key: str
    prepared: Prepared
    classifier: Classifier
    calibration: Calibration


@dataclass(frozen=True, slots=True)
class Stored(Learnt):
    """All that an index file holds, for who learns further from it."""

    corpus: Corpus


def read_stored(path: Path) -> Stored:
    """Read an index file with its corpus, without making an index of it."""
    with _opened(path) as stored:
        learnt = _read_learnt(stored, path)
        corpus = corpus_from_json(stored["corpus"].tobytes().decode())
    return Stored(learnt.key, learnt.prepared, learnt.classifier, learnt.calibration, corpus)


@contextmanager
def _opened(path: Path) -> Iterator[Mapping[str, npt.NDArray[Any]]]:
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            yield stored
    except IndexFileError:
        raise
    except (OSError, zipfile.BadZipFile, KeyError, EOFError, ValueError, TypeError) as error:
        raise IndexFileError(f"{path} is not an index: {error}; delete it and it is made anew") from error


def _read_learnt(stored: Mapping[str, npt.NDArray[Any]], path: Path) -> Learnt:
    about = json.loads(stored["about"].tobytes())
    if about["method"] != METHOD:
        raise IndexFileError(f"{path} was written by method {about['method']}, not {METHOD}; delete it")
    classifier = Classifier(
        Vocabulary(stored["keys"], stored["idf"]),
        tuple(about["labels"]),
        SparseWeights(stored["starts"], stored["columns"], stored["values"]),
        stored["scale"],
        stored["bias"],
        about["calibration"]["temperature"],
        stored["danger_weights"],
        about["danger_bias"],
    )
    return Learnt(about["key"], Prepared(**about["prepared"]), classifier, Calibration(**about["calibration"]))


def _bytes_of(text: str) -> npt.NDArray[np.uint8]:
    return np.frombuffer(text.encode(), dtype=np.uint8)
