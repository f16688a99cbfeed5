"""From what people write to what they mean.

`match.py` is the entry: normalise, danger, universal words, language, speller, classifier, evidence, sure or not.
`corpus.py` gathers what is learnt from, `fit.py` learns it in a process of its own, `index.py` is what serves,
`ready.py` keeps one ready. `danger.py` and `danger_patterns.py` listen for danger, `intent_patterns.py` for wishes.
`evaluate.py` and `cross_validation.py` judge; `check_*.py` are the rules of the checker that need this package.
"""
