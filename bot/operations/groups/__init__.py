"""The Telegram group of an office: `invites.py` links it, `office_group.py` answers what happens there.

`posts.py` says and changes, `messages.py` has the words, `people.py` knows who tapped, `reminders.py` reminds,
`closed_days.py` names whom to phone.
"""
