"""The stage of the editors' preview: each chat in a store in memory, with the invented openings, closed afterwards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from bot.content.live import LiveContent
from bot.content.model import Content, Lang
from bot.content.transcripts import Transcript
from bot.conversation.state import ROAD
from bot.language.dates import to_brussels
from bot.matching.ready import IndexKeeper
from bot.web.phones import OWNERS
from bot.web.preview.stage import Play, Played, Preview, Put, Step, Tap, TapVerb, Write
from bot.wiring.chat_in_memory import Chat
from bot.wiring.parts import Parts


def preview_of(parts: Parts, clock: Callable[[], datetime]) -> Preview:
    """What the preview page of this process needs."""
    return Preview(
        folder=parts.settings.content,
        refresh=partial(_refresh, parts.content, parts.index),
        index=parts.index.current,
        play=stage(parts.content, parts.index, clock),
    )


def stage(content: LiveContent, index: IndexKeeper, clock: Callable[[], datetime]) -> Play:
    """Plays chats with this content and index; `clock` gives aware instants."""

    async def play(lang: Lang, steps: Sequence[Step], kept: int) -> Played:
        now = to_brussels(clock()).replace(tzinfo=None)
        chat = Chat(Transcript("preview", "", now, (), profile=OWNERS[lang]), content, index)
        try:
            await chat.send({"command": "start"})
            await chat.send({"button": f"=lang:{lang}"})
            shown_from = len(chat.received)
            for number, step in enumerate(steps):
                if number == len(steps) - kept:
                    shown_from = len(chat.received)
                await _do(chat, step)
            messages = [one for one in chat.received[shown_from:] if one.kind not in ("freeze", "commands")]
            return Played(tuple(messages), chat.stand().state)
        finally:
            chat.close()

    return play


async def _do(chat: Chat, step: Step) -> None:
    state = chat.stand().state
    match step:
        case Put(answers):
            for question, value in answers:
                # What an appointment is being prepared for stays known.
                state = state if question == ROAD and state.road == "prepare" else state.with_answer(question, value)
            chat.set_state(state)
            await chat.send({"button": "=continue"})
        case Tap(data):
            await chat.send({"button": data})
        case TapVerb(verb):
            offered = next((one for one in state.prompt.offered if one.verb == verb), None)
            if offered is not None:
                await chat.send({"button": f"{state.prompt.number}:{offered.key}"})
        case Write(text):
            await chat.send({"text": text})


def _refresh(content: LiveContent, index: IndexKeeper) -> Content:
    """Look at the files now, and not in a few seconds; what people say is learnt behind the page."""
    if content.refresh():
        index.follow(content.current)
    return content.current
