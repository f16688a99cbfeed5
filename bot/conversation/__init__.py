"""The conversation: a pure function of what was answered, what happened, and what the world says.

`step.py` is the entry. `events.py` come in, `effects.py` and `replies.py` go out, `state.py` is all that is kept,
`world.py` what may be known besides. `position.py` finds where somebody stands (from what was `asked.py`), `prompts.py`
asks what is next, `answering.py` takes an answer, `recap.py` shows them. Taps: `buttons.py` (of the open prompt) and
`durable.py`. What is typed: `typed/`. Subjects: `offices/`, `appointments/`, `requests/`, `endangered.py` (the danger
card), `privacy.py`. `outcomes.py` says what became of an effect; `render.py` makes it words (`outgoing.py`).
"""
