"""What is promised of processes on Telegram, in the long form: killed, told to stop, given everything several times."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import AsyncIterator, Callable

import pytest

from tests.telegram.api_chats import Shown
from tests.telegram.api_http import post_json
from tests.telegram.api_server import BotApiServer
from tests.telegram.assistant import SECRET, Way, free_port
from tests.telegram.crowds import answers, people_who_start
from tests.telegram.processes import Place

pytestmark = pytest.mark.stress

WAYS: tuple[Way, ...] = ("polling", "webhook")
# A menu, the commune, times that are free, a person's card, a question, what nobody understands; all in one language.
SCRIPT = (
    "/start",
    "=lang:fr",
    "=office",
    "=menu",
    "=book",
    "1190",
    "=human",
    "c'est gratuit ?",
    "=menu",
    "xyzzy",
    "=letter",
    "/rdv",
    "=lang:nl",
    "=menu",
    "=book",
    "1080",
    "/menu",
    "=lang:fr",
    "=help",
    "=menu",
)


@pytest.fixture
async def api() -> AsyncIterator[BotApiServer]:
    async with BotApiServer() as server:
        yield server


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest) -> Way:
    return request.param


async def test_a_kill_in_the_middle_loses_nobody(api: BotApiServer, way: Way, empty_url: str):
    place = Place(api, empty_url, way)
    first = await place.start()
    api.latency_s = 0.1
    people = people_who_start(api, 60)
    await api.until(lambda: sum(answers(people).values()) >= 20, 60)
    await first.kill()
    before = answers(people)
    api.latency_s = 0.0
    second = await place.start()
    # On PostgreSQL the dead process might be another that lives: its leases end after a minute.
    await api.until(lambda: 0 not in answers(people).values(), 120)
    assert await second.end() < (0, 10.0)
    after = answers(people)
    print(
        f"\n{way}, {empty_url.split(':')[0]}: {sum(one > 0 for one in before.values())} answered before the kill, "
        f"{sum(one > 0 for one in after.values())} in the end, {sum(one > 1 for one in after.values())} twice"
    )
    assert max(after.values()) <= 2


async def test_told_to_stop_twenty_times_under_load(api: BotApiServer, way: Way, tmp_path):
    place = Place(api, f"sqlite:///{tmp_path / 'parcours.db'}", way)
    api.latency_s = 0.05
    everybody, took = [], []
    for turn in range(20):
        process = await place.start()
        everybody += people_who_start(api, 40, 40 * turn)
        await asyncio.sleep(random.Random(turn).uniform(0.05, 1.0))
        status, seconds = await process.end()
        took.append(seconds)
        assert status == 0
        # What was not taken waits at Telegram, for the next one; all that was taken is answered.
        untouched = len(api.updates.waiting)
        assert sum(one == 0 for one in answers(everybody).values()) <= untouched
    process = await place.start()
    await api.until(lambda: set(answers(everybody).values()) == {1}, 60)
    await process.end()
    print(f"\n{way}: 20 times status 0, {min(took):.1f} to {max(took):.1f} s; {len(everybody)} people answered once")
    assert max(took) < 10


async def test_a_thousand_updates_given_one_to_five_times_to_four_processes(
    api: BotApiServer, tmp_path, empty_url_of: Callable[[str], str]
):
    once = await said_to(1, f"sqlite:///{tmp_path / 'once.db'}", copies=1)
    often = await said_to(4, empty_url_of("postgres"), copies=5)
    differ = [person for person in once if once[person] != often[person]]
    print(f"\n{sum(len(texts) for texts in once.values())} messages to {len(once)} people; different: {len(differ)}")
    assert {person: (once[person], often[person]) for person in differ} == {}


async def said_to(processes: int, database_url: str, copies: int) -> dict[str, list[str]]:
    """What fifty people read after the same thousand updates, each brought up to `copies` times to some process."""
    chance = random.Random(7)
    async with BotApiServer() as api:
        place = Place(api, database_url, "webhook")
        await place.fill()
        ports = [free_port() for _ in range(processes)]
        running = [await place.start(port=port) for port in ports]
        api.updates.set_webhook(None)  # the test brings the updates itself
        people = [api.person(f"Personne {index}") for index in range(50)]
        await asyncio.gather(*(bring(api, ports, person, chance, copies) for person in people))
        assert api.updates.waiting == []
        quiet = 0
        while quiet < 8:
            seen = sum(answers(people).values())
            await asyncio.sleep(1)
            quiet = quiet + 1 if seen == sum(answers(people).values()) else 0
        assert [(await one.end())[0] for one in running] == [0] * processes
        return {person.title: person.texts for person in people}


async def bring(api: BotApiServer, ports: list[int], person, chance: random.Random, copies: int) -> None:
    """A person's script, in order; every copy goes to some process, and some come again much later."""
    late: list[bytes] = []
    for said in SCRIPT:
        if said.startswith("="):
            person.taps(Shown(1, person.id, "sendMessage"), said)
        else:
            person.writes(said)
        _, raw = api.updates.waiting.pop()
        body = json.dumps(raw).encode()
        for _ in range(chance.randint(1, copies)):
            if chance.random() < 0.3 and copies > 1:
                late.append(body)
            await deliver(ports, chance, body)
        while late and chance.random() < 0.4:
            await deliver(ports, chance, late.pop(0))
        # People read before they tap; the next of this chat comes when they have.
        await asyncio.sleep(0.02)


async def deliver(ports: list[int], chance: random.Random, body: bytes) -> None:
    headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
    status = await post_json(f"http://127.0.0.1:{chance.choice(ports)}/telegram", headers, body)
    assert status == 200
