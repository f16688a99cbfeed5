"""The waiting list of an office: people are told in order of arrival when a time is free; who confirms first has it.

Run every minute, after whatever freed the time: a cancellation, a move, a hold that lapsed, a new opening, a closure
taken back. Of each free time three people are told at most at once; two hours later the next ones. Whoever was told and
came too late keeps their place; who waits to move an appointment keeps that meanwhile. Nobody is written to between
eight in the evening and eight in the morning, and each message is looked at again when it is sent (`outbox.claim`). One
worker at a time is at work on an office: its row is locked.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, time, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.booking.calendar import day_of, instant_at
from bot.booking.offers import first_offers
from bot.booking.reminders import QUIET_FROM
from bot.booking.slots import Slot
from bot.booking.status import CANCELLED
from bot.content.model import LANGS, Content, Lang
from bot.content.showing.markdown import to_plain
from bot.content.showing.render import Markdown, phrase
from bot.conversation import events
from bot.conversation.outgoing import Outgoing, OutgoingButton
from bot.language.dates import say_moment
from bot.operations.sending.to_person import queue_to_person
from bot.store.appointments import appointment_by_code, as_lang
from bot.store.marked import is_demo
from bot.store.tables import AppointmentRow, ConversationRow, OfficeRow, OutboxRow, WaitingRow
from bot.store.timetables import free_slots_of
from bot.store.waiting_lists import list_of_office, lists_of_chat, lists_that_end, starts_of

MOST_LISTS = 3
KEPT_FOR = timedelta(days=28)
TOLD_OF_ONE = 3  # people who are told of one free time at once
THEIR_TURN = timedelta(hours=2)
NOT_AGAIN_BEFORE = timedelta(hours=1)
WAKES_AT = time(8)
AT_ONCE = 100


def wait(
    session: Session, chat_key: str, office: str, lang: Lang, now: datetime, *, seen: bool = False, moves: str = ""
) -> events.Waits | events.WaitsTooOften:
    """Put a chat on the list of an office. Asked again, it keeps its place. `seen`: what is free does not suit.

    `moves`: the code of the appointment that would be moved to a free time; the last wish of a chat counts.
    """
    mine = lists_of_chat(session, chat_key)
    row = next((one for one in mine if one.office == office), None)
    if row is None and len(mine) >= MOST_LISTS:
        return events.WaitsTooOften()
    if row is None:
        row = WaitingRow(office=office, chat_key=chat_key, lang=lang, since=now, expires_at=now + KEPT_FOR)
        session.add(row)
    elif row.lang != lang:
        row.lang, row.known = lang, []
    row.moves = moves
    if seen:
        row.known = sorted(_start(slot) for slot in free_slots_of(session, office, lang, now))
    session.flush()
    return events.Waits(office, moves)


def leave(session: Session, chat_key: str, office: str = "") -> None:
    """Take a chat off the list of one office, or off all of them. What was not sent yet is not sent any more."""
    query = delete(WaitingRow).where(WaitingRow.chat_key == chat_key)
    session.execute(query.where(WaitingRow.office == office) if office else query)


def stop_waiting_to_move(session: Session, chat_key: str, code: str) -> None:
    """The appointment was moved, or the person does not come: another time for it is not waited for any more."""
    session.execute(delete(WaitingRow).where(WaitingRow.chat_key == chat_key, WaitingRow.moves == code))


def tell_waiting(session: Session, office: str, content: Content, now: datetime) -> int:
    """Tell the next people on the list of one office of what is free there. How many were told."""
    organisation = content.organisations.get(office)
    if not _may_write(now) or organisation is None or organisation.allows != "may_book":
        return 0
    alone = select(OfficeRow.id).where(OfficeRow.id == office).with_for_update(skip_locked=True)
    if session.scalars(alone).one_or_none() is None:
        return 0
    waiting = [
        (row, conversation)
        for row, conversation in list_of_office(session, office, now)
        if _still_waits(session, row, now)
    ]
    spoken = {as_lang(row.lang) for row, _ in waiting}
    free = {lang: free_slots_of(session, office, lang, now) for lang in LANGS if lang in spoken}
    starts = {lang: frozenset(_start(slot) for slot in slots) for lang, slots in free.items()}
    for row, _ in waiting:
        _forget_what_is_gone(session, row, starts[as_lang(row.lang)])
    room = TOLD_OF_ONE * len(frozenset().union(*starts.values())) - _still_theirs(waiting, starts, now)
    told = 0
    for row, conversation in waiting:
        lang = as_lang(row.lang)
        is_new = not starts[lang] <= starts_of(row.known)
        if told >= min(room, AT_ONCE):
            break
        if is_new and (row.told_at is None or row.told_at <= now - NOT_AGAIN_BEFORE):
            _tell(session, row, conversation, free[lang], content, now)
            told += 1
    session.flush()
    return told


def end_waiting(session: Session, content: Content, now: datetime) -> int:
    """Take people off whose four weeks are over, with a kind word; in the night they wait for the morning."""
    if not _may_write(now):
        return 0
    over = lists_that_end(session, now, AT_ONCE)
    for row in over:
        conversation = session.get(ConversationRow, row.chat_key)
        if conversation is not None and conversation.unreachable_at is None:
            queue_to_person(
                session,
                conversation,
                _last_message(
                    row,
                    content,
                    as_lang(conversation.lang or row.lang),
                    moved=_moved(session, row),
                    demo=is_demo(session),
                ),
                now,
                dedupe_key=f"wait_over:{row.id}:{int(row.since.timestamp())}",
                not_after=_evening(now) + timedelta(days=1),
            )
        session.delete(row)
    session.flush()
    return len(over)


def _still_waits(session: Session, row: WaitingRow, now: datetime) -> bool:
    """Not for another time of an appointment that has begun; when the office cancelled it, for any time."""
    if not row.moves:
        return True
    moved = _moved(session, row)
    if moved is not None and moved.starts_at is not None and moved.starts_at <= now:
        session.delete(row)
        return False
    if moved is None:
        row.moves = ""
    return True


def _moved(session: Session, row: WaitingRow) -> AppointmentRow | None:
    """The appointment that would be moved, while there is one."""
    moved = appointment_by_code(session, row.moves) if row.moves else None
    is_theirs = moved is not None and moved.chat_key == row.chat_key and moved.status not in CANCELLED
    return moved if is_theirs else None


def _forget_what_is_gone(session: Session, row: WaitingRow, free: Collection[int]) -> None:
    """A time that was taken and comes back is told again; so is one whose message never left."""
    message = session.get(OutboxRow, row.message_id) if row.message_id else None
    if message is not None and message.state == "dropped":
        row.known, row.named, row.told_at, row.message_id = [], [], None, None
    kept = sorted(starts_of(row.known) & frozenset(free))
    if kept != (row.known or []):
        row.known = kept


def _still_theirs(
    waiting: Sequence[tuple[WaitingRow, ConversationRow]], free: Mapping[Lang, Collection[int]], now: datetime
) -> int:
    """How many were told lately of a time that is still free."""
    return sum(
        row.told_at is not None and row.told_at > now - THEIR_TURN and bool(starts_of(row.known))
        for row, _ in waiting
        if free[as_lang(row.lang)]
    )


def _tell(
    session: Session,
    row: WaitingRow,
    conversation: ConversationRow,
    free: Sequence[Slot],
    content: Content,
    now: datetime,
) -> None:
    known = starts_of(row.known)
    named = first_offers([slot for slot in free if _start(slot) not in known])
    row.known, row.named = sorted(_start(slot) for slot in free), [_start(slot) for slot in named]
    row.told_at, row.times_told = now, row.times_told + 1
    message = queue_to_person(
        session,
        conversation,
        _message(
            row,
            named,
            content,
            as_lang(conversation.lang or row.lang),
            moved=_moved(session, row),
            demo=is_demo(session),
        ),
        now,
        # On SQLite the number of a row that was deleted comes back.
        dedupe_key=f"free:{row.id}:{int(row.since.timestamp())}:{row.times_told}",
        # A time can be booked at least until the evening: its notice is counted in days.
        not_after=min(_evening(now), named[0].starts_at),
        waiting_id=row.id,
    )
    row.message_id = message.id


def _message(
    row: WaitingRow, named: Sequence[Slot], content: Content, lang: Lang, *, moved: AppointmentRow | None, demo: bool
) -> Outgoing:
    moments = [say_moment(slot.starts_at, lang) for slot in named]
    key = "waiting.free_one" if len(named) == 1 else "waiting.free_many"
    text = phrase(content, lang, key, office=_name(content, row.office, lang), moments=Markdown("\n".join(moments)))
    if moved is not None and moved.starts_at is not None:
        still = Markdown(say_moment(moved.starts_at, lang))
        text = Markdown(f"{text.rstrip()}\n{phrase(content, lang, 'waiting.still_yours', moment=still)}")
    take = f"=take:{row.office}.{row.lang}" if moved is None else f"=move_to:{moved.code}"
    times = [(moment, f"{take}.{_start(slot)}") for moment, slot in zip(moments, named, strict=True)]
    others = [
        (_label(content, lang, "buttons.see_times"), _see_times(row, moved)),
        (_label(content, lang, "buttons.tell_me_no_more"), f"=no_wait:{row.office}"),
    ]
    return _outgoing(content, lang, text, (*times, *others), demo=demo)


def _last_message(
    row: WaitingRow, content: Content, lang: Lang, *, moved: AppointmentRow | None, demo: bool
) -> Outgoing:
    text = phrase(content, lang, "waiting.over", office=_name(content, row.office, lang))
    buttons = [(_label(content, lang, "buttons.human"), "=human")]
    if row.office in content.organisations:
        buttons.insert(0, (_label(content, lang, "buttons.see_times"), _see_times(row, moved)))
    return _outgoing(content, lang, text, buttons, demo=demo)


def _see_times(row: WaitingRow, moved: AppointmentRow | None) -> str:
    return f"=free:{row.office}.{row.lang}" if moved is None else f"=move:{moved.code}.{moved.version}"


def _outgoing(content: Content, lang: Lang, text: str, buttons: Sequence[tuple[str, str]], *, demo: bool) -> Outgoing:
    warning = [phrase(content, lang, "booking.demo")] if demo else []
    rows = tuple((OutgoingButton(label, data),) for label, data in buttons)
    return Outgoing(kind="text", text="\n".join([*warning, text]), rows=rows)


def _name(content: Content, office: str, lang: Lang) -> Markdown:
    organisation = content.organisations.get(office)
    return Markdown(organisation.words[lang].name if organisation else office)


def _label(content: Content, lang: Lang, key: str) -> str:
    return to_plain(phrase(content, lang, key)).strip()


def _start(slot: Slot) -> int:
    return int(slot.starts_at.timestamp())


def _may_write(now: datetime) -> bool:
    wakes = instant_at(day_of(now), WAKES_AT)
    return wakes is not None and wakes <= now < _evening(now)


def _evening(now: datetime) -> datetime:
    evening = instant_at(day_of(now), QUIET_FROM)
    if evening is None:
        raise ValueError(f"there is no evening on {day_of(now)}")  # clocks change at night only
    return evening
