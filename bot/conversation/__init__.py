"""The conversation: a pure function of what was answered, what happened, and what the world says.

`step.py` is the entry. `events.py` come in, `effects.py` and `replies.py` go out, `state.py` is all that is kept,
`world.py` what may be known besides. `position.py` finds where somebody stands; `prompts.py` asks what is next. Taps:
`buttons.py` (of the open prompt) and `durable.py`. Typed text: `free_text.py`, `typed.py`, `ladder.py`. Subjects:
`answering.py`, `offices.py`, `opening.py`, `slots.py`, `requests.py` (with `wishes.py` and `request_prompts.py`,
`request_messages.py`),
`nothing_free.py`, `waiting.py` (lists), `appointments.py`, `staff_notes.py`, `claiming.py`, `outcomes.py`. `render.py`
makes it words.
"""
