"""A fit in a process of its own (`learn.py`), that can be stopped and that never outlives the process that wants it.

`IndexBuildError` when it fails or hangs; `FitStoppedError` when it was told to stop.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from bot.matching.index import partial_path

QUICK = "--quick"
# A whole fit takes up to two minutes on a slow machine; one that takes this long hangs.
_TIMEOUT_S = 600.0
_LAST_WORDS = 500


class IndexBuildError(RuntimeError):
    """The child process that fits the index failed; its last words are in the message."""


class FitStoppedError(RuntimeError):
    """The fit was stopped before it ended: somebody edits, and it would be out of date."""


class FitProcess:
    """A running fit. It reads its standard input, which ends with us: then it ends too, however we end."""

    def __init__(self, source: Path, target: Path, older: Path | None = None, *, quick: bool = False) -> None:
        """Begin. `older` is the index that a quick fit starts from."""
        command = [sys.executable, "-m", "bot.matching.learn", str(source), str(target)]
        if quick:
            command += [QUICK, *([str(older)] if older is not None else [])]
        self._target = target
        self._stopped = False
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 (closed by `wait`)
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=self._errors)

    def stop(self) -> None:
        """End it now; `wait` raises `FitStoppedError`. May be called from another thread, and when it has ended."""
        self._stopped = True
        self._process.kill()

    def wait(self) -> None:
        """Wait until it has ended."""
        try:
            code = self._process.wait(_TIMEOUT_S)
        except subprocess.TimeoutExpired as error:
            self._process.kill()
            self._process.wait()
            raise IndexBuildError(f"fitting the index took more than {_TIMEOUT_S:.0f} s") from error
        finally:
            if self._process.stdin is not None:
                self._process.stdin.close()
            self._errors.seek(0)
            said = self._errors.read().decode("utf-8", "replace").strip()
            self._errors.close()
            partial_path(self._target, self._process.pid).unlink(missing_ok=True)
        if code != 0:
            if self._stopped:
                raise FitStoppedError
            raise IndexBuildError(f"fitting the index failed: {said[-_LAST_WORDS:]}")


def fit_in_child(source: Path, target: Path, older: Path | None = None, *, quick: bool = False) -> None:
    """Run a fit and wait for it."""
    FitProcess(source, target, older, quick=quick).wait()
