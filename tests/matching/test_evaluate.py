import pytest

from bot.matching.evaluate import Case, Tally, evaluate, read_cases, report
from bot.matching.match import Candidate, Kind, Match

DEBTS = Candidate("answer", "debts", 0.3)


def found(
    kind: Kind, target: str = "", *, sure: bool = False, danger: bool = False, also: Candidate | None = None
) -> Match:
    others = (also,) if also else ()
    return Match("fr", True, danger, None, kind, target, 0.5, sure, others)


ANSWERS = {
    "right": found("answer", "debts", sure=True),
    "second": found("answer", "housing", also=DEBTS),
    "wrong and sure": found("answer", "housing", sure=True),
    "refused": found("none"),
    "late": found("intent", "late", sure=True),
    "joke": found("smalltalk", "joke", sure=True),
    "help": found("intent", "emergency", sure=True, danger=True),
}


def cases(*pairs: tuple[str, str]) -> list[Case]:
    return [Case(expected, "fr", "sms", text) for expected, text in pairs]


def test_topics_are_counted_first_among_three_wrong_and_sure_and_refused():
    counted = evaluate(
        cases(("debts", "right"), ("debts", "second"), ("debts", "wrong and sure"), ("debts", "refused")),
        lambda case: ANSWERS[case.text],
    )

    assert counted.sorts == {"topic": Tally(4, first=1, among_three=2, wrong_and_sure=1, refused=1)}
    assert counted.by_style["sms"] == counted.by_lang["fr"] == counted.sorts["topic"]
    assert counted.confusions == [(("debts", "housing"), 2), (("debts", "none"), 1)]


def test_intents_off_topic_danger_and_calm_have_their_own_measure():
    counted = evaluate(
        cases(
            ("intent:late", "late"),
            ("intent:book", "late"),
            ("none", "joke"),
            ("none", "wrong and sure"),
            ("danger", "help"),
            ("danger", "right"),
            ("calm", "right"),
            ("calm", "help"),
        ),
        lambda case: ANSWERS[case.text],
    )

    assert {sort: (t.count, t.first, t.wrong_and_sure) for sort, t in counted.sorts.items()} == {
        "intent": (2, 1, 1),
        "none": (2, 1, 1),
        "danger": (2, 1, 1),
        "calm": (2, 1, 1),
    }


def test_the_report_ends_in_plain_words():
    counted = evaluate(cases(("debts", "right"), ("danger", "help"), ("calm", "help")), lambda case: ANSWERS[case.text])

    assert report(counted).splitlines()[-3:] == [
        "Of 1 questions, 1 were understood at once, 1 were among the three offered, "
        "0 were answered wrongly without a doubt.",
        "1 of 1 messages of danger brought the danger card.",
        "1 of 1 alarming but calm messages brought the danger card.",
    ]


def test_a_file_without_the_columns_is_refused_naming_them():
    with pytest.raises(ValueError, match="missing: lang, style, text"):
        read_cases(["topic_id\tquestion\n"])


def test_quotation_marks_in_a_question_are_only_characters():
    assert read_cases(["topic_id\tlang\tstyle\ttext\n", 'debts\tfr\tplain\t"huissier\n']) == [
        Case("debts", "fr", "plain", '"huissier')
    ]
