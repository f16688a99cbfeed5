"""Whether a small table of conditions holds for the answers of a person.

Answers are by question: a choice id; for a commune its id, `commune/postcode` when a place with a postcode of its own
was named, `outside`, or `no-address`. A question that is absent, empty, passed over (`-`) or `unknown` is not known.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.content.model import When

ANY = "any"
UNKNOWN = "unknown"
OUTSIDE = "outside"
NO_ADDRESS = "no-address"
SKIPPED = "-"


def holds(when: When, answers: Mapping[str, str]) -> bool:
    """All questions named are satisfied; an empty table always holds."""
    return all(accepts(values, answers.get(question, UNKNOWN)) for question, values in when.items())


def accepts(values: tuple[str, ...], answer: str) -> bool:
    """Whether an answer is among the values. `bruxelles` accepts `bruxelles/1020` too, not the other way round."""
    if answer in ("", SKIPPED):
        answer = UNKNOWN
    if answer in values or commune_of(answer) in values:
        return True
    return ANY in values and answer != UNKNOWN


def commune_of(value: str) -> str:
    """`bruxelles/1020` → `bruxelles`."""
    return value.partition("/")[0]
