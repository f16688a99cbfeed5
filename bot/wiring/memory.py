"""Keep a process small: glibc's allocator keeps, for each thread, what was freed.

Elsewhere than on glibc nothing happens.
"""

from __future__ import annotations

import ctypes
import gc

# mallopt(3): at most so many arenas, instead of eight for each processor; large blocks always by mmap, which gives them
# back as soon as they are free (left alone, the limit rises with each one).
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8
_ARENAS = 2
_LARGE = 128 * 1024


def keep_small() -> None:
    """Before the first thread begins."""
    if (libc := _glibc()) is not None:
        for what, value in ((_M_ARENA_MAX, _ARENAS), (_M_MMAP_THRESHOLD, _LARGE), (_M_TRIM_THRESHOLD, _LARGE)):
            libc.mallopt(what, value)


def give_back() -> None:
    """Return what the start has freed, and leave what will stay for good out of garbage collections."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    if (libc := _glibc()) is not None:
        libc.malloc_trim(0)


def _glibc() -> ctypes.CDLL | None:
    try:
        libc = ctypes.CDLL(None)
    except OSError:
        return None
    return libc if hasattr(libc, "malloc_trim") and hasattr(libc, "mallopt") else None
