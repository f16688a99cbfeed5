"""What comes round by the clock: timed messages, the groups' day, retention, edited content.

Any number of workers may run it: what must happen once is the schema's.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.exc import SQLAlchemyError

from bot.operations.appointments.claims import forget_old_tries
from bot.operations.appointments.reminders import queue_due
from bot.operations.appointments.waiting_list import end_waiting, tell_waiting
from bot.operations.erasure import forget_what_is_due
from bot.operations.groups.office_group import refresh_groups
from bot.operations.groups.reminders import remind_groups
from bot.operations.requests.promises import AT_ONCE, keep_promises, switch_back_silent_offices
from bot.store.waiting_lists import offices_waited_at
from bot.wiring.parts import Parts

log = logging.getLogger("parcours.housekeeping")

ROUND_S = 60.0
RETENTION_EVERY = timedelta(minutes=5)
CONTENT_S = 3.0


async def keep_house(parts: Parts, clock: Callable[[], datetime]) -> None:
    """Once a minute what is due about appointments and the groups' day, every few minutes the retention rules."""
    forgotten_at: datetime | None = None
    while True:
        now = clock()
        with contextlib.suppress(SQLAlchemyError):
            if forgotten_at is None or now - forgotten_at >= RETENTION_EVERY:
                forgotten_at = now
                await parts.database.run(partial(forget_what_is_due, now=now))
                await parts.database.run(partial(forget_old_tries, now=now))
            await keep_minute(parts, now)
        await asyncio.sleep(ROUND_S)


async def keep_minute(parts: Parts, now: datetime) -> None:
    """Queue the reminders that are due, tell waiting people what is free, and show each group its day as it is now."""
    content = parts.content.current
    while await parts.database.run(partial(queue_due, content=content, now=now)):
        pass
    for office in await parts.database.look(offices_waited_at):
        await parts.database.run(partial(tell_waiting, office=office, content=content, now=now))
    await parts.database.run(partial(end_waiting, content=content, now=now))
    while await parts.database.run(partial(keep_promises, content=content, now=now)) >= AT_ONCE:
        pass
    await parts.database.run(partial(switch_back_silent_offices, content=content, now=now))
    await parts.database.run(partial(refresh_groups, content=content, now=now))
    await parts.database.run(partial(remind_groups, content=content, now=now))


async def follow_content(parts: Parts) -> None:
    """An edited page is live within seconds; its new phrasings as soon as the index has learnt them."""
    while True:
        await asyncio.sleep(CONTENT_S)
        try:
            if await asyncio.to_thread(parts.content.refresh):
                await asyncio.to_thread(parts.index.follow, parts.content.current)
        except OSError as error:
            log.warning("The content folder could not be read (%s); the last good version is kept.", error.strerror)
