"""The people who may enter: invited, added by e-mail, given a role, removed, by the managers of their office alone."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from bot.content.showing.markdown import to_plain
from bot.operations.appointments.booking import note_event
from bot.operations.inbox import chat_key_of
from bot.operations.members.members import accept_invite
from bot.store.tables import AppointmentRow, StaffInviteRow, StaffMemberRow
from tests.web.conftest import FOREST, SAINT_GILLES, Site, submit, words_of

LINK = re.compile(r"https://t\.me/parcours_bot\?start=(staff_[A-Za-z0-9_-]{32})\"")


async def the_bot() -> str:
    return "parcours_bot"


@pytest.fixture
def office(site: Site) -> Site:
    """With a bot and a mail server."""
    return site.with_services(bot_name=the_bot, sends_mail=True, base_url="https://bot.example.org")


def members(site: Site, office: str = FOREST) -> list[StaffMemberRow]:
    return site.all(select(StaffMemberRow).where(StaffMemberRow.office == office).order_by(StaffMemberRow.id))


async def test_an_invitation_is_shown_once_and_makes_one_chat_a_member(office: Site) -> None:
    luc = office.member("manager", name="Luc")
    client = office.staff(member=luc)
    page = await submit(client, "/team/invite", "/team", name=" Fatima  B. ", role="reception")
    token = LINK.findall(page.text)[0]
    assert "Invitation de Fatima B." in words_of(page)
    again = (await client.get("/team")).text
    assert token not in again
    assert "Annuler l&#39;invitation" in again

    def accept(chat: str) -> int | None:
        def work(db):  # type: ignore[no-untyped-def]
            row = accept_invite(db, token, "telegram", chat_key_of("telegram", chat), chat, office.clock.now)
            return row.id if row else None

        return office.database.write(work)

    made = [accept("41"), accept("42")]

    assert made == [2, None]
    fatima = members(office)[1]
    assert (fatima.name, fatima.role, fatima.address, fatima.added_by) == (
        "Fatima B.", "reception", "41", f"staff:m{luc}",
    )  # fmt: skip
    assert "Annuler l&#39;invitation" not in (await client.get("/team")).text


async def test_an_invitation_that_was_taken_back_or_is_a_week_old_makes_nobody_a_member(office: Site) -> None:
    client = office.staff()
    tokens = [LINK.findall((await submit(client, "/team/invite", "/team", name=name)).text)[0] for name in "AB"]
    await submit(client, "/team/invites/1/cancel", "/team")
    assert (await submit(client, "/team/invites/1/cancel", "/team")).status_code == 404
    office.clock.pass_(days=7)

    key = chat_key_of("telegram", "41")
    made = [
        office.database.write(lambda db, token=token: accept_invite(db, token, "telegram", key, "41", office.clock.now))
        for token in tokens
    ]

    assert made == [None, None]
    assert members(office) == []


async def test_the_secret_of_an_invitation_is_not_in_the_store(office: Site) -> None:
    page = await submit(office.staff(), "/team/invite", "/team", name="Fatima")

    (kept,) = office.all(select(StaffInviteRow.token_hash))
    assert LINK.findall(page.text)[0] != kept
    assert len(kept) == 64


async def test_a_member_by_mail_is_told_how_to_enter(office: Site) -> None:
    client = office.staff()

    done = await submit(client, "/team/mail", "/team", name="Fatima", email="fatima@example.org", role="manager")

    assert done.headers["location"] == "/team?said=added#members"
    (mail,) = office.outbox()
    assert (mail.channel, mail.address) == ("mail", "fatima@example.org")
    assert "https://bot.example.org/sign-in/by-mail" in to_plain(mail.body["text"])
    assert "Mission Locale de Forest" in to_plain(mail.body["text"])
    page = words_of(await client.get("/team"))
    assert "Fatima · Responsable · fatima@example.org" in re.sub(r"<[^>]+>", "", page)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": "", "email": "a@example.org"}, "Écrivez un nom, de 40 signes au plus."),
        ({"name": "x" * 41, "email": "a@example.org"}, "Écrivez un nom, de 40 signes au plus."),
        ({"name": "Nora", "email": "a@example.org, b@example.org"}, "Écrivez une seule adresse"),
        ({"name": "Nora", "email": "a@example.org\r\nBcc: b@example.org"}, "Écrivez une seule adresse"),
        ({"name": "Nora", "email": "FATIMA@example.org"}, "Cette adresse est déjà celle d'un membre."),
    ],
)
async def test_a_member_that_does_not_hold_is_refused_and_nothing_is_mailed(
    office: Site, fields: dict[str, str], sentence: str
) -> None:
    client = office.staff()
    await submit(client, "/team/mail", "/team", name="Fatima", email="fatima@example.org")

    refused = await submit(client, "/team/mail", "/team", **fields)

    assert refused.status_code == 422
    assert sentence in words_of(refused)
    assert len(members(office)) == 1
    assert len(office.outbox()) == 1


async def test_one_person_can_be_reached_in_both_ways(office: Site) -> None:
    fatima, client = office.member(name="Fatima"), office.staff()
    token = LINK.findall((await submit(client, f"/team/{fatima}/chat", "/team")).text)[0]
    key = chat_key_of("telegram", "41")
    office.database.write(lambda db: accept_invite(db, token, "telegram", key, "41", office.clock.now))
    await submit(client, f"/team/{fatima}/email", "/team", email="fatima@example.org")

    (row,) = members(office)
    assert (row.chat_key, row.email) == (key, "fatima@example.org")
    await submit(client, f"/team/{fatima}/email", "/team", email="")
    assert [one.email_key for one in members(office)] == [None]


async def test_the_last_manager_can_neither_leave_nor_give_the_role_away(office: Site) -> None:
    luc, nora = office.member("manager", name="Luc"), office.member(name="Nora")
    client = office.staff(member=luc)
    for path, fields in ((f"/team/{luc}/role", {"role": "reception"}), (f"/team/{luc}/remove", {})):
        refused = await submit(client, path, "/team", **fields)
        assert refused.status_code == 422
        assert "C'est le dernier responsable." in words_of(refused)

    await submit(client, f"/team/{nora}/role", "/team", role="manager")
    await submit(client, f"/team/{luc}/remove", "/team")

    assert [(row.name, row.role, row.removed_at is None) for row in members(office)] == [
        ("Luc", "manager", False), ("Nora", "manager", True),
    ]  # fmt: skip
    assert (await client.get("/agenda")).headers["location"] == "/sign-in"


async def test_who_was_removed_leaves_a_name_in_the_history_and_no_way_to_reach_them(office: Site) -> None:
    number = office.book(code="CFGXTM")
    key = chat_key_of("telegram", "41")
    fatima = office.member(
        chat_key=key, channel="telegram", address="41", email="f@example.org", email_key=chat_key_of("mail", "f")
    )
    await submit(office.staff(member=fatima), "/agenda/code", code="xtm")
    client = office.staff()

    await submit(client, f"/team/{fatima}/remove", "/team")

    (row,) = members(office)
    assert [row.chat_key, row.channel, row.address, row.email, row.email_key] == [None] * 5
    assert "Fatima" not in (await client.get("/team")).text
    assert "(Fatima)" in (await client.get(f"/agenda/appointments/{number}")).text


async def test_a_name_of_another_offices_member_is_never_shown(office: Site) -> None:
    """Numbers are counted over all offices: an event with a wrong one must not give a name away."""
    number, elsewhere = office.book(), office.member(office=SAINT_GILLES, name="Nora")
    office.database.write(
        lambda db: note_event(
            db, db.get_one(AppointmentRow, number), office.clock.now, f"staff:m{elsewhere}", "attended"
        )
    )

    page = (await office.staff().get(f"/agenda/appointments/{number}")).text

    assert "Nora" not in page
    assert "(le bureau)" in page


async def test_without_telegram_the_page_says_so_and_makes_no_invitation(site: Site) -> None:
    client = site.staff()

    assert "Telegram n'est pas relié ou ne répond pas." in words_of(await client.get("/team"))
    await submit(client, "/team/invite", "/team", name="Fatima")
    assert site.all(select(StaffInviteRow)) == []
