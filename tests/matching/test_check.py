"""Every C3xx rule: its defect planted in the shipped content is found on its line, a near miss is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content.checks.matching_rules import MATCHING_RULES
from bot.content.library import read_library
from bot.matching.check_found import (
    Astray,
    Findings,
    astray_problems,
    find_astray,
    keep_findings,
    kept_findings,
)
from bot.matching.check_phrasings import check_phrasings
from tests.content.planting import SHIPPED, Defect, Edit, Table, anew, one
from tests.content.small_content import write_small_content

ASKS = "answers/debts.ask.md"
FR, NL = f"fr/{ASKS}", f"nl/{ASKS}"
HOUSING = "fr/answers/housing.ask.md"
# Learnt from many sentences, and found only by learning: planted in a content of their own below.
BY_LEARNING = {"C312", "C317"}


def said(text: str, path: str = FR) -> tuple[Edit, ...]:
    """One more sentence at the end of the first sub-question."""
    return one(path, "\n- ", f"\n- {text}\n- ")


def no(text: str) -> tuple[Edit, ...]:
    return one(FR, "{#not}\n", f"{{#not}}\n- {text}\n")


def found_said(code: str, wrong: str, right: str) -> Defect:
    return Defect(code, said(wrong), FR, f"- {wrong}", said(right))


def lists(name: str, section: str, keep: int) -> tuple[Edit, ...]:
    """A section of a list in French, cut to its first lines."""
    path = f"fr/words/{name}.md"
    text = (SHIPPED / path).read_text(encoding="utf-8")
    head, _, rest = text.partition(f"{{#{section}}}\n")
    body, mark, tail = rest.partition("\n## ")
    kept = "\n".join(body.strip().split("\n")[:keep])
    return (Edit(path, None, f"{head}{{#{section}}}\n{kept}\n{mark}{tail}"),)


def asks(sections: int, sentences: int) -> tuple[Edit, ...]:
    """An `.ask.md` with so many sub-questions, and so many sentences in all."""
    words = [f"{first}{second}o" for first in "bcdfg" for second in "aeiu"]
    lines: dict[int, list[str]] = {number: [] for number in range(sections)}
    for number in range(sentences):
        first, second = words[number % 20], words[(number * 7 + number // 20) % 20]
        lines[number % sections].append(f"- {first}{number} {second}{number * 3}{first}")
    parts = "\n".join(f"## S {{#s{number}}}\n" + "\n".join(lines[number]) + "\n" for number in range(sections))
    return anew(ASKS, f"---\nid: debts\n---\n{parts}\n## not {{#not}}\n- x y z → housing\n")


FRAME_IN_FOUR = tuple(
    edit
    for number, answer in enumerate(("debts", "housing", "temp-work", "job-offers"))
    for edit in said(f"montrez moi vite comment {'abcd'[number]}{number}", f"fr/answers/{answer}.ask.md")
)
OTHER_FRAME = tuple(
    edit
    for number, answer in enumerate(("debts", "housing", "temp-work", "job-offers"))
    for edit in said(f"est ce que je {'abcd'[number]}{number}{number}", f"fr/answers/{answer}.ask.md")
)
QUESTION = "fr/questions/registered.md"

DEFECTS = [
    Defect(
        "C301",
        (*said("zut mon loyer est impayé"), *said("Zut, mon loyer est IMPAYÉ !", HOUSING)),
        HOUSING,
        "Zut",
        (*said("zut mon loyer est impayé"), *said("zut mon loyer est trop cher", HOUSING)),
    ),
    Defect(
        "C301",
        (*said("zut mon loyer est impayé"), *one("fr/words/offtopic.md", "\n- ", "\n- zut mon loyer est impayé\n- ")),
        "fr/words/offtopic.md",
        "zut",
        (
            *said("zut mon loyer est impayé"),
            *one("fr/words/danger.md", "{#calm}\n", "{#calm}\n- zut mon loyer est impayé\n"),
        ),
    ),
    Defect(
        "C302",
        (*said("où trouver un médiateur pas loin"), *said("un médiateur pas loin, où le trouver")),
        FR,
        "- où trouver un médiateur",
        (*said("où trouver un médiateur pas loin"), *said("une dette me suit depuis dix ans")),
    ),
    Defect("C303", FRAME_IN_FOUR, "fr/answers/temp-work.ask.md", "montrez moi", (*FRAME_IN_FOUR[:3], *OTHER_FRAME)),
    Defect("C304", asks(9, 39), FR, "---", asks(9, 40)),
    Defect("C305", asks(7, 50), FR, "---", asks(8, 50)),
    Defect("C306", no("mon loyer monte → debts"), FR, "mon loyer monte", no("mon loyer monte → housing")),
    Defect(
        "C306",
        (*said("mon loyer monte trop"), *no("Mon loyer monte trop. → housing")),
        FR,
        "Mon loyer monte trop.",
        (*said("mon loyer monte trop"), *no("mon loyer monte encore → housing")),
    ),
    found_said("C307", "et pour moi alors", "et le prix alors"),
    Defect(
        "C308",
        one(QUESTION, "      - pas encore\n", "      - pas encore\n      - Oui, inscrit !\n"),
        QUESTION,
        "Oui, inscrit !",
        one(QUESTION, "      - pas encore\n", "      - pas encore\n      - non, inscrit nulle part\n"),
    ),
    Defect(
        # A chat in French accepts Dutch words too.
        "C308",
        one("nl/questions/registered.md", "    label: Ja\n", "    label: Pas encore\n"),
        "nl/questions/registered.md",
        "label: Pas encore",
        one("nl/questions/registered.md", "    label: Ja\n", "    label: Jazeker\n"),
    ),
    Defect(
        "C309",
        one(QUESTION, "      - pas encore\n", "      - pas encore\n      - Menu\n"),
        QUESTION,
        "- Menu",
        one(QUESTION, "      - pas encore\n", "      - pas encore\n      - pas le menu, non\n"),
    ),
    Defect(
        "C310",
        one("fr/words/danger.md", "{#suicide}\n", "{#suicide}\n- le métro me rend fou\n")
        + one("fr/words/danger.md", "{#calm}\n", "{#calm}\n- Le métro me rend fou !\n"),
        "fr/words/danger.md",
        "Le métro me rend fou !",
        one("fr/words/danger.md", "{#suicide}\n", "{#suicide}\n- ça me rend fou, je veux partir\n")
        + one("fr/words/danger.md", "{#calm}\n", "{#calm}\n- le métro me rend fou\n"),
    ),
    Defect(
        "C311",
        lists("offtopic", "offtopic", 149),
        "fr/words/offtopic.md",
        "{#offtopic}",
        lists("offtopic", "offtopic", 150),
    ),
    Defect("C311", lists("danger", "calm", 49), "fr/words/danger.md", "{#calm}", lists("danger", "calm", 50)),
    Defect("C311", lists("intents", "book", 34), "fr/words/intents.md", "{#book}", lists("intents", "book", 35)),
    Defect(
        "C313",
        one("fr/words/universal.md", "{#back}\n", "{#back}\n- Le MENU\n"),
        "fr/words/universal.md",
        "Le MENU",
        one("fr/words/universal.md", "{#back}\n", "{#back}\n- le menu d'avant\n"),
    ),
    Defect(
        "C314",
        one("fr/words/synonyms.md", "{#synonyms}\n", "{#synonyms}\n- kdo cadeau\n"),
        "fr/words/synonyms.md",
        "kdo cadeau",
        one("fr/words/synonyms.md", "{#synonyms}\n", "{#synonyms}\n- kdo = cadeau\n"),
    ),
    found_said("C315", "Menu principal !", "menu principal des dettes"),
    Defect(
        "C315",
        (*said("zut je crie au feu"), *one("fr/words/danger.md", "{#danger}\n", "{#danger}\n- zut je crie au feu\n")),
        FR,
        "zut je crie",
        (*said("zut je crie au feu"), *one("fr/words/danger.md", "{#calm}\n", "{#calm}\n- zut je crie au feu\n")),
    ),
    found_said("C316", "hoe kan ik mijn schulden afbetalen", "hoe kan ik payer mes dettes ici {brussels_mix}"),
    Defect(
        "C316",
        said("comment payer mes dettes en retard", NL),
        NL,
        "comment payer",
        said("médiation de dettes", NL),
    ),
]


@pytest.fixture(scope="session")
def table(tmp_path_factory: pytest.TempPathFactory) -> Table:
    return Table(tmp_path_factory.mktemp("planted") / "content")


@pytest.mark.parametrize("defect", DEFECTS, ids=str)
def test_a_planted_defect_is_found_on_its_line(table: Table, defect: Defect):
    problems = table.found(check_phrasings, defect.edits)

    assert table.place_of(defect) in problems


@pytest.mark.parametrize("defect", DEFECTS, ids=str)
def test_a_near_miss_is_not(table: Table, defect: Defect):
    assert defect.code not in [code for _, _, code in table.found(check_phrasings, defect.near_miss)]


def test_every_rule_of_the_family_is_planted():
    assert {rule.code for rule in MATCHING_RULES} == {defect.code for defect in DEFECTS} | BY_LEARNING


# Found only by learning: a small content of two answers, one sub-question of which speaks of the other

SAID = {
    "cost": ("dette facture huissier", "payer facture dette", "huissier saisie dette", "facture à payer"),
    "first-reception": ("loyer logement bail", "bail maison loyer", "logement maison toit", "un toit, un bail"),
}


def small_folder(folder: Path, more: str) -> Path:
    """Two answers with four sub-questions each, and `more` at the end of the first."""
    write_small_content(folder)
    for lang in ("fr", "nl"):
        for name, sentences in SAID.items():
            parts = [f"## S {{#s{number}}}\n- {sentence}\n" for number, sentence in enumerate(sentences)]
            text = f"---\nid: {name}\n---\n" + "".join(parts) + (more if name == "cost" else "")
            (folder / lang / f"answers/{name}.ask.md").write_text(text, encoding="utf-8")
    return folder


def astray_in(folder: Path) -> list[tuple[str, int, str]]:
    library = read_library(folder).library
    assert library is not None
    problems = astray_problems(library, find_astray(library))
    return [(problem.path.removeprefix(f"{folder}/"), problem.line, problem.code) for problem in problems]


def test_a_sentence_that_would_find_another_answer_is_listed_and_its_neighbours_are_not(tmp_path: Path):
    listed = astray_in(small_folder(tmp_path / "content", "## S {#planted}\n- bail loyer logement maison\n"))

    assert ("fr/answers/cost.ask.md", 13, "C312") in listed
    assert ("fr/answers/cost.ask.md", 5, "C312") not in listed


def test_a_sentence_that_is_not_of_this_answer_and_still_leads_here_is_listed(tmp_path: Path):
    nots = "## not {#not}\n- dette facture huissier payer → first-reception\n- bail loyer maison → first-reception\n"

    listed = astray_in(small_folder(tmp_path / "content", nots))

    assert ("fr/answers/cost.ask.md", 13, "C317") in listed
    assert ("fr/answers/cost.ask.md", 14, "C317") not in listed


def test_what_was_found_is_kept_for_the_same_content_only(table: Table, tmp_path: Path):
    library = table.planted(())[0].library
    other = table.planted(said("une phrase de plus sur mes dettes"))[0].library
    assert library is not None
    assert other is not None
    findings = Findings(100, (Astray("debts", "fr", "x", "answer:housing", False),))

    keep_findings(tmp_path / "var", library, findings)

    assert kept_findings(tmp_path / "var", library) == findings
    assert kept_findings(tmp_path / "var", other) is None
    assert str(findings).startswith("Matching: of 100 sentences, 99.0 % find their answer")
