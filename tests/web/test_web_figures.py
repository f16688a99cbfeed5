"""The figures: one definition of each, small counts hidden, nothing that a spreadsheet works out."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.booking.figures import HIDDEN, Kept, KeptRequest, figures_of, hide_small, request_figures_of
from bot.store.figures import requests_of_month
from bot.store.tables import RequestRow
from bot.web.staff.figures import safe_cell
from tests.web.conftest import FOREST, SAINT_GILLES, VDAB, Site, words_of

NOW = datetime(2026, 11, 23, 8, 2, tzinfo=UTC)


def kept(status: str = "attended", *, day: int = 10, wait: int = 5, commune: str = "forest", late: int = 0) -> Kept:
    starts = datetime(2026, 11, day, 8, 0, tzinfo=UTC)
    arrived = starts + timedelta(minutes=late) if status == "attended" else None
    return Kept(
        status=status, starts_at=starts, created_at=starts - timedelta(days=wait), arrived_at=arrived, language="fr",
        commune=commune,
    )  # fmt: skip


def test_the_rate_counts_those_who_were_expected_and_no_cancellation():
    figures = figures_of([kept()] * 15 + [kept("no_show")] * 5 + [kept("cancelled_by_person")] * 7, NOW)

    assert figures.rate == 0.25
    assert (figures.outcomes["booked"], figures.outcomes["attended"], figures.outcomes["no_show"]) == (27, 15, 5)
    assert figures.outcomes["cancelled_by_person"] == 7


def test_lateness_begins_after_five_minutes_and_days_are_calendar_days():
    figures = figures_of([kept(late=5)] * 6 + [kept(late=6, wait=9)] * 5, NOW)

    assert figures.late == 5
    assert figures.wait_days == 5
    assert figures.waits == {(0, 2): 0, (3, 7): 6, (8, 14): 5, (15, 28): 0, (29, None): 0}


def test_who_was_not_marked_is_to_be_filled_in_and_who_comes_later_is_not():
    figures = figures_of([kept("booked", day=10)] * 6 + [kept("booked", day=27)] * 7, NOW)

    assert (figures.outcomes["to_fill_in"], figures.outcomes["to_come"]) == (6, 7)
    assert figures.rate is None


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({"a": 20, "b": 5, "c": 0}, {"a": 20, "b": 5, "c": 0}),
        ({"a": 20, "b": 4}, {"a": HIDDEN, "b": HIDDEN}),  # 24 in all less 20 would say it
        ({"a": 20, "b": 9, "c": 1}, {"a": 20, "b": HIDDEN, "c": HIDDEN}),
        ({"a": 20, "b": 9, "c": 2, "d": 2}, {"a": 20, "b": HIDDEN, "c": HIDDEN, "d": HIDDEN}),
        ({"a": 20, "b": 9, "c": 3, "d": 2}, {"a": 20, "b": 9, "c": HIDDEN, "d": HIDDEN}),
    ],
)
def test_a_small_count_is_hidden_and_so_is_what_would_give_it_away(
    counts: dict[str, int], shown: dict[str, int]
) -> None:
    assert hide_small(counts) == shown


def test_a_rate_is_not_shown_beside_a_count_that_it_would_give_away():
    assert figures_of([kept()] * 15 + [kept("no_show")] * 3, NOW).rate is None
    assert figures_of([kept()] * 15, NOW).rate == 0


def test_what_became_of_one_person_is_hidden_together_with_what_became_of_nobody():
    figures = figures_of([kept()] * 12 + [kept("no_show")] * 6 + [kept("cancelled_by_person")], NOW)

    assert [name for name, count in figures.outcomes.items() if count == HIDDEN] == [
        "cancelled_by_person",
        "cancelled_by_staff",
    ]
    assert figures.rate == 6 / 18


def fill(site: Site) -> None:
    for number in range(12):
        site.book(
            f"2026-11-{number + 2:02}T09:30+01:00", status="attended", details={"commune": "forest"},
            created_at=datetime(2026, 10, 25, tzinfo=UTC),
        )  # fmt: skip
    for number in range(6):
        site.book(f"2026-11-{number + 2:02}T10:30+01:00", status="no_show", details={"commune": "bruxelles/1020"})
    site.book("2026-11-10T11:00+01:00", status="cancelled_by_person", details={"commune": "ixelles"})
    site.book("2026-10-30T11:00+01:00", status="no_show")
    site.book("2026-11-10T11:00+01:00", status="no_show", office=SAINT_GILLES)


async def test_the_page_of_a_month_says_the_figures_and_tells_each_picture_in_words(site: Site) -> None:
    fill(site)

    page = words_of(await site.staff().get("/figures"))

    for shown in (
        "Chiffres · Novembre 2026", 'role="cell">19</td>', 'role="cell">12</td>', "33 %", 'role="cell">caché</td>',
        'aria-label="Commune de la personne. Forest, 12; ',
    ):  # fmt: skip
        assert shown in page, shown
    assert "Ixelles, caché" in page
    assert "moins de 5" not in page
    assert "Ixelles, 1" not in page


async def test_a_count_that_is_hidden_with_another_is_not_said_to_be_small(site: Site) -> None:
    for _ in range(40):
        site.book("2026-11-10T09:30+01:00", status="attended", details={"commune": "forest"})
    for _ in range(3):
        site.book("2026-11-10T10:30+01:00", status="no_show", details={"commune": "ixelles"})

    page = words_of(await site.staff().get("/figures?month=2026-11"))
    file = (await site.staff(lang="nl").get("/figures.csv?month=2026-11")).text

    assert "Forest, caché; Ixelles, caché" in page
    assert "caché : ce taux ferait deviner un nombre caché" in page
    assert "trop peu de personnes" not in page
    assert [line.rpartition(";")[2] for line in file.splitlines() if ";Vorst;" in line] == ["verborgen"]
    assert "minder dan" not in file


async def test_a_rate_of_nobody_says_so(site: Site) -> None:
    for _ in range(6):
        site.book("2026-11-27T09:30+01:00")

    assert "personne n'était attendu</td>" in words_of(await site.staff().get("/figures?month=2026-11"))


async def test_a_month_without_anybody_and_nonsense_in_the_address(site: Site) -> None:
    client = site.staff(VDAB, lang="nl")

    assert "Geen afspraken die maand." in words_of(await client.get("/figures?month=2026-07"))
    for month in ("x", "2026-13", "9999-01", "'"):
        assert "November 2026" in words_of(await client.get("/figures", params={"month": month}))


async def test_the_file_holds_the_same_figures(site: Site) -> None:
    fill(site)

    response = await site.staff().get("/figures.csv?month=2026-11")
    rows = list(csv.reader(io.StringIO(response.text.removeprefix("\ufeff")), delimiter=";"))

    assert response.headers["content-disposition"] == 'attachment; filename="parcours-2026-11.csv"'
    assert rows[0] == ["bureau", "mois", "chiffre", "partie", "nombre"]
    assert rows[1] == ["Mission Locale de Forest", "2026-11", "Rendez-vous pris pour ce mois", "", "19"]
    assert ["Mission Locale de Forest", "2026-11", "Commune de la personne", "Forest", "12"] in rows


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n=1", '=HYPERLINK("x")'])
def test_a_cell_never_begins_a_formula(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


async def test_a_commune_that_is_a_formula_is_text_in_the_file(site: Site) -> None:
    for _ in range(6):
        site.book("2026-11-10T11:00+01:00", status="attended", details={"commune": '=HYPERLINK("http://evil")'})

    text = (await site.staff().get("/figures.csv")).text

    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert any(cell.startswith("'=HYPERLINK") for row in rows for cell in row)
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)


# Requests


def asked(*, in_time: bool = True, accepted: bool = False, lapsed: bool = False) -> KeptRequest:
    return KeptRequest(is_in_time=in_time, is_accepted=accepted, is_lapsed=lapsed)


@pytest.mark.parametrize(
    ("kept_ones", "shown"),
    [
        ([asked(accepted=True)] * 12 + [asked(in_time=False, lapsed=True)] * 8, (20, 12, 12, 8)),
        ([asked(accepted=True)] * 12 + [asked()] * 8, (20, 20, 12, 0)),
        # 20 less 17 would say how many were late; 20 less 17 accepted, how many lapsed.
        ([asked(accepted=True)] * 17 + [asked(in_time=False, lapsed=True)] * 3, (20, HIDDEN, HIDDEN, HIDDEN)),
        (
            [asked(accepted=True)] * 12 + [asked(in_time=False, lapsed=True)] * 3 + [asked()] * 6,
            (21, HIDDEN, 12, HIDDEN),
        ),
        ([asked()] * 3, (HIDDEN, HIDDEN, 0, 0)),
        ([], (0, 0, 0, 0)),
    ],
)
def test_requests_are_counted_and_small_counts_hidden_like_the_others(
    kept_ones: list[KeptRequest], shown: tuple[int, ...]
) -> None:
    assert tuple(request_figures_of(kept_ones).items()) == tuple(
        zip(("asked", "in_time", "accepted", "lapsed"), shown, strict=True)
    )


def send(site: Site, count: int, status: str, sent: str = "2026-11-02T09:00+01:00", **values: Any) -> None:
    """`count` requests. `answered`, `missed`: the days on which they were, `starts`: the time that was accepted."""
    at = datetime.fromisoformat(sent)
    answered, missed, starts = (values.get(name) for name in ("answered", "missed", "starts"))
    for _ in range(count):
        number = site.book(starts_at=starts and at + timedelta(days=starts), status=status, created_at=at)

        def work(db: Any, number: int = number) -> None:
            db.add(
                RequestRow(
                    appointment_id=number, half_days="2026-11-24.am", asked_at=at, answer_by=at + timedelta(days=2),
                    open_until=at + timedelta(days=9), answered_at=answered and at + timedelta(days=answered),
                    missed_at=missed and at + timedelta(days=missed),
                )
            )  # fmt: skip

        site.database.write(work)


@pytest.fixture
def month_of_requests(site: Site) -> None:
    send(site, 5, "booked", answered=1, starts=30)
    send(site, 2, "cancelled_by_person", answered=1, starts=30)  # accepted first, then cancelled
    send(site, 6, "lapsed", missed=2)
    send(site, 4, "proposed", answered=1, starts=30)
    send(site, 2, "declined", answered=3, missed=2)
    send(site, 1, "cancelled_by_person")
    send(site, 9, "declined", "2026-10-31T23:59+01:00", answered=1)
    send(site, 1, "requested", answered=1)  # proposed, and taken back


@pytest.mark.usefixtures("month_of_requests")
async def test_the_requests_of_a_month_are_those_sent_in_it_and_each_is_counted_once(site: Site) -> None:
    counted = site.database.read(lambda db: requests_of_month(db, FOREST, date(2026, 11, 1)))
    assert request_figures_of(counted) == {"asked": 21, "in_time": 11, "accepted": 7, "lapsed": 6}

    page = words_of(await site.staff().get("/figures"))
    told = re.findall(r'<th scope="row" role="rowheader">([^<]+)</th><td role="cell">([^<]+)</td>', page)
    assert told[-4:] == [
        ("Demandes reçues", "21"),
        ("Répondues dans le délai promis", "11"),
        ("Devenues un rendez-vous", "7"),
        ("Fermées sans suite", "6"),
    ]
    october = words_of(await site.staff(lang="nl").get("/figures?month=2026-10"))
    assert '<th scope="row" role="rowheader">Aanvragen gekregen</th><td role="cell">9</td>' in october
    assert "Demandes" not in words_of(await site.staff(SAINT_GILLES).get("/figures")).partition("<main")[2]


@pytest.mark.usefixtures("month_of_requests")
async def test_the_file_says_the_same_of_requests(site: Site) -> None:
    text = (await site.staff(lang="nl").get("/figures.csv")).text.removeprefix("\ufeff")
    lines = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert [(line[2], line[4]) for line in lines[-4:]] == [
        ("Aanvragen gekregen", "21"),
        ("Beantwoord binnen de beloofde tijd", "11"),
        ("Een afspraak geworden", "7"),
        ("Gesloten zonder gevolg", "6"),
    ]
