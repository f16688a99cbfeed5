"""Whether each sentence would find its own answer, if the matcher had never seen its sub-question.

This learns five times from four fifths of the sub-questions, as the fit does to choose its thresholds: half a minute
and some 300 MB, so only on demand. What was found is kept beside the index, under the same key, for the summary line.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from bot.content.checks import matching_rules as rules
from bot.content.checks.said import Said, said_on
from bot.content.library import Library
from bot.content.model import LANGS
from bot.content.problems import Problem
from bot.content.reading.build_answers import NOT
from bot.content.reading.survey import kind_of
from bot.matching.corpus import Corpus, corpus_of

_ANSWER = "answer:"


@dataclass(frozen=True, slots=True)
class Astray:
    """A sentence of `answer` (by language and text) that is found as `label`. `is_not`: it stands under `{#not}`."""

    answer: str
    lang: str
    text: str
    label: str
    is_not: bool


@dataclass(frozen=True, slots=True)
class Findings:
    """`sentences` were tried; those `astray` did not find their answer."""

    sentences: int
    astray: tuple[Astray, ...]

    def __str__(self) -> str:
        missed = sum(not one.is_not for one in self.astray)
        share = 100 * (1 - missed / self.sentences) if self.sentences else 100.0
        return (
            f"Matching: of {self.sentences} sentences, {share:.1f} % find their answer when their sub-question is left "
            f"out; {missed} do not, {len(self.astray) - missed} under {{#not}} lead back. List: check --matching."
        )


def find_astray(library: Library) -> Findings:
    """Try every sentence of the answers. Needs scikit-learn."""
    # Imported here: scikit-learn costs 120 MB and a second, and only this command needs it.
    from bot.matching.fit import count_all, hold_back

    corpus = corpus_of(library.content)
    held_back = hold_back(corpus, count_all(corpus))
    best = held_back.decisions.argmax(axis=1)
    return _findings(corpus, [held_back.labels[int(place)] for place in best])


def _findings(corpus: Corpus, found: list[str]) -> Findings:
    astray: list[Astray] = []
    sentences = 0
    for example, label in zip(corpus.examples, found, strict=True):
        if example.source == "ask":
            sentences += 1
            if label != example.label:
                answer = example.label.removeprefix(_ANSWER)
                astray.append(Astray(answer, example.lang, example.text, label, is_not=False))
        elif example.source == "not":
            owner = example.group.partition("#")[0]
            if label == f"{_ANSWER}{owner}":
                astray.append(Astray(owner, example.lang, example.text, label, is_not=True))
    return Findings(sentences, tuple(astray))


def astray_problems(library: Library, findings: Findings) -> Iterator[Problem]:
    """The findings as problems, each on its line."""
    places: Mapping[tuple[str, str, str, bool], Said] = {
        (said.owner, said.lang, said.text, said.section == NOT): said for said in _all_said(library)
    }
    for one in findings.astray:
        said = places.get((one.answer, one.lang, one.text, one.is_not))
        if said is None:
            continue
        if one.is_not:
            message = f'"{one.text}" still leads here; write more sentences like it in {said.belongs_to}.ask.md'
            yield rules.NOT_LEADS_HERE.at(said.path, said.line, message)
        else:
            taker = one.label.removeprefix(_ANSWER)
            message = f'"{one.text}" would find {taker}; write more sentences about {{#{said.section}}}, or move it'
            yield rules.FOUND_ELSEWHERE.at(said.path, said.line, message)


def _all_said(library: Library) -> Iterator[Said]:
    for name in library.pages:
        if kind_of(name) == "asks":
            for lang in LANGS:
                yield from said_on(name, lang, library.pages[name][lang])


# Kept from one time to the next


def keep_findings(folder: Path, library: Library, findings: Findings) -> None:
    """Write the findings down for this very content."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"sentences": findings.sentences, "astray": [asdict(one) for one in findings.astray]})
    _path(folder, library).write_text(text, encoding="utf-8")


def kept_findings(folder: Path, library: Library) -> Findings | None:
    """What was found the last time, if people said just the same then."""
    try:
        stored = json.loads(_path(folder, library).read_text(encoding="utf-8"))
        return Findings(stored["sentences"], tuple(Astray(**one) for one in stored["astray"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _path(folder: Path, library: Library) -> Path:
    return folder / f"{corpus_of(library.content).key()}.check.json"
