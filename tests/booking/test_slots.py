from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.booking.calendar import add_opening_days, bounds_of_day, instant_at
from bot.booking.offers import first_offers
from bot.booking.slots import Closure, Opening, Slot, Timetable, free_slots, nearest

HALF_HOUR = timedelta(minutes=30)
# Friday before the clocks go forward on Sunday 29 March 2026, at four in the afternoon in Brussels.
FRIDAY = datetime(2026, 3, 27, 15, 0, tzinfo=UTC)


def weekly(weekday: int, starts: str, ends: str, *, desk: int = 1, **more: object) -> Opening:
    return Opening(
        desk_id=desk, weekday=weekday, starts=time.fromisoformat(starts), ends=time.fromisoformat(ends), **more
    )


def timetable(*openings: Opening, **more: object) -> Timetable:
    return Timetable(office="mission-locale-forest", openings=openings, **more)


def starts(slots: tuple[Slot, ...]) -> list[str]:
    return [f"{slot.starts_at:%d.%m %H:%M}" for slot in slots]


def test_a_reception_at_nine_stays_at_nine_when_the_clocks_change():
    slots = free_slots(timetable(weekly(0, "09:00", "09:30"), horizon_days=14), set(), FRIDAY - timedelta(days=7))

    # 23 March is winter time (UTC+1), 30 March summer time (UTC+2).
    assert starts(slots) == ["23.03 08:00", "30.03 07:00"]


def test_the_grid_is_anchored_at_the_opening_and_never_at_now():
    open_today = timetable(weekly(4, "15:00", "18:00"), notice_days=0, horizon_days=0)

    assert starts(free_slots(open_today, set(), FRIDAY + timedelta(minutes=7))) == [
        "27.03 15:30",
        "27.03 16:00",
        "27.03 16:30",
    ]


def test_notice_is_one_opening_day_so_the_weekend_does_not_count():
    offers = free_slots(timetable(weekly(0, "09:00", "10:00"), weekly(1, "09:00", "10:00")), set(), FRIDAY)

    assert starts(offers)[0] == "30.03 07:00"
    monday = free_slots(
        timetable(weekly(0, "09:00", "10:00"), weekly(1, "09:00", "10:00")), set(), FRIDAY + timedelta(days=3)
    )
    assert starts(monday)[0] == "31.03 07:00"


def test_a_time_is_shown_once_whatever_the_number_of_free_desks():
    two_desks = timetable(weekly(0, "09:00", "09:30"), weekly(0, "09:00", "09:30", desk=2), horizon_days=7)

    slots = free_slots(two_desks, set(), FRIDAY)

    assert [(slot.starts_at.hour, slot.desk_id) for slot in slots] == [(7, 1)]


def test_the_desk_with_fewer_taken_cells_gets_the_next_person():
    two_desks = timetable(weekly(0, "09:00", "10:00"), weekly(0, "09:00", "10:00", desk=2), horizon_days=7)
    first = free_slots(two_desks, set(), FRIDAY)[0]

    later = free_slots(two_desks, {(1, cell) for cell in first.cells}, FRIDAY)

    assert [slot.desk_id for slot in later] == [2, 2]


def test_a_buffer_is_kept_free_behind_each_slot():
    buffered = timetable(weekly(0, "09:00", "10:15", buffer=timedelta(minutes=15)), horizon_days=7)

    slots = free_slots(buffered, set(), FRIDAY)

    assert starts(slots) == ["30.03 07:00", "30.03 07:45"]
    assert len(slots[0].cells) == 9


def test_closures_and_legal_holidays_are_left_out():
    mondays = timetable(
        weekly(0, "09:00", "09:30"),
        closures=(Closure(first_day=date(2026, 4, 13), last_day=date(2026, 4, 13)),),
        horizon_days=28,
    )

    # 6 April 2026 is Easter Monday, 13 April is closed.
    assert starts(free_slots(mondays, set(), FRIDAY)) == ["30.03 07:00", "20.04 07:00"]


def test_an_extra_opening_on_a_holiday_was_meant():
    easter_monday = Opening(desk_id=1, day=date(2026, 4, 6), starts=time(9), ends=time(9, 30))

    assert starts(free_slots(timetable(easter_monday), set(), FRIDAY)) == ["06.04 07:00"]


def test_a_wall_time_in_the_spring_gap_does_not_exist():
    assert instant_at(date(2026, 3, 29), time(2, 30)) is None
    assert instant_at(date(2026, 3, 29), time(3, 30)) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_the_first_of_an_autumn_double_is_meant():
    assert instant_at(date(2026, 10, 25), time(2, 30)) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_day_has_23_or_25_hours_when_the_clocks_change():
    spring, autumn = bounds_of_day(date(2026, 3, 29)), bounds_of_day(date(2026, 10, 25))

    assert spring[1] - spring[0] == timedelta(hours=23)
    assert autumn[1] - autumn[0] == timedelta(hours=25)


def test_opening_days_are_counted_over_closed_ones():
    assert add_opening_days(date(2026, 3, 27), 2, lambda day: day.weekday() < 5) == date(2026, 3, 31)


@pytest.mark.parametrize(
    ("from_", "to"),
    [("12:00", "09:00"), ("09:00", "09:00"), ("05:00", "07:00"), ("21:00", "22:30"), ("09:02", "10:00")],
)
def test_an_opening_that_makes_no_sense_is_refused(from_: str, to: str):
    with pytest.raises(ValueError, match="opening"):
        weekly(0, from_, to)


def test_a_closure_that_ends_before_it_starts_is_refused():
    with pytest.raises(ValueError, match="ends before"):
        Closure(first_day=date(2026, 4, 2), last_day=date(2026, 4, 1))


def test_the_first_offers_are_soonest_later_this_week_and_next_week():
    daily = timetable(*(weekly(day, "09:00", "10:00") for day in range(5)), horizon_days=14)
    slots = free_slots(daily, set(), FRIDAY + timedelta(days=3))

    # Asked on Monday 30 March: Tuesday is the soonest; the week after begins with Easter Monday, so Tuesday again.
    assert starts(first_offers(slots)) == ["31.03 07:00", "02.04 07:00", "07.04 07:00"]


def test_few_slots_are_all_offered():
    one_day = timetable(weekly(0, "09:00", "10:00"), horizon_days=7)

    assert starts(first_offers(free_slots(one_day, set(), FRIDAY))) == ["30.03 07:00", "30.03 07:30"]
    assert first_offers(()) == ()


def test_the_nearest_slots_come_in_the_order_of_the_calendar():
    daily = timetable(*(weekly(day, "09:00", "10:00") for day in range(5)), horizon_days=14)
    slots = free_slots(daily, set(), FRIDAY)

    assert starts(nearest(slots, datetime(2026, 4, 1, 7, 0, tzinfo=UTC), 3)) == [
        "31.03 07:30",
        "01.04 07:00",
        "01.04 07:30",
    ]
