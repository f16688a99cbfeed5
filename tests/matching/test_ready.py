from dataclasses import replace
from pathlib import Path

import pytest

from bot.matching.corpus import Corpus
from bot.matching.features import count_features
from bot.matching.index import FIRST_GUESS, Index, IndexFileError, read_stored
from bot.matching.learn import learn
from bot.matching.match import match
from bot.matching.ready import IndexBuildError, IndexKeeper, fit_in_child
from bot.matching.refit import changed_labels, refit
from tests.matching.conftest import small_content


def test_a_second_start_reads_the_index_from_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    first = IndexKeeper(tmp_path).start(small_content())
    monkeypatch.setattr("bot.matching.ready.fit_in_child", lambda *_: pytest.fail("fitted again"))

    again = IndexKeeper(tmp_path).start(small_content())

    assert again.key == first.key
    assert match("combien ça coûte", again).id == "entitlement-and-cost"


def test_the_old_index_serves_until_the_new_one_is_ready(tmp_path: Path):
    keeper = IndexKeeper(tmp_path)
    old = keeper.start(small_content())

    assert keeper.follow(small_content({"service-vouchers": "astiquer les cuivres des gens"})) is True
    assert keeper.current() is old
    keeper.wait(120)

    assert keeper.current() is not old
    assert match("astiquer les cuivres", keeper.current()).id == "service-vouchers"


def test_a_first_start_serves_soon_and_chooses_its_thresholds_afterwards(tmp_path: Path):
    keeper = IndexKeeper(tmp_path)

    first = keeper.start(small_content(), soon=True)
    assert first.calibration == FIRST_GUESS
    assert match("combien ça coûte", first).id == "entitlement-and-cost"
    keeper.wait(120)

    assert not keeper.current().calibration.is_guess
    assert not IndexKeeper(tmp_path).start(small_content()).calibration.is_guess


def test_an_edited_line_changes_its_own_label_and_keeps_the_thresholds(small_corpus: Corpus, tmp_path: Path):
    learn(small_corpus, tmp_path / "a.npz", None)
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


def test_content_that_teaches_nothing_new_is_not_learnt_again(tmp_path: Path):
    keeper = IndexKeeper(tmp_path)
    keeper.start(small_content())

    assert keeper.follow(small_content()) is False


def test_a_damaged_index_file_is_made_anew(tmp_path: Path):
    key = IndexKeeper(tmp_path).start(small_content()).key
    path = tmp_path / "matching" / f"{key}.npz"
    path.write_bytes(path.read_bytes()[:1000])

    with pytest.raises(IndexFileError, match="delete it"):
        Index.load(path)
    assert IndexKeeper(tmp_path).start(small_content()).key == key


def test_a_fit_that_fails_says_so(tmp_path: Path):
    broken = tmp_path / "corpus.json"
    broken.write_text("{", encoding="utf-8")

    with pytest.raises(IndexBuildError, match="fitting the index failed"):
        fit_in_child(broken, tmp_path / "index.npz")
    assert not (tmp_path / "index.npz").exists()
