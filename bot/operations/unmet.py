"""Questions that were not understood: kept without their author, scrubbed, at most thirty days."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from bot.booking.calendar import day_of
from bot.store.tables import UnmetRow

KEEP = timedelta(days=30)

_SCRUBS = (
    (re.compile(r"\S+@\S+"), "[mail]"),
    (re.compile(r"https?://\S+"), "[lien]"),
    (re.compile(r"\+?\d[\d\s./()-]{3,}\d|\d+"), "[nombre]"),
    (
        re.compile(
            r"(?i)\b(je m['’ ]?appelle|mon nom est|moi c['’]est|ik heet|mijn naam is|ik ben)\s+\S+(\s+[A-ZÀ-Ý]\S+)*"
        ),
        r"\1 [nom]",
    ),
)


def scrub(text: str) -> str:
    """A question without what could name somebody: mails, links, numbers, names after "je m'appelle / ik heet"."""
    for pattern, instead in _SCRUBS:
        text = pattern.sub(instead, text)
    return text[:300]


def keep_unmet(session: Session, text: str, lang: str, meant: str, now: datetime) -> None:
    session.add(UnmetRow(day=day_of(now), lang=lang, text=scrub(text), meant=meant or None))


def forget_unmet(session: Session, now: datetime) -> None:
    """Delete what is older than thirty days."""
    session.execute(delete(UnmetRow).where(UnmetRow.day < day_of(now - KEEP)))
