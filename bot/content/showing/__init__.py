"""From the model to text: `render.py` fills in, `markdown.py` makes HTML for Telegram or plain text, `hours.py`."""
