"""A slot is never given twice: a thousand people for fifty places; and the same with the guard off, which must fail."""

from __future__ import annotations

from collections import Counter

import pytest
from sqlalchemy import text

from bot.store.database import Database
from tests.stress.crowd import PLACES, Sold, crowd, crowd_in_processes, open_for_fifty, sold

RUNS = 5
EXACTLY = Sold(appointments=PLACES, places=PLACES, cells=6 * PLACES, holds=0)


def drop_guard(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE cell DROP CONSTRAINT pk_cell"))


def address(database: Database) -> str:
    return database.url.render_as_string(hide_password=False)


def rush(database: Database, people: int) -> Counter[str]:
    database.write(open_for_fifty)
    return crowd(database, 0, people, 10)


def test_a_hundred_and_twenty_people_for_fifty_places_leave_nobody_double(database: Database):
    assert rush(database, 120) == {"Booked": PLACES, "SlotTaken": 70}
    assert database.read(sold) == EXACTLY


def test_without_the_guard_the_same_code_sells_places_twice(postgres: Database):
    """If this fails, the test above proves nothing."""
    drop_guard(postgres)

    rush(postgres, 150)

    result = postgres.read(sold)
    assert result.appointments > result.places


@pytest.mark.stress
@pytest.mark.parametrize("run", range(RUNS))
def test_a_thousand_people_for_fifty_places(database: Database, run: int):
    assert rush(database, 1000) == {"Booked": PLACES, "SlotTaken": 950}
    assert database.read(sold) == EXACTLY


@pytest.mark.stress
@pytest.mark.parametrize("run", range(RUNS))
def test_a_thousand_people_in_four_processes_for_fifty_places(postgres: Database, run: int):
    postgres.write(open_for_fifty)

    assert crowd_in_processes(address(postgres), 1000, 4) == {"Booked": PLACES, "SlotTaken": 950}
    assert postgres.read(sold) == EXACTLY


@pytest.mark.stress
@pytest.mark.parametrize("run", range(RUNS))
@pytest.mark.parametrize("processes", [1, 4])
def test_without_the_guard_every_run_oversells(postgres: Database, run: int, processes: int):
    drop_guard(postgres)
    postgres.write(open_for_fifty)

    told = crowd_in_processes(address(postgres), 1000, processes)

    result = postgres.read(sold)
    print(f"guard off, {processes} processes: {told['Booked']} told, {result.appointments} sold of {PLACES}")
    assert result.appointments > PLACES
    assert result.places <= PLACES
