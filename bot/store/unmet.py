"""The questions that were not understood: no author, no number, no name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.store.tables import UnmetRow


@dataclass(frozen=True, slots=True)
class UnmetQuestion:
    """`meant`: the answer that was then chosen under "did you mean", or an empty string."""

    text: str
    lang: str
    meant: str


def unmet_questions(session: Session) -> Sequence[UnmetQuestion]:
    """All that are kept, oldest first."""
    rows = session.scalars(select(UnmetRow).order_by(UnmetRow.id))
    return [UnmetQuestion(row.text, row.lang, row.meant or "") for row in rows]
