"""The invented people of a demonstration: made once, marked as invented, and never in real life."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.booking.calendar import day_of
from bot.booking.status import no_show_rate
from bot.operations.members.members import remove_member
from bot.operations.offices.office_settings import ANSWERS, LONGEST_ANSWER, set_mode
from bot.store.database import Database
from bot.store.members import members_of_office, names_of_actors
from bot.store.migrate import mark
from bot.store.tables import AppointmentEventRow, AppointmentRow, CellRow, OfficeRow
from bot.wiring.demonstration import DESKS, REQUESTS_AT, seed_demonstration
from bot.wiring.demonstration_answers import INVENTED, SAID, seed_answers
from bot.wiring.demonstration_people import seed_people
from bot.wiring.demonstration_team import TEAMS, seed_team
from tests.bookings import count, free
from tests.conftest import MONDAY


def demonstration(database: Database) -> None:
    def work(session: Session) -> None:
        mark(session, demo=True)
        seed_demonstration(session, MONDAY)
        seed_people(session, MONDAY)

    database.write(work)


def everybody(database: Database) -> list[tuple[str, str, str, str | None]]:
    query = select(AppointmentRow).order_by(AppointmentRow.request_key)
    return database.read(lambda db: [(r.request_key, r.code, r.status, r.first_name) for r in db.scalars(query)])


def test_people_are_invented_once_however_often_it_starts(database: Database):
    demonstration(database)
    first = everybody(database)

    database.write(lambda db: seed_people(db, MONDAY + timedelta(hours=2)))

    assert everybody(database) == first


def test_every_invented_code_says_demo_and_every_office_has_people(database: Database):
    demonstration(database)

    people = everybody(database)

    assert {key.split(":")[1] for key, *_ in people} == {REQUESTS_AT, *(desk.office for desk in DESKS)}
    assert all(code.startswith("DEMO") for _, code, *_ in people)


def test_the_past_has_outcomes_today_is_left_and_free_moments_remain(database: Database):
    demonstration(database)

    def look(session: Session) -> None:
        rows = list(session.scalars(select(AppointmentRow)))
        past = [row for row in rows if row.starts_at and day_of(row.starts_at) < day_of(MONDAY)]
        coming = [row for row in rows if row not in past]
        assert "booked" not in {row.status for row in past}
        assert {row.status for row in coming if row.office != REQUESTS_AT} == {"booked"}
        assert {row.status for row in coming if row.office == REQUESTS_AT} == {"requested"}
        attended, missed = (sum(row.status == one for row in past) for one in ("attended", "no_show"))
        rate = no_show_rate(attended, missed)
        assert rate is not None
        assert 0.05 < rate < 0.35
        assert count(session, CellRow) > 0
        assert len(free(session)) > 10
        assert {row.chat_key is None for row in coming} == {True, False}

    database.read(look)


def test_a_day_later_yesterday_has_outcomes_and_a_new_day_has_people(database: Database):
    demonstration(database)
    before = everybody(database)

    database.write(lambda db: seed_people(db, MONDAY + timedelta(days=7)))

    after = everybody(database)
    assert {key for key, *_ in before} < {key for key, *_ in after}
    week = (MONDAY.date() + timedelta(days=7)).isoformat()
    assert not [key for key, _, status, _ in after if status == "booked" and key.split(":", 2)[2] < week]


def test_each_office_has_a_manager_and_two_who_receive_once_and_nobody_who_was_removed_comes_back(database: Database):
    demonstration(database)

    def team(office: str) -> list[tuple[str, str]]:
        return database.read(lambda db: [(one.role, one.name) for one in members_of_office(db, office)])

    assert set(TEAMS) == {REQUESTS_AT, *(desk.office for desk in DESKS)}
    for office, names in TEAMS.items():
        assert sorted(team(office)) == sorted(zip(("manager", "reception", "reception"), names, strict=True))
    office = DESKS[0].office
    number = database.read(
        lambda db: next(one.id for one in members_of_office(db, office) if one.name == TEAMS[office][1])
    )
    database.write(lambda db: remove_member(db, office, number, MONDAY, None))
    database.write(lambda db: seed_people(db, MONDAY + timedelta(days=1)))
    assert sorted(name for _, name in team(office)) == sorted((TEAMS[office][0], TEAMS[office][2]))


def test_the_invented_team_has_marked_who_came(database: Database):
    demonstration(database)

    def names(session: Session) -> set[str]:
        query = select(AppointmentEventRow.actor).join(
            AppointmentRow, AppointmentRow.id == AppointmentEventRow.appointment_id
        )
        marked = AppointmentEventRow.what == "attended"
        actors = set(session.scalars(query.where(marked, AppointmentRow.office == DESKS[0].office)))
        return set(names_of_actors(session, DESKS[0].office, actors).values())

    assert database.read(names) == set(TEAMS[DESKS[0].office])


def test_a_team_is_never_invented_in_real_life(database: Database):
    with pytest.raises(RuntimeError, match="a team is only invented"):
        database.write(lambda db: seed_team(db, MONDAY))


def test_nobody_is_invented_in_real_life(database: Database):
    database.write(lambda db: mark(db, demo=False))

    with pytest.raises(RuntimeError, match="only invented in a database marked as a demonstration"):
        database.write(lambda db: seed_people(db, MONDAY))


def test_an_invented_office_that_closes_opens_again_with_its_invented_answers(database: Database):
    demonstration(database)
    database.write(seed_answers)

    def close_and_open(session: Session) -> tuple[str, tuple[str, ...], str]:
        office = DESKS[0].office
        set_mode(session, office, "off", MONDAY)
        closed = session.get_one(OfficeRow, office).mode
        missing = set_mode(session, office, "slots", MONDAY)
        return closed, missing, session.get_one(OfficeRow, office).mode

    assert database.write(close_and_open) == ("off", (), "slots")
    texts = database.read(lambda db: {n: getattr(db.get_one(OfficeRow, REQUESTS_AT), n) for n in ANSWERS})
    assert texts == {name: f"{SAID[name]} {INVENTED[name[-2:]]}" for name in ANSWERS}
    assert max(map(len, texts.values())) <= LONGEST_ANSWER


def test_what_an_office_wrote_itself_is_not_invented_over(database: Database):
    demonstration(database)

    def write_one(session: Session) -> None:
        session.get_one(OfficeRow, REQUESTS_AT).papers_fr = "Rien."

    database.write(write_one)
    database.write(seed_answers)

    office = database.read(lambda db: db.get_one(OfficeRow, REQUESTS_AT))
    assert (office.papers_fr, office.papers_nl) == ("Rien.", "")


def test_answers_are_never_invented_in_real_life(database: Database):
    with pytest.raises(RuntimeError, match="demonstration"):
        database.write(seed_answers)
