"""From what a person writes to their commune, with the 19 communes as shipped."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content.model import LANGS, Content
from bot.content.places.communes import CommuneGuess, commune_at, guess_commune
from bot.content.places.gazetteer import fold


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Forest", "forest"),
        ("vorst", "forest"),
        ("FORÊT", "forest"),
        ("1190", "forest"),
        ("B-1070", "anderlecht"),
        ("1190 Bruxelles", "forest"),
        ("1020", "bruxelles/1020"),
        ("Laeken", "bruxelles/1020"),
        ("laekn", "bruxelles/1020"),
        ("NOH", "bruxelles/1120"),
        ("1000", "bruxelles"),
        ("bxl", "bruxelles"),
        ("1050 Ixelles", "ixelles"),
        ("woluwe 1200", "woluwe-saint-lambert"),
        ("St-Gilles", "saint-gilles"),
        ("saint gille", "saint-gilles"),
        ("Sint Gillis", "saint-gilles"),
        ("ste agathe berchem", "berchem-sainte-agathe"),
        ("sint-jans", "molenbeek-saint-jean"),
        ("molenbeek saint jan", "molenbeek-saint-jean"),
        ("skarbeek", "schaerbeek"),
        ("c'est à Uccle svp", "uccle"),
        ("j'habite à Forest près de la gare", "forest"),
        ("ik woon in Vorst", "forest"),
        ("j habite a molenbeeek avec ma soeur", "molenbeek-saint-jean"),
        ("J'habite Laeken à Bruxelles", "bruxelles/1020"),
        ("rue de Forest 12, 1190 Bruxelles", "forest"),
    ],
)
def test_one_commune_is_taken(shipped: Content, text: str, value: str):
    assert guess_commune(shipped, text) == CommuneGuess("sure", (value,))


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1040", ("etterbeek", "bruxelles")),
        ("1050", ("ixelles", "bruxelles")),
        ("1040 Bruxelles", ("etterbeek", "bruxelles")),
        ("Woluwe", ("woluwe-saint-lambert", "woluwe-saint-pierre")),
        ("Woluwé", ("woluwe-saint-lambert", "woluwe-saint-pierre")),
        ("j'ai grandi à Forest mais j'habite Jette", ("forest", "jette")),
        ("Uccle ou Forest", ("uccle", "forest")),
        ("I walk in the forest", ("forest",)),
        ("je n'habite plus à Jette", ("jette",)),
        ("je travaille à Zaventem, j'habite Evere", ("outside", "evere")),
        ("1190 Jette", ("jette", "forest")),
        ("eterbic", ("etterbeek",)),
    ],
)
def test_several_or_doubtful_ones_are_asked_about(shipped: Content, text: str, values: tuple[str, ...]):
    assert guess_commune(shipped, text) == CommuneGuess("ask", values)


@pytest.mark.parametrize(
    "text",
    ["Vilvoorde", "1800", "1800 Vilvoorde", "Halle", "zaventem", "Charleroi", "Leuven", "Louvain-la-Neuve", "Waterloo",
     "Antwerpn", "j'habite à Zaventem", "ik woon in Dilbeek", "pas à Bruxelles", "buiten Brussel", "9999"],
)  # fmt: skip
def test_elsewhere_is_outside(shipped: Content, text: str):
    assert guess_commune(shipped, text) == CommuneGuess("outside", ("outside",))


@pytest.mark.parametrize(
    "text",
    ["", "🤷", "bonjour", "je ne sais pas", "weet ik niet", "oui", "water", "je suis né en 1990", "je gagne 1500 euros",
     "je m'appelle Pierre", "1005", "hoe gaat het", "c'est quoi une commune", "je cherche un emploi", "لا أعرف"],
)  # fmt: skip
def test_what_names_no_place_gives_nothing(shipped: Content, text: str):
    assert guess_commune(shipped, text) == CommuneGuess("none")


def test_every_name_postcode_and_alias_of_the_content_is_understood(shipped: Content):
    for commune in shipped.communes.values():
        for lang in LANGS:
            words = commune.words[lang]
            for name in (words.name, *words.also):
                guess = guess_commune(shipped, name)
                assert guess.kind == "sure", name
                assert guess.values[0].partition("/")[0] == commune.id, name
        for postcode in commune.postcodes:
            assert commune.id in [value.partition("/")[0] for value in guess_commune(shipped, postcode).values]


def test_short_names_are_never_guessed_from_a_misspelling(shipped: Content):
    assert [guess_commune(shipped, text).kind for text in ("xk", "bxm", "noj", "wsk")] == ["none"] * 4


def test_spellings_fold_together():
    assert {fold(text) for text in ("Saint-Gilles", "st gilles", "ST. GILLES", "Sainte Gilles", "SaintGilles")} == {
        "st gilles"
    }
    assert fold("Œuvre  d'Évere, 1140") == "oeuvre d evere 1140"


@settings(max_examples=100, deadline=None)
@given(text=st.text(max_size=60))
def test_no_text_raises_and_values_are_those_of_the_content(shipped: Content, text: str):
    for value in guess_commune(shipped, text).values:
        assert value == "outside" or value.partition("/")[0] in shipped.communes


@pytest.mark.parametrize(
    ("lat", "lon", "value"),
    [
        (50.8466, 4.3528, "bruxelles"),  # Grand-Place
        (50.8949, 4.3415, "bruxelles/1020"),  # Atomium
        (50.8105, 4.3190, "forest"),
        (50.7363, 4.2372, "outside"),  # Halle
        (51.2194, 4.4025, "outside"),  # Antwerp
        (0.0, 0.0, "outside"),
        (float("nan"), 4.35, "outside"),
        (float("inf"), 4.35, "outside"),
    ],
)
def test_a_shared_position_gives_the_commune_of_the_nearest_postcode(
    shipped: Content, lat: float, lon: float, value: str
):
    assert commune_at(shipped, lat, lon) == value
