"""Where to go: `cards.py` of offices, `opening.py` (now, or when), `places.py`, `letters.py` (the letter road).

`nothing_free.py` is what else there is when no time fits.
"""
