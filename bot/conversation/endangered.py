"""The danger card, and what is answered to it: only a no, or a clear wish to go on, takes it off the screen.

Pure. Nothing is counted and nothing is sent to anyone.
"""

from __future__ import annotations

import re

from bot.conversation.offices.cards import danger_message
from bot.conversation.prompts import ask, open_prompt
from bot.conversation.state import State, Turn
from bot.conversation.typed.saying_yes import says_no
from bot.conversation.world import World
from bot.language.clean import fold
from bot.matching.match import Match

DANGER = "danger"
# That it was nothing, or that one wants to go on, and no more: whoever adds something is still shown the numbers.
_GOES_ON = re.compile(
    r"(?:non |ok |nee |oui |ja )?"
    r"(?:(?:je veux |on peut |on |ik wil |laten we )?(?:continuer?|verder(?:gaan| gaan)?|doorgaan)"
    r"(?: (?:svp|s il vous plait|aub|alstublieft|mon rdv|le rdv|mon rendez vous|mijn afspraak|met de afspraak))?"
    r"|ca va(?: (?:mieux|bien|maintenant|merci))*(?: (?:je veux )?(?:continuer?)(?: mon rdv| mon rendez vous)?)?"
    r"|het gaat(?: (?:nu|weer|wel|goed|beter|al|dank u|bedankt))+|(?:c etait |c est )?une (?:blague|erreur)"
    r"|(?:het was |dat was )?(?:een grapje|niet echt|een vergissing))"
)
# Commands that lead away from the card when they are the whole message; "aide" and "oui" are a cry there.
_LEAVES = frozenset({"menu", "stop", "back", "restart", "human", "language", "my_booking"})


def danger_turn(state: State) -> Turn:
    """The card with the numbers; what was asked before is asked again after [Non, continuer]."""
    return open_prompt(state, DANGER, danger_message())


def on_danger_answer(state: State, text: str, match: Match, world: World) -> Turn | None:
    """An answer to the card: after a no the conversation goes on; a yes, or a cry, keeps the numbers on screen."""
    if match.universal == "no" or says_no(text) or _GOES_ON.fullmatch(fold(text)):
        return ask(state, world)
    if match.universal in _LEAVES or (match.sure and not match.universal and match.kind in ("answer", "intent")):
        return None
    if match.universal is None and text.isdecimal():
        return None
    return danger_turn(state)
