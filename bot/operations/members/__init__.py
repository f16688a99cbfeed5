"""The people of an office: `members.py`, and how they come in: `signin.py`, `sign_in_links.py`, `desk_browsers.py`."""
