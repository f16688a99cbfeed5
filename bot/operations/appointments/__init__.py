"""Appointments: `holds.py` keeps a time for a while, `booking.py` books, moves and cancels for a person.

`desk_booking.py` books for who has no chat, `claims.py` takes such an appointment into a chat, `staff.py` is what an
office does with appointments, `staff_notes.py` keeps what the person tells beforehand. By the clock: `reminders.py`,
and `waiting_list.py` when a time becomes free.
"""
