"""The operations: one use case, one function, one transaction. Nobody else writes.

`inbox.py` notes what came, `turn.py` answers it, `effects.py` carries out what the turn wants, `booking.py` holds,
books, moves and cancels, `outbox.py` is the one road out, `staff.py`, `signin.py` and `groups.py` serve the offices,
`erasure.py` forgets. `ports.py` says what a channel must do.
"""
