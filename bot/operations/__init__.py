"""The operations: one use case, one function, one transaction. Nobody else writes.

The way of a message: `inbox.py` notes what came, `turn.py` answers it, `effects.py` carries out what the turn wants,
`booking.py` holds, books, moves and cancels, `outbox.py` and `settling.py` are the one road out; `ports.py` says what
a channel must do. For the offices: `staff.py`, `signin.py`, `sign_in_links.py`, `members.py`, `desk_browsers.py`,
`groups.py`, `group_posts.py`, `group_messages.py`, `group_people.py`, `group_reminders.py`, `invites.py`, `office_mail.py`,
`closure_mail.py`, `openings.py`, `closures.py`, `office_settings.py`, `desk_booking.py`, `staff_notes.py`,
`claims.py`, `feeds.py`. By the clock: `reminders.py`, `waiting_list.py`, `erasure.py`, `unmet.py`, `allowance.py`.
`restore.py` puts a backup back. Requests: `requests.py` (asked, answered, accepted), `request_news.py` and
`request_notices.py` (who is told, and in which words), `request_group.py` (taps of staff), `request_promises.py` (by
the clock).
"""
