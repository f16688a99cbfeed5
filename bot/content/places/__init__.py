"""From what a person writes to their commune: `communes.py`, `gazetteer.py`, `place_names.py`; and `distances.py`."""
