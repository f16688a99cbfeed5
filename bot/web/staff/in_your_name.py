"""One page to print: what the assistant says in the name of this office, and how to stop it. In both languages."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.booking.status import ANSWERS
from bot.content.model import LANGS, Content, Lang
from bot.content.showing.render import address_of
from bot.operations.offices.office_settings import QUESTIONS
from bot.store.tables import OfficeRow
from bot.web.speech import Speech
from bot.web.staff.visits import Visit, for_staff

# What is sent to people by itself, by the phrase that says it.
SENT = ("staff.reminder_3days", "staff.reminder_1day", "staff.no_show", "staff.cancelled_by_staff", "staff.closed_day")
# What is sent when the office answers a request, and when it does not, by the phrase that says which tap that was.
ANSWERED = {
    "requests.proposed": "office-requests.tap_propose",
    **{f"requests.answer_{answer}": f"office-requests.tap_{answer}" for answer in ANSWERS if answer != "proposed"},
    "requests.no_answer": "in-your-name.when_no_answer",
}


@dataclass(frozen=True, slots=True)
class Said:
    """What is said in one language. `replies` to requests: none at an office that takes none."""

    lang: Lang
    t: Speech
    office: str
    address: str
    phone: str
    answers: tuple[tuple[str, str], ...]
    messages: tuple[tuple[str, tuple[str, ...]], ...]
    replies: tuple[tuple[str, tuple[str, ...]], ...]


async def in_your_name(request: Request, visit: Visit) -> Response:
    office = await visit.services.database.look(lambda db: db.get(OfficeRow, visit.office))
    said = [_said(visit.content, visit.office, office, lang) for lang in LANGS]
    mode = office.mode if office else "off"
    paused = office is not None and office.paused_at is not None
    return visit.page(request, "in_your_name.html", said=said, mode=mode, paused=paused)


def _said(content: Content, office_id: str, office: OfficeRow | None, lang: Lang) -> Said:
    speech, organisation = Speech.of(content, lang), content.organisations.get(office_id)
    name = speech.office(office_id)
    phone = organisation.phone or organisation.mobile if organisation else ""
    moment, code = speech("in-your-name.moment"), speech("in-your-name.code")
    answers = tuple(
        (speech(f"settings.ask_{question}"), getattr(office, f"{question}_{lang}") if office else "")
        for question in QUESTIONS
    )

    def lines(key: str) -> tuple[str, ...]:
        return tuple(speech(key, office=name, moment=moment, code=code, phone=phone or "–").splitlines())

    takes_requests = office is not None and office.mode == "request"
    return Said(
        lang,
        speech,
        name,
        address_of(content, organisation, lang) if organisation else "",
        phone,
        answers,
        messages=tuple((speech(f"in-your-name.when_{key.partition('.')[2]}"), lines(key)) for key in SENT),
        replies=tuple((speech(when), lines(key)) for key, when in ANSWERED.items()) if takes_requests else (),
    )


def routes() -> list[Route]:
    return [Route("/in-your-name", for_staff(in_your_name), methods=["GET"])]
