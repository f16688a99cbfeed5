"""Questions that were not understood: kept without their author, scrubbed, at most thirty days."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from bot.booking.calendar import day_of
from bot.store.tables import UnmetRow

KEEP = timedelta(days=30)

# A question is a sentence; what is longer is a letter, and patterns need not crawl through it.
MOST_READ, MOST_KEPT = 1000, 300

_SCRUBS = (
    (re.compile(r"\S+@\S+"), "[mail]"),
    (re.compile(r"https?://\S+"), "[lien]"),
    (re.compile(r"\+?\d[\d\s./()-]{3,}\d|\d+"), "[nombre]"),
    # The word after it is a name; more words only while they are written like one.
    (
        re.compile(r"((?i:\bje m['’ ]?appelle|\bmon nom est|\bik heet|\bmijn naam is))\s+\S+(?:\s+[A-ZÀ-Ý]\S*)*"),
        r"\1 [nom]",
    ),
    # "Ik ben op zoek" is how questions begin: only a capital makes a name of what follows.
    (re.compile(r"((?i:\bmoi c['’]est|\bik ben))\s+[A-ZÀ-Ý]\S*(?:\s+[A-ZÀ-Ý]\S*)*"), r"\1 [nom]"),
)


def scrub(text: str) -> str:
    """A question without what could name somebody: mails, links, numbers, names after "je m'appelle / ik heet"."""
    text = text[:MOST_READ]
    for pattern, instead in _SCRUBS:
        text = pattern.sub(instead, text)
    return text[:MOST_KEPT]


def keep_unmet(session: Session, text: str, lang: str, meant: str, now: datetime) -> None:
    session.add(UnmetRow(day=day_of(now), lang=lang, text=scrub(text), meant=meant or None))


def forget_unmet(session: Session, now: datetime) -> None:
    """Delete what is older than thirty days."""
    session.execute(delete(UnmetRow).where(UnmetRow.day < day_of(now - KEEP)))
