"""Requests, where an office proposes times itself: `lifecycle.py` (asked, answered, accepted), `taps.py` (of staff),
`asking_anew.py` (a proposed time is taken back, or its day closed).

`news.py` and `notices.py` are who is told, and in which words; `promises.py` keeps, by the clock, what was promised.
"""
