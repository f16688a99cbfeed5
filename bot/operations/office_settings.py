"""What an office decides for itself: whether people may book there, what its card says, and a pause.

One function, one transaction of the caller. `slots` and `request` are allowed only once the office has answered five
questions in both languages: they are on the card of everybody who comes.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from bot.content.model import LANGS
from bot.operations.openings import lock_office
from bot.store.tables import OfficeRow

Mode = Literal["off", "slots", "request"]

QUESTIONS = ("papers", "lateness", "companion", "interpreter", "walk_in")
ANSWERS = tuple(f"{question}_{lang}" for question in QUESTIONS for lang in LANGS)
# A card is read on a small screen.
LONGEST_ANSWER = 160
NOTICE_DAYS = range(11)
HORIZON_DAYS = range(1, 61)
WEEKLY_MOST = range(1, 501)


def pause(session: Session, office: str, now: datetime) -> None:
    """No new appointments from this moment on. Those that are booked stay."""
    row = lock_office(session, office)
    row.paused_at = row.paused_at or now


def resume(session: Session, office: str) -> None:
    """People may book again, as the mode says."""
    lock_office(session, office).paused_at = None


def unanswered(row: OfficeRow | None) -> tuple[str, ...]:
    """Which of the answers `slots` needs are still missing."""
    return tuple(name for name in ANSWERS if row is None or not getattr(row, name))


def save_answers(session: Session, office: str, texts: Mapping[str, str], now: datetime) -> dict[str, str]:
    """Keep the answers, or say for each that does not hold why not: `long`, or `needed` while people may book."""
    row = lock_office(session, office)
    said = {name: " ".join(texts.get(name, "").split()) for name in ANSWERS}
    faults = {name: "long" for name, text in said.items() if len(text) > LONGEST_ANSWER}
    if row.mode != "off":
        faults |= {name: "needed" for name, text in said.items() if not text}
    if faults:
        return faults
    for name, text in said.items():
        setattr(row, name, text)
    row.confirmed_at = now
    session.flush()
    return {}


def set_mode(session: Session, office: str, mode: Mode, now: datetime) -> tuple[str, ...]:
    """Let people book, or no more. Gives the answers that are missing; then nothing has changed."""
    row = lock_office(session, office)
    missing = unanswered(row) if mode != "off" else ()
    if missing:
        return missing
    row.mode = mode
    row.confirmed_at = now
    session.flush()
    return ()


def save_limits(session: Session, office: str, fields: Mapping[str, str]) -> tuple[str, ...]:
    """Keep notice, horizon and weekly maximum. Gives the names of the fields that do not hold, and keeps none then."""
    read = {
        "notice_days": _whole(fields.get("notice_days", ""), NOTICE_DAYS),
        "horizon_days": _whole(fields.get("horizon_days", ""), HORIZON_DAYS),
        "weekly_most": _whole(fields.get("weekly_most", ""), WEEKLY_MOST),
    }
    # No maximum is an answer too.
    may_be_empty = {"weekly_most"} if not fields.get("weekly_most", "").strip() else set()
    wrong = tuple(name for name, value in read.items() if value is None and name not in may_be_empty)
    row = lock_office(session, office)
    if wrong:
        return wrong
    row.notice_days, row.horizon_days = read["notice_days"] or 0, read["horizon_days"] or 0
    row.weekly_most = read["weekly_most"]
    session.flush()
    return ()


def _whole(text: str, allowed: range) -> int | None:
    kept = text.strip()
    number = int(kept) if kept.isascii() and kept.isdigit() and len(kept) < 4 else None
    return number if number in allowed else None
