"""One turn: the oldest update of a chat, answered in one transaction.

Load and lock the conversation, step, carry out the effects, step again with each outcome (at most eight rounds), save,
queue what must be sent, mark the update as handled and blank it. A ninth round is a programming error: everything is
rolled back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import cast

from sqlalchemy import Table, bindparam, update
from sqlalchemy.orm import Session

from bot.content.model import Content
from bot.conversation.effects import FindHalfDays, FindOffices, FindSlots
from bot.conversation.events import (
    Booked,
    Cancelled,
    Erased,
    Event,
    LateTold,
    Left,
    Moved,
    PersonEvent,
    Requested,
    StaffTold,
)
from bot.conversation.outgoing import Outgoing
from bot.conversation.render import Renderer
from bot.conversation.replies import Freeze, Message, Reply, Say
from bot.conversation.state import Prompt, State
from bot.conversation.step import step
from bot.conversation.world import World
from bot.operations.effects import carry_out
from bot.operations.groups.office_group import tell_office
from bot.operations.inbox import lay_aside
from bot.operations.offices.office_mail import News, mail_office
from bot.operations.requests.news import news_of_request
from bot.operations.sending.outbox import Leased, TurnResult, queue_answers
from bot.store.appointments import as_lang
from bot.store.chats import Chat, chat_of, lock_chat
from bot.store.tables import ConversationRow, OutboxRow
from bot.store.waiting import has_waiting_before, message_of_prompt
from bot.store.worlds import read_world

MOST_ROUNDS = 8

# As `store.chats` reads it: plain statements, put together once.
_CHATS = cast(Table, ConversationRow.__table__)
_SAID = (
    update(_CHATS)
    .where(_CHATS.c.chat_key == bindparam("chat"))
    .values(lang=bindparam("said_in"), state=bindparam("kept"), last_seen_at=bindparam("at"))
)
_REACHED = update(_CHATS).where(_CHATS.c.chat_key == bindparam("chat")).values(unreachable_at=bindparam("at"))


class TooManyRoundsError(RuntimeError):
    """Effects and outcomes chase each other: a fault of the program, never of a person."""


def take_turn(
    session: Session,
    *,
    chat_key: str,
    inbox_id: int,
    event: PersonEvent | None,
    who: str,
    content: Content,
    now: datetime,
    owner: str,
) -> TurnResult | None:
    """Answer update `inbox_id`, if it is still the oldest of its chat. None when somebody else is at work there."""
    chat = lock_chat(session, chat_key, inbox_id)
    if chat is None:
        return None
    if event is None:
        lay_aside(session, inbox_id, now)
        return TurnResult()
    if isinstance(event, Left):
        session.connection().execute(_REACHED, {"chat": chat_key, "at": None if event.back else now})
        lay_aside(session, inbox_id, now)
        return TurnResult()
    if chat.unreachable_at is not None:
        session.connection().execute(_REACHED, {"chat": chat_key, "at": None})
    state = _state_of(chat, now)
    world = read_world(session, chat_key, content, now, last_seen_at=chat.last_seen_at, profile_name=who)
    state, replies, world, outcomes = _play(session, chat_key, state, event, world)
    erased = any(isinstance(outcome, Erased) for outcome in outcomes)
    for outcome in outcomes:
        _tell_office(session, outcome, content, now)
    # What an effect queued for this chat goes out first.
    is_next = not (has_waiting_before(session, chat_key) if outcomes else chat.has_unsent)
    to_send = _queue_replies(session, chat, state, replies, world, now, owner if is_next else None)
    kept = {"said_in": None, "kept": None} if erased else {"said_in": state.lang, "kept": state.to_json()}
    session.connection().execute(_SAID, {"chat": chat_key, "at": now, **kept})
    lay_aside(session, inbox_id, now)
    return TurnResult(to_send, Renderer(world, state.lang).toast(replies))


def _tell_office(session: Session, outcome: Event, content: Content, now: datetime) -> None:
    """What the group and the mailbox of the office should know of this turn."""
    for what, code in _news_of(outcome):
        tell_office(session, what, code, content, now)
        mail_office(session, what, code, content, now)
    for code in _requests_of(outcome):
        news_of_request(session, code, content, now, is_new=isinstance(outcome, Requested))


def _requests_of(outcome: Event) -> Sequence[str]:
    """Whose request has become something else: nothing is said of those that were none."""
    match outcome:
        case Requested(appointment) | Booked(appointment) | Cancelled(appointment):
            return (appointment.code,)
        case Erased(freed):
            return freed
        case _:
            return ()


def _news_of(outcome: Event) -> Sequence[tuple[News, str]]:
    match outcome:
        case Booked(appointment):
            return (("new_booking", appointment.code),)
        case Moved(appointment):
            return (("moved", appointment.code),)
        case Cancelled(appointment) if appointment.request is None:
            return (("cancelled_by_person", appointment.code),)
        case LateTold(appointment):
            return (("late", appointment.code),)
        case StaffTold(appointment):
            return (("noted", appointment.code),)
        case Erased(freed):
            return tuple(("cancelled_by_person", code) for code in freed)
        case _:
            return ()


def apologise(session: Session, *, chat_key: str, content: Content, now: datetime, owner: str) -> Sequence[Leased]:
    """After a turn that failed: one sentence to the person; nothing of the turn is kept."""
    chat = chat_of(session, chat_key)
    if chat is None:
        return ()
    state = State.from_json(chat.state)
    world = World(now=now, content=content)
    return _queue_replies(session, chat, state, [Say("start.sorry")], world, now, None if chat.has_unsent else owner)


def _state_of(chat: Chat, now: datetime) -> State:
    state = State.from_json(chat.state)
    if state.prompt.number == 0:
        # Numbers never start again, so that a button from before an erasure cannot fit a new prompt. The language
        # outlives the answers: the buttons of a reminder must not ask for it again.
        lang = as_lang(chat.lang) if chat.lang else None
        return replace(state, lang=lang, prompt=Prompt(number=int(now.timestamp()) // 10))
    return state


def _play(
    session: Session, chat_key: str, state: State, event: Event, world: World
) -> tuple[State, list[Reply], World, list[Event]]:
    """Step and carry out effects until nothing is wanted any more; the outcomes come last in what is given back."""
    replies: list[Reply] = []
    outcomes: list[Event] = []
    waiting: list[Event] = [event]
    for _ in range(MOST_ROUNDS):
        if not waiting:
            break
        turn = step(state, waiting.pop(0), world)
        state = turn.state
        replies += turn.replies
        for effect in turn.effects:
            outcome = carry_out(session, chat_key, effect, world.now)
            outcomes.append(outcome)
            waiting.append(outcome)
        # Looking changes nothing.
        if any(not isinstance(effect, FindSlots | FindOffices | FindHalfDays) for effect in turn.effects):
            fresh = read_world(
                session,
                chat_key,
                world.content,
                world.now,
                last_seen_at=world.now,
                profile_name=world.profile_name,
            )
            world = fresh
    if waiting:
        raise TooManyRoundsError(f"{type(waiting[0]).__name__} still waits after {MOST_ROUNDS} rounds")
    return state, replies, world, outcomes


def _queue_replies(
    session: Session,
    chat: Chat,
    state: State,
    replies: Sequence[Reply],
    world: World,
    now: datetime,
    leased_to: str | None,
) -> list[Leased]:
    """Render the replies and queue them, the tapped prompt frozen first or replaced by the next page.

    They are leased as they are written, or wait behind an older message for None.
    """
    frozen = next((reply for reply in replies if isinstance(reply, Freeze)), None)
    pages = any(isinstance(reply, Message) and reply.pages for reply in replies)
    tapped = message_of_prompt(session, chat.key, frozen.prompt) if frozen else None
    messages: list[tuple[Outgoing, OutboxRow | None]] = []
    if frozen and tapped is not None and tapped.body and not pages:
        messages.append((_frozen(Outgoing.from_json(tapped.body), frozen), tapped))
    for message in Renderer(world, state.lang).outgoing(replies):
        messages.append((message, tapped if message.pages else None))
    return queue_answers(session, chat, messages, now, leased_to)


def _frozen(shown: Outgoing, frozen: Freeze) -> Outgoing:
    """An earlier message without its buttons, and the choice that was made."""
    data = f"{frozen.prompt}:{frozen.key}"
    label = next((button.label for row in shown.rows for button in row if button.data == data), "")
    return Outgoing(kind="freeze", text=shown.text, name=label, prompt=frozen.prompt)
