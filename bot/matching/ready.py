"""Keeps an index ready: the old one serves until the new one, fitted in a process of its own, is on disk.

Index files stand in `DIR/matching/KEY.npz`; the key is a hash of what is learnt from, so that an edit that teaches
nothing (a phone number) costs nothing, and a restart is warm. An edit is first learnt quickly, into `KEY.quick.npz`;
when edits have been quiet for a while, everything is learnt into `KEY.npz`, and the same content has given the same
index, however it came about. One fit runs at a time: an edit stops a whole one. `IndexBuildError` when the first index
cannot be made.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from pathlib import Path

from bot.content.model import Content
from bot.matching.corpus import Corpus, corpus_of
from bot.matching.fit_process import FitProcess, FitStoppedError, IndexBuildError
from bot.matching.index import Index, IndexFileError

__all__ = ["IndexBuildError", "IndexKeeper"]

# Whoever edits one line often edits the next: a whole fit is worth it when the editor has gone on to something else.
QUIET_S = 300.0
# A command that is over before anything could follow in the background serves a quick index while it is this young.
_QUICK_LIFE_S = 3600.0
# A fit that failed for want of memory may succeed later.
_RETRY_S = 3600.0
# Half-written files are deleted when no fit can still be writing them.
_ABANDONED_S = 3600.0
_KEPT_WHOLE, _KEPT_QUICK = 2, 1
_QUICK = ".quick.npz"


class IndexKeeper:
    """Hands out the index that serves now. Safe to use from several threads."""

    def __init__(self, var_dir: Path, quiet_s: float = QUIET_S) -> None:
        self._folder = var_dir / "matching"
        self._quiet_s = quiet_s
        self._changed = threading.Condition()
        self._index: Index | None = None
        self._wanted = ""
        self._edited: Corpus | None = None  # to be learnt quickly, at once
        self._settled: Corpus | None = None  # to be learnt whole, at `_due`
        self._due = 0.0
        self._worker: threading.Thread | None = None
        self._fitting: FitProcess | None = None
        self._fitting_whole = False
        self.last_error: str = ""

    def start(self, content: Content, *, soon: bool = False) -> Index:
        """The index of this content: from disk when it is there, else fitted now, with a line on stderr.

        With `soon` a quick one will do, and the whole one follows in the background. Without, it will do after an edit
        that was made in the last hour; thresholds are never a guess.
        """
        corpus = corpus_of(content)
        key = corpus.key()
        index = self._read(corpus, key)
        if index is None and (soon or self._newest_whole() is not None):
            _tell("some twenty seconds")
            index = self._build(corpus, key, quick=True)
        if index is None or (index.calibration.quick and not soon and self._is_past_its_time(index)):
            _tell("one or two minutes")
            index = self._build(corpus, key, quick=False)
        with self._changed:
            self._index, self._wanted = index, key
            if index.calibration.quick and soon:
                self._settle(corpus, key, 0.0)
                self._wake()
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
        with self._changed:
            if key == self._wanted:
                return False
            self._wanted = key
            self._edited, self._settled = corpus, None
            if self._fitting is not None and self._fitting_whole:
                self._fitting.stop()
            self._wake()
        return True

    def wait(self, timeout_s: float) -> None:
        """Wait until nothing is being fitted; a whole fit that waits for edits to be quiet does not count."""
        with self._changed:
            self._changed.wait_for(lambda: self._worker is None or self._is_waiting(), timeout_s)

    def _is_waiting(self) -> bool:
        busy = self._fitting is not None or self._edited is not None
        return not busy and self._settled is not None and self._due > time.monotonic()

    def _wake(self) -> None:
        """See to it that what is to be learnt is learnt. The lock is held."""
        if self._worker is None:
            self._worker = threading.Thread(target=self._work, name="index", daemon=True)
            self._worker.start()
        self._changed.notify_all()

    def _work(self) -> None:
        while (task := self._next_task()) is not None:
            corpus, quick = task
            key = corpus.key()
            try:
                # Another process with the same folder may have learnt it.
                index = self._read(corpus, key)
                if index is None or (index.calibration.quick and not quick):
                    index = self._build(corpus, key, quick=quick)
            except FitStoppedError:
                continue
            except IndexBuildError as error:
                with self._changed:
                    self.last_error = str(error)
                    self._settle(corpus, key, _RETRY_S)
                continue
            with self._changed:
                self.last_error = ""
                self._index = index
                if index.calibration.quick:
                    self._settle(corpus, key, self._quiet_s)

    def _settle(self, corpus: Corpus, key: str, after_s: float) -> None:
        """Learn this whole after a while, unless something else is wanted by now. The lock is held."""
        if self._wanted == key:
            self._settled, self._due = corpus, time.monotonic() + after_s

    def _next_task(self) -> tuple[Corpus, bool] | None:
        """What to learn now, and whether quickly; waits for it. None when there is nothing more to learn."""
        with self._changed:
            while self._edited is None and self._settled is not None and self._due > time.monotonic():
                self._changed.notify_all()
                self._changed.wait(self._due - time.monotonic())
            if self._edited is not None:
                corpus, self._edited = self._edited, None
                return corpus, True
            if self._settled is not None:
                corpus, self._settled = self._settled, None
                return corpus, False
            self._worker = None
            self._changed.notify_all()
            return None

    def _read(self, corpus: Corpus, key: str) -> Index | None:
        """The whole index on disk, else the quick one."""
        for path in (self._path(key, quick=False), self._path(key, quick=True)):
            if path.exists():
                try:
                    return Index.load(path, corpus)
                except IndexFileError:
                    path.unlink(missing_ok=True)
        return None

    def _build(self, corpus: Corpus, key: str, *, quick: bool) -> Index:
        self._folder.mkdir(parents=True, exist_ok=True)
        # Another process may be learning the same at this moment, so the file has a name of its own.
        source, target = self._folder / f".{key}.{os.getpid()}.json", self._path(key, quick=quick)
        source.write_text(corpus.to_json(), encoding="utf-8")
        try:
            with self._changed:
                if not quick and self._edited is not None:
                    raise FitStoppedError
                fitting = FitProcess(source, target, self._newest_whole(), quick=quick)
                self._fitting, self._fitting_whole = fitting, not quick
            fitting.wait()
        finally:
            with self._changed:
                self._fitting = None
            source.unlink(missing_ok=True)
        self._forget_old(key)
        return Index.load(target, corpus)

    def _is_past_its_time(self, index: Index) -> bool:
        if index.calibration.is_guess:
            return True
        path = self._path(index.key, quick=True)
        return not path.exists() or time.time() - path.stat().st_mtime > _QUICK_LIFE_S

    def _files(self, *, quick: bool) -> list[Path]:
        """The index files, the newest first."""
        found = [path for path in self._folder.glob("*.npz") if not path.name.startswith(".")]
        right = [path for path in found if path.name.endswith(_QUICK) is quick]
        return sorted(right, key=lambda path: path.stat().st_mtime, reverse=True)

    def _newest_whole(self) -> Path | None:
        return next(iter(self._files(quick=False)), None)

    def _forget_old(self, key: str) -> None:
        old = [*self._files(quick=False)[_KEPT_WHOLE:], *self._files(quick=True)[_KEPT_QUICK:]]
        if self._path(key, quick=False).exists():
            old.append(self._path(key, quick=True))
        old += [path for path in self._folder.glob(".*") if time.time() - path.stat().st_mtime > _ABANDONED_S]
        for path in old:
            path.unlink(missing_ok=True)

    def _path(self, key: str, *, quick: bool) -> Path:
        return self._folder / (f"{key}{_QUICK}" if quick else f"{key}.npz")


def _tell(duration: str) -> None:
    print(f"Learning the phrasings of the content, once: {duration} …", file=sys.stderr, flush=True)
