"""
Letters that were meant as digits, and digits in words.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.detectors.digits import as_read
from policy.finding import Kind
from tests.policy.detectors.marked_for_tests import found


@given(st.text(alphabet="0123456789OolI ./-aZ"))
def test_reading_letters_as_digits_keeps_every_position(text):
    """
    One character for one, and only these four letters change.
    """
    read = as_read(text)

    assert len(read) == len(text)
    assert all(new == old or old in "OolI" for old, new in zip(text, read, strict=True))


@pytest.mark.parametrize("text", ["lollollollo", "Oo 1 Il", "10 l olie", "type 3O1", "aO475123456"])
def test_words_and_short_codes_stay_as_they_are(text):
    """
    A run needs enough real digits, and no other letters next to it.
    """
    assert as_read(text) == text


@pytest.mark.parametrize(
    "text",
    ["een twee drie, hoedje van papier", "acht of negen of tien", "een een een een een een een"],
)
def test_counting_is_no_number(text):
    """
    It takes eight digits in a row, and a number that can exist.
    """
    assert found(text, Kind.PHONE) == []


@pytest.mark.parametrize(
    "value",
    [
        "nul vier zeven vijf een twee drie vier vijf zes",
        "zéro quatre sept cinq un deux trois quatre cinq six",
        "zero-four-seven-five-one-two-three-four-five-six",
    ],
)
def test_number_that_is_read_out_is_found(value):
    """
    In three languages; the span is the words.
    """
    assert found(f"bel {value} nu", Kind.PHONE) == [value]
