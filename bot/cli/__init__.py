"""The commands of `python -m bot`, one module each; `main.py` puts them together."""
