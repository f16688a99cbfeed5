"""Half-days: how they are kept, which may be wished for, and what is proposed in them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from bot.booking.half_days import (
    HalfDay,
    for_requests,
    half_day_from,
    half_day_of,
    half_days_ahead,
    half_days_from,
    half_days_text,
    to_propose,
)
from bot.booking.slots import Closure, Opening, Timetable, free_slots
from bot.language.dates import BRUSSELS, to_brussels

MONDAY_NINE = datetime(2026, 11, 23, 9, tzinfo=BRUSSELS)


def morning(day: int, month: int = 11) -> HalfDay:
    return HalfDay(date(2026, month, day), is_afternoon=False)


def afternoon(day: int, month: int = 11) -> HalfDay:
    return HalfDay(date(2026, month, day), is_afternoon=True)


def timetable(*openings: Opening, **more: object) -> Timetable:
    return Timetable(office="x", openings=openings, **more)  # type: ignore[arg-type]


def times(slots: object) -> list[str]:
    return [f"{to_brussels(slot.starts_at):%d %H:%M}" for slot in slots]  # type: ignore[attr-defined]


def test_wishes_are_kept_as_text_in_the_order_of_the_calendar_and_nonsense_is_left_out():
    text = half_days_text({afternoon(26), morning(27), morning(26)})

    assert text == "2026-11-26.am,2026-11-26.pm,2026-11-27.am"
    assert half_days_from(f"{text},2026-11-26.am,x,2026-13-01.am,2026-11-28.noon,") == (
        morning(26),
        afternoon(26),
        morning(27),
    )
    assert half_day_from("") is None


def test_noon_belongs_to_the_afternoon():
    assert half_day_of(datetime(2026, 11, 26, 11, 59, tzinfo=BRUSSELS)) == morning(26)
    assert half_day_of(datetime(2026, 11, 26, 12, 0, tzinfo=BRUSSELS)) == afternoon(26)


def test_an_office_without_openings_receives_on_the_days_of_a_usual_week_without_holidays_and_closures():
    closed = (Closure(first_day=date(2026, 12, 23), last_day=date(2026, 12, 24)),)
    usual = for_requests(timetable(closures=closed, horizon_days=8), {1})

    found = half_days_ahead(usual, datetime(2026, 12, 21, 9, tzinfo=BRUSSELS))

    assert found == (
        morning(22, 12),
        afternoon(22, 12),
        morning(28, 12),
        afternoon(28, 12),
        morning(29, 12),
        afternoon(29, 12),
    )


def test_its_starts_are_the_whole_hours_and_each_owns_its_hour():
    usual = for_requests(timetable(horizon_days=1, notice_days=1), {1})

    free = free_slots(usual, (), MONDAY_NINE)

    assert times(free) == ["24 09:00", "24 10:00", "24 11:00", "24 13:00", "24 14:00", "24 15:00", "24 16:00"]
    assert {len(slot.cells) for slot in free} == {12}


def test_an_office_with_openings_receives_when_it_says_so():
    opened = timetable(Opening(desk_id=1, weekday=3, starts=time(9), ends=time(12)), horizon_days=4)
    late = timetable(Opening(desk_id=1, weekday=3, starts=time(11), ends=time(14)), horizon_days=4)

    assert half_days_ahead(for_requests(opened, {1}), MONDAY_NINE) == (morning(26),)
    assert half_days_ahead(for_requests(late, {1}), MONDAY_NINE) == (morning(26), afternoon(26))


def test_six_times_are_proposed_shared_out_over_the_half_days_that_were_wished_for():
    free = free_slots(for_requests(timetable(), {1}), (), MONDAY_NINE)

    assert times(to_propose(free, {morning(26), afternoon(27)}, MONDAY_NINE)) == [
        "26 09:00", "26 10:00", "26 11:00", "27 13:00", "27 14:00", "27 15:00",
    ]  # fmt: skip
    assert times(to_propose(free, {morning(26)}, MONDAY_NINE)) == ["26 09:00", "26 10:00", "26 11:00"]


def test_when_nothing_is_free_there_the_soonest_others_are_proposed_but_never_today():
    free = free_slots(for_requests(timetable(notice_days=0), {1}), (), MONDAY_NINE)

    proposed = to_propose(free, {morning(29)}, MONDAY_NINE)  # a Sunday

    assert times(proposed) == ["24 09:00", "24 10:00", "24 11:00", "24 13:00", "24 14:00", "24 15:00"]
    assert min(slot.starts_at for slot in free) - MONDAY_NINE < timedelta(hours=3)
