"""The memory of a conversation: answers in order, the open prompt, misses, language. Nothing else.

Pure and small. There is no position: `position.py` finds the next question by replaying the answers through today's
content. A choice with an effect (a time, an appointment) is not in here: its truth is the row in the store.
`road` is the answer to the menu: `book`, `office`, `letter`, `move/CODE`, `cancel/CODE`, `prepare/CODE`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.content.model import LANGS, Lang
from bot.conversation.effects import Effect
from bot.conversation.replies import Reply

ROAD = "road"
VERSION = 1


@dataclass(frozen=True, slots=True)
class Offered:
    """A button that was shown: what a tap on it means. `key` is empty for a durable one; `label` as in `labels.py`."""

    key: str
    verb: str
    target: str = ""
    label: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Prompt:
    """The open prompt. `about` names what it asks, as `question:commune` or `slots`. `durable`: its other buttons."""

    number: int = 0
    about: str = ""
    offered: tuple[Offered, ...] = ()
    durable: tuple[Offered, ...] = field(default=(), compare=False)

    def find(self, key: str) -> Offered | None:
        return next((one for one in self.offered if one.key == key), None)


@dataclass(frozen=True, slots=True)
class State:
    lang: Lang | None = None
    answers: tuple[tuple[str, str], ...] = ()  # (question id, value), in the order given
    prompt: Prompt = field(default_factory=Prompt)
    misses: int = 0

    def answer(self, question: str) -> str:
        """The value given to a question, or an empty string."""
        return next((value for asked, value in self.answers if asked == question), "")

    @property
    def given(self) -> Mapping[str, str]:
        return dict(self.answers)

    @property
    def road(self) -> str:
        return self.answer(ROAD).partition("/")[0]

    @property
    def road_target(self) -> str:
        return self.answer(ROAD).partition("/")[2]

    def with_answer(self, question: str, value: str) -> State:
        """The answer set, last in order; a miss is forgotten."""
        kept = tuple(pair for pair in self.answers if pair[0] != question)
        return replace(self, answers=(*kept, (question, value)), misses=0)

    def without(self, *questions: str) -> State:
        return replace(self, answers=tuple(pair for pair in self.answers if pair[0] not in questions))

    def on_road(self, road: str) -> State:
        return self.with_answer(ROAD, road)

    def off_road(self) -> State:
        """Back at the menu; what was answered stays known."""
        return self.without(ROAD)

    def to_json(self) -> dict[str, Any]:
        return {
            "v": VERSION,
            "lang": self.lang,
            "answers": [list(pair) for pair in self.answers],
            "prompt": {
                "n": self.prompt.number,
                "about": self.prompt.about,
                "offered": _as_json(self.prompt.offered),
                "durable": _as_json(self.prompt.durable),
            },
            "misses": self.misses,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any] | None) -> State:
        """The state as stored; an empty one for a chat that is new or was written by an unknown version."""
        if not kept or kept.get("v") != VERSION:
            return cls()
        prompt = kept["prompt"]
        return cls(
            lang=kept["lang"] if kept["lang"] in LANGS else None,
            answers=tuple((question, value) for question, value in kept["answers"]),
            prompt=Prompt(
                prompt["n"],
                prompt["about"],
                tuple(Offered(*one) for one in prompt["offered"]),
                tuple(Offered(*one) for one in prompt.get("durable", ())),
            ),
            misses=kept["misses"],
        )


def _as_json(buttons: tuple[Offered, ...]) -> list[list[str]]:
    return [[one.key, one.verb, one.target, one.label] for one in buttons]


@dataclass(frozen=True, slots=True)
class Turn:
    """What a step answers with: the next state, what is said, and what is wanted done."""

    state: State
    replies: tuple[Reply, ...] = ()
    effects: tuple[Effect, ...] = ()
