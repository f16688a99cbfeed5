"""Booking, pure: `calendar.py` (Brussels days), `slots.py` (openings to free slots), `offers.py` (which are shown
first), `cells.py` (why two appointments cannot overlap), `status.py` (the life of an appointment), `reminders.py`
(which message is due when), `half_days.py` and `promises.py` (of requests), `codes.py`, `notes.py`
(what a person tells the office beforehand), `calendar_file.py` (appointments for other calendars).
"""
