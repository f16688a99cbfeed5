"""For whom, said in passing, as the button says it: "un rendez-vous pour ma mère", "het is voor mijn zus".

Pure. Only words for people count: "pour mon chômage" and "voor mijn werk" are about oneself. What is heard is kept from
the first sentence on; the agreement of that person and their first name are asked where the button would ask them.
"""

from __future__ import annotations

import re

from bot.conversation import asked
from bot.conversation import position as at
from bot.conversation.prompts import ask
from bot.conversation.state import State, Turn
from bot.conversation.typed.unbooked import ON_THE_WAY
from bot.conversation.world import World
from bot.language.clean import fold
from bot.matching.match import Match

# "Le voisin" and "een vriendin" are people one knows; "une femme" may be whoever writes.
_KNOWN = (
    r"ami|amie|voisine?|copain|copine|collegue|connaissance|cliente?|patiente?|dame|monsieur"
    r"|vriend|vriendin|buurman|buurvrouw|buur|collega|kennis|klant|patient"
)
_FAMILY = (
    r"mere|pere|fils|fille|freres?|soeurs?|mari|femme|homme|epoux|epouse|conjointe?|compagnon|compagne|partenaire"
    r"|enfants?|tante|oncle|cousine?|neveu|niece|parents|maman|papa|mamie|mamy|papy|papi"
    r"|(?:schoon|groot|stief|klein)?(?:moeder|vader|zoon|dochter|broer|zus|zuster|ouders|kind|kinderen)"
    r"|man|vrouw|echtgenoot|echtgenote|partner|tante|nonkel|oom|neef|nicht|mama|oma|opa"
)
_KIND_OF = (
    r"(?:(?:petite?|grande?|beau|belle|demi|ex|vieux|vieil|vieille|meilleure?|jeune"
    r"|oude|jonge|kleine|grote|beste|ex) )?"
)
_WHO = (
    rf"(?:(?:mon|ma|mes|notre|nos|mijn|m n|mn|ons|onze) {_KIND_OF}(?:{_FAMILY}|{_KNOWN})"
    rf"|(?:une?|le|la|l|een|de) {_KIND_OF}(?:{_KNOWN})"
    r"|maman|papa|mama|nonkel"
    r"|quelqu un d autre|(?:une )?autre personne|iemand anders|(?:een )?andere? persoon|een ander)\b"
)
_FOR = re.compile(rf"\b(?:pour|voor) {_WHO}")
_IT_IS = r"(?:(?:non|nee|mais|maar|en fait|eigenlijk) )*(?:c est|cest|het is|t is|dit is|dat is) "
_NOT_ME = r"(?: (?:et )?pas pour moi| (?:en )?niet voor (?:mij|mezelf))?"
_ONLY = re.compile(rf"(?:{_IT_IS})?(?:pour|voor) {_WHO}{_NOT_ME}")
_MYSELF = re.compile(
    r"(?:(?:non|nee|mais|maar|pardon|sorry|en fait|finalement|eigenlijk|toch|c est|cest|c|het is|t is) )*"
    r"(?:pour moi(?: meme)?|voor (?:mij|me|mezelf|mijzelf))"
)
_OPENS = re.compile(rf"{_IT_IS}(?:pour|voor) {_WHO}")
_OPENS_A_NAME = re.compile(rf"(?:{_IT_IS}|c )?(?:pour|voor) (?:{_WHO}|quelqu un\b|iemand\b)")
_PERSON = re.compile(_WHO)
_APPOINTMENT = re.compile(r"\b(?:rendez vous|rdv|afspraak)\b")
# No more words than these leave nothing else to wish for.
_BRIEFLY = re.compile(
    r"(?:(?:une?|een|nouveau|nieuwe|prendre) )*(?:rendez vous|rdv|afspraak)(?: maken| nemen)?"
    rf" (?:pour|voor) {_WHO}(?: maken| nemen| svp| aub)?"
)
# "Pas pour ma mère", "de opvang voor mijn kind", "ik zorg voor mijn moeder": whoever writes comes themselves.
_NOT_FOR = re.compile(
    r"\b(?:pas|non|niet|creche|garde|garderie|ecole|place|travaille|ik werk|opvang|kinderopvang|kribbe|school|plaats"
    r"|zorg|zorgen)$"
)


def is_for_somebody(text: str) -> bool:
    """Whether a text says that what it asks is for another person."""
    said = fold(text)
    return any(_NOT_FOR.search(said[: found.start()].rstrip()) is None for found in _FOR.finditer(said))


def is_somebody(text: str) -> bool:
    """Whether a text, where a name is asked, says who it is for: "pour ma mère", "mijn man", "pour quelqu'un que …"."""
    said = fold(text)
    return any(words.fullmatch(said) for words in (_ONLY, _PERSON)) or _OPENS_A_NAME.match(said) is not None


def somebody_heard(state: State, text: str, match: Match, world: World) -> State:
    """On the way to an appointment, for whom it is, whatever else the same text says: "rdv pour ma mère jeudi"."""
    if state.road not in ON_THE_WAY or state.answer(asked.BENEFICIARY) == asked.OTHER_PERSON:
        return state
    wished = match.id == "book" or (not match.sure and _APPOINTMENT.search(fold(text)) is not None)
    if not (_OPENS.match(fold(text)) or (wished and is_for_somebody(text))):
        return state
    return asked.for_somebody(state, world)


def somebody_typed(state: State, text: str, world: World) -> Turn | None:
    """ "C'est pour ma mère" on the way to an appointment: the place, the commune and the held time stay. "En fait c'est
    pour moi" takes it back.

    "Afspraak voor mijn zoon" at the menu, where there is no appointment that it could mean, is a wish for one.
    """
    if isinstance(at.position_of(state, world), at.AtMenu) and _BRIEFLY.fullmatch(fold(text)):
        fresh = asked.for_oneself(state, world.content).without(asked.RECAP).on_road("book")
        return None if world.open_appointments else ask(asked.for_somebody(fresh, world), world)
    known_already = state.answer(asked.BENEFICIARY) == asked.OTHER_PERSON
    if state.road in ON_THE_WAY and known_already and _MYSELF.fullmatch(fold(text)):
        return ask(asked.for_oneself(state, world.content), world)
    if state.road not in ON_THE_WAY or _ONLY.fullmatch(fold(text)) is None:
        return None
    if isinstance(at.position_of(state, world), at.AtName):
        return None  # what is no name is told apart there
    return ask(state if known_already else asked.for_somebody(state, world), world)
