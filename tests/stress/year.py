"""An office's year: people book, move, cancel, come or stay away; the worker ticks, and once is down for six hours.

`live` plays the script through the real operations and gives what was sent. `expected` reads the same script and finds,
appointment by appointment and tick by tick, what the rules say in words; it shares no code with the program.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.content.model import Content
from bot.conversation import effects, events
from bot.operations.appointments.booking import cancel, hold_slot, move, set_status
from bot.operations.appointments.reminders import queue_due
from bot.operations.ports import Sent
from bot.operations.sending.outbox import claim
from bot.operations.sending.settling import settle
from bot.store.database import Database
from bot.store.tables import AppointmentRow, OutboxRow
from tests.bookings import CHANNEL, EVERY_DAY, booked, free, put_up

BRUSSELS = ZoneInfo("Europe/Brussels")
# The worker's ticks of a day, in wall time; a real one ticks every minute.
TICKS = ("07:59", "10:00", "10:01", "13:37", "17:00", "18:00", "19:59", "20:00")

Message = tuple[int, str, datetime]  # appointment, kind, when


def wall(day: date, clock: str) -> datetime:
    hour, minute = clock.split(":")
    return datetime(day.year, day.month, day.day, int(hour), int(minute), tzinfo=BRUSSELS).astimezone(UTC)


@dataclass
class Life:
    """What happened to one appointment: (when, status, start, chosen when, version), in order."""

    stages: list[tuple[datetime, str, datetime, datetime, int]] = field(default_factory=list)

    def at(self, moment: datetime) -> tuple[str, datetime, datetime, int] | None:
        before = [stage for stage in self.stages if stage[0] <= moment]
        return before[-1][1:] if before else None


@dataclass
class Year:
    database: Database
    content: Content
    first: date
    days: int
    down: tuple[datetime, datetime]
    a_day: float = 1.5
    horizon_days: int = 28
    seed: int = 7
    lives: dict[int, Life] = field(default_factory=dict)

    def ticks(self) -> Iterator[datetime]:
        for number in range(self.days):
            for clock in TICKS:
                tick = wall(self.first + timedelta(days=number), clock)
                if not self.down[0] <= tick < self.down[1]:
                    yield tick

    def live(self) -> list[Message]:
        """Play everything. What was sent, in order."""
        dice = random.Random(self.seed)
        self.database.write(
            lambda session: put_up(
                session,
                languages=("fr", "fr,nl"),
                openings=(*EVERY_DAY, (3, "13:30", "20:00")),
                horizon_days=self.horizon_days,
            )
        )
        sent: list[Message] = []
        plans: list[tuple[datetime, int, str]] = []
        last_day = None
        for tick in self.ticks():
            if tick.astimezone(BRUSSELS).date() != last_day:
                last_day = tick.astimezone(BRUSSELS).date()
                for _ in range(int(self.a_day) + (dice.random() < self.a_day % 1)):
                    plans.append((tick + timedelta(minutes=dice.randrange(0, 22 * 60)), 0, "book"))
            while plans and min(plans)[0] <= tick:  # what follows from it may be due before this tick too
                plan = min(plans)
                plans.remove(plan)
                plans += self.database.write(lambda session, plan=plan: self._do(session, *plan, dice))
            sent += self.database.write(lambda session, tick=tick: self._work(session, tick))
        return sent

    def _do(
        self, session: Session, at: datetime, number: int, what: str, dice: random.Random
    ) -> list[tuple[datetime, int, str]]:
        """One thing that somebody does, and what follows from it."""
        if what == "book":
            slots = free(session, at)
            row = booked(session, f"person {len(self.lives)}", dice.choice(slots), at)
            assert row.starts_at is not None
            self.lives[row.id] = Life([(at, "booked", row.starts_at, at, 1)])
            ahead = row.starts_at - at
            follows = []
            if dice.random() < 0.35:
                follows.append((at + ahead * dice.random(), row.id, "move"))
            if dice.random() < 0.2:
                follows.append((at + ahead * dice.random(), row.id, "cancel"))
            if dice.random() < 0.9:
                mark = dice.choice(["attended", "attended", "no_show"])
                follows.append(
                    (row.starts_at + timedelta(minutes=dice.choice([20, 120, 700, 1500, 3000])), row.id, mark)
                )
            return follows
        row = session.get(AppointmentRow, number)
        assert row is not None
        assert row.starts_at is not None
        if row.status not in ("booked", "attended", "no_show") or (
            row.status != "booked" and what in ("move", "cancel")
        ):
            return []
        life, chosen_at = self.lives[number], self.lives[number].stages[-1][3]
        key = row.chat_key or ""
        match what:
            case "move":
                slots = [slot for slot in free(session, at) if slot.starts_at != row.starts_at]
                if at >= row.starts_at or not slots:
                    return []
                held = hold_slot(session, key, dice.choice(slots), at, moves=row.code)
                assert isinstance(held, events.Held)
                moved = move(session, key, effects.Move(row.code, row.version, held.hold.slot), at)
                assert isinstance(moved, events.Moved)
                chosen_at = at
            case "cancel":
                if at >= row.starts_at:
                    return []
                assert isinstance(cancel(session, key, effects.Cancel(row.code, row.version), at), events.Cancelled)
            case _:
                if at < row.starts_at:  # it was moved to later meanwhile
                    return [(row.starts_at + timedelta(minutes=30), number, what)]
                set_status(session, row, what, at, "staff:1")
        life.stages.append((at, row.status, row.starts_at, chosen_at, row.version))
        if what in ("attended", "no_show") and dice.random() < 0.1:
            return [(at + timedelta(hours=2), number, "no_show" if what == "attended" else "attended")]
        return []

    def _work(self, session: Session, now: datetime) -> list[Message]:
        while queue_due(session, self.content, now):
            pass
        sent = []
        while leased := claim(session, "worker", now, [CHANNEL]):
            for one in leased:
                settle(session, one.id, "worker", Sent(str(one.id)), now)
                row = session.get(OutboxRow, one.id)
                assert row is not None
                sent.append((row.appointment_id or 0, row.timed or "", now))
            session.flush()
        return sent

    def expected(self) -> list[Message]:
        """What the rules say, read from the script alone."""
        due: set[Message] = set()
        ticks = list(self.ticks())
        for number, life in self.lives.items():
            said: set[tuple[str, int]] = set()
            for tick in ticks:
                stage = life.at(tick)
                if stage is None:
                    continue
                status, start, chosen, version = stage
                today, clock = tick.astimezone(BRUSSELS).date(), tick.astimezone(BRUSSELS).strftime("%H:%M")
                day = start.astimezone(BRUSSELS).date()
                kind, once = "", 0
                if status == "booked" and day == today + timedelta(days=3) and "10:00" <= clock < "20:00":
                    if start - chosen >= timedelta(days=5):
                        kind, once = "reminder_3days", version
                elif status == "booked" and day == today + timedelta(days=1) and "17:00" <= clock < "20:00":
                    if start - chosen >= timedelta(hours=24) and chosen < wall(today, "17:00"):
                        kind, once = "reminder_1day", version
                elif status == "no_show" and day == today and "18:00" <= clock < "20:00":
                    kind = "no_show"
                elif status == "attended" and day == today - timedelta(days=1) and "10:00" <= clock < "20:00":
                    kind = "after_visit"
                if kind and (kind, once) not in said:
                    said.add((kind, once))
                    due.add((number, kind, tick))
        return sorted(due)
