"""
What is in no dictionary, and how it may be an ordinary word all the same.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.detectors.names_makes import COMPOUND, MISTYPED, NEITHER, make_of
from tests.policy.detectors.lexicons import name_lists, persons


@pytest.mark.parametrize(
    "word",
    ["zaalreservatie", "rioleringswerken", "bladkorven", "sleutelplan", "herindelingen", "lenernr"],
)
def test_compounds_and_endings_are_recognised(word):
    """
    Words of two or three known ones, with the letters between them, and bent ones.
    """
    assert name_lists().make_of(word) == COMPOUND


@pytest.mark.parametrize("word", ["gemeetne", "afspraka", "vergaddering", "schrijve"])
def test_slips_in_usual_words_are_recognised(word):
    """
    One letter too many, too few, changed or exchanged.
    """
    assert name_lists().make_of(word) in {MISTYPED, COMPOUND}


@pytest.mark.parametrize("word", ["zwanikke", "thorvilde", "quaghebuyck", "lumorina"])
def test_what_no_dictionary_explains_is_neither(word):
    """
    That is what names look like.
    """
    assert name_lists().make_of(word) == NEITHER


@given(st.text(alphabet="abc'-é", max_size=60))
def test_any_word_has_a_make(word):
    """
    Long words and strange letters are no failure.
    """
    assert make_of(word, {"aabb", "bcca"}.__contains__, frozenset().__contains__) in {
        COMPOUND,
        NEITHER,
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("overleg met karel en zwanikke over de stoelen", ["karel", "zwanikke"]),
        ("thorvilde belde over de container", ["thorvilde"]),
        ("kan je thorvilde een mail sturen", ["thorvilde"]),
        ("rappeler lumorina demain matin", ["lumorina"]),
        ("note for thorvilde about the keys", ["thorvilde"]),
        ("brief voor karel verhelst dorpsstraat 12 3000 leuven", ["karel verhelst"]),
    ],
)
def test_unlisted_names_without_capitals(text, expected):
    """
    Where people stand, a word that is in no dictionary and made of none is a name.
    """
    assert persons(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "kan je de zaalreservatie doorsturen naar het sleutelplan",
        "ik moet nog een vergaddering plannen met de bladkorven",
        "stuur de herindelingen via de rioleringswerken",
        "welke bloembollen zijn vroeg: krokus, scilla of narcis",
        "toon de lijst van de timmerman",
    ],
)
def test_compounds_and_slips_are_nobody(text):
    """
    Neither a compound nor a slip is a name, wherever it stands.
    """
    assert persons(text) == []
