"""An appointment that staff made is taken into a chat by its code and first name, and guesses lead nowhere."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from bot.booking.codes import claim_in
from bot.conversation import effects, events
from bot.operations.appointments.claims import (
    TRIES_OF_A_CHAT,
    TRIES_OF_A_CODE,
    Claimed,
    NotClaimed,
    claim,
    forget_old_tries,
)
from bot.operations.appointments.desk_booking import book_at_desk
from bot.operations.appointments.reminders import queue_due
from bot.operations.effects import carry_out
from bot.store.appointments import appointments_of_chat
from bot.store.database import Database
from bot.store.tables import AppointmentRow, ClaimTryRow
from bot.store.timetables import free_slots_for_staff
from tests.bookings import FOREST, HOUR, booked, come, count, free, put_up, shipped
from tests.conftest import MONDAY


def at_desk(session: Session, name: str = "Amina", at: int = 0) -> AppointmentRow:
    slot = free_slots_for_staff(session, FOREST, "fr", MONDAY)[at]
    row = book_at_desk(session, FOREST, slot.starts_at, name, "fr", "", f"form-{at}", shipped(), MONDAY, "staff:1")
    assert row is not None
    return row


@pytest.mark.parametrize("typed", ["Amina", " amina ", "AMINA Benali", "Amína"])
def test_code_and_first_name_give_the_appointment_to_the_chat(database: Database, typed: str):
    def story(session: Session) -> None:
        put_up(session)
        row, chat = at_desk(session), come(session, "amina")

        outcome = claim(session, chat, row.code.lower(), typed, MONDAY)

        assert isinstance(outcome, Claimed)
        assert outcome.appointment.code == row.code
        assert [one.id for one in appointments_of_chat(session, chat, MONDAY)] == [row.id]
        assert (row.beneficiary, row.for_other) == (chat, False)
        assert claim(session, chat, row.code, "", MONDAY) == outcome

    database.write(story)


def test_a_helper_claims_for_somebody_else_beside_an_appointment_of_their_own(database: Database):
    def story(session: Session) -> None:
        put_up(session)
        row = at_desk(session)
        own = booked(session, "bilal", free(session)[3])
        assert own.chat_key is not None

        assert claim(session, own.chat_key, row.code, "Amina", MONDAY) == NotClaimed("has_one")
        assert row.chat_key is None
        assert isinstance(claim(session, own.chat_key, row.code, "Amina", MONDAY, for_other=True), Claimed)
        assert row.for_other

    database.write(story)


@pytest.mark.parametrize(
    "change",
    [
        {"status": "cancelled_by_staff"},
        {"status": "attended"},
        {"chat_key": "x" * 43},
        {"starts_at": MONDAY},
        {"first_name": None},
    ],
)
def test_what_is_over_or_somebody_elses_is_as_unknown_as_a_wrong_name(database: Database, change: dict[str, Any]):
    def story(session: Session) -> None:
        put_up(session)
        row = at_desk(session)
        for name, value in change.items():
            setattr(row, name, value)
        session.flush()

        assert claim(session, come(session, "amina"), row.code, "Amina", MONDAY) == NotClaimed("unknown")
        assert claim(session, come(session, "bilal"), row.code, "Zoé", MONDAY) == NotClaimed("unknown")

    database.write(story)


@pytest.mark.parametrize("code", ["DEMOXSFHRS", "XSFHRS", "DEMODEMOXSFHRS", "X" * 40])
def test_a_code_that_nobody_has_is_unknown_whatever_stands_before_it(database: Database, code: str):
    def story(session: Session) -> None:
        assert claim(session, come(session, "amina"), code, "Piet", MONDAY) == NotClaimed("unknown")

    database.write(story)


def test_after_five_wrong_tries_a_chat_waits_an_hour_even_with_the_right_code(database: Database):
    def story(session: Session) -> None:
        put_up(session)
        row, chat = at_desk(session, at=8), come(session, "amina")
        for number in range(TRIES_OF_A_CHAT):
            wrong = "CFGHK" + "CFGHKMPRSTXZ"[number]
            assert claim(session, chat, wrong, "Amina", MONDAY + timedelta(minutes=number)) == NotClaimed("unknown")

        late, after = MONDAY + timedelta(minutes=59), MONDAY + HOUR
        assert claim(session, chat, row.code, "Amina", late) == NotClaimed("too_many")
        assert isinstance(claim(session, chat, row.code, "Amina", after), Claimed)

    database.write(story)


def test_the_name_on_a_code_cannot_be_guessed_from_ever_new_chats(database: Database):
    def story(session: Session) -> None:
        put_up(session)
        row = at_desk(session)
        outcomes = [
            claim(session, come(session, f"guest {number}"), row.code, f"Nom{number}", MONDAY) for number in range(30)
        ]

        assert outcomes == [NotClaimed("unknown")] * TRIES_OF_A_CODE + [NotClaimed("too_many")] * (30 - TRIES_OF_A_CODE)

    database.write(story)


def test_counts_of_tries_are_forgotten_after_their_hour(database: Database):
    def story(session: Session) -> None:
        claim(session, come(session, "amina"), "CFGHKM", "Amina", MONDAY)
        assert count(session, ClaimTryRow) == 2

        forget_old_tries(session, MONDAY + HOUR)

        assert count(session, ClaimTryRow) == 0

    database.write(story)


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("KXPRTM", ("KXPRTM", "")),
        ("kxp-rtm", ("KXPRTM", "")),
        ("k x p r t m", ("KXPRTM", "")),
        ("KXP RTM Amina", ("KXPRTM", "Amina")),
        ("Jean-Baptiste, KXPRTM", ("KXPRTM", "Jean-Baptiste")),
        ("mon code est kxprtm, Amina Benali", ("KXPRTM", "Amina Benali")),
        ("mijn code is DEMOKXPRTM", ("DEMOKXPRTM", "")),
        ("bonjour", None),
        ("KXPRT", None),
        ("KXPRTA", None),
        ("KXPRTM et je voudrais savoir comment venir", None),
        ("KXPRTM 0470 12 34 56", None),
        ("", None),
    ],
)
def test_a_text_that_is_a_code_is_heard_with_the_name_beside_it(text: str, heard: tuple[str, str] | None):
    assert claim_in(text) == heard


def test_a_claim_typed_in_a_chat_is_carried_out_and_counted(database: Database):
    def story(session: Session) -> None:
        put_up(session)
        row, chat = at_desk(session), come(session, "amina")

        for _ in range(TRIES_OF_A_CHAT):
            wrong = effects.Claim(row.code, "Bilal")
            assert carry_out(session, chat, wrong, MONDAY) == events.NotClaimed("unknown", wrong)
        right = effects.Claim(row.code, "Amina")
        assert carry_out(session, chat, right, MONDAY) == events.NotClaimed("too_many", right)
        assert row.chat_key is None

        done = carry_out(session, come(session, "other phone"), right, MONDAY)
        assert isinstance(done, events.Claimed)
        assert (done.appointment.code, row.chat_key) == (row.code, come(session, "other phone"))

    database.write(story)


def test_a_claimed_appointment_is_reminded_of_in_the_chat(database: Database):
    def story(session: Session) -> None:
        put_up(session)
        row = at_desk(session, at=8)
        assert row.starts_at is not None
        eve = (row.starts_at - timedelta(days=1)).replace(hour=16, minute=30)
        assert queue_due(session, shipped(), eve) == 0

        claim(session, come(session, "amina"), row.code, "Amina", MONDAY)

        assert queue_due(session, shipped(), eve) == 1

    database.write(story)


def test_a_helper_claims_five_at_most(database: Database):
    def story(session: Session) -> None:
        put_up(session)
        helper = come(session, "helper")
        names = ("Amina", "Bilal", "Chloe", "Dries", "Emma", "Fatima")
        rows = [at_desk(session, name, number + 1) for number, name in enumerate(names)]

        became = [
            claim(session, helper, row.code, name, MONDAY, for_other=True)
            for row, name in zip(rows, names, strict=True)
        ]

        assert [type(one).__name__ for one in became] == ["Claimed"] * 5 + ["NotClaimed"]
        assert became[-1] == NotClaimed("full")

    database.write(story)
