"""The operations: one use case, one function, one transaction. Nobody else writes.

The way of a message: `inbox.py` notes what came, `turn.py` answers it, `effects.py` carries out what the turn wants,
`booking.py` holds, books, moves and cancels, `outbox.py` is the one road out; `ports.py` says what a channel must do.
For the offices: `staff.py`, `signin.py`, `groups.py`, `group_messages.py`, `group_reminders.py`, `invites.py`,
`office_mail.py`, `openings.py`, `closures.py`, `office_settings.py`, `desk_booking.py`, `claims.py`, `feeds.py`. By
the clock: `reminders.py`, `erasure.py`, `unmet.py`, `allowance.py`. `restore.py` puts a backup back.
"""
