"""The conversation: a pure function of what was answered, what happened, and what the world says.

`step.py` is the entry. `events.py` come in, `effects.py` and `replies.py` go out, `state.py` is all that is kept,
`world.py` what may be known besides. `position.py` finds where somebody stands; `prompts.py` asks what is next. Taps:
`buttons.py` (of the open prompt) and `durable.py`. Typed text: `free_text.py`, `typed.py`, `ladder.py`. Subjects:
`answering.py`, `offices.py`, `opening.py`, `slots.py`, `appointments.py`, `outcomes.py`. `render.py` makes it words.
"""
