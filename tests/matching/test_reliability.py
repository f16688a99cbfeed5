import numpy as np

from bot.matching.reliability import Bin, bins_of, draw, mean_gap


def test_sentences_are_gathered_by_what_the_matcher_said_of_them():
    decisions = np.array([[9.0, 0.0], [9.0, 0.0], [0.0, 9.0], [0.1, 0.0]], dtype=np.float32)

    bins = bins_of(decisions, np.array([0, 1, 1, 0]), temperature=1.0)

    assert [(one.count, round(one.right, 2), round(one.said, 1)) for one in bins] == [(1, 1.0, 0.5), (3, 0.67, 1.0)]


def test_the_gap_counts_each_sentence_once():
    assert mean_gap([Bin(0.5, 0.9, 1), Bin(0.9, 0.9, 3)]) == 0.1
    assert mean_gap([]) == 0.0


def test_a_point_lies_where_its_numbers_say():
    drawn = draw([Bin(said=0.5, right=1.0, count=12)], sure=0.9)

    assert '<circle cx="240.0" cy="30.0"' in drawn
    assert ">12</text>" in drawn
    assert 'd="M384.0 390V30"' in drawn
