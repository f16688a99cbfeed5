"""The transcripts of the content, replayed as written and mirrored; and what a transcript may look like."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.content.live import LiveContent
from bot.content.transcripts import (
    Commanded,
    Happened,
    Move,
    Row,
    Says,
    Shows,
    Tapped,
    TimePassed,
    Transcript,
    Typed,
    parse_transcript,
)
from bot.matching.ready import IndexKeeper
from bot.wiring.chat_in_memory import Heard
from bot.wiring.replay import first_unmet, mirror, replay
from tests.conftest import ROOT

TRANSCRIPTS = sorted(ROOT.glob("content/*/conversations/*.md"))
HEAD = "---\nid: one\nnow: 2026-11-23 09:00\n---\n"


@pytest.fixture(scope="session")
def live() -> LiveContent:
    return LiveContent(ROOT / "content")


@pytest.fixture(scope="session")
def keeper(live: LiveContent) -> IndexKeeper:
    keeper = IndexKeeper(ROOT / "var")
    keeper.start(live.current)
    return keeper


def read(path: Path) -> Transcript:
    transcript, problems = parse_transcript(path.read_text(encoding="utf-8"), str(path.relative_to(ROOT)))
    assert transcript is not None, problems
    return transcript


def written(body: str) -> Transcript:
    transcript, problems = parse_transcript(HEAD + body, "one.md")
    assert transcript is not None, problems
    return transcript


# The shipped transcripts


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
async def test_a_shipped_transcript_goes_as_written_and_alike_in_the_other_language(
    path: Path, live: LiveContent, keeper: IndexKeeper
) -> None:
    replayed = await replay(read(path), live, keeper)
    assert replayed.difference == ""

    assert await mirror(read(path), replayed.done, live, keeper) == ""


def test_both_languages_have_the_same_transcripts_and_at_least_ten() -> None:
    names = {lang: sorted(path.stem for path in TRANSCRIPTS if path.parts[-3] == lang) for lang in ("fr", "nl")}

    assert names["fr"] == names["nl"]
    assert len(names["fr"]) >= 10


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_each_transcript_names_what_is_left_in_the_store(path: Path) -> None:
    assert any(move.rows is not None for move in read(path).moves)


async def test_from_start_to_booked_takes_six_acts_in_both_languages() -> None:
    for lang in ("fr", "nl"):
        moves = read(ROOT / f"content/{lang}/conversations/book-now.md").moves
        acts = next(number for number, move in enumerate(moves) if move.rows)
        assert acts == 6


# A difference is found, and told so that people can mend it

START = "> /start\n…\n> [Français]\n…\n> [Prendre rendez-vous]\n…\n"


async def test_another_sentence_is_told_with_line_and_what_was_said(live: LiveContent, keeper: IndexKeeper) -> None:
    replayed = await replay(written(START + "> [Forest]\nQuel âge avez-vous ?\n"), live, keeper)

    assert replayed.difference.startswith("one.md:12: expected: Quel âge avez-vous ?\n  after line 11: > [Forest]\n")
    assert "    Mission Locale de Forest : quel moment vous convient ?\n" in replayed.difference


async def test_another_row_is_told(live: LiveContent, keeper: IndexKeeper) -> None:
    row = "= booked mission-locale-forest 2026-11-24 09:00 Amina"
    replayed = await replay(written(START + f"> [Forest]\n…\n{row}\n"), live, keeper)

    assert replayed.difference.startswith(f"one.md:11: the store should hold {row[2:]}, and holds nothing\n")


async def test_a_button_that_is_not_there_is_told(live: LiveContent, keeper: IndexKeeper) -> None:
    replayed = await replay(written(START + "> [Paris]\n"), live, keeper)

    assert replayed.difference.startswith("one.md:11: no button [Paris] was shown\n")


async def test_an_act_that_cannot_happen_is_told(live: LiveContent, keeper: IndexKeeper) -> None:
    replayed = await replay(written(START + "! staff cancels\n"), live, keeper)

    assert replayed.difference.startswith("one.md:11: there is no appointment that staff could cancel\n")


async def test_a_mirror_that_asks_something_else_is_told(live: LiveContent, keeper: IndexKeeper) -> None:
    transcript = written(START + "> [Forest]\n…\n")
    done = (await replay(transcript, live, keeper)).done
    last = done[-1]
    elsewhere = replace(last.after.state, prompt=replace(last.after.state.prompt, about="question:need"))
    done[-1] = replace(last, after=replace(last.after, state=elsewhere))

    difference = await mirror(transcript, done, live, keeper)

    assert difference.startswith("one.md:11: in the other language, slots is asked instead of question:need\n")


async def test_a_mirror_that_leaves_another_row_is_told(live: LiveContent, keeper: IndexKeeper) -> None:
    transcript = written(START + "> [Forest]\n…\n> [mardi 24 novembre, 9h00]\n…\n> Amina\n…\n> [Oui, c'est juste]\n…\n")
    done = (await replay(transcript, live, keeper)).done
    row = replace(done[-1].after.rows[0], first_name="Yassin")
    done[-1] = replace(done[-1], after=replace(done[-1].after, rows=(row,)))

    difference = await mirror(transcript, done, live, keeper)

    assert "the appointments are booked mission-locale-forest 2026-11-24 09:00 Amina instead of booked" in difference


# What is heard, against what is written

HEARD = (Heard(("Bonjour !", "Code : DEMOKXPRTM."), ("Oui", "Peut-être", "Non")), Heard(("Et puis ?",), ("Menu",)))


@pytest.mark.parametrize(
    "lines",
    [
        ["Bonjour !", "Code : DEMOKXPRTM.", "Et puis ?"],
        ["Bonjour !", "Code : DEMO….", "[Oui] [Non]", "Et puis ?", "[Menu]"],
        ["Bonjour !", "Code…", "[Oui]", "[Non]", "…"],
        ["…", "Et puis ?"],
        ["…"],
        ["Bon…", "…", "[Menu]"],
        ["…", "[Peut-…]", "…"],
    ],
)
def test_what_is_heard_fits_what_is_written(lines: list[str]) -> None:
    assert first_unmet(expected(lines), HEARD) is None


@pytest.mark.parametrize(
    ("lines", "unmet"),
    [
        (["Bonjour !", "Et puis ?"], 2),
        (["Bonjour !", "Code : DEMO….", "[Non] [Oui]", "Et puis ?"], 3),
        (["Bonjour !", "Code : DEMO….", "[Oui] [Menu]", "Et puis ?"], 3),
        (["Bonjour !", "Code : REAL….", "Et puis ?"], 2),
        (["Bonjour !", "Code : DEMO…."], 3),
        (["…", "Et puis ?", "Fin"], 3),
        ([], 0),
    ],
)
def test_the_first_line_that_is_not_met_is_named(lines: list[str], unmet: int) -> None:
    assert first_unmet(expected(lines), HEARD) == unmet


def expected(lines: list[str]) -> list[Says | Shows]:
    return [
        Shows(number, tuple(part.strip("[] ") for part in line.split("] [")))
        if line.startswith("[")
        else Says(number, line)
        for number, line in enumerate(lines, 1)
    ]


# Reading


def test_a_transcript_is_read_line_by_line() -> None:
    text = (
        "---\nid: one\ntitle: Un essai\nnow: 2026-11-23 09:00\nprofile: Amina\nopenings:\n"
        "  - mission-locale-forest: Tu 09:00-12:00 asks registered\n---\n"
        "> /start\nBonjour …\n[Oui] [Non]\n\n> [Oui]\n> salut\n! staff cancels\n! 2 hours later\n"
        "= booked mission-locale-forest 2026-11-24 09:00 Marie Anne\n"
    )

    transcript, problems = parse_transcript(text, "fr/one.md")

    assert problems == ()
    assert transcript is not None
    assert transcript.now == datetime(2026, 11, 23, 9, 0)
    assert transcript.profile == "Amina"
    assert transcript.openings is not None
    assert (transcript.openings[0].office, transcript.openings[0].asks) == ("mission-locale-forest", ("registered",))
    row = Row("booked", "mission-locale-forest", datetime(2026, 11, 24, 9, 0), "Marie Anne")
    assert transcript.moves == (
        Move(9, Commanded("start"), (Says(10, "Bonjour …"), Shows(11, ("Oui", "Non")))),
        Move(13, Tapped("Oui")),
        Move(14, Typed("salut")),
        Move(15, Happened("staff cancels")),
        Move(16, TimePassed(timedelta(hours=2)), rows=(row,)),
    )


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("Bonjour", 1, "the first line must be ---"),
        ("---\nid: one\n---\n> salut\n", 1, "write the moment as now: 2026-11-23 09:00"),
        ("---\nid: two\nnow: 2026-11-23 09:00\n---\n> salut\n", 2, "write id: one"),
        ("---\nid: one\nnow: demain\n---\n> salut\n", 3, "write the moment as now: 2026-11-23 09:00"),
        ("---\nid: one\nnow: 2026-11-23 09:00\nweather: dry\n---\n> salut\n", 4, "weather is not a key"),
        ("---\nid: one\nnow: 2026-11-23 09:00\nopenings:\n  - x: Tuesday\n---\n> salut\n", 5, "Tuesday are not days"),
        (HEAD, 5, "nobody says anything here"),
        (HEAD + "Bonjour\n", 5, "the person must do something first"),
        (HEAD + "> salut\n! the office says no\n", 6, "`! the office says no` cannot happen; write ! staff cancels"),
        (HEAD + "> salut\n= booked\n", 6, "write the row as `= booked mission-locale-forest 2026-11-24 09:00 Amina`"),
        (HEAD + "> salut\n= booked x 2026-13-40 09:00 A\n", 6, "write the row as"),
        (HEAD + "> salut\n[Oui] et [Non]\n", 6, "write buttons as [Label] [Label]"),
        ("---\nid: one\nnow: 2026-11-23 09:00\nid: two\n---\n> salut\n", 4, "id is already on line 2"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(text: str, line: int, says: str) -> None:
    transcript, problems = parse_transcript(text, "fr/one.md")

    assert transcript is None
    assert any(str(one).startswith(f"fr/one.md:{line}: ") and says in str(one) for one in problems), problems
