"""A commune, named before or after the question: "Ixelles", "j'habite à Ixelles", "je préfère Forest". Pure.

Who names one at the menu is asked what else it takes to say which office fits. Later, who lives elsewhere is advised
anew; who only prefers another place is shown the Mission Locale there. A question, or anything longer, is neither.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.content.conditions import OUTSIDE
from bot.content.places.communes import guess_commune
from bot.conversation import asked
from bot.conversation import position as at
from bot.conversation.effects import DropHold
from bot.conversation.prompts import ask, open_prompt
from bot.conversation.replies import Button, CommuneName, Message, Say
from bot.conversation.requests.wishes import AtHalfDays, without_wishes
from bot.conversation.state import State, Turn
from bot.conversation.world import World
from bot.language.clean import fold

LONGEST, LONGEST_ALONE = 12, 3  # words
_LIVES = re.compile(
    r"\b(?:j habite|habite|je vis|je loge|je reside|j ai demenage|mon adresse|ma commune|je suis (?:de|a)"
    r"|ik woon|woon|ik verblijf|ik ben verhuisd|mijn adres|mijn gemeente|ik ben van)\b"
)
_PREFERS = re.compile(r"\b(?:prefere|plutot|liever|voorkeur|verkies)\b")
_IN_ONE = re.compile(r"\b(?:a|au|de|sur|in|te|op|van) (?P<place>\w)|\b(?P<code>1\d{3})\b")
# "Non pardon, c'est Anderlecht" names a commune; "non, pas Forest" names none.
_CORRECTS = re.compile(
    r"^(?:(?:non|nee|neen|pardon|sorry|desolee?|en fait|eigenlijk|excusez moi|c est|cest|het is|t is|dat is) )+"
)
_DENIES = re.compile(r"\b(?:pas|plus|niet|geen|nie)\b")


def commune_corrected(state: State, text: str, world: World) -> Turn | None:
    """The commune that is typed instead of the one answered; None where none was, or for anything else."""
    where = at.position_of(state, world)
    words = fold(text)
    count = len(words.split())
    lives, prefers = bool(_LIVES.search(words)), bool(_PREFERS.search(words))
    choosing = isinstance(where, at.AtSlots | at.AtOffice | at.AtOutside | at.AtRecap | AtHalfDays)
    if state.road not in ("book", "office", "request") or "?" in text or count > LONGEST:
        return None
    # A first name may be the name of a place: where something else is asked, only "j'habite à …" is heard.
    if not (choosing or (lives and _asks_something_else(where, world))):
        return None
    alone = _CORRECTS.sub("", words)
    corrects = alone != words and len(alone.split()) <= LONGEST_ALONE and _DENIES.search(words) is None
    if not (lives or prefers or corrects or count <= LONGEST_ALONE):
        return None
    guess = guess_commune(world.content, alone if corrects else text)
    if prefers and not lives and guess.kind in ("sure", "ask") and len(guess.values) == 1:
        return _prefer(state, guess.values[0], world)
    if guess.kind == "sure":
        return _live(state, guess.values[0], world)
    if guess.kind == "outside" and lives:
        return _live(state, OUTSIDE, world)
    return None


def commune_first(state: State, text: str, world: World) -> Turn | None:
    """A commune where nothing was asked is half of a question: which office is for me? None for anything longer."""
    if not isinstance(at.position_of(state, world), at.AtMenu) or "?" in text:
        return None
    words = fold(text)
    count, lives = len(words.split()), bool(_LIVES.search(words))
    if count > (LONGEST if lives else LONGEST_ALONE):
        return None
    guess = guess_commune(world.content, text)
    fresh = asked.for_oneself(state, world.content).without(asked.RECAP, asked.OFFICE).on_road("office")
    if guess.kind == "sure":
        return ask(fresh.with_answer(asked.COMMUNE, guess.values[0]), world, heard_commune(guess.values[0]))
    if guess.kind == "outside" and lives:
        return ask(fresh.with_answer(asked.COMMUNE, OUTSIDE), world, heard_commune(OUTSIDE))
    if guess.kind == "ask" and len(guess.values) > 1:
        return which_commune(fresh.without(asked.COMMUNE), asked.COMMUNE, guess.values)
    return None


def commune_said(state: State, text: str, world: World) -> tuple[State, tuple[Say, ...]]:
    """The commune that a wish to book names as well: "ik wil een afspraak in Molenbeek". Kept, and said."""
    if state.answer(asked.COMMUNE):
        return state, ()
    said = fold(text)
    starts = [max(found.start("place"), found.start("code")) for found in _IN_ONE.finditer(said)]
    places = [" ".join(said[start:].split()[:LONGEST_ALONE]) for start in starts]
    guesses = [guess_commune(world.content, place) for place in (text, *places)] if places else []
    named = {guess.values[0] for guess in guesses if guess.kind == "sure"}
    if len(named) != 1:
        return state, ()
    value = named.pop()
    return state.with_answer(asked.COMMUNE, value), (heard_commune(value),)


def heard_commune(value: str) -> Say:
    """Which commune was understood, or that it lies outside Brussels."""
    if value == OUTSIDE:
        return Say("office.heard_outside")
    return Say("office.heard_commune", {"commune": CommuneName(value)})


def which_commune(state: State, question_id: str, values: Sequence[str]) -> Turn:
    """Several communes share a postcode or a name: which one it is."""
    buttons = [Button(CommuneName(value), "answer", f"{question_id}={value}") for value in values[:4]]
    rows = (*((button,) for button in buttons), (Button(Say("buttons.none_of_these"), "again"),))
    return open_prompt(state, f"question:{question_id}", Message((Say("office.which_commune"),), rows))


def _asks_something_else(where: at.Position, world: World) -> bool:
    if isinstance(where, at.AtQuestion):
        return world.content.questions[where.question].answer != "commune"
    return isinstance(where, at.AtName | at.AtConfirm)


def _live(state: State, value: str, world: World) -> Turn:
    question = asked.NEAR if state.answer(asked.NEAR) else asked.COMMUNE
    moved = without_wishes(state).without(asked.OFFICE, asked.RECAP).with_answer(question, value)
    if state.road == "request":
        moved = moved.on_road("book")
    turn = ask(moved, replace(world, hold=None), heard_commune(value))
    return replace(turn, effects=(DropHold(), *turn.effects)) if world.hold else turn


def _prefer(state: State, value: str, world: World) -> Turn | None:
    commune = world.content.communes.get(value.partition("/")[0])
    if commune is None or not commune.mission_locale:
        return None
    chosen = without_wishes(state).with_answer(asked.OFFICE, commune.mission_locale)
    return ask(chosen.on_road("book") if state.road == "request" else chosen, world)
