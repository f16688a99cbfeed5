"""How well the matcher does on questions with known answers. Pure: cases and matches in, figures and text out.

A case is a line of a TSV file with the columns `topic_id, lang, style, text`. `topic_id` is the id of an answer,
`intent:ID`, `none` (off topic), `danger` (the danger card is due) or `calm` (it is not). Shares are 0 to 1.
`ValueError` for a file without these columns, or a case nobody could get right.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.matching.match import Match

COLUMNS = ("topic_id", "lang", "style", "text")


@dataclass(frozen=True, slots=True)
class Case:
    expected: str
    lang: str
    style: str
    text: str

    @property
    def sort(self) -> str:
        """`topic`, `intent`, `none`, `danger` or `calm`."""
        if self.expected.startswith("intent:"):
            return "intent"
        return self.expected if self.expected in ("none", "danger", "calm") else "topic"


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of some cases. `refused`: kind `none`, or danger seen where there was none."""

    count: int
    first: int
    among_three: int
    wrong_and_sure: int
    refused: int

    def share(self, number: int) -> float:
        return number / self.count if self.count else 0.0


@dataclass(frozen=True, slots=True)
class Evaluation:
    """`by_style` and `by_lang` are of topics; `confusions` are (expected, found) with how often, most often first."""

    sorts: Mapping[str, Tally]
    by_lang: Mapping[str, Tally]
    by_style: Mapping[str, Tally]
    confusions: Sequence[tuple[tuple[str, str], int]]


def read_cases(lines: Iterable[str]) -> list[Case]:
    """The cases of a TSV file."""
    rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    missing = [column for column in COLUMNS if column not in (rows.fieldnames or ())]
    if missing:
        raise ValueError(f"the first line must name the columns {', '.join(COLUMNS)}; missing: {', '.join(missing)}")
    return [Case(row["topic_id"], row["lang"], row["style"], row["text"] or "") for row in rows if row["topic_id"]]


def evaluate(cases: Sequence[Case], matcher: Callable[[Case], Match]) -> Evaluation:
    """Match every case and count."""
    found = [(case, matcher(case)) for case in cases]
    topics = [pair for pair in found if pair[0].sort == "topic"]
    confused = ((case.expected, label_of(match)) for case, match in found if not is_first(case, match))
    return Evaluation(
        {sort: tally(pair for pair in found if pair[0].sort == sort) for sort in dict.fromkeys(c.sort for c in cases)},
        {lang: tally(pair for pair in topics if pair[0].lang == lang) for lang in sorted({c.lang for c, _ in topics})},
        {s: tally(pair for pair in topics if pair[0].style == s) for s in sorted({c.style for c, _ in topics})},
        count_confusions(confused),
    )


def count_confusions(pairs: Iterable[tuple[str, str]]) -> list[tuple[tuple[str, str], int]]:
    """Pairs (expected, found) with how often they came, most often first."""
    return Counter(pairs).most_common()


def tally(found: Iterable[tuple[Case, Match]]) -> Tally:
    """Count what became of cases."""
    pairs = list(found)
    return Tally(
        len(pairs),
        sum(is_first(case, match) for case, match in pairs),
        sum(is_first(case, match) or is_offered(case, match) for case, match in pairs),
        sum(is_wrong_and_sure(case, match) for case, match in pairs),
        sum(match.kind == "none" or (match.danger and case.sort != "danger") for case, match in pairs),
    )


def label_of(match: Match) -> str:
    """What was understood, in the words of the column `topic_id`."""
    if match.danger:
        return "danger"
    if match.kind == "answer":
        return match.id
    return f"{match.kind}:{match.id}" if match.kind in ("intent", "smalltalk") else "none"


def is_first(case: Case, match: Match) -> bool:
    """True when the first guess is right; small talk is as good as `none`, it answers no question."""
    if case.sort == "danger":
        return match.danger
    if case.sort == "calm":
        return not match.danger
    if case.expected == "intent:emergency" and match.danger:
        return True
    if case.sort == "none":
        return not match.danger and match.kind in ("none", "smalltalk")
    return label_of(match) == case.expected


def is_offered(case: Case, match: Match) -> bool:
    """True when the right one is among the three that would be offered."""
    wanted = case.expected.removeprefix("intent:")
    kind = "intent" if case.sort == "intent" else "answer"
    return any(candidate.kind == kind and candidate.id == wanted for candidate in match.candidates)


def is_wrong_and_sure(case: Case, match: Match) -> bool:
    """True when something was answered without a doubt, and it was not what was asked."""
    if case.sort in ("danger", "calm"):
        return not is_first(case, match)
    return match.sure and match.kind in ("answer", "intent") and not is_first(case, match)


def report(evaluation: Evaluation, at_most: int = 15) -> str:
    """Tables, the worst confusions, and a summary in plain words."""
    lines = ["", f"{'':24}{'cases':>7}{'first':>8}{'three':>8}{'wrong+sure':>12}{'refused':>9}"]
    for title, tallies in (
        ("", evaluation.sorts),
        ("topics by language", evaluation.by_lang),
        ("topics by style", evaluation.by_style),
    ):
        if title:
            lines += ["", title]
        lines += [_row(name, counted) for name, counted in tallies.items()]
    if evaluation.confusions:
        lines += ["", "worst confusions (expected → found)"]
        lines += [f"{times:>5}  {a} → {b}" for (a, b), times in evaluation.confusions[:at_most]]
    return "\n".join([*lines, "", *_in_plain_words(evaluation)])


def _row(name: str, t: Tally) -> str:
    shares = [t.share(number) * 100 for number in (t.first, t.among_three, t.wrong_and_sure, t.refused)]
    return f"{name:24}{t.count:>7}{shares[0]:>7.1f}%{shares[1]:>7.1f}%{shares[2]:>11.1f}%{shares[3]:>8.1f}%"


def _in_plain_words(evaluation: Evaluation) -> list[str]:
    said = []
    for sort, t in evaluation.sorts.items():
        first = f"{t.first} of {t.count}"
        if sort in ("topic", "intent"):
            what = "questions" if sort == "topic" else "wishes"
            said.append(
                f"Of {t.count} {what}, {t.first} were understood at once, {t.among_three} were among the three "
                f"offered, {t.wrong_and_sure} were answered wrongly without a doubt."
            )
        elif sort == "none":
            said.append(f"{first} messages off topic were recognised as such; {t.wrong_and_sure} got an answer.")
        elif sort == "danger":
            said.append(f"{first} messages of danger brought the danger card.")
        else:
            said.append(f"{t.count - t.first} of {t.count} alarming but calm messages brought the danger card.")
    return said
