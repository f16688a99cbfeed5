"""The right to send, handed out to all processes of one bot from one row.

PostgreSQL only: the row's lock makes one process wait for another, and its clock is the one that counts, since the
clocks of two machines differ. A single process keeps its own count instead.
"""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.store.tables import SentLatelyRow
from bot.store.upserts import insert_here

# A little more than the second that Telegram counts by: what is handed out travels for a while.
WINDOW_S = 1.05


def hand_out(session: Session, channel: str, wanted: int, rate: int) -> tuple[int, float]:
    """How many of `wanted` messages may go now, and, if none, the seconds until one may."""
    query = select(SentLatelyRow).where(SentLatelyRow.channel == channel).with_for_update()
    row = session.scalars(query).one_or_none()
    if row is None:
        new = insert_here(session, SentLatelyRow).values(channel=channel, handed_out=[])
        session.execute(new.on_conflict_do_nothing())
        row = session.scalars(query).one()
    # Read once the row is locked: whoever waited for it has a later time than whoever had it.
    now = float(session.execute(select(func.extract("epoch", func.clock_timestamp()))).scalar_one())
    lately = [(at, number) for at, number in row.handed_out if at > now - WINDOW_S]
    granted = min(wanted, rate - sum(number for _, number in lately))
    if granted <= 0:
        return 0, lately[0][0] + WINDOW_S - now
    row.handed_out = [*lately, (now, granted)]
    return granted, 0.0
