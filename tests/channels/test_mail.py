"""Mail to offices, over a real SMTP server on loopback: what arrives, and what becomes of what does not."""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
import vobject
from icalendar import Calendar

import bot.channels.mail
from bot.channels.mail import MailChannel, MailServer
from bot.conversation.outgoing import Outgoing
from bot.operations.ports import OutcomeUnknown, Rejected, Sent, TryLater
from bot.settings import SettingsError, read_settings
from tests.channels.mail_server import CUT, LOOPBACK, Office, certificate, free_port, running, silent

OFFICE = "accueil@forest.example"
SENDER = "parcours@example.org"
SOON, GREYLISTED, OUR_FAULT = (TryLater(timedelta(minutes=minutes)) for minutes in (1, 2, 10))
ICS = (
    "BEGIN:VCALENDAR\r\nPRODID:-//Parcours//FR NL//\r\nVERSION:2.0\r\nMETHOD:{method}\r\nBEGIN:VEVENT\r\n"
    "UID:KXPRTM@parcours\r\nDTSTAMP:20261123T080000Z\r\nSEQUENCE:2\r\nDTSTART:20261201T083000Z\r\n"
    "DTEND:20261201T090000Z\r\nSUMMARY:Premier rendez-vous\\, code RTM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
NEWS = Outgoing(kind="text", subject="Sera en retard : mardi 1er décembre, 9h30", text="**Amina** *est* en retard.")


@pytest.fixture
def office() -> Iterator[Office]:
    with running() as server:
        yield server


def server_at(port: int, **more: Any) -> MailServer:
    return MailServer(**{"host": LOOPBACK, "port": port, "security": "none", "sender": SENDER, **more})


async def send(office: Office, message: Outgoing = NEWS, address: str = OFFICE, **more: Any) -> Any:
    return await MailChannel(server_at(office.port, **more)).send(address, message, None)


def meeting(method: str = "REQUEST") -> Outgoing:
    file = ICS.format(method=method)
    return Outgoing(kind="calendar", subject="Nouveau rendez-vous", caption="Voici.", name="KXPRTM.ics", text=file)


def text_of(part: Any) -> str:
    return str(part.get_content()).replace("\r\n", "\n")


def parts(mail: EmailMessage) -> list[str]:
    return [part.get_content_type() for part in mail.walk()]


async def test_a_text_arrives_as_plain_text_with_its_subject(office):
    delivered = await send(office)

    (mail,) = office.mails
    assert delivered == Sent(mail["Message-ID"])
    assert (mail["From"], mail["To"]) == ("Parcours <parcours@example.org>", OFFICE)
    assert mail["Subject"] == "Sera en retard : mardi 1er décembre, 9h30"
    assert (mail.get_content_type(), text_of(mail)) == ("text/plain", "Amina est en retard.\n")
    assert mail["Auto-Submitted"] == "auto-generated"
    assert abs(mail["Date"].datetime - datetime.now(UTC)) < timedelta(minutes=1)
    assert office.recipients == [[OFFICE]]


async def test_a_line_that_begins_with_a_dot_and_a_very_long_one_arrive_as_they_are(office):
    text = "Bonjour\n.\n..deux\n" + "é" * 3000 + "\n.fin"

    await send(office, Outgoing(kind="text", subject="x", text=text))

    assert text_of(office.mails[0]) == f"{text}\n"
    assert max(len(line) for line in office.raw[0].splitlines()) <= 998


async def test_a_meeting_is_a_part_that_outlook_takes_and_a_file_for_the_others(office):
    assert isinstance(await send(office, meeting()), Sent)

    (mail,) = office.mails
    assert parts(mail) == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/calendar", "application/ics",
    ]  # fmt: skip
    plain, calendar, file = [part for part in mail.walk() if not part.is_multipart()]
    assert text_of(plain) == "Voici.\n"
    assert calendar.get_params() == [("text/calendar", ""), ("method", "REQUEST"), ("charset", "UTF-8")]
    assert (file.get_filename(), file.get_content_disposition()) == ("KXPRTM.ics", "attachment")
    assert file.get_payload(decode=True) == calendar.get_payload(decode=True)


async def test_the_meeting_is_read_back_by_two_parsers(office):
    await send(office, meeting())

    calendar = next(part for part in office.mails[0].walk() if part.get_content_type() == "text/calendar")
    data = calendar.get_payload(decode=True)
    assert isinstance(data, bytes)
    one = Calendar.from_ical(data)
    event = one.walk("VEVENT")[0]
    assert (one["method"], event["uid"], event["sequence"]) == ("REQUEST", "KXPRTM@parcours", 2)
    assert (event["organizer"], event["attendee"]) == (f"mailto:{SENDER}", f"mailto:{OFFICE}")
    assert event["attendee"].params["RSVP"] == "FALSE"
    assert event.decoded("dtstart") == datetime(2026, 12, 1, 8, 30, tzinfo=UTC)
    other = vobject.readOne(data.decode())
    assert other.method.value == "REQUEST"
    assert other.vevent.organizer.value == f"mailto:{SENDER}"
    assert other.vevent.summary.value == "Premier rendez-vous, code RTM"
    assert other.vevent.dtstart.value == datetime(2026, 12, 1, 8, 30, tzinfo=UTC)


async def test_a_cancelled_meeting_says_so_in_its_type_and_in_its_file(office):
    await send(office, meeting("CANCEL"))

    calendar = next(part for part in office.mails[0].walk() if part.get_content_type() == "text/calendar")
    assert ("method", "CANCEL") in calendar.get_params()
    assert b"METHOD:CANCEL\r\n" in calendar.get_payload(decode=True)


async def test_a_calendar_file_that_asks_nothing_is_published_and_only_attached(office):
    await send(office, Outgoing(kind="calendar", name="x.ics", text=ICS.format(method="")))

    (mail,) = office.mails
    assert parts(mail) == ["multipart/mixed", "text/plain", "text/calendar"]
    assert b"METHOD:PUBLISH\r\n" in mail.get_payload(1).get_payload(decode=True)
    assert b"ORGANIZER" not in mail.get_payload(1).get_payload(decode=True)


async def test_the_same_message_again_can_be_known_by_its_id(office):
    await send(office)
    await send(office)
    await send(office, address="autre@forest.example")

    first, again, other = (mail["Message-ID"] for mail in office.mails)
    assert first == again != other
    assert re.fullmatch(r"<[0-9a-f]{32}@example\.org>", first)


INJECTIONS = [
    "\r\nBcc: spy@example.com",
    "\nBcc: spy@example.com\n\nHello",
    "\rBcc: x",
    "\u2028Bcc: x",
    "\0\x0b\x85Bcc: x",
]


@pytest.mark.parametrize("injected", INJECTIONS)
async def test_no_subject_no_name_and_no_file_name_can_begin_another_header(office, injected):
    message = Outgoing(
        kind="calendar",
        subject=f"Retard{injected}",
        caption=f"Amina{injected}",
        name=f"../../K{injected}.ics",
        text=ICS.format(method="REQUEST"),
    )

    assert isinstance(await send(office, message), Sent)

    (mail,) = office.mails
    assert mail["Bcc"] is None
    assert mail["Subject"].startswith("Retard Bcc:")
    assert set(mail.keys()) == {
        "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "X-Auto-Response-Suppress", "MIME-Version",
        "Content-Type",
    }  # fmt: skip
    (name,) = [part.get_filename() for part in mail.walk() if part.get_filename()]
    assert re.fullmatch(r"[A-Za-z0-9._-]+", name)
    assert not name.startswith(".")
    assert office.recipients == [[OFFICE]]


@pytest.mark.parametrize(
    "address",
    ["", "forest", "a@b", "a b@example.org", "a@example.org,b@example.org", "a@example.org\r\nRCPT TO:<b@example.org>",
     "<a@example.org>", "Forest <a@example.org>", '"a b"@example.org', "é@example.org", "a@example.org>",
     ".a@example.org",
     f"{'a' * 250}@example.org", "a@example.org\n"],
)  # fmt: skip
async def test_what_is_not_one_plain_address_is_refused_before_any_connection(address):
    with running() as office:
        assert await send(office, address=address) == Rejected("it cannot be written as a mail (ValueError)")
        assert office.raw == []


async def test_what_no_mail_can_carry_is_refused(office):
    assert isinstance(await send(office, Outgoing(kind="contact", name="Forest", phone="+32")), Rejected)
    assert isinstance(await send(office, Outgoing(kind="calendar", text="no calendar")), Rejected)
    assert office.raw == []


async def test_a_server_that_is_not_there_is_tried_later():
    assert await MailChannel(server_at(free_port())).send(OFFICE, NEWS, None) == SOON
    assert await MailChannel(server_at(25, host="mail.invalid")).send(OFFICE, NEWS, None) == SOON


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize(
    ("answer", "delivery"),
    [
        ("450 4.2.0 greylisted", GREYLISTED),
        ("421 4.3.2 going down", GREYLISTED),
        ("452 4.2.2 full", GREYLISTED),
        ("550 5.1.1 unknown", Rejected("the mail server answered 550")),
        ("554 5.7.1 spam", Rejected("the mail server answered 554")),
    ],
)
async def test_a_refusal_for_now_waits_and_one_for_good_is_final(office, command, answer, delivery):
    office.says[command] = answer

    assert await send(office) == delivery
    assert office.raw == []


@pytest.mark.parametrize("command", ["MAIL", "RCPT"])
async def test_a_connection_cut_before_the_text_was_handed_over_is_tried_later(office, command):
    office.says[command] = CUT

    assert await send(office) == SOON
    assert office.raw == []


async def test_a_connection_cut_after_the_text_leaves_it_open_whether_it_arrived(office):
    office.says["DATA"] = CUT

    assert await send(office) == OutcomeUnknown()
    assert len(office.raw) == 1  # here it did


async def test_a_server_that_never_answers_is_given_up_in_time(monkeypatch):
    monkeypatch.setattr(bot.channels.mail, "CONNECT_S", 0.2)
    began = time.monotonic()
    with silent() as port:
        assert await MailChannel(server_at(port)).send(OFFICE, NEWS, None) == SOON
    assert time.monotonic() - began < 2


async def test_more_mails_than_fit_wait_their_turn_without_a_connection(monkeypatch):
    monkeypatch.setattr(bot.channels.mail, "CONNECT_S", 0.3)
    with silent() as port:
        channel = MailChannel(server_at(port))
        delivered = await asyncio.gather(*(channel.send(OFFICE, NEWS, None) for _ in range(6)))
    assert delivered == [SOON] * 4 + [TryLater(timedelta(seconds=2))] * 2


async def test_name_and_password_are_used_and_a_wrong_one_makes_everything_wait_and_is_said(tmp_path, caplog):
    theirs, ours = certificate(tmp_path)
    with running(tls_context=theirs, require_starttls=True, auth_required=True) as office:
        right = server_at(office.port, security="starttls", user="bot", password="p@ss word")
        wrong = server_at(office.port, security="starttls", user="bot", password="wrong-one")
        assert isinstance(await MailChannel(right, ours).send(OFFICE, NEWS, None), Sent)
        assert await MailChannel(wrong, ours).send(OFFICE, NEWS, None) == OUR_FAULT
    assert office.signed_in[0] == "bot:p@ss word"
    assert "refuses the name or the password of SMTP_URL (535)" in caplog.text
    assert "wrong-one" not in f"{caplog.text}{wrong!r}"


async def test_tls_from_the_first_byte(tmp_path):
    theirs, ours = certificate(tmp_path)
    with running(ssl_context=theirs) as office:
        assert isinstance(
            await MailChannel(server_at(office.port, security="tls"), ours).send(OFFICE, NEWS, None), Sent
        )


async def test_a_server_nobody_vouches_for_gets_nothing(tmp_path, caplog):
    theirs, _ = certificate(tmp_path)
    with running(tls_context=theirs) as office:
        assert await MailChannel(server_at(office.port, security="starttls")).send(OFFICE, NEWS, None) == OUR_FAULT
    assert office.raw == []
    assert "The certificate of the mail server of SMTP_URL does not hold." in caplog.text


async def test_starttls_that_is_not_offered_is_not_done_without(office, caplog):
    assert await send(office, security="starttls") == OUR_FAULT
    assert office.raw == []
    assert "offers no STARTTLS" in caplog.text


async def test_what_a_mail_says_and_to_whom_is_in_no_log(office, caplog):
    caplog.set_level(logging.DEBUG)
    for answer in ("", "450 no", "550 no"):
        office.says["RCPT"] = answer or "250 OK"
        await send(office)
    ours = "".join(record.getMessage() for record in caplog.records if record.name.startswith("parcours"))
    assert "Amina" not in ours
    assert OFFICE not in ours


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://localhost:2525?from=p@example.org", ("localhost", 2525, "none", "", "", "p@example.org")),
        ("smtp://h.example?from=p@example.org", ("h.example", 25, "none", "", "", "p@example.org")),
        ("smtps://u:p%40s@h.example?from=p@example.org", ("h.example", 465, "tls", "u", "p@s", "p@example.org")),
        ("smtp://u:p@h.example?starttls=1&from=p%40example.org",
         ("h.example", 587, "starttls", "u", "p", "p@example.org")),
        ("smtps://p%40example.org:p@h.example/", ("h.example", 465, "tls", "p@example.org", "p", "p@example.org")),
        ("smtp://[::1]:25?from=p+x@example.org&starttls=0", ("::1", 25, "none", "", "", "p+x@example.org")),
    ],
)  # fmt: skip
def test_the_address_of_a_mail_server_is_read(url, server):
    read = MailServer.from_url(url)
    assert (read.host, read.port, read.security, read.user, read.password, read.sender) == server


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mail.example.org", "must begin with smtp:// or smtps://"),
        ("http://mail.example.org?from=p@example.org", "must begin with smtp:// or smtps://"),
        ("smtp://?from=p@example.org", "must name one mail server"),
        ("smtp://h.example/inbox?from=p@example.org", "must name one mail server"),
        ("smtp://h.example:99999?from=p@example.org", "must have a port from 1 to 65535"),
        ("smtp://h.example:0?from=p@example.org", "must name one mail server"),
        ("smtp://[::1?from=p@example.org", "must have a port"),
        ("smtp://h.example", "must say which address writes"),
        ("smtp://h.example?from=p%0d%0aBcc:x@example.org", "must say which address writes"),
        ("smtp://h.example?from=p@example.org\nBcc", "must not hold spaces or line breaks"),
        ("smtp://h.example?from=p@example.org&tls=1", "and nothing else after the ?"),
        ("smtp://h.example?from=p@example.org&starttls=yes", "must have starttls=1 or no starttls at all"),
        ("smtps://h.example?from=p@example.org&starttls=1", "must be either smtps:// or ?starttls=1"),
        ("smtp://:secret@h.example?from=p@example.org", "has a password but no name"),
    ],
)
def test_a_wrong_address_stops_the_start_with_one_sentence(url, said, monkeypatch):
    monkeypatch.setenv("SMTP_URL", url)
    with pytest.raises(SettingsError) as raised:
        read_settings()
    sentence = str(raised.value)
    assert sentence.startswith("SMTP_URL ")
    assert said in sentence
    assert "\n" not in sentence
    assert "secret" not in sentence
