from pathlib import Path

import pytest

from bot.matching.index import Index, IndexFileError
from bot.matching.match import match
from bot.matching.ready import IndexBuildError, IndexKeeper, fit_in_child
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
