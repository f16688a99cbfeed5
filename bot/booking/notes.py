"""What a person may tell the office about an appointment beforehand: three things, each a tap, never about health.

Pure. A note is kept among the details of an appointment, under a key of its own; taken off, the key is gone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

Note = Literal["companion", "interpreter", "step_free"]
NOTES: tuple[Note, ...] = get_args(Note)

_PREFIX = "tells_"
ON = "yes"


def key_of(note: Note) -> str:
    """The key among the details of an appointment."""
    return f"{_PREFIX}{note}"


def notes_in(details: Mapping[str, object] | None) -> tuple[Note, ...]:
    """The notes that are set, always in the same order."""
    return tuple(note for note in NOTES if details and details.get(key_of(note)) == ON)


def is_note_key(key: str) -> bool:
    """Whether this key of the details holds a note."""
    return key.startswith(_PREFIX)


def with_note(details: Mapping[str, object] | None, note: Note, *, is_on: bool) -> dict[str, object]:
    """The details with a note set or taken off."""
    kept = {key: value for key, value in (details or {}).items() if key != key_of(note)}
    return {**kept, key_of(note): ON} if is_on else kept
