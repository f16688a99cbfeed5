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


def speaks_of_danger(folded: str) -> bool:
    """True when one of the patterns is in a folded text."""
    found = [section for section, pattern in _SECTIONS.items() if pattern.search(folded) is not None]
    if not found:
        return False
    if _WORK.search(folded) is None:
        return True
    if all(section in _UNLESS_WORK for section in found):
        return False
    return len(folded) > _A_STORY or _OF_ONESELF.search(folded) is not None
