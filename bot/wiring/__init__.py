"""Put the parts together: settings in, a running assistant out.

`parts.py` opens what every process needs: keys, database, content, index. `pump.py` finds what is in the inbox,
`answering.py` answers it, `sender.py` sends what is in the outbox, `housekeeping.py` does what the clock asks for,
`telegram.py` is the bot of a process, `process.py` runs all of it until it is told to stop. `demonstration.py`,
`demonstration_people.py` and `demonstration_answers.py` invent; `chat_in_memory.py`, `replay.py` and `preview.py` play
conversations on a store that is thrown away, with `others_acts.py`; `memory.py` keeps a process small.
"""
