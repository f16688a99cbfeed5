"""Yes, no and skip, said to the prompt that is open, and what is wrong with what was shown to be checked.

Pure. Nothing is confirmed but by a text that says yes and nothing else.
"""

from __future__ import annotations

import re

from bot.conversation import asked
from bot.conversation import position as at
from bot.conversation.appointments.slots import find_again
from bot.conversation.buttons import press
from bot.conversation.prompts import ask
from bot.conversation.requests.wishes import AtRequest
from bot.conversation.state import Offered, State, Turn
from bot.conversation.typed.ladder import which_of_these
from bot.conversation.typed.saying_yes import says_no, says_yes
from bot.conversation.world import World
from bot.language.clean import fold

_WRONG = re.compile(
    r"\b(?:pas (?:la |le )?(?:bon(?:ne)?|juste|correcte?)|pas mon|fausse?|faux|mauvaise?|incorrecte?|changer|corriger"
    r"|verkeerde?|foute?|niet (?:juist|goed|correct|mijn)|klopt niet|veranderen|verbeteren|past niet)\b"
)
_MOMENT = re.compile(r"\b(?:heure|moment|jour|date|horaire|uur|dag|datum|tijd|tijdstip)\b")
_NAME = re.compile(r"\b(?:prenom|nom|voornaam|naam)\b")
_HEARD = frozenset({"ok", "oke", "okay", "okee", "d accord", "dac", "parfait", "super", "goed", "prima", "in orde"})
_ENDS = {"yes": "=yes", "no": "=no", "skip": f"={asked.SKIPPED}"}
# A question that can be answered with yes or no is answered, before [Corriger] is taken for a no.
_VERBS: dict[str, tuple[str, ...]] = {
    "yes": (
        "guessed", "confirm", "confirm_move", "confirm_cancel", "confirm_erase", "send_request", "confirm_elsewhere",
    ),
    "no": ("keep", "half_days_done", "fix", "again", "missed"),
    "skip": (),
}  # fmt: skip


def yes_or_no(state: State, word: str, world: World) -> Turn | None:
    """The button that `yes`, `no` or `skip` stands for."""
    ends = (_ENDS[word], f"{asked.RECAP}=ok") if word == "yes" else (_ENDS[word],)
    answers = [one for one in state.prompt.offered if one.verb == "answer" and one.target.endswith(ends)]
    others = [one for one in state.prompt.offered if one.verb in _VERBS[word]]
    meant = [one for one in state.prompt.offered if one.verb == "meant"] if word == "yes" else []
    if len(meant) > 1:
        return which_of_these(state, meant)
    offered = next(iter((*answers, *others, *meant)), None)
    return press(state, offered, world) if offered else None


def only_heard(state: State, text: str, where: at.Position) -> bool:
    """An "ok" to what stands above the first question after booking: the appointment is meant, it is no fact."""
    asks_a_fact = isinstance(where, at.AtQuestion) and where.question == asked.REGISTERED
    return asks_a_fact and not state.misses and fold(text) in _HEARD


def check_typed(state: State, text: str, where: at.Position, world: World) -> Turn | None:
    """Yes or no in more than one word; on a screen to check, what is wrong."""
    if says_yes(text):
        return yes_or_no(state, "yes", world)
    if says_no(text):
        return yes_or_no(state, "no", world)
    said = fold(text)
    if not isinstance(where, at.AtConfirm | at.AtMove | AtRequest) or _WRONG.search(said) is None:
        return None
    if _NAME.search(said) and not isinstance(where, at.AtMove):
        return ask(state.without(asked.FIRST_NAME), world)
    if _MOMENT.search(said):
        anew = _offered(state, "half_days_anew")
        return press(state, anew, world) if anew else find_again(state, world)
    return None


def _offered(state: State, verb: str) -> Offered | None:
    return next((one for one in state.prompt.offered if one.verb == verb), None)
