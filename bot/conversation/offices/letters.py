"""The letter road: who sent it, in a tap or in words, and what to do first with a letter of theirs. Pure."""

from __future__ import annotations

import re

from bot.conversation.position import AtLetter, AtMenu, position_of
from bot.conversation.prompts import ask, open_prompt
from bot.conversation.replies import Button, Message, OfficeName, Say
from bot.conversation.state import State, Turn
from bot.conversation.world import World
from bot.language.clean import fold
from bot.matching.match import Match

LONGEST = 8  # words
_SENDERS = {
    "onem": r"onem|rva|chomage|werkloosheid|office national de l emploi|rijksdienst voor arbeidsvoorziening",
    "actiris": r"actiris",
    "cpas": r"cpas|ocmw",
    "other": (
        r"quelqu un d autre|iemand anders|huissiers?|(?:gerechts)?deurwaarders?|syndicat|vakbond|fgtb|csc|cgslb|abvv"
        r"|acv|aclvb|capac|hvw|vdab|mutuelle|mutualite|ziekenfonds|mutualiteit|banque|bank|tribunal|rechtbank|ecole|school"
        r"|proprietaire|huisbaas|police|politie|employeur|patron|werkgever|baas|commune|gemeente|impots|belastingen"
        r"|mission locale|werkwinkel"
    ),
    "unknown": (
        r"(?:je )?(?:ne |n )?(?:en )?sais (?:pas|plus)|aucune idee|jsp|geen idee|weet (?:ik )?(?:het )?niet|kweenie"
        r"|kweetni|je ne vois pas|ik zie het niet"
    ),
}
_CAME = re.compile(
    r"\b(?:j ai|jai|j|g) (?:recu|resu|eu) (?:une |un |des |ma |la )?(?:lettre|letre|courrier|papier)s?\b"
    r"|\b(?:brief|papier) (?:\w+ ){0,4}(?:gekregen|ontvangen|gehad)\b"
    r"|\b(?:kreeg|krijg|heb) (?:ik )?(?:net |vandaag |gisteren )?(?:een |ne |nen )?(?:brief|papier)\b"
    r"|^(?:une )?lettre (?:de|du|d|des)\b|^(?:een )?brief van\b"
)


def letter_message(state: State, sender: str, world: World) -> Turn:
    """Screen 11b: what to do first with a letter of this sender."""
    office = {"onem": "onem-rva-bruxelles", "actiris": "actiris"}.get(sender, "")
    rows: list[tuple[Button, ...]] = []
    organisation = world.content.organisations.get(office)
    if organisation and organisation.phone:
        label = Say("buttons.call_office", {"office": OfficeName(office)})
        rows.append((Button(label, "call", office, durable=True),))
    if sender == "onem":
        label = Say("buttons.call_office", {"office": OfficeName("capac-hvw-bruxelles")})
        rows.append((Button(label, "call", "capac-hvw-bruxelles", durable=True),))
    rows.append((Button(Say("buttons.book"), "book", durable=True),))
    return open_prompt(state, "letter_advice", Message((Say(f"letter.advice_{sender}"),), tuple(rows)))


def letter_typed(state: State, text: str, match: Match, world: World) -> Turn | None:
    """The sender that is written where it is asked for; at the menu, that a letter came. None for a question."""
    where, said = position_of(state, world), fold(text)
    if "?" in text or len(said.split()) > LONGEST:
        return None
    came = isinstance(where, AtMenu) and not (match.sure and match.kind == "answer") and _CAME.search(said) is not None
    if not (came or isinstance(where, AtLetter)):
        return None
    if sender := _sender_named(said):
        return letter_message(state.off_road(), sender, world)
    return ask(state.on_road("letter"), world) if came else None


def _sender_named(said: str) -> str | None:
    """The one sender in folded words; None for none, or for several."""
    named = [sender for sender, words in _SENDERS.items() if re.search(rf"\b(?:{words})\b", said)]
    return named[0] if len(named) == 1 else None
