"""Write down what people and staff saw on the Bot API test server: a booking in each language, a morning of a group.

    python -m tests.telegram.transcript > docs/on-telegram.md

The whole way is real: updates over HTTP, the pump, the database, the matcher; only the clock stands still.
"""

from __future__ import annotations

import asyncio
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.content.live import LiveContent
from bot.matching.ready import IndexKeeper
from bot.store.database import Database
from bot.store.keys import new_secret_key, set_keys
from bot.store.migrate import migrate
from tests.bookings import FOREST
from tests.conftest import ROOT
from tests.telegram.api_chats import Chat, Person, Shown
from tests.telegram.api_server import BotApiServer
from tests.telegram.assistant import Assistant, assistant_on

INTRODUCTION = """# On Telegram, as it was seen

Written by `python -m tests.telegram.transcript > docs/on-telegram.md` from what the screens of a person and of a group
held on the Bot API test server. `[…]` is a button, `▸` is what somebody tapped or wrote, `✎` a message that was changed
in place. The codes are new each time.
"""


class Page:
    """What one chat sees, written down as it comes."""

    def __init__(self, assistant: Assistant, chat: Chat) -> None:
        self._assistant, self._chat = assistant, chat
        self._seen = {one.message_id: one.edits for one in chat.screen}

    async def did(self, what: str) -> None:
        await self._assistant.rest()
        print(f"▸ {what}\n" if what else "")
        for message in self._chat.screen:
            known = self._seen.get(message.message_id)
            if known is None or known != message.edits:
                self._show(message, is_changed=known is not None)
                self._seen[message.message_id] = message.edits

    def _show(self, message: Shown, *, is_changed: bool) -> None:
        sign = "✎ " if is_changed else ""
        for line in (sign + (message.text or f"({message.kind})")).splitlines():
            print(f"> {line}  ")
        if message.labels:
            print(f"> `[{'] ['.join(message.labels)}]`  ")
        print()


@dataclass(frozen=True)
class Booking:
    """From /start on: each of `taps` is a label, a text in quotes, or the number of a button."""

    language: str
    name: str
    payload: str
    taps: tuple[str | int, ...]


BOOKINGS = (
    Booking(
        "Français",
        "Amina",
        "",
        ("Prendre rendez-vous", '"forrest"', '"quels documents dois-je apporter ?"', 0, "Amina", "Oui, c'est juste"),
    ),
    Booking("Nederlands", "Yassin", FOREST, ('"welke papieren moet ik meebrengen?"', 0, "Yassin", "Ja, het klopt")),
)


async def book(assistant: Assistant, person: Person, booking: Booking) -> None:
    page = Page(assistant, person)
    person.starts(booking.payload)
    await page.did(f"/start {booking.payload}".strip())
    for tap in (booking.language, *booking.taps):
        if isinstance(tap, str) and tap.startswith('"'):
            person.writes(tap.strip('"'))
            await page.did(tap)
            continue
        label = person.last.labels[tap] if isinstance(tap, int) else tap
        shown = next(one for one in reversed(person.screen) if label in one.labels)
        person.taps(shown, label)
        await page.did(f"[{label}]")


async def morning(assistant: Assistant, amina: Person, receptionist: Person) -> None:
    group = assistant.group
    assert group is not None
    page = Page(assistant, group)
    assistant.clock.now = datetime(2026, 11, 24, 6, 31, tzinfo=UTC)
    await assistant.minute()
    await page.did("*Tuesday, 7:31*")
    day = group.last
    await assistant.tap(amina, "Je serai en retard")
    await page.did("*Amina taps [Je serai en retard] on her card*")
    assistant.clock.now = datetime(2026, 11, 24, 8, 20, tzinfo=UTC)
    receptionist.taps(day, day.labels[0], group)
    await page.did(f"Fatima: [{day.labels[0]}]")
    print(f"*Fatima sees for a moment: {receptionist.toasts[-1]}*\n")


async def main() -> None:
    set_keys([new_secret_key()], "only-for-this-transcript")
    content = LiveContent(ROOT / "content").current
    index = IndexKeeper(ROOT / "var").start(content)
    print(INTRODUCTION)
    for booking in BOOKINGS:
        with tempfile.TemporaryDirectory() as folder:
            database = Database(f"sqlite:///{folder}/parcours.db")
            migrate(database)
            async with BotApiServer() as api, assistant_on(api, database, content, index=index) as assistant:
                print(f"## A booking: {booking.language}\n")
                person = api.person(booking.name)
                await book(assistant, person, booking)
                if booking is BOOKINGS[0]:
                    print("## The next morning in the group of the office\n")
                    await morning(assistant, person, api.person("Fatima"))
            database.close()


if __name__ == "__main__":
    asyncio.run(main())
