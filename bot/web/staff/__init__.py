"""The pages of an office. `access.py` says who may use which, `visits.py` checks it on every request.

In: `sign_in.py`, `team.py`, `browsers.py` (of the desks). The agenda: `agenda.py` with `agenda_view.py`, `banners.py`,
`marks.py` (what its forms do), `desk.py` (booking for somebody), `office_requests.py`. Of a manager: `openings.py`,
`closures.py`, `settings.py`, `stopping.py`, `figures.py`, `in_your_name.py`. For other programs: `feed.py`.
"""
