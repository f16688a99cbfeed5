"""What hardly anybody says who is not in danger, or afraid for somebody: the expressions of `data/danger.txt`.

They are looked for in folded text: lower case, no accents, one space between words, no punctuation.
"""

from __future__ import annotations

import re

from bot.matching.pattern_file import read_patterns

_SECTIONS = read_patterns("danger.txt")
# People who want to work with the homeless or with children speak of the same things.
_UNLESS_WORK = ("homeless", "child")
_WORK = re.compile(
    r"\b(?:benevol\w*|volontaire|metier|educat\w+|animat\w+|mediat\w+|vrijwillig\w*|beroep|opvoed\w+|opleiding|formation"
    r"|werken (?:in|bij|met)|travailler (?:au|a|dans|avec|pour)|aider les)\b"
)
# Said of oneself, even in a sentence that names a training as well; and a long story may name anything.
_OF_ONESELF = re.compile(
    r"\b(?:me suicider|me tuer|mourir|me frappe|me bat|slaat (?:mij|me)|zelfmoord plegen|wil dood)\b"
)
_A_STORY = 120
# What is over, or was read or seen, is not danger, unless something is said to go on; suicide always counts.
_OVER = re.compile(
    r"\b(?:(?:separe\w*|divorce\w*|uit elkaar|gescheiden) (?:\w+ ){0,3}(?:depuis|sinds|ans|jaar)"
    r"|(?:ans|jaar) (?:separes|divorces|uit elkaar|gescheiden)|(?:en|in) (?:19|20)\d\d"
    r"|als kind|enfant j|quand j etais|toen ik klein|autrefois|gueri\w*|genezen|c est regle|opgelost"
    r"|(?:vu|regarde|lu|lis|dans (?:le|la|un|une|mon)|gezien|zag|las|lees|gelezen|in (?:de|een|mijn)) (?:\w+ ){0,2}"
    r"(?:film|serie|reeks|livre|boek|reportage|documentaire|roman|krant|journal|jeu|spel))\b"
)
_GOES_ON = re.compile(
    r"\b(?:maintenant|ce soir|cette nuit|encore|toujours|hier|peur|menace\w*|recommence\w*|aidez"
    r"|nu|nog|weer|vannacht|vanavond|gisteren|bang|schrik|dreig\w*|help)\b"
)
# Who loses a home next month needs the answer on housing; who has nowhere to sleep tonight needs a number to call.
_LATER = re.compile(
    r"\b(?:bientot|prochainement|(?:mois|semaine|annee|ete) prochaine?|fin (?:du mois|de l annee|d annee)"
    r"|dans (?:\w+ )?(?:semaines|mois|ans)|(?:en|debut|fin) (?:janvier|fevrier|mars|avril|mai|juin|juillet|aout"
    r"|septembre|octobre|novembre|decembre)|pour le \d+|binnenkort|weldra|volgende? (?:maand|week|jaar|zomer)"
    r"|einde? (?:van )?(?:de |het |deze )?(?:maand|jaar|zomer)|over (?:\w+ )?(?:weken|maand|maanden)"
    r"|(?:in|tegen|eind|begin) (?:januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november"
    r"|december)|tegen de \d+\w*)\b"
)
_ALREADY = re.compile(
    r"\b(?:maintenant|ce soir|cette nuit|depuis|hier|aujourd hui|demain|dors|dor|dormons|deja|nu|al|vannacht|vanavond"
    r"|sinds|gisteren|vandaag|morgen|slaap|slapen|slaapt)\b"
)
# A cry for help over a form is not danger.
_PAPERS = re.compile(
    r"\b(?:cv|formulaires?|dossiers?|papiers|paperasse|lettre|formulier\w*|papier\w*|brief|aangifte)\b"
)
_A_CRY = re.compile(r"\b(?:au secours?|sos|help)\b")


def speaks_of_danger(folded: str) -> bool:
    """True when one of the patterns is in a folded text."""
    found = [section for section, pattern in _SECTIONS.items() if pattern.search(folded) is not None]
    if not found:
        return False
    if "suicide" not in found and _OVER.search(folded) is not None and _GOES_ON.search(folded) is None:
        return False
    if found == ["homeless"] and _LATER.search(folded) is not None and _ALREADY.search(folded) is None:
        return False
    if found == ["danger"] and _PAPERS.search(folded) is not None and _A_CRY.search(folded) is not None:
        return _SECTIONS["danger"].search(_A_CRY.sub("", folded)) is not None
    if _WORK.search(folded) is None:
        return True
    if all(section in _UNLESS_WORK for section in found):
        return False
    return len(folded) > _A_STORY or _OF_ONESELF.search(folded) is not None
