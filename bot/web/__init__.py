"""The web side: pages from the server, no script needed.

`app.py` puts the routes together, `services.py` is what pages are given, `guard.py`, `forms.py` and `limits.py` keep
them safe, `pages.py` and `speech.py` make them, `failures.py` says what went wrong. For staff: `staff/`. For a
demonstration: `start.py`, `demo.py`, `simulator.py` with `phones.py`. For editors: `preview/`.
"""
