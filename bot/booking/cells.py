"""Time cut into cells of five minutes, so that two appointments of one desk can never overlap.

Pure. A cell is a whole number, unix seconds // 300; a stretch of time owns the cells it touches. The store
keeps (desk, cell) as a primary key: who comes second is refused by the database, not by a check.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

CELL = timedelta(minutes=5)
_SECONDS = int(CELL.total_seconds())


def cell_at(instant: datetime) -> int:
    """The cell an aware instant falls in. `ValueError` for a naive one."""
    if instant.utcoffset() is None:
        raise ValueError(f"an instant needs a timezone, got {instant.isoformat()}")
    return int(instant.timestamp()) // _SECONDS


def start_of(cell: int) -> datetime:
    """The aware UTC instant at which a cell begins."""
    return datetime.fromtimestamp(cell * _SECONDS, tz=UTC)


def cells_between(start: datetime, length: timedelta) -> range:
    """The cells of [start, start + length). `ValueError` unless both are whole multiples of five minutes."""
    if length <= timedelta(0) or length % CELL or int(start.timestamp()) % _SECONDS:
        raise ValueError(f"{start.isoformat()} + {length} is not made of whole cells of five minutes")
    first = cell_at(start)
    return range(first, first + length // CELL)
