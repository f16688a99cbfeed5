"""Whatever people call themselves or note is text in Telegram and by mail, and is in no calendar at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from email.policy import SMTP
from html import unescape

import pytest
from icalendar import Calendar

from bot.channels.mail_message import compose
from bot.channels.telegram.sending import parts_of
from bot.content.model import LANGS, Content
from bot.conversation.outgoing import Outgoing
from bot.operations.groups.messages import notice, today_message
from bot.operations.members.members import accept_invite, invite_member
from bot.operations.members.sign_in_links import mail_links, mail_welcome
from bot.operations.offices.office_mail import mail_of
from bot.store.database import Database
from bot.store.members import email_key
from bot.store.tables import AppointmentRow, OutboxRow, StaffMemberRow
from tests.bookings import FOREST, put_up
from tests.conftest import MONDAY
from tests.web.test_web_injection import CORPUS

TAG = re.compile(r"<[^>]*>")
NEWS = ("new_booking", "moved", "cancelled_by_person", "cancelled_by_staff", "late")
PLAIN = "Amina"


def appointment(name: str, number: int = 1) -> AppointmentRow:
    return AppointmentRow(
        id=number, code=f"CFGX{number:02d}", request_key=f"r{number}", office=FOREST, first_name=name, version=1,
        details={"note": name, "need": name, "phone": name}, lang="fr", reception_lang="fr", status="booked",
        starts_at=MONDAY, minutes=30, created_at=MONDAY, for_other=False,
    )  # fmt: skip


def telegram_of(message: Outgoing) -> str:
    return "".join(parts_of(message.text))


def tags(html: str) -> list[str]:
    return TAG.findall(html)


def spaced(text: str) -> str:
    return " ".join(text.split())


def all_of(what: str, lang: str = "fr") -> tuple[str, ...]:
    """Every string once; for what goes the same way, a part of them."""
    return CORPUS if (what, lang) == ("new_booking", "fr") else CORPUS[::9]


@pytest.mark.parametrize("what", [what for what in NEWS if what != "cancelled_by_staff"])  # the group did that itself
@pytest.mark.parametrize("lang", LANGS)
def test_a_name_is_text_in_what_a_group_reads(content: Content, what: str, lang: str) -> None:
    usual = notice(what, appointment(PLAIN), content, lang)  # type: ignore[arg-type]
    assert "<script>" in TAG.findall("a <script> that is planted is found")

    for name in all_of(what, lang):
        told = notice(what, appointment(name), content, lang)  # type: ignore[arg-type]
        html = telegram_of(told)
        assert tags(html) == tags(telegram_of(usual)), name
        assert spaced(name) in spaced(unescape(TAG.sub("", html))), name
        assert [[button.data for button in row] for row in told.rows] == [
            [button.data for button in row] for row in usual.rows
        ]


def test_five_hundred_names_are_text_in_the_message_of_a_day(database: Database, content: Content) -> None:
    names = CORPUS if database.is_sqlite else CORPUS[::25]

    def work(db) -> tuple[Outgoing, Outgoing]:  # type: ignore[no-untyped-def]
        put_up(db)
        rows = [appointment(PLAIN, number + 1) for number in range(len(names))]
        for row in rows:
            row.code = f"{row.id:06d}"
        db.add_all(rows)
        db.flush()
        usual = today_message(db, FOREST, content, MONDAY, "fr")[1]
        for row, name in zip(rows, names, strict=True):
            row.first_name = name
        db.flush()
        return usual, today_message(db, FOREST, content, MONDAY, "fr")[1]

    usual, told = database.write(work)
    assert tags(telegram_of(told)) == tags(telegram_of(usual))
    assert [[button.data for button in row] for row in told.rows] == [
        [button.data for button in row] for row in usual.rows
    ]


def parts(mail: Message) -> Iterator[Message]:
    return (part for part in mail.walk() if not part.is_multipart())


@pytest.mark.parametrize("what", NEWS)
def test_a_name_is_text_in_a_mail_and_in_no_calendar(content: Content, what: str) -> None:
    def mailed(name: str) -> Message:
        row = appointment(name)
        message = mail_of(what, row, MONDAY, content, MONDAY, demo=False)  # type: ignore[arg-type]
        return message_from_bytes(
            compose(message, "parcours@example.org", "accueil@example.org", MONDAY).as_bytes(), policy=SMTP
        )

    usual = mailed(PLAIN)
    kinds = [part.get_content_type() for part in parts(usual)]
    assert "text/html" not in kinds
    for name in all_of(what):
        mail = mailed(name)
        assert mail.keys() == usual.keys(), name
        assert mail["Subject"] == usual["Subject"], name
        assert [part.get_content_type() for part in parts(mail)] == kinds, name
        for part, plain in zip(parts(mail), parts(usual), strict=True):
            text, shown = part.get_payload(decode=True).decode(), plain.get_payload(decode=True).decode()
            if part.get_content_type() == "text/plain":
                assert spaced(name) in spaced(text), name
            else:
                # Nothing of the person is there, so nothing can begin another line.
                assert text == shown, name
                assert len(Calendar.from_ical(text).walk("VEVENT")) == 1


def test_what_a_manager_calls_a_member_is_in_no_message_to_anybody(database: Database, content: Content) -> None:
    names = CORPUS[:: 12 if database.is_sqlite else 120]

    def work(db, name: str) -> list[OutboxRow]:  # type: ignore[no-untyped-def]
        token = invite_member(db, FOREST, name[:40], "reception", "staff:a-0", MONDAY)
        key = email_key(f"{names.index(name)}@example.org")
        member = accept_invite(db, token, "telegram", key, "1", MONDAY)
        assert isinstance(member, StaffMemberRow)
        member.email, member.email_key = "a@example.org", email_key(f"{names.index(name)}@example.org")
        db.flush()
        mail_welcome(db, member, content, "https://bot.example.org", MONDAY)
        mail_links(db, f"{names.index(name)}@example.org", content, "https://bot.example.org", MONDAY)
        return list(db.query(OutboxRow).order_by(OutboxRow.id.desc()).limit(2))

    for name in names:
        for row in database.write(lambda db, name=name: work(db, name)):
            assert row.body is not None
            assert name.strip()[:40] not in row.body["text"]
            assert tags(telegram_of(Outgoing.from_json(row.body))) in ([], ["<b>", "</b>"])
