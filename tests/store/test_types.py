"""The column types: the same on both databases, and nothing readable at rest."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, insert, select, text
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.orm import Session

from bot.operations.inbox import note_update
from bot.operations.unmet import keep_unmet
from bot.store.database import Database
from bot.store.keys import KeysError, decrypt, encrypt, lookup_hash, new_secret_key, set_keys
from bot.store.tables import AppointmentRow, Base, ConversationRow, InboxRow, UnmetRow
from bot.store.types import LookupHash, PlainText, Secret, SecretJson, TelegramId, UtcDateTime
from tests.bookings import booked, free, put_up
from tests.conftest import MONDAY

SAMPLES = Table(
    "sample",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("at", UtcDateTime),
    Column("telegram", TelegramId),
    Column("plain", PlainText(10)),
    Column("secret", Secret),
    Column("json", SecretJson),
    Column("key", LookupHash),
)


@pytest.fixture
def samples(database: Database) -> Database:
    SAMPLES.create(database.engine)
    return database


def kept(database: Database, **values: object) -> object:
    """What comes back of one value."""
    (name, value), *_ = values.items()

    def work(session: Session) -> object:
        session.execute(insert(SAMPLES).values(**{name: value}))
        return session.scalars(select(SAMPLES.c[name]).order_by(SAMPLES.c.id.desc()).limit(1)).one()

    return database.write(work)


@pytest.mark.parametrize("hours", [-11, 0, 1, 2, 13])
def test_an_instant_comes_back_in_utc_whatever_its_zone_was(samples: Database, hours: int):
    noon = datetime(2026, 3, 29, 12, 0, tzinfo=timezone(timedelta(hours=hours)))

    back = kept(samples, at=noon)

    assert back == noon
    assert isinstance(back, datetime)
    assert back.tzinfo is UTC


def test_instants_are_compared_as_instants_by_the_database(samples: Database):
    def work(session: Session) -> list[datetime]:
        # 01:30 comes twice on 25 October 2026; the offset tells which.
        for hour in (22, 23, 0, 1):
            at = datetime(2026, 10, 24 if hour > 12 else 25, hour, 30, tzinfo=UTC)
            session.execute(insert(SAMPLES).values(at=at))
        cut = datetime(2026, 10, 25, 2, 0, tzinfo=timezone(timedelta(hours=2)))  # midnight UTC
        return list(session.scalars(select(SAMPLES.c.at).where(SAMPLES.c.at >= cut).order_by(SAMPLES.c.at)))

    assert [f"{at:%H:%M}" for at in samples.write(work)] == ["00:30", "01:30"]


def test_a_naive_instant_is_refused(samples: Database):
    with pytest.raises(StatementError, match="needs a timezone"):
        kept(samples, at=datetime(2026, 3, 29, 12, 0))


@pytest.mark.parametrize("number", [2**31, 2**52 - 1, -(10**12) - 2**31, -1])
def test_telegram_ids_beyond_31_bits_fit(samples: Database, number: int):
    assert kept(samples, telegram=number) == number


@pytest.mark.parametrize("value", ["a\0b", "x" * 11])
def test_plain_text_that_only_one_database_would_take_is_refused_by_both(samples: Database, value: str):
    with pytest.raises(StatementError, match="does not fit into 10, or holds NUL"):
        kept(samples, plain=value)


@pytest.mark.parametrize("value", ["é" * 10, "", "DROP TABLE"])
def test_plain_text_comes_back_as_it_was(samples: Database, value: str):
    assert kept(samples, plain=value) == value


@pytest.mark.parametrize(
    "value", ["", "Zoé 🙂", "NUL \0 inside", "half a pair \ud83d", "x" * 5000, "'; DROP TABLE person; --"]
)
def test_a_secret_comes_back_whatever_it_holds(samples: Database, value: str):
    assert kept(samples, secret=value) == value
    assert kept(samples, json={"text": [value, 1, None, True]}) == {"text": [value, 1, None, True]}


def test_a_plain_identifier_is_refused_where_its_hash_belongs(samples: Database):
    assert kept(samples, key=lookup_hash("123456789")) == lookup_hash("123456789")
    with pytest.raises(StatementError, match="lookup_hash"):
        kept(samples, key="123456789")


def test_no_instant_and_no_identifier_has_a_plain_column():
    plain = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if type(column.type).__name__ in ("DateTime", "BigInteger", "String", "Text", "Unicode")
    }

    assert plain == set()


def test_a_rotated_key_reads_what_the_old_one_wrote_and_a_wrong_one_says_so():
    old, new, wrong = new_secret_key(), new_secret_key(), new_secret_key()
    before = encrypt("who holds the keys")
    try:
        set_keys([old], "a-lookup-key-for-tests-only")
        token = encrypt("Amina")
        set_keys([new, old], "a-lookup-key-for-tests-only")
        assert decrypt(token) == "Amina"
        fresh = encrypt("Amina")
        set_keys([new], "a-lookup-key-for-tests-only")
        assert decrypt(fresh) == "Amina"
        set_keys([wrong], "a-lookup-key-for-tests-only")
        with pytest.raises(KeysError, match="add the key it was written with"):
            decrypt(token)
    finally:
        restore(before)


def restore(_token: str) -> None:
    """Other tests read only what they wrote themselves, so any key will do."""
    set_keys([new_secret_key()], "a-lookup-key-for-tests-only")


def test_nothing_that_people_said_can_be_read_in_the_database_file(tmp_path: Path):
    database = Database(f"sqlite:///{tmp_path / 'parcours.db'}")
    Base.metadata.create_all(database.engine)
    marks = ["MarkedFirstName", "MarkedPhone0470", "marked-address-987", "MarkedQuestion", "MarkedAnswer"]

    def work(session: Session) -> None:
        put_up(session)
        row = booked(session, "marked-address-987", free(session)[0], name="MarkedFirstName")
        row.details = {"phone": "MarkedPhone0470"}
        note_update(session, "test", "1", "marked-address-987", {"text": "MarkedQuestion"}, MONDAY)
        conversation = session.scalars(select(ConversationRow)).one()
        conversation.state = {"answers": [["commune", "MarkedAnswer"]]}
        keep_unmet(session, "MarkedQuestion", "fr", "", MONDAY)

    database.write(work)

    def read(session: Session) -> list[object]:
        appointment = session.scalars(select(AppointmentRow)).one()
        return [
            appointment.first_name,
            appointment.details,
            session.scalars(select(ConversationRow.address)).one(),
            session.scalars(select(InboxRow.body)).one(),
            session.scalars(select(UnmetRow.text)).one(),
        ]

    assert database.read(read) == [
        "MarkedFirstName",
        {"phone": "MarkedPhone0470"},
        "marked-address-987",
        {"text": "MarkedQuestion"},
        "MarkedQuestion",
    ]
    database.close()
    on_disk = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert FOUND_IN_CLEAR in on_disk  # the files are read: an office is no secret
    assert [mark for mark in marks if mark.encode() in on_disk] == []


FOUND_IN_CLEAR = b"mission-locale-forest"


def test_an_error_of_the_database_does_not_repeat_what_was_to_be_written(database: Database):
    def work(session: Session) -> None:
        session.execute(text("CREATE TABLE once (word VARCHAR(40) PRIMARY KEY)"))
        for _ in range(2):
            session.execute(text("INSERT INTO once VALUES (:word)"), {"word": "MarkedWord"})

    with pytest.raises(IntegrityError) as caught:
        database.write(work)

    shown = str(caught.value).replace(str(caught.value.orig), "")
    assert "INSERT INTO once" in shown
    assert "MarkedWord" not in shown
