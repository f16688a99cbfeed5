import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from bot.language.clean import MAX_CHARACTERS, clean, fold


def test_what_nobody_can_see_goes():
    assert clean("a\x00b\u200bc\ud800d\u202ee\x07") == "abcde"


def test_line_ends_stay_and_become_one():
    assert clean(" un\r\ndeux\rtrois \n") == "un\ndeux\ntrois"


def test_composed_and_decomposed_letters_are_the_same():
    assert clean("e\u0301te\u0301") == "été"


def test_a_text_is_cut_at_the_length_of_a_message():
    assert len(clean("x" * 10_000)) == MAX_CHARACTERS


def test_the_key_of_a_text_has_no_case_accents_or_punctuation():
    assert fold("L’école d'Été, c'est GRATUIT ?") == "l ecole d ete c est gratuit"
    assert fold("rendez-vous") == fold("Rendez vous !")
    assert fold("cœur Straße ﬁn") == "coeur strasse fin"


def test_letters_that_look_latin_become_latin_only_in_a_word_of_nothing_else():
    assert fold("mеnu") == "menu"  # Cyrillic е
    assert fold("робота") == "робота"


@given(st.text())
def test_cleaning_twice_is_cleaning_once_and_keys_are_words(text: str):
    once = clean(text)

    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert fold(text) == " ".join(fold(text).split())
