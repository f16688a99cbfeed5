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
from bot.operations.offices.openings import lock_office
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
    """Keep each answer that holds, and say for the others why not, in the order of the page.

    `long`; `needed` for one that people read already and that may not be emptied while they may book. One that was
    never given stays open: all ten are needed only to let people book.
    """
    row = lock_office(session, office)
    said = {name: " ".join(texts.get(name, "").split()) for name in ANSWERS}
    faults: dict[str, str] = {}
    for name, text in said.items():
        if len(text) > LONGEST_ANSWER:
            faults[name] = "long"
        elif not text and row.mode != "off" and getattr(row, name):
            faults[name] = "needed"
        else:
            setattr(row, name, text)
    row.confirmed_at = now
    session.flush()
    return faults


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


def save_limits(session: Session, office: str, fields: Mapping[str, str]) -> dict[str, str]:
    """Keep notice, horizon and weekly maximum. When a field does not hold none is kept, and it is said why: `number`,
    or `beyond` for a notice longer than the horizon, which would leave nothing to book."""
    read = {
        "notice_days": _whole(fields.get("notice_days", ""), NOTICE_DAYS),
        "horizon_days": _whole(fields.get("horizon_days", ""), HORIZON_DAYS),
        "weekly_most": _whole(fields.get("weekly_most", ""), WEEKLY_MOST),
    }
    # No maximum is an answer too.
    may_be_empty = {"weekly_most"} if not fields.get("weekly_most", "").strip() else set()
    wrong = {name: "number" for name, value in read.items() if value is None and name not in may_be_empty}
    if not wrong and (read["notice_days"] or 0) > (read["horizon_days"] or 0):
        wrong["notice_days"] = "beyond"
    row = lock_office(session, office)
    if wrong:
        return wrong
    row.notice_days, row.horizon_days = read["notice_days"] or 0, read["horizon_days"] or 0
    row.weekly_most = read["weekly_most"]
    session.flush()
    return {}


def _whole(text: str, allowed: range) -> int | None:
    kept = text.strip()
    number = int(kept) if kept.isascii() and kept.isdigit() and len(kept) < 4 else None
    return number if number in allowed else None
