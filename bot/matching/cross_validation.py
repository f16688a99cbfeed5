"""How the classifier does on sub-questions it has not seen: the table by style and language. Pure.

Read it as a floor: a fifth of the sub-questions is held back whole, both languages, so that nothing like the sentence
was learnt. What people ask is mostly covered by some sub-question. What is refused and what is sure follows the rules
of `match`; spelling, evidence, names and danger are left out.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from bot.matching.classifier import softmax
from bot.matching.corpus import NONE, Corpus
from bot.matching.evaluate import Evaluation, Tally, count_confusions
from bot.matching.index import Calibration
from bot.matching.match import CLEAR_OF_NONE, NONE_DENIES, WORTH_A_QUESTION


def tabulate(
    corpus: Corpus,
    labels: tuple[str, ...],
    decisions: npt.NDArray[np.float32],
    calibration: Calibration,
) -> Evaluation:
    """`decisions` (examples × labels) are those of held-back examples, in the order of the corpus."""
    probabilities = softmax(decisions, calibration.temperature)
    order = np.argsort(-probabilities, axis=1)[:, :3]
    truth = np.array([labels.index(example.label) for example in corpus.examples])
    likeliest, best = probabilities.max(axis=1), decisions.max(axis=1)
    of_none = decisions[:, labels.index(NONE)] if NONE in labels else np.full(len(truth), -1.0, dtype=np.float32)
    clear = np.array([CLEAR_OF_NONE.get(label.partition(":")[0], 0.0) for label in labels])[order[:, 0]]
    none = np.array([labels[i] == NONE for i in order[:, 0]])
    none |= (likeliest < WORTH_A_QUESTION) | (best - of_none < clear)
    first = np.where(truth == (labels.index(NONE) if NONE in labels else -1), none, (order[:, 0] == truth) & ~none)
    three = first | (order == truth[:, None]).any(axis=1)
    sure = (likeliest >= calibration.sure) & ~none & (of_none <= NONE_DENIES)

    def tally(chosen: npt.NDArray[np.bool_]) -> Tally:
        counts = (chosen, chosen & first, chosen & three, chosen & sure & ~first, chosen & none)
        return Tally(*(int(count.sum()) for count in counts))

    ask = np.array([example.source == "ask" for example in corpus.examples])
    langs = np.array([example.lang for example in corpus.examples])
    styles = np.array([example.style for example in corpus.examples])
    sorts = {
        "topic": ask,
        "intent": np.array([example.label.startswith("intent:") for example in corpus.examples]),
        "none": truth == (labels.index(NONE) if NONE in labels else -1),
    }
    wrong = np.flatnonzero(ask & (order[:, 0] != truth))
    return Evaluation(
        {sort: tally(chosen) for sort, chosen in sorts.items() if chosen.any()},
        {lang: tally(ask & (langs == lang)) for lang in sorted(set(langs[ask]))},
        {style: tally(ask & (styles == style)) for style in sorted(set(styles[ask]))},
        count_confusions((labels[truth[i]], labels[order[i, 0]]) for i in wrong),
    )
