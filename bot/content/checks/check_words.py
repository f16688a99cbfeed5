"""Look at every text that people read: length, sentences, dates, manners, marks that Telegram does not show.

Lengths are counted as people see them: placeholders filled in, Markdown taken off. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from bot.content.checks import word_rules as rules
from bot.content.checks.abbreviations import unexplained
from bot.content.checks.check_literals import literal_problems, literals_of
from bot.content.checks.shown import Part, Shown, key_of_phrase, shown_on
from bot.content.library import Library
from bot.content.model import LANGS, Lang
from bot.content.problems import Problem
from bot.content.reading.survey import kind_of
from bot.content.showing.markdown import MAX_MESSAGE, to_plain
from bot.content.showing.render import fact_of

MAX_WORDS = 15
MAX_FIRST = 300
MAX_SECTION = 600
MAX_LABEL = 28
MAX_TITLE = 60
MAX_NAME = 40
MOST_CHARACTERS: dict[Part, int] = {
    "title": MAX_TITLE, "name": MAX_NAME, "label": MAX_LABEL, "first": MAX_FIRST, "question": MAX_FIRST,
    "section": MAX_SECTION, "note": MAX_FIRST, "phrase": MAX_FIRST, "line": MAX_MESSAGE,
}  # fmt: skip

# Pages for the people of an office and for newcomers at a desk, not for somebody with little reading on a phone.
_FOR_STAFF = frozenset(
    f"phrases/{name}.md"
    for name in (
        "agenda",
        "calls",
        "desk",
        "figures",
        "in-your-name",
        "office-group",
        "office-mail",
        "openings",
        "preview",
        "settings",
        "team",
        "web",
    )
)
# Written in both languages in both folders: nobody has chosen one yet, or the one is shown to who speaks the other.
_BOTH_LANGUAGES = frozenset(
    {"start.hello", "start.language_first", "start.language_heard", "buttons.other_language", "unclear.other_language"}
)
# To who writes English, Arabic, Turkish …: `unclear.other_language_en`, the same text in both folders.
_IN_A_THIRD_LANGUAGE = "unclear.other_language_"
_LANGUAGE_IN_ID = re.compile(r"_(fr|nl)(?:_|$)")

_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)(?::([a-z0-9-]+))?\}")
# A first name, an office, a day: what the conversation fills in, give or take.
_TYPICAL_VALUE = "x" * 20
_SENTENCE_END = re.compile(r"(?<=[.!?:])\**\s+|\n+")
_WORD = re.compile(r"[^\W_](?:[\w'’.-]*[^\W_])?")
_NUMERIC = re.compile(
    r"(?<![\w/.:-])(?:\d{1,2}/(?:0[1-9]|1[0-2])(?:/\d{2,4})?|\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{4}-\d\d-\d\d|[012]?\d:[0-5]\d)"
    r"(?![\w/]|[.:-]\d)"
)
_FAMILIAR: dict[Lang, re.Pattern[str]] = {
    "fr": re.compile(r"\b(?:tu|toi|tes|ta|(?<!le )(?<!du )(?<!un )ton(?= \w))\b|\bt'(?=[aeiouyéêh])", re.IGNORECASE),
    "nl": re.compile(r"\b(?:je|jij|jou|jouw|jullie)\b", re.IGNORECASE),
}
_EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b50\u2b55\u20e3\ufe0f\u231a\u231b\u23e9-\u23f3]")
_UNSHOWN = (
    (re.compile(r"^\s*\|.*\|\s*$|^\s*\|?\s*:?-{3,}:?\s*\|", re.MULTILINE), "a table"),
    (re.compile(r"!\[[^\]]*\]\("), "a picture"),
    (re.compile(r"^(?: {2,}|\t+)(?:[-*+]|\d+[.)])\s", re.MULTILINE), "a list within a list"),
    (re.compile(r"</?[a-zA-Z][^<>]*>|<!--"), "HTML"),
    (re.compile(r"^#(?:#{2,})?\s", re.MULTILINE), "a heading without an id"),
)
_CURLY = re.compile("[’‘“”«»]")
_SPACING: dict[Lang, re.Pattern[str]] = {
    "fr": re.compile(r"[^\W_](?:[?!;]|:(?=\s|$))"),
    "nl": re.compile(r"\s[?!;:](?=\s|$)"),
}
_PLURAL_FORM = re.compile(r"^(?:one|other):", re.MULTILINE)
_ADDRESS = re.compile(r"\S*(?:://|www\.|@)\S*")
_LINK = re.compile(r"\]\((?!https://|mailto:|tel:|tg:)([^)\s]*)\)|(?<![\w/])(http://\S+)")


def check_words(library: Library, names: Collection[str] | None = None) -> Iterator[Problem]:
    """The problems of all pages, or of those named, with their words."""
    literals = literals_of(library.content)
    for name in library.pages if names is None else names:
        shown = {lang: list(shown_on(name, lang, library.pages[name][lang])) for lang in LANGS}
        for lang in LANGS:
            for text in shown[lang]:
                yield from _text_problems(library, text)
                yield from literal_problems(literals, text)
            yield from unexplained(library, name, shown[lang])
        if kind_of(name) == "questions":
            yield from _question_problems(library, name, shown)
        yield from _same_in_both(shown)


def length_of(library: Library, shown: Shown) -> int:
    """About as many characters as a person sees: facts filled in, values of a typical length, mark-up taken off."""

    def replacement(match: re.Match[str]) -> str:
        organisation = library.content.organisations.get(match[2] or "")
        return fact_of(library.content, organisation, match[1], shown.lang) if organisation else _TYPICAL_VALUE

    filled = _PLACEHOLDER.sub(replacement, shown.text)
    # Mark-up only makes a text longer than it is seen: what is short with it needs no closer look.
    return len(filled) if len(filled) <= MOST_CHARACTERS[shown.part] else len(to_plain(filled))


def _text_problems(library: Library, shown: Shown) -> Iterator[Problem]:
    for_staff = shown.name in _FOR_STAFF
    yield from _length_problems(library, shown, for_staff)
    if not for_staff and shown.part not in ("label", "name"):
        yield from _long_sentences(shown)
    for match in _NUMERIC.finditer(_without_addresses(shown.text)):
        message = f"{match[0]} is in figures; write the day as 1er décembre or 1 december, the hour as 9h30 or 9u30"
        yield rules.NUMERIC_DATE.at(shown.path, shown.line_at(match.start()), message)
    if _language_of(shown) == shown.lang:
        yield from _manners(shown)
    for match in _EMOJI.finditer(shown.text):
        message = f"{match[0]} is a picture character; say it in words, or leave it out"
        yield rules.EMOJI.at(shown.path, shown.line_at(match.start()), message)
    for pattern, what in _UNSHOWN:
        if (unshown := pattern.search(shown.text)) is not None:
            message = f"{what} is not shown by Telegram; write short paragraphs, or lines that begin with `- `"
            yield rules.NOT_SHOWN.at(shown.path, shown.line_at(unshown.start()), message)
    for match in _LINK.finditer(shown.text):
        message = f"{match[1] or match[2] or 'this link'} does not begin with https://; write the whole address"
        yield rules.BARE_LINK.at(shown.path, shown.line_at(match.start()), message)


def _length_problems(library: Library, shown: Shown, for_staff: bool) -> Iterator[Problem]:
    length = length_of(library, shown)
    if length > MAX_MESSAGE:
        message = f"{length} characters, and Telegram takes at most {MAX_MESSAGE}; cut the text in two sections"
        yield rules.TOO_LONG_TO_SEND.at(shown.path, shown.line, message)
        return
    if shown.part in ("first", "question", "note", "phrase") and length > MAX_FIRST and not for_staff:
        message = f"{length} characters when it is filled in; write at most {MAX_FIRST}"
        yield rules.LONG_MESSAGE.at(shown.path, shown.line, message)
    elif shown.part == "section" and length > MAX_SECTION:
        yield rules.LONG_SECTION.at(shown.path, shown.line, f"{length} characters; write at most {MAX_SECTION}")
    elif shown.part == "label":
        label = len(_PLACEHOLDER.sub("", shown.text))
        if label > MAX_LABEL:
            message = f'"{shown.text}" has {label} characters; write at most {MAX_LABEL} on a button'
            yield rules.LONG_LABEL.at(shown.path, shown.line, message)
    elif shown.part in ("title", "name"):
        most = MAX_TITLE if shown.part == "title" else MAX_NAME
        if length > most:
            message = f"the {shown.part} has {length} characters; write at most {most}"
            yield rules.LONG_NAME.at(shown.path, shown.line, message)


def _long_sentences(shown: Shown) -> Iterator[Problem]:
    start = 0
    text = _PLACEHOLDER.sub(lambda match: "X".ljust(len(match[0])), shown.text)
    for end in (*_SENTENCE_END.finditer(text), None):
        sentence = text[start : end.start() if end else len(text)]
        words = len(_WORD.findall(sentence))
        if words > MAX_WORDS:
            begin = " ".join(shown.text[start:].split()[:4])
            message = f'the sentence "{begin} …" has {words} words; write at most {MAX_WORDS}, or make two of it'
            yield rules.LONG_SENTENCE.at(shown.path, shown.line_at(start), message)
        start = end.end() if end else len(text)


def _manners(shown: Shown) -> Iterator[Problem]:
    text = _without_addresses(shown.text)
    if match := _FAMILIAR[shown.lang].search(text):
        polite = "vous, votre" if shown.lang == "fr" else "u, uw"
        message = f'"{match[0]}" is familiar; write {polite}'
        yield rules.FAMILIAR.at(shown.path, shown.line_at(match.start()), message)
    if shown.part == "name":
        return  # as the organisation writes it
    if match := _CURLY.search(text):
        message = f"{match[0]} is a curly or pointed mark; write ' or \""
        yield rules.TYPOGRAPHY.at(shown.path, shown.line_at(match.start()), message)
    text = _PLURAL_FORM.sub(lambda found: " " * len(found[0]), text)
    text = _PLACEHOLDER.sub(lambda found: "x" * len(found[0]), text)
    if match := _SPACING[shown.lang].search(text):
        sign = match[0][-1]
        message = f"write a space before {sign}" if shown.lang == "fr" else f"write {sign} without a space before it"
        yield rules.TYPOGRAPHY.at(shown.path, shown.line_at(match.start()), message)


def _without_addresses(text: str) -> str:
    """Web and mail addresses blanked, everything else where it was."""
    return _ADDRESS.sub(lambda match: "." * len(match[0]), text)


def _language_of(shown: Shown) -> Lang | None:
    """The language of a text; None for a phrase that is written for a reader of the other one."""
    key = key_of_phrase(shown)
    if key in _BOTH_LANGUAGES or (key and (key.startswith(_IN_A_THIRD_LANGUAGE) or _LANGUAGE_IN_ID.search(shown.id))):
        return None
    return shown.lang


def _question_problems(library: Library, name: str, shown: dict[Lang, list[Shown]]) -> Iterator[Problem]:
    for lang in LANGS:
        page = library.pages[name][lang]
        for text in shown[lang]:
            if text.part == "question" and text.text.count("?") > 1:
                position = text.text.rindex("?")
                message = "this asks two things; ask one, and make the other a sentence, or a question of its own"
                yield rules.TWO_QUESTIONS.at(text.path, text.line_at(position), message)
        missing = [part for part in ("why", "retry") if part not in {section.id for section in page.sections}]
        if missing:
            message = f"there is no section {' and no '.join(f'{{#{part}}}' for part in missing)}; write it"
            yield rules.UNEXPLAINED_QUESTION.at(page.path, page.body_line, message)


def _same_in_both(shown: dict[Lang, list[Shown]]) -> Iterator[Problem]:
    """Texts that were copied and not translated, shown in the second language; where both differ by their id alone,
    `counter.text_fr`, or hold both languages, they are the same on purpose."""
    first = {(text.part, text.id): text for text in shown[LANGS[0]]}
    for text in shown[LANGS[1]]:
        twin = first.get((text.part, text.id))
        if twin is None or twin.text != text.text or text.part in ("name", "line") or _language_of(text) is None:
            continue
        words = _WORD.findall(_PLACEHOLDER.sub(" ", _without_addresses(text.text)))
        if len(words) > 2:
            message = f'"{" ".join(words[:4])} …" is the same in {twin.path}:{twin.line}; write it in each language'
            yield rules.NOT_TRANSLATED.at(text.path, text.line, message)
