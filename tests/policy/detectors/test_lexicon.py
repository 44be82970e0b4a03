import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.detectors.lexicon import TermError, Terms, expression, literals, triggers
from tests.policy.detectors.lexicons import sheet


def matches(term, text):
    return [text[f.start : f.end] for f in Terms((term,)).within(sheet(text), 0, len(text))]


@pytest.mark.parametrize(
    ("term", "text", "expected"),
    [
        ("leefloon*", "het leefloondossier", ["leefloondossier"]),
        ("leefloon", "leeflonen en leefloon", ["leefloon"]),
        ("schuld", "veel schuldeisers", []),
        ("schuld", "veel schulden, een schuld", ["schulden", "schuld"]),
        ("allergie", "twee allergieen", ["allergieen"]),
        ("diëtist", "de DIETISTEN komen", ["DIETISTEN"]),
        ("ASS", "een kind met ASS of ass", ["ASS"]),
        ("GAS-boete*", "twee GAS-boetes", ["GAS-boetes"]),
        ("type 9", "naar  type\n9 dan", ["type\n9"]),
        ("(krijgt|kreeg) ... steun", "kreeg vorige week steun", ["kreeg vorige week steun"]),
        ("(krijgt|kreeg) ... steun", "kreeg een boek. Zij steun", []),
        (
            "lid van (de )?bond",
            "lid van bond, lid van de bond",
            ["lid van bond", "lid van de bond"],
        ),
        ("klas [1-6][a-e]", "klas 3b en klas 9z", ["klas 3b"]),
    ],
)
def test_terms_find_what_people_mean(term, text, expected):
    """
    Inflection and compounds where asked for; never across the end of a sentence.
    """
    assert matches(term, text) == expected


@pytest.mark.parametrize("term", ["*", "(a|b)", "[1-9] ... [1-9]", "% 10"])
def test_term_without_a_fixed_word_is_refused(term):
    """
    The prefilter could not find it, and it would be missed in silence.
    """
    with pytest.raises(TermError, match="fixed word"):
        literals(term)


def test_term_that_is_no_pattern_is_refused():
    with pytest.raises(TermError, match="cannot be read"):
        Terms(("schuld (hoog|laag",))


words = st.sampled_from(["krijgt", "heeft", "leefloon", "schuld", "adhd", "in", "de", "kliniek"])
terms = st.one_of(
    words,
    words.map(lambda w: f"{w}*"),
    st.tuples(words, words).map(" ".join),
    st.tuples(words, words).map(" ... ".join),
    st.tuples(words, words, words).map(lambda w: f"({w[0]}|{w[1]}) {w[2]}"),
)


@given(terms, st.lists(words, max_size=8).map(" ".join))
def test_prefilter_fires_wherever_the_term_matches(term, text):
    """
    The law of every trigger: a superset of its rule.
    """
    fires = any(
        re.search(trigger.expression, text, re.IGNORECASE if trigger.caseless else 0)
        for trigger in triggers("t", [Terms((term,))])
    )

    assert fires or not matches(term, text)


@given(terms)
def test_every_expression_compiles(term):
    re.compile(expression(term))


@given(st.lists(st.sampled_from([*"ab B9'-*().?|é日", "[1-6]"]), min_size=1, max_size=14))
def test_a_term_that_is_taken_can_be_looked_for(pieces):
    """
    Most terms are not compiled when they are read; whatever is taken makes a pattern all the same.
    """
    term = "".join(pieces)
    try:
        terms = Terms((term,))
    except (TermError, IndexError):
        return  # nothing is left of it once it is folded, or it is refused

    terms.prepare()

    re.compile(expression(term), re.ASCII)
