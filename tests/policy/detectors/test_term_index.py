from hypothesis import given
from hypothesis import strategies as st

from policy.detectors.families import Hits, Window
from policy.detectors.lexicon import Terms
from policy.detectors.prefilter import Prefilter, compiled
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
    "OV4",
    "demande d'asile",
    "(lijdt|leed) aan",
    "(taal|turnen) ... [0-9]*( )?(%|/( )?10|op 10)",
)
INDEX = TermIndex("t", {term: Terms((term,)) for term in LISTED})
PREFILTER = Prefilter(tuple(INDEX.triggers), compiled(INDEX.triggers))

PIECES = ["krijgt", "een", "leefloon", "leefloondossier", "reintegratie", "re-integraties"]
PIECES += ["B-codes", "lid van bond", "lid van de bond", "ASS", "ass", "GAS-boetes", "gas", "9bis"]
PIECES += [".", ",", "\n", "une demande d'asile", "lijdt aan", "leed", "aan", "é"]
PIECES += ["taal", "45%", "4/10", "3 op 10", "OV4", "ov4"]
pieces = st.sampled_from(PIECES)


@given(st.lists(pieces, max_size=12).map(" ".join))
def test_index_finds_what_the_terms_find_one_by_one(text):
    """
    Looking words up changes the cost, not the answer.
    """
    page = sheet(text)
    looked_up = set(INDEX.found(page, PREFILTER.hits(page.folded)))
    one_by_one = {
        (term, found) for term in LISTED for found in Terms((term,)).within(page, 0, len(text))
    }

    assert one_by_one <= looked_up


@given(st.lists(pieces, max_size=12).map(" ".join))
def test_nothing_is_told_twice(text):
    everywhere = (Window(0, len(text)), Window(0, len(text)))

    told = INDEX.found(sheet(text), Hits({t.name: everywhere for t in INDEX.triggers}))

    assert len(told) == len(set(told))


def test_a_text_is_looked_up_once():
    """
    Two families that ask for the same terms of a text cost one look.
    """
    page = sheet("de schulden van mijn cliënt")
    hits = PREFILTER.hits(page.folded)

    assert INDEX.found(page, hits) is INDEX.found(page, hits)
