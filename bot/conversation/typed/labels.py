"""The words on the buttons of the open prompt, typed instead of tapped: they mean the tap, in either language.

Pure. A prompt keeps the key of each label (`buttons.none_fits`, `organisation:ID`), not its words: those are today's.
Days, times, communes and names are read as such elsewhere and have no key.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.content.model import LANGS, Content
from bot.conversation.render import Renderer
from bot.conversation.replies import OfficeName, Say, Value
from bot.conversation.state import Offered, State
from bot.conversation.world import World
from bot.language.clean import fold
from bot.matching.normalise import trim_politeness

_OFFICE, _ANSWER = "organisation:", "button:"


def label_key(label: Value) -> str:
    """How a prompt remembers the words on a button, or an empty string."""
    if isinstance(label, OfficeName):
        return f"{_OFFICE}{label.id}"
    is_fixed = isinstance(label, Say) and not label.values and (":" not in label.key or label.key.startswith(_ANSWER))
    return label.key if isinstance(label, Say) and is_fixed else ""


def button_typed(state: State, text: str, world: World) -> Offered | None:
    """The button of the open prompt whose words, in either language, are the whole text."""
    said = _key(text)
    buttons = (*state.prompt.offered, *state.prompt.durable)
    return next((one for one in buttons if one.label and said in _words(one.label, world)), None)


def is_a_label(text: str, content: Content) -> bool:
    """Whether the text is what stands on some button, of whatever prompt."""
    return _key(text) in _all_labels(content)


def _all_labels(content: Content) -> frozenset[str]:
    phrases = (pair for lang in LANGS for pair in content.phrases.get(lang, {}).items())
    return frozenset(_key(phrase.other) for key, phrase in phrases if key.startswith("buttons."))


def _words(label: str, world: World) -> Iterator[str]:
    for lang in LANGS:
        renderer = Renderer(world, lang)
        if label.startswith(_OFFICE):
            yield _key(renderer.label(OfficeName(label.removeprefix(_OFFICE))))
        elif not label.startswith(_ANSWER) or label.removeprefix(_ANSWER) in world.content.answers:
            yield _key(renderer.label(Say(label)))


def _key(text: str) -> str:
    words = fold(text).split()
    return " ".join(trim_politeness(words) or words)
