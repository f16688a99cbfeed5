"""A wish for the other language, in words: "ik wil in het Nederlands", "en français svp". Pure.

Who names French or Dutch, and no other, is answered in it, at the same question. Who only speaks of languages
("langue", "je ne parle pas français") is asked which.
"""

from __future__ import annotations

import re

from bot.content.model import Lang
from bot.conversation import position as at
from bot.conversation.buttons import press
from bot.conversation.durable import on_durable
from bot.conversation.state import State, Turn
from bot.conversation.world import World
from bot.language.clean import fold
from bot.matching.match import Match

LIKELY = 0.5  # probability
# "en français svp"; a longer message is about something, and may only speak of a language.
_FEW_WORDS = 4
_DUTCH = re.compile(r"\b(?:nederlands\w*|neerlandais|flamand|vlaams|nl)\b")
_FRENCH = re.compile(r"\b(?:francais|frans|fr)\b")
_NEITHER = re.compile(
    r"\b(?:pas|pa|plus|geen|niet|nie|ni|no|not|don|anglais|engels|english|arab\w*|turc|turks|espagnol)\b"
)
_LANGUAGE = r"(?:nederlands|neerlandais|flamand|vlaams|francais|frans)"
# Beside a button for a reception in the other language this is said of the reception; "nederlands" alone of the chat.
_WANTS_IT = re.compile(rf"\b(?:en|in het|in t|int) {_LANGUAGE}\b|\b(?:prefer|plutot|liever)")
# At the question for a name, "Frans" is one; "en français" is none.
_IN_IT = re.compile(rf"\b(?:en|in het|in t|int|naar het|naar|op zijn) {_LANGUAGE}\b")


def language_named(text: str) -> Lang | None:
    """The one of the two languages that a text asks for; None for both, neither, or one that is not spoken."""
    said = fold(text)
    dutch, french = _DUTCH.search(said) is not None, _FRENCH.search(said) is not None
    if dutch == french or _NEITHER.search(said) is not None:
        return None
    return "nl" if dutch else "fr"


def language_chosen(text: str) -> Lang | None:
    """What was typed at the question for the language: its number, its name, or a few words with its name."""
    by_number: dict[str, Lang] = {"1": "fr", "2": "nl"}
    return by_number.get(text.strip()) or (language_named(text) if len(text.split()) <= _FEW_WORDS else None)


def switch_typed(state: State, text: str, match: Match, world: World) -> Turn | None:
    """The same question in the language that was asked for; None when none was."""
    wished = match.kind == "intent" and match.id == "language_switch" and (match.sure or match.score >= LIKELY)
    named = language_named(text) if wished else None
    if named is None:
        return None
    if isinstance(at.position_of(state, world), at.AtName | at.AtClaim) and _IN_IT.search(fold(text)) is None:
        return None
    reception = next(
        (one for one in state.prompt.offered if one.verb == "reception_lang" and one.target == named), None
    )
    if reception is not None and _WANTS_IT.search(fold(text)) is not None:
        return press(state, reception, world)
    return on_durable(state, "lang", named, world)
