"""The store: tables and column types, one door to two databases, queries named after what they answer.

`database.py` runs a piece of work in a transaction; `tables.py` and `types.py` are the schema, `keys.py` its secrets,
`migrate.py` brings a database up to date. Queries by subject: `appointments.py`, `timetables.py`, `waiting.py`,
`worlds.py`. Only the operations write.
"""
