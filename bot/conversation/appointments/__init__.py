"""Appointments as the person meets them: `slots.py` (offered, as `slot_text.py` behind a button), `cards.py`.

`staff_notes.py` tells the office something beforehand, `claiming.py` takes one that staff made, `waiting.py` is the
waiting list.
"""
