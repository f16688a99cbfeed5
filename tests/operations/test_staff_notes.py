"""What a person tells the office beforehand reaches its group, its mailbox and its page, and can be taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from bot.content.model import Content
from bot.conversation import effects, events
from bot.conversation.outgoing import Outgoing
from bot.operations.effects import carry_out
from bot.operations.groups.messages import today_message
from bot.operations.groups.office_group import tell_office
from bot.operations.offices.office_mail import mail_office
from bot.store.database import Database
from bot.store.tables import AppointmentRow, OfficeGroupRow, OfficeRow, OutboxRow
from bot.web.speech import Speech
from bot.web.staff.agenda_view import entry_of
from tests.bookings import CHANNEL, FOREST, MINUTE, booked, free, messages, put_up
from tests.conftest import MONDAY
from tests.stress.rig import FileChannel, pump_of


def tell(session: Session, row: AppointmentRow, note: str, now=MONDAY, *, is_on: bool = True) -> events.Outcome:  # type: ignore[no-untyped-def]
    return carry_out(session, str(row.chat_key), effects.TellStaff(row.code, note, is_on), now)  # type: ignore[arg-type]


def group_of_forest(session: Session) -> None:
    session.add(OfficeGroupRow(office=FOREST, channel="test", recipient="g" * 43, address="-1", linked_at=MONDAY))
    session.flush()


def text_of(row: OutboxRow | None) -> str:
    assert row is not None
    return Outgoing.from_json(row.body or {}).text


def test_a_note_is_kept_with_the_appointment_and_taken_off_without_a_trace_in_it(database: Database):
    def story(session: Session) -> None:
        put_up(session)
        row = booked(session, "amina", free(session)[0], details={"need": "training"})

        told = tell(session, row, "companion")
        assert isinstance(told, events.StaffTold)
        assert told.appointment.notes == ("companion",)
        assert row.details == {"need": "training", "tells_companion": "yes"}
        assert row.version == 1

        tell(session, row, "companion", is_on=False)
        assert row.details == {"need": "training"}

    database.write(story)


def test_nobody_notes_anything_on_somebody_elses_appointment_or_after_the_start(database: Database):
    def story(session: Session) -> None:
        put_up(session)
        row, other = booked(session, "amina", free(session)[0]), booked(session, "bilal", free(session)[0])
        assert row.starts_at is not None

        forged = carry_out(session, str(other.chat_key), effects.TellStaff(row.code, "interpreter", True), MONDAY)

        assert forged == events.NotPossible(None)
        assert isinstance(tell(session, row, "interpreter", row.starts_at), events.NotPossible)
        assert row.details == {}

    database.write(story)


def test_the_group_reads_the_note_once_a_state_and_sees_it_on_the_day(database: Database, content: Content):
    def story(session: Session) -> None:
        put_up(session, notice_days=0)
        group_of_forest(session)
        row = booked(session, "amina", free(session)[2])
        tell(session, row, "interpreter")

        first = tell_office(session, "noted", row.code, content, MONDAY)
        again = tell_office(session, "noted", row.code, content, MONDAY)
        assert first is again
        assert text_of(first).splitlines()[0] == "Un mot de la personne : demande un interprète"
        _, day = today_message(session, FOREST, content, MONDAY, "fr")
        assert day.text.splitlines()[1].endswith("attendu, demande un interprète")

        tell(session, row, "interpreter", is_on=False)
        off = tell_office(session, "noted", row.code, content, MONDAY + MINUTE)
        assert off is not first
        assert text_of(off).splitlines()[0] == "Un mot de la personne : plus de demande"

    database.write(story)


def test_the_mailbox_hears_of_it_without_a_calendar_file(database: Database, content: Content):
    def story(session: Session) -> None:
        put_up(session)
        session.get_one(OfficeRow, FOREST).email = "accueil@example.org"
        row = booked(session, "amina", free(session)[0])
        tell(session, row, "companion")
        tell(session, row, "step_free")

        mail = mail_office(session, "noted", row.code, content, MONDAY)

        assert mail is not None
        assert Outgoing.from_json(mail.body or {}).kind == "text"
        assert "vient avec quelqu'un, demande un accès sans marches" in text_of(mail)

    database.write(story)


def test_the_agenda_shows_the_note_as_a_sign_in_the_language_of_the_page(database: Database, content: Content):
    def story(session: Session) -> None:
        put_up(session)
        row = booked(session, "amina", free(session)[0])
        tell(session, row, "step_free")

        entry = entry_of(row, Speech.of(content, "nl"), MONDAY)

        assert entry.signs == (("step_free", "vraagt een toegang zonder trappen"),)
        assert entry.details == ()

    database.write(story)


@pytest.mark.parametrize("minutes", [0, 5])
def test_late_is_told_until_the_start_only(database: Database, minutes: int):
    def story(session: Session) -> None:
        put_up(session)
        row = booked(session, "amina", free(session)[0])
        assert row.starts_at is not None

        late = effects.TellLate(row.code, 1)
        assert isinstance(
            carry_out(session, str(row.chat_key), late, row.starts_at + minutes * MINUTE), events.NotPossible
        )
        assert row.late_at is None
        told = carry_out(session, str(row.chat_key), late, row.starts_at - MINUTE)
        assert isinstance(told, events.LateTold)

    database.write(story)


async def test_a_tap_on_a_note_tells_group_and_mailbox_in_the_same_turn(
    database: Database, content: Content, tmp_path: Path
):
    def prepare(session: Session) -> str:
        put_up(session)
        group_of_forest(session)
        session.get_one(OfficeRow, FOREST).email = "accueil@example.org"
        return booked(session, "amina", free(session)[0]).code

    code = database.write(prepare)
    channel = FileChannel(tmp_path / "heard")
    pump = pump_of(database, content, channel, lambda: MONDAY)

    for number in range(2):
        tap = {"button": f"=note_on:{code}.1.interpreter"}
        await pump.handle(await pump.note(CHANNEL, str(number), "amina", tap))

    told = database.read(lambda session: [(row.address, text_of(row).splitlines()[0]) for row in messages(session)])
    assert [one for one in told if one[0] != "amina"] == [
        ("-1", "Un mot de la personne : demande un interprète"),
        ("accueil@example.org", "Bonjour,"),
    ]
    assert [text for who, text in told if who == "amina"] == ["C'est noté. Le bureau le voit."] * 2
