"""Migrations: up from nothing, no difference to the tables, down to nothing; and what a database is marked for."""

from __future__ import annotations

import pytest
from alembic import command
from sqlalchemy import inspect, select, text

from bot.store.database import Database
from bot.store.keys import KeysError, _Keyring, new_secret_key, set_keys
from bot.store.migrate import WrongDatabaseError, alembic_config, check_keys, mark, migrate
from bot.store.tables import AppointmentRow, Base, OutboxRow
from tests.bookings import booked, count, free, put_up
from tests.conftest import ROOT
from tests.store.schema_drawing import drawing


@pytest.fixture
def empty(database: Database) -> Database:
    """A database without any table."""
    Base.metadata.drop_all(database.engine)
    return database


def tables(database: Database) -> set[str]:
    return set(inspect(database.engine).get_table_names())


def test_migrating_an_empty_database_gives_the_tables_of_today(empty: Database):
    assert tables(empty) == set()

    migrate(empty)

    assert tables(empty) == set(Base.metadata.tables) | {"alembic_version"}
    with empty.engine.connect() as connection, connection.begin():
        command.check(alembic_config(connection))


def test_constraints_that_guard_the_promises_are_in_the_migrated_database(empty: Database):
    migrate(empty)

    inspector = inspect(empty.engine)
    assert inspector.get_pk_constraint("cell")["constrained_columns"] == ["desk_id", "cell_no"]
    unique = {index["name"]: index["column_names"] for index in inspector.get_indexes("appointment") if index["unique"]}
    assert unique["uq_appointment_one_open"] == ["beneficiary"]
    assert {tuple(one["column_names"]) for one in inspector.get_unique_constraints("appointment")} == {
        ("code",),
        ("request_key",),
    }
    assert ("dedupe_key",) in {tuple(one["column_names"]) for one in inspector.get_unique_constraints("outbox")}


def test_a_migrated_database_books(empty: Database):
    migrate(empty)

    def work(session) -> str:
        put_up(session)
        return booked(session, "amina", free(session)[0]).status

    assert empty.write(work) == "booked"


def test_migrating_twice_changes_nothing(empty: Database):
    migrate(empty)
    empty.write(lambda session: put_up(session))

    migrate(empty)

    assert empty.write(lambda session: booked(session, "amina", free(session)[0]).status) == "booked"


def test_a_database_with_appointments_of_the_first_version_is_brought_up_to_date(empty: Database):
    migrate(empty, "0001")
    made = "'AAAAAA', 'k', 'forest', 0, 'fr', 'fr', 'booked', 1, '2026-11-20 08:00:00', 0"
    columns = "code, request_key, office, for_other, lang, reception_lang, status, version, created_at, gave_opinion"
    with empty.engine.connect() as connection, connection.begin():
        false = "0" if empty.is_sqlite else "false"
        connection.execute(text(f"INSERT INTO appointment ({columns}) VALUES ({made.replace(', 0', f', {false}')})"))
        connection.execute(
            text(
                "INSERT INTO outbox"
                " (channel, recipient, address, created_at, not_before, attempts, state, prompt, urgency)"
                " VALUES ('telegram', 'r', '', '2026-11-20 08:00:00', '2026-11-20 08:00:00', 0, 'sent', 0, 0)"
            )
        )

    migrate(empty)

    assert empty.read(lambda session: session.scalars(select(AppointmentRow.code)).all()) == ["AAAAAA"]
    assert empty.read(lambda session: session.scalars(select(OutboxRow.state)).all()) == ["sent"]


def test_a_database_of_a_newer_version_is_refused_with_a_sentence(empty: Database):
    migrate(empty)
    with empty.engine.connect() as connection, connection.begin():
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(WrongDatabaseError, match=r"\(9999\) by a newer version of Parcours"):
        migrate(empty)


def test_migrations_lead_down_again(empty: Database):
    migrate(empty)

    with empty.engine.connect() as connection, connection.begin():
        command.downgrade(alembic_config(connection), "base")

    assert tables(empty) <= {"alembic_version"}


def test_a_demonstration_and_a_real_start_refuse_each_others_database(database: Database):
    database.write(lambda session: mark(session, demo=True))
    database.write(lambda session: mark(session, demo=True))  # a second start is none of a problem

    with pytest.raises(WrongDatabaseError, match="is a demonstration"):
        database.write(lambda session: mark(session, demo=False))


def test_a_real_database_refuses_to_become_a_demonstration(database: Database):
    database.write(lambda session: mark(session, demo=False))

    with pytest.raises(WrongDatabaseError, match="real appointments"):
        database.write(lambda session: mark(session, demo=True))


def test_an_unmarked_database_with_appointments_refuses_to_become_a_demonstration(database: Database):
    def fill(session) -> None:
        put_up(session)
        booked(session, "amina", free(session)[0])

    database.write(fill)

    with pytest.raises(WrongDatabaseError, match="holds appointments"):
        database.write(lambda session: mark(session, demo=True))
    assert database.read(lambda session: count(session, AppointmentRow)) == 1


def test_a_database_knows_the_keys_it_was_made_with(database: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("bot.store.keys._keyring", _Keyring())
    first, lookup = new_secret_key(), "the-lookup-key-it-was-made-with"
    set_keys([first], lookup)
    database.write(check_keys)
    database.write(check_keys)  # a second start is none of a problem
    set_keys([new_secret_key(), first], lookup)
    database.write(check_keys)  # nor is a new key in front

    set_keys([new_secret_key()], lookup)
    with pytest.raises(KeysError, match="add the key it was written with"):
        database.write(check_keys)
    set_keys([first], "another-lookup-key-than-then")
    with pytest.raises(KeysError, match="LOOKUP_KEY is not the one this database was made with"):
        database.write(check_keys)


def test_the_tables_are_drawn_as_they_are():
    drawn = (ROOT / "docs" / "schema.md").read_text(encoding="utf-8")

    assert drawn == drawing(), "run: python -m tests.store.schema_drawing > docs/schema.md"
