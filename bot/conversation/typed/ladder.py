"""When it is not clear what somebody means: ask which, say it differently, then a person. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.conversation import asked
from bot.conversation import position as at
from bot.conversation.effects import KeepUnmet
from bot.conversation.offices.cards import human_message
from bot.conversation.prompts import ask, open_prompt
from bot.conversation.replies import Button, Message, Say
from bot.conversation.state import Offered, State, Turn
from bot.conversation.world import World
from bot.matching.match import WORTH_A_QUESTION, Candidate, Match

PERSON_AFTER = 3  # misses
# A probability. Under it a button shows people a topic that has nothing to do with what they wrote.
WORTH_A_BUTTON = 0.04


def worth_asking(match: Match, world: World) -> list[Candidate]:
    """The answers that a text may mean, likeliest first; none when even the likeliest is a guess."""
    answers = [one for one in match.candidates if one.kind == "answer" and one.id in world.content.answers]
    likely = [one for one in answers if one.score >= WORTH_A_BUTTON]
    return likely if likely and likely[0].score >= WORTH_A_QUESTION else []


def did_you_mean(state: State, text: str, meant: list[Candidate], match: Match, world: World) -> Turn:
    rows = _choices([one.id for one in meant[:3]], text[:200])
    if match.lang_sure and match.lang in ("fr", "nl") and match.lang != state.lang:
        rows.append((Button(Say(f"buttons.go_on_in_{match.lang}"), "lang", match.lang, durable=True),))
    return open_prompt(state, state.prompt.about or "aside", Message((Say("unclear.did_you_mean"),), tuple(rows)))


def which_of_these(state: State, offered: Sequence[Offered]) -> Turn:
    """A yes to several: the same buttons once more."""
    kept = offered[0].target.partition("\n")[2]
    rows = _choices([one.target.partition("\n")[0] for one in offered], kept)
    return open_prompt(state, state.prompt.about or "aside", Message((Say("unclear.did_you_mean"),), tuple(rows)))


def _choices(ids: Sequence[str], kept: str) -> list[tuple[Button, ...]]:
    rows: list[tuple[Button, ...]] = [(Button(Say(f"button:{one}"), "meant", f"{one}\n{kept}"),) for one in ids]
    return [*rows, (Button(Say("buttons.something_else"), "missed", kept),)]


def miss(state: State, text: str, world: World) -> Turn:
    """Nothing was understood: one more rung of the ladder."""
    missed = replace(state, misses=state.misses + 1)
    where = at.position_of(state, world)
    question = world.content.questions.get(where.question) if isinstance(where, at.AtQuestion) else None
    if missed.misses >= PERSON_AFTER:
        turn = open_prompt(
            replace(missed, misses=0),
            state.prompt.about or "aside",
            human_message(world, state.lang or "fr"),
            Say("unclear.last"),
        )
        return replace(turn, effects=(KeepUnmet(text, state.lang or "fr"),))
    if missed.misses == 2:
        rows: list[tuple[Button, ...]] = []
        if question and asked.may_skip(question, state):
            rows.append((Button(Say("buttons.skip"), "answer", f"{question.id}={asked.SKIPPED}"),))
        rows.append((Button(Say("buttons.try_again"), "again"),))
        return open_prompt(missed, state.prompt.about, Message((Say("unclear.second"),), tuple(rows)))
    retry = Say(f"retry:{question.id}") if question and question.words[state.lang or "fr"].retry else None
    return ask(missed, world, Say("unclear.first"), *((retry,) if retry else ()))
