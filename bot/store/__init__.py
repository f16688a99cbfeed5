"""The store: tables and column types, one door to two databases, queries named after what they answer.

`database.py` runs a piece of work in a transaction; `tables/` and `types.py` are the schema, `keys.py` its secrets,
`migrate.py` brings a database up to date, `backup.py` and `rows_as_stored.py` copy one into a file and back. Queries
stand by subject: `appointments.py`, `agendas.py`, `chats.py`, `closed_days.py`, `members.py`, `requests.py`,
`timetables.py`, `waiting.py`, `waiting_lists.py`, `worlds.py` …; `upserts.py` is for rows that may be
there already. Only the operations write.
"""
