"""Whether a small table of conditions holds for the answers of a person.

Answers are by question: a choice id; for the commune its id, `commune/postcode` when a place with a postcode of its own
was named, or `outside`. A question that is absent, empty or `unknown` was not asked, was passed over, or not known.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.content.model import When

ANY = "any"
UNKNOWN = "unknown"
OUTSIDE = "outside"


def holds(when: When, answers: Mapping[str, str]) -> bool:
    """All questions named are satisfied; an empty table always holds."""
    return all(accepts(values, answers.get(question, UNKNOWN)) for question, values in when.items())


def accepts(values: tuple[str, ...], answer: str) -> bool:
    """Whether an answer is among the values. `bruxelles` accepts `bruxelles/1020` too, not the other way round."""
    answer = answer or UNKNOWN
    if answer in values or commune_of(answer) in values:
        return True
    return ANY in values and answer != UNKNOWN


def commune_of(value: str) -> str:
    """`bruxelles/1020` → `bruxelles`."""
    return value.partition("/")[0]
