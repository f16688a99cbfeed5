"""The words of dates and times, French and Dutch, folded (lower case, no accents), for `typed_dates`.

Spellings that people on a phone really use are in the tables; everything else is not a date.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Part = Literal["morning", "midday", "afternoon", "evening"]


def _table(lines: str) -> dict[str, int]:
    """Words by line: those of the first line mean 1, of the second 2."""
    return {word: number for number, line in enumerate(lines.strip().splitlines(), 1) for word in line.split()}


def _count(words: str) -> dict[str, int]:
    """Words between commas, numbered from 1."""
    return {word: number for number, word in enumerate(words.split(","), 1)}


@dataclass(frozen=True, slots=True)
class DateWords:
    """Regular expressions are alternatives to be put between word borders."""

    weekdays: Mapping[str, int]  # 1 = Monday
    short_weekdays: Mapping[str, int]  # only before a number
    months: Mapping[str, int]
    numbers: Mapping[str, int]
    relative: Mapping[str, int]  # days from today
    parts: Mapping[str, Part]
    today_parts: Mapping[str, Part]  # "ce soir": today, and when
    negations: str
    either: str
    bounds: str  # before, after, between, until, every: not one day
    no_day: str  # a week, a month, a weekend
    coming: str
    following: str  # "prochain": this one or the one after
    next_week: str
    this_week: str
    past: str
    vague: str


# A hyphen between letters has become a space by the time words are read.
_FR_NUMBERS = (
    "un,deux,trois,quatre,cinq,six,sept,huit,neuf,dix,onze,douze,treize,quatorze,quinze,seize,dix sept,dix huit,"
    "dix neuf,vingt,vingt et un,vingt deux,vingt trois,vingt quatre,vingt cinq,vingt six,vingt sept,vingt huit,"
    "vingt neuf,trente,trente et un"
)
_NL_NUMBERS = (
    "een,twee,drie,vier,vijf,zes,zeven,acht,negen,tien,elf,twaalf,dertien,veertien,vijftien,zestien,zeventien,achttien,"
    "negentien,twintig,eenentwintig,tweeentwintig,drieentwintig,vierentwintig,vijfentwintig,zesentwintig,zevenentwintig,"
    "achtentwintig,negenentwintig,dertig,eenendertig"
)

FRENCH = DateWords(
    weekdays=_table(
        """lundi lundii lindi
        mardi mardii
        mercredi mecredi mercedi merkredi mercredit
        jeudi jeudit geudi
        vendredi vandredi vendredit vendrdi
        samedi samdi
        dimanche dimanch"""
    ),
    short_weekdays=_table("lun\nmar\nmer\njeu\nven\nsam\ndim"),
    months=_table(
        """janvier janv jan
        fevrier fevr fev
        mars
        avril avr
        mai
        juin
        juillet juil
        aout
        septembre sept sep
        octobre oct
        novembre nov
        decembre dec"""
    ),
    numbers=_count(_FR_NUMBERS) | {"une": 1, "premier": 1, "1er": 1},
    relative={
        "aujourd hui": 0,
        "aujourdhui": 0,
        "aujourdui": 0,
        "ajd": 0,
        "auj": 0,
        "demain": 1,
        "dmain": 1,
        "2main": 1,
        "dem1": 1,
        "apres ?demain": 2,
    },
    parts={
        "(?:dans la )?matinee": "morning",
        "(?:le |au )?mat(?:in)?": "morning",
        "midi": "midday",
        "(?:l )?(?:apres ?midi|aprem|aprm)": "afternoon",
        "(?:le |en )?soiree|(?:le )?soir": "evening",
    },
    today_parts={
        "ce matin": "morning",
        "ce midi": "midday",
        "cet? (?:apres ?midi|aprem)": "afternoon",
        "ce soir": "evening",
    },
    negations="pas|pa|jamais|ni|non|sauf|aucun|aucune|impossible|hormis|excepte|annul\\w*|nn",
    either="ou bien|ou|soit",
    bounds=(
        "avant|apres|entre|jusqu\\w*|a partir|partir|des|depuis|d ici|au plus tard|au plus tot|tous les|toutes les"
        "|chaque|pendant|plus tard|plus tot|lendemain|veille"
    ),
    no_day=(
        "semaines?|mois|week ?end|debut|fin|mi|annee|autre jour|n importe quand|bientot|quelques jours"
        "|lundis|mardis|mercredis|jeudis|vendredis|samedis|dimanches"
    ),
    coming="qui vient|qui arrive",
    following="prochaine?|suivante?|pro|proch",
    next_week="(?:de |dans )?(?:la )?semaine (?:prochaine?|suivante|pro|qui vient|d apres)",
    this_week="(?:de )?cette semaine",
    past="hier|avant ?hier|derniere?|passee?|il y a|precedente?",
    vague="peut ?etre",
)

DUTCH = DateWords(
    weekdays=_table(
        """maandag mandag maandach maendag
        dinsdag dinsag disdag dinsdach dijnsdag
        woensdag wosdag woensdach woesndag goensdag
        donderdag dondrdag donderdach dunderdag
        vrijdag vrydag vrijdach vrdag
        zaterdag zaterdach zatrdag
        zondag zondach"""
    ),
    short_weekdays=_table("ma\ndi\nwo woe\ndo\nvr vrij\nza\nzo"),
    months=_table(
        """januari jan
        februari feb
        maart mrt
        april apr
        mei
        juni jun
        juli jul
        augustus aug
        september sept sep
        oktober okt
        november nov
        december dec"""
    ),
    numbers=_count(_NL_NUMBERS) | {"eerste": 1, "1ste": 1},
    relative={
        "vandaag": 0,
        "vandag": 0,
        "vndg": 0,
        "overmorgen": 2,
        "overmrgn": 2,
        "morgen": 1,
        "mrgn": 1,
        "morge": 1,
        "merge": 1,
    },
    parts={
        "(?:in de |de |s )?(?:voormiddags?|vm)": "morning",
        "(?:in de |de )?(?:ochtend|vroegte)|s (?:ochtends|morgens)|in de morgen": "morning",
        "(?:in de |de |s )?(?:namiddags?|nm)": "afternoon",
        "s middags|(?:op de |de )?middag": "midday",
        "(?:in de |de )?avond|s avonds": "evening",
    },
    today_parts={
        "vanmorgen|vanochtend|deze (?:morgen|voormiddag|ochtend)": "morning",
        "vanmiddag|deze middag": "midday",
        "vannamiddag|deze namiddag": "afternoon",
        "vanavond|deze avond": "evening",
    },
    negations="niet|nie|ni|geen|nooit|behalve|nee|neen|uitgezonderd|annul\\w*|afzeggen|onmogelijk|noch",
    either="ofwel|oftewel|of",
    bounds=(
        "voor|na|tussen|tot|vanaf|sinds|ten laatste|uiterlijk|ten vroegste|elke|iedere|alle|later|vroeger|binnen"
        "|tijdens|dag na|dag voor"
    ),
    no_day=(
        "weken|week|maand|maanden|weekend|begin|eind|einde|jaar|andere dag|om het even wanneer|binnenkort"
        "|een paar dagen|enkele dagen|maandags|dinsdags|woensdags|donderdags|vrijdags|zaterdags|zondags"
        "|maandagen|dinsdagen|woensdagen|donderdagen|vrijdagen|zaterdagen|zondagen"
    ),
    coming="komende|aanstaande|eerstkomende|aankomende|toekomende|die komt",
    following="volgende|volgnde|vlgnd",
    next_week="(?:van |in )?(?:de )?(?:volgende|komende|toekomende|vlgnd) week",
    this_week="(?:van )?(?:deze|dees) week",
    past="gisteren|eergisteren|vorige|afgelopen|verleden|geleden|laatste|laatst|voorbije",
    vague="misschien|mss|wellicht",
)

WORDS: Mapping[str, DateWords] = {"fr": FRENCH, "nl": DUTCH}
