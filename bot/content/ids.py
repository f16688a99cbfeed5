"""Ids: how they are written, how a page's name gives its own, and which one may have been meant."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rapidfuzz import fuzz, process

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


def id_of(name: str) -> str:
    """`answers/cost.ask.md` → `cost`."""
    return name.rsplit("/", 1)[-1].removesuffix(".md").removesuffix(".ask")


def is_id(text: str) -> bool:
    """a-z, 0-9 and -, at most 40 characters."""
    return _ID.fullmatch(text) is not None


def did_you_mean(written: str, known: Iterable[str]) -> str:
    """` (did you mean x?)`, or nothing when nothing is near."""
    found = process.extractOne(written, list(known), scorer=fuzz.ratio, score_cutoff=60) if written else None
    return f" (did you mean {found[0]}?)" if found else ""
