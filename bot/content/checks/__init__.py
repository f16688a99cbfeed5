"""What `check` knows: `rules.py` names every rule (`*_rules.py`, one family each), `rules_page.py` explains them.

`check_*.py` look: at facts, at where questions lead, at numbers that should be placeholders, at words; `crosscheck.py`
at what pages say of each other, `coverage.py` at whether anybody is left out, `ageing.py` at old facts. They read
`shown.py` (what a person reads), `said.py` (what a person says) and `abbreviations.py`.
"""
