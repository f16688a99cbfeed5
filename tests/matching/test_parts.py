import pytest

from bot.matching.corpus import Corpus, corpus_from_json, corpus_of
from bot.matching.danger_concepts import concepts_of, gives_a_reason, is_calm_clause, with_concepts
from bot.matching.danger_patterns import speaks_of_danger
from bot.matching.evidence import Evidence, Phrase, says_nothing, sort_key
from bot.matching.features import count_features, learn_vocabulary, weigh_all
from bot.matching.first_names import are_only_names
from bot.matching.normalise import Normaliser, fold_words, read_synonyms, trim_politeness
from bot.matching.pattern_file import read_patterns
from bot.matching.phonetics import sound_of
from bot.matching.speller import Speller
from tests.matching.conftest import small_content


def test_short_forms_are_spelt_out_in_the_language_of_the_message():
    normaliser = Normaliser({"fr": {"rdv": "rendez-vous", "c": "c'est"}, "nl": {"rdv": "afspraak", "ne": "een"}})

    assert normaliser.words("c où le rdv", "fr") == ["c", "est", "ou", "le", "rendez", "vous"]
    assert normaliser.words("ne rdv maken", "nl") == ["een", "afspraak", "maken"]
    assert normaliser.words("je ne veux pas", "fr") == ["je", "ne", "veux", "pas"]


def test_accents_and_apostrophes_tell_short_forms_from_words():
    normaliser = Normaliser({"fr": {"jé": "j'ai", "c": "c'est"}})

    assert normaliser.words("jé un travail", "fr") == ["j", "ai", "un", "travail"]
    assert normaliser.words("je cherche c'est tout", "fr") == ["je", "cherche", "c", "est", "tout"]


def test_greetings_go_unless_they_are_the_message():
    normaliser = Normaliser({})

    assert normaliser.words("Bonjour madame, où est le bureau ? Merci !") == ["ou", "est", "le", "bureau"]
    assert normaliser.words("Bonjour madame") == ["bonjour", "madame"]
    assert trim_politeness(["bonjour", "menu", "svp"]) == ["menu"]


def test_letters_held_down_and_words_said_again_are_cut_short():
    assert fold_words("ouiiiiii ouiiiiii non non non") == ["ouii", "non"]


def test_a_synonym_line_needs_both_sides():
    assert read_synonyms(["rdv = rendez-vous", "= rien", "bxl ="]) == {"rdv": "rendez-vous"}


def test_what_is_written_by_ear_sounds_like_what_is_meant():
    assert sound_of("chauffeur") == sound_of("chofeur")
    assert sound_of("quoi") == sound_of("koi")
    assert sound_of("travail") != sound_of("conge")


def test_the_speller_corrects_unknown_words_to_the_nearest_and_leaves_the_others():
    speller = Speller(known=["tof"], targets=["dienstencheques", "inscription"])

    assert speller.correct(["dienstenchekes", "inscirption", "tof", "kat", "maison"]) == [
        "dienstencheques",
        "inscription",
        "tof",
        "kat",
        "maison",
    ]
    assert speller.correct(["zzzzqqqq"]) == ["zzzzqqqq"]


def test_the_same_words_in_another_order_are_the_same_phrasing():
    evidence = Evidence([Phrase("combien ça coûte", "a"), Phrase("où aller", "b")], ["ca combien coute", "aller ou"])

    assert evidence.label_of_same(["coute", "combien", "ca"]) == "a"
    assert evidence.label_of_same(["combien"]) is None
    assert evidence.label_of_same([]) is None


def test_a_phrasing_of_two_answers_proves_nothing():
    evidence = Evidence([Phrase("c'est où", "a"), Phrase("c'est où", "b")], [sort_key(["c", "est", "ou"])] * 2)

    assert evidence.label_of_same(["c", "est", "ou"]) is None


def test_stop_words_and_digits_say_nothing():
    assert says_nothing(["est", "ce", "que", "je", "12"])
    assert not says_nothing(["est", "ce", "que", "gratuit"])


def test_features_are_of_length_one_for_each_kind_and_traits_come_on_top():
    counted = count_features(["cours", "gratuit"], asks=True)
    _, weights = learn_vocabulary([counted]).weigh(counted)

    assert abs(float((weights**2).sum()) - (3 + 2 * 0.25)) < 1e-5


def test_a_corpus_survives_json_and_its_key_follows_what_is_learnt():
    corpus = corpus_of(small_content())

    assert corpus_from_json(corpus.to_json()) == corpus
    assert corpus.key() == corpus_of(small_content()).key()
    assert corpus.key() != corpus_of(small_content({"dutch-classes": "une phrase de plus"})).key()


def test_universal_words_and_titles_are_examples_too(small_corpus: Corpus):
    examples = {(example.text, example.label) for example in small_corpus.examples}

    assert ("Nederlands leren", "answer:dutch-classes") in examples
    assert ("menu", "intent:menu") in examples


def test_patterns_hear_danger_in_other_words_than_those_of_the_content():
    assert speaks_of_danger("j ai avale une boite de somniferes")
    assert speaks_of_danger("hij heeft mijn dochter geslagen met een mes")
    assert speaks_of_danger("nous dormons dans la voiture")
    assert not speaks_of_danger("je voudrais travailler avec des sans abri")
    assert not speaks_of_danger("ik schrik me dood van die brief")


def test_what_is_over_or_was_read_is_not_danger_unless_it_goes_on():
    assert not speaks_of_danger("mon mari etait violent nous sommes divorces depuis cinq ans")
    assert speaks_of_danger("mon mari violent nous sommes divorces depuis cinq ans et il me menace encore de mort")
    assert not speaks_of_danger("j ai lu un livre sur les violences conjugales")


def test_a_cry_for_help_over_papers_is_not_danger():
    assert not speaks_of_danger("au secours je ne comprends rien a ce formulaire")
    assert speaks_of_danger("au secours il a pris mes papiers et un couteau a la main")


def test_concepts_are_named_in_both_languages_and_two_by_two():
    words = ["mijn", "man", "slaat", "mij"]
    plain = count_features(words)

    assert {"i", "somebody", "hits"} <= set(concepts_of(words))
    assert concepts_of(["mon", "mari", "me", "frappe"]) == ["hits", "i", "somebody"]
    assert len(with_concepts(["mon", "mari", "me", "frappe"], plain).runs[-1]) == 3 + 3


def test_expressions_of_a_word_and_of_several_find_together_what_the_whole_file_finds(small_corpus: Corpus):
    whole = read_patterns("concepts.txt")
    texts = [fold_words(one.text) for one in (*small_corpus.danger[::20], *small_corpus.examples)]

    assert concepts_of(["niet", "meer"]) == ["no_more"]
    assert "hits" not in concepts_of(["cou", "devant"])
    for words in texts:
        found = [name for name, pattern in whole.items() if pattern.search(" ".join(words[:60]))]
        assert concepts_of(words) == sorted(found)


def test_a_phrasing_that_is_a_letter_longer_is_the_same_and_one_that_is_half_longer_is_not():
    evidence = Evidence([Phrase("", "answer:a")], [sort_key(["apprendre", "le", "neerlandais", "le", "soir"])])

    assert evidence.label_of_same(["apprendre", "le", "neerlandais", "le", "soire"]) == "answer:a"
    assert evidence.label_of_same(["apprendre", "le", "neerlandais", "le", "soir", "avec", "des", "amis"]) is None


def test_many_texts_weigh_what_each_of_them_weighs():
    texts = [count_features(text.split(), asks="quoi" in text) for text in ("un cours gratuit", "quoi faire ici", "ik")]
    vocabulary = learn_vocabulary(texts[:2])

    owners, rows, weights = weigh_all(vocabulary, texts)

    for place, counted in enumerate(texts):
        alone = dict(zip(*vocabulary.weigh(counted), strict=True))
        together = dict(zip(rows[owners == place], weights[owners == place], strict=True))
        assert together == pytest.approx(alone)


@pytest.mark.parametrize("said", ["karim", "fatima zahra", "jan", "marie anne louise"])
def test_a_message_of_first_names_is_known_as_one(said: str):
    assert are_only_names(said.split())


@pytest.mark.parametrize("said", ["", "frans", "jan zoekt werk", "karim ahmed fatima jan"])
def test_words_beside_a_name_or_a_list_of_names_are_no_name(said: str):
    assert not are_only_names(said.split())


@pytest.mark.parametrize(
    "said",
    [
        "ik word binnenkort dakloos",
        "over twee weken ben ik dakloos",
        "je vais me retrouver a la rue le mois prochain",
        "hij is hier nochtans geboren",
    ],
)
def test_a_home_lost_next_month_and_somebody_who_is_here_are_not_danger(said: str):
    assert not speaks_of_danger(said)


@pytest.mark.parametrize(
    "said",
    [
        "ik ben nu al dakloos en volgende maand ook",
        "je suis a la rue depuis hier",
        "ik slaap op straat tot volgende maand",
        "ik maak mij van kant volgende maand ben ik dakloos",
        "hij is hier en hij heeft een mes",
        "mijn zoontje van zeven is niet teruggekomen",
        "mon fils de six ans n est pas revenu de la plaine de jeux",
    ],
)
def test_who_has_nowhere_to_sleep_tonight_or_misses_a_child_is_in_danger(said: str):
    assert speaks_of_danger(said)


@pytest.mark.parametrize(
    ("clause", "message"),
    [
        ("je dormais dans la rue", "je dormais dans la rue il y a dix ans"),
        ("ik sliep in het station", "ik sliep in het station maar ik ben hersteld"),
        ("in het toneelstuk springt hij van een brug", "in het toneelstuk springt hij van een brug"),
        ("boucher avec un couteau", "boucher avec un couteau quel salaire"),
    ],
)
def test_alarming_words_are_calm_beside_what_is_long_over_or_played_or_a_trade(clause: str, message: str):
    assert is_calm_clause(clause.split(), message.split())


@pytest.mark.parametrize(
    ("clause", "message"),
    [
        ("mon mari me frappe", "mon mari me frappe"),
        ("maintenant je dors dans la rue", "jusqu en 2024 un studio maintenant je dors dans la rue"),
        ("il m a casse le bras", "il y a deux ans il m a casse le bras il recommence"),
        ("le boucher m enferme avec un couteau", "le boucher m enferme avec un couteau"),
        ("hij slaat mij", "ik heb een diploma hij slaat mij"),
        ("il me frappe", "autrefois il etait gentil depuis deux ans il me frappe"),
        ("hij slaat mij", "vroeger was hij lief hij slaat mij al drie jaar"),
    ],
)
def test_a_trade_alone_or_a_reason_in_another_clause_does_not_make_alarming_words_calm(clause: str, message: str):
    assert not is_calm_clause(clause.split(), message.split())


def test_a_reason_to_be_calm_is_none_where_something_goes_on():
    assert gives_a_reason(["il", "y", "a", "dix", "ans", "il", "me", "frappait"])
    assert not gives_a_reason(["il", "y", "a", "dix", "ans", "il", "me", "frappait", "et", "ce", "soir", "aussi"])
    assert not gives_a_reason(["mijn", "man", "slaat", "mij"])
