"""The operations: one use case, one function, one transaction. Nobody else writes.

The way of a message: `inbox.py` notes what came, `turn.py` answers it, `effects.py` carries out what the turn wants,
`sending/` is the one road out; `ports.py` says what a channel must do. What is done, by subject: `appointments/`,
`requests/`, `offices/` (what an office puts up, decides and is mailed), `groups/` (its Telegram group) and `members/`
(its people and how they come in). `erasure.py` forgets a person, `restore.py` puts a backup back, `unmet.py` keeps
questions that were not understood.
"""
