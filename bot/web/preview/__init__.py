"""The editors' preview: `pages.py` shows `page.py` on two phones (played on `stage.py`), with `check.py`, `why.py`."""
