"""What somebody writes of how they come to an appointment is a note to the office: with whom, interpreter, no steps.

Pure. Only a plain statement counts, never a question: it is put at once, and one tap takes it off. Nothing is asked
about health. Whose appointment it is, is asked when there are several.
"""

from __future__ import annotations

import re

from bot.booking.notes import Note
from bot.conversation import position as at
from bot.conversation.effects import TellStaff
from bot.conversation.prompts import ask, open_prompt
from bot.conversation.replies import Button, Message, Say
from bot.conversation.state import State, Turn
from bot.conversation.world import World
from bot.language.clean import fold

LONGEST = 20  # words

_PEOPLE = (
    r"\b(?:soeur|frere|mere|pere|maman|papa|mari|femme|epou(?:se|x)|amie?|cop(?:ain|ine)|fils|fille|enfants?|bebe"
    r"|voisine?|cousine?|oncle|tante|quelqu un|compagn(?:on|e)|beau frere|belle soeur"
    r"|zus|broer|moeder|vader|mama|man|vrouw|vriend(?:in)?|zoon|dochter|kind(?:eren)?|baby|buur(?:man|vrouw)"
    r"|neef|nicht|oom|iemand|begeleider|partner)\b"
)
_COMES_WITH = re.compile(
    r"\b(?:je|j|on|nous) (?:vais |serai |allons )?(?:viens?|vient|venons|viendrai|viendrons|venir|arrive)\b.*\bavec\b"
    r"|\b(?:vient|viendra) avec moi\b|\bm accompagne(?:ra)?\b|\bje (?:serai|suis) accompagnee?\b"
    r"|\b(?:ik|we|wij) (?:kom|komen|zal|zullen|ga|gaan)\b.*\bmet\b|\b(?:komt|gaat) (?:met mij |met me )?mee\b"
    r"|\bik breng\b.*\bmee\b"
)
_INTERPRETER = re.compile(r"\b(?:interpretes?|traduct(?:eur|rice)|tolk|vertaler|vertaalster)\b")
_NEEDS = re.compile(
    r"\b(?:il (?:me )?faut|me faut|besoin|je (?:veux|voudrais|demande)|avec un|svp|s il vous plait"
    r"|nodig|ik (?:wil|vraag|zou)|graag|met een|aub|alstublieft)\b"
)
_ON_WHEELS = re.compile(
    r"\b(?:je (?:suis|viens|marche|me deplace|serai)|j ai|ik (?:zit|ben|kom|loop|heb|gebruik))\b.*"
    r"\b(?:fauteuil roulant|chaise roulante|bequilles?|deambulateur|rolstoel|rolwagen|krukken|rollator|scootmobiel)\b"
)
_NO_STAIRS = re.compile(
    r"\bje (?:ne )?(?:peux|sais|arrive) (?:pas|plus|mal)\b.*\b(?:marches|escaliers?)\b"
    r"|\bik kan\b.*\b(?:geen|niet|moeilijk)\b.*\b(?:trap|trappen|treden)\b"
    r"|\bik kan (?:de |een )?trap(?:pen)? niet\b"
)


def note_in(text: str) -> Note | None:
    """The note that a text plainly is, or None."""
    said = fold(text)
    words = len(said.split())
    if "?" in text or not 2 <= words <= LONGEST:
        return None
    if _INTERPRETER.search(said) and (_NEEDS.search(said) or words <= 2):
        return "interpreter"
    if _ON_WHEELS.search(said) or _NO_STAIRS.search(said):
        return "step_free"
    if _COMES_WITH.search(said) and (re.search(_PEOPLE, said) or "accompagn" in said):
        return "companion"
    return None


def note_turn(state: State, text: str, world: World) -> Turn | None:
    """Tell the office of the appointment it is about; on the way to one, that it can be said afterwards."""
    note = note_in(text)
    if note is None:
        return None
    known = [one for one in world.open_appointments if one.status == "booked" and not one.has_started(world.now)]
    of_road = [one for one in known if one.code == state.road_target]
    mine = of_road or known
    if len(mine) == 1:
        return Turn(state, effects=(TellStaff(mine[0].code, note, is_on=True),))
    if mine:
        rows = tuple(
            (Button(one.first_name, "note_on", f"{one.code}.{one.version}.{note}", durable=True),) for one in mine
        )
        onward = ((Button(Say("buttons.continue"), "continue", durable=True),),) if state.road else ()
        message = Message((Say("notes.for_whom"),), (*rows, *onward))
        return open_prompt(state, state.prompt.about or "mine", message)
    if state.road == "book" and isinstance(at.position_of(state, world), at.AtSlots | at.AtName | at.AtConfirm):
        return ask(state, world, Say("notes.afterwards"))
    return None
