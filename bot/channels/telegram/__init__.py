"""Telegram, with python-telegram-bot as transport only: no `Application`, no conversation handler, no persistence.

`request` the road to the Bot API · `polling` and `webhook` the two ways updates come in · `incoming` from a raw update
to what happened · `sending` from a message of the outbox to `calls` · `deliveries` from errors to what became of it ·
`keyboards` and `limits` what Telegram allows in a message, and how often · `profile` how the bot presents itself.
"""
