"""What is shown of a request and of a proposal: to whom asks, and later, unasked, when something became of it.

Pure. Every message has at least two ways out. What is sent unasked has durable buttons only: they belong to no prompt.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from bot.booking.calendar import day_of
from bot.booking.half_days import MOST_WISHES, HalfDay
from bot.conversation.events import HalfDaysFound
from bot.conversation.offices import contact_rows
from bot.conversation.replies import Button, Clock, Message, OfficeName, Rows, Say, Value
from bot.conversation.wishes import AtElsewhere, AtRequest
from bot.conversation.world import Appointment, World

A_PAGE = 6
HUMAN = Button(Say("buttons.human"), "human", durable=True)
MENU = Button(Say("buttons.menu"), "menu", durable=True)


def half_day(one: HalfDay) -> Say:
    """A half-day as people say it."""
    return Say(f"requests.{one.half}", {"day": one.day})


def half_days_message(found: HalfDaysFound, wished: tuple[HalfDay, ...], world: World) -> Message:
    """Which half-days suit? A few days at a time; what is chosen stands above."""
    office = found.asked.office
    if not found.half_days:
        organisation = world.content.organisations.get(office)
        rows = contact_rows(organisation) if organisation else ()
        look = (Button(Say("buttons.which_office"), "office", durable=True),)
        return Message((Say("requests.no_half_days", {"office": OfficeName(office)}),), (*rows, look))
    days = sorted({one.day for one in found.half_days})
    after = found.asked.after
    shown = _page(found, [day for day in days if after is None or day > after] or days)
    rows_of_days: list[tuple[Button, ...]] = [
        (Button(half_day(one), "half_day", str(one)),)
        for one in found.half_days
        if one.day in shown and one not in wished
    ]
    if wished:
        rows_of_days.insert(0, (Button(Say("buttons.that_is_all"), "half_days_done"),))
    if len(days) > len(shown):
        target = shown[-1].isoformat() if shown[-1] != days[-1] else ""
        rows_of_days.append((Button(Say("buttons.other_days"), "half_days_after", target),))
    if wished:
        parts = (Say("requests.noted"), *_lines(wished), Say("requests.another_one"))
    else:
        most = {"most": MOST_WISHES}
        parts = (Say("requests.which_half_days", {"office": OfficeName(office)}), Say("requests.up_to", most))
    return Message(parts, tuple(rows_of_days), pages=True)


def _page(found: HalfDaysFound, days: list[date]) -> list[date]:
    """The first of these days, as many as fit on a small screen."""
    shown: list[date] = []
    for day in days:
        if sum(one.day in (*shown, day) for one in found.half_days) > A_PAGE:
            break
        shown.append(day)
    return shown


def check_message(where: AtRequest) -> Message:
    """What goes to the office, before it goes."""
    parts = (
        Say("booking.check"),
        Say("requests.who", {"name": where.first_name, "office": OfficeName(where.office)}),
        *_lines(where.wished),
        Say(f"booking.check_language_{where.lang}"),
        Say("requests.send_it_other" if where.for_other else "requests.send_it"),
    )
    rows = [
        (Button(Say("buttons.send_request"), "send_request"),),
        (Button(Say("buttons.change_half_days"), "half_days_anew"),),
    ]
    if where.again:
        rows.append((Button(Say("buttons.no_keep"), "keep"),))
    else:
        rows.append((Button(Say("buttons.change_name"), "correct", "first-name"),))
    return Message(parts, tuple(rows))


def elsewhere_message(where: AtElsewhere) -> Message:
    """Another office: there is one open request at a time, so this one would be taken back."""
    values: dict[str, Value] = {"office": OfficeName(where.appointment.office)}
    yes = Button(Say("buttons.yes_elsewhere"), "confirm_elsewhere", where.appointment.code)
    rows = ((yes,), (Button(Say("buttons.keep_request"), "keep"),))
    if not where.other:
        return Message((Say("requests.elsewhere", values),), rows)
    return Message((Say("requests.elsewhere_to", {**values, "other": OfficeName(where.other)}),), rows)


def check_cancel_message(appointment: Appointment) -> Message:
    """Before a request, or a proposal, is taken back."""
    key = "requests.check_refuse" if appointment.status == "proposed" else "requests.check_cancel"
    values: dict[str, Value] = {"office": OfficeName(appointment.office)}
    if appointment.starts_at:
        values["moment"] = appointment.starts_at
    rows = (
        (Button(Say("buttons.yes_take_back"), "confirm_cancel", appointment.code),),
        (Button(Say("buttons.no_keep"), "keep"),),
    )
    return Message((Say(key, values),), rows)


def fixed_time_message(appointment: Appointment, world: World) -> Message:
    """Another time where the office names them: by phone, or by asking again once this one is cancelled."""
    parts = (Say("requests.fixed_time", _values(appointment)), *_call_line(appointment, world))
    keep = (Button(Say("buttons.keep_old"), "keep"),)
    return Message(parts, (*_contact(appointment, world), (_of(appointment, "cannot_come", "cancel"),), keep))


def request_card(appointment: Appointment, world: World) -> Message:
    """A request as it stands: sent (screen 7), a time proposed, answered otherwise, or closed."""
    match appointment.status:
        case "requested":
            return _requested(appointment, world)
        case "proposed":
            return proposal_message(appointment, world)
        case "declined":
            return answer_message(appointment, world)
        case "lapsed":
            return lapsed_message(appointment, world)
        case _:
            return Message((*_demo(world), Say("requests.taken_back_card", _values(appointment))), _book_again())


def proposal_message(appointment: Appointment, world: World) -> Message:
    """The office names a time."""
    parts = [*_demo(world), Say("requests.proposed", _values(appointment)), *_say_by(appointment)]
    return Message(tuple(parts), _proposal_rows(appointment))


def proposal_reminder(appointment: Appointment, world: World) -> Message:
    """Nobody has said yes or no to a time, and soon it is given away."""
    parts = [*_demo(world), Say("requests.proposal_reminder", _values(appointment)), *_say_by(appointment)]
    return Message(tuple(parts), _proposal_rows(appointment))


def answer_message(appointment: Appointment, world: World) -> Message:
    """The office answers with something else than a time: its words are fixed, in the language of the person."""
    answer = appointment.request.answer if appointment.request else None
    parts = [*_demo(world)]
    if answer is None or answer == "proposed":
        parts.append(Say("booking.card_declined", _values(appointment)))
        return Message(tuple(parts), (*_contact(appointment, world), *_other_office(appointment, world), (HUMAN,)))
    parts.append(Say(f"requests.answer_{answer}", _values(appointment)))
    if answer == "walk_in":
        parts += _place(appointment, world)
        said = world.rules(appointment.office).walk_in
        if said:
            text = said.get(appointment.reception_lang) or next(iter(said.values()))
            parts.append(Say("office.walk_in_says", {"text": text}))
        see = (Button(Say("buttons.map"), "map", appointment.office, durable=True),)
        return Message(tuple(parts), (see, *_contact(appointment, world), (HUMAN,)))
    if answer in ("phone", "followed"):
        parts += _phone(appointment, world)
        return Message(tuple(parts), (*_contact(appointment, world), (MENU, HUMAN)))
    return Message(tuple(parts), (*_other_office(appointment, world), (HUMAN,)))


def no_answer_message(appointment: Appointment, world: World) -> Message:
    """Screen 7b: the promised hour has come and the office has not answered."""
    parts = [*_demo(world), Say("requests.no_answer", _values(appointment)), _fastest(appointment, world)]
    if appointment.request:
        parts.append(Say("requests.open_until", {"day": day_of(appointment.request.open_until)}))
    rows = (
        *_contact(appointment, world),
        (_of(appointment, "other_office", "elsewhere"),),
        (_of(appointment, "wait_more", "wait"),),
    )
    return Message(tuple(parts), rows)


def lapsed_message(appointment: Appointment, world: World) -> Message:
    """The office never answered, or nobody said yes to the time it proposed: what can be done now."""
    proposed = appointment.request is not None and appointment.request.answer == "proposed"
    key = "requests.proposal_lapsed" if proposed else "requests.lapsed"
    parts = [*_demo(world), Say(key, _values(appointment)), *_call_line(appointment, world)]
    again = (Button(Say("buttons.request"), "book_at", appointment.office, durable=True),)
    rows = (
        *((again,) if proposed and appointment.office in world.content.organisations else ()),
        *_contact(appointment, world),
        *_other_office(appointment, world),
        (HUMAN,),
    )
    return Message(tuple(parts), rows)


def existing_request_rows(appointment: Appointment) -> Rows:
    """What can be done with an open request that stands in the way of a new one."""
    first = _proposal_rows(appointment) if appointment.status == "proposed" else _request_rows(appointment)
    keep = (Button(Say("buttons.keep_request"), "keep"),)
    return (keep, *first, (Button(Say("buttons.for_other"), "for_other"),))


def _requested(appointment: Appointment, world: World) -> Message:
    request = appointment.request
    parts = [*_demo(world), Say("booking.card_requested", _values(appointment))]
    if request:
        parts += [Say("requests.wished"), *_lines(request.half_days)]
        if world.now < request.answer_by:
            by: dict[str, Value] = {"day": day_of(request.answer_by), "time": Clock(request.answer_by)}
            parts.append(Say("requests.answer_by", by))
        else:
            parts.append(Say("requests.open_until", {"day": day_of(request.open_until)}))
    parts += _call_line(appointment, world)
    return Message(tuple(parts), (*_contact(appointment, world), *_request_rows(appointment)))


def _request_rows(appointment: Appointment) -> Rows:
    return (
        (_of(appointment, "change_half_days", "again"),),
        (_of(appointment, "other_office", "elsewhere"),),
        (_of(appointment, "not_any_more", "cancel"),),
    )


def _proposal_rows(appointment: Appointment) -> Rows:
    return (
        (_of(appointment, "accept", "accept"),),
        (_of(appointment, "another_moment", "again"),),
        (_of(appointment, "not_any_more", "cancel"),),
    )


def _of(appointment: Appointment, label: str, verb: str) -> Button:
    return Button(Say(f"buttons.{label}"), verb, f"{appointment.code}.{appointment.version}", durable=True)


def _values(appointment: Appointment) -> dict[str, Value]:
    values: dict[str, Value] = {
        "name": appointment.first_name,
        "office": OfficeName(appointment.office),
        "code": appointment.code,
    }
    if appointment.starts_at:
        values["moment"] = appointment.starts_at
    return values


def _lines(half_days: Iterable[HalfDay]) -> tuple[Say, ...]:
    return tuple(Say("requests.line", {"half_day": half_day(one)}) for one in half_days)


def _demo(world: World) -> tuple[Say, ...]:
    return (Say("booking.demo"),) if world.demo else ()


def _say_by(appointment: Appointment) -> tuple[Say, ...]:
    until = appointment.request.proposal_until if appointment.request else None
    return (Say("requests.say_by", {"day": day_of(until), "time": Clock(until)}),) if until else ()


def _contact(appointment: Appointment, world: World) -> Rows:
    organisation = world.content.organisations.get(appointment.office)
    return contact_rows(organisation) if organisation else ()


def _phone(appointment: Appointment, world: World) -> tuple[Say, ...]:
    organisation = world.content.organisations.get(appointment.office)
    return (Say("office.phone", {"phone": organisation.phone}),) if organisation and organisation.phone else ()


def _call_line(appointment: Appointment, world: World) -> tuple[Say, ...]:
    organisation = world.content.organisations.get(appointment.office)
    if organisation is None or not organisation.phone:
        return ()
    return (Say("requests.may_call", {"phone": organisation.phone}),)


def _fastest(appointment: Appointment, world: World) -> Say:
    organisation = world.content.organisations.get(appointment.office)
    if organisation is None or not organisation.phone:
        return Say("requests.fastest_no_phone")
    return Say("requests.fastest", {"phone": organisation.phone})


def _place(appointment: Appointment, world: World) -> tuple[Say, ...]:
    organisation = world.content.organisations.get(appointment.office)
    if organisation is None or not any(words.street for words in organisation.words.values()):
        return ()
    return (Say(f"address:{organisation.id}"),)


def _other_office(appointment: Appointment, world: World) -> Rows:
    other = appointment.request.other_office if appointment.request else ""
    look = Button(Say("buttons.which_office"), "office", durable=True)
    if other not in world.content.organisations:
        return ((look,),)
    return (
        (Button(Say("buttons.second_office", {"office": OfficeName(other)}), "book_at", other, durable=True),),
        (look,),
    )


def _book_again() -> Rows:
    return ((Button(Say("buttons.book"), "book", durable=True),),)
