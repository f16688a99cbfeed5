from datetime import UTC, date, datetime, time

import pytest

from bot.language.dates import plural_category, say_day, say_full_day, say_list, say_moment, say_time


def test_the_first_of_the_month_is_1er_in_french_and_1_in_dutch():
    assert say_day(date(2026, 12, 1), "fr") == "mardi 1er décembre"
    assert say_day(date(2026, 12, 1), "nl") == "dinsdag 1 december"


def test_the_eleventh_and_the_thirty_first_are_not_first():
    assert say_day(date(2026, 12, 11), "fr") == "vendredi 11 décembre"
    assert say_day(date(2026, 8, 31), "fr") == "lundi 31 août"
    assert say_full_day(date(2027, 1, 1), "fr") == "vendredi 1er janvier 2027"


def test_minutes_always_have_two_digits():
    assert say_time(time(9, 5), "fr") == "9h05"
    assert say_time(time(9, 30), "nl") == "9u30"
    assert say_time(time(17), "fr") == "17h00"
    assert say_time(time(0), "nl") == "0u00"


def test_an_instant_is_said_in_brussels_time_on_both_sides_of_the_change_of_clocks():
    assert say_moment(datetime(2026, 3, 28, 8, 0, tzinfo=UTC), "fr") == "samedi 28 mars, 9h00"
    assert say_moment(datetime(2026, 3, 29, 8, 0, tzinfo=UTC), "fr") == "dimanche 29 mars, 10h00"
    assert say_moment(datetime(2026, 11, 30, 23, 30, tzinfo=UTC), "nl") == "dinsdag 1 december, 0u30"


def test_an_instant_without_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        say_moment(datetime(2026, 12, 1, 9, 30), "fr")


def test_lists_have_and_or_or_before_the_last():
    assert say_list(["a", "b", "c"], "fr") == "a, b et c"
    assert say_list(["a", "b", "c"], "nl") == "a, b en c"
    assert say_list(["a", "b"], "fr", style="or") == "a ou b"
    assert say_list(["a", "b", "c"], "nl", style="or") == "a, b of c"
    assert say_list(["a"], "fr") == "a"
    assert say_list([], "nl") == ""


def test_zero_is_singular_in_french_and_plural_in_dutch():
    assert plural_category(0, "fr") == "one"
    assert plural_category(0, "nl") == "other"
    assert plural_category(1, "nl") == "one"
    assert plural_category(2, "fr") == "other"
    assert plural_category(1_000_000, "fr") == "other"
