"""Keep a process small: glibc's allocator keeps, for each thread, what was freed.

Measured with the shipped content: 30 MiB less after the start and twenty thousand turns. Elsewhere than on glibc
nothing happens.
"""

from __future__ import annotations

import ctypes
import gc

# mallopt(3): at most so many arenas, instead of eight for each processor.
_M_ARENA_MAX = -8
_ARENAS = 2


def limit_arenas() -> None:
    """Before the first thread begins."""
    if (libc := _glibc()) is not None:
        libc.mallopt(_M_ARENA_MAX, _ARENAS)


def give_back() -> None:
    """Return what the start has freed, and leave what will stay for good out of garbage collections."""
    gc.collect()
    gc.freeze()
    if (libc := _glibc()) is not None:
        libc.malloc_trim(0)


def _glibc() -> ctypes.CDLL | None:
    try:
        libc = ctypes.CDLL(None)
    except OSError:
        return None
    return libc if hasattr(libc, "malloc_trim") and hasattr(libc, "mallopt") else None
