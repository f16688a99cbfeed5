"""The simulator: a phone on a page, made of forms; and that it exists only in a demonstration on this machine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from bot.conversation.events import ButtonPressed, Command, ContactShared, LocationShared, Started
from bot.conversation.outgoing import Outgoing, OutgoingButton
from bot.operations.inbox import note_update
from bot.operations.ports import Incoming, Rejected, Sent, Typed
from bot.store.tables import InboxRow, StaffSessionRow
from bot.web.simulator import Simulator, SimulatorChannel
from tests.web.conftest import FOREST, Site


class Talk:
    """Stands in for the pump: keeps what was said, and answers with `answers`."""

    def __init__(self) -> None:
        self.channel = SimulatorChannel()
        self.said: list[Mapping[str, Any]] = []
        self.answers: list[Outgoing] = []
        self.edits: str | None = None
        self.last = ""
        self.address = ""

    async def note(self, channel: str, update_id: str, address: str, body: Mapping[str, Any]) -> str:
        self.said.append(body)
        self.address = address
        return address

    async def handle(self, chat_key: str) -> None:
        for message in self.answers:
            delivery = await self.channel.send(chat_key, message, self.edits)
            assert isinstance(delivery, Sent)
            self.last = delivery.message_ref
        await self.channel.answer_tap(chat_key, "")


def talking_site(site: Site, talk: Talk) -> Site:
    return site.with_services(is_demo=True, simulator=Simulator(talk.channel, talk.note, talk.handle))


@pytest.fixture
def talk() -> Talk:
    return Talk()


@pytest.fixture
def phone(site: Site, talk: Talk) -> Site:
    return talking_site(site, talk)


async def test_a_phone_begins_with_one_button_and_that_chooses_the_language_of_the_page(
    phone: Site, talk: Talk
) -> None:
    client = phone.client()
    assert "Starten" in (await client.get("/simulator?lang=nl")).text

    response = await client.post("/simulator/nl/say", data={"start": "1", "shown": "nl"})

    assert response.headers["location"] == "/simulator?lang=nl#text-nl"
    assert [{key: one[key] for key in one if key in ("command", "button", "name")} for one in talk.said] == [
        {"command": "start", "name": "Yassin"},
        {"button": "=lang:nl", "name": "Yassin"},
    ]


async def test_messages_are_bubbles_and_their_buttons_are_buttons(phone: Site, talk: Talk) -> None:
    talk.answers = [
        Outgoing(
            kind="text", text="Dans quelle **commune** ?", prompt=3, asks_location=True,
            rows=((OutgoingButton("Forest", "3:0"), OutgoingButton("Saint-Gilles", "3:1")),),
        )
    ]  # fmt: skip
    client = phone.client()

    await client.post("/simulator/fr/say", data={"text": "bonjour"})
    page = (await client.get("/simulator?lang=fr")).text

    assert '<div class="text">bonjour</div>' in page
    assert "Dans quelle <b>commune</b> ?" in page
    assert '<button name="button" value="3:1">Saint-Gilles</button>' in page
    assert "Partager une position inventée" in page
    assert 'id="text-fr"' in page


async def test_a_tapped_prompt_is_frozen_with_the_choice_under_it(phone: Site, talk: Talk) -> None:
    client = phone.client()
    talk.answers = [Outgoing(kind="text", text="Commune ?", rows=((OutgoingButton("Forest", "3:0"),),), prompt=3)]
    await client.post("/simulator/fr/say", data={"text": "rdv"})
    talk.edits = talk.last
    talk.answers = [Outgoing(kind="freeze", text="Commune ?", name="Forest", prompt=3)]

    await client.post("/simulator/fr/say", data={"button": "3:0"})
    page = (await client.get("/simulator?lang=fr")).text

    assert talk.said[-1]["button"] == "3:0"
    assert "➜ Forest" in page
    assert 'value="3:0"' not in page
    assert page.count('class="bubble bot') == 1


async def test_a_page_of_days_replaces_the_one_before(phone: Site, talk: Talk) -> None:
    client = phone.client()
    talk.answers = [Outgoing(kind="text", text="Page un")]
    await client.post("/simulator/fr/say", data={"text": "rdv"})
    talk.edits = talk.last
    talk.answers = [Outgoing(kind="text", text="Page deux", pages=True)]
    await client.post("/simulator/fr/say", data={"button": "=x"})

    page = (await client.get("/simulator?lang=fr")).text

    assert "Page deux" in page
    assert "Page un" not in page


async def test_card_contact_map_calendar_and_commands_are_shown(phone: Site, talk: Talk) -> None:
    talk.answers = [
        Outgoing(kind="text", text="C'est noté.", card=True),
        Outgoing(kind="contact", name="Mission Locale de Forest", phone="02 349 82 10"),
        Outgoing(kind="venue", name="Mission Locale", text="Boulevard 29, 1190 Forest", latitude=50.8, longitude=4.3),
        Outgoing(kind="calendar", name="KXPRTM.ics", text="BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"),
        Outgoing(kind="commands", rows=((OutgoingButton("Voir mon rendez-vous", "rdv"),),)),
    ]
    client = phone.client()
    await client.post("/simulator/fr/say", data={"text": "oui"})
    page = (await client.get("/simulator?lang=fr")).text

    assert "Gardé en haut" in page
    assert 'href="tel:023498210"' in page
    assert "https://www.openstreetmap.org/?mlat=50.8&amp;mlon=4.3" in page
    assert 'name="command" value="rdv"' in page
    number = page.partition("/simulator/fr/files/")[2].partition('"')[0]
    file = await client.get(f"/simulator/fr/files/{number}")
    assert file.text == "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
    assert file.headers["content-disposition"] == 'attachment; filename="KXPRTM.ics"'
    assert (await phone.client().get(f"/simulator/fr/files/{number}")).status_code == 404


async def test_start_again_gives_a_fresh_phone_and_leaves_the_other_alone(phone: Site, talk: Talk) -> None:
    client = phone.client()
    talk.answers = [Outgoing(kind="text", text="Bonjour")]
    for lang in ("fr", "nl"):
        await client.get(f"/simulator?lang={lang}")
        await client.post(f"/simulator/{lang}/say", data={"text": f"tekst {lang}"})
    before = talk.address

    await client.post("/simulator/nl/again", data={"shown": "both"})
    page = (await client.get("/simulator?lang=both")).text
    await client.post("/simulator/nl/say", data={"text": "encore"})

    assert "tekst fr" in page
    assert "tekst nl" not in page
    assert talk.address != before


@pytest.mark.parametrize("form", [{}, {"text": ""}, {"text": "\x00 \u200b"}, {"button": "x" * 65}, {"button": "a\nb"}])
async def test_nothing_said_is_nothing_written(phone: Site, talk: Talk, form: dict[str, str]) -> None:
    assert (await phone.client().post("/simulator/fr/say", data=form)).status_code == 303
    assert talk.said == []


async def test_when_the_database_is_away_one_sentence_and_nothing_half_written(site: Site) -> None:
    async def note(channel: str, update_id: str, address: str, body: Mapping[str, Any]) -> str:
        raise OperationalError("INSERT", {}, Exception("away"))

    async def handle(chat_key: str) -> None:
        raise AssertionError("nothing was written down, so nothing can be answered")

    away = site.with_services(is_demo=True, simulator=Simulator(SimulatorChannel(), note, handle))
    client = away.client()
    await client.get("/simulator?lang=fr")

    response = await client.post("/simulator/fr/say", data={"text": "bonjour"})
    page = (await client.get("/simulator?lang=fr")).text

    assert response.status_code == 303
    assert "Un problème chez nous. Rien n&#39;est perdu." in page
    assert '<div class="bubble ' not in page
    assert "Un problème" not in (await client.get("/simulator?lang=fr")).text


async def test_what_is_said_is_written_into_the_inbox_before_it_is_answered(site: Site) -> None:
    seen: list[str] = []

    async def note(channel: str, update_id: str, address: str, body: Mapping[str, Any]) -> str:
        return await site.database.run(lambda db: note_update(db, channel, update_id, address, body, site.clock.now))

    async def handle(chat_key: str) -> None:
        seen.extend(row.body["text"] for row in site.all(select(InboxRow).where(InboxRow.chat_key == chat_key)))
        await channel.answer_tap(seen_from(site), "")

    def seen_from(site: Site) -> str:
        return str(site.all(select(InboxRow))[0].body["from"])

    channel = SimulatorChannel()
    client = site.with_services(is_demo=True, simulator=Simulator(channel, note, handle)).client()

    await client.post("/simulator/fr/say", data={"text": "bonjour"})

    assert seen == ["bonjour"]


@pytest.mark.parametrize(
    ("raw", "event"),
    [
        ({"text": "  bon\u200bjour "}, Typed("bonjour")),
        ({"button": "3:0"}, ButtonPressed("3:0")),
        ({"command": "start mission-locale-forest"}, Started("mission-locale-forest")),
        ({"command": "Menu"}, Command("menu")),
        ({"contact": "0470 00 00 00"}, ContactShared("0470 00 00 00", is_own=True)),
        ({"location": [50.81, 4.32]}, LocationShared(50.81, 4.32)),
    ],
)
def test_each_raw_update_is_an_event(raw: Mapping[str, Any], event: object) -> None:
    read = SimulatorChannel().read({**raw, "from": "phone", "name": "Amina"})

    assert read == Incoming(event=event, profile_name="Amina", tap="phone")  # type: ignore[arg-type]


async def test_a_freeze_of_a_message_that_is_gone_is_rejected() -> None:
    assert isinstance(await SimulatorChannel().send("x", Outgoing(kind="freeze", name="x"), "7"), Rejected)


# Only in a demonstration, on this machine


DEMO_ROUTES = (
    ("GET", "/simulator"),
    ("POST", "/simulator/fr/say"),
    ("POST", "/simulator/fr/again"),
    ("GET", "/simulator/fr/files/1"),
    ("POST", f"/demo/agenda/{FOREST}"),
)


@pytest.mark.parametrize(("method", "path"), DEMO_ROUTES)
@pytest.mark.parametrize(
    "elsewhere",
    [{"is_demo": False}, {"public_url": "https://bot.example.org"}, {"simulator": None}],
    ids=["real life", "public address", "not bound to loopback"],
)
async def test_the_routes_of_a_demonstration_are_absent(
    demo: Site, method: str, path: str, elsewhere: dict[str, Any]
) -> None:
    assert (await demo.with_services(**elsewhere).client().request(method, path)).status_code == 404
    assert demo.all(select(StaffSessionRow)) == []


@pytest.mark.parametrize(("method", "path"), DEMO_ROUTES)
@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "192.168.1.20:8000", "127.0.0.1.nip.io", ""]
)
async def test_under_another_name_than_loopback_they_do_not_exist(
    demo: Site, method: str, path: str, host: str
) -> None:
    assert (await demo.client(host=host).request(method, path)).status_code == 404
    assert demo.all(select(StaffSessionRow)) == []


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:8000", "[::1]:8000", "[::1]", "127.0.0.2"])
async def test_under_a_loopback_name_they_do(demo: Site, host: str) -> None:
    assert (await demo.client(host=host).get("/simulator")).status_code == 200


async def test_one_click_opens_the_agenda_of_a_demonstration_office_and_of_no_other(demo: Site) -> None:
    client = demo.client()

    entered = await client.post(f"/demo/agenda/{FOREST}", data={"lang": "nl"})
    agenda = (await client.get("/agenda")).text

    assert entered.headers["location"] == "/agenda"
    assert "Demo: deze afspraken bestaan niet." in agenda
    assert (await client.post("/demo/agenda/actiris")).status_code == 404


async def test_another_page_cannot_click_for_a_visitor(demo: Site) -> None:
    for path in (f"/demo/agenda/{FOREST}", "/simulator/fr/say", "/simulator/fr/again"):
        response = await demo.client(**{"sec-fetch-site": "cross-site"}).post(path, data={"text": "x"})
        assert response.status_code == 403
