"""Whoever waits is told in order when a time is free, once, by day, and only while it is free."""

from __future__ import annotations

import asyncio
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.booking.slots import Slot
from bot.content.model import Content
from bot.conversation import effects, events
from bot.conversation.outgoing import Outgoing
from bot.language.dates import BRUSSELS
from bot.operations.appointments.booking import book, cancel, hold_slot
from bot.operations.appointments.claims import claim
from bot.operations.appointments.desk_booking import book_at_desk
from bot.operations.appointments.waiting_list import KEPT_FOR, end_waiting, leave, tell_waiting, wait
from bot.operations.effects import carry_out
from bot.operations.erasure import erase_chat, forget_what_is_due
from bot.operations.offices.closures import close_and_tell, take_back
from bot.operations.sending.outbox import claim as lease
from bot.store.database import Database
from bot.store.tables import AppointmentRow, ClosureRow, ConversationRow, OfficeRow, OpeningRow, WaitingRow
from bot.store.worlds import read_world
from tests.bookings import (
    CHANNEL,
    DAY,
    FOREST,
    HOUR,
    MINUTE,
    booked,
    come,
    count,
    free,
    hold_and_book,
    messages,
    put_up,
    wants,
)
from tests.conftest import MONDAY
from tests.stress.rig import FileChannel, pump_of

SAINT_GILLES = "mission-locale-saint-gilles"
ONE_TIME = ((1, "09:00", "09:30"),)
TUESDAY_NINE = int(datetime(2026, 11, 24, 9, 0, tzinfo=BRUSSELS).timestamp())
EVENING = datetime(2026, 11, 23, 21, 0, tzinfo=BRUSSELS)
MORNING = datetime(2026, 11, 24, 8, 0, tzinfo=BRUSSELS)


def one_time(session: Session, owner: str = "owner", **fields: object) -> AppointmentRow:
    """An office with a single time within its horizon, which somebody has."""
    put_up(session, openings=ONE_TIME, horizon_days=7, **fields)  # type: ignore[arg-type]
    return booked(session, owner, free(session)[0])


def waiting(session: Session, *names: str, lang: str = "fr", now: datetime = MONDAY) -> list[str]:
    """People on the list, in the order of their names here."""
    keys = []
    for number, name in enumerate(names):
        key = come(session, name, now)
        assert wait(session, key, FOREST, "nl" if lang == "nl" else "fr", now + number * MINUTE) == events.Waits(FOREST)
        keys.append(key)
    return keys


def freed(session: Session, row: AppointmentRow, now: datetime = MONDAY) -> None:
    assert row.chat_key is not None
    outcome = cancel(session, row.chat_key, effects.Cancel(row.code, row.version), now)
    assert isinstance(outcome, events.Cancelled)


def told(session: Session) -> list[str]:
    """The names of those who were written to, in order."""
    return [message.address for message in messages(session) if message.waiting_id is not None]


def tell(session: Session, content: Content, now: datetime = MONDAY + HOUR) -> int:
    return tell_waiting(session, FOREST, content, now)


def test_three_people_are_told_of_one_time_in_order_of_arrival_and_the_next_two_hours_later(
    database: Database, content: Content
):
    def story(session: Session) -> None:
        row = one_time(session)
        waiting(session, "amina", "bilal", "chloe", "dries", "emma")
        assert tell(session, content) == 0

        freed(session, row)

        assert tell(session, content) == 3
        assert told(session) == ["amina", "bilal", "chloe"]
        assert tell(session, content, MONDAY + HOUR + MINUTE) == 0
        assert tell(session, content, MONDAY + 3 * HOUR + MINUTE) == 2
        assert told(session) == ["amina", "bilal", "chloe", "dries", "emma"]

    database.write(story)


def test_who_saw_what_is_free_is_only_told_of_other_times(database: Database, content: Content):
    def story(session: Session) -> None:
        put_up(session, openings=((1, "09:00", "10:00"),), horizon_days=7)
        owner = booked(session, "owner", free(session)[0])
        key = come(session, "amina")
        assert wait(session, key, FOREST, "fr", MONDAY, seen=True) == events.Waits(FOREST)
        assert tell(session, content) == 0

        freed(session, owner)

        assert tell(session, content) == 1
        assert told(session) == ["amina"]
        named = Outgoing.from_json(messages(session)[-1].body or {}).text
        assert "9h00" in named
        assert "9h30" not in named

    database.write(story)


def test_the_message_names_the_time_and_both_ways_on(database: Database, content: Content):
    def story(session: Session) -> None:
        row = one_time(session)
        waiting(session, "amina")
        freed(session, row)
        tell(session, content)

        message = messages(session)[-1]
        shown = Outgoing.from_json(message.body or {})
        assert shown.text.splitlines()[0] == "Moment libre : mardi 24 novembre, 9h00"
        assert [(button.label, button.data) for line in shown.rows for button in line] == [
            ("mardi 24 novembre, 9h00", f"=take:{FOREST}.fr.{TUESDAY_NINE}"),
            ("Voir les moments", f"=free:{FOREST}.fr"),
            ("Ne plus me prévenir", f"=no_wait:{FOREST}"),
        ]
        assert message.not_after == datetime(2026, 11, 23, 20, 0, tzinfo=BRUSSELS)
        assert message.urgency == 1

    database.write(story)


@pytest.mark.parametrize("how", ["lapse", "move", "opening", "closure"])
def test_whatever_frees_a_time_is_told(database: Database, content: Content, how: str):
    def story(session: Session) -> None:
        put_up(session, openings=ONE_TIME, horizon_days=7)
        slot = free(session)[0]
        holder = come(session, "holder")
        now = MONDAY + HOUR
        match how:
            case "lapse":
                assert isinstance(hold_slot(session, holder, slot, MONDAY + 50 * MINUTE), events.Held)
            case "closure":
                day = slot.starts_at.date()
                close_and_tell(session, FOREST, day, day, None, (), content, MONDAY, "staff:1")
            case _:
                booked(session, "owner", slot)
        waiting(session, "amina")
        assert tell(session, content, now) == 0

        match how:
            case "lapse":
                now += 20 * MINUTE
            case "closure":
                take_back(session, FOREST, session.scalars(select(ClosureRow.id)).one(), content, MONDAY, "staff:1")
            case "opening":
                put_up_wednesday(session, slot)
            case "move":
                wednesday = put_up_wednesday(session, slot)
                row = session.scalars(select(AppointmentRow)).one()
                hold_slot(session, str(row.chat_key), wednesday, MONDAY, moves=row.code)
                moved = carry_out(session, str(row.chat_key), effects.Move(row.code, 1, wednesday), MONDAY)
                assert isinstance(moved, events.Moved)

        assert tell(session, content, now) == 1

    database.write(story)


def put_up_wednesday(session: Session, slot: Slot) -> Slot:
    session.add(OpeningRow(desk_id=slot.desk_id, weekday=2, starts="10:00", ends="10:30", minutes=30))
    session.flush()
    return next(one for one in free(session) if one.starts_at != slot.starts_at)


def test_nobody_is_told_in_the_night(database: Database, content: Content):
    def story(session: Session) -> None:
        row = one_time(session, notice_days=0)
        waiting(session, "amina")
        freed(session, row)

        assert tell(session, content, EVENING) == 0
        assert tell(session, content, MORNING - MINUTE) == 0
        assert tell(session, content, MORNING) == 1
        # The time itself comes before the evening.
        assert messages(session)[-1].not_after == datetime(2026, 11, 24, 9, 0, tzinfo=BRUSSELS)

    database.write(story)


def test_a_time_that_was_taken_before_the_message_left_is_not_told(database: Database, content: Content):
    def story(session: Session) -> None:
        row = one_time(session)
        (amina,) = waiting(session, "amina")
        freed(session, row)
        tell(session, content)
        again = booked(session, "faster", free(session)[0])

        assert [one for one in lease(session, "me", MONDAY + HOUR + MINUTE, [CHANNEL]) if one.address == "amina"] == []
        assert [message.state for message in messages(session) if message.waiting_id] == ["dropped"]

        # She has lost nothing by it: the next time is hers to hear of at once.
        freed(session, again)
        assert tell(session, content, MONDAY + HOUR + 2 * MINUTE) == 1
        assert [one.address for one in lease(session, "me", MONDAY + HOUR + 3 * MINUTE, [CHANNEL])] == ["amina"]
        assert session.scalars(select(WaitingRow.chat_key)).all() == [amina]

    database.write(story)


def test_what_could_not_be_sent_before_the_evening_is_told_again_in_the_morning(database: Database, content: Content):
    def story(session: Session) -> None:
        row = one_time(session)
        waiting(session, "amina")
        freed(session, row)
        assert tell(session, content, EVENING - 90 * MINUTE) == 1

        # Telegram is away until nine in the evening; the round of the morning comes first.
        assert lease(session, "me", EVENING, [CHANNEL]) == []
        assert tell(session, content, MORNING + 30 * MINUTE) == 1
        assert [one.address for one in lease(session, "me", MORNING + 31 * MINUTE, [CHANNEL])] == ["amina"]

    database.write(story)


def test_whoever_found_it_gone_keeps_their_place_and_is_told_again_an_hour_later(database: Database, content: Content):
    def story(session: Session) -> None:
        row = one_time(session)
        waiting(session, "amina", "bilal")
        freed(session, row)
        tell(session, content)
        taken = booked(session, "faster", free(session)[0])
        assert tell(session, content, MONDAY + HOUR + MINUTE) == 0

        freed(session, taken)

        assert tell(session, content, MONDAY + HOUR + 30 * MINUTE) == 0
        assert tell(session, content, MONDAY + 2 * HOUR) == 2
        assert told(session) == ["amina", "bilal", "amina", "bilal"]

    database.write(story)


def test_who_left_the_list_hears_no_more_even_of_what_was_queued(database: Database, content: Content):
    def story(session: Session) -> None:
        row = one_time(session)
        (amina,) = waiting(session, "amina")
        freed(session, row)
        tell(session, content)

        leave(session, amina, FOREST)

        assert lease(session, "me", MONDAY + HOUR + MINUTE, [CHANNEL]) == []
        assert tell(session, content, MONDAY + 4 * HOUR) == 0

    database.write(story)


def test_who_has_an_appointment_waits_nowhere_any_more(database: Database, content: Content):
    def story(session: Session) -> None:
        put_up(session)
        put_up(session, office=SAINT_GILLES)
        for who, for_other, left in (("amina", False, []), ("helper", True, [SAINT_GILLES])):
            key = come(session, who)
            wait(session, key, FOREST, "fr", MONDAY)
            wait(session, key, SAINT_GILLES, "fr", MONDAY)
            slot = free(session)[0]
            assert isinstance(hold_and_book(session, key, slot, request=who, for_other=for_other), events.Booked)

            assert list(session.scalars(select(WaitingRow.office).where(WaitingRow.chat_key == key))) == left

        at_desk = book_at_desk(
            session, FOREST, free(session)[0].starts_at, "Emma", "fr", "", "form", content, MONDAY, "staff:1"
        )
        assert at_desk is not None
        emma = come(session, "emma")
        wait(session, emma, SAINT_GILLES, "fr", MONDAY)
        claim(session, emma, at_desk.code, "Emma", MONDAY)
        assert count(session, WaitingRow, WaitingRow.chat_key == emma) == 0

    database.write(story)


def test_erasing_takes_a_person_off_every_list(database: Database, content: Content):
    def story(session: Session) -> None:
        row = one_time(session)
        (amina,) = waiting(session, "amina")
        freed(session, row)
        tell(session, content)

        erase_chat(session, amina, MONDAY + HOUR)

        assert count(session, WaitingRow) == 0
        assert [message.state for message in messages(session) if message.address == "amina"] == ["dropped"]

    database.write(story)


def test_a_chat_that_only_waits_is_not_forgotten_before_its_list_ends(database: Database, content: Content):
    def story(session: Session) -> None:
        one_time(session)
        (amina,) = waiting(session, "amina")

        forget_what_is_due(session, MONDAY + KEPT_FOR - DAY)

        assert session.get(ConversationRow, amina) is not None

    database.write(story)


def test_after_four_weeks_there_is_a_kind_word_by_day_and_the_place_is_gone(database: Database, content: Content):
    def story(session: Session) -> None:
        one_time(session)
        waiting(session, "amina")
        night = (MONDAY + KEPT_FOR).astimezone(BRUSSELS).replace(hour=21)

        assert end_waiting(session, content, night) == 0
        assert end_waiting(session, content, night + 11 * HOUR) == 1

        assert count(session, WaitingRow) == 0
        text = Outgoing.from_json(messages(session)[-1].body or {}).text
        assert "s'arrête après quatre semaines. Ce n'est pas votre faute." in text
        # Its message outlives the place.
        leased = lease(session, "me", night + 11 * HOUR + MINUTE, [CHANNEL])
        assert [one.address for one in leased] == ["amina"]

    database.write(story)


def test_a_chat_is_on_three_lists_at_most_and_once_on_each(database: Database, content: Content):
    def story(session: Session) -> None:
        amina = come(session, "amina")
        for office in ("one", "two", "three"):
            assert wait(session, amina, office, "fr", MONDAY) == events.Waits(office)
        assert wait(session, amina, "four", "fr", MONDAY) == events.WaitsTooOften()

        assert wait(session, amina, "one", "nl", MONDAY + DAY) == events.Waits("one")

        rows = {row.office: row for row in session.scalars(select(WaitingRow))}
        assert set(rows) == {"one", "two", "three"}
        assert (rows["one"].lang, rows["one"].since) == ("nl", MONDAY)
        assert read_world(session, amina, content, MONDAY).waits_at == ("one", "two", "three")

    database.write(story)


def test_only_a_time_where_the_language_is_spoken_is_told(database: Database, content: Content):
    def story(session: Session) -> None:
        row = one_time(session)
        waiting(session, "an", lang="nl")
        waiting(session, "amina")
        freed(session, row)

        assert tell(session, content) == 1
        assert told(session) == ["amina"]

    database.write(story)


def test_who_cannot_be_reached_is_passed_over_and_keeps_the_place(database: Database, content: Content):
    def story(session: Session) -> None:
        row = one_time(session)
        gone, _ = waiting(session, "gone", "amina")
        session.get_one(ConversationRow, gone).unreachable_at = MONDAY
        freed(session, row)

        assert tell(session, content) == 1
        assert told(session) == ["amina"]
        session.get_one(ConversationRow, gone).unreachable_at = None
        session.flush()
        assert tell(session, content, MONDAY + 2 * HOUR) == 1

    database.write(story)


def test_a_paused_office_tells_nobody(database: Database, content: Content):
    def story(session: Session) -> None:
        row = one_time(session)
        waiting(session, "amina")
        freed(session, row)
        session.get_one(OfficeRow, FOREST).paused_at = MONDAY
        session.flush()

        assert tell(session, content) == 0

    database.write(story)


def test_two_workers_at_once_tell_as_many_as_one(database: Database, content: Content):
    def prepare(session: Session) -> None:
        row = one_time(session)
        waiting(session, *(f"person {number}" for number in range(10)))
        freed(session, row)

    database.write(prepare)
    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(lambda _: database.write(lambda session: tell(session, content)), range(8)))

    assert sum(counts) == 3
    assert database.read(told) == ["person 0", "person 1", "person 2"]


async def test_ten_people_tap_the_freed_time_at_once_one_holds_it_and_nine_keep_their_place(
    database: Database, content: Content, tmp_path: Path
):
    names = [f"person {number}" for number in range(10)]

    def prepare(session: Session) -> None:
        row = one_time(session)
        waiting(session, *names)
        freed(session, row)

    database.write(prepare)
    channel, now = FileChannel(tmp_path / "heard"), MONDAY + HOUR
    pump = pump_of(database, content, channel, lambda: now)
    keys = [
        await pump.note(CHANNEL, str(number), name, {"button": f"=take:{FOREST}.fr.{TUESDAY_NINE}"})
        for number, name in enumerate(names)
    ]

    await asyncio.gather(*(pump.handle(key) for key in keys))

    heard = {address: [text for who, _, text in channel.heard() if who == address] for address in names}
    gone = [name for name in names if any("Ce moment n'est plus libre" in text for text in heard[name])]
    asked = [name for name in names if any("Quel est votre prénom" in text for text in heard[name])]
    assert (len(gone), len(asked)) == (9, 1)
    assert all(any("Vous gardez votre place" in text for text in heard[name]) for name in gone)
    assert database.read(lambda session: count(session, WaitingRow)) == 10


def test_ten_people_confirm_the_freed_time_at_once_and_one_has_it(database: Database, content: Content):
    names = [f"person {number}" for number in range(10)]

    def prepare(session: Session) -> Slot:
        row = one_time(session)
        waiting(session, *names)
        freed(session, row)
        return free(session)[0]

    slot = database.write(prepare)

    def confirm(name: str) -> str:
        outcome = database.write(
            lambda session: book(session, come(session, name), wants(slot, name, request=name), MONDAY)
        )
        return type(outcome).__name__

    with ThreadPoolExecutor(10) as pool:
        became = Counter(pool.map(confirm, names))

    assert became == {"Booked": 1, "SlotTaken": 9}
    left = database.read(lambda session: count(session, WaitingRow))
    assert left == 9
    assert database.write(lambda session: tell(session, content, MONDAY + 3 * HOUR)) == 0


def test_another_office_is_asked_of_the_store_in_the_order_given(database: Database):
    def story(session: Session) -> None:
        put_up(session, openings=ONE_TIME, horizon_days=7)
        put_up(session, office=SAINT_GILLES, languages=("nl",))
        put_up(session, office="mission-locale-ixelles")
        wanted = effects.FindOffices((SAINT_GILLES, "nowhere", "mission-locale-ixelles", FOREST), "fr", "full")

        found = carry_out(session, come(session, "amina"), wanted, MONDAY)

        assert isinstance(found, events.OfficesFound)
        assert [(slot.office, slot.starts_at.astimezone(BRUSSELS).strftime("%d %H:%M")) for slot in found.soonest] == [
            ("mission-locale-ixelles", "24 09:00"),
            (FOREST, "24 09:00"),
        ]

    database.write(story)


# Who has an appointment and would have another time


def mover(session: Session) -> AppointmentRow:
    """Amina has Tuesday at nine, the other time is somebody else's, and she waits for it."""
    put_up(session, openings=((1, "09:00", "10:00"),), horizon_days=7)
    row = booked(session, "amina", free(session)[0])
    booked(session, "owner", free(session)[0])
    assert row.chat_key is not None
    wanted = effects.WaitForTime(FOREST, "fr", seen=True, moves=row.code)
    assert carry_out(session, row.chat_key, wanted, MONDAY) == events.Waits(FOREST, row.code)
    return row


def owner_of(session: Session) -> AppointmentRow:
    """The newest appointment of somebody else than who waits."""
    waits = select(WaitingRow.chat_key)
    query = select(AppointmentRow).where(AppointmentRow.chat_key.not_in(waits)).order_by(AppointmentRow.id.desc())
    return session.scalars(query).first()  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("lang", "still"),
    [
        ("fr", "Vous gardez votre rendez-vous (mardi 24 novembre, 9h00), sauf si vous confirmez un autre moment."),
        ("nl", "U houdt uw afspraak (dinsdag 24 november, 9u00), tenzij u een ander moment bevestigt."),
    ],
)
def test_who_waits_to_move_is_told_that_the_appointment_stays(
    database: Database, content: Content, lang: str, still: str
):
    def story(session: Session) -> Outgoing:
        row = mover(session)
        session.get_one(ConversationRow, row.chat_key).lang = lang
        freed(session, owner_of(session))
        assert tell(session, content) == 1
        return Outgoing.from_json(messages(session)[-1].body)

    message = database.write(story)
    code = database.read(lambda session: session.scalars(select(WaitingRow.moves)).one())
    assert message.text.endswith(still)
    assert [button.data for (button,) in message.rows] == [
        f"=move_to:{code}.{TUESDAY_NINE + 1800}",
        f"=move:{code}.1",
        f"=no_wait:{FOREST}",
    ]


def test_a_confirmed_time_moves_the_appointment_and_ends_the_waiting(database: Database, content: Content):
    def story(session: Session) -> None:
        row = mover(session)
        freed(session, owner_of(session))
        other = next(slot for slot in free(session) if slot.starts_at.timestamp() == TUESDAY_NINE + 1800)
        assert isinstance(hold_slot(session, row.chat_key, other, MONDAY, moves=row.code), events.Held)
        outcome = carry_out(session, row.chat_key, effects.Move(row.code, row.version, other), MONDAY)
        assert isinstance(outcome, events.Moved)
        assert (row.starts_at, row.version) == (other.starts_at, 2)
        assert count(session, WaitingRow) == 0
        open_ones = session.scalars(select(AppointmentRow.code).where(AppointmentRow.status == "booked")).all()
        assert open_ones == [row.code]
        assert tell(session, content) == 0

    database.write(story)


def test_who_cancels_does_not_wait_to_move_and_waits_on_for_others(database: Database):
    def story(session: Session) -> None:
        row = mover(session)
        wait(session, row.chat_key, SAINT_GILLES, "fr", MONDAY)
        freed(session, row)
        assert [one.office for one in session.scalars(select(WaitingRow))] == [SAINT_GILLES]

    database.write(story)


def test_after_the_office_cancelled_any_free_time_is_booked_anew(database: Database, content: Content):
    def story(session: Session) -> list[str]:
        row = mover(session)
        row.status = "cancelled_by_staff"
        session.flush()
        freed(session, owner_of(session))
        tell(session, content)
        return [button.data.partition(":")[0] for (button,) in Outgoing.from_json(messages(session)[-1].body).rows]

    assert database.write(story)[0] == "=take"


def test_nobody_waits_to_move_what_has_begun(database: Database, content: Content):
    def story(session: Session) -> None:
        row = mover(session)
        assert row.starts_at is not None
        tell_waiting(session, FOREST, content, row.starts_at + HOUR)
        session.flush()
        assert count(session, WaitingRow) == 0

    database.write(story)
