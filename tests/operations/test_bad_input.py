"""Whatever people, channels, editors, operators and machines do: all is answered, and nothing is half-written."""

from __future__ import annotations

import asyncio
import logging
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import delete, event, func, select
from sqlalchemy.exc import OperationalError

from bot.cli.chat import chat
from bot.cli.store import migrate
from bot.content.model import Content
from bot.conversation.events import Text
from bot.conversation.step import step
from bot.matching.index import Index
from bot.operations import turn
from bot.operations.sending.outbox import LEASE
from bot.store.database import Database
from bot.store.keys import new_secret_key
from bot.store.migrate import WrongDatabaseError, mark
from bot.store.tables import AppointmentRow, CellRow, HoldRow, InboxRow, MetaRow, OutboxRow
from tests.conftest import ROOT
from tests.operations.people import Person, Town, said

ODD_TEXTS = {
    "empty": "",
    "white space": " \n\t ",
    "5,000 characters": "je cherche " * 455,
    "one long word": "a" * 5000,
    "only emoji": "🙂🔥👩‍👩‍👧",
    "NUL": "\x00\x00",
    "NUL in a word": "For\x00est",
    "HTML": "<script>alert(1)</script><b>x",
    "SQL": "'; DROP TABLE appointment; --",
    "placeholders": "{phone:actiris} {0} %s %(x)s {{",
    "Markdown": "*_`[x](javascript:alert(1)) ```",
    "superscript digit": "²",
    "other digits": "٣",
    "right to left": "\u202e\u202dabc",
    "combining marks": "e" + "\u0301" * 800,
    "a lone surrogate": "\ud800",
    "a lone surrogate in a word": "x\udcffy",
}


@pytest.fixture
def town(database: Database, content: Content, index: Index) -> Town:
    return Town(database, content, index)


@pytest.fixture
def amina(town: Town) -> Person:
    return town.person("amina")


# What people write


async def test_an_odd_text_is_answered_and_the_time_stays_held(amina: Person) -> None:
    await amina.at_the_name()
    for name, text in ODD_TEXTS.items():
        number = amina.state.prompt.number

        answer = await amina.says(text)

        assert answer[-1].prompt == amina.state.prompt.number > number, name
        assert all(message.text.strip() for message in answer), name
        assert amina.rows == [], name
        if amina.state.answer("first-name"):  # a name it was: it can be corrected
            await amina.taps("Corriger", "Prénom")
    await amina.says("Amina")
    await amina.taps("Oui, c'est juste")
    assert amina.rows == [("booked", "Amina")]


async def test_an_odd_text_at_a_question_is_answered_and_asks_again(amina: Person) -> None:
    await amina.do(command="start")
    await amina.taps("Français", "Quel bureau pour moi ?", "Forest")
    for name, text in ODD_TEXTS.items():
        number = amina.state.prompt.number

        answer = await amina.says(text)

        assert answer[-1].prompt == amina.state.prompt.number > number, name
        assert amina.state.answers == (("road", "office"), ("commune", "forest")), name
        await amina.do(button="=continue")


async def test_a_name_is_shown_as_typed_and_not_obeyed(amina: Person) -> None:
    await amina.at_the_name()

    shown = await amina.says("Zoé & Co")

    assert r"Zoé \& Co" in said(shown)


# Buttons


async def test_a_button_of_somebody_else_changes_and_tells_nothing(town: Town, amina: Person) -> None:
    await amina.at_the_confirmation()
    await amina.taps("Oui, c'est juste")
    cancel = amina.data("Je ne peux pas venir")
    code = cancel.removeprefix("=cancel:").partition(".")[0]
    other = town.person("mallory")
    await other.do(command="start")
    await other.taps("Français")

    for data in (cancel, f"=card:{code}.1", f"=move:{code}.1", f"=calendar:{code}.1", f"=late:{code}.1"):
        answer = await other.do(button=data)
        assert code not in said(answer)
        assert "Amina" not in said(answer)
    await other.taps("Menu")

    assert amina.rows == [("booked", "Amina")]
    assert other.rows == []


async def test_a_forged_button_shows_where_things_stand(amina: Person) -> None:
    await amina.at_the_confirmation()
    before = amina.state.answers
    for data in (
        "",
        "0:0",
        "1:99",
        "=",
        "=nothing",
        "=confirm:x",
        "x" * 500,
        "\x00",
        "\ud800",
        "=lang:de",
        "9" * 40 + ":0",
    ):
        answer = await amina.do(button=data)

        assert answer[-1].prompt == amina.state.prompt.number, data
        assert amina.state.answers == before, data
        assert amina.rows == [], data


async def test_an_old_button_says_so_and_asks_again(amina: Person) -> None:
    await amina.do(command="start")
    await amina.taps("Français", "Prendre rendez-vous")
    forest = amina.data("Forest")
    await amina.taps("Saint-Gilles")
    before = amina.state.answers

    answer = await amina.do(button=forest)

    assert said(answer).startswith("Ce bouton est ancien.")
    assert "Mission Locale de Saint-Gilles : quel moment vous convient ?" in said(answer)
    assert amina.state.answers == before


async def test_the_same_tap_ten_times_books_once(amina: Person) -> None:
    await amina.at_the_confirmation()
    confirm = amina.data("Oui, c'est juste")

    for _ in range(10):
        await amina.do(button=confirm)

    assert amina.rows == [("booked", "Amina")]


async def test_ten_taps_at_once_book_once(amina: Person) -> None:
    await amina.at_the_confirmation()
    confirm = amina.data("Oui, c'est juste")

    await asyncio.gather(*(amina.note(button=confirm) for _ in range(10)))
    await amina.town.pump.drain()

    assert amina.rows == [("booked", "Amina")]


async def test_one_update_delivered_ten_times_is_answered_once(amina: Person) -> None:
    await amina.do(command="start")
    heard = len(amina.heard)

    for _ in range(10):
        await amina.note("the-same", button="=lang:fr")
        await amina.town.pump.handle(amina.chat_key)

    assert [one.kind for one in amina.heard[heard:]] == ["commands", "text"]


async def test_two_messages_at_once_are_both_answered_in_order(amina: Person) -> None:
    await amina.do(command="start")
    await amina.taps("Français", "Quel bureau pour moi ?")
    heard = len(amina.heard)

    await amina.note(text="Forest")
    await amina.note(text="en français")
    await asyncio.gather(amina.town.pump.handle(amina.chat_key), amina.town.pump.drain())
    await amina.town.pump.handle(amina.chat_key)

    assert amina.state.answers == (("road", "office"), ("commune", "forest"), ("language", "fr"))
    asked = [one.text.splitlines()[0] for one in amina.heard[heard:] if one.kind == "text"]
    assert asked == ["Dans quelle langue voulez-vous parler au bureau ?", "Êtes-vous inscrit chez Actiris ?"]


# Editors


async def test_a_question_that_is_removed_while_somebody_is_asked_is_passed_over(amina: Person) -> None:
    await amina.do(command="start")
    await amina.taps("Français", "Quel bureau pour moi ?", "Forest", "En français")
    yes = amina.data("Oui")
    page = amina.town.content.current
    questions = {key: question for key, question in page.questions.items() if key != "registered"}
    amina.town.content.current = replace(page, questions=questions)

    answer = await amina.do(button=yes)

    assert said(answer).startswith("Quelle aide cherchez-vous d'abord ?")


async def test_an_answer_whose_choice_is_removed_is_asked_again(amina: Person) -> None:
    await amina.do(command="start")
    await amina.taps(
        "Français", "Quel bureau pour moi ?", "Forest", "En français", "Je ne sais pas", "Trouver un travail"
    )
    page = amina.town.content.current
    need = page.questions["need"]
    without = replace(need, choices=tuple(choice for choice in need.choices if choice.id != "job"))
    amina.town.content.current = replace(page, questions={**page.questions, "need": without})

    answer = await amina.taps("Oui, c'est juste")

    assert said(answer).startswith("Quelle aide cherchez-vous d'abord ?")
    assert "Trouver un travail" not in [button.label for row in answer[-1].rows for button in row]


async def test_an_office_that_is_removed_after_the_booking_keeps_its_appointment(amina: Person) -> None:
    await amina.at_the_confirmation()
    await amina.taps("Oui, c'est juste")
    page = amina.town.content.current
    kept = {key: office for key, office in page.organisations.items() if key != "mission-locale-forest"}
    amina.town.content.current = replace(page, organisations=kept)

    card = await amina.do(command="rdv")
    moved = await amina.do(button=amina.data("Choisir un autre moment"))

    assert "Ce bureau n'est plus dans notre liste." in said(card)
    assert moved[-1].prompt == amina.state.prompt.number
    assert amina.rows == [("booked", "Amina")]


# The database is away


class Broken:
    """Lets `after` more statements through, then every statement fails as if the server were gone."""

    def __init__(self, database: Database) -> None:
        self.engine, self.after = database.engine, 10**9
        event.listen(self.engine, "before_cursor_execute", self._count)

    def _count(self, *_: Any) -> None:
        self.after -= 1
        if self.after < 0:
            raise OperationalError("statement", {}, Exception("the server is gone"))

    def close(self) -> None:
        event.remove(self.engine, "before_cursor_execute", self._count)


@pytest.fixture
def broken(database: Database) -> Iterator[Broken]:
    cut = Broken(database)
    yield cut
    cut.close()


def _written(database: Database) -> tuple[int, ...]:
    """How many appointments, holds, cells, messages and handled updates there are."""

    def count(session: Any) -> tuple[int, ...]:
        tables = (AppointmentRow, HoldRow, CellRow, OutboxRow)
        handled = session.scalar(select(func.count()).select_from(InboxRow).where(InboxRow.handled_at.is_not(None)))
        return (*(session.scalar(select(func.count()).select_from(table)) for table in tables), handled)

    return database.read(count)


async def test_a_database_that_goes_away_at_any_statement_leaves_nothing_half_written(
    amina: Person, database: Database, broken: Broken
) -> None:
    await amina.at_the_confirmation()
    confirm = amina.data("Oui, c'est juste")
    await amina.note(button=confirm)
    before = _written(database)
    failed_at = 0

    while True:
        broken.after = failed_at
        try:
            await amina.town.pump.handle(amina.chat_key)
            if amina.rows:
                break
        except OperationalError:
            pass
        broken.after = 10**9
        if amina.rows:
            break
        assert _written(database) == before, f"half-written when statement {failed_at} failed"
        failed_at += 1
        assert failed_at < 200
    broken.after = 10**9

    assert failed_at > 10
    assert amina.rows == [("booked", "Amina")]
    await amina.town.pump.drain()
    amina.town.now += 2 * LEASE
    while await amina.town.pump.sender.send_waiting():
        pass
    # Sent and not settled: nobody knows whether it arrived, so it is sent once more, and never a third time.
    assert sum("C'est noté pour Amina." in message.text for message in amina.heard) in (1, 2)


async def test_an_update_that_cannot_be_written_down_is_refused_so_that_the_channel_sends_it_again(
    amina: Person, database: Database, broken: Broken
) -> None:
    await amina.do(command="start")
    before = _written(database)
    broken.after = 0

    with pytest.raises(OperationalError):
        await amina.note("77", button="=lang:fr")
    broken.after = 10**9

    assert _written(database) == before
    await amina.note("77", button="=lang:fr")
    await amina.town.pump.handle(amina.chat_key)
    assert amina.state.lang == "fr"


# A turn that raises


async def test_a_turn_that_raises_is_apologised_for_after_the_third_time_and_the_chat_goes_on(
    amina: Person, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def falls_over(state: Any, what: Any, world: Any) -> Any:
        if isinstance(what, Text) and "secret" in what.text:
            raise RuntimeError(f"cannot handle {what.text}")
        return step(state, what, world)

    monkeypatch.setattr(turn, "step", falls_over)
    await amina.at_the_name()
    before, heard = amina.state, len(amina.heard)

    with caplog.at_level(logging.DEBUG):
        await amina.note(text="mon secret : 85.07.30-033.61")
        await amina.note(text="Amina")
        for _ in range(4):
            await amina.town.pump.handle(amina.chat_key)

    texts = [message.text for message in amina.heard[heard:]]
    assert texts[0] == "Un problème chez nous. Rien n'est perdu. Réessayez dans quelques minutes."
    assert texts[1].startswith("Vérifiez, s'il vous plaît.")
    assert len(texts) == 2
    assert amina.state.answers == (*before.answers, ("first-name", "Amina"))
    assert "secret" not in caplog.text
    assert "85.07.30" not in caplog.text
    assert "RuntimeError at" in caplog.text


# Operators


def run(command: click.Command, folder: Path, **environment: str) -> Result:
    told = {"VAR_DIR": str(folder / "var"), "CONTENT_DIR": str(ROOT / "content"), **environment}
    return CliRunner().invoke(command, [], env=told, input="")


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("PORT", "abc", "PORT must be a whole number from 1 to 65535, as in PORT=8000."),
        ("PORT", "70000", "PORT must be a whole number from 1 to 65535, as in PORT=8000."),
        ("LOG_LEVEL", "LOUD", "LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR."),
        ("ADMIN_TELEGRAM_IDS", "me", "ADMIN_TELEGRAM_IDS must be Telegram ids separated by commas"),
        ("PUBLIC_URL", "http://x", "PUBLIC_URL must begin with https://"),
        ("PARCOURS_DEMO", "perhaps", "PARCOURS_DEMO must be 1 or 0."),
    ],
)
def test_a_wrong_setting_stops_the_start_with_one_sentence(tmp_path: Path, name: str, value: str, says: str) -> None:
    result = run(chat, tmp_path, **{name: value})

    assert result.exit_code == 2
    assert says in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert result.stdout == ""


def test_a_content_folder_that_is_missing_is_named(tmp_path: Path) -> None:
    result = run(chat, tmp_path, CONTENT_DIR=str(tmp_path / "nowhere"))

    assert result.exit_code == 2
    assert f"{tmp_path / 'nowhere'}:1: C120 " in result.stderr
    assert "Traceback" not in result.output


def test_a_missing_twin_stops_the_start_with_its_file_and_line(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "content", tmp_path / "content")
    (tmp_path / "content/nl/questions/need.md").unlink()

    result = run(chat, tmp_path, CONTENT_DIR=str(tmp_path / "content"))

    assert result.exit_code == 2
    assert f"{tmp_path}/content/fr/questions/need.md:1: C101 " in result.stderr


def real_settings(folder: Path) -> dict[str, str]:
    keys = {"SECRET_KEYS": new_secret_key(), "LOOKUP_KEY": new_secret_key()}
    return {"TELEGRAM_BOT_TOKEN": "1:x", "DATABASE_URL": f"sqlite:///{folder / 'parcours.db'}", **keys}


def test_a_real_start_refuses_the_database_of_a_demonstration(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'parcours.db'}"
    assert run(migrate, tmp_path, DATABASE_URL=url, PARCOURS_DEMO="1").exit_code == 0

    result = run(migrate, tmp_path, **real_settings(tmp_path))

    assert result.exit_code == 2
    assert result.stderr.strip() == (
        "This database is a demonstration: its appointments do not exist. "
        "Name an empty DATABASE_URL for real life, or set PARCOURS_DEMO=1."
    )


def test_a_demonstration_refuses_a_real_database(tmp_path: Path) -> None:
    real = real_settings(tmp_path)
    assert run(migrate, tmp_path, **real).exit_code == 0

    result = run(migrate, tmp_path, **{**real, "PARCOURS_DEMO": "1"})

    assert result.exit_code == 2
    assert result.stderr.startswith("This database is for real appointments.")


async def test_a_demonstration_refuses_an_unmarked_database_with_appointments(
    amina: Person, database: Database
) -> None:
    await amina.at_the_confirmation()
    await amina.taps("Oui, c'est juste")
    database.write(lambda session: session.execute(delete(MetaRow)))

    with pytest.raises(WrongDatabaseError, match="holds appointments and is not a demonstration"):
        database.write(lambda session: mark(session, demo=True))


def test_a_database_that_is_away_at_the_start_is_one_sentence(tmp_path: Path) -> None:
    real = {**real_settings(tmp_path), "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing"}

    result = run(migrate, tmp_path, **real)

    assert result.exit_code == 2
    first, last = result.stderr.splitlines()
    assert first.startswith("The database does not answer as it should: connection failed")
    assert last == "Check DATABASE_URL, and that its server runs."
