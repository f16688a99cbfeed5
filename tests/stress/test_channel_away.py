"""The channel is away for an hour: what is due is sent afterwards, once and in order; what is out of date is not."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from bot.content.model import Content
from bot.conversation.outgoing import Outgoing
from bot.operations.appointments.reminders import queue_due
from bot.operations.sending.outbox import queue
from bot.store.database import Database
from bot.store.tables import AppointmentRow, OutboxRow
from tests.bookings import CHANNEL, HOUR, MINUTE, about_to_confirm, booked, come
from tests.conftest import MONDAY
from tests.stress.rig import FileChannel, pump_of, room_for_all

PEOPLE = 12
# Friday, five minutes past seven in the evening: the reminders of the day before end at eight.
AWAY_FROM = datetime(2026, 11, 27, 18, 5, tzinfo=MONDAY.tzinfo)


async def test_after_an_hour_without_the_channel_everything_due_is_sent_and_the_rest_dropped(
    database: Database, content: Content, tmp_path: Path
):
    places = database.write(room_for_all)
    saturday_free = [slot for slot in places if slot.starts_at > AWAY_FROM + 50 * HOUR]
    channel = FileChannel(tmp_path / "heard")
    now = [AWAY_FROM]
    pump = pump_of(database, content, channel, lambda: now[0])
    channel.away = True

    # People confirm during the hour; each is answered with a card, whose sending fails again and again.
    for number in range(PEOPLE):
        who, slot = f"person {number}", saturday_free[number * 7]
        button = database.write(lambda session: about_to_confirm(session, who, slot, content, now[0]))  # noqa: B023
        await pump.handle(await pump.note(CHANNEL, str(number), who, {"button": button}))
        now[0] += 5 * MINUTE
        await pump.sender.send_waiting()
    # A reminder whose evening passed meanwhile, and a reply that nobody waits for any more.
    stale = database.write(
        lambda session: (
            queue(
                session,
                channel=CHANNEL,
                recipient=come(session, "late"),
                address="late",
                message=Outgoing(kind="text", text="Rappel"),
                now=AWAY_FROM,
                not_after=AWAY_FROM + 55 * MINUTE,
                timed="reminder_1day",
            ).id
        )
    )
    assert channel.heard() == []
    assert now[0] == AWAY_FROM + HOUR

    channel.away = False
    now[0] += timedelta(seconds=30)
    while await pump.sender.send_waiting():
        pass

    rows = database.read(lambda session: session.scalars(select(AppointmentRow)).all())
    cards = [address for address, kind, _ in channel.heard() if kind == "card"]
    assert len(rows) == PEOPLE
    assert sorted(cards) == sorted(f"person {number}" for number in range(PEOPLE))
    assert "late" not in {address for address, _, _ in channel.heard()}
    sent = database.read(lambda session: session.scalars(select(OutboxRow)).all())
    states = {row.id: row.state for row in sent}
    assert states[stale] == "dropped"
    assert "waiting" not in states.values()
    assert "check" not in states.values()


async def test_a_reminder_that_fell_due_meanwhile_is_sent_inside_its_window(
    database: Database, content: Content, tmp_path: Path
):
    places = database.write(room_for_all)
    ahead = next(slot for slot in places if slot.starts_at == datetime(2026, 12, 2, 8, 0, tzinfo=MONDAY.tzinfo))
    database.write(lambda session: booked(session, "amina", ahead))
    now = [datetime(2026, 12, 1, 16, 0, tzinfo=MONDAY.tzinfo)]  # 17:00 in Brussels
    channel = FileChannel(tmp_path / "heard")
    pump = pump_of(database, content, channel, lambda: now[0])
    channel.away = True
    for _ in range(60):
        database.write(lambda session: queue_due(session, content, now[0]))
        await pump.sender.send_waiting()
        now[0] += MINUTE
    assert channel.heard() == []

    channel.away = False
    while await pump.sender.send_waiting():
        pass

    assert [(address, text.split(" / ")[0]) for address, _, text in channel.heard()] == [
        ("amina", "Rappel : mercredi 2 décembre, 9h00")
    ]
