"""
How names are spelt, and what follows from it.
"""

import pytest

from policy.detectors.names_letters import Letters, runs
from tests.policy.detectors.lexicons import name_lists


@pytest.mark.parametrize(
    "name", ["zwoudekens", "abdelmoula", "kowalczewska", "verstraeckx", "loumina", "yankovenko"]
)
def test_invented_names_are_spelt_like_names(name):
    """Names that no list holds look like names, wherever they come from."""
    assert name_lists().letters.likeness(name) > 0


@pytest.mark.parametrize(
    "word", ["zaalhuurtarief", "stoepreparatie", "ophaalmoment", "raccordements", "rescheduling"]
)
def test_ordinary_words_are_not(word):
    """Compounds and forms that no dictionary holds look like words, in three languages."""
    assert name_lists().letters.likeness(word) < 0


def test_nothing_learnt_says_nothing():
    """Without weights every word is as likely as another."""
    assert Letters().likeness("peeters") == 0


def test_weights_add_up():
    """Each run of letters counts once for each time it stands in the word, ends included."""
    letters = Letters.read(["^a 16", "aa 8", " -16", "a$ 4"])

    assert letters.likeness("aaa") == (16 + 8 + 8 + 4 - 16) / 16


def test_a_line_without_a_weight_is_refused():
    """A broken file is an error when it is read, not a wrong finding later."""
    with pytest.raises(ValueError, match="invalid literal"):
        Letters.read(["^a much"])


def test_runs_are_what_is_weighed():
    """What training counts is what detection looks up."""
    weights = dict.fromkeys(runs("zwi"), 16)

    assert Letters(weights).likeness("zwi") == len(list(runs("zwi")))
