"""Build the site page, phrases, lists of words and transcripts from twin pages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.content.checks import structure_rules as rules
from bot.content.model import LANGS, Lang, Phrase, Phrasing, Site, WordSection
from bot.content.reading.fields import Twins
from bot.content.reading.pages import PageSection
from bot.content.reading.sentences import phrasings_of

_PLURAL = re.compile(r"(one|other):\s*(.*)")


@dataclass(frozen=True, slots=True)
class Phrases:
    """What one file of phrases says, by `file.key`."""

    id: str
    words: Mapping[Lang, Mapping[str, Phrase]]


@dataclass(frozen=True, slots=True)
class Words:
    id: str
    sections: tuple[WordSection, ...]


@dataclass(frozen=True, slots=True)
class Conversation:
    id: str
    words: Mapping[Lang, str]


def build_site(twins: Twins) -> Site:
    """Who is responsible, and whom a person can always call."""
    twins.expect(("id", "human", "actiris_confirmed"), ("operator",))
    for human in twins.text_nodes("human"):
        twins.refer("organisation", human.value, human.line)
    return Site(
        operator={lang: twins.words(lang, "operator") for lang in LANGS},
        human=twins.texts("human"),
        actiris_confirmed=twins.yes_no("actiris_confirmed"),
    )


def build_phrases(twins: Twins) -> Phrases:
    """Each section is a phrase; the heading is a comment for editors."""
    twins.expect(("id",))
    twins.same_sections(in_order=False)
    found: dict[Lang, dict[str, Phrase]] = {lang: {} for lang in LANGS}
    for lang in LANGS:
        twins.sections(lang)
        for section in twins.pages[lang].sections:
            found[lang][f"{twins.id}.{section.id}"] = _phrase(twins, lang, section)
    first, second = ({section.id: section for section in twins.pages[lang].sections} for lang in LANGS)
    for key in first.keys() & second.keys():
        parts = {lang: (parts[key].body, parts[key].line) for lang, parts in zip(LANGS, (first, second), strict=True)}
        twins.same_values(parts, f"the phrase {{#{key}}}")
    return Phrases(twins.id, found)


def _phrase(twins: Twins, lang: Lang, section: PageSection) -> Phrase:
    """`one: …` and `other: …`, each up to the next of the two; else all of the text."""
    forms: dict[str, list[str]] = {}
    current = ""
    for line in section.body.split("\n"):
        match = _PLURAL.fullmatch(line)
        if match is not None:
            current = match[1]
            forms[current] = [match[2]]
        elif current:
            forms[current].append(line)
        else:
            return Phrase(section.body)
    if set(forms) != {"one", "other"}:
        message = "a text that depends on a number has two lines, `one: …` and `other: …`; write both"
        twins.note(rules.BAD_VALUE, lang, section.body_line, message)
        return Phrase(section.body)
    return Phrase(other="\n".join(forms["other"]).strip(), one="\n".join(forms["one"]).strip())


def build_words(twins: Twins) -> Words:
    """Sections of sentences or words, one a line, both languages together."""
    twins.expect(("id",))
    twins.same_sections()
    lines: dict[str, list[Phrasing]] = {section.id: [] for section in twins.pages[LANGS[0]].sections}
    for lang in LANGS:
        for section in twins.pages[lang].sections:
            lines.setdefault(section.id, []).extend(phrasings_of(twins, lang, section, dash_needed=False))
    return Words(twins.id, tuple(WordSection(section_id, tuple(found)) for section_id, found in lines.items()))


def build_conversation(twins: Twins) -> Conversation:
    """A transcript, as written."""
    return Conversation(twins.id, {lang: twins.pages[lang].raw for lang in LANGS})
