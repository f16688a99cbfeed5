"""Every C4xx rule: its defect planted in the shipped content is found on its line, a near miss is not."""

from __future__ import annotations

import pytest

from bot.content.checks.check_words import check_words
from bot.content.checks.word_rules import WORD_RULES
from tests.content.planting import Defect, Edit, Table, both, one

ANSWER, QUESTION = "answers/debts.md", "questions/commune.md"
FR, NL = f"fr/{ANSWER}", f"nl/{ANSWER}"
ASKED = "Dans quelle commune habitez-vous ?"
FIRST = "N'attendez pas l'huissier"
FIVE = "un deux trois quatre cinq "
FIFTEEN = (FIVE * 3).strip()


def said(text: str) -> tuple[Edit, ...]:
    """One more paragraph in the long text of an answer."""
    return one(FR, "{#more}\n", f"{{#more}}\n{text}\n\n")


def found_said(code: str, wrong: str, right: str) -> Defect:
    return Defect(code, said(wrong), FR, wrong[:20].strip(), said(right))


DEFECTS = [
    found_said("C401", f"{FIFTEEN} six.", f"{FIFTEEN} : six."),
    found_said("C401", f"Oui. {FIFTEEN} **six**.", f"**Oui ?** {FIFTEEN}."),
    Defect("C402", one(FR, FIRST, f"{'Bon. ' * 20}{FIRST}"), FR, FIRST, one(FR, FIRST, f"Bon. {FIRST}")),
    Defect(
        # As people see it: the address is as long as it is, the placeholder is short.
        "C402",
        one(FR, "Ils ne vous jugent pas.", "{address:mission-locale-forest} {address:mission-locale-forest}"),
        FR,
        FIRST,
        one(FR, "Ils ne vous jugent pas.", "{phone:mission-locale-forest}"),
    ),
    found_said("C403", "Bon. " * 830, "Bon. " * 60),
    Defect(
        "C404",
        one(FR, "button: Dettes et factures", "button: Dettes et factures à la maison"),
        FR,
        "button:",
        one(FR, "button: Dettes et factures", "button: Dettes, factures, argent dû"[:36]),
    ),
    Defect(
        "C404",
        one(FR, "## En savoir plus {#more}", "## En savoir plus sur les dettes {#more}"),
        FR,
        "{#more}",
        one(FR, "## En savoir plus {#more}", "## Savoir plus sur les dettes {#more}"),
    ),
    found_said("C405", "Venez le 01/12.", "Ouvert 24/24, 7/7 et 24/7."),
    found_said("C405", "Venez à 14:30.", "Venez à 14h30 : merci."),
    found_said("C405", "Le 1.12.2026.", "Voir https://a.be/2026-12-01/14:30."),
    Defect(
        "C406",
        one(f"fr/{QUESTION}", ASKED, f"{ASKED}\nDepuis quand ?"),
        f"fr/{QUESTION}",
        "Depuis quand",
        one(f"fr/{QUESTION}", ASKED, f"{ASKED}\nÉcrivez son nom."),
    ),
    Defect(
        "C407",
        (
            *one(f"fr/{QUESTION}", "## Si la réponse est mal comprise {#retry}\n", ""),
            *one(f"nl/{QUESTION}", "## Als het antwoord niet duidelijk is {#retry}\n", ""),
        ),
        f"fr/{QUESTION}",
        ASKED,
        one(f"fr/{QUESTION}", "## Si la réponse est mal comprise {#retry}", "## Pas compris {#retry}"),
    ),
    found_said("C408", "Tu peux appeler.", "Le ton des lettres fait peur."),
    found_said("C408", "On va t'aider.", "Téléphonez-y, et dites-le."),
    Defect(
        "C408",
        one(NL, "{#more}\n", "{#more}\nJe kunt bellen.\n\n"),
        NL,
        "Je kunt",
        one(NL, "{#more}\n", "{#more}\nU kunt het jeugdhuis bellen.\n\n"),
    ),
    found_said("C409", "Bienvenue 👋", "Bienvenue… → ici"),
    Defect(
        "C410",
        (
            *one(FR, "{#more}\n", "{#more}\nX\n\n## Trois mots {#three}\nLe Huis van het Nederlands.\n\n## Y {#y}\n"),
            *one(NL, "{#more}\n", "{#more}\nX\n\n## Drie woorden {#three}\nLe Huis van het Nederlands.\n\n## Y {#y}\n"),
        ),
        NL,
        "Le Huis van",
        (
            *one(FR, "{#more}\n", "{#more}\nX\n\n## Trois mots {#three}\n{name:actiris} OK.\n\n## Y {#y}\n"),
            *one(NL, "{#more}\n", "{#more}\nX\n\n## Drie woorden {#three}\n{name:actiris} OK.\n\n## Y {#y}\n"),
        ),
    ),
    found_said("C411", "| jour | heure |", "lundi | mardi"),
    found_said("C411", "![une photo](https://a.be/b.png)", "[une photo](https://a.be/b.png)"),
    found_said("C411", "Oui <b>ici</b>.", "Moins de 5 < 6 et > 3."),
    Defect("C411", said("- a\n  - b"), FR, "  - b", said("- a\n- b")),
    found_said("C411", "### Un titre", "Le numéro #3"),
    found_said("C412", "Demandez au CGRA.", "Demandez au CGRA, qui décide de l'asile."),
    Defect(
        # A button that leads to who explains it is enough.
        "C412",
        said("Et NARIC ?"),
        FR,
        "NARIC",
        (*said("Et NARIC ?"), *both(ANSWER, "  - answer: housing", "  - answer: diploma-recognition")),
    ),
    found_said("C413", "Appelez le 0800/35.123.", "Appelez le {phone:mission-locale-forest}."),
    found_said("C413", "Appelez le +32 2 349 82 10.", "Comptez 349 82 jours."),
    found_said("C413", "En danger : 112.", "Cela coûte 112 euros, ou 107 jours, en 1813-1815."),
    Defect(
        "C413",
        one("fr/organisations/awel.md", "Bon à savoir {#note}\n", "Bon à savoir {#note}\nLe 103. "),
        "fr/organisations/awel.md",
        "Le 103.",
        one("fr/organisations/awel.md", "Bon à savoir {#note}\n", "Bon à savoir {#note}\nLe 102. "),
    ),
    found_said("C414", "Appelez le 02 999 99 98.", "En 2026, 02 fois."),
    found_said("C415", "Rue du Collège 30 bte D, puis à droite.", "La rue du Collège est à droite."),
    found_said("C416", "L’huissier écrit.", "L'huissier écrit."),
    found_said("C416", "Des dettes?", "Des dettes ?"),
    Defect(
        "C416",
        one(NL, "{#more}\n", "{#more}\nSchulden ?\n\n"),
        NL,
        "Schulden ?",
        one(NL, "{#more}\n", "{#more}\nSchulden? 9u30: ja.\n\n"),
    ),
    found_said("C417", "Bon mot. " * 70, "Bon mot. " * 3),
    Defect(
        "C418",
        one(FR, "title: \"J'ai des dettes", "title: \"J'ai des dettes et des factures et un huissier à ma porte"),
        FR,
        "title:",
        one(FR, "title: \"J'ai des dettes", "title: \"J'ai des dettes et des factures"),
    ),
    found_said("C419", "[le site](http://a.be)", "[le site](https://a.be)"),
    found_said("C420", "Actiris répond de 8h30 à 16h30.", "Unia répond de 9h30 à 13h."),
    found_said("C420", "Des enfants appellent de 10h00 à minuit.", "Ouvert {hours:ecoute-violences-conjugales}."),
    found_said("C419", "[le site](a.be)", "[un mail](mailto:a@b.be)"),
]


def look(table: Table, edits: tuple[Edit, ...]) -> list[tuple[str, int, str]]:
    return table.found(check_words, edits)


@pytest.mark.parametrize("defect", DEFECTS, ids=str)
def test_a_planted_defect_is_found_on_its_line(table: Table, defect: Defect):
    problems = look(table, defect.edits)

    assert table.place_of(defect) in problems


@pytest.mark.parametrize("defect", DEFECTS, ids=str)
def test_a_near_miss_is_not(table: Table, defect: Defect):
    assert defect.code not in [code for _, _, code in look(table, defect.near_miss)]


def test_every_rule_of_the_family_is_planted():
    assert {rule.code for rule in WORD_RULES} == {defect.code for defect in DEFECTS}


def test_a_phrase_in_both_languages_is_the_same_on_purpose(table: Table):
    reading, _ = table.planted(())
    assert reading.library is not None

    assert list(check_words(reading.library, ["phrases/start.md", "phrases/counter.md"])) == []
