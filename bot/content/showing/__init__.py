"""From the model to text: `render.py` fills in, `markdown.py` makes Telegram's HTML or plain text, `hours.py` says hours."""
