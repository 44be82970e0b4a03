"""
Letters that were meant as digits.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.detectors.digits import as_read


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
