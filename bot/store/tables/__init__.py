"""The tables. What must never happen twice is a constraint here, not a check in the code.

Instants are aware UTC; times of day are wall clock in Brussels, as "HH:MM". An office is the id of an organisation in
the content. A chat is known by its keyed hash; the address to write to is encrypted beside it.
"""

from bot.store.tables.appointments import (
    AppointmentEventRow,
    AppointmentRow,
    CellRow,
    ClaimTryRow,
    HoldRow,
    VisitOpinionRow,
)
from bot.store.tables.base import OPEN_ONLY, OPEN_STATUSES, Base, ErasedRow, MetaRow
from bot.store.tables.messages import ConversationRow, InboxRow, OutboxRow, SentLatelyRow, UnmetRow
from bot.store.tables.offices import ClosureRow, DeskRow, OfficeFeedRow, OfficeRow, OpeningRow
from bot.store.tables.staff import GroupInviteRow, OfficeGroupRow, StaffLinkRow, StaffSessionRow

__all__ = [
    "OPEN_ONLY",
    "OPEN_STATUSES",
    "AppointmentEventRow",
    "AppointmentRow",
    "Base",
    "CellRow",
    "ClaimTryRow",
    "ClosureRow",
    "ConversationRow",
    "DeskRow",
    "ErasedRow",
    "GroupInviteRow",
    "HoldRow",
    "InboxRow",
    "MetaRow",
    "OfficeFeedRow",
    "OfficeGroupRow",
    "OfficeRow",
    "OpeningRow",
    "OutboxRow",
    "SentLatelyRow",
    "StaffLinkRow",
    "StaffSessionRow",
    "UnmetRow",
    "VisitOpinionRow",
]
