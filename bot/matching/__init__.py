"""From what people write to what they mean.

`match.py` is the entry: normalise, danger, universal words, language, speller, classifier, evidence, sure or not.
`corpus.py` gathers what is learnt from; `learn.py` learns it in a process of its own (`fit_process.py`), by `fit.py`
or, quickly after a small edit, `refit.py`; `index.py` is what serves, `ready.py` keeps one ready. `danger.py`,
`danger_patterns.py` and `danger_concepts.py` listen for danger, `intent_patterns.py` for wishes, `first_names.py` for
messages that are a name. `evaluate.py`, `cross_validation.py` and `reliability.py` judge; `check_*.py` are the rules of
the checker that need this package.
"""
