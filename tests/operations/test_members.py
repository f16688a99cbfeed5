"""Members of an office, at the store: who may be one, who is forgotten, two who do the same at one moment."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from sqlalchemy import select

from bot.operations.erasure import forget_what_is_due
from bot.operations.groups.people import note_tap
from bot.operations.inbox import chat_key_of
from bot.operations.members.members import MOST_MEMBERS, accept_invite, add_by_mail, invite_member, remove_member
from bot.operations.members.signin import consume, make_link, session_of
from bot.store.database import Database
from bot.store.members import names_of_actors
from bot.store.tables import GroupPersonRow, StaffInviteRow, StaffMemberRow
from tests.bookings import FOREST
from tests.conftest import MONDAY

YEAR = timedelta(days=366)


def add(database: Database, name: str, email: str = "") -> int:
    def work(session) -> int:
        row = add_by_mail(session, FOREST, name, email or f"{name}@example.org", "reception", "staff:a-0", MONDAY)
        assert isinstance(row, StaffMemberRow)
        return row.id

    return database.write(work)


def test_what_is_personal_about_a_member_is_encrypted_at_rest(database: Database):
    add(database, "Fatima")

    with database.engine.connect() as connection:
        row = connection.exec_driver_sql("SELECT name, email, email_key FROM staff_member").one()

    assert not any("atima" in value or "example" in value for value in row)


async def test_of_eight_who_open_one_invitation_at_once_one_is_a_member(database: Database):
    token = database.write(lambda session: invite_member(session, FOREST, "Nora", "manager", "staff:a-0", MONDAY))

    def accept(session, chat: str) -> int | None:
        row = accept_invite(session, token, "telegram", chat_key_of("telegram", chat), chat, MONDAY)
        return row.id if row else None

    made = await asyncio.gather(*(database.run(lambda session, n=n: accept(session, str(n))) for n in range(8)))

    assert sorted(one is None for one in made) == [False] + [True] * 7
    assert len(database.read(lambda session: session.scalars(select(StaffMemberRow)).all())) == 1


async def test_a_link_that_is_used_while_its_member_is_removed_lets_nobody_in(database: Database):
    fatima = add(database, "Fatima")
    token = database.write(lambda session: make_link(session, FOREST, MONDAY, fatima))

    cookie, _ = await asyncio.gather(
        database.run(lambda session: consume(session, token, MONDAY)),
        database.run(lambda session: remove_member(session, FOREST, fatima, MONDAY, None)),
    )

    assert database.write(lambda session: consume(session, token, MONDAY)) is None
    assert database.read(lambda session: session_of(session, cookie or "", MONDAY)) is None


def test_an_office_has_sixty_members_at_most(database: Database):
    for number in range(MOST_MEMBERS):
        add(database, f"m{number}")

    def more(session) -> object:
        return add_by_mail(session, FOREST, "Nora", "nora@example.org", "reception", "staff:a-0", MONDAY)

    assert database.write(more) == "many"


def test_a_year_after_a_removal_the_name_is_forgotten_too(database: Database):
    fatima, luc = add(database, "Fatima"), add(database, "Luc")
    tapper = database.write(lambda session: note_tap(session, FOREST, "telegram", "77", "Badr", MONDAY))
    database.write(lambda session: remove_member(session, FOREST, fatima, MONDAY, None))
    database.write(lambda session: invite_member(session, FOREST, "Nora", "manager", "staff:a-0", MONDAY))
    actors = [f"staff:m{fatima}", f"staff:m{luc}", f"group:{tapper}"]

    def known(session) -> list[str]:
        return list(names_of_actors(session, FOREST, actors).values())

    assert database.read(known) == ["Fatima", "Luc", "Badr"]
    database.write(lambda session: forget_what_is_due(session, MONDAY + YEAR))
    assert database.read(known) == ["Luc"]
    assert database.read(lambda session: session.scalars(select(GroupPersonRow)).all()) == []
    assert database.read(lambda session: session.scalars(select(StaffInviteRow)).all()) == []
