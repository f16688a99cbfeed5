"""What an office decides: `openings.py`, `closures.py`, `office_settings.py`, `feeds.py` (its calendar).

What it is mailed: `office_mail.py` and `closure_mail.py`.
"""
