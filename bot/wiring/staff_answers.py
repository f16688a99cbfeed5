"""How an office answers a request in a transcript: by the same operation as in real life."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.booking.status import Answer
from bot.content.model import Content
from bot.operations.requests.lifecycle import answer_request
from bot.store.requests import request_of, times_to_propose
from bot.store.tables import AppointmentRow
from bot.wiring.others_acts import STAFF, CannotHappenError

ANSWERS_BY_ACT: Mapping[str, Answer] = {
    "staff proposes a time": "proposed",
    "staff says come without appointment": "walk_in",
    "staff says phone us": "phone",
    "staff says followed here already": "followed",
    "staff says another office": "other_office",
}


def staff_answer(session: Session, chat_key: str, act: str, content: Content, now: datetime) -> None:
    """Answer the open request of this chat; a proposal is the first time that the staff would be shown."""
    query = select(AppointmentRow).where(AppointmentRow.chat_key == chat_key, AppointmentRow.status == "requested")
    row = session.scalars(query.order_by(AppointmentRow.id)).first()
    request = request_of(session, row.id) if row is not None else None
    if row is None or request is None:
        raise CannotHappenError("this chat has asked for nothing that waits for an answer")
    times = times_to_propose(session, row, request, now)
    starts_at = times[0].starts_at if times else None
    answer = ANSWERS_BY_ACT[act]
    done = answer_request(session, row.office, row.id, row.version, answer, content, now, STAFF, starts_at=starts_at)
    if done is None or done.outcome != "done":
        raise CannotHappenError("the office cannot say this now")
