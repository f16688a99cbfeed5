"""What is asked on the way to a request, and before one is taken back or exchanged. Pure."""

from __future__ import annotations

from datetime import date

from bot.booking.half_days import MOST_WISHES, HalfDay
from bot.conversation.events import HalfDaysFound
from bot.conversation.offices.cards import contact_rows
from bot.conversation.replies import Button, Message, OfficeName, Rows, Say, Value
from bot.conversation.requests.messages import (
    call_line,
    card_button,
    contact_of,
    half_day,
    proposal_rows,
    request_rows,
    values_of,
    wish_lines,
)
from bot.conversation.requests.wishes import AtElsewhere, AtRequest
from bot.conversation.world import Appointment, World

A_PAGE = 6


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
        parts = (Say("requests.noted"), *wish_lines(wished), Say("requests.another_one"))
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
        *wish_lines(where.wished),
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
    values: dict[str, Value] = {"office": OfficeName(appointment.office), "name": appointment.first_name}
    if appointment.starts_at:
        values["moment"] = appointment.starts_at
    rows = (
        (Button(Say("buttons.yes_take_back"), "confirm_cancel", appointment.code),),
        (Button(Say("buttons.no_keep"), "keep"),),
    )
    return Message((Say(key, values),), rows)


def fixed_time_message(appointment: Appointment, world: World) -> Message:
    """Another time where the office names them: by phone, or by asking again once this one is cancelled."""
    parts = (Say("requests.fixed_time", values_of(appointment)), *call_line(appointment, world))
    keep = (Button(Say("buttons.keep_old"), "keep"),)
    return Message(parts, (*contact_of(appointment, world), (card_button(appointment, "cannot_come", "cancel"),), keep))


def existing_request_rows(appointment: Appointment) -> Rows:
    """What can be done with an open request that stands in the way of a new one."""
    first = proposal_rows(appointment) if appointment.status == "proposed" else request_rows(appointment)
    keep = (Button(Say("buttons.keep_request"), "keep"),)
    return (keep, *first, (Button(Say("buttons.for_other"), "for_other"),))
