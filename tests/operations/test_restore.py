"""What a restore brings back, and what it must not."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from bot.conversation.outgoing import Outgoing
from bot.conversation.state import Prompt, State
from bot.operations.erasure import erase_chat, forget_what_is_due
from bot.operations.groups.invites import make_invite
from bot.operations.inbox import note_update
from bot.operations.members import desk_browsers
from bot.operations.members.members import invite_member, remove_member, set_role
from bot.operations.members.signin import make_link
from bot.operations.sending.outbox import queue
from bot.store import keys
from bot.store.backup import BackupError, opened_backup
from bot.store.database import Database
from bot.store.keys import new_secret_key, set_keys
from bot.store.members import email_key, names_of_actors
from bot.store.tables import (
    AppointmentRow,
    Base,
    ConversationRow,
    ErasedRow,
    GroupInviteRow,
    InboxRow,
    MetaRow,
    OutboxRow,
    StaffInviteRow,
    StaffLinkRow,
    StaffMemberRow,
)
from tests.bookings import CHANNEL, DAY, FOREST, HOUR, booked, come, count, free, put_up
from tests.conftest import MONDAY
from tests.store.backups import back_up, put_back, started, stored

LATER = MONDAY + 2 * HOUR


@pytest.fixture
def running(database: Database) -> Database:
    """Amina and Bilal have appointments; Amina's office was told of hers, and she has just written."""
    started(database)

    def fill(session) -> None:
        put_up(session, email="accueil@forest.example", email_accepted_at=MONDAY)
        row = booked(session, "amina", free(session)[0])
        booked(session, "bilal", free(session)[0])
        note_update(session, CHANNEL, "1", "amina", {"text": "bonjour"}, MONDAY)
        queue(
            session,
            channel=CHANNEL,
            recipient=come(session, "office"),
            address="office",
            message=Outgoing(kind="text", text="Nouveau rendez-vous : Amina"),
            now=MONDAY,
            appointment_id=row.id,
        )

    database.write(fill)
    return database


def names(session) -> list[tuple[str, str | None]]:
    return [(row.status, row.first_name) for row in session.scalars(select(AppointmentRow).order_by(AppointmentRow.id))]


def erase(database: Database, who: str, now=LATER) -> None:
    database.write(lambda session: erase_chat(session, come(session, who), now))


def test_who_was_erased_after_the_backup_stays_erased(running: Database, tmp_path: Path):
    file = back_up(running, tmp_path)
    erase(running, "amina")

    done = put_back(running, file, may_replace=True, now=LATER)

    assert done.erased_again == 1
    assert running.read(names) == [("cancelled_by_person", None), ("booked", "Amina")]  # the other one is Bilal's

    def left(session) -> list[object]:
        waiting = session.scalars(select(InboxRow)).one()
        told = session.scalars(select(OutboxRow)).one()
        return [
            waiting.body,
            waiting.handled_at,
            told.state,
            told.body,
            session.get(ErasedRow, come(session, "amina")).at,
        ]

    assert running.read(left) == [None, LATER, "dropped", None, LATER]


def test_erased_twice_restored_twice_stays_erased(running: Database, tmp_path: Path):
    file = back_up(running, tmp_path)
    erase(running, "amina")
    put_back(running, file, may_replace=True)
    erase(running, "bilal", LATER + HOUR)

    done = put_back(running, file, may_replace=True, now=LATER + 2 * HOUR)

    assert done.erased_again == 2
    assert running.read(names) == [("cancelled_by_person", None)] * 2


def test_who_was_erased_before_the_backup_and_came_again_is_kept(running: Database, tmp_path: Path):
    erase(running, "amina")
    running.write(lambda session: booked(session, "amina", free(session)[0]))
    file = back_up(running, tmp_path)
    before = running.read(names)

    done = put_back(running, file, may_replace=True, now=LATER + HOUR)

    assert done.erased_again == 0
    assert running.read(names) == before == [("cancelled_by_person", None), ("booked", "Amina"), ("booked", "Amina")]


def test_an_erasure_that_was_under_way_at_the_moment_of_the_backup_counts_as_later(running: Database, tmp_path: Path):
    file = back_up(running, tmp_path)
    # Its clock was read before the backup's, and its transaction ended after it.
    erase(running, "amina", MONDAY - timedelta(seconds=1))

    assert put_back(running, file, may_replace=True).erased_again == 1


def test_into_an_empty_database_nobody_is_erased_and_that_is_said(running: Database, tmp_path: Path):
    file = back_up(running, tmp_path)
    running.write(lambda session: [session.execute(delete(t)) for t in reversed(Base.metadata.sorted_tables)])

    done = put_back(running, file)

    assert (done.appointments, done.erased_again, done.knows_erasures) == (2, 0, False)
    assert running.read(lambda session: session.get(MetaRow, "kind").value) == "real"


def test_a_full_database_is_not_replaced_without_being_told_to(running: Database, tmp_path: Path):
    file, before = back_up(running, tmp_path), stored(running)

    with pytest.raises(BackupError, match="is not empty: add --replace"):
        put_back(running, file)

    assert stored(running) == before


def test_a_demonstration_never_becomes_real_nor_the_reverse(running: Database, tmp_path: Path):
    file = back_up(running, tmp_path)
    running.write(lambda session: setattr(session.get(MetaRow, "kind"), "value", "demo"))
    demo, before = back_up(running, tmp_path, "demo"), stored(running)

    with pytest.raises(BackupError, match="backup is real and the database is for a demonstration"):
        put_back(running, file, may_replace=True)
    assert stored(running) == before
    running.write(lambda session: setattr(session.get(MetaRow, "kind"), "value", "real"))
    with pytest.raises(BackupError, match="backup is a demonstration and the database is for real appointments"):
        put_back(running, demo, may_replace=True)


def test_a_restore_that_fails_half_way_changes_nothing(running: Database, tmp_path: Path, monkeypatch):
    file, before = back_up(running, tmp_path), stored(running)

    def trip(*_: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr("bot.operations.restore._renumber_questions", trip)
    with pytest.raises(RuntimeError):
        put_back(running, file, may_replace=True)

    assert stored(running) == before


def test_other_keys_are_noticed_before_anything_is_changed(running: Database, tmp_path: Path, monkeypatch):
    file = back_up(running, tmp_path)
    kept = keys._keyring.fernet, keys._keyring.lookup
    before = stored(running)
    try:
        keys._keyring.lookup = b"another lookup key, as long"
        with pytest.raises(BackupError, match="LOOKUP_KEY is not the one"):
            put_back(running, file, may_replace=True)
        set_keys([new_secret_key()], "a-lookup-key-for-tests-only")
        with pytest.raises(BackupError, match="SECRET_KEYS does not open this backup"):
            put_back(running, file, may_replace=True)
    finally:
        keys._keyring.fernet, keys._keyring.lookup = kept
    assert stored(running) == before


def test_nobody_gets_in_by_what_was_valid_at_the_time_of_the_backup(running: Database, tmp_path: Path):
    running.write(lambda session: (make_link(session, FOREST, MONDAY), make_invite(session, FOREST, MONDAY)))
    file = back_up(running, tmp_path)

    put_back(running, file, may_replace=True)

    assert running.read(lambda session: (count(session, StaffLinkRow), count(session, GroupInviteRow))) == (0, 0)


def test_invitations_and_desks_of_a_backup_let_nobody_in_and_a_desk_keeps_its_name(running: Database, tmp_path: Path):
    def fill(session) -> str:
        invite_member(session, FOREST, "Nora", "manager", "staff:a-0", MONDAY)
        desk_browsers.set_pin(session, FOREST, desk_browsers.hash_pin("4826"), MONDAY)
        cookie, _ = desk_browsers.register(session, FOREST, "Guichet", "fr", "staff:m1", MONDAY)
        assert cookie is not None
        assert desk_browsers.browser_of(session, cookie, MONDAY) is not None
        return cookie

    cookie = running.write(fill)
    file = back_up(running, tmp_path)

    put_back(running, file, may_replace=True, now=LATER)

    assert running.read(lambda session: count(session, StaffInviteRow)) == 0
    assert running.read(lambda session: desk_browsers.browser_of(session, cookie, LATER)) is None
    assert running.read(lambda session: names_of_actors(session, FOREST, ["staff:b1"])) == {"staff:b1": "Guichet"}


def test_who_was_removed_or_lost_the_role_after_the_backup_does_not_get_it_back(running: Database, tmp_path: Path):
    def add(session) -> list[int]:
        rows = [
            StaffMemberRow(
                office=FOREST, role="manager", name=name, email=f"{name}@example.org", email_key=email_key(name),
                added_at=MONDAY, added_by="staff:a-0",
            )
            for name in ("Luc", "Fatima", "Nora")
        ]  # fmt: skip
        session.add_all(rows)
        session.flush()
        return [row.id for row in rows]

    luc, fatima, _ = running.write(add)
    file = back_up(running, tmp_path)
    running.write(lambda session: remove_member(session, FOREST, luc, LATER, None))
    running.write(lambda session: set_role(session, FOREST, fatima, "reception", None))

    put_back(running, file, may_replace=True, now=LATER + HOUR)

    kept = running.read(lambda session: session.scalars(select(StaffMemberRow).order_by(StaffMemberRow.id)).all())
    assert [(row.name, row.role, row.removed_at, row.email) for row in kept] == [
        ("Luc", "manager", LATER, None),
        ("Fatima", "reception", None, "Fatima@example.org"),
        ("Nora", "manager", None, "Nora@example.org"),
    ]


def test_a_button_sent_after_the_backup_fits_no_question_of_the_restored_chat(running: Database, tmp_path: Path):
    number = int(MONDAY.timestamp()) // 10
    state = State(lang="fr", answers=(("commune", "forest"),), prompt=Prompt(number))

    def ask(session) -> None:
        session.get(ConversationRow, come(session, "amina")).state = state.to_json()

    running.write(ask)
    file = back_up(running, tmp_path)

    put_back(running, file, may_replace=True, now=LATER)

    again = running.read(lambda session: State.from_json(session.get(ConversationRow, come(session, "amina")).state))
    assert again.prompt.number == number + 2 * 360 + 1000
    assert again.answers == state.answers


def test_a_backup_older_than_the_list_of_erasures_is_refused(running: Database, tmp_path: Path):
    file = back_up(running, tmp_path)
    put_back(running, file, may_replace=True, now=MONDAY + 365 * DAY)
    with pytest.raises(BackupError, match="older than 365 days"):
        put_back(running, file, may_replace=True, now=MONDAY + 366 * DAY)


def test_that_somebody_was_erased_is_itself_forgotten_after_a_year(running: Database):
    erase(running, "amina", MONDAY)
    running.write(lambda session: forget_what_is_due(session, MONDAY + 365 * DAY))
    assert running.read(lambda session: count(session, ErasedRow)) == 1
    running.write(lambda session: forget_what_is_due(session, MONDAY + 366 * DAY))
    assert running.read(lambda session: count(session, ErasedRow)) == 0


def test_a_backup_can_be_opened_any_number_of_times(running: Database, tmp_path: Path):
    file = back_up(running, tmp_path)
    before = file.read_bytes()
    for _ in range(2):
        with opened_backup(file) as backup:
            assert backup.database.read(names) == running.read(names)
    assert file.read_bytes() == before
