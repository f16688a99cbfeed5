"""The people who may enter, for their managers: invited, added by e-mail, given a role, removed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.booking.calendar import day_of
from bot.language.dates import say_full_day, say_moment
from bot.operations.groups.invites import link_to_private_chat
from bot.operations.members import desk_browsers, members
from bot.operations.members.sign_in_links import mail_welcome
from bot.store.members import Role, as_role, browsers_of_office, members_of_office, waiting_invites
from bot.store.tables import DeskBrowserRow, StaffInviteRow, StaffMemberRow
from bot.web.forms import Form
from bot.web.staff.openings import NOT_ACCEPTED, number_of
from bot.web.staff.visits import Visit, for_staff, form_for_staff, said_once, see_and_say, see_other

TEAM = "/team"
SAID = frozenset({"saved", "removed", "added", "cancelled", "revoked", "pin"})


@dataclass(frozen=True, slots=True)
class _Rows:
    members: Sequence[StaffMemberRow]
    invites: Sequence[StaffInviteRow]
    browsers: Sequence[DeskBrowserRow]
    has_pin: bool


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link that is shown once, and whose it will be."""

    name: str
    link: str


async def team(request: Request, visit: Visit) -> Response:
    said = said_once(request, visit)
    return await team_page(request, visit, said=said if said in SAID else "")


async def invite(request: Request, visit: Visit, form: Form) -> Response:
    """A link for somebody new, shown this once."""
    bot_name, name = await _bot_name(visit), form.get("name", "")
    if not bot_name:
        return see_other(f"{TEAM}#invite")
    made = await visit.services.database.run(
        lambda db: members.invite_member(db, visit.office, name, _role(form), visit.session.actor, visit.now)
    )
    if not made.startswith(members.INVITE_PREFIX):
        return await team_page(request, visit, faults={"invite": made}, fields=form)
    return await team_page(request, visit, invitation=_invitation(members.tidy_name(name), bot_name, made))


async def invite_chat(request: Request, visit: Visit, form: Form) -> Response:
    """A link for the Telegram of somebody who is a member already."""
    bot_name, number = await _bot_name(visit), number_of(request)
    if not bot_name:
        return see_other(f"{TEAM}#invite")

    def work(db: Session) -> tuple[str, str] | None:
        token = members.invite_chat_of(db, visit.office, number, visit.session.actor, visit.now)
        return None if token is None else (token, db.get_one(StaffMemberRow, number).name)

    made = await visit.services.database.run(work)
    if made is None:
        raise HTTPException(404)
    return await team_page(request, visit, invitation=_invitation(made[1], bot_name, made[0]))


async def cancel_invite(request: Request, visit: Visit, form: Form) -> Response:
    number = number_of(request)
    if not await visit.services.database.run(lambda db: members.cancel_invite(db, visit.office, number, visit.now)):
        raise HTTPException(404)
    return see_and_say(visit, f"{TEAM}?said=cancelled#invite")


async def add_by_mail(request: Request, visit: Visit, form: Form) -> Response:
    """Somebody who signs in with links by mail. 404 where no mail can be sent."""
    if not visit.services.sends_mail:
        raise HTTPException(404)

    def work(db: Session) -> StaffMemberRow | members.Fault:
        email = form.get("email", "").strip()
        added = members.add_by_mail(
            db, visit.office, form.get("name", ""), email, _role(form), visit.session.actor, visit.now
        )
        if isinstance(added, StaffMemberRow):
            mail_welcome(db, added, visit.content, visit.services.base_url, visit.now)
        return added

    done = await visit.services.database.run(work)
    if not isinstance(done, StaffMemberRow):
        return await team_page(request, visit, faults={"mail": done}, fields=form)
    return see_and_say(visit, f"{TEAM}?said=added#members")


async def save_email(request: Request, visit: Visit, form: Form) -> Response:
    """Where a member gets links by mail; empty: nowhere any more. 404 where no mail can be sent."""
    if not visit.services.sends_mail:
        raise HTTPException(404)
    number, email = number_of(request), form.get("email", "").strip()
    done = await visit.services.database.run(lambda db: members.set_email(db, visit.office, number, email))
    return await _after(request, visit, number, done, "saved", form)


async def save_role(request: Request, visit: Visit, form: Form) -> Response:
    number = number_of(request)
    done = await visit.services.database.run(
        lambda db: members.set_role(db, visit.office, number, _role(form), visit.session.member_id)
    )
    return await _after(request, visit, number, done, "saved", form)


async def remove(request: Request, visit: Visit, form: Form) -> Response:
    """They are signed out at once, on every browser."""
    number = number_of(request)
    done = await visit.services.database.run(
        lambda db: members.remove_member(db, visit.office, number, visit.now, visit.session.member_id)
    )
    return await _after(request, visit, number, done, "removed", form)


async def team_page(
    request: Request,
    visit: Visit,
    *,
    said: str = "",
    faults: Mapping[str, str] | None = None,
    fields: Mapping[str, str] | None = None,
    invitation: Invitation | None = None,
) -> Response:
    """The whole page. `faults`: form → why nothing was saved; `fields`: what was typed there."""

    def read(db: Session) -> _Rows:
        return _Rows(
            members_of_office(db, visit.office),
            waiting_invites(db, visit.office, visit.now),
            browsers_of_office(db, visit.office, visit.now),
            desk_browsers.has_pin(db, visit.office),
        )

    rows, speech = await visit.services.database.look(read), visit.speech
    browsers = [
        (
            one.id,
            one.label,
            speech("team.seen", moment=say_moment(one.seen_at, visit.lang)),
            speech("team.until", day=say_full_day(day_of(one.expires_at), visit.lang)),
        )
        for one in rows.browsers
    ]
    typed = dict(fields or {})
    return visit.page(
        request,
        "team.html",
        status=NOT_ACCEPTED if faults else 200,
        members=rows.members,
        invites=rows.invites,
        browsers=browsers,
        has_pin=rows.has_pin,
        has_bot=bool(await _bot_name(visit)),
        sends_mail=visit.services.sends_mail,
        me=visit.session.member_id,
        faults=dict(faults or {}),
        fields={name: typed.get(name, "") for name in ("name", "email", "role", "label")},
        invitation=invitation,
        longest=members.LONGEST_NAME,
        said=speech(f"team.said_{said}") if said else "",
        here=TEAM,
    )


async def _after(
    request: Request, visit: Visit, number: int, done: str | None, said: str, form: Mapping[str, str]
) -> Response:
    """Back to the page: what was done, what does not hold at this member, or 404 for one of another office."""
    if done is None:
        raise HTTPException(404)
    if done != "ok":
        return await team_page(request, visit, faults={f"member-{number}": done}, fields=form)
    return see_and_say(visit, f"{TEAM}?said={said}#members")


async def _bot_name(visit: Visit) -> str:
    ask = visit.services.bot_name
    return await ask() if ask else ""


def _invitation(name: str, bot_name: str, token: str) -> Invitation:
    return Invitation(name, link_to_private_chat(bot_name, token))


def _role(form: Form) -> Role:
    return as_role(form.get("role", ""))


def routes() -> list[Route]:
    return [
        Route("/team", for_staff(team), methods=["GET"]),
        Route("/team/invite", form_for_staff(invite), methods=["POST"]),
        Route("/team/invites/{id:int}/cancel", form_for_staff(cancel_invite), methods=["POST"]),
        Route("/team/mail", form_for_staff(add_by_mail), methods=["POST"]),
        Route("/team/{id:int}/chat", form_for_staff(invite_chat), methods=["POST"]),
        Route("/team/{id:int}/email", form_for_staff(save_email), methods=["POST"]),
        Route("/team/{id:int}/role", form_for_staff(save_role), methods=["POST"]),
        Route("/team/{id:int}/remove", form_for_staff(remove), methods=["POST"]),
    ]
