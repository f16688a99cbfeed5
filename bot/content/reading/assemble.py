"""Put units together to the content that is served."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace

from bot.content.ids import id_of
from bot.content.model import (
    LANGS,
    Answer,
    Commune,
    Content,
    Flow,
    Lang,
    Organisation,
    Phrase,
    Question,
    Recommendation,
    Site,
    WordSection,
)
from bot.content.reading.build_answers import Asks
from bot.content.reading.build_questions import OTHERWISE
from bot.content.reading.build_texts import Conversation, Phrases, Words
from bot.content.reading.units import Unit

_NO_SITE = Site(operator=dict.fromkeys(LANGS, ""), human=(), actiris_confirmed=False)


def assemble(units: Iterable[Unit]) -> Content:
    """The content of all units that could be built. `fingerprint` depends on their bytes alone."""
    site = _NO_SITE
    phrases: dict[Lang, dict[str, Phrase]] = {lang: {} for lang in LANGS}
    questions: dict[str, Question] = {}
    flows: dict[str, Flow] = {}
    recommendations: list[Recommendation] = []
    organisations: dict[str, Organisation] = {}
    communes: dict[str, Commune] = {}
    answers: dict[str, Answer] = {}
    asks: dict[str, Asks] = {}
    words: dict[str, tuple[WordSection, ...]] = {}
    conversations: dict[str, dict[Lang, str]] = {}
    fingerprint = hashlib.sha256()
    for unit in sorted(units, key=lambda unit: unit.name):
        if unit.value is None:
            continue
        fingerprint.update(f"{unit.name} {unit.digest}\n".encode())
        match unit.value:
            case Site():
                site = unit.value
            case Phrases():
                for lang in LANGS:
                    phrases[lang].update(unit.value.words[lang])
            case Question():
                questions[unit.value.id] = unit.value
            case Flow():
                flows[unit.value.id] = unit.value
            case Recommendation():
                recommendations.append(unit.value)
            case Organisation():
                organisations[unit.value.id] = unit.value
            case Commune():
                communes[unit.value.id] = unit.value
            case Answer():
                answers[unit.value.id] = unit.value
            case Asks():
                asks[unit.value.id] = unit.value
            case Words():
                words[unit.value.id] = unit.value.sections
            case Conversation():
                conversations[id_of(unit.name)] = dict(unit.value.words)
    for answer_id, answer in answers.items():
        if answer_id in asks:
            answers[answer_id] = replace(answer, asks=asks[answer_id].asks, nots=asks[answer_id].nots)
    return Content(
        fingerprint=fingerprint.hexdigest(),
        site=site,
        phrases=phrases,
        questions=questions,
        flows=flows,
        recommendations=in_rank_order(recommendations),
        organisations=organisations,
        communes=communes,
        answers=answers,
        words=words,
        conversations=conversations,
    )


def in_rank_order(recommendations: Iterable[Recommendation]) -> tuple[Recommendation, ...]:
    """By rank, equal ranks by id; `otherwise` last whatever its rank says."""
    return tuple(sorted(recommendations, key=lambda row: (row.id == OTHERWISE, row.rank, row.id)))
