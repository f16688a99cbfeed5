"""Channels: they translate and hand over, decide nothing and send nothing of their own. `terminal.py`, `telegram/`,
`mail.py` (to the mailboxes of offices)."""
