"""A limit on wrong tries: ten at once for each key, and one more every six seconds.

In memory, so per process. Only wrong tries cost anything; whoever has none left is refused, right or wrong.
"""

from __future__ import annotations

from datetime import datetime

A_MINUTE = 10
MOST_KEYS = 10_000


class TryLimit:
    """A token bucket for each key; a key is an address or a signed-in browser."""

    def __init__(self, per_minute: int = A_MINUTE) -> None:
        self._size = float(per_minute)
        self._per_second = per_minute / 60
        self._buckets: dict[str, tuple[float, datetime]] = {}

    def is_spent(self, key: str, now: datetime) -> bool:
        """Whether `key` has no try left at this moment."""
        return self._left(key, now) < 1

    def spend(self, key: str, now: datetime) -> None:
        """Count one wrong try."""
        left = self._left(key, now)
        self._buckets.pop(key, None)
        self._buckets[key] = (max(0.0, left - 1), now)
        if len(self._buckets) > MOST_KEYS:
            # The one that has not tried for longest has, most likely, its ten tries again.
            del self._buckets[next(iter(self._buckets))]

    def _left(self, key: str, now: datetime) -> float:
        left, at = self._buckets.get(key, (self._size, now))
        return min(self._size, left + max(0.0, (now - at).total_seconds()) * self._per_second)
