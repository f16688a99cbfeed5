"""Put the parts together: settings in, a running assistant out.

`keyring.py` sets the keys, `parts.py` builds what every process needs, `pump.py` moves messages from the inbox to the
outbox and out, `process.py` runs all of it until it is told to stop.
"""
