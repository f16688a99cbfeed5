"""The Telegram group of an office: linked once, told what concerns it, one tap to say who came.

In a group only commands and our own buttons are read (decision 20); nothing that staff write to one another is looked
at. Staff see a first name and the last three letters of the code. The same appointment is marked by the same operation
as on the web page, so that of two people who tap at once one has an effect and the other is told who was first.
"""

from __future__ import annotations

import re
from datetime import datetime, time

from sqlalchemy.orm import Session

from bot.booking.calendar import day_of
from bot.content.model import Content, Lang
from bot.content.showing.markdown import to_plain
from bot.content.showing.render import Markdown, phrase
from bot.conversation.events import ButtonPressed, Command, Left, PersonEvent, Started
from bot.conversation.outgoing import Outgoing
from bot.language.dates import to_brussels
from bot.operations.appointments.staff import Mark, Outcome, cancel_by_staff, mark
from bot.operations.groups.invites import link_group
from bot.operations.groups.messages import in_private_please, key_of_news, language_of, notice, today_message
from bot.operations.groups.people import note_tap
from bot.operations.groups.posts import change_post, post
from bot.operations.inbox import lay_aside
from bot.operations.ports import InviteAsked, MovedTo, SignInAsked
from bot.operations.requests.taps import is_request_tap, on_request_tap
from bot.operations.sending.outbox import TurnResult, lease_own
from bot.operations.sending.settling import follow
from bot.store.appointments import agenda_of_day, appointment_by_code
from bot.store.groups import group_of_chat, group_of_office, last_actor, working_groups
from bot.store.members import name_in_group
from bot.store.tables import OfficeGroupRow, OutboxRow
from bot.store.waiting import lock_for_turn

# In a sentence that says who was first, when nobody knows the name.
UNKNOWN = "?"
# The day is shown in the morning, before the first person comes.
SHOWN_FROM = time(7, 30)
SATURDAY = 5
_NUMBER = re.compile(r"[0-9]{1,6}")
# What is said about a tap; what was done has words of its own.
_SAID: dict[Outcome, str] = {"done": "", "already": "already_done", "changed": "changed", "refused": "not_yet"}
MARKS: dict[str, Mark] = {"g_attended": "attended", "g_no_show": "no_show", "g_undo": "undo"}


def tell_office(session: Session, what: str, code: str, content: Content, now: datetime) -> OutboxRow | None:
    """Tell the group of an office what happened to an appointment: `new_booking`, `moved`, `late` …"""
    row = appointment_by_code(session, code)
    group = group_of_office(session, row.office, lock=True) if row else None
    if row is None or group is None or row.starts_at is None:  # what was only asked for: see `request_news`
        return None
    message = notice(what, row, content, language_of(content, row.office))
    if group.today == day_of(now):
        refresh_today(session, row.office, content, now)
    return post(session, group, message, now, dedupe_key=f"group:{key_of_news(what, row, now)}", appointment_id=row.id)


def refresh_today(session: Session, office: str, content: Content, now: datetime) -> OutboxRow | None:
    """Send or edit the message that shows this office's day. None when there is no group, or nothing changed.

    The group is locked, so that two bookings at one moment are both on it.
    """
    group = group_of_office(session, office, lock=True)
    if group is None:
        return None
    day, message = today_message(session, office, content, now, language_of(content, office))
    shown = session.get(OutboxRow, group.today_message) if group.today == day and group.today_message else None
    if shown is None:
        row = post(session, group, message, now)
        group.today, group.today_message = day, row.id
        return row
    return change_post(session, group, shown, message, now)


def refresh_groups(session: Session, content: Content, now: datetime) -> None:
    """Bring the day of every group up to date, and show it in the morning; at the weekend only if somebody comes."""
    local, today = to_brussels(now), day_of(now)
    for group in working_groups(session):
        is_due = group.today == today or local.time() >= SHOWN_FROM
        if not is_due:
            continue
        is_free_day = today.weekday() >= SATURDAY and not agenda_of_day(session, group.office, today)
        if group.today == today or not is_free_day:
            refresh_today(session, group.office, content, now)


def take_group_turn(
    session: Session,
    *,
    chat_key: str,
    inbox_id: int,
    event: PersonEvent | MovedTo | InviteAsked | SignInAsked | None,
    who: str,
    person: str = "",
    content: Content,
    now: datetime,
    owner: str,
) -> TurnResult | None:
    """Answer an update of a group, done by `person` who is called `who`. None when somebody else is at work there."""
    conversation = lock_for_turn(session, chat_key, inbox_id)
    if conversation is None:
        return None
    lay_aside(session, inbox_id, now)
    conversation.last_seen_at = now
    group = group_of_chat(session, chat_key)
    rows: list[OutboxRow | None] = []
    toast = ""
    if group is not None and isinstance(event, ButtonPressed):
        who = note_tap(session, group.office, conversation.channel, person, who, now)
    match event:
        case Started(token) if token:
            linked = link_group(session, token, conversation.channel, chat_key, conversation.address, now)
            if linked is not None:
                rows = [_greet(session, linked, content, now), refresh_today(session, linked.office, content, now)]
        case Left(back) if group is not None:
            group.lost_at = None if back else group.lost_at or now
        case MovedTo(address):
            follow(session, conversation.channel, chat_key, address)
            rows = [refresh_today(session, group.office, content, now)] if group is not None else []
        case SignInAsked() if group is not None:
            message = in_private_please(content, language_of(content, group.office), event.bot_name)
            rows = [post(session, group, message, now)]
        case Command("today" | "aujourdhui" | "vandaag") if group is not None:
            group.today = None
            rows = [refresh_today(session, group.office, content, now)]
        case ButtonPressed(data) if group is not None and group.lost_at is None and is_request_tap(data):
            toast, changed = on_request_tap(session, group.office, data, who, content, now)
            rows = [changed, refresh_today(session, group.office, content, now)]
        case ButtonPressed(data) if group is not None and group.lost_at is None:
            toast = _on_tap(session, group, data, who, content, now)
            rows = [refresh_today(session, group.office, content, now)]
    written = [row for row in rows if row is not None]
    return TurnResult(lease_own(session, written, owner, now), toast)


def _on_tap(session: Session, group: OfficeGroupRow, data: str, who: str, content: Content, now: datetime) -> str:
    """Mark or cancel; the notice says what was done, or who was faster."""
    lang = language_of(content, group.office)
    verb, _, target = data.removeprefix("=").partition(":")
    code, _, shown = target.partition(".")
    row = appointment_by_code(session, code)
    if row is None or row.office != group.office or not _NUMBER.fullmatch(shown):
        return _plain(content, lang, "unknown")
    actor, version = f"group:{who}", int(shown)
    if verb == "g_cancel":
        done = cancel_by_staff(session, group.office, row.id, version, "other", content, now, actor)
    elif verb in MARKS:
        done = mark(session, group.office, row.id, version, MARKS[verb], now, actor)
    else:
        done = None
    if done is None:
        return _plain(content, lang, "unknown")
    if done.outcome in ("already", "changed") and (first := last_actor(session, row.id)).startswith("group:"):
        # Somebody of this group was faster, with the same tap or another.
        return _plain(content, lang, "already", who=name_in_group(session, group.office, first) or UNKNOWN)
    return _plain(content, lang, _SAID[done.outcome] or f"done_{verb.removeprefix('g_')}")


def _greet(session: Session, group: OfficeGroupRow, content: Content, now: datetime) -> OutboxRow:
    lang = language_of(content, group.office)
    organisation = content.organisations.get(group.office)
    name = organisation.words[lang].name if organisation else group.office
    text = phrase(content, lang, "office-group.linked", office=Markdown(name))
    return post(session, group, Outgoing(kind="text", text=text), now)


def _plain(content: Content, lang: Lang, key: str, who: str = "") -> str:
    return to_plain(phrase(content, lang, f"office-group.{key}", who=who)).strip()
