"""Move messages: inbox → match → turn → out. Many chats at once, one message of a chat at a time.

The pump decides nothing: it calls the operations, gives texts to the matcher outside the transaction, and hands rows to
their channel. It may be killed at any moment: what is in the inbox is taken up again, what was leased is settled or
tried once more.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from bot.content.model import Lang
from bot.conversation.events import PersonEvent, Text
from bot.matching.match import match
from bot.operations.erasure import forget_what_is_due
from bot.operations.groups import take_group_turn
from bot.operations.inbox import lay_aside, note_failure, note_update
from bot.operations.outbox import Leased, TurnResult, claim, give_back, settle
from bot.operations.ports import Channel, Incoming, OutcomeUnknown, Sent, Typed
from bot.operations.turn import apologise, take_turn
from bot.store.appointments import as_lang
from bot.store.tables import ConversationRow
from bot.store.waiting import chats_waiting, oldest_update
from bot.wiring.parts import Parts

log = logging.getLogger("parcours.pump")

AT_ONCE = 16
IDLE_S = 0.5
HOUSEKEEPING_S = 300.0
CONTENT_S = 2.0


class Pump:
    """One process's share of the work."""

    def __init__(self, parts: Parts, channels: Sequence[Channel], clock: Callable[[], datetime]) -> None:
        self.parts = parts
        self.channels: Mapping[str, Channel] = {channel.name: channel for channel in channels}
        self.clock = clock
        self.owner = secrets.token_hex(8)
        self._busy: set[str] = set()
        self._wake = asyncio.Event()
        self._slots = asyncio.Semaphore(AT_ONCE)

    async def note(self, channel: str, update_id: str, address: str, body: Mapping[str, Any]) -> str:
        """Write an update down and wake the worker. Gives the chat's key."""
        now = self.clock()
        chat_key = await self.parts.database.run(
            lambda session: note_update(session, channel, update_id, address, body, now)
        )
        self._wake.set()
        return chat_key

    async def run(self) -> None:
        """Work until cancelled. A database that is away is waited for."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._take_turns())
            tasks.create_task(self._send_what_waits())
            tasks.create_task(self._keep_house())
            tasks.create_task(self._follow_content())

    async def drain(self) -> None:
        """Answer everything that is written down, then return."""
        while await self._start_turns():
            await asyncio.sleep(0)

    async def handle(self, chat_key: str) -> None:
        """Answer what waits in one chat, oldest first."""
        while await self._one_turn(chat_key):
            pass

    async def _take_turns(self) -> None:
        while True:
            try:
                found = await self._start_turns()
            except SQLAlchemyError as error:
                log.warning("The database is away (%s); trying again.", type(error).__name__)
                found = False
                await asyncio.sleep(IDLE_S * 4)
            if not found:
                self._wake.clear()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), IDLE_S)

    async def _start_turns(self) -> bool:
        """One round over the chats that wait. False when there were none."""
        waiting = await self.parts.database.look(lambda session: chats_waiting(session, AT_ONCE * 4))
        free = [chat_key for chat_key in waiting if chat_key not in self._busy]
        if free:
            await asyncio.gather(*(self._guarded_turn(chat_key) for chat_key in free[:AT_ONCE]))
        return bool(free)

    async def _guarded_turn(self, chat_key: str) -> None:
        async with self._slots:
            await self._one_turn(chat_key)

    async def _one_turn(self, chat_key: str) -> bool:
        """Answer the oldest update of a chat. False when there is none, or somebody else is at work on it."""
        if chat_key in self._busy:
            return False
        self._busy.add(chat_key)
        try:
            return await self._turn(chat_key)
        finally:
            self._busy.discard(chat_key)

    async def _turn(self, chat_key: str) -> bool:
        database, now = self.parts.database, self.clock()

        def peek(session: Any) -> tuple[int, str, Any, Lang | None] | None:
            row = oldest_update(session, chat_key)
            conversation = session.get(ConversationRow, chat_key)
            if row is None:
                return None
            lang = as_lang(conversation.lang) if conversation and conversation.lang else None
            return row.id, row.channel, row.body, lang

        found = await database.look(peek)
        if found is None:
            return False
        inbox_id, channel_name, body, lang = found
        incoming = self._read(channel_name, body)
        if incoming is None:
            await database.run(lambda session: lay_aside(session, inbox_id, now))
            return True
        event = await self._matched(incoming.event, lang)
        content = self.parts.content.current
        try:
            # `who` is the name of the person who chats, or of the member of staff who tapped in a group.
            result = await database.run(
                partial(
                    take_group_turn if incoming.is_group else take_turn,
                    who=incoming.profile_name,
                    chat_key=chat_key,
                    inbox_id=inbox_id,
                    event=event,
                    content=content,
                    now=now,
                    owner=self.owner,
                )
            )
        except SQLAlchemyError:
            raise
        except Exception as error:
            # What a person wrote must not reach the log: the type and the place are enough.
            log.error("A turn failed: %s", _where(error))
            result = await self._after_failure(chat_key, inbox_id, now)
        if result is None:
            return False
        if incoming.tap:
            await self.channels[channel_name].answer_tap(incoming.tap, result.toast)
        await self.send(result.to_send)
        return True

    def _read(self, channel_name: str, body: Any) -> Incoming | None:
        channel = self.channels.get(channel_name)
        if channel is None or body is None:
            return None
        try:
            return channel.read(body)
        except Exception as error:
            log.warning("A damaged update of %s was laid aside: %s", channel_name, type(error).__name__)
            return None

    async def _matched(self, event: PersonEvent | Typed | None, lang: Lang | None) -> PersonEvent | None:
        """A typed text with what it means, found before the turn's transaction begins."""
        if not isinstance(event, Typed):
            return event
        understood = await asyncio.to_thread(match, event.text, self.parts.index.current(), lang)
        return Text(event.text, understood)

    async def _after_failure(self, chat_key: str, inbox_id: int, now: datetime) -> TurnResult:
        content = self.parts.content.current

        def work(session: Any) -> TurnResult:
            if note_failure(session, inbox_id, now):
                return TurnResult(apologise(session, chat_key=chat_key, content=content, now=now, owner=self.owner))
            return TurnResult()

        return await self.parts.database.run(work)

    async def send(self, leased: Sequence[Leased]) -> None:
        """Send messages of one recipient in order; after one that did not arrive the rest goes back."""
        for position, one in enumerate(leased):
            channel = self.channels.get(one.channel)
            if channel is None:
                return
            delivery = await channel.send(one.address, one.message, one.edits, urgent=one.urgent)
            await self.parts.database.run(
                partial(settle, row_id=one.id, owner=self.owner, delivery=delivery, now=self.clock())
            )
            if not isinstance(delivery, Sent):
                rest = [other.id for other in leased[position + 1 :]]
                if rest and not isinstance(delivery, OutcomeUnknown):
                    await self.parts.database.run(partial(give_back, row_ids=rest, owner=self.owner))
                return

    async def _send_what_waits(self) -> None:
        while True:
            try:
                sent = await self.send_waiting()
            except SQLAlchemyError:
                sent = 0
            await asyncio.sleep(0 if sent else IDLE_S)

    async def send_waiting(self) -> int:
        """Send what nobody sent yet and is due. How many messages were taken up."""
        now = self.clock()
        names = tuple(self.channels)
        claimed = await self.parts.database.run(lambda session: claim(session, self.owner, now, names))
        by_recipient: dict[str, list[Leased]] = {}
        for one in claimed:
            by_recipient.setdefault(one.address, []).append(one)
        await asyncio.gather(*(self.send(rows) for rows in by_recipient.values()))
        return len(claimed)

    async def _keep_house(self) -> None:
        """The retention rules, every few minutes."""
        while True:
            with contextlib.suppress(SQLAlchemyError):
                await self.parts.database.run(partial(forget_what_is_due, now=self.clock()))
            await asyncio.sleep(HOUSEKEEPING_S)

    async def _follow_content(self) -> None:
        """An edited page is live within seconds; its new phrasings as soon as the index has learnt them."""
        while True:
            await asyncio.sleep(CONTENT_S)
            if await asyncio.to_thread(self.parts.content.refresh):
                await asyncio.to_thread(self.parts.index.follow, self.parts.content.current)


def _where(error: BaseException) -> str:
    """Type and place of an error, without its message."""
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    place = f"{frame.tb_frame.f_code.co_filename}:{frame.tb_lineno}" if frame else "?"
    return f"{type(error).__name__} at {place}"
