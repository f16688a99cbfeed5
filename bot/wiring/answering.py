"""Answer one update of a chat: read it, find what a text means, take its turn, send what the turn said.

It decides nothing: it gives texts to the matcher outside the transaction, calls the operation that the update is for,
and hands rows to the sender.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session

from bot.content.model import Lang
from bot.conversation.events import MediaSent, Started, Text
from bot.matching.match import match
from bot.operations.groups.invites import take_invite_turn
from bot.operations.groups.office_group import take_group_turn
from bot.operations.inbox import lay_aside, note_failure
from bot.operations.members.members import INVITE_PREFIX
from bot.operations.members.sign_in_links import take_member_turn, take_sign_in_turn
from bot.operations.ports import Channel, Incoming, InviteAsked, MovedTo, SignInAsked, Typed
from bot.operations.sending.outbox import TurnResult
from bot.operations.turn import apologise, take_turn
from bot.store.appointments import as_lang
from bot.store.tables import ConversationRow
from bot.store.waiting import oldest_update
from bot.wiring.parts import Parts
from bot.wiring.sender import Sender

log = logging.getLogger("parcours.pump")

# Turns at one time: more would only queue for the database. What is being sent is bounded by the channel.
AT_ONCE = 16
# The database cannot be asked now; everything else is a fault of ours or of the update.
AWAY = (OperationalError, InterfaceError, PoolTimeoutError)


# What became of an update: one that failed waits to be tried again, or was given up.
Became = Literal["answered", "failed", "nothing"]


@dataclass(frozen=True, slots=True)
class Noted:
    """An update of the inbox, and the language of its chat."""

    id: int
    channel: str
    body: Any
    lang: Lang | None = None


class Answering:
    """One process's turns, a few at one time. Whoever calls sees to it that a chat has one at a time."""

    def __init__(
        self, parts: Parts, channels: Mapping[str, Channel], clock: Callable[[], datetime], sender: Sender
    ) -> None:
        self.parts = parts
        self.channels = channels
        self.clock = clock
        self.sender = sender
        self._places = asyncio.Semaphore(AT_ONCE)

    async def answer(self, chat_key: str, fresh: Noted | None = None) -> Became:
        """Answer the oldest update of a chat. "nothing" when there is none, or somebody else is at work on it."""
        async with self._places:
            answered = await self._take_turn(chat_key, fresh)
        if answered is None:
            return "nothing"
        channel, incoming, result, became = answered
        if incoming.tap:
            await asyncio.gather(
                channel.answer_tap(incoming.tap, result.toast), self.sender.send(result.to_send, chat_key)
            )
        else:
            await self.sender.send(result.to_send, chat_key)
        return became

    async def _take_turn(
        self, chat_key: str, fresh: Noted | None
    ) -> tuple[Channel, Incoming, TurnResult, Became] | None:
        database, now = self.parts.database, self.clock()
        update = fresh or await database.look(partial(_peek, chat_key=chat_key))
        if update is None or update.channel not in self.channels:
            return None
        channel = self.channels[update.channel]
        incoming = self._read(channel, update.body)
        if incoming is None:
            await database.run(partial(lay_aside, inbox_id=update.id, now=now))
            return channel, Incoming(event=None), TurnResult(), "answered"
        if fresh and isinstance(incoming.event, Typed):
            # A short text is read in the language of the chat.
            lang = await database.look(partial(_lang_of, chat_key=chat_key))
            update = replace(fresh, lang=lang)
        try:
            result = await self._play(chat_key, update.id, incoming, update.lang, now)
        except AWAY:
            raise
        except Exception as error:
            # What a person wrote must not reach the log: the type and the place are enough.
            log.error("A turn failed: %s", where(error))
            return channel, incoming, await self._after_failure(chat_key, update.id, incoming, now), "failed"
        return None if result is None else (channel, incoming, result, "answered")

    async def _play(
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
            "owner": self.sender.owner,
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
        content, owner = self.parts.content.current, self.sender.owner

        def work(session: Session) -> TurnResult:
            if note_failure(session, inbox_id, now) and not incoming.is_group:
                return TurnResult(apologise(session, chat_key=chat_key, content=content, now=now, owner=owner))
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


def _peek(session: Session, chat_key: str) -> Noted | None:
    """The oldest unhandled update of a chat."""
    row = oldest_update(session, chat_key)
    return Noted(row.id, row.channel, row.body, _lang_of(session, chat_key)) if row else None


def _lang_of(session: Session, chat_key: str) -> Lang | None:
    lang = session.scalar(select(ConversationRow.lang).where(ConversationRow.chat_key == chat_key))
    return as_lang(lang) if lang else None


def why(error: SQLAlchemyError) -> str:
    """What the database's driver says, one line; the statement and its values are no part of it."""
    said = str(getattr(error, "orig", None) or "").partition("\n")[0]
    return f"{type(error).__name__}: {said[:120]}" if said and isinstance(error, AWAY) else type(error).__name__


def where(error: BaseException) -> str:
    """Type and place of an error, without its message."""
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    place = f"{frame.tb_frame.f_code.co_filename}:{frame.tb_lineno}" if frame else "?"
    return f"{type(error).__name__} at {place}"
