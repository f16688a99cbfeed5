"""`/agenda`: a link for members, in their private chat alone; an invitation opened in private makes a member."""

from __future__ import annotations

import re
from datetime import timedelta

from sqlalchemy import select

from bot.operations.inbox import chat_key_of
from bot.operations.members.members import INVITE_PREFIX, invite_chat_of, invite_member, remove_member
from bot.operations.members.signin import consume, session_of
from bot.store.tables import OutboxRow, StaffLinkRow, StaffMemberRow
from tests.bookings import FOREST
from tests.telegram.assistant import ADMIN

SAINT_GILLES = "mission-locale-saint-gilles"
LINK = re.compile(r"http://localhost:8000/sign-in/([A-Za-z0-9_-]{43})")


def invitation(assistant, office: str = FOREST, role: str = "reception") -> str:
    token = assistant.database.write(
        lambda db: invite_member(db, office, "Fatima", role, "staff:a-0", assistant.now)  # type: ignore[arg-type]
    )
    assert token.startswith(INVITE_PREFIX)
    return token


def members(assistant) -> list[StaffMemberRow]:
    return assistant.database.read(lambda db: list(db.scalars(select(StaffMemberRow).order_by(StaffMemberRow.id))))


def enters(assistant, token: str) -> tuple[str, str, str]:
    """Office, role and actor of whoever uses this link."""

    def work(db):
        cookie = consume(db, token, assistant.now)
        assert cookie is not None
        session = session_of(db, cookie, assistant.now)
        assert session is not None
        return session.office, session.role, session.actor

    return assistant.database.write(work)


async def test_an_invitation_and_then_agenda_give_a_link_that_signs_in_as_this_member(assistant, api):
    fatima = api.person("Fatima")
    await assistant.write(fatima, f"/start {invitation(assistant)}")
    assert fatima.last.text == (
        "Vous êtes maintenant à l'accueil pour Mission Locale de Forest.\nPour ouvrir l'agenda, écrivez ici /agenda."
    )
    (member,) = members(assistant)
    assert (member.chat_key, member.address) == (chat_key_of("telegram", str(fatima.id)), str(fatima.id))

    answer = await assistant.write(fatima, "/agenda")

    assert answer.text.startswith("Voici votre lien pour l'agenda. Il marche une fois, dix minutes.")
    assert "Mission Locale de Forest" in answer.text
    (token,) = LINK.findall(answer.text)
    assert enters(assistant, token) == (FOREST, "reception", f"staff:m{member.id}")


async def test_of_two_who_open_one_invitation_the_second_is_told_that_it_is_over(assistant, api):
    fatima, eve, token = api.person("Fatima"), api.person("Eve"), invitation(assistant)
    await assistant.write(fatima, f"/start {token}")
    await assistant.write(eve, f"/start {token}")
    assert eve.last.text.startswith("Cette invitation ne marche plus.")
    await assistant.write(eve, f"/start {INVITE_PREFIX}{'x' * 32}")
    assert eve.last.text.startswith("Cette invitation ne marche plus.")
    assert [member.address for member in members(assistant)] == [str(fatima.id)]


async def test_an_invitation_in_a_group_makes_nobody_a_member(assistant, api):
    fatima, group = api.person("Fatima"), assistant.group
    shown = len(group.screen)
    await assistant.write(fatima, f"/start {invitation(assistant)}", group)
    assert members(assistant) == []
    assert len(group.screen) == shown


async def test_to_who_is_no_member_agenda_is_a_command_like_any_other(assistant, api):
    eve = api.person("Eve")
    await assistant.write(eve, "/agenda")
    unknown = eve.last.text
    await assistant.write(eve, "/nonsense")
    assert eve.last.text == unknown
    assert not LINK.search("".join(eve.texts))
    assert assistant.database.read(lambda db: list(db.scalars(select(StaffLinkRow)))) == []


async def test_in_a_group_agenda_is_one_line_and_a_button_to_the_private_chat(assistant, api):
    fatima, group = api.person("Fatima"), assistant.group
    await assistant.write(fatima, f"/start {invitation(assistant)}")
    answer = await assistant.write(fatima, "/agenda", group)
    assert answer.text == "Écrivez-moi /agenda en privé : le lien est pour vous seul."
    ((button,),) = answer.markup["inline_keyboard"]
    assert button == {"text": "M'écrire en privé", "url": "https://t.me/parcours_test_bot?start=agenda"}
    assert not LINK.search("".join(group.texts))

    await assistant.write(fatima, "/start agenda")  # what the button leads to

    assert len(LINK.findall(fatima.last.text)) == 1


async def test_a_stranger_who_follows_that_button_is_welcomed_like_anybody(assistant, api):
    eve = api.person("Eve")
    await assistant.write(eve, "/start agenda")
    assert "Français" in eve.last.labels


async def test_who_works_at_two_offices_gets_a_link_for_each(assistant, api):
    fatima = api.person("Fatima")
    for office, role in ((FOREST, "reception"), (SAINT_GILLES, "manager")):
        await assistant.write(fatima, f"/start {invitation(assistant, office, role)}")
    answer = await assistant.write(fatima, "/agenda")
    entered = [enters(assistant, token)[:2] for token in LINK.findall(answer.text)]
    assert entered == [(FOREST, "reception"), (SAINT_GILLES, "manager")]


async def test_who_was_removed_gets_no_link_any_more(assistant, api):
    fatima = api.person("Fatima")
    await assistant.write(fatima, f"/start {invitation(assistant)}")
    await assistant.write(fatima, "/agenda")
    (token,) = LINK.findall(fatima.last.text)
    assistant.database.write(lambda db: remove_member(db, FOREST, members(assistant)[0].id, assistant.now, None))
    await assistant.write(fatima, "/agenda")
    assert not LINK.search(fatima.last.text)
    assert assistant.database.write(lambda db: consume(db, token, assistant.now)) is None


async def test_a_member_by_mail_is_given_a_private_chat(assistant, api):
    fatima = api.person("Fatima")

    def add(db):
        row = StaffMemberRow(office=FOREST, role="manager", name="F.", added_at=assistant.now, added_by="staff:a-0")
        db.add(row)
        db.flush()
        return invite_chat_of(db, FOREST, row.id, "staff:a-0", assistant.now)

    token = assistant.database.write(add)
    await assistant.write(fatima, f"/start {token}")
    assert fatima.last.text.startswith("Vous êtes maintenant responsable pour Mission Locale de Forest.")
    assert [(row.name, row.address) for row in members(assistant)] == [("F.", str(fatima.id))]


async def test_an_administrator_names_an_office_and_enters_as_its_manager(assistant, api):
    boss = api.person("Chef", user_id=ADMIN)
    await assistant.write(boss, "/agenda")
    assert boss.last.text.startswith("Écrivez /agenda, puis un bureau de cette liste :")
    assert FOREST in boss.last.text
    await assistant.write(boss, f"/agenda {FOREST}")
    (token,) = LINK.findall(boss.last.text)
    office, role, actor = enters(assistant, token)
    assert (office, role) == (FOREST, "manager")
    assert actor.startswith("staff:a-")
    fatima = api.person("Fatima")
    await assistant.write(fatima, f"/agenda {FOREST}")
    assert not LINK.search(fatima.last.text)


async def test_a_link_that_could_not_be_sent_in_ten_minutes_is_not_sent_later(assistant, api):
    fatima = api.person("Fatima")
    await assistant.write(fatima, f"/start {invitation(assistant)}")
    await assistant.write(fatima, "/agenda")
    rows = assistant.database.read(
        lambda db: list(db.scalars(select(OutboxRow).where(OutboxRow.recipient == members(assistant)[0].chat_key)))
    )
    assert [row.not_after - row.created_at for row in rows] == [timedelta(minutes=10)] * 2
