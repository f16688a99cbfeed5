"""Move messages: inbox → match → turn → out. Many chats at once, one message of a chat at a time.

The pump decides nothing: it calls the operations, gives texts to the matcher outside the transaction, and hands rows to
the sender. It may be killed at any moment: what is in the inbox is taken up again, what was leased is settled or
tried once more.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session

from bot.content.model import Lang
from bot.conversation.events import MediaSent, Started, Text
from bot.matching.match import match
from bot.operations.groups.invites import take_invite_turn
from bot.operations.groups.office_group import take_group_turn
from bot.operations.inbox import lay_aside, note_failure, write_down
from bot.operations.members.members import INVITE_PREFIX
from bot.operations.members.sign_in_links import take_member_turn, take_sign_in_turn
from bot.operations.ports import Channel, Incoming, InviteAsked, MovedTo, SignInAsked, Typed
from bot.operations.sending.outbox import TurnResult
from bot.operations.sending.settling import free_leases
from bot.operations.turn import apologise, take_turn
from bot.store.appointments import as_lang
from bot.store.keys import KeysError
from bot.store.tables import ConversationRow
from bot.store.waiting import chats_waiting, oldest_update
from bot.wiring.housekeeping import keep_house
from bot.wiring.parts import Parts
from bot.wiring.sender import Sender

log = logging.getLogger("parcours.pump")

# Turns at one time: more would only queue for the database. What is being sent is bounded by the channel.
AT_ONCE = 16
MOST_CHATS = 200
# How soon is seen what another process wrote down.
IDLE_S = 0.2
AFTER_TROUBLE_S = 2.0
# The database cannot be asked now; everything else is a fault of ours or of the update.
AWAY = (OperationalError, InterfaceError, PoolTimeoutError)


@dataclass(frozen=True, slots=True)
class _Update:
    """An update of the inbox, and the language of its chat."""

    id: int
    channel: str
    body: Any
    lang: Lang | None


class Pump:
    """One process's share of the work."""

    def __init__(self, parts: Parts, channels: Sequence[Channel], clock: Callable[[], datetime]) -> None:
        self.parts = parts
        self.channels: Mapping[str, Channel] = {channel.name: channel for channel in channels}
        self.clock = clock
        self.owner = secrets.token_hex(8)
        self.sender = Sender(parts.database, self.channels, clock, self.owner)
        self._is_running = False
        self._chats: dict[str, asyncio.Task[None] | None] = {}  # at work; the task is None when `handle` is it
        self._again: set[str] = set()  # chats at work to which something was added meanwhile
        self._wake = asyncio.Event()
        self._places = asyncio.Semaphore(AT_ONCE)

    @property
    def is_busy(self) -> bool:
        """Whether something is being answered at this moment."""
        return bool(self._chats) or self.sender.is_busy

    async def note(self, channel: str, update_id: str, address: str, body: Mapping[str, Any]) -> str:
        """Write an update down and have it answered. Gives the chat's key."""
        now = self.clock()
        chat_key, inbox_id = await self.parts.database.run(
            lambda session: write_down(session, channel, update_id, address, body, now)
        )
        if self._is_running and inbox_id is not None:
            self._begin(chat_key, _Update(inbox_id, channel, body, None))
        return chat_key

    async def run(self) -> None:
        """Work until cancelled. A database that is away is waited for."""
        if self.parts.database.is_sqlite:
            # There is no other process: what is leased was leased by one that died.
            await self.parts.database.run(partial(free_leases, now=self.clock()))
        self._is_running = self.sender.defers = True
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._find_chats())
                for name in self.channels:
                    # A mail server that takes its time must not hold back what goes to Telegram.
                    tasks.create_task(self.sender.send_what_waits(name))
                tasks.create_task(self.sender.settle_often())
                tasks.create_task(keep_house(self.parts, self.clock))
        finally:
            self._is_running = self.sender.defers = False
            under_way = [task for task in self._chats.values() if task is not None]
            for task in under_way:
                task.cancel()
            await asyncio.gather(*under_way, return_exceptions=True)
            with contextlib.suppress(SQLAlchemyError):
                await self.sender.settle_all()

    async def drain(self) -> None:
        """Answer everything that is written down and send what is due, then return. For a pump that runs."""
        while True:
            await self._begin_waiting()
            under_way = [task for task in self._chats.values() if task is not None]
            if under_way:
                await asyncio.wait(under_way)
                continue
            await self.sender.settle_all()
            if not await self.sender.send_waiting() and not self._chats:
                return

    async def handle(self, chat_key: str) -> None:
        """Answer what waits in one chat, oldest first."""
        if chat_key in self._chats:
            return
        self._chats[chat_key] = None
        try:
            while await self._turn(chat_key):
                pass
        finally:
            del self._chats[chat_key]

    async def _find_chats(self) -> None:
        """What other processes wrote down, or this one before it ended the last time."""
        while True:
            pause = IDLE_S
            try:
                await self._begin_waiting()
            except SQLAlchemyError as error:
                log.warning("The database is away (%s); trying again.", _why(error))
                pause = AFTER_TROUBLE_S
            self._wake.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), pause)

    async def _begin_waiting(self) -> None:
        """Begin with the chats that wait, as far as there is room."""
        if len(self._chats) < MOST_CHATS:
            for chat_key in await self.parts.database.look(lambda session: chats_waiting(session, MOST_CHATS)):
                if chat_key not in self._chats:
                    self._begin(chat_key, None)

    def _begin(self, chat_key: str, fresh: _Update | None) -> None:
        if chat_key in self._chats:
            self._again.add(chat_key)
        elif len(self._chats) < MOST_CHATS:
            self._chats[chat_key] = asyncio.create_task(self._work_on(chat_key, fresh))

    async def _work_on(self, chat_key: str, fresh: _Update | None) -> None:
        """Answer what waits in a chat. `fresh` was written down just now, so that it need not be looked for."""
        try:
            if fresh is None or not await self._turn(chat_key, fresh):
                self._again.add(chat_key)
            while chat_key in self._again:
                self._again.discard(chat_key)
                while await self._turn(chat_key):
                    pass
        except KeysError as error:
            # Nothing is laid aside for it: with the right key everything is answered.
            log.error("%s", error)
            await asyncio.sleep(AFTER_TROUBLE_S)
        except SQLAlchemyError as error:
            log.warning("The database is away (%s); trying again.", _why(error))
            await asyncio.sleep(AFTER_TROUBLE_S)
        except Exception as error:
            log.error("A chat could not be answered: %s", _where(error))
            await asyncio.sleep(AFTER_TROUBLE_S)
        finally:
            was_full = len(self._chats) >= MOST_CHATS
            del self._chats[chat_key]
            self._again.discard(chat_key)
            if was_full:
                self._wake.set()

    async def _turn(self, chat_key: str, fresh: _Update | None = None) -> bool:
        """Answer the oldest update of a chat. False when there is none, or somebody else is at work on it."""
        async with self._places:
            answered = await self._take_turn(chat_key, fresh)
        if answered is None:
            return False
        channel, incoming, result = answered
        if incoming.tap:
            await asyncio.gather(
                channel.answer_tap(incoming.tap, result.toast), self.sender.send(result.to_send, chat_key)
            )
        else:
            await self.sender.send(result.to_send, chat_key)
        return True

    async def _take_turn(self, chat_key: str, fresh: _Update | None) -> tuple[Channel, Incoming, TurnResult] | None:
        database, now = self.parts.database, self.clock()
        update = fresh or await database.look(partial(_peek, chat_key=chat_key))
        if update is None or update.channel not in self.channels:
            return None
        channel = self.channels[update.channel]
        incoming = self._read(channel, update.body)
        if incoming is None:
            await database.run(partial(lay_aside, inbox_id=update.id, now=now))
            return channel, Incoming(event=None), TurnResult()
        if fresh and isinstance(incoming.event, Typed):
            # A short text is read in the language of the chat.
            lang = await database.look(partial(_lang_of, chat_key=chat_key))
            update = replace(fresh, lang=lang)
        try:
            result = await self._answer(chat_key, update.id, incoming, update.lang, now)
        except AWAY:
            raise
        except Exception as error:
            # What a person wrote must not reach the log: the type and the place are enough.
            log.error("A turn failed: %s", _where(error))
            result = await self._after_failure(chat_key, update.id, incoming, now)
        return None if result is None else (channel, incoming, result)

    async def _answer(
        self, chat_key: str, inbox_id: int, incoming: Incoming, lang: Lang | None, now: datetime
    ) -> TurnResult | None:
        event = incoming.event
        if isinstance(event, Typed):
            # What it means is found before the turn's transaction begins.
            typed = event
            event = Text(typed.text, await asyncio.to_thread(match, typed.text, self.parts.index.current(), lang))
            if typed.under:
                event = MediaSent(typed.under, event)
        common: dict[str, Any] = {
            "chat_key": chat_key,
            "inbox_id": inbox_id,
            # The name of the person who chats, or of the member of staff who tapped in a group.
            "who": incoming.profile_name,
            "content": self.parts.content.current,
            "now": now,
            "owner": self.owner,
        }
        if incoming.is_group:
            return await self._run(chat_key, partial(take_group_turn, event=event, person=incoming.person, **common))
        if isinstance(event, InviteAsked):
            return await self._run(chat_key, partial(take_invite_turn, event=event, **common))
        if isinstance(event, SignInAsked):
            base_url = self.parts.settings.base_url
            return await self._run(chat_key, partial(take_sign_in_turn, event=event, base_url=base_url, **common))
        if isinstance(event, Started) and event.payload.startswith(INVITE_PREFIX):
            return await self._run(chat_key, partial(take_member_turn, event=event, **common))
        if isinstance(event, MovedTo):
            raise TypeError("a chat that is no group has moved")
        return await self._run(chat_key, partial(take_turn, event=event, **common))

    def _read(self, channel: Channel, body: Any) -> Incoming | None:
        if body is None:
            return None
        try:
            return channel.read(body)
        except Exception as error:
            log.warning("A damaged update of %s was laid aside: %s", channel.name, type(error).__name__)
            return None

    async def _after_failure(self, chat_key: str, inbox_id: int, incoming: Incoming, now: datetime) -> TurnResult:
        content = self.parts.content.current

        def work(session: Session) -> TurnResult:
            if note_failure(session, inbox_id, now) and not incoming.is_group:
                return TurnResult(apologise(session, chat_key=chat_key, content=content, now=now, owner=self.owner))
            return TurnResult()

        return await self.parts.database.run(work)

    async def _run(self, chat_key: str, turn: Callable[[Session], TurnResult | None]) -> TurnResult | None:
        """A turn, in one transaction with what became of the answers before it."""
        made = self.sender.take_unsettled(chat_key)

        def work(session: Session) -> TurnResult | None:
            self.sender.settle(session, made)
            return turn(session)

        try:
            return await self.parts.database.run(work)
        except BaseException:
            self.sender.put_back(chat_key, made)
            raise


def _peek(session: Session, chat_key: str) -> _Update | None:
    """The oldest unhandled update of a chat."""
    row = oldest_update(session, chat_key)
    return _Update(row.id, row.channel, row.body, _lang_of(session, chat_key)) if row else None


def _lang_of(session: Session, chat_key: str) -> Lang | None:
    lang = session.scalar(select(ConversationRow.lang).where(ConversationRow.chat_key == chat_key))
    return as_lang(lang) if lang else None


def _why(error: SQLAlchemyError) -> str:
    """What the database's driver says, one line; the statement and its values are no part of it."""
    said = str(getattr(error, "orig", None) or "").partition("\n")[0]
    return f"{type(error).__name__}: {said[:120]}" if said and isinstance(error, AWAY) else type(error).__name__


def _where(error: BaseException) -> str:
    """Type and place of an error, without its message."""
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    place = f"{frame.tb_frame.f_code.co_filename}:{frame.tb_lineno}" if frame else "?"
    return f"{type(error).__name__} at {place}"
