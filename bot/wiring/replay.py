"""Replay a transcript as it is written, and mirror it in the other language.

The mirror does by its meaning what the first run did by its words: a tap by what it means, a typed text with the
meaning that was found in it. The same questions must be asked, and the same appointments be left. The language of the
reception is the chat's unless it was asked for: the mirror keeps that of the first run, so that both reach one office.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from bot.content.live import LiveContent
from bot.content.model import Lang
from bot.content.transcripts import ANYTHING, Move, Says, Shows, Tapped, Transcript, Typed
from bot.conversation.asked import LANGUAGE
from bot.conversation.state import State
from bot.language.clean import clean
from bot.matching.match import Match, match
from bot.matching.ready import IndexKeeper
from bot.wiring.chat_in_memory import Button, Chat, Heard, Stand
from bot.wiring.others_acts import CannotHappenError

_OTHER: dict[str, Lang] = {"fr": "nl", "nl": "fr"}


@dataclass(frozen=True, slots=True)
class Done:
    """A move as it went: what it meant, and where the chat stood before and after."""

    move: Move
    before: Stand
    after: Stand
    tapped: Button | None = None
    meant: tuple[str, Match] | None = None


@dataclass(slots=True)
class Replayed:
    """What became of a transcript. `difference` is empty when all was as written, else a text for people."""

    done: list[Done] = field(default_factory=list)
    difference: str = ""


async def replay(transcript: Transcript, content: LiveContent, index: IndexKeeper) -> Replayed:
    """Play the moves one after the other, up to the first that does not go as written."""
    replayed = Replayed()
    chat = _open(transcript, content, index, replayed)
    if chat is None:
        return replayed
    try:
        for move in transcript.moves:
            before = chat.stand()
            meant = tapped = None
            try:
                if isinstance(move.deed, Typed):
                    text = clean(move.deed.text)
                    meant = (text, match(text, index.current(), before.state.lang))
                elif isinstance(move.deed, Tapped):
                    tapped = chat.button(move.deed.label)
                heard = await chat.do(move.deed)
            except CannotHappenError as error:
                replayed.difference = _report(transcript, move, move.line, str(error), ())
                return replayed
            after = chat.stand()
            replayed.done.append(Done(move, before, after, tapped, meant))
            replayed.difference = _compare(transcript, move, heard, after)
            if replayed.difference:
                return replayed
    finally:
        chat.close()
    return replayed


async def mirror(transcript: Transcript, done: Sequence[Done], content: LiveContent, index: IndexKeeper) -> str:
    """Do the same in the other language. Empty when it asks the same and leaves the same, else what differs."""
    replayed = Replayed()
    chat = _open(transcript, content, index, replayed)
    if chat is None:
        return replayed.difference
    try:
        for one in done:
            _keep_reception(chat, one)
            try:
                heard = await _do_mirrored(chat, one)
            except CannotHappenError as error:
                return _report(transcript, one.move, one.move.line, f"in the other language, {error}", ())
            problem = _unlike(one.after, chat.stand())
            if problem:
                return _report(transcript, one.move, one.move.line, f"in the other language, {problem}", heard)
    finally:
        chat.close()
    return ""


def _open(transcript: Transcript, content: LiveContent, index: IndexKeeper, replayed: Replayed) -> Chat | None:
    try:
        return Chat(transcript, content, index)
    except CannotHappenError as error:
        replayed.difference = f"{transcript.path}:1: {error}"
        return None


# The mirror


async def _do_mirrored(chat: Chat, one: Done) -> list[Heard]:
    if one.meant:
        text, found = one.meant
        mirrored = replace(found, lang=_OTHER[found.lang]) if found.lang in _OTHER else found
        return await chat.send({"text": text}, (text, mirrored))
    if one.tapped is None:
        return await chat.do(one.move.deed)
    verb, target = one.tapped.verb, one.tapped.target
    if verb == "lang":
        target = _OTHER[target]
    for ours, theirs in zip(one.before.codes, chat.stand().codes, strict=True):
        target = target.replace(ours, theirs)
    return await chat.send({"button": chat.button_of(verb, target).data})


def _keep_reception(chat: Chat, one: Done) -> None:
    """Somebody was received in the language of their chat: in the mirror they say so."""
    lang = one.after.state.lang
    said = one.before.state.answer(LANGUAGE) or one.after.state.answer(LANGUAGE)
    state = chat.stand().state
    if lang and not said and one.after.state.road != "office" and state.lang:
        chat.set_state(_with_language(state, lang))
    elif not said and one.after.state.road == "office":
        chat.set_state(state.without(LANGUAGE))


def _with_language(state: State, lang: Lang) -> State:
    """Known from the start, as an answer that was given before all others."""
    others = tuple(pair for pair in state.answers if pair[0] != LANGUAGE)
    return replace(state, answers=((LANGUAGE, lang), *others))


def _unlike(first: Stand, mirrored: Stand) -> str:
    """How two chats differ in what is asked and what is left; empty when they do not."""
    asked, asks = first.state.prompt.about, mirrored.state.prompt.about
    if asked != asks:
        return f"{asks or 'nothing'} is asked instead of {asked or 'nothing'}"
    if first.rows != mirrored.rows:
        return f"the appointments are {_listed(mirrored.rows)} instead of {_listed(first.rows)}"
    if first.details != mirrored.details:
        return f"the office sees {mirrored.details} instead of {first.details}"
    return ""


# What was expected, and what was heard


def _compare(transcript: Transcript, move: Move, heard: Sequence[Heard], after: Stand) -> str:
    line = first_unmet(move.expected, heard)
    if line is not None:
        missing = next((one for one in move.expected if one.line == line), None)
        wanted = _shown(missing) if missing else "nothing more"
        return _report(transcript, move, line, f"expected: {wanted}", heard)
    if move.rows is not None and sorted(map(str, move.rows)) != sorted(map(str, after.rows)):
        problem = f"the store should hold {_listed(move.rows)}, and holds {_listed(after.rows)}"
        return _report(transcript, move, move.line, problem, heard)
    return ""


def first_unmet(expected: Sequence[Says | Shows], heard: Sequence[Heard]) -> int | None:
    """The line of the first expectation that what was heard does not meet; None when all is as written.

    Every line that is heard must be expected, by its words or by `…`. Buttons may be left out; where some are written,
    they must be under that message, in that order. When something is heard after the last expectation, the line
    after it is given.
    """
    pieces: list[str | tuple[str, ...]] = []
    for one in heard:
        pieces += [*one.lines, one.labels]
    furthest = 0

    @cache
    def fits(wanted: int, at: int, label: int) -> bool:
        """Whether expectations from `wanted` on fit what was heard from piece `at`, button `label` on."""
        nonlocal furthest
        furthest = max(furthest, wanted)
        if at == len(pieces):
            return all(isinstance(one, Says) and one.text == ANYTHING for one in expected[wanted:])
        piece, want = pieces[at], expected[wanted] if wanted < len(expected) else None
        if isinstance(want, Says) and want.text == ANYTHING:
            return fits(wanted + 1, at, label) or fits(wanted, at + 1, 0)
        if isinstance(piece, tuple):
            found = _after(want.labels, piece, label) if isinstance(want, Shows) else None
            return (found is not None and fits(wanted + 1, at, found)) or fits(wanted, at + 1, 0)
        return isinstance(want, Says) and _says(want.text, piece) and fits(wanted + 1, at + 1, 0)

    if fits(0, 0, 0):
        return None
    if furthest < len(expected):
        return expected[furthest].line
    return expected[-1].line + 1 if expected else 0


def _after(labels: tuple[str, ...], shown: tuple[str, ...], start: int) -> int | None:
    """The place behind `labels` when they stand in `shown` in this order, from `start` on."""
    for label in labels:
        found = next((place for place in range(start, len(shown)) if _says(label, shown[place])), None)
        if found is None:
            return None
        start = found + 1
    return start


def _says(pattern: str, line: str) -> bool:
    """Whether a line is what is written, `…` standing for any words."""
    head, *parts = pattern.split(ANYTHING)
    if not parts:
        return pattern == line
    *middle, tail = (part.strip() for part in parts)
    rest = line.removeprefix(head.strip())
    if not line.startswith(head.strip()) or not rest.endswith(tail):
        return False
    rest = rest[: len(rest) - len(tail)]
    for part in middle:
        _, found, rest = rest.partition(part)
        if part and not found:
            return False
    return True


def _report(transcript: Transcript, move: Move, line: int, problem: str, heard: Sequence[Heard]) -> str:
    """A difference as people read it: where, what was done, what was expected, what came."""
    said = [text for one in heard for text in (*one.lines, " ".join(f"[{label}]" for label in one.labels)) if text]
    shown = ["  it said:", *(f"    {text}" for text in said)] if said else ["  it said nothing."]
    return "\n".join([f"{transcript.path}:{line or move.line}: {problem}", f"  after {_done(move)}", *shown])


def _done(move: Move) -> str:
    return f"line {move.line}: {move.deed}"


def _shown(expected: Says | Shows) -> str:
    return expected.text if isinstance(expected, Says) else " ".join(f"[{label}]" for label in expected.labels)


def _listed(rows: Sequence[object]) -> str:
    return ", ".join(str(row) for row in rows) or "nothing"
