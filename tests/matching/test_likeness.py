from bot.matching.likeness import group_alike


def test_questions_that_are_alike_stand_together_and_the_largest_group_comes_first():
    asked = ["où est le parking", "puis-je venir avec mon chien", "Où est le parking ?", "le parking, où est-il"]

    assert group_alike(asked) == [
        ["où est le parking", "Où est le parking ?", "le parking, où est-il"],
        ["puis-je venir avec mon chien"],
    ]


def test_nothing_asked_is_no_group():
    assert group_alike([]) == []
