"""The requests of an office: who waits for a time, the five answers, one tap each, and a proposal taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.booking.half_days import half_days_from
from bot.booking.slots import Slot
from bot.booking.status import ANSWERS, Answer
from bot.language.dates import say_day, say_moment, to_brussels
from bot.operations.appointments.staff import LAST_LETTERS
from bot.operations.requests.asking_anew import take_back_proposal
from bot.operations.requests.lifecycle import answer_request
from bot.store.agendas import appointment_of_office, history_of, reached_of
from bot.store.groups import last_actor
from bot.store.members import names_of_actors
from bot.store.requests import open_proposals, open_requests, times_to_propose
from bot.store.tables import AppointmentRow, OfficeRow, RequestRow
from bot.web.forms import Form, instant_of, version_of
from bot.web.speech import Speech
from bot.web.staff.agenda import LARGEST_ID, appointment_id, record_looks
from bot.web.staff.agenda_view import NO_NAME, Detail, details_of, signs_of
from bot.web.staff.visits import Visit, for_staff, form_for_staff, said_once, see_and_say

REQUESTS = "/requests"
# `done_not_told`: the person cannot be reached here and should be phoned.
SAID = frozenset(
    {
        "done", "done_not_told", "already", "changed", "taken", "refused",
        "taken_back", "taken_back_not_told", "taken_back_already", "accepted",
    }
)  # fmt: skip
FINE = frozenset({"done", "taken_back"})
# What is said of a proposal that was taken back, or could not be.
ABOUT_A_PROPOSAL = frozenset({"taken_back", "taken_back_not_told", "accepted"})
WITHOUT_TIME: tuple[Answer, ...] = tuple(answer for answer in ANSWERS if answer != "proposed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A request on the page. `times` are those that could be proposed: (value of the field, in words)."""

    id: int
    version: int
    name: str
    letters: str
    language: str
    wishes: tuple[str, ...]
    promised: str
    is_late: bool
    signs: tuple[tuple[str, str], ...]
    details: tuple[Detail, ...]
    times: tuple[tuple[str, str], ...]

    @property
    def tel(self) -> Detail | None:
        return next((detail for detail in self.details if detail.tel), None)


@dataclass(frozen=True, slots=True)
class Proposed:
    """A time that was proposed, while the person has not said yes or no."""

    id: int
    version: int
    name: str
    letters: str
    moment: str
    until: str
    is_reached: bool


@dataclass(frozen=True, slots=True)
class _Found:
    asked: Sequence[tuple[AppointmentRow, RequestRow, Sequence[Slot]]]
    proposed: Sequence[tuple[AppointmentRow, RequestRow]]
    reached: frozenset[int]
    mode: str
    by: str  # who did the last thing to the request that the last tap was about
    about: AppointmentRow | None
    answer: str  # what the office answered to it: one of `ANSWERS`, empty for none


async def requests_page(request: Request, visit: Visit) -> Response:
    """What waits for an answer, the one promised first on top; below it what waits for the person."""
    said, about = said_once(request, visit), request.query_params.get("about", "")
    number = int(about) if about.isascii() and about.isdigit() and len(about) < 10 else 0

    def read(db: Session) -> _Found:
        office, proposed = db.get(OfficeRow, visit.office), open_proposals(db, visit.office)
        row = appointment_of_office(db, visit.office, number) if 0 < number <= LARGEST_ID else None
        answers = [event.what.partition("answer:")[2] for event in history_of(db, row.id)] if row else []
        return _Found(
            [(row, kept, times_to_propose(db, row, kept, visit.now)) for row, kept in open_requests(db, visit.office)],
            proposed,
            reached_of(db, [row for row, _ in proposed]),
            office.mode if office else "off",
            _who(db, visit, row) if row else "",
            row,
            next((answer for answer in reversed(answers) if answer in ANSWERS), ""),
        )

    found = await visit.services.database.look(read)
    await record_looks(visit, [*(row for row, _, _ in found.asked), *(row for row, _ in found.proposed)])
    return visit.page(
        request,
        "requests.html",
        asking=[_asking(row, kept, times, visit.speech, visit.now) for row, kept, times in found.asked],
        proposed=[
            _proposed(row, kept, visit.speech, is_reached=row.id in found.reached) for row, kept in found.proposed
        ],
        mode=found.mode,
        answers=WITHOUT_TIME,
        said=_said(said, found, visit.speech) if said in SAID else "",
        is_warning=said not in FINE,
    )


def _said(said: str, found: _Found, speech: Speech) -> str:
    """What became of the last tap; of an answer that was given also to whom, and which."""
    text = speech(f"office-requests.said_{said}", who=found.by)
    row = found.about
    if row is not None and said in ABOUT_A_PROPOSAL:
        who = f"{row.first_name or NO_NAME}, {speech('agenda.letters', letters=row.code[-LAST_LETTERS:])}"
        return f"{who}. {text}"
    if row is None or not found.answer or said not in ("done", "done_not_told"):
        return text
    what = speech(f"office-requests.tap_{found.answer}") if found.answer != "proposed" else ""
    if row.status == "proposed" and row.starts_at is not None:
        what = speech("office-requests.page_offered", moment=say_moment(row.starts_at, speech.lang))
    name, letters = row.first_name or NO_NAME, row.code[-LAST_LETTERS:]
    return (
        f"{speech('office-requests.page_answered', name=name, letters=letters, answer=what)} {text}" if what else text
    )


async def answer(request: Request, visit: Visit, form: Form) -> Response:
    """One tap: propose this time, or one of the other answers. The person is told at once."""
    number, said = appointment_id(request), form.get("answer", "")
    starts_at = instant_of(form.get("at", ""))
    chosen: Answer | None = "proposed" if starts_at else next((one for one in WITHOUT_TIME if one == said), None)
    if chosen is None:
        raise HTTPException(400)
    version = version_of(form)
    done = await visit.services.database.run(
        lambda db: answer_request(
            db,
            visit.office,
            number,
            version,
            chosen,
            visit.content,
            visit.now,
            visit.session.actor,
            starts_at=starts_at,
        )
    )
    if done is None:
        raise HTTPException(404)
    outcome = "done_not_told" if done.outcome == "done" and not done.told else done.outcome
    return see_and_say(visit, f"{REQUESTS}?{urlencode({'said': outcome, 'about': number})}")


async def take_back(request: Request, visit: Visit, form: Form) -> Response:
    """Propose a time no more: the request waits again, and the person is told at once."""
    number, version = appointment_id(request), version_of(form)
    done = await visit.services.database.run(
        lambda db: take_back_proposal(db, visit.office, number, version, visit.content, visit.now, visit.session.actor)
    )
    if done is None:
        raise HTTPException(404)
    said = {"done": "taken_back" if done.told else "taken_back_not_told", "already": "taken_back_already"}
    return see_and_say(
        visit, f"{REQUESTS}?{urlencode({'said': said.get(done.outcome, done.outcome), 'about': number})}"
    )


def _asking(row: AppointmentRow, kept: RequestRow, times: Sequence[Slot], speech: Speech, now: datetime) -> Asking:
    return Asking(
        id=row.id,
        version=row.version,
        name=row.first_name or NO_NAME,
        letters=row.code[-LAST_LETTERS:],
        language=speech(f"agenda.in_{row.reception_lang}"),
        wishes=tuple(
            speech(f"requests.{one.half}", day=say_day(one.day, speech.lang)) for one in half_days_from(kept.half_days)
        ),
        promised=say_moment(kept.answer_by, speech.lang),
        is_late=kept.answer_by <= now,
        signs=tuple(signs_of(row, speech)),
        details=tuple(details_of(row.details or {}, speech)),
        times=tuple(
            (to_brussels(slot.starts_at).isoformat(), say_moment(slot.starts_at, speech.lang)) for slot in times
        ),
    )


def _proposed(row: AppointmentRow, kept: RequestRow, speech: Speech, *, is_reached: bool) -> Proposed:
    return Proposed(
        id=row.id,
        version=row.version,
        name=row.first_name or NO_NAME,
        letters=row.code[-LAST_LETTERS:],
        moment=say_moment(row.starts_at, speech.lang) if row.starts_at else "",
        until=say_moment(kept.proposal_until, speech.lang) if kept.proposal_until else "",
        is_reached=is_reached,
    )


def _who(session: Session, visit: Visit, row: AppointmentRow) -> str:
    """Who did the last thing to a request of this office, as colleagues read it."""
    actor = last_actor(session, row.id)
    known = names_of_actors(session, visit.office, {actor})
    by_staff = actor.startswith(("staff:", "group:"))
    return known.get(actor) or visit.speech(f"agenda.by_{'staff' if by_staff else 'person'}")


def routes() -> list[Route]:
    return [
        Route(REQUESTS, for_staff(requests_page), methods=["GET"]),
        Route(f"{REQUESTS}/{{id:int}}/answer", form_for_staff(answer), methods=["POST"]),
        Route(f"{REQUESTS}/{{id:int}}/take-back", form_for_staff(take_back), methods=["POST"]),
    ]
