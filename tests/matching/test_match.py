import itertools
import time
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.content.model import Lang
from bot.matching.corpus import Corpus
from bot.matching.danger import CALM
from bot.matching.index import Index
from bot.matching.match import WORTH_A_QUESTION, Match, match


def said(found: Match) -> tuple[str, str]:
    return found.kind, found.id


def test_a_question_in_other_words_finds_its_answer_in_its_language(small_index: Index):
    french = match("ça coûte combien cette aide ?", small_index)
    dutch = match("hoeveel moet ik daarvoor betalen?", small_index)

    assert (said(french), french.lang) == (("answer", "entitlement-and-cost"), "fr")
    assert (said(dutch), dutch.lang) == (("answer", "entitlement-and-cost"), "nl")


def test_a_phrasing_of_the_content_is_answered_at_once_and_speaks_for_itself(small_index: Index):
    found = match("Bonjour, combien ça coûte ? Merci", small_index)

    assert said(found) == ("answer", "entitlement-and-cost")
    assert found.sure
    assert found.spoke[0] == "combien ça coûte"


def test_a_misspelt_word_is_corrected_and_the_correction_is_told(small_index: Index):
    found = match("huishoudhullp worden", small_index)

    assert said(found) == ("answer", "service-vouchers")
    assert found.corrected == "huishoudhulp worden"


def test_a_not_phrasing_speaks_for_the_answer_that_it_belongs_to(small_index: Index):
    assert said(match("le cours de néerlandais est gratuit ?", small_index)) == ("answer", "dutch-classes")


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("Je veux un rdv", "book"),
        ("ik kom te laat", "late"),
        ("menu", "menu"),
        ("retour svp", "back"),
        ("Merci !", "thanks"),
    ],
)
def test_a_wish_is_an_intent(small_index: Index, text: str, intent: str):
    assert said(match(text, small_index)) == ("intent", intent)


def test_a_universal_word_counts_only_when_it_is_the_whole_message(small_index: Index):
    assert match("s'il vous plaît menu", small_index).universal == "menu"
    assert match("le menu de la cantine", small_index).universal is None


def test_yes_is_universal_and_means_nothing_by_itself(small_index: Index):
    found = match("oui", small_index)

    assert (found.universal, said(found), found.sure) == ("yes", ("none", ""), False)


def test_small_talk_and_off_topic_are_not_answers(small_index: Index):
    assert said(match("tu es un robot ?", small_index)) == ("smalltalk", "robot")
    assert match("raconte une histoire de gaufres", small_index).kind == "none"


@pytest.mark.parametrize(
    "text", ["", "   ", "?", "🙂🙂", "123", "est-ce que", "wat is het", "\u200b\u200b", "0478 12 34 56"]
)
def test_what_says_nothing_is_never_answered(small_index: Index, text: str):
    found = match(text, small_index)

    assert (found.kind, found.sure) == ("none", False)


def test_the_language_of_the_chat_stands_in_when_the_text_is_too_short_to_tell(small_index: Index):
    assert match("ok", small_index, "nl").lang == "nl"
    assert match("ok", small_index, "fr").lang == "fr"


def test_another_language_is_named_and_not_answered(small_index: Index):
    found = match("Where can I find the office please?", small_index, "fr")

    assert (found.lang, found.lang_detail, found.kind) == ("other", "en", "none")


@pytest.mark.parametrize(
    "text",
    [
        "je veux mourir",
        "jveu plu vivre",
        "mon mari me frape tous les soirs",
        "ik wil er een eind aan maken",
        "mijn vriend slaat mij",
        "on dort dehors cette nuit avec les enfants",
        "Bonjour, je cherche une formation. Mon mari me bat. Quel est le prix du cours ?",
        "ма copine veut se suicider",
    ],
)
def test_danger_is_heard_anywhere_in_the_text(small_index: Index, text: str):
    found = match(text, small_index)

    assert found.danger
    assert (said(found), found.sure) == (("intent", "emergency"), True)


@pytest.mark.parametrize(
    "text", ["le métro me tue", "je meurs de faim", "ik lach mij dood", "mijn gsm is dood", "travailler au samusocial"]
)
def test_a_figure_of_speech_is_not_danger(small_index: Index, text: str):
    assert not match(text, small_index).danger


@pytest.mark.parametrize(
    "text",
    [
        "Mon oncle s'est pendu il y a trente ans, je cherche un stage",
        "Destijds sliep ik in een tent, intussen huur ik een flat",
        "Le roman de mon cours parle d'un suicide",
    ],
)
def test_what_is_long_over_or_told_is_not_danger(small_index: Index, text: str):
    assert not match(text, small_index).danger


@pytest.mark.parametrize(
    "text",
    [
        "Il y a trois ans il m'a frappée et ce soir il recommence",
        "J'ai mon permis de cariste, mais mon mari me bat",
        "Vroeger had ik een flat, vannacht slaap ik in een tent",
    ],
)
def test_danger_beside_a_reason_to_be_calm_is_heard(small_index: Index, text: str):
    assert match(text, small_index).danger


def test_every_universal_word_before_or_after_a_danger_phrase_still_brings_the_danger_card(
    small_index: Index, small_corpus: Corpus
):
    words = itertools.cycle(small_corpus.universal)
    missed = []
    for phrase in (danger.text for danger in small_corpus.danger if danger.kind != CALM):
        for text in (f"{next(words)} {phrase}", f"{phrase} {next(words)}", f"{next(words)}, {phrase}!"):
            if not match(text, small_index).danger:
                missed.append(text)

    assert missed == []


@pytest.mark.parametrize("text", ["papa", "mama", "mon fils", "la nuit", "dehors", "bébé"])
def test_a_word_or_two_about_the_family_or_the_night_are_not_danger(small_index: Index, text: str):
    assert not match(text, small_index).danger


@pytest.mark.parametrize(
    "text", ["je ne peux plus pyaer", "je ne peux plus paeyr le loyer", "ik kan niet meer betlaen", "ik wil strappen"]
)
def test_a_misspelt_word_is_not_corrected_into_danger(small_index: Index, text: str):
    assert not match(text, small_index).danger


@pytest.mark.parametrize(
    "text",
    [
        "I want to die",
        "my husband hits me",
        "call the police please",
        "I have nowhere to sleep tonight",
        "quiero morir",
        "Kocam beni dövüyor",
        "أريد أن أموت",
    ],
)
def test_danger_is_heard_in_languages_that_are_not_answered(small_index: Index, text: str):
    assert match(text, small_index, "fr").danger


@pytest.mark.parametrize("text", ["can we do English?", "I don't speak French", "do you speak Arabic"])
def test_a_wish_for_another_language_is_understood_in_english(small_index: Index, text: str):
    # The temperature of the shipped content; on this small one nothing is ever likely.
    index = replace(small_index, classifier=replace(small_index.classifier, temperature=5.0))

    found = match(text, index, "fr")

    assert said(found) == ("intent", "language_switch")
    assert (found.lang, found.lang_detail) == ("other", "en")


def test_zero_width_characters_and_homoglyphs_change_nothing(small_index: Index):
    assert said(match("je v\u200beux un r\u200ddv", small_index)) == ("intent", "book")
    assert said(match("jе vеuх un rdv", small_index)) == ("intent", "book")  # Cyrillic е and х


@pytest.mark.parametrize(
    "text",
    [
        "mot " * 2_500,
        "x" * 10_000,
        "".join(chr(97 + (i * 7) % 26) + (" " if i % 9 == 0 else "") for i in range(10_000)),
        "je veux " * 2_000,
        "\u200b" * 10_000,
        "🙂" * 10_000,
        "9" * 10_000,
        "a'" * 5_000,
    ],
    ids=["one word", "one letter", "unknown words", "two words", "zero width", "emoji", "digits", "apostrophes"],
)
def test_ten_thousand_characters_of_anything_come_back_within_a_turn(small_index: Index, text: str):
    start = time.process_time()
    match(text, small_index)

    assert time.process_time() - start < 1.5


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(st.text(max_size=300), st.sampled_from(["fr", "nl", None]))
def test_nothing_that_can_be_typed_raises(small_index: Index, text: str, chat_lang: str | None):
    found = match(text, small_index, chat_lang)  # type: ignore[arg-type]

    assert 0.0 <= found.score <= 1.0
    assert len(found.candidates) <= 3
    assert found.id not in [candidate.id for candidate in found.alternatives if candidate.kind == found.kind]


@pytest.mark.parametrize("name", ["Karim", "Ahmed", "Amina", "Fatima", "Jan"])
@pytest.mark.parametrize("chat_lang", ["fr", "nl"])
def test_a_lone_first_name_is_nothing_but_a_name_in_the_language_of_the_chat(
    small_index: Index, name: str, chat_lang: Lang
):
    found = match(name, small_index, chat_lang)

    assert (found.kind, found.lang, found.lang_sure, found.candidates) == ("none", chat_lang, False, ())


def test_what_is_likeliest_but_hardly_likely_is_none_and_first_among_the_alternatives(small_index: Index):
    found = match("le boulanger range trois casseroles vertes", small_index, "fr")

    assert found.score < WORTH_A_QUESTION
    assert (found.kind, found.id, found.sure) == ("none", "", False)
    assert found.alternatives[0].score == found.score


def that_decides(index: Index, values: Mapping[str, float]) -> Index:
    """An index whose classifier says this of every message, and -2 for all other labels."""
    known = index.classifier
    bias = np.array([values.get(label, -2.0) for label in known.labels], dtype=np.float32)
    nothing = replace(known.weights, values=np.zeros_like(known.weights.values))
    classifier = replace(known, weights=nothing, bias=bias, temperature=5.0)
    return replace(index, classifier=classifier, calibration=replace(index.calibration, sure=0.7))


@pytest.mark.parametrize(
    ("label", "value", "none", "kind", "sure"),
    [
        ("answer:dutch-classes", 0.6, -1.5, "answer", True),
        ("answer:dutch-classes", 0.6, -0.3, "answer", False),  # "none" does not deny it
        ("answer:dutch-classes", -0.1, -0.3, "none", False),  # hardly more than for none
        ("intent:book", -0.1, -0.3, "intent", False),
        ("intent:book", -0.25, -0.3, "none", False),
    ],
)
def test_more_speaks_for_what_is_on_topic_than_for_none_which_denies_it_when_it_is_sure(
    small_index: Index, label: str, value: float, none: float, kind: str, sure: bool
):
    index = that_decides(small_index, {label: value, "none": none})

    found = match("le boulanger range trois casseroles vertes", index, "fr")

    assert (found.kind, found.sure) == (kind, sure)
    assert [candidate.id for candidate in found.candidates][:1] == [label.partition(":")[2]]


def test_a_phrasing_of_the_content_is_answered_whatever_speaks_for_none(small_index: Index):
    index = that_decides(small_index, {"none": 1.0})

    found = match("combien ça coûte", index, "fr")

    assert (said(found), found.sure) == (("answer", "entitlement-and-cost"), True)
