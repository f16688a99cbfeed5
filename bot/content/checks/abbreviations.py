"""Abbreviations of the sector, and the words by which a page makes clear what they stand for.

A page explains one when any of its words stands there, or when one of its buttons leads to an answer or organisation
that does. Which are listed: those in our texts that a newcomer to Brussels does not know.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from bot.content.checks.shown import Shown, shown_on
from bot.content.checks.word_rules import ABBREVIATION
from bot.content.ids import id_of
from bot.content.library import Library, name_of
from bot.content.model import Lang
from bot.content.problems import Problem
from bot.content.reading.survey import kind_of

# In small letters; found at the beginning of a word or anywhere in a longer one.
EXPLAINED_BY: Mapping[Lang, Mapping[str, tuple[str, ...]]] = {
    "fr": {
        "ONEM": ("chômage", "allocation"),
        "CPAS": ("aide sociale", "service social", "commune", "argent", "revenu"),
        "CAPAC": ("paie", "paye", "paiement", "versé", "gratuit", "chômage"),
        "VDAB": ("néerlandais", "flam", "flandre"),
        "ALE": ("agence", "petits travaux"),
        "BAPA": ("accueil", "arriv"),
        "EPN": ("ordinateur", "numérique"),
        "FPI": ("formation",),
        "IBO": ("formation",),
        "PFI": ("formation",),
        "ISP": ("insertion",),
        "OISP": ("insertion", "organisme"),
        "AFT": ("atelier", "formation"),
        "COCOF": ("francophone", "commission"),
        "CGRA": ("asile", "commissariat"),
        "NARIC": ("diplôme", "néerlandais", "flam"),
        "PHARE": ("handicap",),
        "RGPD": ("données", "vie privée"),
        "CEFA": ("alternance", "école"),
        "EFP": ("métier", "formation", "entrepr"),
        "STIB": ("transport", "tram", "bus", "métro"),
        "OOTB": ("néerlandais", "réseau", "werkwinkel", "tracé"),
        "ONE": ("enfan", "crèche"),
    },
    "nl": {
        "RVA": ("werkloos", "uitkering", "federale dienst"),
        "OCMW": ("gemeente", "sociale dienst", "welzijn", "hulp", "geld"),
        "HVW": ("betaal", "betal", "uitkering", "gratis"),
        "VDAB": ("nederlands", "vlaams", "vlaanderen"),
        "PWA": ("agentschap", "karwei", "klusjes", "kleine werk"),
        "BAPA": ("onthaal", "nieuwkomer"),
        "EPN": ("computer", "digita"),
        "FPI": ("opleiding",),
        "IBO": ("opleiding",),
        "PFI": ("opleiding",),
        "ISP": ("inschakeling",),
        "OISP": ("inschakeling", "organisatie"),
        "COCOF": ("franstalig", "commissie", "franse"),
        "CGVS": ("asiel", "commissariaat"),
        "NARIC": ("diploma",),
        "PHARE": ("handicap",),
        "AVG": ("gegevens", "privacy"),
        "GDPR": ("gegevens", "privacy"),
        "CEFA": ("leren", "school", "werken"),
        "EFP": ("beroep", "opleiding", "zelfstandig"),
        "MIVB": ("vervoer", "tram", "bus", "metro"),
        "OOTB": ("nederlands", "netwerk", "werkwinkel", "tracé"),
        "JAC": ("jongeren",),
        "CAW": ("welzijn", "helpt bij"),
    },
}
_KINDS = ("answers", "organisations", "questions", "recommendations")


def unexplained(library: Library, name: str, shown: Sequence[Shown]) -> Iterator[Problem]:
    """Each abbreviation of the list that nothing on this page explains, where it first stands."""
    if kind_of(name) not in _KINDS or not shown:
        return
    lang = shown[0].lang
    near = ""
    for short, explanations in EXPLAINED_BY[lang].items():
        pattern = re.compile(rf"(?<![\w{{:-]){short}(?![\w-])")
        place = next(((text, match) for text in shown if (match := pattern.search(text.text))), None)
        if place is None or _explains(_all_of(shown), explanations):
            continue
        near = near or " ".join(_all_of(list(other)) for other in _one_tap_away(library, name, lang))
        if not _explains(near, explanations):
            text, match = place
            message = f"{short} is not explained on this page; say once what it is, with a word like {explanations[0]}"
            yield ABBREVIATION.at(text.path, text.line_at(match.start()), message)


def _all_of(shown: Sequence[Shown]) -> str:
    return " ".join(text.text for text in shown).lower()


def _explains(text: str, explanations: Sequence[str]) -> bool:
    return any(word in text for word in explanations)


def _one_tap_away(library: Library, name: str, lang: Lang) -> Iterator[Iterator[Shown]]:
    answer = library.content.answers.get(id_of(name)) if kind_of(name) == "answers" else None
    for button in answer.next if answer else ():
        target = name_of(f"{button.verb}s", button.target)
        if target in library.pages:
            yield shown_on(target, lang, library.pages[target][lang])
