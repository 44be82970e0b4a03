from hypothesis import given
from hypothesis import strategies as st

from policy.detectors.families import Window
from policy.detectors.lexicon import Terms
from policy.detectors.term_index import TermIndex
from tests.policy.detectors.lexicons import sheet

LISTED = (
    "leefloon*",
    "(krijgt|kreeg) ... leefloon*",
    "re-integratie*",
    "B-code*",
    "lid van (de )?bond",
    "ASS",
    "GAS-boete*",
    "9bis",
    "demande d'asile",
    "(lijdt|leed) aan",
)
INDEX = TermIndex({term: Terms((term,)) for term in LISTED})

PIECES = ["krijgt", "een", "leefloon", "leefloondossier", "reintegratie", "re-integraties"]
PIECES += ["B-codes", "lid van bond", "lid van de bond", "ASS", "ass", "GAS-boetes", "gas", "9bis"]
PIECES += [".", ",", "\n", "une demande d'asile", "lijdt aan", "leed", "aan", "é"]
pieces = st.sampled_from(PIECES)


@given(st.lists(pieces, max_size=12).map(" ".join))
def test_index_finds_what_the_terms_find_one_by_one(text):
    """
    Looking words up changes the cost, not the answer.
    """
    page, whole = sheet(text), Window(0, len(text))
    looked_up = set(INDEX.within(page, [whole]))
    one_by_one = {
        (term, found) for term in LISTED for found in Terms((term,)).within(page, 0, len(text))
    }

    assert one_by_one <= looked_up


@given(st.lists(pieces, max_size=12).map(" ".join))
def test_nothing_is_told_twice(text):
    told = list(INDEX.within(sheet(text), [Window(0, len(text)), Window(0, len(text))]))

    assert len(told) == len(set(told))
