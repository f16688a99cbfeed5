"""The one road out: `outbox.py` queues and leases, `settling.py` notes what became of it, `allowance.py` rations."""
