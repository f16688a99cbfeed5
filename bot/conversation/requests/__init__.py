"""Asking an office for a time: `asking.py`, `wishes.py` (where somebody stands), `prompts.py` and `messages.py`."""
