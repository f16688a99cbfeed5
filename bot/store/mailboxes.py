"""The mailboxes of offices: a mailbox is a working staff channel once it has accepted a message, until it refuses one.

The address is encrypted, so a mailbox is known by the office it belongs to.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.store.keys import lookup_hash
from bot.store.tables import OfficeRow

# The name of the channel, in the outbox and for the pump.
MAIL = "mail"


def mailbox_key(office: str) -> str:
    """The recipient under which all mail to this office is kept in order."""
    return lookup_hash(f"{MAIL}:{office}")


def mailbox_of_office(session: Session, office: str, *, working: bool = False) -> OfficeRow | None:
    """The office, if it has a mailbox; with `working`, if that has accepted a message."""
    row = session.get(OfficeRow, office)
    if row is None or not row.email or (working and row.email_accepted_at is None):
        return None
    return row


def office_of_mailbox(session: Session, recipient: str, address: str) -> OfficeRow | None:
    """The office whose mailbox this is today; None for one it had before. It has few, and they are compared here."""
    query = select(OfficeRow).where(OfficeRow.email.is_not(None))
    return next(
        (row for row in session.scalars(query) if mailbox_key(row.id) == recipient and row.email == address), None
    )


def note_mailbox(session: Session, recipient: str, address: str, accepted_at: datetime | None) -> None:
    """A mailbox has accepted a message, or (None) refused one."""
    row = office_of_mailbox(session, recipient, address)
    if row is not None:
        row.email_accepted_at = accepted_at
