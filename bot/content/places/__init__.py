"""From what a person writes to their commune: `communes.py`, with `gazetteer.py` and `place_names.py`; `distances.py`."""
