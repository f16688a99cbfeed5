"""The conversation: a pure function of what was answered, what happened, and what the world says.

`step.py` is the entry. `events.py` come in, `effects.py` and `replies.py` go out, `state.py` is all that is kept,
`world.py` what may be known besides. `position.py` finds where somebody stands; `prompts.py` asks what is next. Taps:
`buttons.py` (of the open prompt) and `durable.py`. Typed text: `free_text.py`, `typed.py`,
`labels.py` (of buttons), `names.py`, `typed_times.py` (with `narrowing.py`), `check_typed.py` (with `saying_yes.py`),
`unbooked.py`, `endangered.py` (the danger card), `language_typed.py`, `ladder.py`. Subjects:
`answering.py`, `offices.py`, `places.py`, `opening.py`, `slots.py`, `requests.py` (with `wishes.py`,
`request_prompts.py`, `request_messages.py`),
`nothing_free.py`, `waiting.py` (lists), `appointments.py`, `letters.py`, `staff_notes.py` (typed: `note_typed.py`),
`claiming.py`, `whose.py`, `outcomes.py`. `going_back.py` and `commune_typed.py` undo what was answered.
`render.py` makes it words.
"""
