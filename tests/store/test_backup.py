"""A backup is one moment, taken while others write; a file that is not whole is never taken for one."""

from __future__ import annotations

import os
import sqlite3
import stat
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import create_engine, select, text

import bot.store.backup
from bot.store.backup import BackupError, opened_backup, take_backup
from bot.store.database import Database
from bot.store.tables import AppointmentEventRow, AppointmentRow, Base, CellRow
from tests.bookings import booked, free, put_up
from tests.conftest import MONDAY, _as_sqlalchemy
from tests.store.backups import back_up, put_back, started, stored

OFFICES = ("mission-locale-forest", "mission-locale-saint-gilles")


@pytest.fixture
def running(database: Database) -> Database:
    """A real database with two offices, and some bookings."""
    started(database)

    def fill(session) -> None:
        for office in OFFICES:
            put_up(session, office=office, email=f"accueil@{office}.example", email_accepted_at=MONDAY)
        for number in range(3):
            booked(session, f"early-{number}", free(session)[0], details={"phone": "0470"})

    database.write(fill)
    return database


class Writers:
    """Two people of a crowd at a time book, until told to stop; `booked` is what was committed."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.booked: list[str] = []
        self.errors: list[BaseException] = []
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._write, args=(office,)) for office in OFFICES]

    def __enter__(self) -> Writers:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()
        assert self.errors == []

    def _write(self, office: str) -> None:
        try:
            number = 0
            while not self._stop.is_set():
                number += 1
                self.booked.append(self.database.write(partial(self._book, office=office, number=number)))
        except BaseException as error:
            self.errors.append(error)

    def _book(self, session, office: str, number: int) -> str:
        return booked(session, f"{office}-{number}", free(session, office=office)[0]).code

    def wait_for(self, many: int) -> None:
        while len(self.booked) < many and not self.errors:
            threading.Event().wait(0.01)


def codes(session) -> set[str]:
    return set(session.scalars(select(AppointmentRow.code)))


def halves(session) -> set[int]:
    """Bookings of which only a part is there: each is one transaction that writes a row, six cells and an event."""
    rows = Counter(session.scalars(select(AppointmentRow.id)))
    cells = Counter(session.scalars(select(CellRow.appointment_id).where(CellRow.appointment_id.is_not(None))))
    events = Counter(session.scalars(select(AppointmentEventRow.appointment_id)))
    known = set(rows) | set(cells) | set(events)
    return {id for id in known if (rows[id], cells[id], events[id]) != (1, 6, 1)}


def test_a_backup_taken_while_others_book_is_one_moment(running: Database, tmp_path: Path):
    early = running.read(codes)
    with Writers(running) as writers:
        for turn in range(1, 4):
            writers.wait_for(turn * 6)
            before = set(writers.booked)
            taken = take_backup(running, tmp_path / f"{turn}", MONDAY)
            # Committed is a moment before it is known here: one for each writer.
            known = set(writers.booked)
            with opened_backup(tmp_path / f"{turn}") as backup:
                held = backup.database.read(codes)
                assert early | before <= held
                assert len(held - early - known) <= 2
                assert backup.database.read(halves) == set()
                assert (taken.rows["appointment"], backup.taken_at) == (len(held), MONDAY)
        writers.wait_for(len(writers.booked) + 2)  # nobody was stopped by it
    assert running.read(codes) > held


def test_what_is_restored_is_what_was_there_at_the_moment_of_the_backup(running: Database, tmp_path: Path):
    before = stored(running)
    file = back_up(running, tmp_path)
    running.write(lambda session: booked(session, "late", free(session)[0]))

    done = put_back(running, file, may_replace=True)

    assert stored(running) == before
    assert (done.appointments, done.erased_again) == (3, 0)


def test_after_a_restore_new_rows_get_numbers_of_their_own(running: Database, tmp_path: Path):
    file = back_up(running, tmp_path)
    put_back(running, file, may_replace=True)

    row = running.write(lambda session: booked(session, "late", free(session)[0]))

    assert (row.id, row.status) == (4, "booked")


def test_a_backup_of_one_kind_of_database_goes_into_the_other(
    running: Database, tmp_path: Path, request: pytest.FixtureRequest
):
    file = back_up(running, tmp_path)
    with fresh_other(running, tmp_path, request) as other:
        put_back(other, file)
        assert stored(other) == stored(running)
        assert other.write(lambda session: booked(session, "late", free(session)[0]).id) == 4


@contextmanager
def fresh_other(running: Database, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Database]:
    """An empty database of the kind that `running` is not."""
    if not running.is_sqlite:
        database = Database(f"sqlite:///{tmp_path / 'other.db'}")
        Base.metadata.create_all(database.engine)
        yield started(database)
        database.close()
        return
    address = request.getfixturevalue("postgres_address")
    admin = create_engine(_as_sqlalchemy(address, "postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("CREATE DATABASE other_parcours TEMPLATE template_parcours"))
    database = Database(_as_sqlalchemy(address, "other_parcours"))
    yield started(database)
    database.close()
    with admin.connect() as connection:
        connection.execute(text("DROP DATABASE other_parcours WITH (FORCE)"))
    admin.dispose()


def test_encrypted_columns_are_in_the_file_as_tokens_and_the_file_is_its_owners(running: Database, tmp_path: Path):
    file = back_up(running, tmp_path)

    data = file.read_bytes()
    assert b"Amina" not in data
    assert b"early-0" not in data
    assert b"accueil@" not in data
    with closing(sqlite3.connect(file)) as connection:
        (token,) = connection.execute("SELECT first_name FROM appointment LIMIT 1").fetchone()
    assert token.startswith("gAAAA")
    assert stat.S_IMODE(os.stat(file).st_mode) == 0o600
    assert list(tmp_path.glob(".backup*")) == []


@pytest.mark.parametrize("part", [0.0, 0.01, 0.25, 0.5, 0.9, 0.999])
def test_half_a_file_is_refused(running: Database, tmp_path: Path, part: float):
    file = back_up(running, tmp_path)
    data = file.read_bytes()
    for cut in {int(len(data) * part), int(len(data) * part) // 4096 * 4096}:
        file.write_bytes(data[:cut])
        before = stored(running)
        with pytest.raises(BackupError, match=r"damaged or only half there|is no backup"):
            put_back(running, file, may_replace=True)
        assert stored(running) == before


def test_one_changed_digit_is_noticed(running: Database, tmp_path: Path):
    file = back_up(running, tmp_path)
    data = file.read_bytes()
    assert b"09:0012:00" in data
    file.write_bytes(data.replace(b"09:0012:00", b"09:0011:00", 1))

    with pytest.raises(BackupError, match="damaged or only half there"), opened_backup(file):
        pass


def test_what_is_no_backup_is_refused_with_a_sentence(running: Database, tmp_path: Path):
    text_file, folder = tmp_path / "letter.txt", tmp_path / "folder"
    text_file.write_text("Bonjour" * 100)
    folder.mkdir()
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE meta (name TEXT)")
        connection.commit()
    for file, said in [
        (tmp_path / "nowhere", r"nowhere cannot be read: No such file or directory\.$"),
        (folder, r"folder cannot be read: Is a directory\.$"),
        (text_file, r"letter\.txt is no backup of this program"),
        (other, r"other\.db is a database, not a finished backup"),
    ]:
        with pytest.raises(BackupError, match=said), opened_backup(file):
            pass


def test_a_backup_of_a_newer_schema_is_refused(running: Database, tmp_path: Path):
    running.write(lambda session: session.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    with pytest.raises(BackupError, match="run `python -m bot migrate` first"):
        back_up(running, tmp_path)

    file = tmp_path / "newer"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bot.store.backup, "head", lambda: "9999")
        take_backup(running, file, MONDAY)
    with pytest.raises(BackupError, match=r"newer version of this program \(schema 9999\)"), opened_backup(file):
        pass


def test_a_backup_never_replaces_a_file_and_leaves_nothing_half_written(running: Database, tmp_path: Path):
    file = back_up(running, tmp_path)
    before = file.read_bytes()
    with pytest.raises(BackupError, match="exists already"):
        take_backup(running, file, MONDAY)
    with pytest.raises(BackupError, match="There is no folder"):
        take_backup(running, tmp_path / "nowhere" / "x", MONDAY)
    assert file.read_bytes() == before


def test_a_backup_that_fails_leaves_no_file(running: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(BackupError, match=r"could not be written: .*No space left on device"):
        take_backup(running, tmp_path / "x", MONDAY)
    assert [one.name for one in tmp_path.iterdir() if "x" in one.name] == []


def test_a_database_that_is_not_there_or_was_never_started_is_not_backed_up(database: Database, tmp_path: Path):
    with pytest.raises(BackupError, match="no tables yet"):
        take_backup(database, tmp_path / "x", MONDAY)
    nowhere = Database(f"sqlite:///{tmp_path / 'nowhere.db'}")
    with pytest.raises(BackupError, match=r"There is no database at .*nowhere\.db"):
        take_backup(nowhere, tmp_path / "x", MONDAY)
    nowhere.close()
    assert not (tmp_path / "nowhere.db").exists()
