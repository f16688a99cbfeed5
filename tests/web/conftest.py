"""A web side on a fresh database, with the content that is shipped and a clock that can be set."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient, Response
from sqlalchemy import select

from bot.content.model import Content
from bot.operations.inbox import chat_key_of
from bot.operations.members import desk_browsers
from bot.operations.members.signin import make_link, open_session
from bot.store.database import Database
from bot.store.tables import (
    AppointmentEventRow,
    AppointmentRow,
    ConversationRow,
    DeskRow,
    OfficeRow,
    OutboxRow,
    StaffMemberRow,
)
from bot.web.app import WebServices, create_app
from bot.web.simulator import Simulator, SimulatorChannel

FOREST = "mission-locale-forest"
SAINT_GILLES = "mission-locale-saint-gilles"
VDAB = "vdab-brussel"
# A Monday, 9:02 in Brussels, a queue at the door.
MONDAY_9_02 = datetime(2026, 11, 23, 8, 2, tzinfo=UTC)
OURS = {"sec-fetch-site": "same-origin"}
_CSRF = re.compile(r'name="csrf" value="([^"]+)"')
_CODES = itertools.product("CFGHKMPRSTXZ", repeat=6)


@dataclass
class Clock:
    now: datetime = MONDAY_9_02

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **length: float) -> None:
        self.now += timedelta(**length)


@dataclass
class Site:
    """The application under test, and short ways to fill and read its store."""

    services: WebServices
    clock: Clock
    address: str = "203.0.113.9"
    base_url: str = "http://localhost:8000"

    @property
    def database(self) -> Database:
        return self.services.database

    def with_services(self, **changes: Any) -> Site:
        base_url = changes.get("public_url") or self.base_url
        return Site(replace(self.services, **changes), self.clock, base_url=base_url)

    def client(self, **headers: str) -> AsyncClient:
        """A browser: it says where its forms come from."""
        transport = ASGITransport(create_app(self.services), client=(self.address, 5000))
        return AsyncClient(transport=transport, base_url=self.base_url, headers=OURS | headers)

    def staff(self, office: str = FOREST, lang: str = "fr", member: int | None = None) -> AsyncClient:
        """A signed-in browser of an office: of this member, or of who runs the server, who may do everything."""
        secret = self.database.write(
            lambda db: open_session(db, office, self.clock.now, "nl" if lang == "nl" else "fr", member)
        )
        client = self.client()
        name = "__Host-parcours" if self.services.secure_cookies else "parcours"
        client.cookies.set(name, secret)
        return client

    def member(self, role: str = "reception", office: str = FOREST, name: str = "Fatima", **values: Any) -> int:
        """Somebody who works at an office. Gives their number."""

        def work(db: Any) -> int:
            row = StaffMemberRow(
                office=office, role=role, name=name, added_at=self.clock.now, added_by="staff:a-0", **values
            )
            db.add(row)
            db.flush()
            return row.id

        return self.database.write(work)

    def desk(self, office: str = FOREST, label: str = "Guichet", pin: str = "4826") -> AsyncClient:
        """A registered browser of a desk, with the PIN of its office."""

        def work(db: Any) -> str:
            if not desk_browsers.has_pin(db, office):
                desk_browsers.set_pin(db, office, desk_browsers.hash_pin(pin), self.clock.now)
            cookie, _ = desk_browsers.register(db, office, label, "fr", "staff:m1", self.clock.now)
            assert cookie is not None
            return cookie

        client = self.client()
        client.cookies.set("parcours-desk", self.database.write(work))
        return client

    def link(self, office: str = FOREST, member: int | None = None) -> str:
        return self.database.write(lambda db: make_link(db, office, self.clock.now, member))

    def book(self, at: str = "2026-11-23T09:30+01:00", office: str = FOREST, **values: Any) -> int:
        """An appointment of somebody who writes in the simulator. Gives its id."""
        letters = "".join(next(_CODES))
        code = values.pop("code", letters)
        chat_key = chat_key_of("simulator", code)

        def work(db: Any) -> int:
            db.merge(
                ConversationRow(
                    chat_key=chat_key, channel="simulator", address=code, lang="fr", last_seen_at=self.clock.now
                )
            )
            row = AppointmentRow(
                **{
                    "code": code,
                    "request_key": code,
                    "office": office,
                    "chat_key": chat_key,
                    "beneficiary": chat_key,
                    "first_name": "Amina",
                    "details": {},
                    "lang": "fr",
                    "reception_lang": "fr",
                    "status": "booked",
                    "version": 1,
                    "starts_at": datetime.fromisoformat(at),
                    "minutes": 30,
                    "created_at": self.clock.now,
                }
                | values
            )
            db.add(row)
            db.flush()
            return row.id

        return self.database.write(work)

    def appointment(self, number: int) -> AppointmentRow:
        return self.database.read(lambda db: db.get_one(AppointmentRow, number))

    def happened(self, number: int) -> list[str]:
        """What the history of an appointment holds, looks left out."""
        query = select(AppointmentEventRow.what).where(AppointmentEventRow.appointment_id == number)
        return [what for what in self.all(query.order_by(AppointmentEventRow.id)) if what != "seen"]

    def looks(self, number: int) -> list[AppointmentEventRow]:
        query = select(AppointmentEventRow).where(AppointmentEventRow.appointment_id == number)
        return [event for event in self.all(query) if event.what == "seen"]

    def outbox(self) -> list[OutboxRow]:
        return self.all(select(OutboxRow).order_by(OutboxRow.id))

    def all(self, query: Any) -> list[Any]:
        return self.database.read(lambda db: list(db.scalars(query)))


def words_of(response: Response) -> str:
    """What a page says, with plain spaces and signs, so that a test reads like the page."""
    return unescape(response.text).replace("\u00a0", " ")


async def submit(client: AsyncClient, path: str, page: str = "/agenda", **fields: str) -> Response:
    """Send a form of `page`, with the token that is on it."""
    found = _CSRF.search((await client.get(page)).text)
    assert found is not None, f"there is no form on {page}"
    return await client.post(path, data={"csrf": found[1]} | fields)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def site(database: Database, content: Content, clock: Clock) -> Site:
    """Real life: no demonstration, three offices with a desk."""

    def fill(db: Any) -> None:
        for office, languages in ((FOREST, "fr"), (SAINT_GILLES, "fr"), (VDAB, "nl")):
            db.add(OfficeRow(id=office, mode="slots", confirmed_at=clock.now))
            db.flush()
            db.add(DeskRow(office=office, label="Accueil", languages=languages))

    database.write(fill)
    services = WebServices(database=database, content=lambda: content, clock=clock, is_demo=False)
    return Site(services, clock)


@pytest.fixture
def demo(site: Site) -> Site:
    """A demonstration on loopback, with a simulator that nobody answers."""

    async def note(channel: str, update_id: str, address: str, body: Any) -> str:
        return chat_key_of(channel, address)

    async def handle(chat_key: str) -> None:
        return None

    return site.with_services(is_demo=True, simulator=Simulator(SimulatorChannel(), note, handle))
