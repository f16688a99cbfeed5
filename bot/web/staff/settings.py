"""The settings of an office: pause, whether people may book, what the card says, limits, desks, mailbox, calendar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.content.model import LANGS
from bot.language.dates import say_moment
from bot.operations.offices import feeds, office_settings, openings
from bot.operations.offices.office_mail import is_mail_address, set_mailbox
from bot.operations.offices.office_settings import ANSWERS, LONGEST_ANSWER, QUESTIONS, unanswered
from bot.store.groups import is_heard
from bot.store.openings import desks_of
from bot.store.tables import DeskRow, OfficeRow
from bot.web.forms import Form, own_origin
from bot.web.staff.openings import NOT_ACCEPTED
from bot.web.staff.visits import Visit, for_staff, form_for_staff, said_once, see_and_say

SETTINGS = "/settings"
SAID = frozenset({"paused", "resumed", "saved", "slots", "request", "off", "feed_stopped", "mail", "no_mail"})
LIMITS = ("notice_days", "horizon_days", "weekly_most")


@dataclass(frozen=True, slots=True)
class _Rows:
    office: OfficeRow | None
    desks: Sequence[DeskRow]
    is_heard: bool
    has_feed: bool


async def settings_page(request: Request, visit: Visit) -> Response:
    said = said_once(request, visit)
    return await _page(request, visit, said=said if said in SAID else "")


async def pause(request: Request, visit: Visit, form: Form) -> Response:
    """One tap: nobody can book from now on."""
    await visit.services.database.run(lambda db: office_settings.pause(db, visit.office, visit.now))
    return see_and_say(visit, f"{SETTINGS}?said=paused")


async def resume(request: Request, visit: Visit, form: Form) -> Response:
    await visit.services.database.run(lambda db: office_settings.resume(db, visit.office))
    return see_and_say(visit, f"{SETTINGS}?said=resumed")


async def save_answers(request: Request, visit: Visit, form: Form) -> Response:
    """Keep what holds of what the card says; what does not comes back at its field."""
    faults = await visit.services.database.run(
        lambda db: office_settings.save_answers(db, visit.office, form, visit.now)
    )
    if faults:
        return await _page(request, visit, status=NOT_ACCEPTED, fields=form, faults=faults, trouble="some_saved")
    return see_and_say(visit, f"{SETTINGS}?said=saved#answers")


async def set_mode(request: Request, visit: Visit, form: Form) -> Response:
    modes: tuple[office_settings.Mode, ...] = ("slots", "request")
    mode: office_settings.Mode = next((one for one in modes if one == form.get("mode")), "off")
    missing = await visit.services.database.run(lambda db: office_settings.set_mode(db, visit.office, mode, visit.now))
    if missing:
        return await _page(request, visit, status=NOT_ACCEPTED, faults=dict.fromkeys(missing, "needed"))
    return see_and_say(visit, f"{SETTINGS}?said={mode}")


async def save_limits(request: Request, visit: Visit, form: Form) -> Response:
    wrong = await visit.services.database.run(lambda db: office_settings.save_limits(db, visit.office, form))
    if wrong:
        return await _page(request, visit, status=NOT_ACCEPTED, fields=form, faults=wrong)
    return see_and_say(visit, f"{SETTINGS}?said=saved#limits")


async def save_desk(request: Request, visit: Visit, form: Form) -> Response:
    """Change a desk, or add one when the form names none."""
    number = form.get("desk", "")
    desk_id = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else None
    spoken = tuple(lang for lang in LANGS if form.get(f"speaks_{lang}"))
    why = await visit.services.database.run(
        lambda db: openings.set_desk(
            db, visit.office, desk_id, form.get("label", ""), spoken, active=desk_id is None or bool(form.get("active"))
        )
    )
    if why:
        return await _page(request, visit, status=NOT_ACCEPTED, faults={f"desk-{desk_id or 'new'}": why}, fields=form)
    return see_and_say(visit, f"{SETTINGS}?said=saved#desks")


async def save_mailbox(request: Request, visit: Visit, form: Form) -> Response:
    """Where appointments are mailed to; empty: nowhere any more. 404 where no mail can be sent."""
    if not visit.services.sends_mail:
        raise HTTPException(404)
    address = form.get("email", "")
    if address and not is_mail_address(address):
        return await _page(request, visit, status=NOT_ACCEPTED, fields=form, faults={"email": "email"})
    await visit.services.database.run(lambda db: set_mailbox(db, visit.office, address, visit.content, visit.now))
    return see_and_say(visit, f"{SETTINGS}?said={'mail' if address else 'no_mail'}#mail")


async def make_feed(request: Request, visit: Visit, form: Form) -> Response:
    """A new address, shown this once; the old one is worth nothing any more."""
    token = await visit.services.database.run(lambda db: feeds.make_feed(db, visit.office, visit.now))
    return await _page(request, visit, feed=f"{own_origin(request)}/feed/{token}.ics")


async def stop_feed(request: Request, visit: Visit, form: Form) -> Response:
    await visit.services.database.run(lambda db: feeds.stop_feed(db, visit.office))
    return see_and_say(visit, f"{SETTINGS}?said=feed_stopped#feed")


async def _page(
    request: Request,
    visit: Visit,
    *,
    status: int = 200,
    fields: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
    trouble: str = "not_saved",
    said: str = "",
    feed: str = "",
) -> Response:
    """The whole page. `faults`: field → why it does not hold; `trouble`: what is said of them on top."""

    def read(db: Session) -> _Rows:
        return _Rows(
            db.get(OfficeRow, visit.office),
            desks_of(db, visit.office),
            is_heard(db, visit.office),
            feeds.has_feed(db, visit.office),
        )

    rows = await visit.services.database.look(read)
    office = rows.office
    kept = {name: getattr(office, name) if office else "" for name in ANSWERS}
    limits = {name: getattr(office, name) if office else None for name in LIMITS}
    shown = {name: "" if value is None else str(value) for name, value in (kept | limits).items()}
    shown["email"] = (office.email if office else None) or ""
    shown |= {name: value for name, value in (fields or {}).items() if name in shown}
    organisation = visit.content.organisations.get(visit.office)
    paused_at = office.paused_at if office else None
    return visit.page(
        request,
        "settings.html",
        status=status,
        questions=QUESTIONS,
        fields=shown,
        typed=dict(fields or {}),
        faults=dict(faults or {}),
        focus=next(iter(faults or {}), ""),
        trouble=trouble,
        longest=LONGEST_ANSWER,
        mode=office.mode if office else "off",
        is_complete=not unanswered(office),
        paused=say_moment(paused_at, visit.lang) if paused_at else "",
        phone=organisation.phone or organisation.mobile if organisation else "",
        may_book=organisation is not None and organisation.allows == "may_book",
        is_heard=rows.is_heard,
        desks=rows.desks,
        sends_mail=visit.services.sends_mail,
        mail_works=office is not None and office.email_accepted_at is not None,
        has_feed=rows.has_feed,
        feed=feed,
        said=visit.speech(f"settings.said_{said}") if said else "",
        here=SETTINGS,
    )


def routes() -> list[Route]:
    return [
        Route("/settings", for_staff(settings_page), methods=["GET"]),
        Route("/settings/pause", form_for_staff(pause), methods=["POST"]),
        Route("/settings/resume", form_for_staff(resume), methods=["POST"]),
        Route("/settings/answers", form_for_staff(save_answers), methods=["POST"]),
        Route("/settings/mode", form_for_staff(set_mode), methods=["POST"]),
        Route("/settings/limits", form_for_staff(save_limits), methods=["POST"]),
        Route("/settings/desk", form_for_staff(save_desk), methods=["POST"]),
        Route("/settings/mailbox", form_for_staff(save_mailbox), methods=["POST"]),
        Route("/settings/feed", form_for_staff(make_feed), methods=["POST"]),
        Route("/settings/feed/stop", form_for_staff(stop_feed), methods=["POST"]),
    ]
