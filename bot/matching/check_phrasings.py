"""Look at what people say, as the content lists it: enough of it, varied, and each sentence with one meaning. Pure.

Nothing is learnt here; whether each sentence would find its answer is `check_found`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache

from rapidfuzz import fuzz, process

from bot.content.checks import matching_rules as rules
from bot.content.checks.said import Said, said_on
from bot.content.ids import id_of
from bot.content.library import Library
from bot.content.model import LANGS, Lang
from bot.content.problems import Problem
from bot.content.reading.build_answers import NOT
from bot.content.reading.frontmatter import Items, Table, Text
from bot.content.reading.pages import Page
from bot.content.reading.survey import kind_of
from bot.language.clean import fold
from bot.language.identify import identify
from bot.matching.evidence import says_nothing

MOST_ALIKE = 80.0
FEWEST_SENTENCES = 40
FEWEST_SUBQUESTIONS = 8
# A frame is an opening of this many words, in more answers than that.
FRAME_WORDS = 4
_MOST_WITH_A_FRAME = 3
# Shorter sentences are names and keywords, which are alike in both languages.
_SHORTEST_TO_IDENTIFY = 4
_SURELY = 4.0
_MIX = "brussels_mix"
# Words of the other language, one of which nearly every sentence in it has: the others need no closer look.
_SMALL_WORDS: dict[Lang, frozenset[str]] = {
    "fr": frozenset(
        ["ik", "het", "een", "mijn", "niet", "van", "voor", "met", "hoe", "wat", "waar", "kan", "dat", "er"]
    ),
    "nl": frozenset(
        ["je", "le", "la", "les", "un", "une", "mon", "ma", "mes", "pas", "pour", "que", "est", "et", "du"]
    ),
}

_DANGER, _UNIVERSAL, _OFFTOPIC = "danger", "universal", "offtopic"
# Answers to a question as much as wishes: they choose when a question waits.
_ALSO_ANSWERS = frozenset({"yes", "no", "skip", "language"})
_LISTS_WITH_MEANING = ("intents", "smalltalk", _OFFTOPIC)
_FEWEST_LINES = {
    _OFFTOPIC: {"offtopic": 150},
    _DANGER: {"suicide": 50, "violence": 50, "danger": 50, "calm": 50, "homeless": 25, "child": 25},
}
_FEWEST_OF_INTENT = 35

# The same sentences and words are compared by several rules.
_key = lru_cache(maxsize=100_000)(fold)


def check_phrasings(library: Library, names: Collection[str] | None = None) -> Iterator[Problem]:
    """The problems of all pages, or of those named, with what people say; those between pages always of all."""
    said = {name: list(_said_in(library, name)) for name in library.pages if kind_of(name) in ("asks", "words")}
    asks = {name: sentences for name, sentences in said.items() if kind_of(name) == "asks"}
    heard_first = _meanings(said.get(f"words/{file}.md", ()) for file in (_UNIVERSAL, _DANGER))
    for name in library.pages if names is None else names:
        if name in asks:
            yield from _page_problems(library, name, asks[name])
            yield from _dead(asks[name], heard_first)
        elif name in said:
            yield from _list_problems(library, name, said[name])
        elif kind_of(name) == "questions":
            yield from _alias_problems(library, name, said.get(f"words/{_UNIVERSAL}.md", []))
    yield from _two_meanings(said)
    yield from _frames([sentence for sentences in asks.values() for sentence in sentences if sentence.section != NOT])


def _said_in(library: Library, name: str) -> Iterator[Said]:
    for lang in LANGS:
        yield from said_on(name, lang, library.pages[name][lang])


def _meanings(lists: Iterable[Sequence[Said]]) -> dict[str, Said]:
    return {_key(said.text): said for sentences in lists for said in sentences if said.section != "calm"}


# One answer


def _page_problems(library: Library, name: str, sentences: Sequence[Said]) -> Iterator[Problem]:
    for lang in LANGS:
        own = [sentence for sentence in sentences if sentence.lang == lang and sentence.section != NOT]
        sections = {sentence.section for sentence in own}
        if len(own) < FEWEST_SENTENCES:
            message = f"there are {len(own)} sentences in {lang}; write at least {FEWEST_SENTENCES}"
            yield library.at_line(rules.FEW_SENTENCES, name, lang, 1, message)
        if len(sections) < FEWEST_SUBQUESTIONS:
            message = f"there are {len(sections)} sub-questions; write at least {FEWEST_SUBQUESTIONS}"
            yield library.at_line(rules.FEW_SUBQUESTIONS, name, lang, 1, message)
        yield from _alike(own)
        for sentence in own:
            if says_nothing(_key(sentence.text).split()):
                message = f'"{sentence.text}" is nothing but small words; add the word that carries the meaning'
                yield rules.SAYS_NOTHING.at(sentence.path, sentence.line, message)
            elif _is_foreign(sentence):
                message = f'"{sentence.text}" is not in {lang}; write it in {lang}, or mark it {{{_MIX}}}'
                yield rules.OTHER_LANGUAGE.at(sentence.path, sentence.line, message)
    yield from _nots(sentences)


def _alike(sentences: Sequence[Said]) -> Iterator[Problem]:
    """Each sentence that is too like one before it, with the one it is most like."""
    if not sentences:
        return
    folded = [" ".join(sorted(_key(sentence.text).split())) for sentence in sentences]
    scores = process.cdist(folded, folded, scorer=fuzz.ratio, score_cutoff=MOST_ALIKE)
    for later in range(1, len(folded)):
        first = int(scores[later, :later].argmax())
        if scores[later, first] > MOST_ALIKE:
            other = sentences[first]
            message = f'nearly the same as line {other.line}, "{other.text}"; say it in other words'
            yield rules.TOO_ALIKE.at(sentences[later].path, sentences[later].line, message)


def _is_foreign(sentence: Said) -> bool:
    words = sentence.text.lower().split()
    if sentence.style == _MIX or len(words) < _SHORTEST_TO_IDENTIFY or _SMALL_WORDS[sentence.lang].isdisjoint(words):
        return False
    found = identify(sentence.text)
    return found.sure and found.score >= _SURELY and found.lang in LANGS and found.lang != sentence.lang


def _nots(sentences: Sequence[Said]) -> Iterator[Problem]:
    own = {_key(sentence.text): sentence for sentence in sentences if sentence.section != NOT}
    for sentence in sentences:
        if sentence.section != NOT:
            continue
        if sentence.belongs_to == sentence.owner:
            message = f"this sentence is said to belong to {sentence.owner} itself; name another answer, or remove it"
            yield rules.NOT_OF_ITS_OWN.at(sentence.path, sentence.line, message)
        elif (same := own.get(_key(sentence.text))) is not None:
            message = f"this sentence stands also under {{#{same.section}}}, line {same.line}; keep one of the two"
            yield rules.NOT_OF_ITS_OWN.at(sentence.path, sentence.line, message)


def _dead(sentences: Sequence[Said], heard_first: dict[str, Said]) -> Iterator[Problem]:
    for sentence in sentences:
        first = heard_first.get(_key(sentence.text))
        if sentence.section != NOT and first is not None:
            message = f'"{sentence.text}" is taken by {first.path}:{first.line} first; write a longer sentence'
            yield rules.HEARD_BEFORE.at(sentence.path, sentence.line, message)


# Lists of words


def _list_problems(library: Library, name: str, sentences: Sequence[Said]) -> Iterator[Problem]:
    owner = id_of(name)
    if owner == "synonyms":
        for sentence in sentences:
            short, _, long = sentence.text.partition("=")
            if not short.strip() or not long.strip():
                message = f"{sentence.text} has one side only; write it as `rdv = rendez-vous`"
                yield rules.BAD_SYNONYM.at(sentence.path, sentence.line, message)
    if owner in (_UNIVERSAL, _DANGER):
        yield from _in_two_sections(sentences, owner)
    for lang in LANGS:
        for section in library.pages[name][lang].sections:
            fewest = _FEWEST_OF_INTENT if owner == "intents" else _FEWEST_LINES.get(owner, {}).get(section.id, 0)
            lines = sum(sentence.lang == lang and sentence.section == section.id for sentence in sentences)
            if lines < fewest:
                message = f"{{#{section.id}}} has {lines} sentences in {lang}; write at least {fewest}"
                yield library.at_line(rules.SHORT_LIST, name, lang, section.line, message)


def _in_two_sections(sentences: Sequence[Said], owner: str) -> Iterator[Problem]:
    """Of universal words all sections exclude each other; of danger, `calm` excludes all others."""
    first: dict[str, Said] = {}
    for sentence in sentences:
        other = first.setdefault(_key(sentence.text), sentence)
        if other.section == sentence.section:
            continue
        if owner == _UNIVERSAL or "calm" in (other.section, sentence.section):
            rule = rules.UNIVERSAL_TWICE if owner == _UNIVERSAL else rules.DANGER_AND_CALM
            message = f'"{sentence.text}" stands also under {{#{other.section}}}, {other.path}:{other.line}; keep one'
            yield rule.at(sentence.path, sentence.line, message)


# Questions


def _alias_problems(library: Library, name: str, universal: Sequence[Said]) -> Iterator[Problem]:
    """What can be typed for a choice, in either language: a chat of one accepts the other's words too."""
    reserved = {_key(word.text): word for word in universal if word.section not in _ALSO_ANSWERS}
    first: dict[str, tuple[str, str, int]] = {}
    for lang in LANGS:
        page = library.pages[name][lang]
        for choice, word in _names_of_choices(page):
            key = _key(word.value)
            owner, path, line = first.setdefault(key, (choice, page.path, word.line))
            if owner != choice:
                message = f'"{word.value}" also means {owner} ({path}:{line}); remove it from one of the two'
                yield rules.ALIAS_TWICE.at(page.path, word.line, message)
            if key in reserved:
                taken = reserved[key]
                message = f'"{word.value}" is a universal word ({taken.path}:{taken.line}); use another one'
                yield rules.ALIAS_IS_UNIVERSAL.at(page.path, word.line, message)


def _names_of_choices(page: Page) -> Iterator[tuple[str, Text]]:
    choices = page.table.entries.get("choices")
    for choice in choices.items if isinstance(choices, Items) else ():
        if not isinstance(choice, Table):
            continue
        choice_id, label, also = (choice.entries.get(key) for key in ("id", "label", "also"))
        if not isinstance(choice_id, Text):
            continue
        names = (label, *(also.items if isinstance(also, Items) else ()))
        yield from ((choice_id.value, word) for word in names if isinstance(word, Text) and word.value)


# Between answers


def _two_meanings(said: dict[str, list[Said]]) -> Iterator[Problem]:
    first: dict[str, tuple[str, Said]] = {}
    for name, sentences in said.items():
        if kind_of(name) == "words" and id_of(name) not in _LISTS_WITH_MEANING:
            continue
        for sentence in sentences:
            if sentence.section == NOT and kind_of(name) == "asks":
                continue
            meaning = name if kind_of(name) == "asks" else f"{name}#{sentence.section}"
            other_meaning, other = first.setdefault(_key(sentence.text), (meaning, sentence))
            if other_meaning != meaning:
                message = f'"{sentence.text}" stands also in {other.path}:{other.line}; keep it in one of the two'
                yield rules.TWO_MEANINGS.at(sentence.path, sentence.line, message)


def _frames(sentences: Sequence[Said]) -> Iterator[Problem]:
    """Openings of four written words that come back in many answers, with other words after them."""
    frames: dict[tuple[Lang, tuple[str, ...]], dict[str, Said]] = defaultdict(dict)
    for sentence in sentences:
        words = [word for word in map(_key, sentence.text.split()[: FRAME_WORDS + 4]) if word]
        opening = tuple(words[:FRAME_WORDS])
        if len(words) > FRAME_WORDS and not says_nothing(" ".join(opening).split()):
            frames[sentence.lang, opening].setdefault(sentence.owner, sentence)
    for (_, opening), places in frames.items():
        if len(places) > _MOST_WITH_A_FRAME:
            answers = ", ".join(places)
            place = list(places.values())[_MOST_WITH_A_FRAME]
            message = f'"{" ".join(opening)} …" begins sentences of {answers}; begin otherwise in all but three'
            yield rules.FRAME.at(place.path, place.line, message)
