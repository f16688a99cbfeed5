"""Cut openings into free slots.

Pure: rules, extra openings, closures, taken cells and `now` in, slots out. Lengths are `timedelta`s, instants
aware UTC. An opening is Brussels wall time, converted here day by day, so that a 09:00 reception stays at 09:00
when the clocks change. The grid is anchored at the opening's start, never at `now`. `ValueError` for an opening
that ends before it starts, is not made of whole cells, or lies outside 06:00-22:00.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.booking.calendar import add_opening_days, day_of, instant_at, is_legal_holiday
from bot.booking.cells import CELL, cell_at, cells_between, start_of

EARLIEST, LATEST = time(6), time(22)
CELLS_A_DAY = timedelta(days=1) // CELL


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A bookable stretch of one desk's time, half-open: [starts_at, ends_at)."""

    office: str
    desk_id: int
    starts_at: datetime  # aware
    duration: timedelta
    buffer: timedelta = timedelta(0)  # kept free behind it

    def __post_init__(self) -> None:
        if self.starts_at.utcoffset() is None:
            raise ValueError(f"Slot.starts_at needs a timezone, got {self.starts_at.isoformat()}")

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + self.duration

    @property
    def cells(self) -> range:
        return cells_between(self.starts_at, self.duration + self.buffer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A stretch that staff put up at a desk, in wall time: each week (`weekday`, 0 = Monday), or on one `day`."""

    desk_id: int
    starts: time
    ends: time
    weekday: int | None = None
    day: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    length: timedelta = timedelta(minutes=30)
    buffer: timedelta = timedelta(0)

    def __post_init__(self) -> None:
        if (self.weekday is None) == (self.day is None):
            raise ValueError("an opening is weekly or on one day, not both and not neither")
        if self.weekday is not None and not 0 <= self.weekday <= 6:
            raise ValueError(f"weekday {self.weekday} is not 0 (Monday) to 6 (Sunday)")
        if not EARLIEST <= self.starts < self.ends <= LATEST:
            raise ValueError(f"an opening from {self.starts:%H:%M} to {self.ends:%H:%M} must lie within 06:00-22:00")
        if self.starts.minute % 5 or self.ends.minute % 5 or self.length < CELL or self.length % CELL:
            raise ValueError("an opening is made of whole five minutes")
        if self.buffer < timedelta(0) or self.buffer % CELL:
            raise ValueError("a buffer is made of whole five minutes")
        if self.valid_from and self.valid_to and self.valid_from > self.valid_to:
            raise ValueError(f"valid from {self.valid_from} is after valid to {self.valid_to}")

    def holds_on(self, day: date) -> bool:
        if self.day is not None:
            return self.day == day
        if self.valid_from and day < self.valid_from:
            return False
        if self.valid_to and day > self.valid_to:
            return False
        return day.weekday() == self.weekday


@dataclass(frozen=True, slots=True, kw_only=True)
class Closure:
    """Days on which a desk, or the whole office (`desk_id` None), receives nobody. Both days included."""

    first_day: date
    last_day: date
    desk_id: int | None = None

    def __post_init__(self) -> None:
        if self.first_day > self.last_day:
            raise ValueError(f"a closure ends before it starts: {self.first_day} to {self.last_day}")

    def covers(self, day: date, desk_id: int | None) -> bool:
        return self.first_day <= day <= self.last_day and self.desk_id in (None, desk_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """Everything an office has put up. `notice_days` are opening days between today and the first slot."""

    office: str
    openings: tuple[Opening, ...]
    closures: tuple[Closure, ...] = ()
    notice_days: int = 1
    horizon_days: int = 28
    opens_on_holidays: bool = False

    def is_open_on(self, day: date) -> bool:
        """Whether some desk receives on that day."""
        return any(True for _ in self.openings_on(day))

    def openings_on(self, day: date) -> Iterator[Opening]:
        """The openings of a day. An extra opening put up for that very day also holds on a legal holiday."""
        holiday = is_legal_holiday(day) and not self.opens_on_holidays
        weekday = day.weekday()
        for opening in self.openings:
            if opening.weekday is not None and opening.weekday != weekday:
                continue  # most of them: an office has sixty openings and asks for sixty days
            if not opening.holds_on(day) or (holiday and opening.day is None):
                continue
            if not any(closure.covers(day, opening.desk_id) for closure in self.closures):
                yield opening

    def first_day(self, now: datetime) -> date:
        """The first day that may be booked at `now`."""
        return add_opening_days(day_of(now), self.notice_days, self.is_open_on)

    def last_day(self, now: datetime) -> date:
        return day_of(now) + timedelta(days=self.horizon_days)


def cut(opening: Opening, day: date) -> range:
    """The cells at which the slots of one opening begin on one day, free or not."""
    first = instant_at(day, opening.starts)
    if first is None:
        return range(0)
    # Openings lie within 06:00-22:00 and the clocks change at night, so one conversion holds for the whole day.
    wall = datetime.combine(day, opening.ends) - datetime.combine(day, opening.starts)
    step = opening.length + opening.buffer
    count = (wall + opening.buffer) // step
    return range(cell_at(first), cell_at(first) + count * (step // CELL), step // CELL)


def is_put_up(timetable: Timetable, slot: Slot) -> bool:
    """Whether an opening gives exactly this slot, free or not, whatever notice and horizon say."""
    day, start = day_of(slot.starts_at), cell_at(slot.starts_at)
    return any(
        (opening.desk_id, opening.length, opening.buffer) == (slot.desk_id, slot.duration, slot.buffer)
        and start in cut(opening, day)
        for opening in timetable.openings_on(day)
    )


def free_slots(
    timetable: Timetable,
    taken: Iterable[tuple[int, int]],
    now: datetime,
    *,
    desks: Collection[int] | None = None,
    only: date | None = None,
) -> tuple[Slot, ...]:
    """The free slots of an office within notice and horizon, earliest first.

    `taken` holds (desk id, cell). A time is given once, whatever the number of free desks: at the desk with the
    fewest taken cells that day, then the lowest id. `desks` limits the search, as to those where a language is
    spoken, `only` to one day.
    """
    taken_at: defaultdict[int, set[int]] = defaultdict(set)
    for desk_id, cell in taken:
        taken_at[desk_id].add(cell)
    # What can be booked on a Brussels day lies on the same day in UTC.
    load = {desk_id: Counter(cell // CELLS_A_DAY for cell in cells) for desk_id, cells in taken_at.items()}
    best: dict[int, tuple[int, int, Opening]] = {}
    passed = cell_at(now)
    day, last = timetable.first_day(now), timetable.last_day(now)
    if only is not None:
        day, last = max(day, only), min(last, only)
    while day <= last:
        for opening in timetable.openings_on(day):
            desk_id = opening.desk_id
            if desks is not None and desk_id not in desks:
                continue
            busy, busy_days = taken_at[desk_id], load.get(desk_id, Counter())
            needed = (opening.length + opening.buffer) // CELL
            for start in cut(opening, day):
                if start <= passed or not busy.isdisjoint(range(start, start + needed)):
                    continue
                rank = (busy_days[start // CELLS_A_DAY], desk_id)
                rival = best.get(start)
                if rival is None or rank < rival[:2]:
                    best[start] = (*rank, opening)
        day += timedelta(days=1)
    return tuple(
        Slot(
            office=timetable.office,
            desk_id=desk_id,
            starts_at=start_of(start),
            duration=opening.length,
            buffer=opening.buffer,
        )
        for start, (_, desk_id, opening) in sorted(best.items(), key=lambda pair: pair[0])
    )


def nearest(slots: Iterable[Slot], wanted: datetime, at_most: int) -> tuple[Slot, ...]:
    """The slots closest in time to `wanted`, in the order of the calendar."""
    closest = sorted(slots, key=lambda slot: (abs(slot.starts_at - wanted), slot.starts_at))[:at_most]
    return tuple(sorted(closest, key=lambda slot: slot.starts_at))
