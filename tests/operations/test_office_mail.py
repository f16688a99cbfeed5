"""The mailbox of an office: what is written to it, when it counts as a channel, and the whole road over SMTP."""

from __future__ import annotations

import asyncio
import itertools
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
import vobject
from icalendar import Calendar
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.channels.mail import MailChannel, MailServer
from bot.content.model import Content
from bot.content.showing.markdown import to_plain
from bot.conversation import effects
from bot.conversation.events import ButtonPressed
from bot.conversation.outgoing import Outgoing
from bot.operations.appointments.booking import cancel, move
from bot.operations.appointments.desk_booking import book_at_desk
from bot.operations.appointments.staff import cancel_by_staff
from bot.operations.erasure import erase_chat
from bot.operations.inbox import chat_key_of
from bot.operations.offices.closures import Closed, close_and_tell, take_back
from bot.operations.offices.office_mail import mail_office, set_mailbox
from bot.operations.ports import Delivery, OutcomeUnknown, Rejected, Sent
from bot.operations.sending.outbox import claim, queue
from bot.operations.sending.settling import settle
from bot.operations.turn import take_turn
from bot.settings import Settings
from bot.store.database import Database
from bot.store.groups import HEARS, is_heard
from bot.store.mailboxes import MAIL, mailbox_of_office
from bot.store.migrate import mark
from bot.store.tables import AppointmentRow, OfficeRow, OutboxRow
from bot.wiring.parts import Parts
from bot.wiring.pump import Pump
from tests.bookings import (
    CHANNEL,
    DAY,
    FOREST,
    MINUTE,
    about_to_confirm,
    about_to_move,
    booked,
    come,
    free,
    messages,
    put_up,
    receive,
)
from tests.channels.mail_server import LOOPBACK, Office, running
from tests.conftest import MONDAY
from tests.operations.people import Ears

TRACE = "trace-brussel"
BOX = "accueil@forest.example"
_numbers = itertools.count(1)
FIRST_TIME = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)  # Tuesday, 9h00 in Brussels


def with_mailbox(session: Session, office: str = FOREST, *, real: bool = True, **more: Any) -> None:
    mark(session, demo=not real)
    put_up(session, office=office, email=BOX, email_accepted_at=MONDAY, **more)


def mails(session: Session) -> list[Outgoing]:
    return [Outgoing.from_json(row.body) for row in messages(session, OutboxRow.channel == MAIL)]


def event_of(mail: Outgoing) -> Any:
    return Calendar.from_ical(mail.text).walk("VEVENT")[0]


def tap(session: Session, content: Content, data: str, who: str = "amina") -> None:
    update = receive(session, str(next(_numbers)), who)
    done = take_turn(
        session,
        chat_key=chat_key_of(CHANNEL, who),
        inbox_id=update,
        event=ButtonPressed(data),
        who="",
        content=content,
        now=MONDAY,
        owner="a",
    )
    assert done is not None


def test_the_turn_of_a_person_writes_to_the_mailbox_what_it_did(database: Database, content: Content):
    def story(session: Session) -> None:
        with_mailbox(session)
        first, second, *_ = free(session)
        tap(session, content, about_to_confirm(session, "amina", first, content))
        row = session.query(AppointmentRow).one()
        tap(session, content, f"=late:{row.code}.{row.version}")
        tap(session, content, about_to_move(session, row, second, content))

        assert [mail.subject for mail in mails(session)] == [
            "Nouveau rendez-vous : mardi 24 novembre, 9h00",
            "Sera en retard : mardi 24 novembre, 9h00",
            "Rendez-vous déplacé : mardi 24 novembre, 9h30",
        ]
        rows = messages(session, OutboxRow.channel == MAIL)
        assert {(one.address, one.appointment_id, one.not_after) for one in rows} == {(BOX, row.id, MONDAY + 2 * DAY)}
        assert len({one.recipient for one in rows}) == 1

    database.write(story)


def test_a_mail_says_who_by_first_name_and_three_letters_and_its_file_names_nobody(
    database: Database, content: Content
):
    def story(session: Session) -> None:
        with_mailbox(session)
        row = booked(session, "amina", free(session)[0], reception_lang="fr")
        mail_office(session, "new_booking", row.code, content, MONDAY)

        (mail,) = mails(session)
        assert mail.caption == (
            "Bonjour,\nUne personne a pris un premier rendez-vous chez vous.\n\n"
            f"mardi 24 novembre, 9h00\nAmina, code {row.code[-3:]}\nLangue : français\n\n"
            "Le fichier joint met votre calendrier à jour.\n"
            "Pour annuler, utilisez la page de votre bureau : effacer dans le calendrier ne suffit pas.\n"
            "Ce message est automatique, personne ne lit les réponses."
        )
        assert mail.name == f"{row.code}.ics"
        assert "Amina" not in mail.text + mail.subject
        event = event_of(mail)
        assert (event["uid"], event["sequence"], str(event["status"])) == (f"{row.code}@parcours", 1, "CONFIRMED")
        assert (event.decoded("dtstart"), event.decoded("dtend")) == (FIRST_TIME, FIRST_TIME + 30 * MINUTE)
        assert "DTSTART:20261124T080000Z" in mail.text
        assert event["summary"] == f"Premier rendez-vous, code {row.code[-3:]}"
        assert event["location"] == "Boulevard de la Deuxième Armée Britannique 29, 1190 Forest"
        assert vobject.readOne(mail.text).method.value == "REQUEST"

    database.write(story)


def test_a_move_and_a_cancellation_have_the_uid_of_the_booking_and_a_higher_number(
    database: Database, content: Content
):
    def story(session: Session) -> None:
        with_mailbox(session)
        first, second, *_ = free(session)
        row = booked(session, "amina", first)
        amina = come(session, "amina")
        mail_office(session, "new_booking", row.code, content, MONDAY)
        about_to_move(session, row, second, content)
        move(session, amina, effects.Move(row.code, row.version, second), MONDAY)
        mail_office(session, "moved", row.code, content, MONDAY)
        cancel(session, amina, effects.Cancel(row.code, row.version), MONDAY)
        mail_office(session, "cancelled_by_person", row.code, content, MONDAY)

        found = [
            (str(Calendar.from_ical(mail.text)["method"]), event_of(mail)["uid"], event_of(mail)["sequence"])
            for mail in mails(session)
        ]
        uid = f"{row.code}@parcours"
        assert found == [("REQUEST", uid, 1), ("REQUEST", uid, 2), ("CANCEL", uid, 3)]
        last = mails(session)[-1]
        assert (event_of(last).decoded("dtstart"), str(event_of(last)["status"])) == (second.starts_at, "CANCELLED")

    database.write(story)


def test_lateness_changes_no_calendar(database: Database, content: Content):
    def story(session: Session) -> None:
        with_mailbox(session)
        row = booked(session, "amina", free(session)[0])
        mail_office(session, "late", row.code, content, MONDAY)
        mail_office(session, "late", row.code, content, MONDAY)  # said once

        (mail,) = mails(session)
        assert (mail.kind, mail.subject) == ("text", "Sera en retard : mardi 24 novembre, 9h00")
        assert "fichier" not in mail.text

    database.write(story)


def test_what_the_office_cancels_itself_leaves_its_calendar_too(database: Database, content: Content):
    def story(session: Session) -> None:
        with_mailbox(session)
        row = booked(session, "amina", free(session)[0])
        cancel_by_staff(session, FOREST, row.id, row.version, "closed", content, MONDAY, "staff:1")

        (mail,) = mails(session)
        assert mail.subject == "Annulé par le bureau : mardi 24 novembre, 9h00"
        assert str(Calendar.from_ical(mail.text)["method"]) == "CANCEL"

    database.write(story)


def test_an_erased_person_is_a_code_without_a_name(database: Database, content: Content):
    def story(session: Session) -> None:
        with_mailbox(session)
        row = booked(session, "amina", free(session)[0])
        erase_chat(session, come(session, "amina"), MONDAY)
        mail_office(session, "cancelled_by_person", row.code, content, MONDAY)

        (mail,) = mails(session)
        assert f"\nCode {row.code[-3:]}\n" in mail.caption
        assert "Amina" not in mail.caption

    database.write(story)


def test_a_dutch_speaking_office_is_written_to_in_dutch(database: Database, content: Content):
    def story(session: Session) -> None:
        with_mailbox(session, TRACE, languages=("nl",))
        row = booked(session, "amina", free(session, office=TRACE)[0], reception_lang="nl")
        mail_office(session, "new_booking", row.code, content, MONDAY)

        (mail,) = mails(session)
        assert mail.subject == "Nieuwe afspraak: dinsdag 24 november, 9u00"
        assert f"Amina, code {row.code[-3:]}\nTaal: Nederlands" in mail.caption
        assert event_of(mail)["summary"] == f"Eerste afspraak, code {row.code[-3:]}"

    database.write(story)


def test_a_demonstration_says_so_first_everywhere(database: Database, content: Content):
    def story(session: Session) -> None:
        with_mailbox(session, real=False)
        row = booked(session, "amina", free(session)[0])
        mail_office(session, "new_booking", row.code, content, MONDAY)

        (mail,) = mails(session)
        for text in (mail.subject, mail.caption, str(event_of(mail)["summary"])):
            assert text.startswith("DÉMONSTRATION : ce rendez-vous n'existe pas")

    database.write(story)


@pytest.mark.parametrize(
    "name", ["**Amina**", "[x](http://evil.example)", "ATTENDEE:mailto:x@evil.example", "1. _Zoé_"]
)
def test_a_name_is_shown_as_typed_and_is_only_text(database: Database, content: Content, name: str):
    def story(session: Session) -> None:
        with_mailbox(session)
        row = booked(session, "amina", free(session)[0], name=name)
        mail_office(session, "new_booking", row.code, content, MONDAY)

        (mail,) = mails(session)
        assert f"\n{name}, code {row.code[-3:]}\n" in to_plain(mail.caption)
        assert name not in mail.text
        assert "attendee" not in {key.lower() for key in event_of(mail)}

    database.write(story)


def test_without_a_mailbox_nothing_is_written(database: Database, content: Content):
    def story(session: Session) -> None:
        mark(session, demo=True)
        put_up(session)
        row = booked(session, "amina", free(session)[0])

        assert mail_office(session, "new_booking", row.code, content, MONDAY) is None
        assert mail_office(session, "new_booking", "NOSUCH", content, MONDAY) is None

    database.write(story)


def test_a_mailbox_counts_as_a_channel_once_it_has_accepted_a_message(database: Database, content: Content):
    def story(session: Session) -> None:
        mark(session, demo=False)
        put_up(session)
        first = set_mailbox(session, FOREST, BOX, content, MONDAY)
        assert first is not None
        assert (heard(session), free(session)) == (False, ())

        attempt(session, Sent("<1@example.org>"))

        assert heard(session)
        assert free(session) != ()
        mail = Outgoing.from_json(first.body)
        assert (mail.kind, mail.subject) == ("text", "Cette boîte recevra les rendez-vous")
        assert "Mission Locale de Forest" in mail.text

    database.write(story)


@pytest.mark.parametrize(("delivery", "is_heard_after"), [(Rejected("550"), False), (OutcomeUnknown(), True)])
def test_a_mailbox_that_refuses_a_message_is_no_channel_any_more(
    database: Database, content: Content, delivery: Delivery, is_heard_after: bool
):
    def story(session: Session) -> None:
        with_mailbox(session)
        row = booked(session, "amina", free(session)[0])
        mail_office(session, "new_booking", row.code, content, MONDAY)

        attempt(session, delivery)

        assert heard(session) == is_heard_after

    database.write(story)


def test_mail_that_nobody_could_send_for_two_days_ends_the_channel(database: Database, content: Content):
    def story(session: Session) -> None:
        with_mailbox(session)
        row = booked(session, "amina", free(session)[0])
        mail_office(session, "new_booking", row.code, content, MONDAY)

        claim(session, "a", MONDAY + 2 * DAY, [CHANNEL])

        assert not heard(session)

    database.write(story)


def test_what_an_earlier_mailbox_accepts_says_nothing_of_the_new_one(database: Database, content: Content):
    def story(session: Session) -> None:
        mark(session, demo=False)
        put_up(session)
        set_mailbox(session, FOREST, BOX, content, MONDAY)
        (leased,) = claim(session, "a", MONDAY, [MAIL])
        second = set_mailbox(session, FOREST, "nouveau@forest.example", content, MONDAY)
        session.expire_all()
        # Both go to the new one: the first was on its way, and is settled for the address it has now.
        session.get_one(OutboxRow, leased.id).address = BOX
        settle(session, leased.id, "a", Sent("<1@example.org>"), MONDAY)
        assert not heard(session)
        assert second is not None
        attempt(session, Sent("<2@example.org>"))
        assert heard(session)

    database.write(story)


def test_saving_the_same_working_mailbox_again_interrupts_nothing(database: Database, content: Content):
    def story(session: Session) -> None:
        with_mailbox(session)

        assert set_mailbox(session, FOREST, BOX, content, MONDAY) is None
        assert (heard(session), mails(session)) == (True, [])

    database.write(story)


def test_taking_the_mailbox_away_ends_the_channel_and_what_waits_for_it(database: Database, content: Content):
    def story(session: Session) -> None:
        mark(session, demo=False)
        put_up(session)
        set_mailbox(session, FOREST, BOX, content, MONDAY)
        attempt(session, Sent("<1@example.org>"))
        row = booked(session, "amina", free(session)[0])
        mail_office(session, "new_booking", row.code, content, MONDAY)

        assert set_mailbox(session, FOREST, "", content, MONDAY) is None

        session.expire_all()
        assert not heard(session)
        assert mailbox_of_office(session, FOREST) is None
        assert [one.state for one in messages(session, OutboxRow.channel == MAIL)] == ["sent", "dropped"]

    database.write(story)


@pytest.mark.parametrize(
    "address", ["forest", "a@b", "a@example.org\nBcc: b@example.org", "a@example.org, b@example.org"]
)
def test_what_is_not_one_address_is_no_mailbox(database: Database, content: Content, address: str):
    with pytest.raises(ValueError, match="not an e-mail address"):
        database.write(lambda session: set_mailbox(session, FOREST, address, content, MONDAY))


def heard(session: Session) -> bool:
    session.flush()
    assert is_heard(session, FOREST) == session.scalar(select(HEARS).where(OfficeRow.id == FOREST))
    return is_heard(session, FOREST)


def attempt(session: Session, delivery: Delivery) -> None:
    """The oldest mail that waits is tried once."""
    leased = claim(session, "a", MONDAY, [MAIL])[0]
    settle(session, leased.id, "a", delivery, MONDAY)
    session.flush()


def pump_of(database: Database, content: Content, office: Office, clock: list[datetime]) -> Pump:
    server = MailServer(host=LOOPBACK, port=office.port, security="none", sender="parcours@example.org")
    parts = Parts(
        Settings(),
        database,
        SimpleNamespace(current=content, refresh=lambda: False),  # type: ignore[arg-type]
        SimpleNamespace(),  # type: ignore[arg-type]
    )
    return Pump(parts, [Ears(), MailChannel(server)], lambda: clock[0])


async def test_what_an_office_cannot_be_told_now_it_is_told_later_in_order_and_once(
    database: Database, content: Content
):
    def story(session: Session) -> None:
        with_mailbox(session)
        row = booked(session, "amina", free(session)[0])
        mail_office(session, "new_booking", row.code, content, MONDAY)
        mail_office(session, "late", row.code, content, MONDAY)

    database.write(story)
    clock = [MONDAY]
    with running() as office:
        pump = pump_of(database, content, office, clock)
        office.says["RCPT"] = "451 4.7.1 greylisted"
        while await pump.sender.send_waiting():
            pass
        assert office.raw == []
        office.says.clear()
        while await pump.sender.send_waiting():
            pass
        assert office.raw == []  # not yet: the server has asked for patience
        clock[0] += 2 * MINUTE
        while await pump.sender.send_waiting():
            pass
        assert [str(mail["Subject"]).partition(" :")[0] for mail in office.mails] == [
            "Nouveau rendez-vous",
            "Sera en retard",
        ]
    assert {row.state for row in database.read(lambda session: messages(session))} == {"sent"}


async def test_a_slow_mail_server_holds_nothing_else_back(
    database: Database, content: Content, monkeypatch: pytest.MonkeyPatch
):
    def story(session: Session) -> None:
        with_mailbox(session)
        row = booked(session, "amina", free(session)[0])
        mail_office(session, "new_booking", row.code, content, MONDAY)

    database.write(story)
    asked, answer = asyncio.Event(), asyncio.Event()

    async def hang(*_: Any, **__: Any) -> Delivery:
        asked.set()
        await answer.wait()
        return Sent("1")

    with running() as office:
        pump = pump_of(database, content, office, [MONDAY])
    monkeypatch.setattr(pump.channels[MAIL], "send", hang)
    work = asyncio.create_task(pump.run())
    try:
        await asyncio.wait_for(asked.wait(), 5)
        ears = pump.channels["people"]
        assert isinstance(ears, Ears)
        await database.run(lambda session: say_to_bilal(session))
        for _ in range(50):
            await asyncio.sleep(0.1)
            if ears.heard.get("bilal"):
                break
        assert [one.text for one in ears.heard["bilal"]] == ["Rappel"]
    finally:
        answer.set()
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)


def say_to_bilal(session: Session) -> None:
    message = Outgoing(kind="text", text="Rappel")
    queue(session, channel="people", recipient=come(session, "bilal"), address="bilal", message=message, now=MONDAY)


def test_what_staff_book_at_the_desk_reaches_the_calendar_once(database: Database, content: Content):
    def story(session: Session) -> None:
        put_up(session)
        session.get_one(OfficeRow, FOREST).email = "accueil@example.org"
        at = free(session)[0].starts_at

        for _ in range(2):
            row = book_at_desk(session, FOREST, at, "Amina", "fr", "", "form", content, MONDAY, "staff:1")
        assert row is not None

        (mail,) = messages(session)
        sent = Outgoing.from_json(mail.body or {})
        assert sent.subject == "Rendez-vous pris au bureau : mardi 24 novembre, 9h00"
        assert "Votre bureau a pris ce rendez-vous, au guichet ou par téléphone." in sent.text + sent.caption
        event = next(iter(Calendar.from_ical(sent.text).walk("VEVENT")))
        assert (str(event["UID"]), event["SEQUENCE"], str(event["STATUS"])) == (f"{row.code}@parcours", 1, "CONFIRMED")
        assert str(Calendar.from_ical(sent.text)["METHOD"]) == "REQUEST"

    database.write(story)


def test_a_closure_names_whom_it_touches_and_who_must_be_phoned_and_its_end_is_told(
    database: Database, content: Content
):
    def story(session: Session) -> None:
        put_up(session)
        session.get_one(OfficeRow, FOREST).email = "accueil@example.org"
        here = booked(session, "amina", free(session)[0])
        at_desk = book_at_desk(
            session, FOREST, free(session)[0].starts_at, "Bilal", "fr", "", "form", content, MONDAY, "staff:1"
        )
        assert here.starts_at is not None
        assert at_desk is not None
        day = here.starts_at.date()

        closed = close_and_tell(
            session, FOREST, day, day + DAY, None, [here.id, at_desk.id], content, MONDAY, "staff:1"
        )
        assert isinstance(closed, Closed)
        take_back(session, FOREST, closed.closure_id, content, MONDAY + MINUTE, "staff:1")

        mails = [Outgoing.from_json(one.body or {}) for one in messages(session, OutboxRow.channel == MAIL)][1:]
        assert [mail.subject for mail in mails] == [
            "Fermeture : du mardi 24 novembre au mercredi 25 novembre",
            "Fermeture retirée : du mardi 24 novembre au mercredi 25 novembre",
        ]
        lines = mails[0].text.splitlines()
        assert f"mardi 24 novembre, 9h00, Amina, code {here.code[-3:]} : un autre moment est proposé" in lines
        assert f"mardi 24 novembre, 9h30, Bilal, code {at_desk.code[-3:]} : à appeler" in lines

    database.write(story)
