"""The two content folders: read, checked, kept up to date, and shown.

`model.py` is what the content says, as frozen dataclasses. `load.py` reads a folder once, `live.py` serves one that is
being edited, `library.py` keeps the pages beside; `problems.py` is a problem with path, line and rule, `ids.py` and
`references.py` are what a page points to.

`reading/` goes from files to the model, `checks/` holds the rules of `check`, `showing/` goes from the model to text,
`places/` from what a person writes to their commune, `editing/` helps who writes. `conditions.py` (when a row holds),
`recommend.py` (the advice), `ways_in.py` (whether an office can be reached) and `transcripts.py` are subjects of their
own.
"""
