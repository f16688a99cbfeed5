"""Send what was written: rows of the outbox to their channel, and what became of them back into the store.

A sender decides nothing. It may be killed at any moment: what was leased is settled or tried once more by the next one.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.operations.ports import Channel, Delivery, OutcomeUnknown, Sent
from bot.operations.sending.outbox import Leased, claim
from bot.operations.sending.settling import give_back, settle
from bot.store.database import Database

# How soon is seen what is due, or what another process wrote and did not send.
SEND_S = 0.5
SETTLE_S = 0.1
# Changing a message twice to the same is no harm, so these can be settled together with what comes after them.
_HARMLESS = ("freeze", "commands")


class Sender:
    """One process's share of the sending."""

    def __init__(
        self, database: Database, channels: Mapping[str, Channel], clock: Callable[[], datetime], owner: str
    ) -> None:
        self.database = database
        self.channels = channels
        self.clock = clock
        self.owner = owner
        self.defers = False  # whether `settle_often` runs, so that what was sent may be written down a moment later
        self._unsettled: dict[str, list[tuple[int, Delivery]]] = {}  # by chat: what its last turn has sent
        self._has_sent = asyncio.Event()

    @property
    def is_busy(self) -> bool:
        """Whether something was sent that is not written down yet."""
        return bool(self._unsettled)

    async def send(self, leased: Sequence[Leased], chat_key: str = "") -> None:
        """Send messages of one recipient in order; after one that did not arrive the rest goes back.

        What became of the answers to `chat_key` is written down with its next turn, or a moment later for many chats
        at once: a third of all transactions less. A process that is killed meanwhile says it once more, as one that
        is killed while it sends.
        """
        made: list[tuple[int, Delivery]] = []
        for position, one in enumerate(leased):
            channel = self.channels.get(one.channel)
            if channel is None:
                break
            delivery = await channel.send(one.address, one.message, one.edits, urgent=one.urgent)
            made.append((one.id, delivery))
            is_last = position + 1 == len(leased)
            if isinstance(delivery, Sent) and one.message.kind in _HARMLESS and not is_last:
                continue
            if isinstance(delivery, Sent) and is_last and chat_key and self.defers:
                self._unsettled.setdefault(chat_key, []).extend(made)
                self._has_sent.set()
                return
            rest = () if isinstance(delivery, Sent | OutcomeUnknown) else leased[position + 1 :]
            await self._settle_now(made, [other.id for other in rest])
            made = []
            if not isinstance(delivery, Sent):
                break

    async def send_waiting(self, channels: Sequence[str] = ()) -> int:
        """Send what nobody sent yet and is due, by these channels or by all. How many messages were taken up."""
        now = self.clock()
        names = tuple(channels or self.channels)
        claimed = await self.database.run(lambda session: claim(session, self.owner, now, names))
        by_recipient: dict[str, list[Leased]] = {}
        for one in claimed:
            by_recipient.setdefault(one.address, []).append(one)
        await asyncio.gather(*(self.send(rows) for rows in by_recipient.values()))
        return len(claimed)

    async def send_what_waits(self, channel: str) -> None:
        """Send by one channel what is due, until cancelled."""
        while True:
            try:
                sent = await self.send_waiting((channel,))
            except SQLAlchemyError:
                sent = 0
            await asyncio.sleep(0 if sent else SEND_S)

    async def settle_often(self) -> None:
        """Write down what became of the answers, until cancelled."""
        while True:
            await self._has_sent.wait()
            await asyncio.sleep(SETTLE_S)
            self._has_sent.clear()
            with contextlib.suppress(SQLAlchemyError):
                await self.settle_all()

    async def settle_all(self) -> None:
        """Write down what became of the answers that were sent lately."""
        taken, self._unsettled = self._unsettled, {}
        if not taken:
            return
        try:
            await self._settle_now([one for ones in taken.values() for one in ones], ())
        except BaseException:
            for chat_key, ones in taken.items():
                self.put_back(chat_key, ones)
            raise

    def take_unsettled(self, chat_key: str) -> list[tuple[int, Delivery]]:
        """What was sent to a chat and is not written down: for `settle`, in the transaction of its next turn."""
        return self._unsettled.pop(chat_key, [])

    def put_back(self, chat_key: str, made: list[tuple[int, Delivery]]) -> None:
        """What `take_unsettled` gave, when that transaction came to nothing."""
        if made:
            self._unsettled.setdefault(chat_key, [])[:0] = made
            self._has_sent.set()

    def settle(self, session: Session, made: Sequence[tuple[int, Delivery]], rest: Sequence[int] = ()) -> None:
        """Write down what became of messages; `rest` were not tried and go back."""
        now = self.clock()
        for row_id, delivery in made:
            settle(session, row_id, self.owner, delivery, now)
        if rest:
            give_back(session, rest, self.owner)

    async def _settle_now(self, made: Sequence[tuple[int, Delivery]], rest: Sequence[int]) -> None:
        await self.database.run(lambda session: self.settle(session, made, rest))
