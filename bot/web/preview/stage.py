"""What the editors' preview is given: files, content kept fresh, the index, and a stage to play a chat on.

A chat is played on a store of its own that is thrown away at once: a list of `Step`s in, what the phone shows out.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.content.model import Content, Lang
from bot.conversation.outgoing import Outgoing
from bot.conversation.state import State
from bot.matching.index import Index

Answers = tuple[tuple[str, str], ...]  # (question id, value), as in `State.answers`


@dataclass(frozen=True, slots=True)
class Put:
    """Give these answers, over those that were given, and ask what comes next."""

    answers: Answers


@dataclass(frozen=True, slots=True)
class Tap:
    """Tap the newest button with this data, `=answer:ID`."""

    data: str


@dataclass(frozen=True, slots=True)
class TapVerb:
    """Tap the first button of the open prompt that means this, `slot`; nothing when there is none."""

    verb: str


@dataclass(frozen=True, slots=True)
class Write:
    text: str


Step = Put | Tap | TapVerb | Write


@dataclass(frozen=True, slots=True)
class Played:
    """The messages that the last steps brought, and where the conversation stands now."""

    messages: tuple[Outgoing, ...]
    state: State


# Language, steps, and how many of the last steps are shown.
Play = Callable[[Lang, Sequence[Step], int], Awaitable[Played]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """`refresh` looks at the files and gives what is served now: a broken page stays at its last good version."""

    folder: Path
    refresh: Callable[[], Content]
    index: Callable[[], Index]
    play: Play
