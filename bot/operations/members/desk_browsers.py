"""The registered browsers of the desks: who sits there need not sign in, and names hide by themselves.

A manager registers the browser in front of them for ninety days; only the SHA-256 of its cookie is stored. Names show
for fifteen minutes after the last page and come back with the PIN of the office, 4 to 6 digits, stored as a salted
scrypt hash. A try is counted before the PIN is compared; after ten wrong ones in a row the browser asks no more until
a manager sets a PIN again, so that ten thousand guesses are ten.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Literal

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.content.model import Lang
from bot.operations.members.signin import StaffSession, hash_of_secret
from bot.store.appointments import as_lang
from bot.store.members import actor_of_browser, browsers_of_office
from bot.store.tables import DeskBrowserRow, DeskPinRow

BROWSER_LASTS = timedelta(days=90)
NAMES_SHOWN = timedelta(minutes=15)
MOST_WRONG_PINS = 10
MOST_BROWSERS = 20
LONGEST_LABEL = 40
PIN_LENGTHS = range(4, 7)
# scrypt with 16 MB: about a twentieth of a second, so that a stolen database does not give the PIN for nothing.
_COST = {"n": 2**14, "r": 8, "p": 1, "dklen": 32}

Fault = Literal["label", "many", "no_pin"]


def register(
    session: Session, office: str, label: str, lang: Lang, actor: str, now: datetime
) -> tuple[str, None] | tuple[None, Fault]:
    """The secret for the browser's cookie; or why not: a label is missing, there are too many, or no PIN yet."""
    tidy = " ".join(label.split())
    if not 0 < len(tidy) <= LONGEST_LABEL:
        return None, "label"
    if not has_pin(session, office):
        return None, "no_pin"
    if len(browsers_of_office(session, office, now)) >= MOST_BROWSERS:
        return None, "many"
    cookie = secrets.token_urlsafe(32)
    session.add(
        DeskBrowserRow(
            token_hash=hash_of_secret(cookie),
            office=office,
            label=tidy,
            csrf=secrets.token_urlsafe(32),
            lang=lang,
            made_at=now,
            made_by=actor,
            seen_at=now,
            expires_at=now + BROWSER_LASTS,
            names_until=now + NAMES_SHOWN,
        )
    )
    session.flush()
    return cookie, None


def browser_of(session: Session, cookie: str, now: datetime) -> StaffSession | None:
    """Who sits at the desk of this browser: reception, without a name. None when it is not registered (any more)."""
    row = session.scalars(
        select(DeskBrowserRow).where(
            DeskBrowserRow.token_hash == hash_of_secret(cookie), DeskBrowserRow.expires_at > now
        )
    ).one_or_none()
    if row is None:
        return None
    return StaffSession(
        office=row.office,
        lang=as_lang(row.lang),
        csrf=row.csrf,
        actor=actor_of_browser(row.id),
        seen_at=row.seen_at,
        role="reception",
        browser_id=row.id,
        names_until=row.names_until,
    )


def keep_browser(session: Session, browser_id: int, now: datetime) -> None:
    """The browser has asked for a page: names that show go on showing; hidden ones stay hidden."""
    one = DeskBrowserRow.id == browser_id
    session.execute(update(DeskBrowserRow).where(one).values(seen_at=now))
    shown = update(DeskBrowserRow).where(one, DeskBrowserRow.names_until > now)
    session.execute(shown.values(names_until=now + NAMES_SHOWN))


def choose_browser_language(session: Session, browser_id: int, lang: Lang) -> None:
    session.execute(update(DeskBrowserRow).where(DeskBrowserRow.id == browser_id).values(lang=lang))


def hide_names(session: Session, browser_id: int, now: datetime) -> None:
    """Whoever sat there has got up."""
    session.execute(update(DeskBrowserRow).where(DeskBrowserRow.id == browser_id).values(names_until=now))


def revoke(session: Session, office: str, browser_id: int, now: datetime) -> bool:
    """The registration ends at once. False: no such browser at this office."""
    ended = session.execute(
        update(DeskBrowserRow)
        .where(DeskBrowserRow.id == browser_id, DeskBrowserRow.office == office, DeskBrowserRow.expires_at > now)
        .values(expires_at=now)
        .returning(DeskBrowserRow.id)
    )
    return ended.scalar_one_or_none() is not None


def revoke_all(session: Session, office: str, now: datetime) -> None:
    session.execute(
        update(DeskBrowserRow)
        .where(DeskBrowserRow.office == office, DeskBrowserRow.expires_at > now)
        .values(expires_at=now)
    )


def why_no_pin(pin: str) -> Literal["", "digits", "easy"]:
    """Why this cannot be a PIN: not 4 to 6 digits, or the first that anybody would try."""
    if not (pin.isascii() and pin.isdigit() and len(pin) in PIN_LENGTHS):
        return "digits"
    steps = {int(after) - int(before) for before, after in pairwise(pin)}
    return "easy" if steps in ({0}, {1}, {-1}) else ""


def hash_pin(pin: str) -> str:
    """A salted slow hash; takes as long on purpose, so not inside a transaction."""
    salt = secrets.token_bytes(16)
    return f"{salt.hex()}${hashlib.scrypt(pin.encode(), salt=salt, **_COST).hex()}"


def is_pin(pin: str, kept: str) -> bool:
    """Whether this is the PIN behind a hash; as slow as `hash_pin`."""
    salt, _, digest = kept.partition("$")
    typed = hashlib.scrypt(pin.encode("utf-8", "replace"), salt=bytes.fromhex(salt), **_COST)
    return hmac.compare_digest(typed.hex(), digest)


def set_pin(session: Session, office: str, pin_hash: str, now: datetime) -> None:
    """From now on this PIN shows the names; every browser of the office has its tries again."""
    session.merge(DeskPinRow(office=office, pin_hash=pin_hash, set_at=now))
    session.flush()
    session.execute(update(DeskBrowserRow).where(DeskBrowserRow.office == office).values(wrong_pins=0))


def has_pin(session: Session, office: str) -> bool:
    return session.get(DeskPinRow, office) is not None


def take_try(session: Session, browser_id: int) -> str | None:
    """Count one try and give the hash to compare with; None when this browser has none left."""
    office = session.execute(
        update(DeskBrowserRow)
        .where(DeskBrowserRow.id == browser_id, DeskBrowserRow.wrong_pins < MOST_WRONG_PINS)
        .values(wrong_pins=DeskBrowserRow.wrong_pins + 1)
        .returning(DeskBrowserRow.office)
    ).scalar_one_or_none()
    pin = session.get(DeskPinRow, office) if office is not None else None
    return pin.pin_hash if pin is not None else None


def show_names(session: Session, browser_id: int, now: datetime) -> None:
    """The PIN was right: names show again, and earlier wrong tries are forgotten."""
    session.execute(
        update(DeskBrowserRow)
        .where(DeskBrowserRow.id == browser_id)
        .values(names_until=now + NAMES_SHOWN, seen_at=now, wrong_pins=0)
    )
