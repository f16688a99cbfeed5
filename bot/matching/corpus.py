"""What the matcher learns from, taken out of the content: examples with a label, synonyms, universal words, danger.

Labels are `answer:ID`, `intent:ID`, `smalltalk:ID` and `none` (off topic). `group` names the sub-question: when
the matcher is judged, all examples of a group are held back together, both languages. Pure.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

from bot.content.model import LANGS, Content, Lang
from bot.matching.normalise import read_synonyms

NONE = "none"

# What a whole message that is a universal word wishes; yes, no and skip only mean something to the question that waits.
UNIVERSAL_INTENTS = {
    "menu": "menu",
    "back": "back",
    "restart": "restart",
    "stop": "stop",
    "help": "help",
    "human": "human",
    "language": "language_switch",
    "my_booking": "my_booking",
    "thanks": "thanks",
    "greet": "greet",
    "late": "late",
}

# Raise it when the same content must give another index, because the method has changed.
METHOD = 9
# Turns of phrase that are features of the classifiers, in `bot/matching/data`.
LEARNT_FROM = ("wishes.txt", "concepts.txt")


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence and what it means. `source` is `ask`, `page` (title, button, heading), `not` or `words`."""

    text: str
    lang: Lang
    label: str
    group: str
    style: str = "plain"
    source: str = "ask"


@dataclass(frozen=True, slots=True)
class DangerExample:
    """`kind` is a section of `words/danger.md`: `calm` sounds alarming and is not."""

    text: str
    lang: Lang
    kind: str


@dataclass(frozen=True, slots=True)
class Corpus:
    examples: tuple[Example, ...]
    danger: tuple[DangerExample, ...]
    synonyms: Mapping[str, Mapping[str, str]]  # by language
    universal: dict[str, str]  # phrase as written → section of words/universal.md

    def to_json(self) -> str:
        stored = {
            "examples": [[one.text, one.lang, one.label, one.group, one.style, one.source] for one in self.examples],
            "danger": [[one.text, one.lang, one.kind] for one in self.danger],
            "synonyms": self.synonyms,
            "universal": self.universal,
        }
        return json.dumps(stored, ensure_ascii=False)

    def key(self) -> str:
        """Changes with anything that is learnt from, and with nothing else."""
        folder = resources.files("bot.matching.data")
        turns = [folder.joinpath(name).read_text(encoding="utf-8") for name in LEARNT_FROM]
        return hashlib.sha256("\n".join([str(METHOD), *turns, self.to_json()]).encode()).hexdigest()[:32]


def corpus_from_json(text: str) -> Corpus:
    """The inverse of `Corpus.to_json`."""
    stored = json.loads(text)
    kept: Callable[[str], Any] = sys.intern  # a few labels and styles, twelve thousand times
    return Corpus(
        tuple(Example(text, *map(kept, others)) for text, *others in stored["examples"]),
        tuple(DangerExample(text, *map(kept, others)) for text, *others in stored["danger"]),
        stored["synonyms"],
        stored["universal"],
    )


def corpus_of(content: Content) -> Corpus:
    """Everything in the content that says how people put things."""
    words = {file: {section.id: section.lines for section in sections} for file, sections in content.words.items()}
    universal = {line.text: section for section, lines in words.get("universal", {}).items() for line in lines}
    synonyms: dict[str, dict[str, str]] = {
        lang: read_synonyms(
            line.text for lines in words.get("synonyms", {}).values() for line in lines if line.lang == lang
        )
        for lang in LANGS
    }
    danger = tuple(
        DangerExample(line.text, line.lang, kind) for kind, lines in words.get("danger", {}).items() for line in lines
    )
    examples = [*_answer_examples(content)]
    for file, prefix in (("intents", "intent:"), ("smalltalk", "smalltalk:"), ("offtopic", "")):
        for section, lines in words.get(file, {}).items():
            label = f"{prefix}{section}" if prefix else NONE
            for number, line in enumerate(lines):
                group = f"{label}#{number}"
                examples.append(Example(line.text, line.lang, label, group, line.style, "words"))
    for section, lines in words.get("universal", {}).items():
        if section in UNIVERSAL_INTENTS:
            label = f"intent:{UNIVERSAL_INTENTS[section]}"
            examples += [Example(line.text, line.lang, label, f"{label}#universal", source="words") for line in lines]
    return Corpus(tuple(examples), danger, synonyms, universal)


def _answer_examples(content: Content) -> Iterator[Example]:
    for answer in content.answers.values():
        label = f"answer:{answer.id}"
        for ask in answer.asks:
            yield Example(ask.text, ask.lang, label, f"{answer.id}#{ask.section}", ask.style)
        for lang in LANGS:
            words = answer.words.get(lang)
            if words is None:
                continue
            headings = [section.heading for section in words.sections if section.id != "more"]
            for text in (words.title, words.button, *headings):
                yield Example(text, lang, label, f"{answer.id}#page", source="page")
        for no in answer.nots:
            if no.belongs_to in content.answers:
                yield Example(no.text, no.lang, f"answer:{no.belongs_to}", f"{answer.id}#not", source="not")
