import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.identify import identify, is_common_word

TABLE = Path(__file__).parents[2] / "bot" / "language" / "data" / "languages.npz"


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("où est le bureau ?", "fr"),
        ("jcomprend ri1 a leur papié", "fr"),
        ("jvoudré m inscrir o chomage", "fr"),
        ("moi chercher formation cuisine gratuit", "fr"),
        ("oui merci", "fr"),
        ("hoe zit da met die dienstencheques", "nl"),
        ("kheb ne brief gekregen van den onem", "nl"),
        ("ik ken da ni", "nl"),
        ("waar moet ik zijn voor mijn papieren", "nl"),
    ],
)
def test_french_and_dutch_are_told_apart_however_they_are_written(text: str, lang: str):
    found = identify(text)

    assert (found.lang, found.sure) == (lang, True)


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("I need a job please", "en"),
        ("necesito trabajo por favor", "es"),
        ("preciso de um emprego, onde vou", "pt"),
        ("caut un loc de munca in bruxelles", "ro"),
        ("szukam pracy w brukseli", "pl"),
        ("merhaba, yardım eder misiniz", "tr"),
        ("buongiorno, cerco lavoro", "it"),
        ("waxaan rabaa shaqo", "so"),
        ("salam bghit khdma 3afak", "ar-Latn"),
        ("أبحث عن عمل", "ar"),
        ("من کار می‌خواهم", "fa"),
        ("мені потрібна робота", "uk"),
        ("ስራ እደሊ ኣለኹ", "ti"),
    ],
)
def test_other_languages_are_named(text: str, detail: str):
    found = identify(text)

    assert (found.lang, found.sure, found.detail) == ("other", True, detail)


@pytest.mark.parametrize("text", ["", "  ", "123", "0478 12 34 56", "🙂", "?!", "ok", "Actiris", "Molenbeek"])
def test_what_says_too_little_is_not_sure(text: str):
    assert not identify(text).sure


def test_common_words_of_both_languages_are_known():
    assert is_common_word("bonjour")
    assert is_common_word("werken")
    assert not is_common_word("dienstenchekes")


def test_the_table_is_small_and_a_message_takes_no_time():
    identify("bonjour")
    start = time.process_time()
    for _ in range(50):
        identify("ik zoek werk in Brussel en ik weet niet waar ik moet zijn")

    assert (time.process_time() - start) / 50 < 0.01
    assert TABLE.stat().st_size < 1_000_000


@given(st.text())
def test_nothing_that_can_be_typed_raises(text: str):
    assert identify(text).lang in ("fr", "nl", "other")
