"""Taking an answer to a question, and showing an answer of the content. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot.content.model import Lang
from bot.conversation import asked
from bot.conversation.appointments.cards import answer_for_counsellor
from bot.conversation.effects import DropHold
from bot.conversation.prompts import ask, open_prompt
from bot.conversation.replies import Button, Message, OfficeName, Say
from bot.conversation.state import State, Turn
from bot.conversation.world import World
from bot.language.dates import to_brussels


def choose_answer(state: State, question_id: str, value: str, world: World) -> Turn:
    """An answer to a question, from a button or typed."""
    if state.road == "prepare":
        return answer_for_counsellor(state, question_id, value, world)
    if question_id == asked.AGREES and value == "no":
        # Nothing is booked for somebody who has not agreed; what was held is free again.
        stopped = ask(state.off_road().without(asked.AGREES, asked.BENEFICIARY), world, Say("booking.must_agree"))
        return replace(stopped, effects=(*stopped.effects, DropHold())) if world.hold else stopped
    leads_to_office = question_id in (asked.COMMUNE, asked.NEAR, asked.LANGUAGE, "need", asked.REGISTERED)
    stale = (asked.OFFICE, asked.RECAP) if leads_to_office else ()
    kept = state.without(*stale) if question_id != asked.RECAP else state
    return ask(kept.with_answer(question_id, value), world)


def answer_turn(state: State, target: str, world: World, *, other: Lang | None = None) -> Turn:
    """Show an answer, or a section of it (`ID#section`); on a road, the open question is asked again behind it."""
    answer_id, _, section = target.partition("#")
    answer = world.content.answers.get(answer_id)
    if answer is None or state.lang is None:
        return ask(state, world)
    words = answer.words[state.lang]
    parts = [Say(f"answer:{target}")]
    if answer.freshness.is_unconfirmed(to_brussels(world.now).date()) and not section:
        confirms = answer.freshness.confirm_with
        parts.append(Say("answer.to_confirm", {"office": OfficeName(confirms)}))
    rows = [
        (Button(Say(f"heading:{answer_id}#{one.id}"), "section", f"{answer_id}#{one.id}", durable=True),)
        for one in words.sections
        if one.id != section
    ]
    for step in answer.next:
        match step.verb:
            case "answer" if step.target in world.content.answers:
                rows.append((Button(Say(f"button:{step.target}"), "answer", step.target, durable=True),))
            case "organisation" if step.target in world.content.organisations:
                rows.append((Button(OfficeName(step.target), "organisation", step.target, durable=True),))
            case "book" | "office" | "letter":
                label = {"book": "buttons.book", "office": "buttons.which_office", "letter": "buttons.letter"}[
                    step.verb
                ]
                rows.append((Button(Say(label), step.verb, durable=True),))
    if other:
        rows.append((Button(Say(f"buttons.go_on_in_{other}"), "lang", other, durable=True),))
    message = Message(tuple(parts), tuple(rows))
    if state.road:
        return ask(replace(state, misses=0), world, message)
    return open_prompt(replace(state, misses=0), "answer", message)
