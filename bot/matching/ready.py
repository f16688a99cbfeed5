"""Keeps an index ready: the old one serves until the new one, fitted in a process of its own, is on disk.

Index files stand in `DIR/matching/KEY.npz`; the key is a hash of what is learnt from, so that an edit that teaches
nothing (a phone number) costs nothing, and a restart is warm. `IndexBuildError` when the first index cannot be made.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

from bot.content.model import Content
from bot.matching.corpus import Corpus, corpus_of
from bot.matching.index import Index, IndexFileError

# A fit takes up to a minute; one that takes this long hangs.
_FIT_TIMEOUT_S = 300.0
_KEPT_FILES = 2


class IndexBuildError(RuntimeError):
    """The child process that fits the index failed; its last words are in the message."""


class IndexKeeper:
    """Hands out the index that serves now. Safe to use from several threads."""

    def __init__(self, var_dir: Path) -> None:
        self._folder = var_dir / "matching"
        self._lock = threading.Lock()
        self._index: Index | None = None
        self._wanted = ""
        self._building: threading.Thread | None = None
        self._next: Corpus | None = None
        self.last_error: str = ""

    def start(self, content: Content, *, soon: bool = False) -> Index:
        """The index of this content: from disk when it is there, else fitted now, with a line on stderr.

        With `soon` it comes in a quarter of the time, its thresholds a guess; the chosen ones follow in the background.
        """
        corpus = corpus_of(content)
        key = corpus.key()
        index = self._read(key)
        if index is None or (index.calibration.is_guess and not soon):
            duration = "some twenty seconds" if soon else "about a minute"
            print(f"Learning the phrasings of the content, once: {duration} …", file=sys.stderr, flush=True)
            index = self._build(corpus, key, soon=soon)
        with self._lock:
            self._index, self._wanted = index, key
            if index.calibration.is_guess:
                self._begin(corpus)
        return index

    def current(self) -> Index:
        """The index that serves now. `start` comes first."""
        if self._index is None:
            raise RuntimeError("IndexKeeper.start was not called")
        return self._index

    def follow(self, content: Content) -> bool:
        """Bring the index up to this content in the background; True when that takes a fit."""
        corpus = corpus_of(content)
        key = corpus.key()
        with self._lock:
            if key == self._wanted:
                return False
            self._wanted = key
            self._begin(corpus)
        return True

    def wait(self, timeout_s: float) -> None:
        """Wait until nothing is being fitted."""
        if self._building is not None:
            self._building.join(timeout_s)

    def _begin(self, corpus: Corpus) -> None:
        """Fit this corpus in the background. The lock is held."""
        self._next = corpus
        if self._building is None:  # else the running one goes on to the newest corpus when it ends
            self._building = threading.Thread(target=self._catch_up, name="index", daemon=True)
            self._building.start()

    def _catch_up(self) -> None:
        while True:
            with self._lock:
                corpus, self._next = self._next, None
                if corpus is None:
                    self._building = None
                    return
            key = corpus.key()
            try:
                index = self._read(key)
                if index is None or index.calibration.is_guess:
                    index = self._build(corpus, key)
            except IndexBuildError as error:
                self.last_error = str(error)
            else:
                self.last_error = ""
                with self._lock:
                    self._index = index

    def _read(self, key: str) -> Index | None:
        path = self._path(key)
        if not path.exists():
            return None
        try:
            return Index.load(path)
        except IndexFileError:
            path.unlink(missing_ok=True)
            return None

    def _build(self, corpus: Corpus, key: str, *, soon: bool = False) -> Index:
        self._folder.mkdir(parents=True, exist_ok=True)
        # Another process may be learning the same at this moment, so the file has a name of its own.
        source, target = self._folder / f"{key}.{os.getpid()}.json", self._path(key)
        source.write_text(corpus.to_json(), encoding="utf-8")
        try:
            fit_in_child(source, target, self._newest(), soon=soon)
        finally:
            source.unlink(missing_ok=True)
        self._forget_old(key)
        return Index.load(target)

    def _newest(self) -> Path | None:
        return max(self._folder.glob("*.npz"), key=lambda path: path.stat().st_mtime, default=None)

    def _forget_old(self, key: str) -> None:
        files = sorted(self._folder.glob("*.npz"), key=lambda path: path.stat().st_mtime, reverse=True)
        for path in files[_KEPT_FILES:]:
            if path.stem != key:
                path.unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}.npz"


def fit_in_child(source: Path, target: Path, older: Path | None = None, *, soon: bool = False) -> None:
    """Run `bot.matching.learn` in a process of its own, and wait for it."""
    command = [sys.executable, "-m", "bot.matching.learn", str(source), str(target)]
    if older is not None:
        command.append(str(older))
    if soon:
        command.append("--soon")
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_FIT_TIMEOUT_S, check=False)
    except subprocess.TimeoutExpired as error:
        raise IndexBuildError(f"fitting the index took more than {_FIT_TIMEOUT_S:.0f} s") from error
    if done.returncode != 0:
        raise IndexBuildError(f"fitting the index failed: {done.stderr.strip()[-500:]}")
