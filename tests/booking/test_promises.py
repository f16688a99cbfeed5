"""What a person who asked is promised: opening days only, and never at night."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from bot.booking.promises import is_quiet, promise_of, proposal_until, reminder_of_proposal
from bot.booking.slots import Closure
from bot.language.dates import BRUSSELS


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=BRUSSELS)


@pytest.mark.parametrize(
    ("asked", "answer_by", "open_until"),
    [
        ("2026-11-23 09:00", "2026-11-25 17:00", "2026-11-30 17:00"),  # Monday → Wednesday
        ("2026-11-23 23:59", "2026-11-25 17:00", "2026-11-30 17:00"),
        ("2026-11-26 16:59", "2026-11-30 17:00", "2026-12-03 17:00"),  # Thursday → over the weekend
        ("2026-11-27 22:00", "2026-12-01 17:00", "2026-12-04 17:00"),  # Friday evening
        ("2026-11-28 11:00", "2026-12-01 17:00", "2026-12-04 17:00"),  # Saturday counts like Friday
        ("2026-12-24 10:00", "2026-12-29 17:00", "2027-01-04 17:00"),  # Christmas, a weekend, New Year
        ("2026-11-10 08:00", "2026-11-13 17:00", "2026-11-18 17:00"),  # 11 November is a Wednesday
        ("2026-03-26 09:00", "2026-03-30 17:00", "2026-04-02 17:00"),  # the clocks change on 29 March
        ("2026-10-22 09:00", "2026-10-26 17:00", "2026-10-29 17:00"),  # and back on 25 October
        ("2027-03-25 12:00", "2027-03-30 17:00", "2027-04-02 17:00"),  # Easter Monday is 29 March 2027
    ],
)
def test_a_promise_is_two_opening_days_at_five_and_three_more_to_stay_open(asked, answer_by, open_until):
    promise = promise_of(at(asked))

    assert (promise.answer_by, promise.open_until) == (at(answer_by), at(open_until))


def test_a_closure_of_the_office_is_no_opening_day_that_of_one_desk_is():
    closed = Closure(first_day=date(2026, 11, 24), last_day=date(2026, 11, 25))
    desk = Closure(first_day=date(2026, 11, 24), last_day=date(2026, 11, 25), desk_id=3)

    assert promise_of(at("2026-11-23 09:00"), (closed,)).answer_by == at("2026-11-27 17:00")
    assert promise_of(at("2026-11-23 09:00"), (desk,)).answer_by == at("2026-11-25 17:00")


@pytest.mark.parametrize(
    ("proposed", "starts", "until"),
    [
        ("2026-11-23 10:00", "2026-11-27 09:00", "2026-11-25 17:00"),  # two opening days
        ("2026-11-23 10:00", "2026-11-25 14:00", "2026-11-24 17:00"),  # no longer than the evening before
        ("2026-11-23 10:00", "2026-11-24 09:00", "2026-11-23 17:00"),
        ("2026-11-23 13:01", "2026-11-24 09:00", "2026-11-24 08:00"),  # that evening is too near
        ("2026-11-27 15:00", "2026-11-30 09:00", "2026-11-29 17:00"),
    ],
)
def test_a_proposed_time_is_kept_two_opening_days_but_not_beyond_the_evening_before(proposed, starts, until):
    assert proposal_until(at(proposed), at(starts)) == at(until)


@pytest.mark.parametrize(
    ("proposed", "until", "reminded"),
    [
        ("2026-11-23 10:00", "2026-11-25 17:00", "2026-11-24 17:00"),
        ("2026-11-23 10:00", "2026-11-24 08:00", None),  # it would only repeat what was just said
        ("2026-11-20 10:00", "2026-11-24 07:00", "2026-11-23 17:00"),  # not at seven in the morning
    ],
)
def test_a_reminder_comes_a_day_before_a_proposal_lapses_and_never_at_night(proposed, until, reminded):
    assert reminder_of_proposal(at(proposed), at(until)) == (at(reminded) if reminded else None)


@pytest.mark.parametrize(
    ("moment", "quiet"), [("07:59", True), ("08:00", False), ("19:59", False), ("20:00", True), ("00:00", True)]
)
def test_nobody_is_written_to_unasked_between_eight_and_eight(moment, quiet):
    assert is_quiet(at(f"2026-11-23 {moment}")) is quiet
