"""Language, knowing nothing of the product.

`clean.py` makes a text safe, `identify.py` says whether it is French, Dutch or other, `dates.py` says days and times as
people do, `typed_dates.py` (with `date_grammar.py` and `date_words.py`) reads a typed date or refuses. `data/` holds
the table of word frequencies, its licence and the script that builds it.
"""
