"""What a tap means: one-shot buttons of the open prompt, durable ones that work for ever.

Pure. Data is `NUMBER:KEY` for a one-shot button and `=VERB:TARGET` for a durable one. A client can send anything:
what is not understood, or belongs to an older prompt, changes nothing and shows where things stand.
"""

from __future__ import annotations

import re
from dataclasses import replace

from bot.conversation import asked
from bot.conversation import position as at
from bot.conversation.answering import answer_turn, choose_answer
from bot.conversation.appointments.claiming import claim_for_other
from bot.conversation.appointments.slot_text import slot_from
from bot.conversation.appointments.slots import day_prompt, find_again, other_days, slot_language
from bot.conversation.appointments.waiting import wait_rows, wait_turn
from bot.conversation.durable import on_durable
from bot.conversation.effects import Book, Cancel, DropHold, Effect, Erase, HoldSlot, KeepUnmet, Move
from bot.conversation.offices.cards import contact_rows
from bot.conversation.offices.letters import letter_message
from bot.conversation.offices.nothing_free import look_elsewhere
from bot.conversation.prompts import ask, open_prompt, outdated, question_message
from bot.conversation.recap import fix_message
from bot.conversation.replies import Button, Freeze, Message, OfficeName, Say
from bot.conversation.requests.asking import on_request_button
from bot.conversation.state import Offered, State, Turn
from bot.conversation.typed.ladder import miss
from bot.conversation.world import World

_ONE_SHOT = re.compile(r"([0-9]{1,9}):([0-9]{1,3})")
_DURABLE = re.compile(r"=([a-z_]{2,20})(?::([A-Za-z0-9_+./#=-]{1,60}))?")


def button_data(prompt: int, key: str) -> str:
    """The data of a one-shot button."""
    return f"{prompt}:{key}"


def durable_data(verb: str, target: str) -> str:
    """The data of a durable button."""
    return f"={verb}:{target}" if target else f"={verb}"


def on_button(state: State, data: str, world: World) -> Turn:
    """A tap; an old or forged one repeats what is asked now."""
    if durable := _DURABLE.fullmatch(data):
        return on_durable(state, durable[1], durable[2] or "", world)
    one_shot = _ONE_SHOT.fullmatch(data)
    if one_shot is None or int(one_shot[1]) != state.prompt.number:
        # Telegram keeps old keyboards alive: this button belongs to an earlier prompt.
        return outdated(state, world)
    offered = state.prompt.find(one_shot[2])
    if offered is None:
        return outdated(state, world)
    return press(state, offered, world)


def press(state: State, offered: Offered, world: World) -> Turn:
    """A one-shot button of the open prompt, tapped or chosen by its number."""
    turn = _on_one_shot(state, offered, world)
    return replace(turn, replies=(Freeze(state.prompt.number, offered.key), *turn.replies))


def _on_one_shot(state: State, offered: Offered, world: World) -> Turn:
    target = offered.target
    match offered.verb:
        case "answer" | "guessed":
            question, _, value = target.partition("=")
            return choose_answer(state, question, value, world)
        case "correct":
            near = (asked.NEAR,) if target == asked.COMMUNE else ()
            office = (asked.OFFICE,) if target in (asked.COMMUNE, asked.LANGUAGE) else ()
            return ask(state.without(target, asked.RECAP, *near, *office), world)
        case "fix":
            return open_prompt(state, "fix", fix_message(_correctable(state, world), hold=world.hold is not None))
        case "again" | "keep_asking":
            return ask(state, world)
        case "other_communes" if target in world.content.questions:
            question_page = question_message(world.content.questions[target], state, world, others=True)
            return open_prompt(state, f"question:{target}", question_page)
        case "choose_office":
            return ask(state.with_answer(asked.OFFICE, target).on_road("book"), world)
        case "slot":
            slot = slot_from(target)
            return Turn(state, effects=(HoldSlot(slot, _moving(state)),)) if slot else outdated(state, world)
        case "day":
            return day_prompt(state, target, world)
        case "other_days":
            return other_days(state, target, world)
        case "reception_lang":
            fresh = state.with_answer(asked.LANGUAGE, target).without(asked.OFFICE)
            return ask(fresh, world)
        case "other_times":
            return find_again(state, world)
        case "another_office" if target in world.content.organisations:
            return look_elsewhere(state, target, world, slot_language(state, world))
        case "wait":
            return wait_turn(state, target)
        case "claim_other":
            return claim_for_other(state, target)
        case "none_fits" if target in world.content.organisations:
            return _none_fits(state, target, world)
        case "profile_name":
            return ask(state.with_answer(asked.FIRST_NAME, target), world)
        case "for_other":
            return _for_other(state, world)
        case "keep":
            return _keep(state, world)
        case "meant":
            return _meant(state, target, world)
        case "missed":
            return miss(state, target, world)
        case "letter_from":
            return letter_message(state.off_road(), target, world)
        case "request" | "send_request" | "confirm_elsewhere":
            return on_request_button(state, offered, world)
        case "half_day" | "half_days_done" | "half_days_after" | "half_days_anew":
            return on_request_button(state, offered, world)
        case "confirm" | "confirm_move" | "confirm_cancel" | "confirm_erase":
            return _on_confirm(state, offered, world)
        case _:
            return outdated(state, world)


def _on_confirm(state: State, offered: Offered, world: World) -> Turn:
    effect: Effect | None = None
    match offered.verb:
        case "confirm" if state.road == "book" and state.answer(asked.FIRST_NAME):
            effect = _book(state, offered.target, world)
        case "confirm_move" if state.road == "move":
            appointment, slot = world.appointment(state.road_target), slot_from(offered.target)
            effect = Move(appointment.code, appointment.version, slot) if appointment and slot else None
        case "confirm_cancel":
            appointment = world.appointment(offered.target)
            effect = Cancel(appointment.code, appointment.version) if appointment else None
        case "confirm_erase" if state.road == "erase":
            effect = Erase()
    # The appointment is gone, or another road was taken: show where things stand now.
    return Turn(state, effects=(effect,)) if effect else outdated(state, world)


def _book(state: State, target: str, world: World) -> Book | None:
    """The time on the button, even when it is no longer held: late confirming books it if it is still free."""
    slot = slot_from(target)
    if slot is None:
        return None
    answers = asked.known(state.given, world.content, state.lang or "fr")
    told = (asked.COMMUNE, *asked.prepare_questions(world.content))
    return Book(
        slot=slot,
        first_name=state.answer(asked.FIRST_NAME),
        for_other=state.answer(asked.BENEFICIARY) == asked.OTHER_PERSON,
        lang=state.lang or "fr",
        reception_lang=at.reception_lang(slot.office, answers, world),
        details={key: answers[key] for key in told if key in answers},
        request_key=f"{slot.starts_at:%Y%m%d%H%M}.{state.prompt.number}",
    )


def _for_other(state: State, world: World) -> Turn:
    """For somebody else: their name and agreement."""
    return ask(asked.for_somebody(state, world), world)


def _keep(state: State, world: World) -> Turn:
    """Nothing changes: back to the menu, and what was held is free again."""
    kept = ask(state.off_road(), world, Say("booking.kept"))
    return replace(kept, effects=(*kept.effects, DropHold())) if world.hold else kept


def _none_fits(state: State, office: str, world: World) -> Turn:
    """No time suits: another office, a call, or a person."""
    rows = [*contact_rows(world.content.organisations[office])]
    if state.road == "move":
        rows.append((Button(Say("buttons.keep_old"), "keep"),))
    else:
        rows.append((Button(Say("buttons.another_office"), "another_office", office),))
    rows += wait_rows(office, slot_language(state, world), world)
    rows.append((Button(Say("buttons.other_time"), "other_times"),))
    message = Message((Say("booking.none_fits", {"office": OfficeName(office)}),), tuple(rows))
    return open_prompt(state, "none_fits", message)


def _meant(state: State, target: str, world: World) -> Turn:
    """The tap on "did you mean": the answer, and the question's words as a suggestion for the editors."""
    answer_id, _, text = target.partition("\n")
    turn = answer_turn(replace(state, misses=0), answer_id, world)
    return replace(turn, effects=(*turn.effects, KeepUnmet(text, state.lang or "fr", answer_id))) if text else turn


def _correctable(state: State, world: World) -> tuple[str, ...]:
    """The answers on this road that the person may change, in the order of the flow."""
    flow = world.content.flows.get("office" if state.road == "office" else "booking")
    used = asked.used_questions(state, world.content, flow) if flow else ()
    name = (asked.FIRST_NAME,) if state.answer(asked.FIRST_NAME) else ()
    return (*used, *name)


def _moving(state: State) -> str:
    return state.road_target if state.road == "move" else ""
