"""What people type: `free_text.py` is the entry and the order in which it is read.

As an answer to what was asked: `answers.py`, with `choices.py`, `labels.py` (words on buttons), `names.py`, `times.py`
(with `narrowing.py`), `check.py` (with `saying_yes.py`), `note.py`, `whose.py`, `asked_day.py`. As a wish of its own:
`somebody.py` (for whom it is), `commune.py`, `language.py`, `going_back.py`, `unbooked.py`. `ladder.py`, when it is not
clear.
"""
