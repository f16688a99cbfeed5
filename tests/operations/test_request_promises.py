"""The worker keeps what was promised to people who asked, to the hour, once, and only while it is true."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.content.showing.markdown import to_plain, to_telegram_html
from bot.conversation import effects
from bot.conversation.outgoing import Outgoing
from bot.operations.appointments.booking import cancel
from bot.operations.groups.reminders import remind_groups
from bot.operations.inbox import chat_key_of
from bot.operations.offices.office_settings import set_mode
from bot.operations.ports import Sent
from bot.operations.requests.lifecycle import accept_proposal, ask_again
from bot.operations.requests.notices import request_message
from bot.operations.requests.promises import keep_promises, switch_back_silent_offices
from bot.operations.sending.outbox import claim
from bot.operations.sending.settling import settle
from bot.store.mailboxes import MAIL
from bot.store.tables import AppointmentRow, CellRow, ConversationRow, MetaRow, OfficeGroupRow, OfficeRow, OutboxRow
from bot.store.timetables import office_rules
from tests.asked import ETTERBEEK, FRIDAY_AFTERNOON, answer, answers_requests, kept, requested
from tests.bookings import CHANNEL, MINUTE, come, count, messages
from tests.conftest import MONDAY
from tests.conversation.sayings import at

GROUP = "group"
WEDNESDAY_FIVE = at("2026-11-25 17:00")


@pytest.fixture
def asked(database, content):
    """Amina has asked on Monday at nine; the office has a group and a mailbox."""

    def work(session: Session) -> int:
        answers_requests(session, email="accueil@example.org", email_accepted_at=MONDAY)
        come(session, "the group")
        key = come(session, "the group")
        session.add(
            OfficeGroupRow(office=ETTERBEEK, channel=GROUP, recipient=key, address="the group", linked_at=MONDAY)
        )
        session.flush()
        return requested(session, "amina", content).id

    return database.write(work)


@pytest.fixture
def minute(database, content):
    """What the worker does at a moment, and what it then says to Amina: each message sent at once."""

    def run(moment) -> list[str]:
        database.write(lambda session: keep_promises(session, content, moment))
        return database.write(lambda session: said(session, moment))

    return run


def said(session: Session, moment, channel: str = CHANNEL) -> list[str]:
    texts = []
    while leased := claim(session, "me", moment, (channel,)):
        for one in leased:
            texts.append(one.message.text)
            settle(session, one.id, "me", Sent("1"), moment)
        session.flush()
    return texts


def status(database, asked: int) -> str:
    return database.read(lambda session: session.get(AppointmentRow, asked).status)


def row_(session: Session, asked: int) -> AppointmentRow:
    row = session.get(AppointmentRow, asked)
    assert row is not None
    return row


def test_without_an_answer_the_person_hears_at_the_promised_hour_once(asked, minute):
    assert minute(WEDNESDAY_FIVE - MINUTE) == []
    (text,) = minute(WEDNESDAY_FIVE)
    assert text.startswith("Mission Locale d'Etterbeek : pas encore de réponse. Ce n'est pas votre faute.")
    assert text.endswith("Votre demande reste ouverte jusqu'au lundi 30 novembre.")
    assert minute(WEDNESDAY_FIVE + MINUTE) == []
    assert minute(at("2026-11-26 17:00")) == []


def test_it_has_the_three_buttons_of_the_screen_and_a_person(database, asked, content):
    database.write(lambda session: keep_promises(session, content, WEDNESDAY_FIVE))
    (message,) = database.read(lambda session: messages(session, OutboxRow.channel == CHANNEL))
    labels = [button.label for line in Outgoing.from_json(message.body).rows for button in line]
    assert labels == ["Appeler", "Autre bureau", "Attendre encore", "Parler à une personne"]


def test_an_answer_before_the_hour_means_no_such_message(database, asked, content, minute):
    database.write(lambda session: answer(session, row_(session, asked), "phone", content, WEDNESDAY_FIVE - MINUTE))
    assert [text[:26] for text in minute(WEDNESDAY_FIVE - MINUTE)] == ["Réponse à votre demande : "]
    assert minute(WEDNESDAY_FIVE) == []


def test_an_answer_while_the_message_waits_takes_its_place(database, asked, content):
    database.write(lambda session: keep_promises(session, content, WEDNESDAY_FIVE))
    database.write(lambda session: answer(session, row_(session, asked), "phone", content, WEDNESDAY_FIVE))
    texts = database.write(lambda session: said(session, WEDNESDAY_FIVE))
    assert [text[:26] for text in texts] == ["Réponse à votre demande : "]


def test_nothing_is_said_at_night_and_what_lay_there_in_the_evening_is_said_the_next_morning(
    database, asked, content, minute
):
    database.write(lambda session: keep_promises(session, content, at("2026-11-25 19:59")))
    assert database.write(lambda session: said(session, at("2026-11-25 20:00"))) == []
    assert minute(at("2026-11-26 07:59")) == []
    assert len(minute(at("2026-11-26 08:00"))) == 1
    assert minute(at("2026-11-26 08:01")) == []


def test_at_the_end_it_is_closed_and_both_sides_learn_it(database, asked, content, minute):
    minute(WEDNESDAY_FIVE)
    assert minute(at("2026-11-30 16:59")) == []
    (text,) = minute(at("2026-11-30 17:00"))
    assert text.startswith("Mission Locale d'Etterbeek n'a pas répondu. Votre demande est fermée.")
    assert status(database, asked) == "lapsed"
    group = database.write(lambda session: said(session, at("2026-11-30 17:00"), GROUP))
    assert "Une demande est fermée : personne n'a répondu." in group[-1]
    mail = database.write(lambda session: said(session, at("2026-11-30 17:00"), MAIL))
    assert "personne n'a répondu" in mail[-1]
    assert minute(at("2026-12-01 09:00")) == []


def test_a_worker_that_was_away_closes_it_without_the_message_in_between(database, asked, minute):
    (text,) = minute(at("2026-12-02 09:00"))
    assert "Votre demande est fermée." in text
    assert database.read(lambda session: kept(session, row_(session, asked)).missed_at) is not None


def test_two_workers_say_it_once(database, asked, content):
    for _ in range(2):
        database.write(lambda session: keep_promises(session, content, WEDNESDAY_FIVE))
    assert len(database.write(lambda session: said(session, WEDNESDAY_FIVE))) == 1


def test_a_new_wish_moves_the_promise(database, asked, minute):
    def again(session: Session) -> None:
        row = row_(session, asked)
        wanted = effects.AskAgain(row.code, row.version, (FRIDAY_AFTERNOON,))
        ask_again(session, row.chat_key, wanted, at("2026-11-24 12:00"))

    database.write(again)
    assert minute(WEDNESDAY_FIVE) == []
    assert len(minute(at("2026-11-26 17:00"))) == 1


# A proposal


def test_who_says_nothing_to_a_proposal_is_reminded_the_day_before_and_then_the_time_is_free(
    database, asked, content, minute
):
    database.write(lambda session: answer(session, row_(session, asked), "proposed", content, MONDAY))
    assert len(minute(MONDAY)) == 1
    assert minute(at("2026-11-24 16:59")) == []
    (reminder,) = minute(at("2026-11-24 17:00"))
    assert reminder.startswith("Rappel : le bureau attend votre réponse.")
    assert minute(at("2026-11-25 16:59")) == []
    (text,) = minute(at("2026-11-25 17:00"))
    assert text.startswith("Le moment proposé n'est plus gardé pour vous.")

    def look(session: Session) -> None:
        row = row_(session, asked)
        assert (row.status, row.starts_at, count(session, CellRow)) == ("lapsed", None, 0)
        assert "Pas de réponse à votre proposition." in said(session, at("2026-11-25 17:00"), GROUP)[-1]

    database.write(look)


def test_who_has_said_yes_is_not_reminded(database, asked, content, minute):
    def work(session: Session) -> None:
        row = row_(session, asked)
        answer(session, row, "proposed", content, MONDAY)
        accept_proposal(session, row.chat_key, effects.AcceptProposal(row.code, row.version), MONDAY)

    database.write(work)
    assert [minute(at(f"2026-11-{day} 17:00")) for day in (24, 25, 26)] == [[], [], []]


# An office that stays silent


def silence(database, content, names, moment) -> None:
    """These people ask at `moment`; at the promised hour nobody has answered."""
    database.write(lambda session: [requested(session, name, content, moment) for name in names])


def mode(database) -> str:
    return database.read(lambda session: session.get(OfficeRow, ETTERBEEK).mode)


def at_five_on(database, content, day: str) -> None:
    moment = at(f"2026-{day} 17:00")
    database.write(lambda session: keep_promises(session, content, moment))
    database.write(lambda session: switch_back_silent_offices(session, content, moment))


def test_two_in_a_row_unanswered_switch_the_office_back_and_its_staff_are_told(database, asked, content):
    at_five_on(database, content, "11-25")
    assert mode(database) == "request"
    silence(database, content, ["badr"], at("2026-11-25 18:00"))
    at_five_on(database, content, "11-27")
    assert mode(database) == "off"
    rules = database.read(lambda session: office_rules(session, content))
    assert rules[ETTERBEEK].mode == "phone"
    for channel in (GROUP, MAIL):
        texts = database.write(lambda session, channel=channel: said(session, at("2026-11-27 17:00"), channel))
        assert "Deux demandes de suite sont restées sans réponse" in texts[-1]
    at_five_on(database, content, "11-27")
    assert database.write(lambda session: said(session, at("2026-11-27 17:01"), GROUP)) == []


def test_an_answer_in_between_begins_the_count_anew(database, asked, content):
    at_five_on(database, content, "11-25")
    database.write(lambda session: answer(session, row_(session, asked), "phone", content, at("2026-11-26 09:00")))
    silence(database, content, ["badr"], at("2026-11-26 10:00"))
    at_five_on(database, content, "11-30")
    assert mode(database) == "request"


def test_what_people_took_back_is_not_held_against_the_office(database, asked, content):
    database.write(
        lambda session: cancel(
            session, row_(session, asked).chat_key, effects.Cancel(row_(session, asked).code, 1), at("2026-11-25 10:00")
        )
    )
    silence(database, content, ["badr"], at("2026-11-25 18:00"))
    at_five_on(database, content, "11-27")
    assert mode(database) == "request"


def test_an_office_that_opens_requests_again_begins_anew(database, asked, content):
    silence(database, content, ["badr"], MONDAY)
    at_five_on(database, content, "11-25")
    assert mode(database) == "off"

    def again(session: Session) -> None:
        fields = [
            f"{name}_{lang}"
            for name in ("papers", "lateness", "companion", "interpreter", "walk_in")
            for lang in ("fr", "nl")
        ]
        session.execute(update(OfficeRow).values(dict.fromkeys(fields, "x")))
        assert set_mode(session, ETTERBEEK, "request", at("2026-11-26 09:00")) == ()

    database.write(again)
    at_five_on(database, content, "11-26")
    assert mode(database) == "request"


def test_a_demonstration_is_never_switched_back(database, asked, content):
    database.write(lambda session: session.add(MetaRow(name="kind", value="demo")))
    silence(database, content, ["badr"], MONDAY)
    at_five_on(database, content, "11-25")
    assert mode(database) == "request"


def test_somebody_who_cannot_be_reached_is_for_staff_to_phone(database, asked, content):
    database.write(
        lambda session: session.execute(
            update(ConversationRow)
            .where(ConversationRow.chat_key == chat_key_of(CHANNEL, "amina"))
            .values(unreachable_at=MONDAY)
        )
    )
    for minutes in (0, 1):
        moment = WEDNESDAY_FIVE + timedelta(minutes=minutes)
        database.write(lambda session, moment=moment: keep_promises(session, content, moment))
    (message,) = database.read(lambda session: messages(session, OutboxRow.channel == CHANNEL))
    assert message.state == "check"


def test_the_group_is_told_of_an_answer_that_did_not_arrive_once(database, asked, content):
    def work(session: Session) -> list[str]:
        answer(session, row_(session, asked), "phone", content)
        session.execute(update(OutboxRow).where(OutboxRow.channel == CHANNEL).values(state="check"))
        for _ in range(2):
            remind_groups(session, content, MONDAY)
        return said(session, MONDAY, GROUP)

    texts = database.write(work)
    assert sum(text.startswith("Ce message n'a pas pu être remis à la personne.") for text in texts) == 1


def test_an_office_that_lives_in_its_mailbox_reads_the_request_there(database, asked):
    (message,) = database.read(lambda session: messages(session, OutboxRow.channel == MAIL))
    mail = Outgoing.from_json(message.body)
    assert mail.subject == "Demande de rendez-vous"
    for line in ("Amina, code ", "– jeudi 26 novembre, matin", "Nous avons promis une réponse avant : mercredi 25"):
        assert line in mail.text


def test_a_name_full_of_signs_is_shown_as_it_was_typed(database, content):
    def work(session: Session) -> tuple[str, str]:
        answers_requests(session, email="accueil@example.org", email_accepted_at=MONDAY)
        row = requested(session, "amina", content, name="<b>*Ève* [x](https://e.org)")
        shown = request_message(row, kept(session, row), content).text
        return to_telegram_html(shown), to_plain(shown)

    html, plain = database.write(work)
    assert "<b>*" not in html
    assert "<a " not in html
    assert "<b>*Ève* [x](https://e.org), code " in plain
