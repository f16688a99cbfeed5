"""Yes and no in more than one word: "oui c'est bon", "ja hoor", "nee dat klopt niet". Precision first.

Pure. Every word has to agree: a "oui mais" is no yes. One word alone is a universal word of the content.
"""

from __future__ import annotations

from bot.language.clean import fold


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_YES = _words("oui ouais ui wi ja jaa jawel jep ok oke okay yes exact parfait klopt akkoord voila")
_AGREES = _words(
    """
    c est cest bon bien tout juste correct exact parfait d accord daccord ok oke merci svp absolument sur dat
    klopt is juist hoor goed zeker helemaal alles graag prima in orde akkoord bedankt aub dank u
    """
)
_NO = _words("non nan nn no nee neen neeje nope")
_REFUSES = _words(
    """
    pas du tout merci ca va c est bon je ne suis en danger bien faux juste correct non hoor dank u bedankt niet
    klopt dat is het juist fout gaat ik ben in gevaar nee neen
    """
)


def says_yes(text: str) -> bool:
    """Whether the text says yes and nothing else."""
    return _all_of(text, _YES, _AGREES | _YES)


def says_no(text: str) -> bool:
    """Whether the text says no and nothing else."""
    return _all_of(text, _NO, _REFUSES | _NO)


def _all_of(text: str, first: frozenset[str], others: frozenset[str]) -> bool:
    words = fold(text).split()
    return bool(words) and words[0] in first and others.issuperset(words)
