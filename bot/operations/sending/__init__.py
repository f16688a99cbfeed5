"""The one road out: `outbox.py` queues and leases, `to_person.py` is for what nobody asked just now.

`settling.py` notes what became of it, `allowance.py` rations.
"""
