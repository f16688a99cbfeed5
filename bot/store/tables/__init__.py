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
    RequestRow,
    VisitOpinionRow,
    WaitingRow,
)
from bot.store.tables.base import OPEN_ONLY, OPEN_STATUSES, Base, ErasedRow, MetaRow
from bot.store.tables.messages import ConversationRow, InboxRow, OutboxRow, SentLatelyRow, UnmetRow
from bot.store.tables.offices import ClosureRow, DeskRow, OfficeFeedRow, OfficeRow, OpeningRow
from bot.store.tables.staff import (
    ROLES,
    DeskBrowserRow,
    DeskPinRow,
    GroupInviteRow,
    GroupPersonRow,
    OfficeGroupRow,
    StaffInviteRow,
    StaffLinkRow,
    StaffMemberRow,
    StaffSessionRow,
)

__all__ = [
    "OPEN_ONLY",
    "OPEN_STATUSES",
    "ROLES",
    "AppointmentEventRow",
    "AppointmentRow",
    "Base",
    "CellRow",
    "ClaimTryRow",
    "ClosureRow",
    "ConversationRow",
    "DeskBrowserRow",
    "DeskPinRow",
    "DeskRow",
    "ErasedRow",
    "GroupInviteRow",
    "GroupPersonRow",
    "HoldRow",
    "InboxRow",
    "MetaRow",
    "OfficeFeedRow",
    "OfficeGroupRow",
    "OfficeRow",
    "OpeningRow",
    "OutboxRow",
    "RequestRow",
    "SentLatelyRow",
    "StaffInviteRow",
    "StaffLinkRow",
    "StaffMemberRow",
    "StaffSessionRow",
    "UnmetRow",
    "VisitOpinionRow",
    "WaitingRow",
]
