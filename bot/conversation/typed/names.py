"""Where a first name is asked: what is one, what is not, and what is a wish of its own. Precision first.

Pure. People are called Frans, Rose and Mars; nobody is called "effacer", "jeudi" or the words on a button. What is not
clear is asked again kindly, once: a single word that is written twice is a name.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

from bot.content.model import Content
from bot.conversation.typed.choices import first_name_typed
from bot.conversation.typed.labels import is_a_label
from bot.conversation.typed.somebody import is_somebody
from bot.language.clean import fold
from bot.language.date_words import WORDS
from bot.language.typed_dates import read_date
from bot.matching.match import Match

Sort = Literal["name", "unclear", "for_other", "wish"]

# "Frans" is the Dutch word for French, and a first name.
_NAMES_TOO = frozenset({"frans"})
# Words of the assistant that are nobody's name: what one of them may wish is done, or asked.
_COMMANDS = frozenset(
    {"effacer", "efface", "supprimer", "wissen", "wis", "verwijderen", "annuler", "annuleren", "afzeggen"}
)
_WORDS = frozenset(
    {"rendez vous", "rdv", "afspraak", "corriger", "verbeteren", "date", "heure", "datum", "uur", "adresse", "adres"}
)
_WISHES = frozenset({"delete_my_data", "cancel_booking", "move_booking", "late", "my_booking", "human"})
_SAID_AS_NAME = re.compile(
    r"^(?:je m appelle|je mappelle|mon (?:pre)?nom est|ik heet|mijn (?:voor)?naam is|my name is)\b"
)
# "Je suis Amina" is a name, "je suis malade" is none: a capital tells.
_MAY_BE = re.compile(r"^(?:je suis|ik ben|c est|het is)\b")
# No name holds these; sentences do.
_OF_SENTENCES = re.compile(
    r"\b(?:je|tu|il|elle|on|nous|vous|ils|pas|pour|mon|ma|mes|votre|que|quoi|ou|comment|avec|avez|veux|suis|est|sais"
    r"|quelle?|ik|u|wij|zij|mijn|een|niet|voor|wil|heb|het|is|met|naar|wat|hoe|waar|wie|weet|uw|kan|jour|dag|semaine"
    r"|week|moment)\b"
)
_MOST_WORDS = 4
_MONTHS = frozenset(month for words in WORDS.values() for month in words.months)
_ANY_DAY = date(2024, 1, 1)  # whether words name a day does not hang on today


def sort_of_name(text: str, match: Match, content: Content, *, for_other: bool, asked_before: bool) -> Sort:
    """What a text is where a first name is asked. `asked_before`: the name was unclear once already."""
    said = fold(text)
    if said in _NAMES_TOO:
        return "name"
    if said in _COMMANDS:
        return "wish" if match.sure else "unclear"
    if is_somebody(text):
        return "unclear" if for_other else "for_other"
    name = first_name_typed(text)
    if name is not None and _SAID_AS_NAME.match(said):
        return "name" if not _is_no_name(fold(name), name, content) else "unclear"
    if _is_a_wish(text, match):
        return "wish"
    if name is None or "?" in text or is_a_label(text, content) or fold(name) in _WORDS:
        return "unclear"
    if _MAY_BE.match(said) and not text.split()[-1][:1].isupper():
        return "unclear"
    if asked_before and len(said.split()) == 1:
        return "name"
    return "unclear" if _is_no_name(fold(name), name, content) else "name"


def is_a_name_too(text: str) -> bool:
    """Whether a command is a first name as well."""
    return fold(text) in _NAMES_TOO


def _is_a_wish(text: str, match: Match) -> bool:
    """A clear question, or a command that was understood."""
    if not match.sure or match.kind not in ("answer", "intent"):
        return False
    return "?" in text or len(text.split()) > 2 or (match.kind == "intent" and match.id in _WISHES)


def _is_no_name(said: str, name: str, content: Content) -> bool:
    """Words of sentences, of days and of hours; two words of a script that is not ours may be anything."""
    words = said.split()
    if not words or len(words) > _MOST_WORDS or said in _WORDS or said in _COMMANDS or is_a_label(name, content):
        return True
    if _OF_SENTENCES.search(said) or (len(words) > 1 and not name.isascii() and not _is_latin(said)):
        return True
    return said not in _MONTHS and any(_is_a_time(said, lang) for lang in ("fr", "nl"))


def _is_latin(said: str) -> bool:
    return all(character < "\u0250" for character in said)


def _is_a_time(said: str, lang: str) -> bool:
    read = read_date(said, lang, _ANY_DAY)
    return read.kind != "nothing" or read.at is not None or (read.part is not None and said != "mat")
