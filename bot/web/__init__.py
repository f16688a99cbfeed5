"""The web side: pages from the server, no script needed.

`app.py` puts the routes together, `services.py` is what pages are given, `guard.py`, `forms.py`, `visits.py` and
`limits.py` keep them safe, `access.py` says who may use which. For staff: `sign_in.py`, `team.py`, `browsers.py`,
`agenda.py`, `banners.py`, `marks.py`, `office_requests.py`, `desk.py`, `openings.py`, `closures.py`, `settings.py`,
`figures.py`, `feed.py`. For a demonstration: `start.py`, `demo.py`, `simulator.py`, `phones.py`, `preview*.py`.
"""
