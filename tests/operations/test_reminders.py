"""Which message is due when, that each is sent at most once, and that nobody is reminded of what is not so any more."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.booking.reminders import due_messages, open_now, still_holds
from bot.content.model import Content
from bot.conversation import effects, events
from bot.operations.appointments.booking import cancel, hold_slot, move, set_status
from bot.operations.appointments.reminders import note_opinion, queue_due
from bot.operations.ports import Sent
from bot.operations.sending.outbox import claim
from bot.operations.sending.settling import settle
from bot.store.agendas import opinions_of, undelivered
from bot.store.database import Database
from bot.store.migrate import mark
from bot.store.tables import AppointmentRow, ConversationRow, VisitOpinionRow
from tests.bookings import CHANNEL, DAY, FOREST, HOUR, MINUTE, booked, come, count, free, messages, put_up
from tests.conftest import MONDAY
from tests.stress.year import Year, wall

# Booked a week ahead: Wednesday 2 December 2026, nine in Brussels.
BOOKED = datetime(2026, 11, 25, 7, 0, tzinfo=UTC)
START = datetime(2026, 12, 2, 8, 0, tzinfo=UTC)
THREE_DAYS, DAY_BEFORE = wall(date(2026, 11, 29), "10:00"), wall(date(2026, 12, 1), "17:00")


def windows(status: str, start: datetime, chosen: datetime) -> list[tuple[str, str, str]]:
    return [
        (due.kind, f"{due.opens_at:%d.%m %H:%M}", f"{due.closes_at:%d.%m %H:%M}")
        for due in due_messages(status, start, chosen)  # type: ignore[arg-type]
    ]


def a_week_ahead(session: Session, who: str = "amina") -> AppointmentRow:
    if not session.scalars(select(AppointmentRow.id)).first():
        put_up(session, languages=("fr", "fr", "fr"))
    slot = next(slot for slot in free(session, BOOKED) if slot.starts_at == START)
    return booked(session, who, slot, BOOKED)


def work(session: Session, content: Content, now: datetime) -> list[tuple[str, str]]:
    """A minute of the worker: kind and words of what is sent."""
    queue_due(session, content, now)
    sent = []
    while leased := claim(session, "w", now, [CHANNEL]):
        for one in leased:
            settle(session, one.id, "w", Sent(), now)
            sent.append((next(row.timed or "" for row in messages(session) if row.id == one.id), one.message.text))
        session.flush()
    return sent


def kinds(session: Session, content: Content, now: datetime) -> list[str]:
    return [kind for kind, _ in work(session, content, now)]


# The rules


def test_two_reminders_are_due_for_who_booked_early():
    assert windows("booked", START, BOOKED) == [
        ("reminder_3days", "29.11 09:00", "29.11 19:00"),
        ("reminder_1day", "01.12 16:00", "01.12 19:00"),
    ]


@pytest.mark.parametrize(
    ("chosen", "due"),
    [
        (START - 5 * DAY, ["reminder_3days", "reminder_1day"]),
        (START - 5 * DAY + MINUTE, ["reminder_1day"]),
        (START - 24 * HOUR, ["reminder_1day"]),
        (START - 24 * HOUR + MINUTE, []),
    ],
)
def test_who_booked_late_is_reminded_less(chosen: datetime, due: list[str]):
    assert [one.kind for one in due_messages("booked", START, chosen)] == due


def test_nothing_is_due_when_its_hour_had_passed_at_the_booking():
    evening = wall(date(2026, 12, 2), "18:00")

    assert windows("booked", evening, wall(date(2026, 12, 1), "17:30")) == []
    assert windows("booked", evening, wall(date(2026, 12, 1), "16:59")) == [
        ("reminder_1day", "01.12 16:00", "01.12 19:00")
    ]


def test_reminders_keep_their_hour_when_the_clocks_change():
    # Tuesday 30 March 2027, the day after Easter Monday; the clocks go forward on Sunday 28.
    after_easter = wall(date(2027, 3, 30), "09:00")
    assert windows("booked", after_easter, after_easter - 20 * DAY) == [
        ("reminder_3days", "27.03 09:00", "27.03 19:00"),  # winter time
        ("reminder_1day", "29.03 15:00", "29.03 18:00"),  # summer time
    ]
    # Monday 26 October 2026; the clocks go back on Sunday 25, which has 25 hours.
    monday = wall(date(2026, 10, 26), "09:00")
    assert windows("booked", monday, monday - 20 * DAY) == [
        ("reminder_3days", "23.10 08:00", "23.10 18:00"),
        ("reminder_1day", "25.10 16:00", "25.10 19:00"),
    ]


def test_after_an_absence_and_after_a_visit_there_is_one_message():
    assert windows("no_show", START, BOOKED) == [("no_show", "02.12 17:00", "02.12 19:00")]
    assert windows("attended", START, BOOKED) == [("after_visit", "03.12 09:00", "03.12 19:00")]


@pytest.mark.parametrize(
    "status", ["requested", "proposed", "cancelled_by_person", "cancelled_by_staff", "declined", "lapsed"]
)
def test_nothing_is_due_for_what_does_not_take_place(status: str):
    assert windows(status, START, BOOKED) == []


def test_nobody_is_written_to_between_eight_in_the_evening_and_eight_in_the_morning():
    for day in (date(2026, 10, 25), date(2026, 12, 1), date(2027, 3, 28)):
        quiet = ["20:00", "21:30", "23:59", "00:00", "04:00", "07:59"]
        assert [open_now(wall(day, clock)) for clock in quiet] == [()] * len(quiet)
        assert [kind for kind, _ in open_now(wall(day, "19:59"))] == [
            "reminder_3days", "reminder_1day", "no_show", "after_visit",
        ]  # fmt: skip


def test_a_message_stops_being_true_with_its_appointment():
    now = START - DAY
    assert still_holds("reminder_1day", 1, "booked", 1, START, now)
    assert not still_holds("reminder_1day", 1, "booked", 2, START, now)  # moved
    assert not still_holds("reminder_1day", 1, "cancelled_by_person", 2, START, now)
    assert not still_holds("reminder_1day", 1, "booked", 1, START, START)
    assert still_holds("no_show", 1, "no_show", 5, START, START + HOUR)
    assert not still_holds("no_show", 1, "attended", 2, START, START + HOUR)


# The worker


def test_a_reminder_is_sent_once_at_its_hour_with_three_ways_to_answer(database: Database, content: Content):
    def story(session: Session) -> None:
        row = a_week_ahead(session)

        assert work(session, content, THREE_DAYS - MINUTE) == []
        (sent,) = work(session, content, THREE_DAYS)
        assert sent[0] == "reminder_3days"
        assert sent[1].startswith("Rappel : mercredi 2 décembre, 9h00\nMission Locale de Forest\nCode : ")
        assert [work(session, content, THREE_DAYS + minutes * MINUTE) for minutes in (1, 2, 300)] == [[], [], []]
        message = messages(session)[-1]
        assert message.body is not None
        assert [button["data"] for line in message.body["rows"] for button in line] == [
            f"=coming:{row.code}.1",
            f"=move:{row.code}.1",
            f"=cancel:{row.code}.1",
        ]
        assert (message.urgency, message.appointment_id, message.not_after) == (
            1, row.id, wall(date(2026, 11, 29), "20:00"),
        )  # fmt: skip
        assert kinds(session, content, DAY_BEFORE) == ["reminder_1day"]

    database.write(story)


def test_a_reminder_speaks_the_language_of_the_chat(database: Database, content: Content):
    def story(session: Session) -> None:
        a_week_ahead(session)
        session.scalars(select(ConversationRow)).one().lang = "nl"
        session.flush()

        ((_, words),) = work(session, content, THREE_DAYS)

        assert words.startswith("Herinnering: woensdag 2 december, 9u00\n")

    database.write(story)


def test_a_demonstration_says_so_in_every_reminder(database: Database, content: Content):
    def story(session: Session) -> None:
        mark(session, demo=True)
        session.flush()
        a_week_ahead(session)

        ((_, words),) = work(session, content, THREE_DAYS)

        assert words.startswith("**DÉMONSTRATION : ce rendez-vous n'existe pas**\nRappel")

    database.write(story)


@pytest.mark.parametrize("change", ["cancelled", "moved", "cancelled by staff", "erased"])
def test_a_queued_reminder_is_not_sent_when_the_appointment_changed(database: Database, content: Content, change: str):
    def story(session: Session) -> None:
        row = a_week_ahead(session)
        amina = come(session, "amina")
        assert queue_due(session, content, THREE_DAYS) == 1
        now = THREE_DAYS + MINUTE
        match change:
            case "cancelled":
                cancel(session, amina, effects.Cancel(row.code, 1), now)
            case "cancelled by staff":
                set_status(session, row, "cancelled_by_staff", now, "staff:1")
            case "moved":
                held = hold_slot(session, amina, free(session, now)[-1], now, moves=row.code)
                assert isinstance(held, events.Held)
                move(session, amina, effects.Move(row.code, 1, held.hold.slot), now)
            case "erased":
                row.status, row.chat_key = "cancelled_by_person", None
                session.flush()

        assert work(session, content, now + MINUTE) == []
        assert [message.state for message in messages(session)] == ["dropped"]

    database.write(story)


def test_a_moved_appointment_is_remembered_anew(database: Database, content: Content):
    def story(session: Session) -> None:
        row = a_week_ahead(session)
        amina = come(session, "amina")
        assert kinds(session, content, THREE_DAYS) == ["reminder_3days"]
        now = THREE_DAYS + HOUR
        later = next(slot for slot in free(session, now) if slot.starts_at == START + 7 * DAY)
        hold_slot(session, amina, later, now, moves=row.code)
        move(session, amina, effects.Move(row.code, 1, later), now)

        assert kinds(session, content, DAY_BEFORE) == []
        assert kinds(session, content, THREE_DAYS + 7 * DAY) == ["reminder_3days"]
        assert kinds(session, content, DAY_BEFORE + 7 * DAY) == ["reminder_1day"]

    database.write(story)


def test_who_moved_to_tomorrow_is_not_reminded_of_what_they_just_chose(database: Database, content: Content):
    def story(session: Session) -> None:
        row = a_week_ahead(session)
        amina = come(session, "amina")
        now = wall(date(2026, 11, 26), "17:30")
        tomorrow = free(session, now)[0]
        hold_slot(session, amina, tomorrow, now, moves=row.code)
        move(session, amina, effects.Move(row.code, 1, tomorrow), now)

        assert kinds(session, content, now + MINUTE) == []

    database.write(story)


def test_a_worker_that_was_away_catches_up_inside_the_window_only(database: Database, content: Content):
    def story(session: Session) -> None:
        a_week_ahead(session)

        assert kinds(session, content, wall(date(2026, 11, 29), "16:00")) == ["reminder_3days"]
        assert kinds(session, content, wall(date(2026, 12, 1), "20:00")) == []
        assert kinds(session, content, wall(date(2026, 12, 2), "08:00")) == []

    database.write(story)


def test_a_queued_reminder_is_dropped_after_its_window(database: Database, content: Content):
    def story(session: Session) -> None:
        a_week_ahead(session)
        queue_due(session, content, wall(date(2026, 12, 1), "19:58"))

        assert claim(session, "w", wall(date(2026, 12, 1), "20:00"), [CHANNEL]) == []
        assert [message.state for message in messages(session)] == ["dropped"]

    database.write(story)


def test_two_workers_queue_a_reminder_once(database: Database, content: Content):
    database.write(lambda session: [a_week_ahead(session, who) for who in ("amina", "bilal", "chloe")] and None)

    queued = [database.write(lambda session: queue_due(session, content, THREE_DAYS)) for _ in range(2)]

    assert queued == [3, 0]


def test_for_a_person_who_cannot_be_reached_staff_are_told_to_phone(database: Database, content: Content):
    def story(session: Session) -> None:
        row = a_week_ahead(session)
        session.scalars(select(ConversationRow)).one().unreachable_at = BOOKED
        session.flush()

        assert kinds(session, content, THREE_DAYS) == []
        assert [(message.timed, found.code) for message, found in undelivered(session, FOREST)] == [
            ("reminder_3days", row.code)
        ]
        assert queue_due(session, content, THREE_DAYS + MINUTE) == 0
        # Nobody is phoned to be asked how it was.
        set_status(session, row, "attended", START + HOUR, "staff:1")
        assert queue_due(session, content, wall(date(2026, 12, 3), "11:00")) == 0

    database.write(story)


def test_the_evening_of_an_absence_brings_kind_words_and_one_tap_to_a_new_time(database: Database, content: Content):
    def story(session: Session) -> None:
        row = a_week_ahead(session)
        set_status(session, row, "no_show", START + HOUR, "staff:1")

        assert kinds(session, content, wall(date(2026, 12, 2), "17:59")) == []
        assert kinds(session, content, wall(date(2026, 12, 2), "18:00")) == ["no_show"]
        body = messages(session)[-1].body
        assert body is not None
        assert body["rows"][0][0]["data"] == f"=book_at:{FOREST}"

    database.write(story)


def test_a_corrected_absence_brings_no_reproach(database: Database, content: Content):
    def story(session: Session) -> None:
        row = a_week_ahead(session)
        set_status(session, row, "no_show", START + HOUR, "staff:1")
        set_status(session, row, "attended", START + 2 * HOUR, "staff:1")

        assert kinds(session, content, wall(date(2026, 12, 2), "18:00")) == []
        assert kinds(session, content, wall(date(2026, 12, 3), "10:00")) == ["after_visit"]

    database.write(story)


def test_after_a_visit_one_question_is_asked_once_whatever_is_corrected(database: Database, content: Content):
    def story(session: Session) -> None:
        row = a_week_ahead(session)
        set_status(session, row, "attended", START + HOUR, "staff:1")
        next_day = wall(date(2026, 12, 3), "10:00")
        assert kinds(session, content, next_day) == ["after_visit"]
        body = messages(session)[-1].body
        assert body is not None
        assert [line[0]["data"] for line in body["rows"]] == [
            f"=visit:{row.code}.good",
            f"=visit:{row.code}.so_so",
            f"=visit:{row.code}.bad",
        ]

        set_status(session, row, "booked", next_day + HOUR, "staff:1")
        set_status(session, row, "attended", next_day + HOUR, "staff:1")
        assert kinds(session, content, next_day + 2 * HOUR) == []

    database.write(story)


def test_opinions_are_counts_that_an_office_sees_from_five_on(database: Database):
    def story(session: Session) -> None:
        put_up(session, languages=("fr",) * 6)
        slots = free(session)
        for number, opinion in enumerate(["good", "good", "bad", "so_so", "good"]):
            assert opinions_of(session, FOREST) == {}
            row = booked(session, f"person {number}", slots[number])
            key = come(session, f"person {number}")
            assert not note_opinion(session, key, row.code, opinion, MONDAY)  # the visit is still to come
            set_status(session, row, "attended", slots[number].starts_at, "staff:1")
            assert not note_opinion(session, come(session, "stranger"), row.code, opinion, MONDAY)
            assert not note_opinion(session, key, row.code, "forged", MONDAY)
            assert note_opinion(session, key, row.code, opinion, MONDAY)
            assert not note_opinion(session, key, row.code, "bad", MONDAY)  # once

        session.expire_all()
        assert opinions_of(session, FOREST) == {date(2026, 11, 1): {"good": 3, "so_so": 1, "bad": 1}}
        assert opinions_of(session, "mission-locale-saint-gilles") == {}
        assert count(session, VisitOpinionRow) == 3

    database.write(story)


@pytest.mark.parametrize("first", [date(2026, 10, 12), date(2027, 3, 15)], ids=["clocks go back", "Easter Monday 2027"])
def test_three_weeks_of_an_office_bring_exactly_the_messages_that_the_rules_name(
    database: Database, content: Content, first: date
):
    sunday = first + timedelta(days=13)  # the day on which the clocks change
    year = Year(database, content, first, 21, (wall(sunday, "12:00"), wall(sunday, "18:00")), a_day=2.5, horizon_days=9)

    sent = year.live()

    assert sorted(sent) == year.expected()
    assert {kind for _, kind, _ in sent} == {"reminder_3days", "reminder_1day", "no_show", "after_visit"}
