"""What is shown of a request and of a proposal: to whom asks, and later, unasked, when something became of it.

Pure. Every message has at least two ways out. What is sent unasked has durable buttons only: they belong to no prompt.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.booking.calendar import day_of
from bot.booking.half_days import HalfDay
from bot.conversation.offices.cards import contact_rows
from bot.conversation.offices.places import map_rows, place_lines
from bot.conversation.replies import Button, Clock, Message, OfficeName, Rows, Say, Value
from bot.conversation.world import Appointment, World

HUMAN = Button(Say("buttons.human"), "human", durable=True)
MENU = Button(Say("buttons.menu"), "menu", durable=True)


def half_day(one: HalfDay) -> Say:
    """A half-day as people say it."""
    return Say(f"requests.{one.half}", {"day": one.day})


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
            return Message((*_demo(world), Say("requests.taken_back_card", values_of(appointment))), _book_again())


def proposal_message(appointment: Appointment, world: World) -> Message:
    """The office names a time."""
    parts = [*_demo(world), Say("requests.proposed", values_of(appointment)), *_say_by(appointment)]
    return Message(tuple(parts), proposal_rows(appointment))


def proposal_reminder(appointment: Appointment, world: World) -> Message:
    """Nobody has said yes or no to a time, and soon it is given away."""
    parts = [*_demo(world), Say("requests.proposal_reminder", values_of(appointment)), *_say_by(appointment)]
    return Message(tuple(parts), proposal_rows(appointment))


def proposal_closed_message(appointment: Appointment, before: datetime, world: World) -> Message:
    """The time that was proposed lies on a day that the office has closed since: it is asked again."""
    return _asked_anew("requests.proposal_closed", appointment, before, world)


def proposal_taken_back_message(appointment: Appointment, before: datetime, world: World) -> Message:
    """The office does not propose this time any more: it is to answer again."""
    return _asked_anew("requests.proposal_taken_back", appointment, before, world)


def _asked_anew(key: str, appointment: Appointment, before: datetime, world: World) -> Message:
    parts = [*_demo(world), Say(key, {**values_of(appointment), "moment": before})]
    if appointment.request:
        by = appointment.request.answer_by
        parts.append(Say("requests.answer_by", {"day": day_of(by), "time": Clock(by)}))
    return Message(tuple(parts), request_rows(appointment))


def answer_message(appointment: Appointment, world: World) -> Message:
    """The office answers with something else than a time: its words are fixed, in the language of the person."""
    answer = appointment.request.answer if appointment.request else None
    parts = [*_demo(world)]
    if answer is None or answer == "proposed":
        parts.append(Say("booking.card_declined", values_of(appointment)))
        return Message(tuple(parts), (*contact_of(appointment, world), *_other_office(appointment, world), (HUMAN,)))
    parts.append(Say(f"requests.answer_{answer}", values_of(appointment)))
    if answer == "walk_in":
        parts += _place(appointment, world)
        said = world.rules(appointment.office).walk_in
        if said:
            text = said.get(appointment.reception_lang) or next(iter(said.values()))
            parts.append(Say("office.walk_in_says", {"text": text}))
        organisation = world.content.organisations.get(appointment.office)
        see = map_rows(organisation) if organisation else ()
        return Message(tuple(parts), (*see, *contact_of(appointment, world), (HUMAN,)))
    if answer in ("phone", "followed"):
        parts += _phone(appointment, world)
        return Message(tuple(parts), (*contact_of(appointment, world), (MENU, HUMAN)))
    return Message(tuple(parts), (*_other_office(appointment, world), (HUMAN,)))


def no_answer_message(appointment: Appointment, world: World) -> Message:
    """Screen 7b: the promised hour has come and the office has not answered."""
    parts = [*_demo(world), Say("requests.no_answer", values_of(appointment)), _fastest(appointment, world)]
    if appointment.request:
        parts.append(Say("requests.open_until", {"day": day_of(appointment.request.open_until)}))
    rows = (
        *contact_of(appointment, world),
        (card_button(appointment, "other_office", "elsewhere"),),
        (card_button(appointment, "wait_more", "wait"),),
    )
    return Message(tuple(parts), rows)


def lapsed_message(appointment: Appointment, world: World) -> Message:
    """The office never answered, or nobody said yes to the time it proposed: what can be done now."""
    proposed = appointment.request is not None and appointment.request.answer == "proposed"
    key = "requests.proposal_lapsed" if proposed else "requests.lapsed"
    parts = [*_demo(world), Say(key, values_of(appointment)), *call_line(appointment, world)]
    again = (Button(Say("buttons.request"), "book_at", appointment.office, durable=True),)
    rows = (
        *((again,) if proposed and appointment.office in world.content.organisations else ()),
        *contact_of(appointment, world),
        *_other_office(appointment, world),
        (HUMAN,),
    )
    return Message(tuple(parts), rows)


def _requested(appointment: Appointment, world: World) -> Message:
    request = appointment.request
    parts = [*_demo(world), Say("booking.card_requested", values_of(appointment))]
    if request:
        parts += [Say("requests.wished"), *wish_lines(request.half_days)]
        if world.now < request.answer_by:
            by: dict[str, Value] = {"day": day_of(request.answer_by), "time": Clock(request.answer_by)}
            parts.append(Say("requests.answer_by", by))
        else:
            parts.append(Say("requests.open_until", {"day": day_of(request.open_until)}))
    parts += call_line(appointment, world)
    return Message(tuple(parts), (*contact_of(appointment, world), *request_rows(appointment)))


def request_rows(appointment: Appointment) -> Rows:
    return (
        (card_button(appointment, "change_half_days", "again"),),
        (card_button(appointment, "other_office", "elsewhere"),),
        (card_button(appointment, "not_any_more", "cancel"),),
    )


def proposal_rows(appointment: Appointment) -> Rows:
    return (
        (card_button(appointment, "accept", "accept"),),
        (card_button(appointment, "another_moment", "again"),),
        (card_button(appointment, "not_any_more", "cancel"),),
    )


def card_button(appointment: Appointment, label: str, verb: str) -> Button:
    return Button(Say(f"buttons.{label}"), verb, f"{appointment.code}.{appointment.version}", durable=True)


def values_of(appointment: Appointment) -> dict[str, Value]:
    values: dict[str, Value] = {
        "name": appointment.first_name,
        "office": OfficeName(appointment.office),
        "code": appointment.code,
    }
    if appointment.starts_at:
        values["moment"] = appointment.starts_at
    return values


def wish_lines(half_days: Iterable[HalfDay]) -> tuple[Say, ...]:
    return tuple(Say("requests.line", {"half_day": half_day(one)}) for one in half_days)


def _demo(world: World) -> tuple[Say, ...]:
    return (Say("booking.demo"),) if world.demo else ()


def _say_by(appointment: Appointment) -> tuple[Say, ...]:
    until = appointment.request.proposal_until if appointment.request else None
    return (Say("requests.say_by", {"day": day_of(until), "time": Clock(until)}),) if until else ()


def contact_of(appointment: Appointment, world: World) -> Rows:
    organisation = world.content.organisations.get(appointment.office)
    return contact_rows(organisation) if organisation else ()


def _phone(appointment: Appointment, world: World) -> tuple[Say, ...]:
    organisation = world.content.organisations.get(appointment.office)
    return (Say("office.phone", {"phone": organisation.phone}),) if organisation and organisation.phone else ()


def call_line(appointment: Appointment, world: World) -> tuple[Say, ...]:
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
    return place_lines(organisation) if organisation else ()


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
