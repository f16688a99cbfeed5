"""Answering a request in the Telegram group of the office: one tap for an answer, two to propose a time."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from bot.booking.status import Answer
from bot.content.model import Content
from bot.content.showing.markdown import to_plain
from bot.content.showing.render import phrase
from bot.operations.groups.messages import language_of
from bot.operations.requests.asking_anew import take_back_proposal
from bot.operations.requests.lifecycle import Answered, answer_request
from bot.operations.requests.news import update_office
from bot.operations.requests.notices import (
    LEAVE,
    SHOW_ANSWERS,
    SHOW_TIMES,
    TAKE_BACK,
    TAKE_BACK_NOW,
    TAKE_TIME,
    TAPS,
    take_back_message,
    times_message,
)
from bot.store.appointments import appointment_by_code
from bot.store.members import name_in_group
from bot.store.requests import request_of, times_to_propose
from bot.store.tables import AppointmentRow, OutboxRow, RequestRow

_TAP = re.compile(r"=(g_[a-z_]{3,20}):([A-Z]{6,12})\.([0-9]{1,6})(?:\.([0-9]{1,11}))?")
_TAKING_BACK = (TAKE_BACK, TAKE_BACK_NOW, LEAVE)
VERBS = frozenset({*TAPS, SHOW_TIMES, TAKE_TIME, SHOW_ANSWERS, *_TAKING_BACK})


def is_request_tap(data: str) -> bool:
    """Whether this is a button under a request."""
    return data.removeprefix("=").partition(":")[0] in VERBS


def on_request_tap(
    session: Session, office: str, data: str, who: str, content: Content, now: datetime
) -> tuple[str, OutboxRow | None]:
    """Answer, or show what can be proposed: the notice on the tap, and the change of the message if there is one."""
    read = _TAP.fullmatch(data)
    row = appointment_by_code(session, read[2]) if read else None
    request = request_of(session, row.id) if row is not None and row.office == office else None
    if read is None or row is None or request is None:
        return _said(content, office, "unknown"), None
    verb, version, at = read[1], int(read[3]), read[4]
    if verb in (SHOW_TIMES, SHOW_ANSWERS):
        return _show(session, row, request, verb, version, content, now)
    actor = f"group:{who}"
    if verb in _TAKING_BACK:
        return _take_back(session, row, request, verb, version, content, now, actor)
    starts_at = datetime.fromtimestamp(int(at), tz=UTC) if at and verb == TAKE_TIME else None
    answer: Answer = "proposed" if verb == TAKE_TIME else TAPS[verb]
    done = answer_request(session, office, row.id, version, answer, content, now, actor, starts_at=starts_at)
    if done is None:
        return _said(content, office, "unknown"), None
    if done.outcome == "taken":
        times = times_message(row, request, times_to_propose(session, row, request, now), content)
        return _said(content, office, "taken"), update_office(session, row, request, content, now, shown=times)
    first = name_in_group(session, office, done.by)
    return _notice(content, office, done, first), None


def _show(
    session: Session, row: AppointmentRow, request: RequestRow, verb: str, version: int, content: Content, now: datetime
) -> tuple[str, OutboxRow | None]:
    if row.status != "requested" or row.version != version:
        return _said(content, row.office, "changed"), update_office(session, row, request, content, now)
    if verb == SHOW_ANSWERS:
        return "", update_office(session, row, request, content, now)
    times = times_message(row, request, times_to_propose(session, row, request, now), content)
    return "", update_office(session, row, request, content, now, shown=times)


def _take_back(
    session: Session,
    row: AppointmentRow,
    request: RequestRow,
    verb: str,
    version: int,
    content: Content,
    now: datetime,
    actor: str,
) -> tuple[str, OutboxRow | None]:
    """Ask whether a proposed time is to be taken back, do it, or leave it. The message ends as what stands."""
    if verb == TAKE_BACK and row.status == "proposed" and row.version == version:
        asking = take_back_message(row, request, content)
        return "", update_office(session, row, request, content, now, shown=asking)
    if verb == LEAVE:
        return "", update_office(session, row, request, content, now)
    done = take_back_proposal(session, row.office, row.id, version, content, now, actor)
    if done is None:
        return _said(content, row.office, "unknown"), None
    changed = update_office(session, row, request, content, now)
    if done.outcome == "done":
        return _said(content, row.office, "taken_back" if done.told else "taken_back_not_told"), changed
    first = name_in_group(session, row.office, done.by)
    if done.outcome == "already" and first:
        return _said(content, row.office, "taken_back_already", who=first), changed
    return _said(content, row.office, "accepted" if done.outcome == "accepted" else "changed"), changed


def _notice(content: Content, office: str, done: Answered, first: str) -> str:
    if done.outcome == "done":
        return _said(content, office, "done" if done.told else "done_not_told")
    if done.outcome in ("already", "changed") and done.by.startswith("group:"):
        # Somebody of this group was faster, with the same tap or another.
        return _said(content, office, "already", who=first or "?")
    return _said(content, office, done.outcome)


def _said(content: Content, office: str, key: str, who: str = "") -> str:
    lang = language_of(content, office)
    return to_plain(phrase(content, lang, f"office-requests.said_{key}", who=who)).strip()
