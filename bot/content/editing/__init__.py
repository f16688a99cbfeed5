"""For who writes the content: `skeletons.py` (new pages), `edit_fact.py` (one fact), `calls.py` (whom to phone)."""
