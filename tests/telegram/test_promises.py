"""What is promised about a process that is killed, told to stop, or given the same thing twice. The short forms.

The long forms, in both ways of receiving and on PostgreSQL, are in `tests/stress/test_telegram.py`.
"""

from __future__ import annotations

from tests.telegram.api_server import BotApiServer
from tests.telegram.crowds import answers, people_who_start
from tests.telegram.processes import Place


async def test_sixty_people_write_at_once_and_a_kill_in_the_middle_loses_nobody(api: BotApiServer, tmp_path):
    place = Place(api, f"sqlite:///{tmp_path / 'parcours.db'}", "polling")
    first = await place.start()
    api.latency_s = 0.1
    people = people_who_start(api, 60)
    await api.until(lambda: sum(answers(people).values()) >= 20, 60)
    await first.kill()
    assert 0 in answers(people).values()
    api.latency_s = 0.0
    second = await place.start()
    await api.until(lambda: 0 not in answers(people).values(), 60)
    assert await second.end() < (0, 10.0)
    assert max(answers(people).values()) <= 2


async def test_when_told_to_stop_it_answers_what_it_took_and_exits_with_0(api: BotApiServer, tmp_path):
    place = Place(api, f"sqlite:///{tmp_path / 'parcours.db'}", "polling")
    process = await place.start()
    api.latency_s = 0.05
    people = people_who_start(api, 60)
    await api.until(lambda: not api.updates.waiting, 30)
    status, seconds = await process.end()
    assert status == 0
    assert seconds < 10
    assert answers(people) == {one.title: 1 for one in people}
