"""Ask what is next: for each position one message with its buttons, or the effect that must come first.

Pure. `ask` is the only place that opens a prompt: it numbers it and remembers what each one-shot button means.
Every prompt ends with [Menu] and [Parler à une personne], so that nobody is ever stuck.
"""

from __future__ import annotations

from dataclasses import replace

from bot.content.conditions import NO_ADDRESS, OUTSIDE
from bot.content.model import Question
from bot.conversation import asked
from bot.conversation import position as at
from bot.conversation.appointments.slot_text import slot_text
from bot.conversation.effects import FindHalfDays, FindSlots
from bot.conversation.offices.cards import office_message
from bot.conversation.recap import recap_message
from bot.conversation.replies import Button, Choice, CommuneName, Message, OfficeName, Reply, Rows, Say, Toast, Value
from bot.conversation.requests.prompts import (
    check_cancel_message,
    check_message,
    elsewhere_message,
    existing_request_rows,
    fixed_time_message,
)
from bot.conversation.requests.wishes import AtElsewhere, AtFixedTime, AtHalfDays, AtRequest
from bot.conversation.state import Offered, Prompt, State, Turn
from bot.conversation.typed.choices import first_name_typed
from bot.conversation.typed.labels import label_key
from bot.conversation.world import Appointment, World

MENU = Button(Say("buttons.menu"), "menu", durable=True)
HUMAN = Button(Say("buttons.human"), "human", durable=True)
WAYS_OUT: tuple[Button, ...] = (MENU, HUMAN)

# What a phone can tell by itself, by the kind of answer.
SHARES = {"commune": "share_location", "phone": "share_phone"}

# On the commune question the nine communes with a Mission Locale come first; the ten others wait behind a button.
LAEKEN = "bruxelles/1020"


def ask(state: State, world: World, *first: Reply) -> Turn:
    """Say `first`, then ask what is next where this conversation stands."""
    where = at.position_of(state, world)
    match where:
        case at.AtSlots(office, lang, _):
            # The message is made when the outcome says which slots there are.
            return Turn(state, first, (FindSlots(office, lang),))
        case AtHalfDays(office):
            return Turn(state, first, (FindHalfDays(office),))
        case at.AtPrepared(_):
            # Whoever prepared an appointment for somebody else starts afresh for the next person.
            return ask(asked.for_oneself(state.off_road(), world.content), world, *first, Say("booking.prepared"))
        case _:
            return open_prompt(state, _about(where), _message(where, state, world), *first)


def open_prompt(state: State, about: str, message: Message, *first: Reply) -> Turn:
    """Number `message`, remember its one-shot buttons, and say it after `first`."""
    number = state.prompt.number + 1
    rows = _with_ways_out(message.rows)
    buttons = [button for row in rows for button in row]
    one_shot = [button for button in buttons if not button.durable]
    offered = tuple(
        Offered(str(key), button.verb, button.target, label_key(button.label)) for key, button in enumerate(one_shot)
    )
    durable = tuple(
        Offered("", button.verb, button.target, label_key(button.label)) for button in buttons if button.durable
    )
    prompted = replace(state, prompt=Prompt(number, about, offered, durable))
    return Turn(prompted, (*first, replace(message, rows=rows, prompt=number)))


def _with_ways_out(rows: Rows) -> Rows:
    if rows == language_message().rows:  # the very first screen: nothing can be read before the language is chosen
        return rows
    verbs = {button.verb for row in rows for button in row}
    missing = tuple(button for button in WAYS_OUT if button.verb not in verbs)
    return (*rows, missing) if missing else rows


def _about(where: at.Position) -> str:
    if isinstance(where, at.AtQuestion):
        return f"question:{where.question}"
    return {
        at.AtLanguage: "language",
        at.AtMenu: "menu",
        at.AtRecap: "recap",
        at.AtOffice: "office",
        at.AtOutside: "office",
        at.AtName: f"question:{asked.FIRST_NAME}",
        at.AtConfirm: "confirm",
        at.AtMove: "confirm_move",
        at.AtExisting: "existing",
        at.AtCancel: "confirm_cancel",
        AtRequest: "request",
        AtElsewhere: "elsewhere",
        AtFixedTime: "fixed_time",
        at.AtClaim: "claim",
        at.AtLetter: "letter",
        at.AtErase: "confirm_erase",
    }[type(where)]


def _message(where: at.Position, state: State, world: World) -> Message:
    match where:
        case at.AtLanguage():
            return language_message()
        case at.AtQuestion(question):
            return question_message(world.content.questions[question], state, world)
        case at.AtRecap(questions):
            return recap_message(questions, state, world)
        case at.AtOffice(advice, second):
            return office_message(advice, second, state, world)
        case at.AtOutside():
            return Message(
                (Say("office.outside"),),
                ((Button(Say("buttons.other_commune"), "correct", asked.COMMUNE),),),
            )
        case at.AtName(for_other):
            return name_message(world, for_other=for_other)
        case at.AtConfirm(hold, first_name, for_other, spoken):
            parts = (
                Say("booking.check"),
                Say(
                    "booking.lines",
                    {
                        "name": first_name,
                        "moment": hold.slot.starts_at,
                        "office": OfficeName(hold.slot.office),
                    },
                ),
                Say(f"booking.check_language_{spoken}"),
                Say("booking.all_right_other" if for_other else "booking.all_right"),
            )
            return Message(
                parts,
                (
                    (Button(Say("buttons.yes_right"), "confirm", slot_text(hold.slot)),),
                    (Button(Say("buttons.correct"), "fix"),),
                ),
            )
        case at.AtMove(hold, appointment):
            values: dict[str, Value] = {"moment": hold.slot.starts_at, "office": OfficeName(hold.slot.office)}
            values["name"] = appointment.first_name
            if appointment.starts_at:
                values["before"] = appointment.starts_at
            return Message(
                (Say("booking.check_move", values),),
                (
                    (Button(Say("buttons.yes_move"), "confirm_move", slot_text(hold.slot)),),
                    (Button(Say("buttons.other_time"), "other_times"),),
                    (Button(Say("buttons.keep_old"), "keep"),),
                ),
            )
        case at.AtExisting(appointment):
            return existing_message(appointment)
        case AtRequest():
            return check_message(where)
        case AtElsewhere():
            return elsewhere_message(where)
        case AtFixedTime(appointment):
            return fixed_time_message(appointment, world)
        case at.AtCancel(appointment) if appointment.status != "booked":
            return check_cancel_message(appointment)
        case at.AtCancel(appointment):
            values = {"office": OfficeName(appointment.office), "name": appointment.first_name}
            if appointment.starts_at:
                values["moment"] = appointment.starts_at
            return Message(
                (Say("booking.check_cancel", values),),
                (
                    (Button(Say("buttons.yes_cancel"), "confirm_cancel", appointment.code),),
                    (
                        Button(
                            Say("buttons.other_time"), "move", f"{appointment.code}.{appointment.version}", durable=True
                        ),
                    ),
                    (Button(Say("buttons.no_keep"), "keep"),),
                ),
            )
        case at.AtClaim(_):
            return Message((Say("claim.first_name"),))
        case at.AtLetter():
            senders = ("onem", "actiris", "cpas", "other", "unknown")
            return Message(
                (Say("letter.who"),),
                tuple((Button(Say(f"letter.sender_{sender}"), "letter_from", sender),) for sender in senders),
            )
        case at.AtErase():
            return Message(
                (Say("privacy.check_erase"),),
                (
                    (Button(Say("buttons.yes_erase"), "confirm_erase"),),
                    (Button(Say("buttons.no_keep"), "keep"),),
                ),
            )
        case _:
            return menu_message(world)


def existing_message(appointment: Appointment) -> Message:
    """There is an open appointment: keep it, change it, or book for somebody else."""
    values: dict[str, Value] = {"office": OfficeName(appointment.office), "code": appointment.code}
    if appointment.starts_at:
        values["moment"] = appointment.starts_at
    if appointment.status != "booked":
        key = "requests.already_proposed" if appointment.starts_at else "booking.already_requested"
        return Message((Say(key, values),), existing_request_rows(appointment))
    key = "booking.already"
    return Message(
        (Say(key, values),),
        (
            (Button(Say("buttons.keep"), "keep"),),
            (Button(Say("buttons.other_time"), "move", f"{appointment.code}.{appointment.version}", durable=True),),
            (Button(Say("buttons.for_other"), "for_other"),),
        ),
    )


def language_message() -> Message:
    """Screen 1: both languages at once."""
    return Message(
        (Say("start.hello"),),
        ((Button("Français", "lang", "fr", durable=True), Button("Nederlands", "lang", "nl", durable=True)),),
    )


def menu_message(world: World) -> Message:
    """Screen 2, with the person's own appointment first when there is one."""
    rows: list[tuple[Button, ...]] = []
    if world.open_appointments:
        only_asked = all(one.status != "booked" for one in world.open_appointments)
        label = Say("buttons.my_request" if only_asked else "buttons.my_appointment")
        rows.append((Button(label, "mine", durable=True),))
    rows += [
        (Button(Say("buttons.book"), "book", durable=True),),
        (Button(Say("buttons.which_office"), "office", durable=True),),
        (Button(Say("buttons.letter"), "letter", durable=True),),
        (HUMAN,),
        (Button(Say("buttons.other_language"), "language", durable=True), MENU),
    ]
    return Message((Say("start.menu"),), tuple(rows))


def question_message(question: Question, state: State, world: World, *, others: bool = False) -> Message:
    """A question with its buttons; `others`: the ten communes without a Mission Locale."""
    key = f"question:{question.id}"
    rows: list[tuple[Button, ...]] = []
    if question.answer == "commune":
        rows = _commune_rows(question, world, others=others)
    else:
        rows = [
            (Button(Choice(question.id, choice.id), "answer", f"{question.id}={choice.id}"),)
            for choice in question.choices
        ]
    if question.answer in SHARES and not others:
        rows.append((Button(Say(f"buttons.{SHARES[question.answer]}"), SHARES[question.answer], durable=True),))
    if asked.may_skip(question, state):
        rows.append((Button(Say("buttons.skip"), "answer", f"{question.id}={asked.SKIPPED}"),))
    if state.road in ("book", "office") and len(state.answers) > 1:
        rows.append((Button(Say("buttons.correct"), "fix"),))
    why = (Say("flow:prepare"),) if _begins_to_prepare(state, world, question) else ()
    return Message(
        (*why, *_about_whom(state, world), Say(key)),
        tuple(rows),
        pages=others,
        asks_contact=question.answer == "phone",
        asks_location=question.answer == "commune",
    )


def share_turn(state: State, verb: str, world: World) -> Turn:
    """[Partager …] under a question: a message without buttons, so that the channel can add its own. The question
    stays open, and its buttons stay good."""
    where = at.position_of(state, world)
    question = world.content.questions[where.question] if isinstance(where, at.AtQuestion) else None
    if question is None or SHARES.get(question.answer) != verb:
        return outdated(state, world)
    location = verb == "share_location"
    how = Message((Say(f"start.{verb}"),), asks_location=location, asks_contact=not location)
    return Turn(state, (how,))


def _about_whom(state: State, world: World) -> tuple[Say, ...]:
    """Who helps somebody is told whom a question is about."""
    appointment = world.appointment(state.road_target) if state.road == "prepare" else None
    if appointment is None or not appointment.for_other:
        return ()
    return (Say("booking.question_about", {"name": appointment.first_name}),)


def _begins_to_prepare(state: State, world: World, question: Question) -> bool:
    """Whether this is the first question after the time is safe: it says why more is asked."""
    if state.road != "prepare":
        return False
    return not any(state.answer(step.question) for step in world.content.flows["prepare"].steps)


def name_message(world: World, *, for_other: bool) -> Message:
    """Screen 5b."""
    if for_other:
        return Message((Say("question:other-first-name"),))
    rows: list[tuple[Button, ...]] = []
    if name := first_name_typed(world.profile_name):
        rows.append((Button(name, "profile_name", name),))
    rows.append((Button(Say("buttons.for_other"), "for_other"),))
    return Message((Say(f"question:{asked.FIRST_NAME}"),), tuple(rows))


def _commune_rows(question: Question, world: World, *, others: bool) -> list[tuple[Button, ...]]:
    communes = [one for one in world.content.communes.values() if bool(one.mission_locale) != others]
    values = [one.id for one in communes]
    if not others and "bruxelles" in values:
        values.insert(values.index("bruxelles") + 1, LAEKEN)
    buttons = [Button(CommuneName(value), "answer", f"{question.id}={value}") for value in values]
    rows = [tuple(buttons[index : index + 2]) for index in range(0, len(buttons), 2)]
    if others:
        rows.append((Button(Say("buttons.outside"), "answer", f"{question.id}={OUTSIDE}"),))
        rows.append((Button(Say("buttons.back"), "again"),))
        return rows
    rows.append((Button(Say("buttons.other_commune"), "other_communes", question.id),))
    if question.id == asked.COMMUNE:
        rows.append((Button(Say("buttons.no_address"), "answer", f"{question.id}={NO_ADDRESS}"),))
    return rows


def outdated(state: State, world: World) -> Turn:
    """A button of an earlier prompt: nothing changes, what is asked now is asked again."""
    return ask(state, world, Toast("booking.outdated_button"), Say("booking.outdated_button"))
