"""The card of an appointment, and what helps the counsellor prepare.

Pure. The confirmation card is complete offline: who, when, where, code, what to bring, what it does not replace.
"""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.appointments.staff_notes import note_lines
from bot.conversation.appointments.waiting import waiting_lines
from bot.conversation.asked import SKIPPED
from bot.conversation.effects import NoteDetails
from bot.conversation.offices.cards import contact_rows
from bot.conversation.offices.places import map_rows, place_lines
from bot.conversation.position import AtQuestion, position_of
from bot.conversation.prompts import ask, open_prompt
from bot.conversation.replies import Button, Message, OfficeName, Reply, Say, Value
from bot.conversation.requests.messages import request_card
from bot.conversation.state import State, Turn
from bot.conversation.typed.unbooked import ON_THE_WAY
from bot.conversation.world import Appointment, World


def appointment_message(appointment: Appointment, world: World, *, fresh: bool = False) -> Message:
    """The card. `fresh`: it was just booked or moved, so it is kept at the top of the chat."""
    office = OfficeName(appointment.office)
    values: dict[str, Value] = {"name": appointment.first_name, "office": office, "code": appointment.code}
    if appointment.request is not None and appointment.status != "booked":
        return request_card(appointment, world)
    if appointment.starts_at is None or appointment.status != "booked":
        if appointment.starts_at:
            values["moment"] = appointment.starts_at
        again = ((Button(Say("buttons.book"), "book", durable=True),),) if not appointment.is_open else ()
        return Message((Say(f"booking.card_{appointment.status}", values),), again)
    values["moment"] = appointment.starts_at
    opening = "booking.noted" if fresh else "booking.card"
    parts = [Say("booking.demo")] if world.demo else []
    if appointment.on_closed_day and not appointment.has_started(world.now):
        return _closed_card(appointment, values, parts, world)
    parts += [Say(opening, values), Say("booking.lines_place", values)]
    organisation = world.content.organisations.get(appointment.office)
    if organisation is None:
        parts.append(Say("booking.office_gone"))
    else:
        parts += place_lines(organisation)
    parts.append(Say(f"booking.card_language_{appointment.reception_lang}"))
    parts.append(Say("booking.code", values))
    parts.append(_papers(appointment, world))
    customs = world.rules(appointment.office).customs
    said = customs.get(appointment.reception_lang) or customs.get("fr") or customs.get("nl") or ()
    parts += [Say("booking.office_says", {"text": text}) for text in said]
    parts += note_lines(appointment)
    parts.append(Say("booking.not_actiris"))
    if appointment.is_confirmed:
        parts.append(Say("booking.you_come"))
    if appointment.has_started(world.now):
        parts.append(Say("booking.if_started"))
        return Message(tuple(parts), (*contact_rows(organisation), *map_rows(organisation)) if organisation else ())
    parts.append(Say("booking.if_not"))
    target = f"{appointment.code}.{appointment.version}"
    rows: list[tuple[Button, ...]] = [
        (Button(Say("buttons.other_time"), "move", target, durable=True),),
        (Button(Say("buttons.cannot_come"), "cancel", target, durable=True),),
        (Button(Say("buttons.late"), "late", target, durable=True),),
        (Button(Say("buttons.notes"), "notes", target, durable=True),),
    ]
    calendar = Button(Say("buttons.calendar"), "calendar", target, durable=True)
    place = (map_rows(organisation) or contact_rows(organisation)) if organisation else ()
    rows.append((calendar, *(button for row in place for button in row)))
    return Message(tuple(parts), tuple(rows), card=fresh)


def _closed_card(appointment: Appointment, values: dict[str, Value], parts: list[Say], world: World) -> Message:
    """The card of an appointment on a day that the office has closed since: not to come, and the ways out."""
    organisation = world.content.organisations.get(appointment.office)
    target = f"{appointment.code}.{appointment.version}"
    ways = (
        (Button(Say("buttons.other_time"), "move", target, durable=True),),
        (Button(Say("buttons.cannot_come"), "cancel", target, durable=True),),
    )
    parts = [*parts, Say("booking.closed_day"), Say("booking.card", values), Say("booking.code", values)]
    return Message(tuple(parts), (*ways, *(contact_rows(organisation) if organisation else ())))


def answer_for_counsellor(state: State, question: str, value: str, world: World) -> Turn:
    """Keep an answer of the prepare road with the appointment, and ask the next."""
    appointment = world.appointment(state.road_target)
    if appointment is None:
        return ask(state.off_road(), world, Say("booking.none"))
    if not appointment.is_open:
        # Cancelled while these questions were asked: there is nothing left to prepare.
        card = appointment_message(appointment, world)
        return open_prompt(state.off_road(), "mine", card, Say("booking.changed_since"))
    turn = ask(state.with_answer(question, value), world)
    if value == SKIPPED:
        return turn
    return replace(turn, effects=(*turn.effects, NoteDetails(appointment.code, {question: value})))


def phone_given(state: State, phone: str, world: World) -> Turn:
    """A phone number, shared or typed, when it is what is asked for."""
    where = position_of(state, world)
    if not (isinstance(where, AtQuestion) and where.question == "phone"):
        return ask(state, world)
    return answer_for_counsellor(state, "phone", phone, world)


def _papers(appointment: Appointment, world: World) -> Say:
    """What to bring, in the office's own words; otherwise that nobody has told us."""
    papers = world.rules(appointment.office).papers
    text = papers.get(appointment.reception_lang) or papers.get("fr") or papers.get("nl")
    return Say("booking.bring", {"docs": text}) if text else Say("booking.bring_unknown")


def my_booking(state: State, world: World) -> Turn:
    """My appointment: the card of each that is open, or the way to one."""
    mine = world.open_appointments
    if not mine and state.road in ON_THE_WAY:
        # A time that is being chosen, or a request that is not sent, is not let go for the question.
        return ask(state, world, Say("booking.none_yet"), *waiting_lines(world))
    if not mine:
        return ask(state, world, Say("booking.none"), *waiting_lines(world))
    *others, last = mine
    cards: list[Reply] = [*waiting_lines(world), *(appointment_message(one, world) for one in others)]
    return open_prompt(state.off_road(), "mine", appointment_message(last, world), *cards)
