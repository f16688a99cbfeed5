from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bot.content.model import Content
from bot.matching.corpus import Corpus, corpus_of
from bot.matching.features import count_features
from bot.matching.fit_process import FitProcess, FitStoppedError, IndexBuildError, fit_in_child
from bot.matching.index import FIRST_GUESS, Index, IndexFileError, read_stored
from bot.matching.learn import learn, read_older
from bot.matching.match import match
from bot.matching.ready import IndexKeeper
from bot.matching.refit import changed_labels, refit
from tests.matching.conftest import small_content

EDIT = {"service-vouchers": "astiquer les cuivres des gens"}


def little_content(extra: Mapping[str, str] | None = None) -> Content:
    """The small content with a fiftieth of its danger: what is judged here is when fits run, and there are many."""
    content = small_content(extra)
    danger = tuple(replace(section, lines=section.lines[::50]) for section in content.words["danger"])
    return replace(content, words={**content.words, "danger": danger})


@pytest.fixture(scope="module")
def first_var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the whole index of the little content."""
    var = tmp_path_factory.mktemp("first")
    IndexKeeper(var).start(little_content())
    return var


@pytest.fixture
def var(first_var: Path, tmp_path: Path) -> Path:
    """A copy of it for one test."""
    shutil.copytree(first_var, tmp_path / "var")
    return tmp_path / "var"


def test_a_second_start_reads_the_index_from_disk(var: Path, monkeypatch: pytest.MonkeyPatch):
    first = IndexKeeper(var).start(little_content())
    monkeypatch.setattr("bot.matching.ready.FitProcess", lambda *_: pytest.fail("fitted again"))

    again = IndexKeeper(var).start(little_content())

    assert again.key == first.key
    assert match("combien ça coûte", again).id == "entitlement-and-cost"


def test_the_old_index_serves_until_the_new_one_is_ready(var: Path):
    keeper = IndexKeeper(var)
    old = keeper.start(little_content())

    assert keeper.follow(little_content(EDIT)) is True
    assert keeper.current() is old
    keeper.wait(120)

    assert keeper.current() is not old
    assert match("astiquer les cuivres", keeper.current()).id == "service-vouchers"


def test_a_first_start_serves_soon_and_chooses_its_thresholds_afterwards(tmp_path: Path):
    keeper = IndexKeeper(tmp_path)

    first = keeper.start(little_content(), soon=True)
    assert first.calibration == FIRST_GUESS
    assert match("combien ça coûte", first).id == "entitlement-and-cost"
    keeper.wait(120)

    assert not keeper.current().calibration.is_guess
    assert not IndexKeeper(tmp_path).start(little_content()).calibration.is_guess


def test_an_edit_is_learnt_quickly_and_whole_when_edits_have_been_quiet(var: Path):
    keeper = IndexKeeper(var, quiet_s=1.5)
    keeper.start(little_content())

    keeper.follow(little_content(EDIT))
    keeper.wait(120)
    quick = keeper.current()
    time.sleep(1.6)
    keeper.wait(120)
    whole = keeper.current()

    assert (quick.calibration.quick, whole.calibration.quick) == (True, False)
    assert match("astiquer les cuivres", quick).id == match("astiquer les cuivres", whole).id == "service-vouchers"
    assert quick.key == whole.key
    assert names(var) == {f"{IndexKeeper(var).start(little_content()).key}.npz", f"{whole.key}.npz"}


def test_the_same_content_gives_the_same_index_however_it_came_about(var: Path, tmp_path: Path):
    edited = little_content(EDIT)
    fresh = IndexKeeper(tmp_path / "fresh").start(edited)
    keeper = IndexKeeper(var, quiet_s=0.0)
    keeper.start(little_content())
    for words in ("astiquer", "laver les carreaux des voisins"):
        keeper.follow(little_content({"service-vouchers": words}))
        keeper.wait(120)

    keeper.follow(edited)
    keeper.wait(120)

    assert read_file(var, fresh.key) == read_file(tmp_path / "fresh", fresh.key)


def test_a_quick_index_hears_danger_exactly_as_the_whole_one_of_its_content(tmp_path: Path):
    base, edited = corpus_of(little_content()), corpus_of(little_content(EDIT))
    learn(base, tmp_path / "base.npz")

    learn(edited, tmp_path / "quick.npz", read_older(tmp_path / "base.npz"), quick=True)
    learn(edited, tmp_path / "whole.npz")

    quick, whole = read_stored(tmp_path / "quick.npz"), read_stored(tmp_path / "whole.npz")
    assert np.array_equal(quick.classifier.vocabulary.keys, whole.classifier.vocabulary.keys)
    assert np.array_equal(quick.classifier.vocabulary.idf, whole.classifier.vocabulary.idf)
    assert np.array_equal(quick.classifier.danger_weights, whole.classifier.danger_weights)
    assert quick.classifier.danger_bias == whole.classifier.danger_bias


def test_a_quick_index_says_so_and_is_nothing_to_start_from(small_corpus: Corpus, tmp_path: Path):
    learn(small_corpus, tmp_path / "a.npz", quick=True)

    assert read_stored(tmp_path / "a.npz").calibration.quick
    assert read_older(tmp_path / "a.npz") is None


def test_a_restart_on_a_quick_index_serves_it_and_learns_the_whole_one(var: Path):
    keeper = IndexKeeper(var)
    keeper.start(little_content())
    keeper.follow(little_content(EDIT))
    keeper.wait(120)

    again = IndexKeeper(var)
    served = again.start(little_content(EDIT), soon=True)
    again.wait(120)

    assert served.calibration.quick
    assert not again.current().calibration.quick


def test_a_command_serves_a_young_quick_index_and_learns_the_whole_one_when_it_is_old(var: Path):
    keeper = IndexKeeper(var)
    keeper.start(little_content())
    young = IndexKeeper(var).start(little_content(EDIT))
    path = var / "matching" / f"{young.key}.quick.npz"
    os.utime(path, (path.stat().st_atime, path.stat().st_mtime - 4000))

    old = IndexKeeper(var).start(little_content(EDIT))

    assert young.calibration.quick
    assert not old.calibration.quick
    assert not path.exists()


def test_an_edit_stops_the_whole_fit_and_no_two_fits_run_at_once(var: Path, monkeypatch: pytest.MonkeyPatch):
    fits = FakeFits()
    keeper = IndexKeeper(var, quiet_s=0.0)
    keeper.start(little_content())
    monkeypatch.setattr("bot.matching.ready.FitProcess", fits)

    keeper.follow(little_content(EDIT))
    assert fits.whole_runs.wait(60)
    keeper.follow(little_content({"dutch-classes": "parler flamand avec les voisins"}))
    keeper.wait(120)

    assert fits.done == ["quick", "whole stopped", "quick", "whole"]
    assert fits.most_at_once == 1
    assert not keeper.current().calibration.quick
    assert match("parler flamand avec les voisins", keeper.current()).id == "dutch-classes"


def test_a_fit_ends_with_the_process_that_wants_it(small_corpus: Corpus, tmp_path: Path):
    corpus = tmp_path / "corpus.json"
    corpus.write_text(small_corpus.to_json(), encoding="utf-8")
    command = [sys.executable, "-m", "bot.matching.learn", str(corpus), str(tmp_path / "index.npz")]

    done = subprocess.run(command, stdin=subprocess.DEVNULL, check=False, timeout=60)

    assert done.returncode == 1
    assert not (tmp_path / "index.npz").exists()


class FakeFits:
    """Real fits, counted; the first whole one takes for ever."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.running = self.most_at_once = 0
        self.whole_runs = threading.Event()

    def __call__(self, source: Path, target: Path, older: Path | None, *, quick: bool) -> FakeFit:
        self.running += 1
        self.most_at_once = max(self.most_at_once, self.running)
        return FakeFit(self, FitProcess(source, target, older, quick=quick), quick)


class FakeFit:
    def __init__(self, fits: FakeFits, process: FitProcess, quick: bool) -> None:
        self.fits, self.process, self.quick = fits, process, quick
        self.is_stopped = threading.Event()

    def stop(self) -> None:
        self.process.stop()
        self.is_stopped.set()

    def wait(self) -> None:
        name = "quick" if self.quick else "whole"
        try:
            if not self.quick and not self.fits.whole_runs.is_set():
                self.fits.whole_runs.set()
                assert self.is_stopped.wait(60)
            self.process.wait()
        except FitStoppedError:
            name += " stopped"
            raise
        finally:
            self.fits.running -= 1
            self.fits.done.append(name)


def names(var: Path) -> set[str]:
    return {path.name for path in (var / "matching").iterdir()}


def read_file(var: Path, key: str) -> dict[str, bytes]:
    with np.load(var / "matching" / f"{key}.npz") as stored:
        return {name: stored[name].tobytes() for name in stored.files}


def test_an_edited_line_changes_its_own_label_and_keeps_the_thresholds(small_corpus: Corpus, tmp_path: Path):
    learn(small_corpus, tmp_path / "a.npz")
    older = read_stored(tmp_path / "a.npz")
    edited = replace(
        small_corpus,
        examples=(
            *small_corpus.examples,
            replace(small_corpus.examples[0], text="astiquer les cuivres", label="answer:service-vouchers"),
        ),
    )

    found = refit(edited, older)

    assert found is not None
    classifier, calibration = found
    old, new = older.classifier, classifier
    cuivres = count_features(["astiquer", "cuivres"])
    place = new.labels.index("answer:service-vouchers")
    assert calibration == older.calibration
    assert new.decide(cuivres)[place] > old.decide(cuivres)[place] + 0.5
    other = new.labels.index("answer:dutch-classes")
    assert new.decide(cuivres)[other] == pytest.approx(old.decide(cuivres)[other], abs=0.05)


def test_new_synonyms_or_a_new_label_are_learnt_from_nothing(small_corpus: Corpus):
    example = small_corpus.examples[0]

    assert changed_labels(small_corpus, replace(small_corpus, synonyms={"fr": {"a": "b"}})) is None
    added = replace(small_corpus, examples=(*small_corpus.examples, replace(example, label="answer:new")))
    assert changed_labels(small_corpus, added) is None
    edited = replace(small_corpus, examples=(*small_corpus.examples[1:], replace(example, text="autrement")))
    assert changed_labels(small_corpus, edited) == [example.label]


def test_content_that_teaches_nothing_new_is_not_learnt_again(var: Path):
    keeper = IndexKeeper(var)
    keeper.start(little_content())

    assert keeper.follow(little_content()) is False


def test_a_damaged_index_file_is_made_anew(var: Path):
    key = IndexKeeper(var).start(little_content()).key
    path = var / "matching" / f"{key}.npz"
    path.write_bytes(path.read_bytes()[:1000])

    with pytest.raises(IndexFileError, match="delete it"):
        Index.load(path, corpus_of(little_content()))
    assert IndexKeeper(var).start(little_content()).key == key


def test_a_fit_that_fails_says_so(tmp_path: Path):
    broken = tmp_path / "corpus.json"
    broken.write_text("{", encoding="utf-8")

    with pytest.raises(IndexBuildError, match="fitting the index failed"):
        fit_in_child(broken, tmp_path / "index.npz")
    assert not (tmp_path / "index.npz").exists()
